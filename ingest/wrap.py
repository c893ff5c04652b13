"""Hard-wrapped text: line breaks that a fixed line width made and not the writer (mail, copies out of PDF, Taiwan's laws).

The width is the document's own: where lines that end inside a sentence nearly all have one width, that width made them.
Widths are in columns: a Chinese character takes two, a Latin one takes one (Unicode Standard Annex 11).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from ingest.header import is_label_row
from ingest.markers import Marker, marker_of
from ingest.model import Span

# Narrower lines are headings, names and cells; one longer than this was not wrapped by anybody.
_NARROWEST, _WIDEST = 28, 200
# A full line may lack so many columns: no line begins with punctuation, no word or number is cut.
_SLACK = 6
# So many lines that end inside a sentence are needed to tell, and such a share of them in one width.
_FEWEST, _SHARE = 4, 0.6
# Where so few lines follow another directly, a blank line between two means nothing.
_SPARSE = 0.1
_ENDED = re.compile(r"[。；！？：;:!?|…][”’」』）)】]?$")
# What begins a line of its own: cells, marks of lists, titles.
_OWN_LINE = re.compile(r"[|#>*•●·◆■]|《[^》]*》$")
# The note under a title: when and by whom it was passed.
_DATED = re.compile(r"[(（]?\s*(19|20)\d{2}\s*年")
# An entry of the history of a statute of Taiwan, or the note on its former name; and an article's number on a line of its own.
_HISTORY = re.compile(r"(?:\d{1,3}\s*[.．、]\s*)?(?:中[華华])?民[國国]\s*[\d一二三四五六七八九十百〇○零]+\s*年|[(（]原名[稱称]")
_ARTICLE = re.compile(r"第\s*[\d一二三四五六七八九十百之\-]+\s*[條条章](?:\s|$)")
_PUNCTUATION = re.compile("[，。；、,]")


@dataclass(frozen=True)
class _Line:
    """A line without the blanks around it: text[start:end]; width in columns with its indent, which is indent."""

    start: int
    end: int
    text: str
    indent: int
    width: int

    @property
    def is_ended(self) -> bool:
        return not self.text or bool(_ENDED.search(self.text[-2:]))


def wrapped_breaks(text: str) -> tuple[Span, ...]:
    """The line breaks, with the blanks around them, that only a line width made; none in a text that was not wrapped.

    A break between two Latin words stays: without it they would be one word. Linear in the text.
    """
    lines = _lines(text)
    width = _wrap_width(lines)
    breaks = {*_note_breaks(text, lines), *(_width_breaks(lines, width) if width else ())}
    return tuple(sorted(breaks, key=lambda span: span.start))


def _note_breaks(text: str, lines: Sequence[_Line]) -> Iterator[Span]:
    """The breaks inside the entries of a Taiwan statute's history (沿革): they are wrapped at a width of their own, their further
    lines stand further in, and a number may be cut in two.
    """
    is_open = False
    for line, below in itertools.pairwise(lines):
        is_open = bool(_HISTORY.match(line.text)) or is_open
        goes_on = below.indent >= 2 and not _HISTORY.match(below.text) and not _ARTICLE.match(below.text)
        is_open = is_open and goes_on and text.count("\n", line.end, below.start) == 1
        if is_open:
            yield Span(line.end, below.start)


def _width_breaks(lines: Sequence[_Line], width: int) -> Iterator[Span]:
    margin, is_indented = _margin(lines, width)
    first, is_phrase = lines[0], True
    for line, below in itertools.pairwise(lines):
        is_phrase = (line is first or is_phrase) and not _PUNCTUATION.search(line.text)
        may = _is_full(line, width) and _is_within(below, width) and below.indent < margin + 2
        may = may and not is_label_row(below.text) and not (_OWN_LINE.match(line.text) or _OWN_LINE.match(below.text))
        may = may and not (is_phrase and _DATED.match(below.text))
        marker = marker_of(below.text) if may else None
        if not may or (line.is_ended and (marker or not is_indented)) or _begins_clause(marker, first, is_phrase):
            first = below
        elif not (_is_latin(line.text[-1]) and _is_latin(below.text[0])):
            yield Span(line.end, below.start)


def _lines(text: str) -> list[_Line]:
    """The lines; without the empty ones where these stand between almost all lines and so set no paragraph apart."""
    lines = [_line(match.start(), match.group()) for match in re.finditer(r"[^\n]+|(?<=\n)(?=\n)", text)]
    written = [line for line in lines if line.text]
    adjoining = sum(bool(line.text and below.text) for line, below in itertools.pairwise(lines))
    return written if adjoining < _SPARSE * len(written) else lines


def _line(start: int, text: str) -> _Line:
    stripped = text.lstrip()
    first = start + len(text) - len(stripped)
    stripped = stripped.rstrip()
    indent = _columns(text[: first - start])
    return _Line(first, first + len(stripped), stripped, indent, indent + _columns(stripped))


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(east_asian_width(char) in "WFA" for char in text)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _begins_clause(marker: Marker | None, first: _Line, is_phrase: bool) -> bool:
    """Whether a numbered line after a full one that ends inside a sentence begins a clause after all: the paragraph so
    far, which began with `first`, is a mere phrase, a heading, or bears the number before.
    """
    if marker is None or is_phrase:
        return marker is not None
    above = marker_of(first.text)
    return above is not None and above.kind == marker.kind and above.number + 1 == marker.number


def _wrap_width(lines: Sequence[_Line]) -> int:
    """The width of the document's full lines, 0 when it was not wrapped."""
    pairs = [
        line
        for line, below in itertools.pairwise(lines)
        if not line.is_ended and _NARROWEST <= line.width <= _WIDEST and _may_tell(line.text, below.text)
    ]
    widths = Counter(line.width for line in pairs)
    if sum(widths.values()) < _FEWEST:
        return 0
    width = max(widths, key=lambda one: (sum(widths[one - less] for less in range(_SLACK + 1)), -one))
    full = sum(widths[width - less] for less in range(_SLACK + 1))
    return width if full >= max(_FEWEST, _SHARE * len(pairs)) and _go_on(lines, width) else 0


