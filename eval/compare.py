"""Two runs of a question set beside each other: what changed for certain, and which questions flipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from rich.box import SIMPLE
from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.cases import Case
from eval.intervals import RESAMPLES, Interval, paired
from eval.marks import Cause, Mark, cause, faults, score
from eval.measures import Estimate, estimate
from eval.predict import Versions, load_predictions
from eval.scores import measured
from ingest.errors import TiaoliError

# Scores that are no share of anything; and those of which less is better.
AMOUNTS = frozenset({"contradicted", "length", "tokens", "p50", "p95"})
LESS = frozenset({"false", "contradicted", "stale", "unbacked", "tokens", "p50", "p95", "parity"})
# Times are kept to a tenth of a millisecond.
_SHORTEST = 0.1
_HEADINGS = ("", "A", "B", "B − A", "95 % interval", "verdict")


@dataclass(frozen=True)
class Change:
    """A score before and after, and the 95 % interval of the difference (`eval.intervals.paired`). verdict: '' where that holds 0."""

    before: float
    after: float
    interval: Interval
    verdict: Literal["better", "worse", ""]


@dataclass(frozen=True)
class Flip:
    """A question that was right (no fault) in one run only. cause, faults: of the wrong answer; before, after: the answers."""

    id: str
    asked: tuple[str, ...]
    to: Literal["right", "wrong"]
    cause: Cause
    faults: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """versions: of both runs, each in order of appearance. common: questions compared. only_one, only_other: ids asked in one run
    only; altered: ids whose question or expected answer is not the same in both; unknown: ids answered, but not in the set as asked.
    ratio: of the times, after to before: the
    geometric mean over questions with its 95 % interval.
    """

    versions: tuple[tuple[Versions, ...], tuple[Versions, ...]]
    common: int
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]
    altered: tuple[str, ...]
    unknown: tuple[str, ...]
    changes: dict[str, Change]
    ratio: Estimate
    flips: tuple[Flip, ...]


def compare_files(one: Path, other: Path, cases: Sequence[Case]) -> Comparison:
    """The answers kept in the file `other` against those in `one`, by the question set `cases`; as `compare`.

    Raises TiaoliError `no_predictions` for a file that is missing or empty, `bad_predictions` for a damaged one, and as `compare`.
    """
    runs = [load_predictions(path) for path in (one, other)]
    for path, predictions in zip((one, other), runs, strict=True):
        if not predictions:
            raise TiaoliError("no_predictions", f"没有答案记录 / no record of answers: {path}",
                              "请先运行 tiaoli eval / run tiaoli eval first")
    asked = {(case.id, case.asked) for case in cases}
    answered = [{(each.id, each.asked) for each in predictions} for predictions in runs]
    marks = [score([case for case in cases if (case.id, case.asked) in held], predictions)
             for held, predictions in zip(answered, runs, strict=True)]
    unknown = sorted({id_ for held in answered for id_, _ in held - asked})
    return replace(compare(*marks), unknown=tuple(unknown))


def compare(one: Sequence[Mark], other: Sequence[Mark], resamples: int = RESAMPLES) -> Comparison:
    """`other` against `one`, on the questions that both were asked with the same expected answer; the others are named.

    Raises TiaoliError `nothing_to_compare` where there is no such question.
    """
    before, after = ({mark.case.id: mark for mark in marks} for marks in (one, other))
    shared = [id_ for id_ in before if id_ in after]
    same = [id_ for id_ in shared if before[id_].case == after[id_].case]
    if not same:
        raise TiaoliError("nothing_to_compare", "两次评测没有相同的题目 / the two runs have no question in common",
                          "请比较同一问题集的两次评测 / compare two runs of the same question set")
    pairs = [(before[id_], after[id_]) for id_ in same]
    return Comparison(
        versions=(_versions(one), _versions(other)), common=len(same),
        only_one=tuple(id_ for id_ in before if id_ not in after), only_other=tuple(id_ for id_ in after if id_ not in before),
        altered=tuple(id_ for id_ in shared if id_ not in frozenset(same)), unknown=(),
        changes=_changes([mark for mark, _ in pairs], [mark for _, mark in pairs], resamples),
        ratio=_ratio(pairs), flips=tuple(_flips(pairs)))


def console(comparison: Comparison) -> Group:
    """For the console: what differs, the scores, the flips."""
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0))
    for heading in _HEADINGS:
        table.add_column(heading, justify="left" if heading in ("", "verdict") else "right", no_wrap=True)
    for name, change in comparison.changes.items():
        table.add_row(*_cells(name, change))
    flips = [Text(f"{_flipped(flip)}\n  {_asked(flip)}\n  A: {_line(flip.before)}\n  B: {_line(flip.after)}") for flip in comparison.flips]
    return Group(*map(Text, (*_versions_told(comparison), *notes(comparison), _ratio_told(comparison))), table,
                 Text(_flips_told(comparison)), *flips)


def markdown(comparison: Comparison) -> str:
    """The same as a Markdown page."""
    lines = ["# Tiaoli eval: A and B", "", *(f"- {line}" for line in _versions_told(comparison)),
             *(f"- **{line}**" for line in notes(comparison)), f"- {_ratio_told(comparison)}", "",
             _row(["score", *_HEADINGS[1:]]), _row(["---", *("---:" for _ in _HEADINGS[1:-1]), "---"]),
             *(_row(_cells(name, change)) for name, change in comparison.changes.items()), "", f"## {_flips_told(comparison)}", ""]
    for flip in comparison.flips:
        lines += [f"- {_plain(_flipped(flip))}", *(f"  - {_plain(part)}" for part in (
            _asked(flip), f"A: {_line(flip.before)}", f"B: {_line(flip.after)}"))]
    return "\n".join(lines).rstrip("\n") + "\n"


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What keeps the two runs from being the same questions, in words; empty where nothing does."""
    told = {
        "only in A, left out": comparison.only_one, "only in B, left out": comparison.only_other,
        "question or expected answer not the same, left out": comparison.altered,
        "not in the question set as asked, left out": comparison.unknown}
    found = [f"{len(ids)} {what}: {', '.join(ids)}" for what, ids in told.items() if ids]
    mixed = [f"{run} was answered by several versions" for run, held in zip("AB", comparison.versions, strict=True) if len(held) > 1]
    return (*found, *mixed)


