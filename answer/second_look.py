"""A second look when the words of a question find nothing: lay words meet official ones sentence by sentence, by meaning.

A sentence of a long clause is nearer to a question than the clause as a whole. Measured on the eval set's lay questions and
unanswerable ones: a sentence at 0.90 that stands 0.02 clear of the next was right 2 times of 2, and no unanswerable question
reached either figure by a sentence of the kind asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from answer.claims import Claim
from answer.evidence import is_fit
from answer.extract import NUMBERS, gives_number, sentence_claim
from answer.injection import sayable
from index.embed import encode
from index.query import Query
from index.search import Candidate, query_vector
from index.settings import settings
from index.store import Index
from index.strength import states_asked
from ingest.model import Clause, Notice, Span
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
    best, *rest = _by_meaning(encode([query.topic], "query")[0], [index.clause(one.card.clause_id) for one in likely]) or (None,)
    if not best or best.cosine < _NEAR or (rest and best.cosine - rest[0].cosine < _CLEAR):
        return ()
    return (sentence_claim(query, best.notice, best.clause, best.span),)


def numbered_by_meaning(query: Query, notice: Notice, clause: Clause) -> tuple[Claim, ...]:
    """Of a clause that answers a question for a number, and has none beside the question's words, the sentence that is nearest in
    meaning, if that gives one.
    """
    if query.kind not in NUMBERS:
        return ()
    nearest = _by_meaning(query_vector(query), [(notice, clause)])
    return tuple(sentence_claim(query, notice, clause, one.span) for one in nearest[:1] if gives_number(clause, one.span))


class _Sentence(NamedTuple):
    notice: Notice
    clause: Clause
    span: Span
    cosine: float


def _by_meaning(asked: np.ndarray, clauses: Sequence[tuple[Notice, Clause]]) -> list[_Sentence]:
    """The sentences of some clauses, the nearest to the question first. asked: (dim,)."""
    held = [(notice, clause, sayable(notice, clause)) for notice, clause in clauses]
    spans = [(notice, clause, span) for notice, clause, found in held for span in found]
    if not spans:
        return []
    said = [_vectors(tuple(simplify(span.of(clause.text)) for span in found)) for _, clause, found in held if found]
    return sorted((_Sentence(*one, cosine) for one, cosine in zip(spans, (np.concatenate(said) @ asked).tolist(), strict=True)),
                  key=lambda one: -one.cosine)


@lru_cache(maxsize=4096)
def _vectors(sentences: tuple[str, ...]) -> np.ndarray:
    """Of the sentences of one clause; the same clauses are looked at again and again. 1.5 kB a sentence."""
    return encode(sentences, "passage")
