"""Question -> ranked clauses: candidates by words and by meaning, weighed by the learned ranker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import numpy as np

from index import rerank
from index.adapter import adapted
from index.cards import Card
from index.embed import encode
from index.features import NAMES, features, with_sentences
from index.lay import lay_words
from index.manifest import DocSummary
from index.openings import frames
from index.query import Query
from index.ranker import scores
from index.sanctions import asks_sanction, sanctions
from index.scope import Scope, within
from index.store import Index, Where
from index.strength import probabilities
from index.terms import Term, searched_text
from ingest.script import simplify

# Candidates by words, and as many by meaning.
POOL = 60
# Of so many candidates each sentence is compared with the question.
_BY_SENTENCE = 10
# Of so many it is looked up what punishes their breach, where that is asked.
_RULES = 5
# A reranker reads each of these together with the question.
_RERANKED = 20


Values = Mapping[str, float]
"""Clause id -> BM25 or cosine."""


@dataclass(frozen=True)
class Candidate:
    """A clause that may answer.

    score: the ranker's, comparable within one question; probability: that it answers; features: in the order of NAMES.
    """

    card: Card
    notice: DocSummary
    score: float
    probability: float
    features: np.ndarray = field(compare=False, repr=False)

    def value(self, name: str) -> float:
        """One of its features."""
        return float(self.features[NAMES.index(name)])


def search(
    index: Index, query: Query, scope: Scope, terms: Sequence[Term], limit: int = 20, matrix: np.ndarray | None = None,
) -> tuple[Candidate, ...]:
    """The best clauses of the notices in scope, best first; of copies of one notice only one.

    terms: what the question names (`index.terms.terms_of`). matrix: as in `index.adapter.adapted`. Where several places are
    asked about, each is searched by itself, so that none is crowded out.
    """
    if len(query.places) < 2:
        return _second(index, query, _search(index, query, scope, terms, matrix))[:limit]
    found: dict[str, Candidate] = {}
    for place in query.places:
        local = frozenset(doc_id for doc_id in scope.local
                          if any(within(index.summary(doc_id).meta, division) for division in place.divisions))
        narrowed = replace(scope, allowed=scope.allowed - scope.local | local, local=local)
        found = {one.card.clause_id: one for one in _search(index, query, narrowed, terms, matrix)[:limit]} | found
    return _second(index, query, tuple(sorted(found.values(), key=_order)))


def _second(index: Index, query: Query, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The first candidates in the order of the reranker, where one is set: each takes the score of the place it comes to."""
    if not rerank.reranker_id():
        return found
    first = found[:_RERANKED]
    said = rerank.scores(query.text, [index.clause(one.card.clause_id)[1].text for one in first])
    order = np.argsort(-said, kind="stable").tolist()
    return (*(replace(first[at], score=place.score) for at, place in zip(order, first, strict=True)), *found[_RERANKED:])


def _search(index: Index, query: Query, scope: Scope, terms: Sequence[Term], matrix: np.ndarray | None) -> tuple[Candidate, ...]:
    if not scope.allowed:
        return ()
    where = Where(None if len(scope.allowed) == len(index.documents()) else scope.allowed)
    tokens = sorted(frozenset().union(*(term.tokens for term in terms)))
    lexical = dict(index.lexical(tokens, POOL, where))
    asked = query_vector(query)
    moved = adapted(asked, matrix)
    near = dict(index.dense(moved, POOL, where))
    cards = [card for card in index.cards(sorted(lexical.keys() | near.keys())).values()
             if not frames(query, card, searched_text(index.summary(card.doc_id).meta.title))]
    cosines = index.cosines((asked, moved), [card.clause_id for card in cards])
    rank = partial(_ranked, index, query, scope, terms, (asked, moved))
    found = rank(cards, lexical, cosines)
    return tuple(_once(_with_sanctions(index, rank, (asked, moved), found, lexical, cosines) if asks_sanction(query) else found))


