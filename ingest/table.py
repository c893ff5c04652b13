"""A table flattened by copying to cells closed by `|`, one or several a line, back to rows.

Merged cells: a copier writes a merged cell once, in its first row; in the rows below, the place it would take appears
as an empty cell at the end of the row (`||` for two). So a row never begins with an empty cell; empty cells close it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.markers import marker_of
from ingest.model import Span


@dataclass(frozen=True)
class Row:
    """cells: column number -> span of a cell's text (non-empty ones only); span: from first cell to last border."""

    cells: dict[int, Span]
    span: Span


@dataclass(frozen=True)
class Table:
    """columns: the header cells, in order; header: where they stand; rows in order."""

    columns: tuple[str, ...]
    header: Span
    rows: tuple[Row, ...]


def read_table(text: str, start: int, end: int) -> Table | None:
    """The table in text[start:end], or None when its columns cannot be told."""
    cells = [
        Span(start + a, start + b)
        for a, b in (match.span() for match in re.finditer(r"[^|]*", text[start:end]))
        if start + b < end or text[start + a : start + b].strip()
    ]
    cells = [_trim(text, cell) for cell in _drop_zero_width(cells, text, end)]
    width = _width(text, cells)
    if width < 2:
        return None
    columns = tuple(re.sub(r"\s+", "", cell.of(text)) for cell in cells[:width])
    kinds = [_marker_kind(text, cell) for cell in cells[width : 2 * width]]
    content = max(range(len(kinds)), key=lambda n: len(cells[width + n].of(text)), default=0)
    starts = list(_rows(text, cells[width:], kinds, content))
    rows = tuple(
        Row(row, Span(min(cell.start for cell in row.values()), stop)) for row, stop in _with_ends(starts, end)
    )
    return Table(columns, Span(start, rows[0].span.start if rows else end), rows)


def _drop_zero_width(cells: list[Span], text: str, end: int) -> list[Span]:
    """`[^|]*` also matches the empty string before each border that follows a cell: keep one cell for each border."""
    kept: list[Span] = []
    for cell in cells:
        if cell.start == cell.end and cell.start and text[cell.start - 1] != "|" and kept:
            continue
        kept.append(cell)
    return kept


def _trim(text: str, cell: Span) -> Span:
    raw = cell.of(text)
    start = cell.start + len(raw) - len(raw.lstrip())
    return Span(start, max(start, cell.start + len(raw.rstrip())))


def _width(text: str, cells: list[Span]) -> int:
    """Number of header cells: those on the first line when it holds several; else the leading short cells without marker
    or punctuation, or so many of them that the numbers below fill whole columns.
    """
    line = text[cells[0].start :].partition("\n")[0] if cells else ""
    if line.rstrip("| ").count("|"):
        return line.rstrip("| ").count("|") + 1
    width = _leading(text, cells)
    with_digit = [any(char.isdigit() for char in cell.of(text)) for cell in cells]
    if any(_marker_kind(text, cell) for cell in cells[width : 3 * width]):
        return width
    return next((n for n in range(2, width) if _has_columns(with_digit, n)), width)


def _has_columns(with_digit: list[bool], width: int) -> bool:
    """Whether the cells below the header fall into columns of numbers and of words, with one of numbers at least."""
    if len(with_digit) % width or len(with_digit) < 3 * width:
        return False
    columns = [set(with_digit[width + n :: width]) for n in range(width)]
    return {True} in columns and {True, False} not in columns


def _leading(text: str, cells: list[Span]) -> int:
    width = 0
    for cell in cells:
        value = re.sub(r"\s+", "", cell.of(text))
        if not 0 < len(value) <= 10 or marker_of(value) or re.search(r"[，。、；,;0-9]", value):
            break
        width += 1
    return width


def _rows(text: str, cells: list[Span], kinds: list[str], content: int):
    """Rows as column -> cell. A row opens in the column whose marker its first cell bears (else in the content column,
    or the first when no column is numbered), fills to the right, and ends when full or at a marker of a filled column.
    """
    row: dict[int, Span] = {}
    column = 0
    for cell in cells:
        if not cell.of(text):
            column += 1
            continue
        kind = _marker_kind(text, cell)
        opens = kinds.index(kind) if kind in kinds and kind else (content if any(kinds) else 0)
        if row and (column >= len(kinds) or (kind and kind in kinds and opens < column)):
            yield row
            row = {}
        if not row:
            column = opens
        row[column] = cell
        column += 1
    if row:
        yield row


def _with_ends(rows: list[dict[int, Span]], end: int):
    starts = [min(cell.start for cell in row.values()) for row in rows]
    return zip(rows, [*starts[1:], end][: len(rows)], strict=True)


def _marker_kind(text: str, cell: Span) -> str:
    marker = marker_of(cell.of(text))
    return marker.kind if marker else ""
