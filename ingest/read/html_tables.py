"""Which tables of a page hold data, and which are only scaffolding that sets the page out."""

from __future__ import annotations

import re

from lxml import html

from ingest.read.reading import CellText

# A cell that holds so much of its table's text, in so many paragraphs, is the page and not a datum.
_MOST, _LONG, _PARAGRAPHS = 0.8, 300, 3
# Bounds of HTML (the table model); and how many places a table may have for each cell.
_ROWS_AT_MOST, _COLUMNS_AT_MOST = 65534, 1000
_PLACES = 100


def is_data_table(table: html.HtmlElement) -> bool:
    """A table with two cells or more in some row, none of which is a table of its own or holds the page's prose."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if max(map(len, rows), default=0) < 2:
        return False
    sizes = [(_size(cell), cell) for row in rows for cell in row]
    largest, cell = max(sizes, key=lambda pair: pair[0])
    is_prose = largest > _LONG and largest > _MOST * sum(size for size, _ in sizes)
    return not (is_prose and sum(1 for _ in cell.iter("p", "div", "br", "li")) >= _PARAGRAPHS)


def in_bounds(rows: list[list[CellText]]) -> tuple[tuple[CellText, ...], ...]:
    """The rows, without their merging where that would spread a few cells over an absurd grid."""
    cells = sum(map(len, rows))
    places = sum(min(cell.rows, len(rows) - number) * cell.columns for number, row in enumerate(rows) for cell in row)
    if places <= _PLACES * (cells + _PLACES):
        return tuple(map(tuple, rows))
    return tuple(tuple(CellText(cell.text) for cell in row) for row in rows)


def span_of(cell: html.HtmlElement, name: str) -> int:
    """rowspan or colspan; a rowspan of 0 reaches to the end of the table."""
    match = re.match(r"\s*(\d{1,5})", cell.get(name, ""), re.A)
    value = int(match[1]) if match else 1
    most = _ROWS_AT_MOST if name == "rowspan" else _COLUMNS_AT_MOST
    return most if value == 0 and name == "rowspan" else min(max(value, 1), most)


def _size(cell: html.HtmlElement) -> int:
    return sum(len(text.strip()) for text in cell.itertext())
