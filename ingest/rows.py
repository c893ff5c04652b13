"""Rows of a table as clauses: cells that head several rows, or bear a number, stand above the rows they head."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ingest.draft import Draft, heading_of, open_above
from ingest.markers import Marker, marker_of
from ingest.model import Span
from ingest.table import Row, Table

_HEADING = 80


def row_drafts(text: str, table: Table, owner: Draft) -> None:
    """Adds the rows to `owner`. A leading cell merged over several rows is a clause over them, 第2至4行 unless it has a
    number. Of other numbered leading cells the last is the row, those before head it; a row without is 第N行.
    """
    groups: list[tuple[Draft, int]] = [(owner, len(table.rows))]
    above, counts = owner, {}
    for number, row in enumerate(table.rows, 1):
        while groups[-1][1] < number:
            above = groups.pop()[0].parent or owner
        pieces = _pieces(row)
        for (cell, where), last in zip(pieces, row.leads, strict=False):
            above = groups[-1][0].add(_group(text, cell, where, number, last))
            groups.append((above, last))
        rest = pieces[len(row.leads) :]
        if rest:
            above = _add(text, row, rest, groups[-1][0], above, counts)
        above.cells = _named(table.columns, row)


def _pieces(row: Row) -> list[tuple[Span, Span]]:
    """The row's own cells from left to right, one over several columns once, each with the piece of the row it opens."""
    cells = list(dict.fromkeys(cell for _, cell in sorted(row.cells.items())))
    starts = [row.span.start, *(cell.start for cell in cells[1:])]
    return list(zip(cells, map(Span, starts, [*starts[1:], row.span.end]), strict=True))


def _named(columns: Sequence[str], row: Row) -> dict[str, Span]:
    """Cells by the names of their columns, with those merged into the row from above; one over several columns of
    different names has none.
    """
    names: dict[Span, set[str]] = {}
    for column, cell in sorted({**row.merged, **row.cells}.items()):
        names.setdefault(cell, set()).add(columns[column] if column < len(columns) else "")
    return {own.pop(): cell for cell, own in names.items() if len(own) == 1}


def _group(text: str, cell: Span, where: Span, number: int, last: int) -> Draft:
    """A clause over rows number to last, which its cell heads."""
    lines, words = [_stripped(text, where.start, where.end)], cell.of(text)
    if marker := marker_of(words):
        return Draft(marker.path, marker.label, "row", lines, heading_of(words, marker), marker)
    heading = words if len(words) <= _HEADING else ""
    return Draft(f"r{number}-{last}", f"第{number}至{last}行", "row", lines, heading)


def _add(
    text: str, row: Row, pieces: list[tuple[Span, Span]], group: Draft, above: Draft, counts: dict[int, int]
) -> Draft:
    """Adds a row under `group`; above: the row before, under which a numbered one may belong; counts: see `_count`."""
    marked = ((cell, where, marker_of(cell.of(text))) for cell, where in pieces)
    leading = list(itertools.takewhile(lambda triple: triple[2], marked))
    for cell, where, marker in leading:
        above = open_above(above, group, marker)
        _count(above, counts)
        above = above.add(_numbered(text, cell, where, marker))
    if not leading:
        while above is not group and above.kind == "row":
            above = above.parent or group
        count = _count(above, counts)
        above = above.add(Draft(f"r{count}", f"第{count}行", "row", [pieces[0][1]]))
    above.kind = "row"
    above.lines = [_stripped(text, above.lines[0].start, row.span.end)]
    return above


def _count(above: Draft, counts: dict[int, int]) -> int:
    """The number of a row to be added under `above` among those cited by the same clause: groups without a number do
    not count apart. counts: rows so far, by id of that clause.
    """
    while _is_plain_group(above) and above.parent:
        above = above.parent
    if id(above) not in counts:
        counts[id(above)] = sum(not _is_plain_group(child) for child in above.children)
    counts[id(above)] += 1
    return counts[id(above)]


def _is_plain_group(draft: Draft) -> bool:
    return draft.kind == "row" and draft.marker is None and "-" in draft.step


def _numbered(text: str, cell: Span, where: Span, marker: Marker) -> Draft:
    own = [_stripped(text, where.start, where.end)]
    return Draft(marker.path, marker.label, "heading", own, heading_of(cell.of(text), marker), marker)


def _stripped(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))
