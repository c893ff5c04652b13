"""A table flattened by copying to cells closed by `|`, one or several a line, back to rows.

Merged cells: a copier writes a merged cell once, in its first row; in the rows below, the place it would take appears
as an empty cell at the end of the row (`||` for two). So a row never begins with an empty cell; empty cells close it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.markers import marker_of
from ingest.model import Span


@dataclass(frozen=True)
class Row:
    """cells: column number -> span of a cell's text (non-empty ones only); span: from first cell to last border.

    merged: the same of cells that reach into this row from one above. leads: of the row's first cells, those merged
    with rows below: the number of the last row (from 1) that each heads.
    """

    cells: dict[int, Span]
    span: Span
    merged: dict[int, Span] = field(default_factory=dict)
    leads: tuple[int, ...] = ()


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
    read = list(_rows(text, cells[width:], kinds, content))
    placed = list(_with_merged(text, read, width)) if not any(kinds) else [(row, {}) for row in read]
    rows = tuple(
        Row(row, Span(min(cell.start for cell in row.values()), stop), merged)
        for (row, merged), stop in zip(placed, _ends(read, end), strict=True)
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
    with_digit = [_with_digit(text, cell) for cell in cells]
    if any(_marker_kind(text, cell) for cell in cells[width : 3 * width]):
        return width
    return next((n for n in range(2, width) if _has_columns(with_digit, n)), width)


def _with_digit(text: str, cell: Span) -> bool | None:
    """Whether a cell holds a number; None when it is empty."""
    return any(char.isdigit() for char in cell.of(text)) if cell.of(text) else None


def _has_columns(with_digit: list[bool | None], width: int) -> bool:
    """Whether the cells below the header fall into columns of numbers and of words, with one of numbers at least; the
    empty cells that close a row standing for merged ones before it.
    """
    if len(with_digit) % width or len(with_digit) < 3 * width:
        return False
    rows = [with_digit[at : at + width] for at in range(width, len(with_digit), width)]
    empty = [next((n for n in range(width) if row[width - 1 - n] is not None), width) for row in rows]
    rows = [row[width - n :] + row[: width - n] for row, n in zip(rows, empty, strict=True)]
    columns = [set(column) - {None} for column in zip(*rows, strict=True)]
    return {True} in columns and {True, False} not in columns


def _with_merged(text: str, rows: list[dict[int, Span]], width: int):
    """Unnumbered rows, (own cells, merged cells) by column: a row that lacks its last cells belongs to the right, below
    merged ones, if its numbers then stand under the numbers of the last full row.
    """
    above: dict[int, Span] = {}
    for row in rows:
        missing = width - len(row)
        moved = {column + missing: cell for column, cell in row.items()}
        is_below = above and missing and _alike(text, moved, above) > _alike(text, row, above)
        own = moved if is_below else row
        merged = {column: above[column] for column in range(missing) if column in above} if is_below else {}
        above = {**merged, **own} if is_below or not missing else above
        yield own, merged


def _alike(text: str, row: dict[int, Span], above: dict[int, Span]) -> int:
    """How many cells of a row hold a number, or none, as the cells above them do."""
    return sum(
        _with_digit(text, cell) == _with_digit(text, above[column]) for column, cell in row.items() if column in above
    )


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


def _ends(rows: list[dict[int, Span]], end: int) -> list[int]:
    starts = [min(cell.start for cell in row.values()) for row in rows]
    return [*starts[1:], end][: len(rows)]


def _marker_kind(text: str, cell: Span) -> str:
    marker = marker_of(cell.of(text))
    return marker.kind if marker else ""
