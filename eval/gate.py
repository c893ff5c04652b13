"""The gate: scores held to the limits in a TOML file, so that a change which makes answers worse does not pass unseen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.marks import Mark
from eval.scores import measured
from eval.verifier import caught_and_passed, judge_drafts
from ingest.errors import TiaoliError

THRESHOLDS = Path(__file__).with_name("thresholds.toml")
VERIFIER = "verifier"

Limits = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Group -> score -> `min` or `max`. Groups: all, dev, test (scores of `eval.scores.measured`), and verifier (caught, passed)."""


def load_limits(path: Path) -> Limits:
    """Raises TiaoliError `bad_thresholds` for a file that cannot be read, is no TOML, or has anything but groups of limits."""
    try:
        limits = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _bad(path, str(error)) from error
    for group, scores in limits.items():
        for score, limit in scores.items() if isinstance(scores, dict) else [("", None)]:
            if not _is_limit(limit):
                raise _bad(path, f"[{group}] {score}")
    return limits


def breaches(marks: Sequence[Mark], limits: Limits) -> tuple[str, ...]:
    """Every limit that is not kept, in words. A score that the questions do not give, or that has no such name, keeps none."""
    found = {group: _measured(group, marks) for group in limits}
    return tuple(f"[{group}] {score} = {_shown(found[group].get(score))}, {side} {bound}"
                 for group, scores in limits.items() for score, limit in scores.items() for side, bound in limit.items()
                 if not _kept(found[group].get(score), side, bound))


def _measured(group: str, marks: Sequence[Mark]) -> dict[str, float]:
    if group == VERIFIER:
        return dict(zip(("caught", "passed"), caught_and_passed([*judge_drafts("first"), *judge_drafts("second")]), strict=True))
    return measured([mark for mark in marks if group in ("all", mark.case.split)])


def _kept(value: float | None, side: str, bound: float) -> bool:
    return value is not None and (value >= bound if side == "min" else value <= bound)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _is_limit(limit: Any) -> bool:
    return isinstance(limit, dict) and bool(limit) and limit.keys() <= {"min", "max"} and all(
        isinstance(bound, int | float) for bound in limit.values())


def _bad(path: Path, fault: str) -> TiaoliError:
    return TiaoliError("bad_thresholds", f"门槛文件有误 / bad thresholds: {path}: {fault}",
                       "每项写作 exact = { min = 0.9 } / write each as exact = { min = 0.9 }")
