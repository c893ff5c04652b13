"""Pages -> text and grids: paragraphs and tables put together over pages, notes at the foot kept out of the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.read.pdf_margins import without_margins
from ingest.read.pdf_page import Page, Run, Table
from ingest.read.pdf_paragraphs import Placed, Style, continues, joined, placed_lines, style_of
from ingest.read.pdf_tables import continued
from ingest.read.reading import CellText, TextBuilder

_NOTE = re.compile(r"^\s*([①-⑳*＊※†]|[\[［〔]?\d{1,3}[\]］〕]|\d{1,3}(?=[\s\u3400-\u9fff])|注\s*[\d①-⑳]*\s*[:：.])")
_NOTE_SIZE = 0.9
_CARRIED = re.compile(r"^[（(]?\s*[续續]\s*(上)?\s*表?\s*[\d一二三四五六七八九十.\-]*\s*[）)]?$")


@dataclass
class _Writer:
    """Lines and tables as they come; the paragraph and the table that are not finished; the notes that wait for that."""

    placed: dict[int, Placed]
    style: Style
    builder: TextBuilder = field(default_factory=TextBuilder)
    paragraph: list[Placed] = field(default_factory=list)
    table: Table | None = None
    notes: list[str] = field(default_factory=list)

    def line(self, line: Run) -> None:
        placed = self.placed[id(line)]
        self._close_table()
        if self.paragraph and not continues(self.paragraph, placed, self.style):
            self.close()
        self.paragraph.append(placed)

    def add(self, table: Table, first: bool) -> None:
        """first: nothing stands above it on its page."""
        whole = continued(self.table, table) if self.table is not None and first else None
        if whole is None:
            self.close()
        self.table = whole or table

    def close(self) -> None:
        """Writes what is not finished."""
        if self.paragraph:
            self.builder.line(joined(self.paragraph))
            self.paragraph = []
        self._close_table()
        for note in self.notes:
            self.builder.line(note)
        self.notes = []

    def _close_table(self) -> None:
        if self.table is not None:
            self.builder.table(_rows(self.table), self.table.headers)
            self.table = None


def write(pages: Sequence[Page]) -> TextBuilder:
    """The text of pages, in order, a paragraph or table row a line; running heads and page numbers are left out."""
    pages = without_margins(pages)
    placed = placed_lines(pages)
    writer = _Writer(placed, style_of(placed.values()))
    for page in pages:
        body, notes = _parted(page, writer.style)
        for number, item in enumerate(body):
            if isinstance(item, Table):
                writer.add(item, number == 0)
            else:
                writer.line(item)
        writer.notes += _note_paragraphs(notes, writer)
    writer.close()
    return writer.builder


def _parted(page: Page, style: Style) -> tuple[list[Run | Table], list[Run]]:
    """The items of a page without the word that a table goes on, and the notes at its foot (small, begun by a mark)."""
    items = list(page.items)
    if len(items) > 1 and isinstance(items[0], Run) and isinstance(items[1], Table) and _CARRIED.match(items[0].text):
        del items[0]
    start = len(items)
    for number in range(len(items) - 1, 0, -1):
        item = items[number]
        if not isinstance(item, Run) or item.size > _NOTE_SIZE * style.size:
            break
        if _NOTE.match(item.text):
            start = number
    return items[:start], [item for item in items[start:] if isinstance(item, Run)]


def _note_paragraphs(notes: Sequence[Run], writer: _Writer) -> Iterator[str]:
    paragraph: list[Placed] = []
    for line in notes:
        if paragraph and _NOTE.match(line.text):
            yield joined(paragraph)
            paragraph = []
        paragraph.append(writer.placed[id(line)])
    if paragraph:
        yield joined(paragraph)


def _rows(table: Table) -> list[list[CellText]]:
    """Rows in the way of HTML: a cell stands in its first row only; places that no cell covers are empty cells."""
    owner = {
        (row, column): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    }
    rows: list[list[CellText]] = []
    for row in range(table.height):
        cells = []
        for column in range(len(table.edges) - 1):
            cell = owner.get((row, column))
            if cell is None:
                cells.append(CellText(""))
            elif (cell.row, cell.column) == (row, column):
                cells.append(CellText(cell.text, cell.rows, cell.columns))
        rows.append(cells)
    return rows
