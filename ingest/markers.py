"""The numbering grammar of official documents: what may stand before a clause, its rank, its number.

Ranks follow GB/T 9704-2012 §7.3.3 (一、 （一） 1. （1）) and the Legislation Law art. 65 (编、章、节、条、款、项、目);
circled numerals and 一是/首先 stand below. A marker of higher rank nests in one of lower rank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import cn2an

_CN = "〇○零一二三四五六七八九十百千两兩"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4, "最後": 4}
_PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple((name, rank, re.compile(pattern)) for name, rank, pattern in (
    ("part", 1, rf"第\s*(?P<n>[{_CN}\d]+)\s*(编|編|分编|分編|部分)(?=[\s　:：]|$|[^\s的])"),
    ("chapter", 2, rf"第\s*(?P<n>[{_CN}\d]+)\s*章"),
    ("section", 3, rf"第\s*(?P<n>[{_CN}\d]+)\s*[节節](?=[\s　:：]|$|[^\s的])"),
    ("article", 4, rf"第\s*(?P<n>[{_CN}\d]+)\s*[条條](\s*之\s*(?P<sub>[{_CN}\d]+)|-(?P<sub2>\d+))?(?=[\s　:：【]|$|[^\s的、，,和至第规規款项])"),
    ("cn", 5, rf"(?P<n>[{_CN}]+)\s*[、．.](?!\s*[{_CN}]\s*、)"),
    ("cn_paren", 6, rf"[(（]\s*(?P<n>[{_CN}]+)\s*[)）]\s*、?"),
    ("arabic", 7, r"(?P<n>[0-9０-９]{1,3})\s*[.．、](?![0-9０-９])"),
    ("arabic_paren", 8, r"[(（]\s*(?P<n>[0-9０-９]{1,3})\s*[)）]\s*、?|(?P<m>[0-9０-９]{1,3})[)）]"),
    ("circled", 9, rf"(?P<n>[{_CIRCLED}])"),
    ("shi", 10, rf"(?P<n>[{_CN}]{{1,3}})是"),
    ("ordinal", 10, r"(?P<n>首先|其次|再次|最后|最後)[，,]"),
))
STATUTE_KINDS = ("part", "chapter", "section", "article")


@dataclass(frozen=True)
class Marker:
    """kind: row of the grammar; rank: depth order; number: its value; label: as cited; length: characters it takes."""

    kind: str
    rank: int
    number: int
    sub: int
    label: str
    length: int

    @property
    def path(self) -> str:
        """This marker's step of a structural path: `18`, or `10-1` for 第十条之一."""
        return f"{self.number}-{self.sub}" if self.sub else str(self.number)


def marker_of(line: str) -> Marker | None:
    """The marker at the start of `line`, or None."""
    for kind, rank, pattern in _PATTERNS:
        if match := pattern.match(line):
            groups = match.groupdict()
            number = _number(groups.get("n") or groups.get("m") or "")
            if number is None:
                return None
            sub = _number(groups.get("sub") or groups.get("sub2") or "") or 0
            return Marker(kind, rank, number, sub, _label(match.group()), match.end())
    return None


def _number(digits: str) -> int | None:
    """Value of a numeral in any style, None when it is none (十百)."""
    if digits in _ORDINALS:
        return _ORDINALS[digits]
    if digits in _CIRCLED and digits:
        return _CIRCLED.index(digits) + 1
    if digits.isdecimal():
        return int(digits)
    try:
        return int(cn2an.cn2an(re.sub("[○〇]", "零", digits).replace("兩", "两"), "smart")) if digits else None
    except ValueError:
        return None


def _label(printed: str) -> str:
    """The marker as cited: full-width parentheses, no blanks, otherwise as printed."""
    return re.sub(r"\s+", "", printed).replace("(", "（").replace(")", "）").rstrip("，,")
