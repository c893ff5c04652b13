"""Tables of a page from its rulings: cells where lines cross (pdfplumber), merged ones as such, their text in them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ingest.markers import marker_of
from ingest.read.pdf_lines import in_reading_order
from ingest.read.pdf_page import WIDE, Cell, Run, Table
from ingest.read.pdf_rulings import Ruling

_TOLERANCE = 3.0
# Beyond this a ruled page is a drawing or squared paper.
_MOST_RULINGS, _MOST_CROSSINGS = 20_000, 4_000
_HEADER_ROWS = 4

Box = tuple[float, float, float, float]
Piece = TypeVar("Piece")


@dataclass(frozen=True)
class Frame:
    """A table without its text: x of its column borders, y of its row borders; boxes: cells as x0, top, x1, bottom."""

    edges: tuple[float, ...]
    levels: tuple[float, ...]
    boxes: tuple[Box, ...]


def frames_of(rulings: Sequence[Ruling]) -> list[Frame]:
    """Tables of at least two columns; a box around text is none."""
    if not 4 <= len(rulings) <= _MOST_RULINGS:
        return []
    from pdfplumber import table as plumber

    tolerances = (_TOLERANCE,) * 4
    edges = plumber.merge_edges([_edge(ruling) for ruling in rulings], *tolerances)
    edges = [edge for edge in edges if edge["width"] + edge["height"] >= 2 * _TOLERANCE]
    edges = plumber.merge_edges(edges + _open_sides(edges), *tolerances)
    upright = sum(edge["orientation"] == "v" for edge in edges)
    if upright * (len(edges) - upright) > _MOST_CROSSINGS:
        return []
    crossings = plumber.edges_to_intersections(edges, _TOLERANCE, _TOLERANCE)
    groups = plumber.cells_to_tables(plumber.intersections_to_cells(crossings))
    return [frame for group in groups if len((frame := _frame(group)).edges) > 2]


def _edge(ruling: Ruling) -> dict[str, float | str]:
    """A line as pdfplumber has it."""
    edge: dict[str, float | str] = ruling._asdict()
    edge |= {"width": ruling.x1 - ruling.x0, "height": ruling.bottom - ruling.top}
    return edge | {"orientation": "v" if ruling.upright else "h"}


def _open_sides(edges: list[dict]) -> list[dict]:
    """Sides of tables printed without them: where three or more level lines begin and end alike."""
    alike = defaultdict(list)
    for edge in edges:
        if edge["orientation"] == "h":
            alike[round(edge["x0"] / _TOLERANCE), round(edge["x1"] / _TOLERANCE)].append(edge)
    sides = []
    for lines in alike.values():
        inside = [edge for edge in edges if edge["orientation"] == "v" and lines[0]["x0"] < edge["x0"] < lines[0]["x1"]]
        if len(lines) > 2 and inside:
            top, bottom = min(line["top"] for line in lines), max(line["top"] for line in lines)
            sides += [_edge(Ruling(x, top, x, bottom)) for x in (lines[0]["x0"], lines[0]["x1"])]
    return sides


def _frame(boxes: Iterable[Box]) -> Frame:
    boxes = tuple(sorted(boxes, key=lambda box: (box[1], box[0])))
    edges = _distinct(x for box in boxes for x in (box[0], box[2]))
    levels = _distinct(y for box in boxes for y in (box[1], box[3]))
    return Frame(edges, levels, boxes)


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _TOLERANCE:
            kept.append(value)
    return tuple(kept)


def sort_out(pieces: Iterable[Piece], frames: Sequence[Frame]) -> tuple[list[Piece], dict[tuple[int, int], list[Piece]]]:
    """Pieces (with x0, top, x1, bottom) outside the tables; those inside by number of table and of cell."""
    outside: list[Piece] = []
    inside: dict[tuple[int, int], list[Piece]] = defaultdict(list)
    holders = [_cells_by_place(frame) for frame in frames]
    for piece in pieces:
        x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
        for number, (frame, cells) in enumerate(zip(frames, holders, strict=True)):
            cell = cells.get((bisect_right(frame.levels, y) - 1, bisect_right(frame.edges, x) - 1))
            if cell is not None:
                inside[number, cell].append(piece)
                break
        else:
            outside.append(piece)
    return outside, inside


def _cells_by_place(frame: Frame) -> dict[tuple[int, int], int]:
    """(row, column) -> the cell that covers it."""
    return {
        (row, column): number
        for number, (x0, top, x1, bottom) in enumerate(frame.boxes)
        for row in range(_nearest(frame.levels, top), _nearest(frame.levels, bottom))
        for column in range(_nearest(frame.edges, x0), _nearest(frame.edges, x1))
    }


def _nearest(values: Sequence[float], value: float) -> int:
    return min(range(len(values)), key=lambda number: abs(values[number] - value))


def table_of(frame: Frame, runs: dict[int, list[Run]]) -> Table:
    """runs: those of each cell, by its number."""
    cells = []
    for number, (x0, top, x1, bottom) in enumerate(frame.boxes):
        row, column = _nearest(frame.levels, top), _nearest(frame.edges, x0)
        rows, columns = _nearest(frame.levels, bottom) - row, _nearest(frame.edges, x1) - column
        cells.append(Cell(row, column, max(rows, 1), max(columns, 1), cell_text(runs.get(number, ()))))
    corners = frame.edges[0], frame.levels[0], frame.edges[-1], frame.levels[-1]
    return Table(*corners, frame.edges, len(frame.levels) - 1, tuple(cells))


def cell_text(runs: Iterable[Run]) -> str:
    """The lines of a cell joined; a blank stays where a paragraph begins or Latin words meet."""
    lines = [line for line in in_reading_order(runs) if isinstance(line, Run)]
    edge = max((line.x1 for line in lines), default=0.0)
    text = ""
    for last, line in zip([None, *lines], lines, strict=False):
        if last is not None:
            ends = edge - last.x1 > 1.5 * last.size or marker_of(line.text)
            latin = not WIDE.match(last.text[-1]) and not WIDE.match(line.text[0])
            text += " " if ends or latin else ""
        text += line.text
    return text


def continued(above: Table, below: Table) -> Table | None:
    """Both as one table when `below`, first on its page, goes on with `above`, the last of the page before; else None.

    Rows that repeat the header are dropped. A cell left empty at its head by the break goes on with the one above it.
    """
    if len(above.edges) != len(below.edges) or any(
        abs((x - above.x0) - (y - below.x0)) > 2 * _TOLERANCE for x, y in zip(above.edges, below.edges, strict=True)
    ):
        return None
    repeated = _repeated(above, below)
    rest = [replace(cell, row=cell.row - repeated) for cell in below.cells if cell.row >= repeated]
    cells, moved = list(above.cells), []
    broken = _is_broken_row(above, rest)
    for cell in rest:
        upper = _covering(cells, above.height - 1, cell.column) if cell.row == 0 else None
        if upper is not None and cells[upper].columns == cell.columns and (broken or _goes_on(cell, rest, cells[upper])):
            grown = replace(cells[upper], rows=cells[upper].rows + cell.rows - (1 if broken else 0))
            cells[upper] = replace(grown, text=_joined(grown.text, cell.text))
        else:
            moved.append(cell)
    start = above.height - (1 if broken else 0)
    cells += [replace(cell, row=cell.row + start) for cell in moved]
    height = start + below.height - repeated
    return replace(above, height=height, bottom=below.bottom, cells=tuple(cells), headers=max(above.headers, repeated))


def _repeated(above: Table, below: Table) -> int:
    count = 0
    while count < min(_HEADER_ROWS, above.height - 1, below.height) and _row(above, count) == _row(below, count):
        count += 1
    return count if any(text for _, text in _row(above, 0)) else 0


def _row(table: Table, number: int) -> tuple[tuple[int, str], ...]:
    return tuple((cell.column, cell.text) for cell in table.cells if cell.row == number)


def _is_broken_row(above: Table, rest: list[Cell]) -> bool:
    """Whether the first row goes on with the last row above: it lacks its first cell and each text in it goes on."""
    first = [cell for cell in rest if cell.row == 0]
    last = {cell.column: cell for cell in above.cells if cell.row + cell.rows == above.height}
    filled = [cell for cell in first if cell.text]
    if not filled or any(cell.rows > 1 for cell in first) or min(cell.column for cell in filled) == 0:
        return False
    return 2 * len(filled) <= len(first) and all(
        cell.column in last and last[cell.column].text and not marker_of(cell.text) for cell in filled
    )


def _goes_on(cell: Cell, rest: list[Cell], upper: Cell) -> bool:
    """An empty cell at the head of a page with nothing but empty ones before it: the cell above spans the break."""
    before = [other for other in rest if other.row == 0 and other.column < cell.column]
    return not cell.text and bool(upper.text) and all(not other.text for other in before)


def _covering(cells: list[Cell], row: int, column: int) -> int | None:
    return next(
        (n for n, cell in enumerate(cells) if cell.column == column and cell.row <= row < cell.row + cell.rows), None
    )


def _joined(above: str, below: str) -> str:
    latin = above and below and not WIDE.match(above[-1]) and not WIDE.match(below[0])
    return above + (" " if latin else "") + below
