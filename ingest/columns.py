"""Whose task a clause is, where that stands beside it: in the columns of a table that was copied one cell a line, or in the heading.

The header of such a table is a run of lines, each the name of a column; in the rows the cells of the columns of roles are lines of
nothing but bodies.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.draft import Draft
from ingest.grid import names_column
from ingest.model import Span
from ingest.roles import all_names, only_bodies, role_of_column
from ingest.script import simplify

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_DUTIES = re.compile("职责|分工|职能")
_LONGEST_NAME = 12
# A clause with more rows of bodies than this is a whole table, of which one question wants one row.
_MOST_ROWS = 4


@dataclass(frozen=True)
class Header:
    """The names of the columns of a role, in their order, and where the header ends."""

    end: int
    roles: tuple[str, ...]


def headers_in(text: str) -> tuple[Header, ...]:
    """The headers of tables copied one cell a line that have a column of a role."""
    found, run = [], []
    for line in (*_LINE.finditer(text), None):
        name = line.group().strip() if line else ""
        name = simplify(name) if len(name) <= _LONGEST_NAME else ""
        if name and (role_of_column(name) or names_column(name)):
            run.append((line.end(), name))
            continue
        roles = tuple(name for _, name in run if role_of_column(name))
        if roles and len(run) > 1:
            found.append(Header(run[-1][0], roles))
        run = []
    return tuple(found)


def cells_of_roles(text: str, span: Span, headers: Sequence[Header]) -> Iterator[tuple[str, Span]]:
    """(name of the column, span) of the cells in text[span] that hold bodies in a column of a role, where each row has all of them."""
    at = bisect_right(headers, span.start, key=lambda header: header.end)
    header = headers[at - 1] if at else None
    rows = list(_rows(text, span)) if header else []
    if header and len(rows) <= _MOST_ROWS and all(len(row) == len(header.roles) for row in rows):
        yield from (cell for row in rows for cell in zip(header.roles, row, strict=True))


def heading_of_duties(text: str, draft: Draft) -> Iterator[tuple[str, Span]]:
    """The same of a body that is the heading of a numbered clause, or of the one it is under, in a part on duties: 四、职责分工
    （一）区交通委 1. 制定操作流程….
    """
    for headed in (draft, draft.parent):
        part = headed.parent.heading if headed and headed.marker and headed.parent else ""
        if headed and draft.marker and _DUTIES.search(simplify(part)) and only_bodies(simplify(headed.heading)):
            start = text.find(headed.heading, headed.span.start, headed.span.end)
            yield "责任单位", Span(start, start + len(headed.heading))


def _rows(text: str, span: Span) -> Iterator[list[Span]]:
    """Runs of cells of nothing but bodies; a cell runs on over a line that ends in a separator."""
    row: list[Span] = []
    goes_on = False
    for line in _LINE.finditer(text, span.start, span.end):
        key = simplify(line.group())
        if not all_names(key, 0, len(key.rstrip("、，, "))):
            if row:
                yield row
            row, goes_on = [], False
            continue
        if goes_on:
            row[-1] = Span(row[-1].start, line.end())
        else:
            row.append(Span(line.start(), line.end()))
        goes_on = key.rstrip().endswith(("、", "，", ","))
    if row:
        yield row
