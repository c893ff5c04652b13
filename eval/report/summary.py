"""What every form of the report tells: scores with their intervals, whole and by group, calibration, and each miss with its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from eval.calibration import Calibration, calibration
from eval.intervals import Interval, intervals
from eval.marks import Cause, Mark, cause, faults
from eval.predict import Versions
from eval.scores import Scores, grouped, measured, summarise

CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True)
class Part:
    """Some of the questions taken together. missed: how many of them have a fault."""

    scores: Scores
    values: Mapping[str, float]
    intervals: Mapping[str, Interval]
    missed: int


@dataclass(frozen=True)
class Miss:
    """An answer with a fault. faults: in words, one or more."""

    mark: Mark
    faults: tuple[str, ...]
    cause: Cause


@dataclass(frozen=True)
class Summary:
    """by: grouping (type, language, notice, split) -> group -> its part."""

    marks: tuple[Mark, ...]
    whole: Part
    by: Mapping[str, Mapping[str, Part]]
    calibration: Calibration | None
    misses: tuple[Miss, ...]

    @property
    def versions(self) -> Versions:
        return self.marks[0].prediction.versions

    @cached_property
    def engines(self) -> list[str]:
        return sorted({mark.prediction.answer.engine for mark in self.marks})

    @cached_property
    def causes(self) -> dict[Cause, int]:
        """Cause -> how many misses, those with none included."""
        return {name: sum(miss.cause == name for miss in self.misses) for name in CAUSES}

    @cached_property
    def worst(self) -> list[tuple[str, Part]]:
        """Types with misses, the largest share of missed questions first."""
        missed = [(name, part) for name, part in self.by["type"].items() if part.missed]
        return sorted(missed, key=lambda row: (-row[1].missed / row[1].scores.n, row[0]))


def summary_of(marks: Sequence[Mark]) -> Summary:
    """Of one mark or more."""
    misses = tuple(Miss(mark, found, cause(mark)) for mark in marks if (found := faults(mark)))
    by = {grouping: {group: _part(each) for group, each in groups.items()}
          for grouping, groups in grouped(marks).items()}
    return Summary(tuple(marks), _part(marks), by, calibration(marks), misses)


def _part(marks: Sequence[Mark]) -> Part:
    return Part(summarise(marks), measured(marks), intervals(marks), sum(bool(faults(mark)) for mark in marks))