def _ranked(
    index: Index, query: Query, scope: Scope, terms: Sequence[Term], vectors: tuple[np.ndarray, np.ndarray], cards: Sequence[Card],
    lexical: Values, cosines: Sequence[Values],
) -> list[Candidate]:
    """Best first. vectors: of the question as it is and as the adapter moves it; cosines: with each of them."""
    asked, moved = vectors
    notices = {card.doc_id: index.summary(card.doc_id) for card in cards}
    titles = index.title_cosines(asked, sorted(notices))
    rows = features(query, scope, terms, cards, notices, lexical, cosines, titles)
    first = np.argsort(-scores(rows), kind="stable")[:_BY_SENTENCE].tolist()
    rows = with_sentences(rows, first, _nearest(index, moved, [cards[at] for at in first]))
    ranked = scores(rows)
    likely = probabilities(query, cards, rows, ranked)
    found = (Candidate(card, notices[card.doc_id], score, probability, row)
             for card, score, probability, row in zip(cards, ranked.tolist(), likely.tolist(), rows, strict=True))
    return sorted(found, key=_order)


def _with_sanctions(
    index: Index, rank: Callable[..., list[Candidate]], vectors: tuple[np.ndarray, np.ndarray], found: list[Candidate], lexical: Values,
    cosines: Sequence[Values],
) -> list[Candidate]:
    """Ranked again, what punishes the breach of one of the first rules being read with that rule."""
    rules = {one.card.clause_id: one.card for one in found[:_RULES]}
    punishing = sanctions(index, rules)
    if not punishing:
        return found
    cards = index.cards([*punishing]) | {one.card.clause_id: one.card for one in found}
    read = [replace(card, above=card.above + rules[punishing[card.clause_id]].body) if card.clause_id in punishing else card
            for card in cards.values()]

    def with_rules(values: Values) -> Values:
        return {**values, **{one: max(values.get(one, 0.0), values.get(rule, 0.0)) for one, rule in punishing.items()}}

    own = index.cosines(vectors, [*punishing])
    again = rank(read, with_rules(lexical), [with_rules({**known, **more}) for known, more in zip(cosines, own, strict=True)])
    return [replace(one, card=cards[one.card.clause_id]) for one in again]


def _nearest(index: Index, vector: np.ndarray, cards: Sequence[Card]) -> list[float]:
    """Of each clause the cosine of its nearest sentence; 0 of one that says nothing."""
    cosines = index.sentence_cosines(vector, [card.clause_id for card in cards])
    return [float(cosines[card.clause_id].max(initial=0.0)) for card in cards]


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.card.clause_id


def _once(ranked: Sequence[Candidate]) -> Iterable[Candidate]:
    """Without the clauses of further copies of a notice: what is at the same place under the same number, or has the same title
    and words. A copy of a copy is one too.
    """
    same: dict[tuple[str, str], tuple[str, str]] = {}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        while same.setdefault(key, key) != key:
            key = same[key]
        return key

    for one in ranked:
        first, *others = _marks(one)
        for other in others:
            same[root(other)] = root(first)
    seen: set[tuple[str, str]] = set()
    for one in ranked:
        copy = root(_marks(one)[0])
        if copy not in seen:
            yield one
        seen.add(copy)


def _marks(one: Candidate) -> list[tuple[str, str]]:
    """What copies of a clause have in common; one of these is enough."""
    meta = one.notice.meta
    by_number = [(meta.doc_no, one.card.clause_id.partition("#")[2])] if meta.doc_no else []
    return [(searched_text(meta.title), one.card.body), *by_number]


@lru_cache(maxsize=256)
def _vector(*texts: str) -> np.ndarray:
    """Unit vector midway between those of some ways to say a question."""
    mean = encode(texts, "query").mean(axis=0)
    return mean / (np.linalg.norm(mean) or 1.0)


def query_vector(query: Query) -> np.ndarray:
    """Unit vector (dim,) of the question, in Simplified Chinese as the clauses are.

    An English question lies midway between itself and the commonest Chinese terms of its words: words translated one by one lose
    their grammar, and the embedder knows fewer terms of law across languages. Success@1 of 251 English questions: .757 by the
    terms alone, .753 by the English alone, .797 by both.
    """
    if translated := " ".join(group[0] for group in query.expanded if group):
        return _vector(translated, query.text)
    official = " ".join(group[1] for group in lay_words(query.topic)[0])
    return _vector(simplify(f"{re.sub('《[^》]*》', '', query.text)} {query.topic} {official}".rstrip()))
