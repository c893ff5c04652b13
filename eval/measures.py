"""Rankings -> retrieval measures by ir-measures, with bootstrap intervals, and times -> percentiles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG

MEASURES = (Success @ 1, Success @ 5, R @ 5, R @ 10, RR @ 10, nDCG @ 10)
NAMES = tuple(map(str, MEASURES))
_RESAMPLES, _SEED = 2_000, 4


@dataclass(frozen=True)
class Estimate:
    """A mean over questions and its 95 % interval by the percentile bootstrap (Efron & Tibshirani 1993, ch. 13)."""

    value: float
    low: float
    high: float


def by_question(rankings: Sequence[Sequence[str]], golds: Sequence[Collection[str]]) -> dict[str, np.ndarray]:
    """Measure -> (n,) values, one a question: of unit ids best first, and of those that are right, for each question."""
    qrels = [ir_measures.Qrel(str(at), unit, 1) for at, gold in enumerate(golds) for unit in gold]
    run = [ir_measures.ScoredDoc(str(at), unit, -float(rank))
           for at, ranking in enumerate(rankings) for rank, unit in enumerate(ranking)]
    values = {name: np.zeros(len(golds)) for name in NAMES}
    for metric in ir_measures.iter_calc(MEASURES, qrels, run):
        values[str(metric.measure)][int(metric.query_id)] = metric.value
    return values


def estimate(values: np.ndarray) -> Estimate:
    """values: (n,), one a question; of the differences of two systems it is a paired bootstrap."""
    rng = np.random.default_rng(_SEED)
    means = values[rng.integers(0, len(values), (_RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high))


def estimates(values: Mapping[str, np.ndarray]) -> dict[str, Estimate]:
    return {name: estimate(each) for name, each in values.items()}


def p50_p95(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return float(p50), float(p95)
