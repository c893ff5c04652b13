"""Claims about what a notice repeals or takes the place of: the sentences in which it does."""

from __future__ import annotations

from answer.claims import Claim
from answer.quotes import sentence_claim
from index.query import Query
from ingest.model import Notice, Span
from ingest.sentences import sentences

_MOST = 4


def repeal_claims(query: Query, notice: Notice) -> list[Claim]:
    """Each sentence in which the notice repeals others or replaces them as their new edition, four at most; [] where it does neither."""
    clauses = {clause.id: clause for clause in notice.clauses}
    found: dict[tuple[str, int], Claim] = {}
    for act in notice.acts:
        clause = clauses.get(act.clause)
        if act.kind == "amend" or clause is None:
            continue
        at = act.span.start - clause.span.start
        span = next((one for one in sentences(clause.text) if one.start <= at < one.end), Span(0, len(clause.text)))
        found.setdefault((clause.id, span.start), sentence_claim(query, notice, clause, span))
    return list(found.values())[:_MOST]
