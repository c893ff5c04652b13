"""Tables as a file holds them: carried over into the cleaned text, and read as header and rows."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ingest.markers import marker_of
from ingest.model import Span
from ingest.read.reading import Grid
from ingest.table import Row, Table

Cells = Sequence[Span | None]

# What official tables call their columns, at the end of the name: 责任部门, 完成时限, 补助标准（元/月）.
_COLUMN = re.compile(
    r"(序号|编号|名称|项目|内容|标准|备注|单位|部门|机关|机构|时限|时间|日期|期限|姓名|职务|电话|地址|类别|类型|种类|金额|数量|要求"
    r"|措施|事项|任务|范围|条件|依据|方式|等级|级别|对象|目标|指标|人员|材料|环节|流程|结果|区域|年度|合计|说明|责任人|职责|專案|項目)"
    r"([(（][^()（）]{1,12}[)）])?$"
)
_NO_NAME = re.compile(r"[。；;！？]|^[\d.,%％\-—/]+$")
# The rule under the header of a Markdown table.
_RULE = re.compile(r"[|\s:\-—]+")
_NAME = 20
# A row over all columns that says something about the table and heads nothing.
_NOTE = re.compile(r"(备?注|備註|说明|說明)\s*[:：]|.*[。；]$|.{60}", re.S)


def names_column(name: str) -> bool:
    """Whether a short text ends as the names of columns in official tables do."""
    return bool(_COLUMN.search(name)) and not _NO_NAME.search(name)


def project(grids: Sequence[Grid], text: str, kept: Sequence[tuple[int, int]]) -> tuple[Grid, ...]:
    """Grids whose spans are in a source as grids of `text`, which is the source's ranges `kept` put together.

    A cell of which nothing is left becomes empty. What is then no table, one row or one column, is left out.
    """
    starts = [start for start, _ in kept]
    before = [0, *itertools.accumulate(end - start for start, end in kept)]

    def place(position: int) -> int:
        run = bisect_right(starts, position) - 1
        return before[run] + min(position, kept[run][1]) - starts[run] if run >= 0 else 0

    def moved(cell: Span | None) -> Span | None:
        return _trimmed(text, place(cell.start), place(cell.end)) if cell else None

    rows = ((grid, [tuple(map(moved, row)) for row in grid.rows]) for grid in grids)
    return tuple(replace(grid, rows=tuple(own)) for grid, own in rows if _is_table(own))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    value = text[start:end]
    first = start + len(value) - len(value.lstrip())
    return Span(first, start + len(value.rstrip())) if value.strip() else None


def _is_table(rows: Sequence[Cells]) -> bool:
    """Two rows at least with text of their own, one at least with two cells."""
    filled = [set(filter(None, row)) for row in rows]
    widest = max(map(len, filled), default=0)
    return widest > 1 and len(set().union(*filled)) > widest


def piped_tables(text: str) -> tuple[Grid, ...]:
    """The tables of plain text written as in Markdown, a row `| a | b |` a line.

    An empty first cell goes on with the one above it, as converters leave it where cells were merged.
    """
    runs: list[list[re.Match[str]]] = []
    for line in re.finditer(r"^\|(?=[^\S\n|]*+(?:\|[^\S\n|]*+)*+[^\s|])[^\n]*\|$", text, re.M):
        if runs and line.start() == runs[-1][-1].end() + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return tuple(grid for run in runs for grid in _piped(run))


def _piped(lines: Sequence[re.Match[str]]) -> list[Grid]:
    """The table in a run of lines, if they are one."""
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line.group())]
    own = [_piped_row(line) for number, line in enumerate(lines) if number not in rules]
    width = max(map(len, own), default=0)
    rows: list[Cells] = []
    for row in own:
        first = rows[-1][0] if rows and row[0] is None and any(row) else row[0]
        rows.append((first, *row[1:], *[None] * (width - len(row))))
    headers = rules[0] if rules and rules[0] < len(rows) else 0
    return [Grid(tuple(map(tuple, rows)), headers)] if _is_table(rows) else []


def _piped_row(line: re.Match[str]) -> list[Span | None]:
    borders = [line.start() + at for at, char in enumerate(line.group()) if char == "|"]
    return [_trimmed(line.string, start + 1, end) for start, end in itertools.pairwise(borders)]


def extent(rows: Sequence[Cells]) -> Span:
    """From the first cell to the end of the last."""
    spans = [cell for row in rows for cell in row if cell]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def table_of(grid: Grid, text: str, start: int, end: int) -> Table:
    """The table whose lines are text[start:end]. The header rows name the columns."""
    count = _header_rows(grid, text)
    columns = tuple(_column_name(column, text) for column in zip(*grid.rows[:count], strict=True))
    top = extent(grid.rows[:count]).end if any(map(any, grid.rows[:count])) else start
    rows = _with_own_cells(grid.rows[count:], top)
    begun = [_begin(text, min(cell.start for cell in own.values())) for _, own in rows]
    places = [row for row, _ in rows]
    leads = [_leads(places, number, own) for number, (_, own) in enumerate(rows)]
    heads = _section_ends(places, text)
    body = tuple(
        Row(
            own,
            Span(begun[number], begun[number + 1] if number + 1 < len(begun) else end),
            {column: cell for column, cell in enumerate(row) if cell and cell.start >= top and column not in own},
            (heads[number],) if number in heads else leads[number],
        )
        for number, (row, own) in enumerate(rows)
    )
    header = text[start : begun[0] if begun else end].rstrip()
    return Table(columns, Span(start, start + len(header)), body)


def _begin(text: str, cell: int) -> int:
    """Where a row begins whose first cell begins at `cell`: with the border before it, if one opens the line."""
    line = text.rfind("\n", 0, cell) + 1
    return cell if text[line:cell].strip("| \t") else line


def _with_own_cells(rows: Sequence[Cells], start: int) -> list[tuple[Cells, dict[int, Span]]]:
    """The rows in which cells begin, each with those cells by column."""
    found, last = [], start
    for row in rows:
        own = {column: cell for column, cell in enumerate(row) if cell and cell.start >= last}
        if own:
            found.append((row, own))
            last = max(cell.end for cell in own.values())
    return found


def _leads(rows: Sequence[Cells], number: int, own: dict[int, Span]) -> tuple[int, ...]:
    """For the first cells of a row that reach into rows below: the number (from 1) of the last row each reaches."""
    found: dict[Span, int] = {}
    for column, cell in enumerate(rows[number]):
        if cell is None or column not in own:
            if cell is None:
                break
            continue
        last = number
        while last + 1 < len(rows) and rows[last + 1][column] == cell:
            last += 1
        if last == number:
            break
        found[cell] = last + 1
    return tuple(found.values()) if len(found) < len(set(own.values())) else ()


def _section_ends(rows: Sequence[Cells], text: str) -> dict[int, int]:
    """Rows of one cell over all columns, with rows of several below: the number (from 1) of the last that each heads."""
    whole = [number for number, row in enumerate(rows) if row[0] and len(set(row)) == 1]
    ends = dict(zip(whole, [*whole[1:], len(rows)], strict=False))
    return {n: end for n, end in ends.items() if end > n + 1 and not _NOTE.match(rows[n][0].of(text))}


def _column_name(cells: Cells, text: str) -> str:
    """The name of a column: that of each header row over it, from the top, each once: `责任分工/牵头单位`."""
    return "/".join(dict.fromkeys(re.sub(r"\s+", "", cell.of(text)) for cell in cells if cell))


def _header_rows(grid: Grid, text: str) -> int:
    """How many leading rows are header: as the file says, else a caption over all columns and the first row below it if
    that looks like one, with the rows into which its cells are merged.
    """
    rows = grid.rows
    count = grid.headers
    if not count:
        caption = next((n for n, row in enumerate(rows) if len(set(row)) > 1), 0)
        count = caption + 1 if _is_header(rows[caption:], text) else 0
    while 0 < count < len(rows) - 1 and _runs_on(rows[count - 1], rows[count]):
        count += 1
    return count if count < len(rows) else 0


def _runs_on(row: Cells, below: Cells) -> bool:
    """Whether a header row has cells over several columns that the row below divides, and others that reach into it."""
    wide = any(a and a == b for a, b in itertools.pairwise(row))
    return wide and any(cell and cell == under for cell, under in zip(row, below, strict=True))


def _is_header(rows: Sequence[Cells], text: str) -> bool:
    """Whether the first of these rows names the columns: short cells, no numbered one, unlike those below it."""
    names = [re.sub(r"\s+", "", cell.of(text)) for cell in dict.fromkeys(rows[0]) if cell]
    if len(names) < 2 or any(len(name) > _NAME or marker_of(name) or _NO_NAME.search(name) for name in names):
        return False
    named = sum(map(names_column, names))
    labels = sum(bool(row[0] and _COLUMN.search(row[0].of(text))) for row in rows)
    if 2 * labels > len(rows) and named < len(names):
        return False
    below = [cell.of(text) for row in rows[1:] for cell in row if cell]
    digits = any(any(char.isdigit() for char in cell) for cell in below) and not any(map(str.isdigit, "".join(names)))
    longer = sum(map(len, below)) > 2 * len(below) * sum(map(len, names)) / len(names)
    return 2 * named >= len(names) or digits or longer
