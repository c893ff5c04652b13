"""What a question names, as terms that may stand in a text, each with its weight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import rjieba

from index.lay import lay_words
from index.lexical import as_it_stands, bigrams, runs
from index.query import Query
from index.store import Index

# Okapi BM25 (Robertson & Zaragoza 2009); these two were a little better than 1.5 and 0.75 on 1,257 questions about notices.
_K1, _B = 0.9, 0.4


@dataclass(frozen=True)
class Term:
    """One thing a question names. alternatives: ways to say it, each a set of search tokens that must stand together;
    weight: inverse document frequency of the commonest way (BM25's, eq. 3.3).
    """

    alternatives: tuple[frozenset[str], ...]
    weight: float

    @property
    def tokens(self) -> frozenset[str]:
        return frozenset().union(*self.alternatives)

    @cached_property
    def _sought(self) -> tuple[tuple[str, ...], ...]:
        # In order, because that of a set changes from process to process.
        return tuple(tuple(sorted(map(as_it_stands, way))) for way in self.alternatives if way)

    def count(self, searched: str) -> int:
        """How often it stands in a text, given as `runs`: by the way that stands there most."""
        if len(self._sought) == 1 and len(self._sought[0]) == 1:
            return searched.count(self._sought[0][0])
        return max((min(map(searched.count, way)) for way in self._sought), default=0)

    def places(self, searched: str) -> Iterator[int]:
        """Where it stands in a text, given as `runs`: of several words that must stand together, the one that stands there least."""
        for way in self._sought:
            rarest = min(way, key=searched.count)
            at = searched.find(rarest) if all(word in searched for word in way) else -1
            while at >= 0:
                yield at
                at = searched.find(rarest, at + 1)

    def stands_in(self, searched: str) -> bool:
        return self.count(searched) > 0


def terms_of(index: Index, query: Query) -> tuple[Term, ...]:
    """What the question names: each everyday word with the official words for it and each other bigram of a Chinese question's
    subject, each word or phrase of an English one.
    """
    if query.lang == "en" and query.expanded:
        return _terms(index, (*query.expanded, *((str(year),) for year in query.years)))
    lay, topic = lay_words(query.topic)
    tokens = bigrams(" ".join((topic, *query.titles, *map(str, query.years)))) or ([] if lay else bigrams(query.key))
    return _terms(index, (*lay, *((token,) for token in _telling(index, query, dict.fromkeys(tokens)))))


def _telling(index: Index, query: Query, tokens: Iterable[str]) -> list[str]:
    """Without the pairs that stand in no clause because two words meet in them (品抽 of 食品抽检): they are nobody's word, while
    a word that no clause has tells much.
    """
    known = index.doc_freq(tokens := list(tokens))
    inside = {pair for word in rjieba.cut(query.topic) for pair in bigrams(word)}
    return [token for token in tokens if known[token] or token in inside] or tokens


def _terms(index: Index, groups: Iterable[Sequence[str]]) -> tuple[Term, ...]:
    ways = [[frozenset(bigrams(word)) for word in group] for group in groups]
    counts = index.doc_freq({token for group in ways for way in group for token in way})
    total = max(1, index.count_clauses())

    def rarity(way: frozenset[str]) -> float:
        known = min((counts[token] for token in way), default=0)
        return math.log(1 + (total - known + 0.5) / (known + 0.5))

    # A word with no known translation is something the corpus does not speak of, or says with a word the dictionary lacks:
    # it counts half of one that stands in no clause.
    return tuple(Term(tuple(group), min(map(rarity, group), default=0.5 * rarity(frozenset()))) for group in ways)


def frequency(index: Index, word: str) -> int:
    """In how many clauses a Chinese word can stand at most: those of its rarest bigram."""
    return min(index.doc_freq(bigrams(word)).values(), default=0)


def counts(terms: Sequence[Term], searched: str) -> tuple[int, ...]:
    """How often each term stands in a text, given as `runs`."""
    return tuple(term.count(searched) for term in terms)


def covered(terms: Sequence[Term], counted: Sequence[int]) -> float:
    """Share of the terms' weight whose terms stand in a text, 0 to 1. counted: as `counts` gives it."""
    return float(coverage(terms, np.array([counted]))[0])


def coverage(terms: Sequence[Term], counted: np.ndarray) -> np.ndarray:
    """As `covered`, of several texts at once. counted: (texts, terms); gives (texts,)."""
    weights = np.array([term.weight for term in terms])
    return (counted > 0) @ weights / (weights.sum() or 1.0)


def together(terms: Sequence[Term], searched: str, width: int) -> float:
    """The greatest share of the terms' weight that stands within `width` characters of a text, given as `runs`; 0 to 1."""
    places = sorted((at, number) for number, term in enumerate(terms) for at in term.places(searched))
    total = sum(term.weight for term in terms) or 1.0
    inside, held, best, first = [0] * len(terms), 0.0, 0.0, 0
    for at, number in places:
        held += 0.0 if inside[number] else terms[number].weight
        inside[number] += 1
        while places[first][0] < at - width:
            left = places[first][1]
            inside[left] -= 1
            held -= 0.0 if inside[left] else terms[left].weight
            first += 1
        best = max(best, held)
    return best / total


def bm25(terms: Sequence[Term], counted: np.ndarray, lengths: np.ndarray, usual: int) -> np.ndarray:
    """BM25 of texts as a share of the most that any text can have, 0 to 1.

    counted: (texts, terms), how often each term stands in each; lengths of the texts and that of a usual one, in characters.
    """
    weights = np.array([term.weight for term in terms])
    norm = _K1 * (1 - _B + _B * lengths / usual)
    return (counted / (counted + norm[:, None])) @ weights / (weights.sum() or 1.0)


@lru_cache(maxsize=4096)
def searched_text(text: str) -> str:
    """`runs` of a text met again and again: titles, sentences of an answer."""
    return runs(text)
