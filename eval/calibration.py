"""Whether the estimated probability that the first clause answers is true: of ten clauses given 0.8, eight should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.marks import Mark

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Questions whose first clause was given a probability in one tenth of 0..1. right: share whose first clause is gold."""

    n: int
    probability: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """brier: mean squared error of the probabilities (Brier 1950). error: mean distance of the bins from what was right,
    weighed by size (expected calibration error; Naeini et al. 2015).
    """

    bins: tuple[Bin, ...]
    brier: float
    error: float


def calibration(marks: Sequence[Mark]) -> Calibration | None:
    """Over all questions, those without an answer included: their first clause is never right. None where nothing was found."""
    pairs = [(mark.prediction.backing.found[0].probability, mark.retrieved.get("Success@1", 0.0))
             for mark in marks if mark.prediction.backing.found]
    if not pairs:
        return None
    given, right = np.array(pairs).T
    tenth = np.minimum((given * BINS).astype(int), BINS - 1)
    bins = [Bin(int((tenth == at).sum()), float(given[tenth == at].mean()), float(right[tenth == at].mean()))
            for at in range(BINS) if (tenth == at).any()]
    error = sum(each.n * abs(each.probability - each.right) for each in bins) / len(pairs)
    return Calibration(tuple(bins), float(((given - right) ** 2).mean()), float(error))
