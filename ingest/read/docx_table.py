"""Tables of Word as rows of cells in the way of HTML (ECMA-376 Part 1, 17.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.read.docx_numbering import on
from ingest.read.docx_package import W

_TAKEN_AWAY = (f"{W}del", f"{W}moveFrom", f"{W}cellDel")


@dataclass(frozen=True)
class Cell:
    """A cell as it stands in the file. element: None for places left empty before a row.

    merged: how it is merged downwards, `restart` where that begins, `continue` further down, '' if not at all.
    """

    element: etree._Element | None
    column: int
    columns: int
    merged: str


@dataclass(frozen=True)
class PlacedCell:
    """A cell that is seen, and how many rows and columns it covers."""

    element: etree._Element | None
    rows: int
    columns: int


def cells_of(table: etree._Element) -> list[list[PlacedCell]]:
    """The rows of a table, each with the cells that begin in it; rows and cells taken away by tracked changes left out."""
    rows = [_cells(row) for row in _rows(table)]
    placed: list[list[PlacedCell]] = []
    below: dict[int, int] = {}
    for row, over in zip(reversed(rows), [*reversed(rows[:-1]), []], strict=True):
        open_above = {cell.column for cell in over if cell.merged}
        placed.append([
            PlacedCell(cell.element, 1 + (below.get(cell.column, 0) if cell.merged else 0), cell.columns)
            for cell in row
            if not (cell.merged == "continue" and cell.column in open_above)
        ])
        below = {cell.column: 1 + below.get(cell.column, 0) for cell in row if cell.merged == "continue"}
    return placed[::-1]


def header_rows(table: etree._Element) -> int:
    """How many leading rows are marked to be repeated on every page."""
    count = 0
    for row in _rows(table):
        if not on(row.find(f"{W}trPr/{W}tblHeader")):
            break
        count += 1
    return count


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _children(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or not any(properties.find(tag) is not None for tag in _TAKEN_AWAY):
            yield row


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows or cells, also those inside content controls and custom XML."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _children(element, tag)


def _cells(row: etree._Element) -> list[Cell]:
    """A row's cells. Cells merged the old way, within a row (hMerge), become one."""
    column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    cells = [Cell(None, 0, column, "")] if column else []
    for element in _children(row, f"{W}tc"):
        if any(element.find(f"{W}tcPr/{tag}") is not None for tag in _TAKEN_AWAY):
            continue
        columns = _number(element.find(f"{W}tcPr/{W}gridSpan"), 1)
        if cells and _merged(element, "hMerge") == "continue":
            last = cells.pop()
            cells.append(Cell(last.element, last.column, last.columns + columns, last.merged))
        else:
            cells.append(Cell(element, column, columns, _merged(element, "vMerge")))
        column += columns
    return cells


def _merged(element: etree._Element, merge: str) -> str:
    """How a cell is merged with the one above (vMerge) or before (hMerge); without a value it continues."""
    merged = element.find(f"{W}tcPr/{W}{merge}")
    return "" if merged is None else merged.get(f"{W}val", "continue")


def _number(element: etree._Element | None, least: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return max(int(value), least) if re.fullmatch(r"\d{1,4}", value, re.ASCII) else least
