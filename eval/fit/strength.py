"""Fits the evidence strength: `python -m eval.fit.strength HOME SET.jsonl [HOME SET.jsonl ...] [--enough P] [--write]`.

Every answerable question is asked with its right clauses in the index and again with them taken out; unanswerable ones as
they are; and all of it once more over a few notices. Logistic regression with an L2 penalty tells right clauses from the rest of the
first candidates. Prints, by five-fold cross-validation over questions: refusal at several thresholds, and calibration in ten steps.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.fit.adapter import folds, load
from eval.fit.samples import Sample, samples
from index.search import Candidate
from index.strength import NAMES, WEIGHTS_FILE, strength_features

_FOLDS, _PENALTY, _FIRST = 5, 1.0, 5
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)


@dataclass(frozen=True)
class Trial:
    """One question over one state of the index: its first candidates, and which are right (none: it is to be refused)."""

    question: int
    source: str
    rows: np.ndarray
    right: np.ndarray


def trials(data: Sequence[Sample]) -> list[Trial]:
    """Each answerable question twice, each other once."""
    found = []
    for at, one in enumerate(data):
        found.append(_trial(at, one, one.found, one.right))
        if one.answerable:
            found.append(_trial(at, one, one.removed, np.zeros(len(one.removed), bool)))
    return found


def _trial(at: int, one: Sample, candidates: Sequence[Candidate], right: np.ndarray) -> Trial:
    if not candidates:
        return Trial(at, one.source, np.zeros((0, len(NAMES))), np.zeros(0))
    rows, scores = (np.array([getattr(candidate, name) for candidate in candidates]) for name in ("features", "score"))
    seen = strength_features(one.query, [candidate.card for candidate in candidates], rows, scores)
    return Trial(at, one.source, seen[:_FIRST], np.asarray(right[:_FIRST], float))


def fit(data: Sequence[Trial]) -> tuple[np.ndarray, float]:
    """(weights (len(NAMES),), constant), by Newton's method on standardised features."""
    rows, right = np.concatenate([one.rows for one in data]), np.concatenate([one.right for one in data])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    inputs = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    penalty = np.diag([*([_PENALTY] * len(NAMES)), 0.0])
    found = np.zeros(len(NAMES) + 1)
    for _ in range(30):
        guess = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (guess - right) + penalty @ found
        curve = (inputs * (guess * (1 - guess))[:, None]).T @ inputs + penalty + 1e-9 * np.eye(len(found))
        found -= np.linalg.solve(curve, slope)
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def held_out(data: Sequence[Trial]) -> list[np.ndarray]:
    """Of each trial the probabilities of its candidates, by a model that has not seen its question."""
    found: list[np.ndarray] = [np.zeros(0)] * len(data)
    for fold in range(_FOLDS):
        weights, constant = fit([one for one in data if one.question % _FOLDS != fold])
        for at, one in enumerate(data):
            if one.question % _FOLDS == fold:
                found[at] = 1 / (1 + np.exp(-(one.rows @ weights + constant)))
    return found


def refusal(data: Sequence[Trial], guesses: Sequence[np.ndarray], enough: float) -> tuple[float, float, float, float]:
    """(precision, recall, F1) of refusing, and the share of answerable trials that are refused."""
    refused = np.array([guess.max(initial=0.0) < enough for guess in guesses])
    due = np.array([not one.right.any() for one in data])
    hit = float((refused & due).sum())
    precision, recall = hit / max(1, refused.sum()), hit / max(1, due.sum())
    return precision, recall, 2 * hit / max(1, refused.sum() + due.sum()), float((refused & ~due).sum() / max(1, (~due).sum()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", type=Path, metavar="HOME SET.jsonl")
    parser.add_argument("--enough", type=float, default=0.3, help="the probability from which a clause answers")
    parser.add_argument("--write", action="store_true", help=f"write index/{WEIGHTS_FILE}")
    arguments = parser.parse_args()
    pairs = list(zip(arguments.pairs[::2], arguments.pairs[1::2], strict=True))
    data = trials(tuple(samples(pairs, folds(load(pairs)), removed=True, small=True)))
    guesses = held_out(data)
    for enough in _THRESHOLDS:
        print(f"enough {enough:.2f}", _refusals(data, guesses, enough))
    for low in np.arange(0, 1, 0.1):
        inside = np.concatenate([one.right[(guess >= low) & (guess < low + 0.1)] for one, guess in zip(data, guesses, strict=True)])
        print(f"said {low:.1f} to {low + 0.1:.1f}: right {inside.mean() if len(inside) else 0:.2f} of {len(inside)}")
    if arguments.write:
        weights, constant = fit(data)
        lines = [f'"{name}" = {weight:.4f}' for name, weight in zip(NAMES, weights, strict=True)]
        head = "# Weights of the evidence strength (index/strength.py says what they are). Written by python -m eval.fit.strength."
        text = (head, f"constant = {constant:.4f}", f"enough = {arguments.enough}", "", "[weights]", *lines, "")
        Path("index", WEIGHTS_FILE).write_text("\n".join(text), encoding="utf-8")


def _refusals(data: Sequence[Trial], guesses: Sequence[np.ndarray], enough: float) -> str:
    sources = ("all", *sorted({one.source for one in data}))
    shown = []
    for source in sources:
        chosen = [(one, guess) for one, guess in zip(data, guesses, strict=True) if source in ("all", one.source)]
        precision, recall, f1, wrongly = refusal(*zip(*chosen, strict=True), enough)
        shown.append(f"{source}: P {precision:.2f} R {recall:.2f} F1 {f1:.3f} wrongly refused {wrongly:.3f}")
    return " | ".join(shown)


if __name__ == "__main__":
    main()
