"""A second look when the words of a question find nothing: lay words meet official ones sentence by sentence, by meaning.

A sentence of a long clause is nearer to a question than the clause as a whole. Measured on the eval set's lay questions and
unanswerable ones: a sentence at 0.90 that stands 0.02 clear of the next was right 2 times of 2, and no unanswerable question
reached either figure by a sentence of the kind asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from answer.claims import Claim
from answer.evidence import is_fit
from answer.extract import sentence_claim
from answer.injection import sayable
from index.embed import encode
from index.query import Query
from index.search import Candidate
from index.settings import settings
from index.store import Index
from index.strength import states_asked
from ingest.script import simplify

_CLAUSES = 6
# Cosines of the embedded embedder. Another's mean something else, so that with another there is no second look.
_NEAR, _CLEAR = 0.90, 0.02
# Below this the question is of another world (small talk), and not worth the time: about 15 ms a sentence.
_WORTH_LOOKING = 0.01


def second_look(index: Index, query: Query, found: Sequence[Candidate]) -> tuple[Claim, ...]:
    """The one sentence of the nearest clauses that plainly means what is asked; none when no sentence stands out."""
    fit = (one for one in found if is_fit(query, one) and states_asked(query, one.card))
    likely = sorted(fit, key=lambda one: -one.value("cosine"))[:_CLAUSES]
    if settings().embed_model or not query.topic or max((one.probability for one in likely), default=0.0) < _WORTH_LOOKING:
        return ()
    clauses = [index.clause(one.card.clause_id) for one in likely]
    sentences = [(notice, clause, sayable(notice, clause)) for notice, clause in clauses]
    spans = [(notice, clause, span) for notice, clause, held in sentences for span in held]
    if not spans:
        return ()
    said = [_vectors(tuple(simplify(span.of(clause.text)) for span in held)) for _, clause, held in sentences]
    cosines = np.concatenate(said) @ encode([query.topic], "query")[0]
    best, *rest = sorted(range(len(spans)), key=lambda at: -cosines[at])
    if cosines[best] < _NEAR or (rest and cosines[best] - cosines[rest[0]] < _CLEAR):
        return ()
    return (sentence_claim(query, *spans[best]),)


@lru_cache(maxsize=4096)
def _vectors(sentences: tuple[str, ...]) -> np.ndarray:
    """Of the sentences of one clause; the same clauses are looked at again and again. 1.5 kB a sentence."""
    return encode(sentences, "passage")
