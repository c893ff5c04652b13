"""A page as a reader sees it: its visible lines and tables in order, and which part of the tree each stands in.

The tree is walked without recursion, so that depth costs nothing. Lines follow the rules of HTML and CSS for what
begins a new line, what is hidden, how blanks collapse and how list items are numbered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from ingest.read.html_lists import ListItems
from ingest.read.html_tables import in_bounds, is_data_table, span_of
from ingest.read.reading import CellText

# What a browser shows within a line (HTML, phrasing content); anything else begins a line of its own.
_INLINE_TAGS = """
a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark nobr o:p q rb ruby s samp
small span st1:chsdate strike strong sub sup time tt u var wbr
"""
# What a browser does not show as text, what asks for input, and the readings over Chinese characters (rt, rp).
_UNSEEN_TAGS = """
script style noscript template head title meta link base select datalist option button textarea svg math iframe
frameset object embed applet video audio canvas nav map rt rp rtc progress meter
"""
_INLINE, _UNSEEN = frozenset(_INLINE_TAGS.split()), frozenset(_UNSEEN_TAGS.split())
_HIDDEN = re.compile(r"(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_AS_BLOCK = re.compile(r"(^|;)\s*display\s*:\s*(block|flex|grid|table|list-item)", re.I)
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026]"
# CSS Text 3 §4.1.2: a line end in the source between two East Asian characters is no blank.
_SEGMENT_BREAK = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Block:
    """A line of the page, or a table (then `text` is '' and `rows` are its cells, `headers` its marked header rows).

    lead: the words of the first inline element where the line begins with one, as `<b>文号</b>`; linked: how many of
    the line's characters stand in links; tag: of the element whose line it is.
    """

    text: str
    tag: str = ""
    lead: str = ""
    linked: int = 0
    rows: tuple[tuple[CellText, ...], ...] = ()
    headers: int = 0

    @property
    def words(self) -> str:
        """All of its text, cells one a line."""
        return self.text or "\n".join(cell.text for row in self.rows for cell in row)


@dataclass(frozen=True)
class Part:
    """An element that holds blocks[start:stop]."""

    element: html.HtmlElement
    start: int
    stop: int


@dataclass(frozen=True)
class Page:
    """blocks in the order of the page; parts: elements that make lines, each before those within it."""

    blocks: tuple[Block, ...]
    parts: tuple[Part, ...]


def page_of(root: html.HtmlElement) -> Page:
    """What the body of a page shows."""
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "end":
            walk.leave(element)
        elif _is_seen(element):
            walk.enter(element)
        else:
            walk.unseen.add(element)
            events.skip_subtree()
    walk.end_line("body")
    return Page(tuple(walk.blocks), tuple(Part(*part) for part in walk.parts if part[2] > part[1]))


def _is_seen(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return False
    if element.tag in ("html", "body"):  # hidden, if at all, only until the scripts of the page have run
        return True
    return "hidden" not in element.attrib and not _HIDDEN.search(element.get("style", ""))


def _is_inline(element: html.HtmlElement) -> bool:
    return element.tag in _INLINE and not _AS_BLOCK.search(element.get("style", ""))


@dataclass
class _Table:
    element: html.HtmlElement
    rows: list[list[CellText]] = field(default_factory=list)
    headers: int = 0
    cell: list[str] | None = None


@dataclass
class _Walk:
    """The state of one walk: the line being gathered, the table and the lists that it stands in."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[list] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    unseen: set[html.HtmlElement] = field(default_factory=set)
    table: _Table | None = None
    lists: ListItems = field(default_factory=ListItems)
    words: list[str] = field(default_factory=list)
    lead: str = ""
    linked: int = 0
    links: int = 0
    pre: int = 0

    def enter(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self.end_line("br")
        elif not _is_inline(element):
            self.end_line(_tag(element.getparent()))
            self.open.append(len(self.parts))
            self.parts.append([element, len(self.blocks), len(self.blocks)])
            self._enter_block(element)
        self.links += tag == "a"
        self.pre += tag == "pre"
        self._say(element.text)

    def _enter_block(self, element: html.HtmlElement) -> None:
        if element.tag == "table" and self.table is None and is_data_table(element):
            self.table = _Table(element)
        elif self.table is not None and element.tag == "tr":
            self.table.rows.append([])
        elif self.table is not None and element.tag in ("td", "th"):
            self.table.cell = []
        self.lists.enter(element)

    def leave(self, element: html.HtmlElement) -> None:
        if element not in self.unseen:
            self.links -= element.tag == "a"
            self.pre -= element.tag == "pre"
            if element.tag != "br" and not _is_inline(element):
                self.end_line(element.tag)
                self._leave_block(element)
            elif not self.lead:
                self.lead = _collapsed("".join(self.words))
        self.unseen.discard(element)
        self._say(element.tail)

    def _leave_block(self, element: html.HtmlElement) -> None:
        table = self.table
        if table is not None and element.tag in ("td", "th") and table.cell is not None:
            rows, columns = span_of(element, "rowspan"), span_of(element, "colspan")
            table.rows = table.rows or [[]]
            table.rows[-1].append(CellText("\n".join(table.cell), rows, columns))
            table.cell = None
        elif table is not None and element.tag == "tr":
            marked = [child.tag for child in element if child.tag in ("td", "th")]
            heads = bool(marked) and (set(marked) == {"th"} or _tag(element.getparent()) == "thead")
            table.headers += heads and table.headers == len(table.rows) - 1
        elif table is not None and element is table.element:
            self.blocks.append(Block("", "table", rows=in_bounds(table.rows), headers=table.headers))
            self.table = None
        self.lists.leave(element)
        part = self.open.pop()
        self.parts[part][2] = len(self.blocks)

    def _say(self, text: str | None) -> None:
        for number, words in enumerate((text or "").split("\n") if self.pre else [text or ""]):
            if number:
                self.end_line("pre")
            self.words.append(words)
            self.linked += len(words.strip()) if self.links else 0

    def end_line(self, tag: str) -> None:
        """What was gathered becomes a line, of a cell where one is open."""
        text = _collapsed("".join(self.words))
        if text:
            text = self.lists.number(text)
            if self.table is not None and self.table.cell is not None:
                self.table.cell.append(text)
            else:
                lead = self.lead if self.lead != text else ""
                self.blocks.append(Block(text, tag, lead, min(self.linked, len(text))))
        self.words, self.lead, self.linked = [], "", 0


def _tag(element: html.HtmlElement | None) -> str:
    return element.tag if element is not None and isinstance(element.tag, str) else ""


def _collapsed(text: str) -> str:
    return _BLANKS.sub(" ", _SEGMENT_BREAK.sub("", text)).strip()
