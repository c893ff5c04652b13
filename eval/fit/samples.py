"""Development questions -> the candidates that search finds for them, with their features and which of them are right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np

from eval.match import address_key
from index.query import Query
from index.question import read_question
from index.scope import Limits, Scope
from index.search import Candidate, search
from index.store import Index, read_index


@dataclass(frozen=True)
class Sample:
    """A question with its candidates, best first. right: which of them are gold; source: name of the question set.

    removed: candidates when the gold clauses are not in the index.
    """

    source: str
    query: Query
    scope: Scope
    found: tuple[Candidate, ...]
    right: np.ndarray
    removed: tuple[Candidate, ...] = ()
    answerable: bool = True

    @property
    def rows(self) -> np.ndarray:
        return np.array([one.features for one in self.found])


class Without:
    """An index as if it did not hold some clauses."""

    def __init__(self, index: Index, clause_ids: frozenset[str]) -> None:
        self._index, self._gone = index, clause_ids

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def lexical(self, tokens: Sequence[str], k: int, *where: object) -> tuple:
        return self._left(self._index.lexical(tokens, k + len(self._gone), *where))[:k]

    def dense(self, vector: np.ndarray, k: int, *where: object) -> tuple:
        return self._left(self._index.dense(vector, k + len(self._gone), *where))[:k]

    def _left(self, hits: Sequence[tuple[str, float]]) -> tuple:
        return tuple(hit for hit in hits if hit[0] not in self._gone)


def samples(
    pairs: Sequence[tuple[Path, Path]], matrices: Sequence[np.ndarray | None] = (None,), removed: bool = False, small: bool = False
) -> Iterator[Sample]:
    """For each (home, question set): a Sample for every question of one turn. matrices: of the adapter, one for each fold of
    questions (`fold_of`). removed: with the gold taken away as well; small: another one, of a small collection.
    """
    for home, questions in pairs:
        with read_index(home) as index:
            for question, right in right_clauses(index, questions):
                matrix = matrices[fold_of(question, len(matrices))]
                yield _sample(index, question, right, questions.stem, matrix, removed)
                if small:
                    yield _small_sample(index, question, right, questions.stem, matrix)


def fold_of(question: str, number: int) -> int:
    """Which of `number` folds a question falls into, whatever else there is."""
    return crc32(question.encode()) % number


def right_clauses(index: Index, questions: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """The questions of one turn in a set, each with the ids of its right clauses (none: not to be answered)."""
    at = {(Path(held.source).stem, address_key(clause.address)): clause.id
          for held in index.documents() for clause in index.notice(held.doc_id).clauses}
    for line in questions.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case.get("question"):
            yield case["question"], frozenset(at[cited["doc"], address_key(cited["address"])] for cited in case["citations"])


def _sample(index: Index, question: str, right: frozenset[str], source: str, matrix: np.ndarray | None, removed: bool) -> Sample:
    query, scope, found = find(index, question, matrix)
    flags = np.array([one.card.clause_id in right for one in found])
    less = find(Without(index, right), question, matrix)[2] if removed and right else ()
    return Sample(source, query, scope, found, flags, less, bool(right))


def _small_sample(index: Index, question: str, right: frozenset[str], source: str, matrix: np.ndarray | None) -> Sample:
    """Among the notices that answer and one to four others, where the best of a few clauses stands out and need not answer. Its gold is
    taken away with its notices or, of every second question, alone.
    """
    chance = Random(crc32(question.encode()))
    answering = frozenset(clause_id.partition("#")[0] for clause_id in right)
    rest = [held.doc_id for held in index.documents() if held.doc_id not in answering]
    others = frozenset(chance.sample(rest, min(len(rest), chance.choice((1, 2, 4)))))
    query, scope, found = find(index, question, matrix, answering | others)
    flags = np.array([one.card.clause_id in right for one in found])
    alone = chance.random() < 0.5
    less = find(Without(index, right) if alone else index, question, matrix, answering | others if alone else others)[2] if right else ()
    return Sample(source, query, scope, found, flags, less, bool(right))


def find(
    index: Index, question: str, matrix: np.ndarray | None = None, among: frozenset[str] | None = None,
) -> tuple[Query, Scope, tuple[Candidate, ...]]:
    """A question as it is read, and all its candidates. among: the notices that count, by id; None: all."""
    asked = read_question(index, question, Limits())
    scope = asked.scope if among is None else replace(asked.scope, allowed=among, local=asked.scope.local & among)
    return asked.query, scope, search(index, asked.query, scope, asked.terms, 10_000, matrix)
