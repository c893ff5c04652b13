"""Runs of text on a page -> its lines in reading order: rows put together, columns read one after the other."""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.read.pdf_page import Run, Table, is_blank

# A page has columns when at least so many runs stand on either side of a gap, no fewer than cross it, and so much of them
# fills the width of its column: the two halves of a table without lines do not.
_SIDE, _FULL, _CHARACTERS = 6, 0.5, 8
_JOINED = 1.2


def in_reading_order(runs: Iterable[Run], tables: Iterable[Table] = ()) -> list[Run | Table]:
    """Lines and tables from top to bottom, column by column; what spans the columns parts them."""
    pieces = [piece for row in _rows(runs) for piece in _segments(row)]
    return _read([*pieces, *tables], 1, whole=True)


def _read(items: list[Run | Table], column: int, whole: bool) -> list[Run | Table]:
    """column: number of the first of the columns among the items. whole: they are all that the page holds."""
    gutter = _gutter([item for item in items if isinstance(item, Run)])
    if gutter is None:
        return _lines(items, 0 if whole else column)
    ordered: list[Run | Table] = []
    left: list[Run | Table] = []
    right: list[Run | Table] = []
    for item in sorted(items, key=lambda item: item.top):
        if item.x1 <= gutter:
            left.append(item)
        elif item.x0 >= gutter:
            right.append(item)
        else:
            ordered += _lines(left, column) + _read(right, column + 1, whole=False) + _lines([item], 0)
            left, right = [], []
    return ordered + _lines(left, column) + _read(right, column + 1, whole=False)


def _lines(items: Iterable[Run | Table], column: int) -> list[Run | Table]:
    """Items of one column: runs at the same height become one line."""
    items = list(items)
    lines: list[Run | Table] = [_line(row, column) for row in _rows(item for item in items if isinstance(item, Run))]
    lines += [item for item in items if isinstance(item, Table)]
    return sorted(lines, key=lambda item: item.middle)


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs whose middles stand at one height, from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.middle):
        last = rows[-1][-1] if rows else None
        if last and run.middle - last.middle < 0.4 * min(run.bottom - run.top, last.bottom - last.top):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.x0) for row in rows]


def _segments(row: list[Run]) -> list[Run]:
    """Runs of a row that nearly touch, put together."""
    groups: list[list[Run]] = []
    for run in row:
        if groups and run.x0 - groups[-1][-1].x1 < _JOINED * min(run.size, groups[-1][-1].size):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [_line(group, 0) for group in groups]


def _line(row: Sequence[Run], column: int) -> Run:
    text = row[0].text
    for last, run in zip(row, row[1:], strict=False):
        gap = (run.x0 - last.x1) / max(min(run.size, last.size), 0.1)
        text += (" " if is_blank(text[-1], run.text[0], gap, False) else "") + run.text
    largest = max(row, key=lambda run: len(run.text))
    return replace(
        largest,
        text=text,
        x0=min(run.x0 for run in row),
        x1=max(run.x1 for run in row),
        top=min(run.top for run in row),
        bottom=max(run.bottom for run in row),
        column=column,
    )


def _gutter(runs: list[Run]) -> float | None:
    """x of the gap between the first column and the rest, or None."""
    if len(runs) < 2 * _SIDE:
        return None
    starts, ends = sorted(run.x0 for run in runs), sorted(run.x1 for run in runs)
    best, most = None, 0
    for x in sorted({round(end) + 1.0 for end in ends}):
        left, right = bisect_right(ends, x), len(runs) - bisect_left(starts, x)
        fewer = min(left, right)
        parted = fewer > most and fewer >= _SIDE and len(runs) - left - right <= fewer
        if parted and _fills([run for run in runs if run.x1 <= x]) and _fills([run for run in runs if run.x0 >= x]):
            best, most = x, fewer
    return best


def _fills(runs: list[Run]) -> bool:
    edge = _right_edge(runs)
    full = sum(edge - run.x1 < 1.5 * run.size for run in runs)
    return full >= _FULL * len(runs) and statistics.median(len(run.text) for run in runs) >= _CHARACTERS


def _right_edge(runs: list[Run]) -> float:
    """Of the first column among these: where most of the runs that stand at the left end."""
    start = min(run.x0 for run in runs)
    first = [run.x1 for run in runs if run.x0 - start < 3 * run.size]
    return max(first)
