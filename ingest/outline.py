"""Lines with roles -> the clause tree: every line goes to exactly one clause, in text order."""

from __future__ import annotations

import re

import cn2an

from ingest.draft import SENTENCE_END, Draft, heading_of, open_above, row_drafts
from ingest.header import is_date_line
from ingest.layout import Line
from ingest.markers import Marker
from ingest.model import Span
from ingest.script import simplify
from ingest.table import read_table

_ANNEX_LABEL = re.compile(r"^附\s*[件表錄录]\s*[0-9一二三四五六七八九十]{0,3}\s*[:：]?\s*")
_ENDED = re.compile(r"[。；;]")
# The closing formulas of official documents: they speak of the whole, whatever they follow.
_FORMULA = re.compile(
    r"特此(通知|公告|通告|报告|函复|批复)|(本|此|该)?\w{0,4}自.{0,30}(起|之日).{0,4}(施行|实施|执行)"
    r"|本\w{2,4}(自|由|有效期)"
)
# Measured on official texts: headings run to 28 characters, and lines of text start at about 45.
_LINE = 45


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
        self.single = _single_paragraph_kinds(lines)
        self.next_rank = _next_ranks(lines)

    def take(self, number: int) -> int:
        """Places lines[number] (and those that belong with it); returns the next number."""
        line = self.lines[number]
        if line.role in ("head", "signature", "title", "contents"):
            return self._block(number)
        if line.role == "annex":
            self.base = self.root
            step = re.sub(r"\D", "", line.annex) or str(1 + sum(child.kind == "annex" for child in self.root.children))
            heading = _ANNEX_LABEL.sub("", line.text.strip())
            self.open = self.base = self.root.add(Draft(f"a{step}", line.annex, "annex", [_span(line)], heading))
        elif line.role == "table":
            return self._table(number)
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
            is_signed = any(is_date_line(span.of(self.text)) for span in spans)
            step, label = ("tail", "文末") if self._after_signature() and not is_signed else ("sign", "落款")
            self.open = self.base.add(Draft(step, label, "signature", spans))
        else:
            step, label = ("head", "文件信息") if role == "head" else ("contents", "目录")
            self.base.add(Draft(step, label, "head", spans))
        return number

    def _after_signature(self) -> bool:
        return any(child.kind == "signature" for child in self.root.children)

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
        owner = self._owner(number)
        if owner is here and not here.children:
            here.lines.append(_span(line))
        else:
            self.open = owner.add(_closing(owner, line))

    def _owner(self, number: int) -> Draft:
        """Whose paragraph an unnumbered line is: the open clause's; in a statute the article's (款), whose items (项)
        have one paragraph; and when clauses of a kind never have a second paragraph in this document and a whole level
        closes here, the clause (or document) that closes.
        """
        here = self.open
        if _FORMULA.match(simplify(self.lines[number].text.strip())) and not self.next_rank[number]:
            return self.base
        article = next((draft for draft in here.ancestors() if draft.marker and draft.marker.kind == "article"), None)
        if article and article is not here and _ENDED.search(here.span.of(self.text).rstrip()[-1:]):
            return article
        if not (here.marker and here.marker.kind in self.single and _is_full(here, self.text)):
            return here if here.kind != "closing" else (here.parent or self.base)
        after = self.next_rank[number]
        if after >= here.marker.rank:
            return here
        closed = [draft for draft in here.ancestors() if draft.marker and draft.marker.rank >= after]
        if not after:
            statute = next((draft for draft in closed if draft.marker.kind == "article"), None)
            return statute or self.base
        return closed[-1] if closed else self.base

    def _table(self, number: int) -> int:
        first = number
        while number < len(self.lines) and self.lines[number].role == "table":
            number += 1
        start, end = self.lines[first].start, self.lines[number - 1].end
        table = read_table(self.text, start, end)
        owner = self.base if self.open.kind in ("signature", "head", "closing") or self.open is self.root else self.open
        if table is None or not table.rows:
            spans = [_span(line) for line in self.lines[first:number]]
            self.open = owner.add(Draft("t", "表", "row", spans))
        else:
            if owner is self.root:
                owner = self.root.add(Draft("t", "表", "annex", [table.header]))
            elif not owner.children:
                owner.lines.append(table.header)
            else:
                owner.add(Draft("th", "表头", "row", [table.header]))
            row_drafts(self.text, table, owner)
            self.open = self.base
        return number


def _closing(owner: Draft, line: Line) -> Draft:
    """An unnumbered paragraph after the numbered ones: 第…款 of an article, else 末段."""
    if owner.marker and owner.marker.kind == "article":
        number = len(owner.lines) + 1 + sum(child.kind == "closing" for child in owner.children)
        return Draft(f"p{number}", f"第{cn2an.an2cn(number)}款", "closing", [_span(line)])
    return Draft("end", "末段", "closing", [_span(line)])


def _next_ranks(lines: tuple[Line, ...]) -> list[int]:
    """For each line the rank of the first marker from it on, 0 when none follows."""
    ranks, rank = [], 0
    for line in reversed(lines):
        rank = line.marker.rank if line.marker else rank
        ranks.append(rank)
    return ranks[::-1]


def _single_paragraph_kinds(lines: tuple[Line, ...]) -> set[str]:
    """Kinds of marker whose clauses, where another of the kind follows (at least twice), hold one paragraph at most."""
    counts: dict[str, list[int]] = {}
    body = [line for line in lines if line.role in ("marker", "paragraph")]
    for number, line in enumerate(body):
        if not line.marker:
            continue
        stop = next((n for n in range(number + 1, len(body)) if body[n].marker), len(body))
        if stop < len(body) and body[stop].marker.rank >= line.marker.rank:
            sentences = [one for one in body[number:stop] if SENTENCE_END.search(one.text.rstrip()[-1:])]
            paragraphs = [one for one in sentences if len(one.text) > _LINE or one.marker is None]
            counts.setdefault(line.marker.kind, []).append(len(paragraphs))
    return {kind for kind, paragraphs in counts.items() if len(paragraphs) >= 2 and max(paragraphs) <= 1}


def _is_full(draft: Draft, text: str) -> bool:
    """Whether a clause already has its paragraph: more than a heading line."""
    return bool(draft.children) or len(draft.lines) > 1 or len(draft.lines[0].of(text)) > _LINE


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
            if child.marker:
                number, kind = child.marker.number, child.marker.kind
                before = previous.get(kind, last.get(kind, 0))
                is_sub = child.marker.sub and number == before
                if not is_sub and number not in (1, before, before + 1, last.get(kind, 0) + 1):
                    warnings.append(f"编号不连续：{child.label}（前一编号为 {before}）")
                previous[kind] = last[kind] = number
            visit(child)

    visit(root)
    return warnings
