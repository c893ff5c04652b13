"""The paragraphs (款) of an article that stand in its own text.

They are counted as the Legislation Law does (art. 65; 立法技术规范（试行）（一） § 8): each unnumbered paragraph of an article is a
款, and the items below a paragraph belong to it. Taiwan calls the same 項, and its database may print 1, 2, 3 before them.
"""

from __future__ import annotations

import re

from ingest.markers import marker_of
from ingest.model import Clause, Span

_SENTENCE = re.compile(r"[。；！？;：:]")
_TITLE = re.compile(r"\s*[【〔\[（(][^】〕\])）]{2,30}[】〕\])）]\s*")


def paragraph(clause: Clause, number: int) -> Span | None:
    """Paragraph `number` (from 1) of an article, as a span of the notice's text; None when its own text has no such.

    Paragraphs after a list of items are clauses of their own, children of the article with the address 第…款.
    """
    marker = marker_of(clause.text)
    found = own_paragraphs(clause.text, marker.length if marker else 0)
    if not 1 <= number <= len(found):
        return None
    return Span(clause.span.start + found[number - 1].start, clause.span.start + found[number - 1].end)


def own_paragraphs(text: str, marker_length: int) -> tuple[Span, ...]:
    """The paragraphs of an article's text: its lines, without its number and a title beside or under the number."""
    lines = [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    if not lines:
        return ()
    first = Span(min(lines[0].start + marker_length, lines[0].end), lines[0].end)
    lines = [Span(first.start + len(first.of(text)) - len(first.of(text).lstrip()), first.end), *lines[1:]]
    is_title = len(lines) > 1 and (not _SENTENCE.search(lines[0].of(text)) or _TITLE.fullmatch(lines[0].of(text)))
    return tuple(lines[1:] if is_title or lines[0].start == lines[0].end else lines)
