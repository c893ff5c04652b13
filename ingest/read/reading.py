"""What every reader gives: the text of a file, one paragraph or table row a line, and where its tables stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.decode import Decoded
from ingest.model import Format, Span

_WIDEST = 100
_BORDER = " | "


@dataclass(frozen=True)
class Grid:
    """A table as its file holds it. rows: equally many places each, left to right; a merged cell stands in every place
    it covers, an empty cell is None. headers: how many leading rows the file itself marks as header, 0 if none.
    """

    rows: tuple[tuple[Span | None, ...], ...]
    headers: int = 0


@dataclass(frozen=True)
class Reading:
    """text: a paragraph or table row a line. grids: ascending, spans in `text`.

    fields: what the file says of the notice outside its text, named as in `ingest.header` (title, issuer, doc_no,
    issued, published …). marks: ranges of `text` that belong to the format (the # of a Markdown heading).
    decoded: only where `text` is the file's bytes decoded, so that it can be traced to them. warnings: for a reader.
    """

    text: str
    format: Format
    encoding: str = ""
    grids: tuple[Grid, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    marks: tuple[Span, ...] = ()
    decoded: Decoded | None = None
    machine_read: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellText:
    """A cell of a table, in the way of HTML: it covers `rows` rows and `columns` columns."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass
class TextBuilder:
    """Puts a text together from lines and tables, keeping where each cell stands."""

    lines: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def line(self, text: str) -> None:
        """Adds a paragraph; line breaks in it become blanks; an empty one is left out."""
        if text := _one_line(text):
            self._append(text)

    def table(self, rows: Sequence[Sequence[CellText]], headers: int = 0) -> None:
        """Adds a table, a row a line, cells set apart by ` | `; a merged cell is written where it begins."""
        grid = tuple(self._row(row) for row in _places(rows))
        written = [row for row in grid if any(row)]
        if written:
            self.grids.append(Grid(tuple(written), headers))

    def _row(self, row: Sequence[_Place | None]) -> tuple[Span | None, ...]:
        at, cells = self.length, []
        for place in row:
            if place is not None and place.span is None and place.text:
                at += len(_BORDER) if cells else 0
                place.span = Span(at, at + len(place.text))
                cells.append(place.text)
                at = place.span.end
        if cells:
            self._append(_BORDER.join(cells))
        return tuple(place.span if place else None for place in row)

    def _append(self, line: str) -> None:
        self.lines.append(line + "\n")
        self.length += len(line) + 1


@dataclass
class _Place:
    text: str
    span: Span | None = None


def _places(rows: Sequence[Sequence[CellText]]) -> list[list[_Place | None]]:
    """Cells set out on a grid: the table model of HTML (WHATWG, forming a table), widths and heights kept in bounds."""
    grid: list[list[_Place | None]] = [[] for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            place = _Place(_one_line(cell.text))
            while column < len(grid[number]) and grid[number][column] is not None:
                column += 1
            wide = min(max(cell.columns, 1), _WIDEST)
            for below in grid[number : number + max(cell.rows, 1)]:
                below += [None] * (column + wide - len(below))
                below[column : column + wide] = [place] * wide
            column += wide
    width = max(map(len, grid), default=0)
    return [row + [None] * (width - len(row)) for row in grid]


def _one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text.replace("\r", "\n")).strip()
