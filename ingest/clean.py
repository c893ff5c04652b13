"""Decoded text -> cleaned text, by deletion only, so that every character kept maps back to the source.

Deleted: portal furniture (`furniture.py`), pinyin spliced in by copying, marks of
HTML and Markdown, unreadable bytes, superfluous blanks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cedict import words
from ingest.furniture import furniture_lines
from ingest.model import Span
from ingest.script import simplify

# A syllable with a tone mark, in parentheses, right after a Han character: 監(jiān)管. Notices never annotate so;
# converters of web pages do. The tone mark is required, so that 人工智能(AI) or 数据(data) stay.
_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-zü]*[)）]")
_UNREADABLE = re.compile("[\udc00-\udcff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\r\x00-\x08\x0b-\x1f\x7f\udc00-\udcff]+")
# What saving as Markdown or HTML leaves in a text: heading marks, comments, blanks as entities.
_MARKUP = re.compile(r"^#{1,6}[^\S\n]+|<!--.*?-->|&(?:nbsp|ensp|emsp|thinsp|zwnj);", re.M)
_BLANKS = re.compile(r"^[^\S\n]+|[^\S\n]+$|(?<=[^\S\n])[^\S\n]+", re.M)
# A blank between two characters, where the lines of a page were joined: not at the head of a line, where it follows a number.
_GAP = re.compile(r"(?<=[^\n]{12})(?<=[\u3400-\u9fff])[ \u3000](?=[\u3400-\u9fff][^\n|]{12})")
_LONGEST_WORD = 4
_EMPTY_LINES = re.compile(r"(?<=\n)\n+|\A\n+|\n+\Z")


@dataclass(frozen=True)
class Cleaned:
    """text == ''.join(source[a:b] for a, b in kept); kept: character ranges of the decoded source, ascending."""

    text: str
    kept: tuple[tuple[int, int], ...]
    pinyin: int
    unreadable: int


def clean(source: str, marks: Sequence[Span] = (), tables: Sequence[Span] = ()) -> Cleaned:
    """Removes what is not the notice's text: also `marks`, ranges that belong to the file format; no line of `tables`
    is furniture. Never adds, changes or reorders a character.
    """
    pinyin = [match.span() for match in _PINYIN.finditer(source)]
    gone = pinyin + [match.span() for pattern in (_INVISIBLE, _MARKUP) for match in pattern.finditer(source)]
    gone += [(mark.start, mark.end) for mark in marks]
    gone += furniture_lines(source, tables)
    text, kept = _delete(source, ((0, len(source)),), gone)
    for pattern in (_BLANKS, _EMPTY_LINES):
        text, kept = _delete(text, kept, [match.span() for match in pattern.finditer(text)])
    text, kept = _delete(text, kept, [match.span() for match in _GAP.finditer(text) if _tears_word(text, match.start())])
    return Cleaned(text, kept, len(pinyin), len(_UNREADABLE.findall(source)))


def _tears_word(text: str, gap: int) -> bool:
    """Whether the characters before and after a blank are those of one word: 支 付."""
    for length in range(2, _LONGEST_WORD + 1):
        for left in range(1, length):
            before, after = text[gap - left:gap], text[gap + 1:gap + 1 + length - left]
            if simplify(before + after) in words():
                return True
    return False


def _delete(text: str, kept: tuple[tuple[int, int], ...], gone: list[tuple[int, int]]) -> tuple[str, tuple]:
    """Deletes ranges of `text`; `kept` says where the runs of `text` lie in the source and is cut accordingly."""
    stay, at = [], 0
    for start, end in sorted(gone):
        if start > at:
            stay.append((at, start))
        at = max(at, end)
    if at < len(text):
        stay.append((at, len(text)))
    return "".join(text[a:b] for a, b in stay), tuple(_project(stay, kept))


def _project(stay: list[tuple[int, int]], kept: tuple[tuple[int, int], ...]):
    """Ranges of the text as ranges of the source, both ascending: one pass."""
    runs = iter(kept)
    run, base = next(runs, None), 0
    for start, end in stay:
        while run and start < end:
            length = run[1] - run[0]
            if start < base + length:
                stop = min(end, base + length)
                yield run[0] + start - base, run[0] + stop - base
                start = stop
            if start >= base + length:
                base, run = base + length, next(runs, None)
