"""Lines with roles -> the clause tree: every line goes to exactly one clause, in text order."""

from __future__ import annotations

import re

from ingest.draft import SENTENCE_END, Draft, heading_of, open_above
from ingest.grid import table_of
from ingest.header import is_date_line
from ingest.layout import Line
from ingest.markers import Marker
from ingest.model import Span
from ingest.numerals import in_chinese
from ingest.owner import habits_of, next_markers, owner_of
from ingest.paragraph import own_paragraphs
from ingest.rows import row_drafts
from ingest.table import read_table

_ANNEX_LABEL = re.compile(r"^附\s*([件表錄录]\s*[0-9一二三四五六七八九十]{0,3}\s*[:：]?|[:：])\s*")


def outline(text: str, lines: tuple[Line, ...]) -> tuple[Draft, list[str]]:
    """The tree under a root draft (which is no clause) and warnings on numbering."""
    builder = _Builder(text, lines)
    number = 0
    while number < len(lines):
        number = builder.take(number)
    return builder.root, _numbering_warnings(builder.root)


class _Builder:
    """Walks the lines once, keeping the open clause: a stack that the next marker cuts."""

    def __init__(self, text: str, lines: tuple[Line, ...]) -> None:
        self.text, self.lines = text, lines
        self.root = Draft("", "", "heading", [])
        self.base = self.root
        self.open = self.root
        self.annexes = 0
        self.is_signed = False
        self.following = next_markers(lines)
        self.habits = habits_of(text, lines)

    def take(self, number: int) -> int:
        """Places lines[number] (and those that belong with it); returns the next number."""
        line = self.lines[number]
        if line.role in ("head", "signature", "title", "contents"):
            return self._block(number)
        if line.role == "annex":
            self.base = self.root
            self.annexes += 1
            step = re.sub(r"\D", "", line.annex) or str(self.annexes)
            heading = _ANNEX_LABEL.sub("", line.text.strip())
            self.open = self.base = self.root.add(Draft(f"a{step}", line.annex, "annex", [_span(line)], heading))
        elif line.role == "table":
            return self._table(number)
        elif line.role == "quoted" and self.open is not self.root and not self.open.children:
            self.open.lines.append(_span(line))
        elif line.marker:
            self._numbered(line, line.marker)
        else:
            self._paragraph(number)
        return number + 1

    def _block(self, number: int) -> int:
        """A run of lines of one role outside the numbered text."""
        role, spans = self.lines[number].role, []
        while number < len(self.lines) and self.lines[number].role == role:
            spans.append(_span(self.lines[number]))
            number += 1
        if role == "title" and self.base.kind == "annex" and self.open is self.base:
            self.base.lines += spans
            titles = [self.base.heading, *(span.of(self.text).strip() for span in spans)]
            self.base.heading = " ".join(filter(None, titles))
        elif role == "title":
            self._attached(spans)
        elif role == "signature":
            is_dated = any(is_date_line(span.of(self.text)) for span in spans)
            step, label = ("tail", "文末") if self.is_signed and not is_dated else ("sign", "落款")
            self.is_signed = self.is_signed or self.base is self.root
            self.open = self.base.add(Draft(step, label, "signature", spans))
        else:
            step, label = ("head", "文件信息") if role == "head" else ("contents", "目录")
            self.open = self.base.add(Draft(step, label, "head", spans))
        return number

    def _attached(self, spans: list[Span]) -> None:
        """The document that a notice of issuance carries (印发件): plain addresses, unless the notice has numbers."""
        self.base = self.root
        if any(child.marker for child in self.root.children):
            self.base = self.root.add(Draft("p2", "印发件", "annex", spans))
            self.open = self.base
        else:
            for child in self.root.children:
                if child.kind == "preamble":
                    child.step, child.label = "issue", "印发通知"
            self.open = self.root.add(Draft("0", "引言", "preamble", spans))
        (self.open).heading = " ".join(span.of(self.text).strip() for span in spans)

    def _numbered(self, line: Line, marker: Marker) -> None:
        above = open_above(self.open, self.base, marker)
        draft = Draft(marker.path, marker.label, "item", [_span(line)], heading_of(line.text.strip(), marker), marker)
        self.open = above.add(draft)

    def _paragraph(self, number: int) -> None:
        line, here = self.lines[number], self.open
        if here is self.base and here.kind != "annex" or here.kind in ("signature", "head"):
            if here.kind == "signature" and _short(line.text):
                here.lines.append(_span(line))
                return
            first = not any(child.kind in ("preamble", "item") for child in self.base.children)
            step, label, kind = ("0", "引言", "preamble") if first else ("end", "末段", "closing")
            self.open = self.base.add(Draft(step, label, kind, [_span(line)]))
            return
        owner = owner_of(here, self.base, line.text, self.following[number], self.habits)
        if owner is here and not here.children:
            here.lines.append(_span(line))
        else:
            self.open = owner.add(_closing(owner, line, self.text, self.habits.word))

    def _table(self, number: int) -> int:
        first, grid = number, self.lines[number].grid
        while number < len(self.lines) and self.lines[number].role == "table" and self.lines[number].grid is grid:
            number += 1
        start, end = self.lines[first].start, self.lines[number - 1].end
        table = table_of(grid, self.text, start, end) if grid else read_table(self.text, start, end)
        owner = self.open
        if owner.kind in ("signature", "head") or (owner.kind == "closing" and owner.parent is self.base):
            owner = self.base
        if table is None or not table.rows:
            spans = [_span(line) for line in self.lines[first:number]]
            self.open = owner.add(Draft("t", "表", "row", spans))
        else:
            has_header = bool(table.header.of(self.text).strip())
            if has_header and owner is self.root:
                owner = self.root.add(Draft("t", "表", "annex", [table.header]))
            elif has_header and not owner.children:
                owner.lines.append(table.header)
            elif has_header:
                owner.add(Draft("th", "表头", "row", [table.header]))
            row_drafts(self.text, table, owner)
            self.open = owner
        return number


def _closing(owner: Draft, line: Line, text: str, word: str) -> Draft:
    """An unnumbered paragraph after the numbered ones: 第…款 of an article (第…項 in Taiwan), else 末段."""
    if owner.marker and owner.marker.kind == "article":
        last = next((child for child in reversed(owner.children) if child.kind == "closing"), None)
        before = int(last.step[1:]) if last else len(own_paragraphs(owner.span.of(text), owner.marker.length))
        number = before + 1
        return Draft(f"p{number}", f"第{in_chinese(number)}{word}", "closing", [_span(line)])
    return Draft("end", "末段", "closing", [_span(line)])


def _short(line: str) -> bool:
    return len(line.strip()) <= 40 and not SENTENCE_END.search(line)


def _span(line: Line) -> Span:
    return Span(line.start, line.end)


def _numbering_warnings(root: Draft) -> list[str]:
    """Numbers that skip, restart or repeat, within a level; a level may run on through the chapters of a document."""
    last: dict[str, int] = {}
    warnings = []

    def visit(draft: Draft) -> None:
        previous: dict[str, int] = {}
        for child in draft.children:
            if child.marker and child.marker.kind != "named":
                number, kind = child.marker.number, child.marker.kind
                before = previous.get(kind, last.get(kind, 0))
                is_sub = child.marker.sub and number == before
                if not is_sub and number not in (1, before, before + 1, last.get(kind, 0) + 1):
                    warnings.append(f"编号不连续：{child.label}（前一编号为 {before}）")
                previous[kind] = last[kind] = number
            visit(child)

    visit(root)
    return warnings
