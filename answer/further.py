"""What the clauses cited say to the further parts of a question (每年培训多少天，考试由谁组织)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answer.claims import Claim
from answer.draft import clause_claims
from answer.evidence import carries
from answer.extract import asks_who, gives_number, says_who
from answer.quotes import sentence_claim, sentences_in
from index.parts import further_parts
from index.query import Query
from index.question import Asked, read_question
from index.scope import among
from index.search import search
from index.store import Index
from index.terms import Term, counts, covered, searched_text
from ingest.model import Clause, Span

_CANDIDATES = 10
_NUMBER = ("figure", "deadline")
# Share of the weight of its own words.
_RELATED = 0.25
# How the next question of a conversation goes on from the one before.
_NEXT = {"en": "and {}", "zh-Hans": "那{}", "zh-Hant": "那{}"}


def further(index: Index, asked: Asked, earlier: Sequence[str], claims: Sequence[Claim]) -> dict[str, tuple[Claim, ...]]:
    """Each further part of a question that one notice answers -> what the clauses cited say to it; () for nothing. None where they
    are quoted in full.

    A part is read as what follows the question in a conversation: it shares the subject, unless it has its own. Other clauses are
    left to a question of their own: of eight that search found for such parts, in the development sets, two were right.
    """
    cited = {claim.clause.id: claim.notice.doc_id for claim in claims}
    if len({*cited.values()}) != 1 or asked.query.kind == "compare" or all(_is_whole(claim, claims) for claim in claims):
        return {}
    found = {}
    for part in further_parts(asked.query):
        after = read_question(index, _NEXT[asked.query.lang].format(part), asked.limits, (*earlier, asked.query.text))
        query = replace(after.query, lang=asked.query.lang)
        candidates = search(index, query, among(after.scope, frozenset(cited.values())), after.terms, _CANDIDATES)
        able = (one for one in candidates if carries(query, one) and any(_is_beside(one.card.clause_id, clause) for clause in cited))
        said = [claim for one in [*able][:1] for claim in clause_claims(index, query, one, after.terms)]
        known = all(any(_within(claim, one) for one in claims) for claim in said)
        said = said if known or _is_of(said, read_question(index, part, asked.limits).terms) else ()
        if said or not any(_answers(query, claim.clause, claim.quote) for claim in claims):
            found[part] = tuple(said) or _uncut(query, claims)
    return found


def _answers(query: Query, clause: Clause, quote: Span) -> bool:
    """Whether words of a clause have what a part asks for, a body or a number."""
    return says_who(quote.of(clause.text)) if asks_who(query) else query.kind in _NUMBER and gives_number(query, clause, quote)


def _uncut(query: Query, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The whole sentence of which a claim gives only the part that the question asks for first, where a part has its answer there."""
    whole = ((claim, span) for claim in claims for span in sentences_in(claim.notice, claim.clause)
             if span.start <= claim.quote.start and claim.quote.end <= span.end)
    return tuple(sentence_claim(query, claim.notice, claim.clause, span) for claim, span in whole if _answers(query, claim.clause, span))


def _is_of(claims: Sequence[Claim], terms: Sequence[Term]) -> bool:
    """Whether the claims speak of what a part names by itself."""
    words = searched_text(" ".join(word for claim in claims for word in (claim.clause.heading, *claim.said)))
    return not terms or covered(terms, counts(terms, words)) >= _RELATED


def _is_whole(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether every sentence of its clause is quoted."""
    quotes = [one.quote for one in claims if one.clause.id == claim.clause.id]
    return all(any(quote.start < span.end and span.start < quote.end for quote in quotes)
               for span in sentences_in(claim.notice, claim.clause))


def _is_beside(clause_id: str, cited: str) -> bool:
    """Whether one is the other, or a part of it."""
    return clause_id == cited or clause_id.startswith(f"{cited}/") or cited.startswith(f"{clause_id}/")


def joined(claims: Sequence[Claim], more: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with those of `more` that do not say the same; a sentence takes the place of a part of it."""
    found = list(claims)
    for claim in more:
        if any(_within(claim, one) for one in found):
            continue
        parts = [at for at, one in enumerate(found) if _within(one, claim)]
        place = parts[0] if parts else len(found)
        found = [one for at, one in enumerate(found) if at not in parts]
        found.insert(place, claim)
    return tuple(found)


def _within(part: Claim, whole: Claim) -> bool:
    if part.relation == "item" and part.text != whole.text:  # another item under the same lead-in
        return False
    return (part.clause.id == whole.clause.id and part.relation == whole.relation
            and whole.quote.start <= part.quote.start and part.quote.end <= whole.quote.end)
