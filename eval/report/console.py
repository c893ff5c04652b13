"""The scores as a table for a console of 80 characters."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from eval.report.summary import Part, Summary
from eval.report.words import number, version_line

# Score -> its column; as narrow as a console of 80 characters asks for.
_COLUMNS = {"exact": "exact", "hit": "hit", "facts": "facts", "refusal_right": "refuse", "precision": "gold",
            "false": "false", "verbatim": "quote", "stale": "stale", "p50": "p50", "p95": "p95"}
_LEGEND = ("Per cent. exact: first citation is a right clause, and no other notice is cited; hit: a right clause is "
           "cited; facts: expected facts in the answer; refuse: refused exactly when nothing answers; gold: citations "
           "of a right clause, false: of a wrong notice; quote: verbatim; stale: no longer in force, without a "
           "warning. p50, p95: milliseconds to an answer. 95% from, to: bootstrap interval over questions.")


def console_table(summary: Summary) -> Table:
    """A row for all questions with the ends of its intervals below, then one a group. Shares in per cent, times in milliseconds."""
    table = Table(title=escape(version_line(summary.versions, summary.engines)), caption=_LEGEND, box=SIMPLE, padding=0)
    table.add_column("", no_wrap=True, max_width=12)
    for name in ("n", *_COLUMNS.values()):
        table.add_column(name, justify="right", no_wrap=True, min_width={"n": 3, "p50": 4, "p95": 4}.get(name, max(5, len(name))))
    table.add_row("all", str(summary.whole.scores.n), *_cells(summary.whole))
    for end, at in (("95% from", 0), ("95% to", 1)):
        spans = summary.whole.intervals
        table.add_row(end, "", *(number(name, spans[name][at] if name in spans else None) for name in _COLUMNS))
    for groups in summary.by.values():
        table.add_section()
        for group, part in groups.items():
            table.add_row(escape(group), str(part.scores.n), *_cells(part))
    return table


def _cells(part: Part) -> list[str]:
    return [number(name, part.values.get(name)) for name in _COLUMNS]
