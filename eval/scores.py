"""The scores of marked answers taken together, and by group. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    unbacked: of answers given. tokens: sent to and written by a language model, a question. p50, p95: time to an answer.
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
    tokens: float
    p50: float
    p95: float


def summarise(marks: Sequence[Mark]) -> Scores:
    """The scores of one or more marks taken together."""
    wanted = [mark for mark in marks if mark.case.answerable]
    precision = _mean(not mark.case.answerable for mark in marks if mark.refused)
    recall = _mean(mark.refused for mark in marks if not mark.case.answerable)
    cited = sum(mark.citations for mark in marks)
    p50, p95 = np.percentile([mark.prediction.ms for mark in marks], [50, 95])
    return Scores(
        n=len(marks), exact=_mean(mark.exact for mark in wanted), hit=_mean(mark.hit for mark in wanted),
        facts=_mean(found for mark in wanted for found in mark.facts),
        direct=_mean(mark.direct for mark in marks if mark.hit), length=_length(marks),
        precision=_ratio(sum(mark.gold for mark in marks), cited), recall=_mean(mark.recall for mark in wanted),
        false=_ratio(sum(mark.false for mark in marks), cited),
        verbatim=_ratio(sum(mark.verbatim for mark in marks), cited),
        contradicted=sum(mark.prediction.backing.contradicted for mark in marks),
        **{name: _mean(mark.retrieved[measure] for mark in wanted) for name, measure in RETRIEVAL.items()},
        refusal_right=_mean(mark.refused != mark.case.answerable for mark in marks),
        refusal_precision=precision, refusal_recall=recall, refusal_f1=_f1(precision, recall),
        stale=_mean(mark.stale for mark in marks if mark.due),
        unbacked=_mean(mark.unbacked for mark in marks if not mark.refused),
        tokens=sum(_spent(mark) for mark in marks) / len(marks), p50=float(p50), p95=float(p95))


def tables(marks: Sequence[Mark]) -> dict[str, dict[str, Scores]]:
    """The scores by type, language, notice and split: grouping -> group -> scores.

    A question counts for every notice that it names; one without an answer counts under `NO_NOTICE`.
    """
    return {
        "type": _grouped(marks, lambda mark: (mark.case.type,)),
        "language": _grouped(marks, lambda mark: (mark.case.lang,)),
        "notice": _grouped(marks, lambda mark: mark.case.notices or (NO_NOTICE,)),
        "split": _grouped(marks, lambda mark: (mark.case.split,)),
    }


def _length(marks: Iterable[Mark]) -> float | None:
    lengths = [len(mark.prediction.answer.answer) for mark in marks if mark.hit and len(mark.case.facts) == 1]
    return float(np.median(lengths)) if lengths else None


def _grouped(marks: Iterable[Mark], keys: Callable[[Mark], Iterable[str]]) -> dict[str, Scores]:
    groups: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        for key in keys(mark):
            groups[key].append(mark)
    return {key: summarise(groups[key]) for key in sorted(groups)}


def _spent(mark: Mark) -> int:
    tokens = mark.prediction.backing.tokens
    return tokens.prompt + tokens.completion


def _mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return sum(values) / len(values) if values else None


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def parity(marks: Sequence[Mark]) -> float | None:
    """How far the languages are apart: the largest difference in `exact` between two of them, on the questions asked in both.

    Questions of one type with the same gold clauses are one question in several languages. None where no two share any.
    """
    asked: dict[tuple, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        if mark.case.answerable:
            asked[mark.case.type, mark.case.citations][mark.case.lang].append(mark.exact)
    gaps = []
    for one, other in combinations(sorted({mark.case.lang for mark in marks}), 2):
        if both := [each for each in asked.values() if one in each and other in each]:
            gaps.append(abs(np.mean([np.mean(each[one]) - np.mean(each[other]) for each in both])))
    return float(max(gaps)) if gaps else None
