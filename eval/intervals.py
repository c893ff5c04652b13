"""How far a score may be from its true value: bootstrap intervals over questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from eval.marks import Mark
from eval.scores import of_draws

RESAMPLES, SEED = 1_000, 4


class Interval(NamedTuple):
    """95 % of the resamples lie between these."""

    low: float
    high: float


def intervals(marks: Sequence[Mark], resamples: int = RESAMPLES) -> dict[str, Interval]:
    """Score -> its interval by the percentile bootstrap (Efron & Tibshirani 1993, ch. 13): questions are drawn anew, with
    replacement, and all scores taken of the draw. Scores that most draws do not have are left out.
    """
    return _spread(of_draws(marks, _drawn(len(marks), resamples)))


def paired(one: Sequence[Mark], other: Sequence[Mark], resamples: int = RESAMPLES) -> dict[str, Interval]:
    """Score -> interval of other minus one, of two runs of the same questions in the same order: both take the same draws."""
    drawn = _drawn(len(one), resamples)
    before, after = of_draws(one, drawn), of_draws(other, drawn)
    return _spread({name: after[name] - before[name] for name in before})


def _drawn(size: int, resamples: int) -> np.ndarray:
    return np.random.default_rng(SEED).integers(0, size, (resamples, size))


def _spread(draws: Mapping[str, np.ndarray]) -> dict[str, Interval]:
    present = {name: each[~np.isnan(each)] for name, each in sorted(draws.items())}
    return {name: Interval(*map(float, np.percentile(each, [2.5, 97.5])))
            for name, each in present.items() if 2 * len(each) > len(draws[name])}
