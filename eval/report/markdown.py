"""The scores as Markdown, short enough for a merge request: headline, groups, the worst types, and a line for each miss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eval.report.summary import CAUSES, Miss, Part, Summary
from eval.report.words import (
    AMOUNTS,
    CITING,
    FAULTY,
    FINDING,
    MAIN,
    REFUSING,
    TERMS,
    row,
    version_line,
)

_WORST = 10
# What Markdown (CommonMark, with tables) or HTML would read as more than a character.
_SIGNS = re.compile(r"[\\`*_\[\]<>|#~&$!]")
_GROUP = ("facts", "exact", "refusal_right", "found_1", "false")


def markdown(summary: Summary, command: str = "") -> str:
    """Shares in per cent with their 95 % intervals. command: what was run, shown at the top."""
    parts = [_head(summary, command), _headline(summary), _worst(summary),
             *(_group(grouping, groups.items()) for grouping, groups in summary.by.items()), _misses(summary)]
    return "\n\n".join(parts) + "\n"


def _head(summary: Summary, command: str) -> str:
    ran = [f"Command: {_plain(command)}", ""] if command else []
    found = summary.calibration
    calibrated = f" Calibration: Brier {found.brier:.3f}, ECE {found.error:.3f}." if found else ""
    causes = ", ".join(f"{name} {count}" for name, count in summary.causes.items())
    return "\n".join(("# Tiaoli eval", "", _plain(version_line(summary.versions, summary.engines)), "", *ran,
                      f"{len(summary.marks)} questions, {len(summary.misses)} with a fault ({causes}).{calibrated} "
                      "Shares in per cent, with 95 % bootstrap intervals over questions."))


def _headline(summary: Summary) -> str:
    names = [name for name in (*CITING, *REFUSING, *FINDING, *FAULTY, *AMOUNTS) if name in summary.whole.values]
    rows = [(TERMS[name].label, *cells, TERMS[name].meaning)
            for name, cells in zip(names, row(summary.whole, names), strict=True)]
    return _table("Scores", ("score", "value", "95 %", "of"), rows)


def _worst(summary: Summary) -> str:
    rows = []
    for name, part in summary.worst[:_WORST]:
        causes = [miss.cause for miss in summary.misses if miss.mark.case.type == name]
        told = ", ".join(f"{cause} {causes.count(cause)}" for cause in CAUSES if cause in causes)
        rows.append((name, f"{part.missed} of {part.scores.n}", told, *(value for value, _ in row(part, MAIN))))
    return _table(f"Worst types (up to {_WORST})", ("type", "missed", "causes", *(TERMS[name].label for name in MAIN)), rows)


def _group(grouping: str, groups: Iterable[tuple[str, Part]]) -> str:
    rows = [(group, str(part.scores.n), *(f"{value} ({interval})" if interval else value for value, interval in row(part, _GROUP)))
            for group, part in groups]
    return _table(f"By {grouping}", (grouping, "n", *(TERMS[name].label for name in _GROUP)), rows)


def _misses(summary: Summary) -> str:
    return "\n".join(("## Misses", "", *(map(_miss, summary.misses) if summary.misses else ["None."])))


def _miss(miss: Miss) -> str:
    case = miss.mark.case
    asked = " → ".join(case.asked)
    return f"- **{miss.cause}** {_plain(f'{case.id} ({case.type}, {case.lang}): {asked} — ' + '; '.join(miss.faults))}"


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_plain, cells))} |" for cells in (head, *rows)]
    rule = f"|{'|'.join('---' for _ in head)}|"
    return "\n".join((f"## {title}", "", lines[0], rule, *lines[1:]))


def _plain(text: str) -> str:
    """On one line, with nothing in it that a reader of Markdown would act on."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
