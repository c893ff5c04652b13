"""How far a score may be from its true value: bootstrap intervals over questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import NamedTuple

import numpy as np

from eval.marks import Mark
from eval.scores import parity, summarise

RESAMPLES, SEED = 1_000, 4


class Interval(NamedTuple):
    """95 % of the resamples lie between these."""

    low: float
    high: float


def intervals(marks: Sequence[Mark], resamples: int = RESAMPLES) -> dict[str, Interval]:
    """Score -> its interval by the percentile bootstrap (Efron & Tibshirani 1993, ch. 13): questions are drawn anew, with
    replacement, and all scores taken of the draw. Scores that most draws do not have are left out.
    """
    rng = np.random.default_rng(SEED)
    draws = [measured([marks[at] for at in rng.integers(0, len(marks), len(marks))]) for _ in range(resamples)]
    return spread(draws)


def paired(one: Sequence[Mark], other: Sequence[Mark], resamples: int = RESAMPLES) -> dict[str, Interval]:
    """Score -> interval of other minus one, of two runs of the same questions in the same order: both take the same draws."""
    rng = np.random.default_rng(SEED)
    draws = []
    for _ in range(resamples):
        drawn = rng.integers(0, len(one), len(one))
        before, after = (measured([marks[at] for at in drawn]) for marks in (one, other))
        draws.append({name: after[name] - before[name] for name in before.keys() & after.keys()})
    return spread(draws)


def measured(marks: Sequence[Mark]) -> dict[str, float]:
    """Every score that these marks have, with the parity of the languages."""
    return {name: value for name, value in (asdict(summarise(marks)) | {"parity": parity(marks)}).items() if value is not None}


def spread(draws: Sequence[dict[str, float]]) -> dict[str, Interval]:
    names = {name for draw in draws for name in draw}
    values = {name: [draw[name] for draw in draws if name in draw] for name in sorted(names)}
    return {name: Interval(*map(float, np.percentile(each, [2.5, 97.5])))
            for name, each in values.items() if 2 * len(each) > len(draws)}
