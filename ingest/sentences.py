"""Sentences of a clause, as spans of its text: the units that are compared with a question, and quoted in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.model import Span

_ENDS = "。！？!?\n|"
_CLOSERS = "”’」』）)》\"'"
_LONG = 120


def sentences(text: str) -> tuple[Span, ...]:
    """Non-blank sentences in order, cut at 。！？, line ends and cell borders outside parentheses; a long one also at ；."""
    spans = []
    for start, end in _cut(text, 0, len(text), _ENDS):
        if end - start > _LONG:
            spans += [Span(a, b) for a, b in _cut(text, start, end, "；;")]
        else:
            spans.append(Span(start, end))
    return tuple(span for span in (_trim(text, span) for span in spans) if re.search(r"\w", span.of(text)))


def _cut(text: str, start: int, end: int, marks: str) -> Iterator[tuple[int, int]]:
    """Pieces of text[start:end] that end with one of `marks` and the closing quotes after it; line ends always cut."""
    depth, begin, at = 0, start, start
    while at < end:
        char = text[at]
        depth = 0 if char in "\n|" else max(0, depth + (char in "（(《“「") - (char in "）)》”」"))
        at += 1
        # A second title line in parentheses, `（2021—2025年）`, belongs to the first.
        if char == "\n" and re.match(r"[(（]\s*\d{4}", text[at : at + 8]):
            continue
        if char in marks and depth == 0 and not (char in "!?" and marks != _ENDS):
            while at < end and text[at] in _CLOSERS:
                at += 1
            yield begin, at
            begin = at
    if begin < end:
        yield begin, end


def _trim(text: str, span: Span) -> Span:
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip(" \t　\n|"))
    return Span(start, max(start, span.start + len(raw.rstrip(" \t　\n|"))))
