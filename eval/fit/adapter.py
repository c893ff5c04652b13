"""Fits the adapter of questions: `python -m eval.fit.adapter HOME SET.jsonl [HOME SET.jsonl ...]`, written to index/adapter.npy.

For each question the softmax of its cosines with the right clauses of all questions of its set should fall on its own
(contrastive, InfoNCE: van den Oord et al. 2018). Only clauses that are right for some question are contrasted: what marks
such clauses off from the rest of a collection (a source, a layout) would not help with another. Of the matrix found only a
share is taken, which keeps more of the embedder's own sense on questions of another sort (Wortsman et al. 2022, WiSE-FT).
Measured by three-fold cross-validation among all clauses of each index.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.fit.samples import fold_of, right_clauses
from index.adapter import ADAPTER_FILE, adapted
from index.question import read_question
from index.scope import Limits
from index.search import query_vector
from index.store import Index, read_index

_TEMPERATURE, _PENALTY, _STEPS, _RATE, _SHARE = 0.03, 0.01, 150, 0.002, 0.6
FOLDS = 3


@dataclass(frozen=True)
class Pairs:
    """One question set. questions: float32 (n, dim); right: for each its right clauses, as rows of clauses (m, dim); fold: of each
    question.
    """

    questions: np.ndarray
    fold: np.ndarray
    right: tuple[frozenset[int], ...]
    clauses: np.ndarray

    def without(self, fold: int) -> Pairs:
        kept = np.flatnonzero(self.fold != fold)
        return Pairs(self.questions[kept], self.fold[kept], tuple(self.right[at] for at in kept), self.clauses)


def pairs_of(index: Index, questions: Path) -> Pairs:
    """The answerable questions of a set that ask for a clause, over the index that holds the clauses."""
    asked = [(read_question(index, question, Limits()).query, right) for question, right in right_clauses(index, questions)]
    kept = [(query, right) for query, right in asked if right and not query.of_notice]
    ids, clauses = index.all_vectors()
    rows: dict[str, int] = {}
    for row, clause_id in enumerate(ids):
        rows.setdefault(clause_id, row)  # a long clause by its first part
    return Pairs(np.array([query_vector(query) for query, _ in kept]),
                 np.array([fold_of(query.text, FOLDS) for query, _ in kept]),
                 tuple(frozenset(rows[one] for one in right) for _, right in kept), clauses)


def fit(data: Sequence[Pairs]) -> np.ndarray:
    """float32 (dim, dim). Each set counts alike."""
    tasks = [(one.questions, *_contrasted(one)) for one in data]
    size = tasks[0][0].shape[1]
    found, mean, square = (np.zeros((size, size), np.float32) for _ in range(3))
    for step in range(1, _STEPS + 1):  # Adam
        slope = 2 * _PENALTY * found + sum(_slope(found, *task) for task in tasks) / len(tasks)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        found = found - _RATE * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return (_SHARE * found).astype(np.float32)


def folds(data: Sequence[Pairs]) -> list[np.ndarray]:
    """For each fold of questions the matrix fitted without it."""
    return [fit([one.without(fold) for one in data]) for fold in range(FOLDS)]


def load(pairs: Sequence[tuple[Path, Path]]) -> list[Pairs]:
    """`pairs_of` each (home, question set)."""
    found = []
    for home, questions in pairs:
        with read_index(home) as index:
            found.append(pairs_of(index, questions))
    return found


def _contrasted(one: Pairs) -> tuple[np.ndarray, np.ndarray]:
    pool = sorted(frozenset().union(*one.right))
    place = {row: at for at, row in enumerate(pool)}
    target = np.zeros((len(one.right), len(pool)), np.float32)
    for at, right in enumerate(one.right):
        target[at, [place[row] for row in right]] = 1 / len(right)
    return one.clauses[pool], target


def _slope(matrix: np.ndarray, questions: np.ndarray, clauses: np.ndarray, target: np.ndarray) -> np.ndarray:
    moved = questions + questions @ matrix
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    unit = moved / length
    power = np.exp((unit @ clauses.T - 1) / _TEMPERATURE)
    of_unit = (power / power.sum(axis=1, keepdims=True) - target) @ clauses / _TEMPERATURE / len(questions)
    return questions.T @ ((of_unit - unit * (of_unit * unit).sum(axis=1, keepdims=True)) / length)


def measured(one: Pairs, matrices: Sequence[np.ndarray | None]) -> tuple[float, float, float]:
    """(hit@1, recall@10, MRR@10) by cosine among all clauses; matrices: one a fold, or one for all."""
    scores = []
    for question, fold, right in zip(one.questions, one.fold, one.right, strict=True):
        matrix = matrices[fold % len(matrices)]
        cosines = one.clauses @ (question if matrix is None else adapted(question, matrix))
        first = np.argsort(-cosines, kind="stable")[:10].tolist()
        ranks = [rank for rank, row in enumerate(first, 1) if row in right]
        scores.append((bool(ranks) and ranks[0] == 1, len(ranks) / len(right), 1 / ranks[0] if ranks else 0.0))
    return tuple(np.mean(scores, axis=0).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", type=Path, metavar="HOME SET.jsonl")
    arguments = parser.parse_args()
    data = load(list(zip(arguments.pairs[::2], arguments.pairs[1::2], strict=True)))
    apart = folds(data)
    for one, path in zip(data, arguments.pairs[1::2], strict=True):
        for name, matrices in (("as it is", [None]), ("adapted", apart)):
            hit, recall, mrr = measured(one, matrices)
            print(f"{path.stem:20} {name:10} hit@1 {hit:.3f}  R@10 {recall:.3f}  MRR@10 {mrr:.3f}", flush=True)
    np.save(Path("index", ADAPTER_FILE), fit(data).astype(np.float16))


if __name__ == "__main__":
    main()