def _may_tell(line: str, below: str) -> bool:
    """Whether a line can be one of a wrapped paragraph: no heading, and what follows begins no clause."""
    is_heading = _OWN_LINE.match(line) or (marker_of(line) and not _PUNCTUATION.search(line))
    return bool(below) and not is_heading and not marker_of(below) and not _OWN_LINE.match(below)


def _is_full(line: _Line, width: int) -> bool:
    return width - _SLACK <= line.width <= width


def _is_within(line: _Line, width: int) -> bool:
    return bool(line.text) and line.width <= width + 2


def _go_on(lines: Sequence[_Line], width: int) -> bool:
    """Whether runs of full lines mostly run into a sentence's end, as they do in text and not in lists of names, and on
    a line that is no longer, as they do not below headings.
    """
    ends = [
        below.is_ended and _is_within(below, width)
        for line, below in itertools.pairwise(lines)
        if _is_full(line, width) and not line.is_ended and (below.is_ended or not _is_full(below, width))
    ]
    return sum(ends) >= _SHARE * len(ends) and any(ends)


def _margin(lines: Sequence[_Line], width: int) -> tuple[int, bool]:
    """Indent of the lines that go on with a paragraph, and whether first lines stand further in."""
    on = [below.indent for line, below in itertools.pairwise(lines) if _is_full(line, width) and not line.is_ended]
    new = [below.indent for line, below in itertools.pairwise(lines) if line.text and line.is_ended and below.text]
    margin = Counter(on).most_common(1)[0][0]
    return margin, bool(new) and Counter(new).most_common(1)[0][0] >= margin + 2
