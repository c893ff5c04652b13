"""Fits the ranker's weights: `python -m eval.fit.ranker HOME SET.jsonl [HOME SET.jsonl ...] [--write]`.

A linear listwise model: the right clauses of a question should take the share of exp(score) over its candidates (ListNet's
top-one form, Cao et al. 2007). The weights that are in use are its prior: an L2 penalty on how far they move, so that a few
questions of one's own mend them and do not replace them (Chelba and Acero 2006, MAP adaptation). A set of
n questions weighs as √n: more than a small one, but without drowning it. Prints
hit@1, hit@5 and MRR@10 of each set by three-fold cross-validation, then the same without each group of features.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.fit.adapter import folds, load
from eval.fit.samples import Sample, samples
from index.features import NAMES
from index.ranker import WEIGHTS_FILE, weights

_FOLDS, _PENALTY, _STEPS, _RATE = 3, 0.03, 300, 0.03
# What is not learnt: the nearest authority comes first (Legislation Law art. 103: the special before the general), and a row of an
# annex restates the text. Each at most so much, each authority so much below the next; scores differ by 1 to 3 within a question.
_ROW, _CITY, _STEP = -0.3, -0.6, -0.3
# What the ablation leaves out, one group at a time.
GROUPS = {
    "words": ("lexical", "body", "above", "heading", "title", "coverage", "own_coverage", "words", "together", "phrase"),
    "meaning": ("cosine", "adapted", "near", "title_cosine"),
    "adapter": ("adapted", "near"),
    "title": ("title", "title_cosine"),
    "headings": ("above", "heading"),
    "company": ("company",),
    "facts": ("states", "rules"),
    "form": ("row", "asked_row", "bare_heading", "preamble", "closing", "first", "short"),
    "place": ("national", "province", "city", "local_rule"),
    "kind of question": ("×",),
}


def fit(data: Sequence[Sample], kept: np.ndarray | None = None) -> np.ndarray:
    """float64 (len(NAMES),): the weights that rank the right clauses of `data` highest. kept: bool, features that may count."""
    useful = [one for one in data if one.right.any()]
    size = Counter(one.source for one in useful)
    share = np.array([size[one.source] ** -0.5 for one in useful])
    rows = np.concatenate([one.rows for one in useful])
    scale = rows.std(axis=0) + 1e-6
    starts = np.cumsum([0, *(len(one.right) for one in useful)])[:-1]
    sizes = np.array([len(one.right) for one in useful])
    target = np.concatenate([one.right / one.right.sum() for one in useful])
    weight = np.repeat(share / share.sum(), sizes)
    scaled = (rows / scale * (1.0 if kept is None else kept)).astype(np.float32)
    prior = weights() * scale
    found, mean, square = prior.copy(), np.zeros(len(NAMES)), np.zeros(len(NAMES))
    for step in range(1, _STEPS + 1):  # Adam (Kingma & Ba 2015)
        scores = scaled @ found
        power = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        shares = power / np.repeat(np.add.reduceat(power, starts), sizes)
        slope = scaled.T @ ((shares - target) * weight) + _PENALTY * (found - prior)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        found -= _RATE * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return _lawful(found / scale * (1.0 if kept is None else kept))


def _lawful(weights: np.ndarray) -> np.ndarray:
    bounded = dict(zip(NAMES, weights.tolist(), strict=True))
    bounded["row"] = min(bounded["row"], _ROW)
    bounded["asked_row"] = max(bounded["asked_row"], -_ROW)
    bounded["city"] = min(bounded["city"], _CITY)
    bounded["province"] = min(bounded["province"], bounded["city"] + _STEP)
    bounded["national"] = min(bounded["national"], bounded["province"] + _STEP)
    return np.array(list(bounded.values()))


def measured(data: Sequence[Sample], kept: np.ndarray | None = None) -> dict[str, tuple[float, float, float]]:
    """Question set -> (hit@1, hit@5, MRR@10) by cross-validation; a question whose right clause is no candidate is a miss."""
    ranks: dict[str, list[int]] = {}
    for fold in range(_FOLDS):
        weights = fit([one for at, one in enumerate(data) if at % _FOLDS != fold], kept)
        for one in data[fold::_FOLDS]:
            if one.answerable:
                ranks.setdefault(one.source, []).append(rank(one, weights))
    return {source: (float(np.mean([at <= 1 for at in found])), float(np.mean([at <= 5 for at in found])),
                     float(np.mean([1 / at if at <= 10 else 0.0 for at in found]))) for source, found in ranks.items()}


def rank(one: Sample, weights: np.ndarray) -> int:
    """The place of the first right candidate, from 1; 10,000 when there is none."""
    if not one.right.any():
        return 10_000
    order = np.argsort(-(one.rows @ weights), kind="stable")
    return int(np.argmax(one.right[order])) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", type=Path, metavar="HOME SET.jsonl")
    parser.add_argument("--write", action="store_true", help=f"write index/{WEIGHTS_FILE}")
    arguments = parser.parse_args()
    pairs = list(zip(arguments.pairs[::2], arguments.pairs[1::2], strict=True))
    data = tuple(samples(pairs, folds(load(pairs))))
    _print("all", measured(data))
    for group, members in GROUPS.items():
        kept = np.array([not any(member == name or (member == "×" and "×" in name) or name.startswith(f"{member} ×")
                                 for member in members) for name in NAMES], float)
        _print(f"without {group}", measured(data, kept))
    if arguments.write:
        lines = [f'"{name}" = {weight:.4f}' for name, weight in zip(NAMES, fit(data), strict=True) if abs(weight) >= 5e-5]
        head = "# Weights of the ranker, one a feature (index/features.py says what they are). Written by python -m eval.fit.ranker."
        Path("index", WEIGHTS_FILE).write_text("\n".join((head, "[weights]", *lines, "")), encoding="utf-8")


def _print(name: str, scores: dict[str, tuple[float, float, float]]) -> None:
    print(f"{name:24}", *(f"{source}: {one:.3f} {five:.3f} {mrr:.3f}" for source, (one, five, mrr) in scores.items()), sep="  ")


if __name__ == "__main__":
    main()
