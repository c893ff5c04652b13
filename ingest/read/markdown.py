"""Markdown: the decoded text with its marks and tables found by markdown-it and placed in it.

Notices saved as Markdown are mostly plain text, in which * and _ are words (`2*3`, `____`): what is not clearly a mark
stays. Blank-indented lines and `[1]: …` are text here, no code and no link definition. Converters write tables with
merged cells as HTML: those become a row a line, and the text is then no longer that of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.decode import decode
from ingest.header import labels_in
from ingest.model import Span
from ingest.read.html_fragment import table_text
from ingest.read.markdown_inline import inline_marks
from ingest.read.reading import Grid, Reading

_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_FRONT_AT_MOST = 100
_PREFIX = re.compile(r"#{1,6}(?=[ \t])[ \t]*|[>*+-][ \t]*")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_TABLE = re.compile(r"<table\b(?:(?!<table\b).)*?</table\s*>", re.S | re.I)
_PIPE = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*|/)?>", re.S)


@dataclass(frozen=True)
class _Source:
    """A text and where its lines begin and end (without line ends)."""

    text: str
    lines: tuple[tuple[int, int], ...]

    def line(self, number: int) -> str:
        start, end = self.lines[number]
        return self.text[start:end]

    def span(self, number: int, start: int, end: int | None = None) -> Span:
        """A range of a line, to its end by default, as a span of the text."""
        first, last = self.lines[number]
        return Span(first + start, last if end is None else first + end)


def read_markdown(data: bytes) -> Reading:
    """Raises TiaoliError: empty_file, binary_file."""
    decoded = decode(data)
    text, grids = _html_tables(decoded.text)
    source = _Source(text, tuple(match.span(1) for match in _LINE.finditer(text)))
    skip = _front_matter(source)
    marks = [source.span(number, 0) for number in range(skip)]
    for found in _found(source, skip):
        (grids if isinstance(found, Grid) else marks).append(found)
    return Reading(
        text,
        "markdown",
        decoded.encoding,
        tuple(sorted(grids, key=lambda grid: min(cell.start for row in grid.rows for cell in row if cell))),
        _fields(text[: source.lines[skip - 1][1]]) if skip else (),
        _merged(marks),
        decoded=decoded if text == decoded.text else None,
    )


def _html_tables(text: str) -> tuple[str, list[Grid]]:
    """The text with tables written as HTML set a row a line, and where their cells stand."""
    parts, grids, at, length = [], [], 0, 0
    for start, end in (match.span() for match in _TABLE.finditer(text)):
        rows, found = table_text(text[start:end])
        before = text[at:start] + ("" if text[at:start].endswith("\n") else "\n")
        length += len(before)
        grids += [_moved(grid, length) for grid in found]
        parts += [before, rows]
        length, at = length + len(rows), end
    return "".join([*parts, text[at:]]), grids


def _moved(grid: Grid, by: int) -> Grid:
    rows = tuple(tuple(cell and Span(cell.start + by, cell.end + by) for cell in row) for row in grid.rows)
    return Grid(rows, grid.headers)


def _front_matter(source: _Source) -> int:
    """Number of lines of the YAML front matter, fences included; 0 if there is none."""
    lines = [source.line(number).rstrip() for number in range(min(_FRONT_AT_MOST, len(source.lines)))]
    if lines[0] != "---":
        return 0
    for number, line in enumerate(lines[1:], 1):
        if line in ("---", "..."):
            return number + 1 if number > 1 else 0
        if line and line[0] not in " \t#-" and not re.match(r"[^\s:：]+[ \t]*[:：]", line):
            return 0
    return 0


def _fields(front: str) -> tuple[tuple[str, str], ...]:
    """Fields of the front matter whose keys are labels of the catalogue, or `title`."""
    fields: dict[str, str] = {}
    for line in front.splitlines():
        key, _, value = (part.strip() for part in line.partition(":" if ":" in line else "："))
        value = value.strip("\"'")
        labels = [("title", value)] if key.lower() == "title" else labels_in(f"{key}：{value}")
        for name, words in labels if len(labels) == 1 else ():
            if words and name != "other":
                fields.setdefault(name, words)
    return tuple(fields.items())


def _found(source: _Source, skip: int) -> Iterator[Span | Grid]:
    """Marks and tables, from the block tokens of markdown-it, whose `map` gives their lines."""
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "reference"])
    parser.core.ruler.enableOnly(["block"])
    rows: list[int] = []
    cell = False
    for token in parser.parse("\n".join(source.line(number) for number in range(skip, len(source.lines)))):
        lines = range(token.map[0] + skip, token.map[1] + skip) if token.map else range(0)
        cell = token.type in ("td_open", "th_open") or (cell and token.type == "inline")
        if token.type == "table_open":
            rows = []
            yield source.span(lines[0] + 1, 0)
        elif token.type == "tr_open":
            rows.append(lines[0])
        elif token.type == "table_close":
            yield from _of_table(source, rows)
        elif token.type == "inline" and not cell:
            yield from _of_lines(source, token, lines)
        else:
            yield from _of_block(source, token, lines)


def _of_block(source: _Source, token: Token, lines: range) -> Iterator[Span]:
    """Marks that take whole lines: rules, fences, the underline of a heading; and the tags of HTML."""
    if token.type == "hr" or (token.type == "heading_open" and token.markup in ("=", "-")):
        yield source.span(lines[-1], 0)
    elif token.type == "fence":
        closed = len(lines) > 1 and source.line(lines[-1]).strip(" \t>").startswith(token.markup)
        for number in (lines[0], lines[-1]) if closed else (lines[0],):
            yield source.span(number, 0)
    elif token.type == "html_block" and lines:
        start = source.lines[lines[0]][0]
        for match in _TAG.finditer(source.text, start, source.lines[lines[-1]][1]):
            yield Span(*match.span())


def _of_lines(source: _Source, token: Token, lines: range) -> Iterator[Span]:
    """Marks before, in and after the text of the lines of a paragraph or heading.

    Marks within are looked for line by line: in Chinese texts a line is a paragraph, whatever Markdown says.
    """
    for number, part in zip(lines, token.content.split("\n"), strict=False):
        line, words = source.line(number), part.strip()
        at = line.rfind(words)
        if not words or at < 0:
            continue
        for match in _PREFIX.finditer(line, 0, at):
            yield source.span(number, *match.span())
        for start, end in inline_marks(words):
            yield source.span(number, at + start, at + end)
        rest = line[at + len(words) :]
        if _CLOSING.fullmatch(rest):
            yield source.span(number, at + len(words))


def _of_table(source: _Source, rows: list[int]) -> Iterator[Span | Grid]:
    """The grid of a pipe table; its outer pipes are marks."""
    grid = []
    for number in rows:
        line = source.line(number)
        borders = [match.start() for match in _PIPE.finditer(line)]
        edges = [-1, *borders, len(line)]
        cells = [(a + 1, b) for a, b in zip(edges, edges[1:], strict=False)]
        if borders and not line[: borders[0]].strip(" \t>"):
            yield source.span(number, 0, borders[0] + 1)
            cells = cells[1:]
        if borders and not line[borders[-1] :].strip(" \t|"):
            yield source.span(number, borders[-1])
            cells = cells[:-1]
        grid.append([_cell(source, number, *cell) for cell in cells])
        for start, end in cells:
            for first, last in inline_marks(line[start:end]):
                yield source.span(number, start + first, start + last)
    width = len(grid[0]) if grid else 0
    if any(any(row) for row in grid):
        yield Grid(tuple(tuple([*row, *[None] * width][:width]) for row in grid), 1)


def _cell(source: _Source, number: int, start: int, end: int) -> Span | None:
    words = source.line(number)[start:end]
    if not words.strip():
        return None
    first = start + len(words) - len(words.lstrip())
    return source.span(number, first, first + len(words.strip()))


def _merged(marks: list[Span]) -> tuple[Span, ...]:
    """Ascending, without overlaps and without empty ones."""
    merged: list[Span] = []
    for mark in sorted((mark for mark in marks if mark.start < mark.end), key=lambda mark: (mark.start, mark.end)):
        if merged and mark.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end))
        else:
            merged.append(mark)
    return tuple(merged)
