"""A second look when the words of a question find nothing: lay words meet official ones sentence by sentence, by meaning.

A sentence of a long clause is nearer to a question than the clause as a whole. Measured on the eval set's lay questions and
unanswerable ones: a sentence at 0.90 that stands 0.02 clear of the next was right 2 times of 2, and no unanswerable question
reached either figure by a sentence of the kind asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from answer.claims import Claim
from answer.evidence import is_fit
from answer.extract import gives_number
from answer.injection import sayable
from answer.quotes import sentence_claim
from index.embed import encode
from index.query import Query
from index.search import Candidate
from index.settings import settings
from index.store import Index
from index.strength import states_asked
from ingest.sentences import sentences

_CLAUSES = 6
# Cosines of the embedded embedder. Another's mean something else, so that with another there is no second look.
_NEAR, _CLEAR = 0.90, 0.02
# Below this the question is of another world (small talk).
_WORTH_LOOKING = 0.01


def second_look(index: Index, query: Query, found: Sequence[Candidate]) -> tuple[Claim, ...]:
    """The one sentence of the nearest clauses that plainly means what is asked; none when no sentence stands out."""
    fit = (one for one in found if is_fit(query, one) and states_asked(query, one.card))
    likely = sorted(fit, key=lambda one: -one.value("cosine"))[:_CLAUSES]
    if settings().embed_model or not query.topic or max((one.probability for one in likely), default=0.0) < _WORTH_LOOKING:
        return ()
    clauses = [index.clause(one.card.clause_id) for one in likely]
    near = index.sentence_cosines(encode([query.topic], "query")[0], [clause.id for _, clause in clauses])
    said = [(cosine, (notice, clause, span)) for notice, clause in clauses
            for span, cosine in zip(sentences(clause.text), near[clause.id].tolist(), strict=True) if span in sayable(notice, clause)]
    if not said:
        return ()
    (best, sentence), *rest = sorted(said, key=lambda one: -one[0])
    if best < _NEAR or (rest and best - rest[0][0] < _CLEAR):
        return ()
    if query.kind in ("figure", "deadline") and not gives_number(query, *sentence[1:]):
        return ()
    return (sentence_claim(query, *sentence),)
