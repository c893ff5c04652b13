"""A language model as judge, beside the scores that are counted: whether an answer is supported by what it cites, and answers.

How far the judge can be trusted is measured by its agreement with labels given by hand (`data/judged.jsonl`): half of them are
answers as given, half of them were spoilt in one way each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.progress import track

from answer.llm import Engine, complete, engine
from answer.prompting import Cited, judge_prompt
from eval.cases import Case
from eval.intervals import Interval
from eval.marks import Mark, score
from eval.measures import Estimate, estimate
from eval.predict import load_predictions
from index.prompts import version
from ingest.errors import TiaoliError

LABELS = Path(__file__).parent / "data" / "judged.jsonl"
PROMPT = "judge"
# What a model may do that is no verdict. Any other error ends the run: a judge that cannot be reached judges nothing.
_UNREADABLE = frozenset({"llm_garbled", "llm_too_long", "llm_cut"})
_VERDICT = re.compile(r"(?:verdict)?[\W_]*(SUPPORTED|UNSUPPORTED)[\W_]+(ANSWERS|MISSES)[\W_]*", re.I)
_RESAMPLES, _SEED = 2_000, 4


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Verdict(_Frozen):
    """supported: every sentence follows from the clauses it cites. answers: it tells what the question asks for."""

    supported: bool
    answers: bool


class LabelledClause(_Frozen):
    """As in `eval.cases.GoldCitation`, with the notice's title and the clause's text."""

    doc: str
    address: str
    title: str
    text: str


class Label(_Frozen):
    """An answer judged by hand. Its mark [n] is the n-th of `clauses`."""

    id: str
    question: str
    answer: str
    clauses: tuple[LabelledClause, ...] = Field(min_length=1)
    label: Verdict
    reason: str


@dataclass(frozen=True)
class Agreement:
    """With the labels, of which there are n; silent: of these without a verdict, which agree with no label. kappa: Cohen's (1960),
    None where it is not defined. Both with 95 % intervals by the bootstrap over labels.
    """

    n: int
    silent: int
    raw: Estimate
    kappa: float | None
    kappa_interval: Interval | None


@dataclass(frozen=True)
class Judged:
    """judge: the model's name; prompt: hash of its prompt; verdicts: id of each question answered -> verdict, None for an output
    that could not be read; agreement: of `supported` and of `answers`.
    """

    judge: str
    prompt: str
    verdicts: Mapping[str, Verdict | None]
    agreement: Mapping[str, Agreement]


def judge(marks: Iterable[Mark], engine: Engine, labels: Sequence[Label] | None = None) -> Judged:
    """The verdicts of `engine` on every answer that is no refusal, and its agreement with the labels (those that ship, unless given).

    Raises what `answer.llm.stream` raises, save for an output that cannot be read, and TiaoliError `bad_labels`.
    """
    labels = load_labels(LABELS) if labels is None else labels
    answered = [mark for mark in marks if not mark.refused]
    on_labels = [label_verdict(engine, label) for label in _told(labels)]
    verdicts = {mark.case.id: ask(engine, "\n".join(mark.case.asked), mark.prediction.answer.answer, _cited(mark))
                for mark in _told(answered)}
    return Judged(engine.name, version(PROMPT), verdicts, agreements(labels, on_labels))


def judge_file(predictions: Path, cases: Sequence[Case]) -> Judged:
    """The answers in a file judged by the language model that is set. Raises as `judge`, and TiaoliError: no_predictions, no_model."""
    if not (given := load_predictions(predictions)):
        raise TiaoliError("no_predictions", f"没有答案记录 / no predictions: {predictions}", "先运行 tiaoli eval / run tiaoli eval first")
    if not (model := engine()):
        raise TiaoliError("no_model", "没有设置语言模型 / no language model is set",
                          "设置 TIAOLI_LLM_URL 等 / set TIAOLI_LLM_URL and the rest")
    asked = {(each.id, each.asked) for each in given}
    return judge(score([case for case in cases if (case.id, case.asked) in asked], given), model)


def ask(engine: Engine, question: str, answer: str, clauses: Sequence[Cited]) -> Verdict | None:
    """The verdict on one answer; None for an output that is none. Raises as `judge`."""
    try:
        return read_verdict(complete(engine, judge_prompt(question, answer, clauses)))
    except TiaoliError as error:
        if error.code in _UNREADABLE:
            return None
        raise


def label_verdict(engine: Engine, label: Label) -> Verdict | None:
    """The verdict on a labelled answer. Raises as `judge`."""
    clauses = [Cited(n, one.title, one.address, one.text) for n, one in enumerate(label.clauses, 1)]
    return ask(engine, label.question, label.answer, clauses)


def read_verdict(text: str) -> Verdict | None:
    """The two words, and nothing else but signs; anything more is not guessed at."""
    found = _VERDICT.fullmatch(text.strip())
    return Verdict(supported=found[1].upper() == "SUPPORTED", answers=found[2].upper() == "ANSWERS") if found else None


def agreements(labels: Sequence[Label], verdicts: Sequence[Verdict | None]) -> dict[str, Agreement]:
    """Of `supported` and `answers`: how far the verdicts agree with the labels in the same order."""
    found = {}
    for name in Verdict.model_fields:
        hand = np.array([int(getattr(label.label, name)) for label in labels])
        judge = np.array([-1 if verdict is None else int(getattr(verdict, name)) for verdict in verdicts])
        value, interval = _with_interval(hand, judge)
        found[name] = Agreement(len(labels), int((judge < 0).sum()), estimate((hand == judge).astype(float)), value, interval)
    return found


def kappa(one: np.ndarray, other: np.ndarray) -> float | None:
    """Agreement beyond chance of two judges, (n,) categories each (Cohen 1960); None where chance alone must agree."""
    by_chance = sum(float((one == kind).mean() * (other == kind).mean()) for kind in np.union1d(one, other))
    return None if by_chance == 1 else (float((one == other).mean()) - by_chance) / (1 - by_chance)


def load_labels(path: Path) -> tuple[Label, ...]:
    """Labels, one JSON object a line. Raises TiaoliError `bad_labels`."""
    try:
        labels = tuple(Label.model_validate_json(line) for line in path.read_text("utf-8").split("\n") if line.strip())
    except (OSError, ValueError, ValidationError) as error:
        raise _bad_labels(path) from error
    if not labels:
        raise _bad_labels(path)
    return labels


def lines(judged: Judged) -> tuple[str, ...]:
    """The result in words: who judged, how far that can be trusted, and what it found."""
    given = [verdict for verdict in judged.verdicts.values() if verdict]
    told = [f"Judge: {judged.judge}, prompt {judged.prompt}",
            f"{len(judged.verdicts)} answers judged, {len(judged.verdicts) - len(given)} without a verdict"]
    for name, agreed in judged.agreement.items():
        share = _shown(estimate(np.array([float(getattr(verdict, name)) for verdict in given]))) if given else "–"
        known = "–" if agreed.kappa is None else f"{agreed.kappa:.2f}"
        spread = f" ({agreed.kappa_interval.low:.2f} to {agreed.kappa_interval.high:.2f})" if agreed.kappa_interval else ""
        told.append(f"{name}: {share} of those with a verdict; agreement with {agreed.n} labels by hand {_shown(agreed.raw)}, "
                    f"Cohen's kappa {known}{spread}, {agreed.silent} without a verdict")
    return tuple(told)


def as_json(judged: Judged) -> str:
    """The verdicts, one a line: id, supported and answers, null for none."""
    rows = ({"id": id_, "supported": verdict and verdict.supported, "answers": verdict and verdict.answers,
             "judge": judged.judge, "prompt": judged.prompt} for id_, verdict in judged.verdicts.items())
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _with_interval(hand: np.ndarray, judge: np.ndarray) -> tuple[float | None, Interval | None]:
    rng = np.random.default_rng(_SEED)
    draws = [kappa(hand[drawn], judge[drawn]) for drawn in rng.integers(0, len(hand), (_RESAMPLES, len(hand)))]
    known = [draw for draw in draws if draw is not None]
    interval = Interval(*map(float, np.percentile(known, [2.5, 97.5]))) if 2 * len(known) > len(draws) else None
    return kappa(hand, judge), interval


def _cited(mark: Mark) -> list[Cited]:
    """The clauses as the index holds them, not as the answer says they read; each number once."""
    pairs = zip(mark.prediction.answer.citations, mark.prediction.backing.sources, strict=True)
    return list({citation.n: Cited(citation.n, citation.title, citation.address, source.text) for citation, source in pairs}.values())


def _told(items: Sequence) -> Iterable:
    return track(items, "judge", console=Console(stderr=True), transient=True)


def _shown(found: Estimate) -> str:
    return f"{100 * found.value:.0f} % ({100 * found.low:.0f} to {100 * found.high:.0f})"


def _bad_labels(path: Path) -> TiaoliError:
    return TiaoliError("bad_labels", f"读不了人工标注 / cannot read the labels given by hand: {path}",
                       "请恢复该文件 / restore that file")
