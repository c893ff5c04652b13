"""The scores of marked answers taken together, and by group. Pure.

Each is taken of many draws of the questions at once, so that intervals cost little (`eval.intervals`); the score itself is that of
the one draw which has every question once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import combinations

import numpy as np

from eval.marks import Mark

NO_NOTICE = "-"
RETRIEVAL = {"found_1": "Success@1", "found_5": "Success@5", "mrr": "RR@10", "ndcg": "nDCG@10"}


@dataclass(frozen=True)
class Scores:
    """Shares in 0..1, None where there is nothing to take a share of; times in milliseconds.

    n: questions. exact, hit: of answerable questions. facts: of the facts of answerable questions. direct: of those answered from
    a right clause; length: median of the characters of such answers to questions for one fact, marks and labels included.
    precision: citations that are gold, of all; recall: of the notices that must be cited, those whose gold clause is.
    false: citations of a wrong notice, of all. verbatim: of all citations. contradicted: a number of sentences.
    found_1, found_5, mrr, ndcg: of retrieval, before anything is chosen or refused (Success@1, Success@5, RR@10, nDCG@10).
    refusal_right: refused when and only when it had to be, of all questions. refusal_precision, refusal_recall,
    refusal_f1: of refusing what cannot be answered. stale: of answers that cite a repealed or expired notice.
    unbacked: of answers given. parity: how far the languages are apart, the largest difference in `exact` between two of them
    on the questions asked in both (of one type with the same facts and gold clauses). tokens: sent to and written by a language
    model, a question. p50, p95: time to an answer.
    """

    n: int
    exact: float | None
    hit: float | None
    facts: float | None
    direct: float | None
    length: float | None
    precision: float | None
    recall: float | None
    false: float | None
    verbatim: float | None
    contradicted: int
    found_1: float | None
    found_5: float | None
    mrr: float | None
    ndcg: float | None
    refusal_right: float | None
    refusal_precision: float | None
    refusal_recall: float | None
    refusal_f1: float | None
    stale: float | None
    unbacked: float | None
    parity: float | None
    tokens: float
    p50: float
    p95: float


Share = Callable[[Mark], tuple[float, float]]
"""What a question adds to a score's numerator and to its denominator."""

_NOTHING = (0.0, 0.0)


def _of(applies: Callable[[Mark], bool], value: Callable[[Mark], float]) -> Share:
    return lambda mark: (value(mark), 1.0) if applies(mark) else _NOTHING


def _of_citations(value: Callable[[Mark], int]) -> Share:
    return lambda mark: (value(mark), mark.citations)


def _answerable(mark: Mark) -> bool:
    return mark.case.answerable


_SHARES: Mapping[str, Share] = {
    "exact": _of(_answerable, lambda mark: mark.exact),
    "hit": _of(_answerable, lambda mark: mark.hit),
    "facts": lambda mark: (sum(mark.facts), len(mark.facts)),
    "direct": _of(lambda mark: mark.hit, lambda mark: mark.direct),
    "precision": _of_citations(lambda mark: mark.gold),
    "recall": _of(_answerable, lambda mark: mark.recall),
    "false": _of_citations(lambda mark: mark.false),
    "verbatim": _of_citations(lambda mark: mark.verbatim),
    **{name: _of(_answerable, lambda mark, measure=measure: mark.retrieved[measure]) for name, measure in RETRIEVAL.items()},
    "refusal_right": lambda mark: (mark.refused != mark.case.answerable, 1.0),
    "refusal_precision": _of(lambda mark: mark.refused, lambda mark: not mark.case.answerable),
    "refusal_recall": _of(lambda mark: not mark.case.answerable, lambda mark: mark.refused),
    "stale": _of(lambda mark: mark.due, lambda mark: mark.stale),
    "unbacked": _of(lambda mark: not mark.refused, lambda mark: mark.unbacked),
    "tokens": lambda mark: (mark.prediction.backing.tokens.prompt + mark.prediction.backing.tokens.completion, 1.0),
}


def summarise(marks: Sequence[Mark]) -> Scores:
    """The scores of one or more marks taken together."""
    values = {name: float(each[0]) for name, each in of_draws(marks, np.arange(len(marks))[None]).items()}
    counts = {"n": len(marks), "contradicted": int(values.pop("contradicted"))}
    return Scores(**{name: None if np.isnan(value) else value for name, value in values.items()}, **counts)