def _changes(one: Sequence[Mark], other: Sequence[Mark], resamples: int) -> dict[str, Change]:
    before, after, intervals = measured(one), measured(other), paired(one, other, resamples)
    return {name: Change(before[name], after[name], intervals[name], _verdict(name, intervals[name]))
            for name in before if name in after and name in intervals and name != "n"}


def _verdict(name: str, interval: Interval) -> Literal["better", "worse", ""]:
    if name == "length" or interval.low <= 0 <= interval.high:
        return ""
    return "better" if (interval.low > 0) != (name in LESS) else "worse"


def _ratio(pairs: Sequence[tuple[Mark, Mark]]) -> Estimate:
    times = np.array([[max(mark.prediction.ms, _SHORTEST) for mark in pair] for pair in pairs])
    found = estimate(np.log(times[:, 1] / times[:, 0]))
    return Estimate(*map(float, np.exp([found.value, found.low, found.high])))


def _flips(pairs: Sequence[tuple[Mark, Mark]]) -> Iterator[Flip]:
    """Those that went wrong first."""
    found = [(mark, now) for mark, now in pairs if bool(faults(mark)) != bool(faults(now))]
    for mark, now in sorted(found, key=lambda pair: not faults(pair[1])):
        wrong = now if faults(now) else mark
        yield Flip(mark.case.id, mark.case.asked, "wrong" if wrong is now else "right", cause(wrong), faults(wrong),
                   mark.prediction.answer.answer, now.prediction.answer.answer)


def _versions(marks: Sequence[Mark]) -> tuple[Versions, ...]:
    return tuple(dict.fromkeys(mark.prediction.versions for mark in marks))


def _versions_told(comparison: Comparison) -> Iterator[str]:
    for run, versions in zip("AB", comparison.versions, strict=True):
        for each in versions:
            yield f"{run}: " + " · ".join(f"{name} {value}" for name, value in each.model_dump().items())


def _ratio_told(comparison: Comparison) -> str:
    ratio = comparison.ratio
    return f"{comparison.common} questions compared; time of B to A: {ratio.value:.2f} × ({ratio.low:.2f} to {ratio.high:.2f})"


def _flips_told(comparison: Comparison) -> str:
    wrong = sum(flip.to == "wrong" for flip in comparison.flips)
    return f"{wrong} went wrong, {len(comparison.flips) - wrong} came right"


def _flipped(flip: Flip) -> str:
    way = "right → wrong" if flip.to == "wrong" else "wrong → right"
    return f"{flip.id}  {way}  ({flip.cause}: {'; '.join(flip.faults)})"


def _asked(flip: Flip) -> str:
    return " / ".join(flip.asked)


def _cells(name: str, change: Change) -> list[str]:
    unit = 1 if name in AMOUNTS else 100
    before, after, low, high = (unit * value for value in (change.before, change.after, *change.interval))
    return [name, f"{before:.1f}", f"{after:.1f}", f"{after - before:+z.1f}", f"{low:+z.1f} to {high:+z.1f}", change.verdict]


def _line(text: str) -> str:
    return " ".join(text.split())


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """An answer's own signs are no Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_[]<>|#" else sign for sign in text)
