"""How each answer did, as a pure function of cases and predictions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from answer.model import Answer
from eval.cases import Case
from eval.match import MARKER, address_key, has_fact
from eval.measures import by_question
from eval.predict import Prediction
from ingest.errors import TiaoliError
from ingest.script import search_key

# Up to the marks of the first sentence.
_FIRST = re.compile(r"[^\[]*(?:\[(?!\d{1,3}\])[^\[]*)*(?:\[\d{1,3}\])*")
_NOT_IN_FORCE = ("失效", "废止", "过期", "期满", "届满", "已过", "repeal", "invalid", "expire", "no longer in force")


Cause = Literal["retrieval", "reading", "verification", "refusal"]


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
    recall: of the notices that must be cited (one, unless the case says `all`), the share whose gold clause is.
    retrieved: measure (`eval.measures.NAMES`) -> value of the ranking that retrieval gave; {} where nothing is to be found.
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
    recall: float
    retrieved: Mapping[str, float]

    @property
    def refused(self) -> bool:
        return self.prediction.answer.refused


def score(cases: Iterable[Case], predictions: Iterable[Prediction]) -> tuple[Mark, ...]:
    """A mark for each case, in order. Raises TiaoliError `missing_prediction` for a case not asked as it stands."""
    by_case = {(prediction.id, prediction.asked): prediction for prediction in predictions}
    pairs = []
    for case in cases:
        if not (prediction := by_case.get((case.id, case.asked))):
            raise TiaoliError("missing_prediction", f"没有这一题的答案 / no answer recorded for question {case.id}",
                              "请重新运行评测 / run the evaluation again")
        pairs.append((case, prediction))
    return tuple(_mark(*pair, retrieved) for pair, retrieved in zip(pairs, _retrieved(pairs), strict=True))


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
        "a sentence contradicts what it cites": mark.prediction.backing.contradicted > 0,
        "no warning that the notice is not in force": mark.stale,
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def cause(mark: Mark) -> Cause | None:
    """Where an answer that has a fault went wrong; None for one that has none.

    retrieval: no gold clause was found. refusal: one was, and the answer refused; or it answered what it had to refuse.
    verification: a drafted sentence was cut. reading: the right clause was at hand, and another was chosen or it was read wrongly.
    """
    if not faults(mark):
        return None
    if not mark.case.answerable:
        return "refusal"
    if not any(mark.retrieved.values()):
        return "retrieval"
    if mark.prediction.backing.cut:
        return "verification"
    return "refusal" if mark.refused else "reading"


def _retrieved(pairs: Sequence[tuple[Case, Prediction]]) -> list[dict[str, float]]:
    rankings = [[_unit(found.doc, found.address) for found in prediction.backing.found] for _, prediction in pairs]
    golds = [{_unit(gold.doc, gold.address) for gold in case.citations} for case, _ in pairs]
    values = by_question(rankings, golds)
    return [{name: float(each[at]) for name, each in values.items()} if gold else {} for at, gold in enumerate(golds)]


def _unit(doc: str, address: str) -> str:
    return f"{doc} {address_key(address)}"


def _mark(case: Case, prediction: Prediction, retrieved: Mapping[str, float]) -> Mark:
    answer = prediction.answer
    docs = [source.doc for source in prediction.backing.sources]
    wanted = {_unit(gold.doc, gold.address) for gold in case.citations}
    gold = [_unit(doc, citation.address) in wanted
            for doc, citation in zip(docs, answer.citations, strict=True)]
    reached = {doc for doc, is_gold in zip(docs, gold, strict=True) if is_gold}
    recall = 0.0 if answer.refused else len(reached) / len(case.notices) if case.all else float(bool(reached))
    hit = recall == 1
    false = sum(doc not in case.notices | {gold.doc for gold in case.beside} for doc in docs)
    first = _FIRST.match(answer.answer)[0]
    due = _due(case, prediction)
    return Mark(
        case=case, prediction=prediction, hit=hit, exact=hit and gold[0] and not false,
        direct=hit and any(has_fact(first, fact) for fact in case.facts),
        facts=tuple(not answer.refused and has_fact(answer.answer, fact) for fact in case.facts),
        citations=len(docs), gold=sum(gold), false=false, verbatim=_verbatim(prediction),
        unbacked=not answer.refused and _is_unbacked(answer), due=due, stale=due and not _warns(answer),
        recall=recall, retrieved=retrieved)


def _verbatim(prediction: Prediction) -> int:
    return sum(bool(citation.quote) and citation.text[citation.start:citation.end] == citation.quote
               and citation.quote in source.text
               for citation, source in zip(prediction.answer.citations, prediction.backing.sources, strict=True))


def _is_unbacked(answer: Answer) -> bool:
    numbers = {citation.n for citation in answer.citations}
    return not numbers or not {int(n) for n in MARKER.findall(answer.answer)} <= numbers


def _due(case: Case, prediction: Prediction) -> bool:
    flagged = bool(case.flags) and any(source.doc in case.notices for source in prediction.backing.sources)
    return flagged or any(citation.validity.status in ("repealed", "expired")
                          for citation in prediction.answer.citations)


def _warns(answer: Answer) -> bool:
    return any(word in search_key(warning) for warning in answer.warnings for word in _NOT_IN_FORCE)