def measured(marks: Sequence[Mark]) -> dict[str, float]:
    """Every score that these marks have; none of no marks."""
    scores = asdict(summarise(marks)) if marks else {}
    return {name: value for name, value in scores.items() if value is not None}


def grouped(marks: Sequence[Mark]) -> dict[str, dict[str, list[Mark]]]:
    """Grouping (type, language, notice, split) -> group -> its marks, by name. A question counts for every notice that it names; one
    without an answer under `NO_NOTICE`.
    """
    groups: dict[str, dict[str, list[Mark]]] = {"type": {}, "language": {}, "notice": {}, "split": {}}
    for mark in marks:
        case = mark.case
        for grouping, names in (("type", [case.type]), ("language", [case.lang]), ("split", [case.split]),
                                ("notice", case.notices or [NO_NOTICE])):
            for name in names:
                groups[grouping].setdefault(name, []).append(mark)
    return {grouping: dict(sorted(found.items())) for grouping, found in groups.items()}


def of_draws(marks: Sequence[Mark], drawn: np.ndarray) -> dict[str, np.ndarray]:
    """Score (all but `n`) -> (draws,) values, NaN for a draw that does not have it. drawn: (draws, size) positions in marks."""
    times = np.stack([np.bincount(row, minlength=len(marks)) for row in drawn]).astype(float)
    sums = {name: np.array([share(mark) for mark in marks], dtype=float) for name, share in _SHARES.items()}
    found = {name: _over(times @ each[:, 0], times @ each[:, 1]) for name, each in sums.items()}
    precision, recall = found["refusal_precision"], found["refusal_recall"]
    found["refusal_f1"] = np.where(precision + recall == 0, 0.0, _over(2 * precision * recall, precision + recall))
    found["contradicted"] = times @ _column(marks, lambda mark: mark.prediction.backing.contradicted)
    found["length"] = _medians(_column(marks, _length)[drawn])
    found["p50"], found["p95"] = np.percentile(_column(marks, lambda mark: mark.prediction.ms)[drawn], [50, 95], axis=1)
    found["parity"] = _parity(marks, times)
    assert found.keys() == {field.name for field in fields(Scores)} - {"n"}
    return found


def _length(mark: Mark) -> float:
    return len(mark.prediction.answer.answer) if mark.hit and len(mark.case.facts) == 1 else np.nan


def _parity(marks: Sequence[Mark], times: np.ndarray) -> np.ndarray:
    """times: (draws, n), how often each question was drawn."""
    asked: dict[tuple, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, mark in enumerate(marks):
        if mark.case.answerable:
            asked[mark.case.type, mark.case.citations, mark.case.facts][mark.case.lang].append(at)
    exact = _column(marks, lambda mark: mark.exact)
    gaps = [np.full(len(times), np.nan)]
    for one, other in combinations(sorted({mark.case.lang for mark in marks}), 2):
        apart = [_right(exact, times, each[one]) - _right(exact, times, each[other])
                 for each in asked.values() if one in each and other in each]
        if apart:
            shared = ~np.isnan(apart)
            gaps.append(np.abs(_over(np.where(shared, apart, 0).sum(axis=0), shared.sum(axis=0))))
    return np.fmax.reduce(gaps)


def _right(exact: np.ndarray, times: np.ndarray, at: list[int]) -> np.ndarray:
    return _over(times[:, at] @ exact[at], times[:, at].sum(axis=1))


def _medians(values: np.ndarray) -> np.ndarray:
    """Of each row, over what is not NaN; NaN where all is."""
    ordered, present = np.sort(values, axis=1), (~np.isnan(values)).sum(axis=1)
    rows = np.arange(len(values))
    return (ordered[rows, np.maximum(present - 1, 0) // 2] + ordered[rows, np.minimum(present // 2, values.shape[1] - 1)]) / 2


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)


def _column(marks: Sequence[Mark], value: Callable[[Mark], float]) -> np.ndarray:
    return np.array([value(mark) for mark in marks], dtype=float)
