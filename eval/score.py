"""Scores as a pure function of cases and predictions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from answer.model import Answer
from eval.cases import Case
from eval.match import MARKER, address_key, has_fact
from eval.predict import Prediction
from ingest.errors import TiaoliError
from ingest.script import search_key

NO_NOTICE = "-"
# Up to the marks of the first sentence.
_FIRST = re.compile(r"[^\[]*(?:\[(?!\d{1,3}\])[^\[]*)*(?:\[\d{1,3}\])*")
_NOT_IN_FORCE = ("失效", "废止", "过期", "期满", "届满", "已过", "repeal", "invalid", "expire", "no longer in force")


@dataclass(frozen=True)
class Mark:
    """How one answer did. gold, false, verbatim count citations, of which there are `citations`.

    hit: a gold clause is cited; where the case says `all`, one of every gold notice.
    exact: a hit whose first citation is gold (right notice and right address) and which cites no notice but gold ones.
    direct: the first sentence of the answer has one of the facts.
    facts: for each fact, whether the answer's own text has it. verbatim: citations whose quote is text[start:end] and
    stands in that clause of the index. false: citations of a notice that is not a gold one; where there is nothing to
    find, all of them. unbacked: an answer without a citation, or with a [n] that no citation has.
    due, stale: a repealed or expired notice is cited; and no warning says so.
    """

    case: Case
    prediction: Prediction
    hit: bool
    exact: bool
    direct: bool
    facts: tuple[bool, ...]
    citations: int
    gold: int
    false: int
    verbatim: int
    unbacked: bool
    due: bool
    stale: bool

    @property
    def refused(self) -> bool:
        return self.prediction.answer.refused


@dataclass(frozen=True)
class Scores:
    """Shares in 0..1, None where there is nothing to take a share of; times in milliseconds.

    n: questions. exact, hit: of answerable questions. facts: of the facts of answerable questions. direct: of those answered from
    a right clause; length: median of the characters of such answers to questions for one fact, marks and labels included.
    precision: citations that are gold, of all. false: citations of a wrong notice, of all. verbatim: of all citations.
    refusal_right: refused when and only when it had to be, of all questions. refusal_precision, refusal_recall,
    refusal_f1: of refusing what cannot be answered. stale: of answers that cite a repealed or expired notice.
    unbacked: of answers given. p50, p95: time to an answer.
    """

    n: int
    exact: float | None
    hit: float | None
    facts: float | None
    direct: float | None
    length: float | None
    precision: float | None
    false: float | None
    verbatim: float | None
    refusal_right: float | None
    refusal_precision: float | None
    refusal_recall: float | None
    refusal_f1: float | None
    stale: float | None
    unbacked: float | None
    p50: float
    p95: float


def score(cases: Iterable[Case], predictions: Iterable[Prediction]) -> tuple[Mark, ...]:
    """A mark for each case, in order. Raises TiaoliError `missing_prediction` for a case not asked as it stands."""
    by_case = {(prediction.id, prediction.asked): prediction for prediction in predictions}
    marks = []
    for case in cases:
        if not (prediction := by_case.get((case.id, case.asked))):
            raise TiaoliError("missing_prediction", f"没有这一题的答案 / no answer recorded for question {case.id}",
                              "请重新运行评测 / run the evaluation again")
        marks.append(_mark(case, prediction))
    return tuple(marks)


def faults(mark: Mark) -> tuple[str, ...]:
    """What is wrong with an answer, in words; empty when nothing is."""
    if mark.refused and mark.case.answerable:
        return ("refused, though the notices answer it",)
    missing = [fact[0] for fact, found in zip(mark.case.facts, mark.facts, strict=True) if not found]
    found = {
        "answered, though no notice answers it": not mark.refused and not mark.case.answerable,
        "wrong clause": mark.case.answerable and not mark.hit,
        "right clause, but not first or beside another notice": mark.hit and not mark.exact,
        f"fact missing: {'; '.join(missing)}": bool(missing),
        f"cites a wrong notice ({mark.false})": mark.false > 0,
        "quote not verbatim": mark.verbatim < mark.citations,
        "sentence without its citation": mark.unbacked,
        "no warning that the notice is not in force": mark.stale,
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def summarise(marks: Sequence[Mark]) -> Scores:
    """The scores of one or more marks taken together."""
    wanted = [mark for mark in marks if mark.case.answerable]
    precision = _share(not mark.case.answerable for mark in marks if mark.refused)
    recall = _share(mark.refused for mark in marks if not mark.case.answerable)
    cited = sum(mark.citations for mark in marks)
    p50, p95 = np.percentile([mark.prediction.ms for mark in marks], [50, 95])
    return Scores(
        n=len(marks), exact=_share(mark.exact for mark in wanted), hit=_share(mark.hit for mark in wanted),
        facts=_share(found for mark in wanted for found in mark.facts),
        direct=_share(mark.direct for mark in marks if mark.hit), length=_length(marks),
        precision=_ratio(sum(mark.gold for mark in marks), cited),
        false=_ratio(sum(mark.false for mark in marks), cited),
        verbatim=_ratio(sum(mark.verbatim for mark in marks), cited),
        refusal_right=_share(mark.refused != mark.case.answerable for mark in marks),
        refusal_precision=precision, refusal_recall=recall, refusal_f1=_f1(precision, recall),
        stale=_share(mark.stale for mark in marks if mark.due),
        unbacked=_share(mark.unbacked for mark in marks if not mark.refused), p50=float(p50), p95=float(p95))


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


def _mark(case: Case, prediction: Prediction) -> Mark:
    answer = prediction.answer
    docs = [source.doc for source in prediction.sources]
    wanted = {(gold.doc, address_key(gold.address)) for gold in case.citations}
    gold = [(doc, address_key(citation.address)) in wanted
            for doc, citation in zip(docs, answer.citations, strict=True)]
    reached = {doc for doc, is_gold in zip(docs, gold, strict=True) if is_gold}
    hit = not answer.refused and (reached >= case.notices if case.all else bool(reached))
    false = sum(doc not in case.notices | {gold.doc for gold in case.beside} for doc in docs)
    first = _FIRST.match(answer.answer)[0]
    due = _due(case, prediction)
    return Mark(
        case=case, prediction=prediction, hit=hit, exact=hit and gold[0] and not false,
        direct=hit and any(has_fact(first, fact) for fact in case.facts),
        facts=tuple(not answer.refused and has_fact(answer.answer, fact) for fact in case.facts),
        citations=len(docs), gold=sum(gold), false=false, verbatim=_verbatim(prediction),
        unbacked=not answer.refused and _is_unbacked(answer), due=due, stale=due and not _warns(answer))


def _length(marks: Iterable[Mark]) -> float | None:
    lengths = [len(mark.prediction.answer.answer) for mark in marks if mark.hit and len(mark.case.facts) == 1]
    return float(np.median(lengths)) if lengths else None


def _verbatim(prediction: Prediction) -> int:
    return sum(bool(citation.quote) and citation.text[citation.start:citation.end] == citation.quote
               and citation.quote in source.text
               for citation, source in zip(prediction.answer.citations, prediction.sources, strict=True))


def _is_unbacked(answer: Answer) -> bool:
    numbers = {citation.n for citation in answer.citations}
    return not numbers or not {int(n) for n in MARKER.findall(answer.answer)} <= numbers


def _due(case: Case, prediction: Prediction) -> bool:
    flagged = bool(case.flags) and any(source.doc in case.notices for source in prediction.sources)
    return flagged or any(citation.validity.status in ("repealed", "expired")
                          for citation in prediction.answer.citations)


def _warns(answer: Answer) -> bool:
    return any(word in search_key(warning) for warning in answer.warnings for word in _NOT_IN_FORCE)


def _grouped(marks: Iterable[Mark], keys: Callable[[Mark], Iterable[str]]) -> dict[str, Scores]:
    groups: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        for key in keys(mark):
            groups[key].append(mark)
    return {key: summarise(groups[key]) for key in sorted(groups)}


def _share(flags: Iterable[bool]) -> float | None:
    flags = list(flags)
    return _ratio(sum(flags), len(flags))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
