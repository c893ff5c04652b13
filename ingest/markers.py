"""The numbering grammar of official documents: what may stand before a clause, its rank, its number.

Ranks follow GB/T 9704-2012 §7.3.3 (一、 （一） 1. （1）) and the Legislation Law art. 65 (编、章、节、条、款、项、目);
Taiwan's codes head parts of a section 第 一 款 and 第 一 目, and number an inserted article 第 26-1 條. Decimal
numbers (1.1, 1.1.1, GB/T 1.1-2020 §7.2, used by emergency plans and standards) nest among themselves at the
rank of 1.; circled numerals, letters, 第一步 and 一是/首先 stand below. A marker of higher rank nests in one of lower rank.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.numerals import value_of
from ingest.script import simplify

_CN = "〇○零一二三四五六七八九十百千两兩"
# Justified print is copied with blanks between the digits: 第 2 6 条.
_COUNT = rf"[{_CN}\d]+(?:[ \u3000][{_CN}\d]+)*"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_ORDINALS = {"首先": 1, "其次": 2, "再次": 3, "最后": 4, "最後": 4}
# What follows a number that is a quantity and no marker: 1.5万元, 3 个月.
_MEASURE = "年月日天时時周个個人项項件次条條户戶家万萬亿億元倍吨噸米公千百平小以多余餘左至到和与與%％℃"
_PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (name, rank, re.compile(pattern))
    for name, rank, pattern in (
        ("part", 10, rf"第\s*(?P<n>{_COUNT})\s*(编|編|部分)(?=[\s　:：]|$|[^\s的])"),
        ("subpart", 15, rf"第\s*(?P<n>{_COUNT})\s*(分编|分編)(?=[\s　:：]|$|[^\s的])"),
        ("chapter", 20, rf"第\s*(?P<n>{_COUNT})\s*章"),
        ("section", 30, rf"第\s*(?P<n>{_COUNT})\s*[节節](?=[\s　:：]|$|[^\s的])"),
        # A part of a section, under a heading of its own; a sentence that begins with 第一款 is none.
        ("subsection", 34, rf"第\s*(?P<n>{_COUNT})\s*款(?=[\s　][^。；，、：:;,]{{1,30}}$)"),
        ("subsubsection", 37, rf"第\s*(?P<n>{_COUNT})\s*目(?=[\s　][^。；，、：:;,]{{1,30}}$)"),
        (
            "article",
            40,
            rf"第\s*(?P<n>{_COUNT})(\s*[-－]\s*(?P<sub3>\d+))?\s*[条條](\s*之\s*(?P<sub>[{_CN}\d]+)|-(?P<sub2>\d+))?"
            r"(?=[\s　:：【]|$|[^\s的、，,和与與及或至第规規款项項])",
        ),
        ("cn", 50, rf"(?P<n>[{_CN}]+)\s*[、．.](?!\s*[{_CN}]\s*、)"),
        # 一　总体要求: a numeral without point, only before a short heading.
        (
            "cn",
            50,
            rf"(?P<n>[一二三四五六七八九十]{{1,3}})[ \t\u3000\xa0]+(?![{_MEASURE}])"
            r"(?=[\u3400-\u9fff][\u3400-\u9fff、（）()]{1,20}$)",
        ),
        # 01 什么是居住证: guides number their headings so.
        (
            "padded",
            52,
            rf"(?P<n>0[1-9])[ \t\u3000\xa0]*(?![{_MEASURE}])(?=[\u3400-\u9fff“《][^。；;，,]{{1,30}}$)",
        ),
        ("roman", 55, rf"(?P<m>[{_ROMAN}])\s*[、．.]"),
        ("cn_paren", 60, rf"[(（]?\s*(?P<n>[{_CN}]+)\s*[)）]\s*、?|(?P<m>[㈠-㈩])"),
        (
            "decimal",
            70,
            rf"(?P<n>[1-9]\d?([.．][1-9]\d?){{1,4}})(?![\d.．])\s*(?=[\u3400-\u9fff（(《“])(?![{_MEASURE}])",
        ),
        ("arabic", 70, r"(?P<n>[0-9０-９]{1,3})\s*[.．、](?![0-9０-９](?!\d{3}年))|(?P<m>[⒈-⒛])"),
        # 1 总则: a number without point, only before a short heading.
        (
            "decimal",
            70,
            rf"(?P<n>[1-9]\d?)[ \t\u3000\xa0]+(?![{_MEASURE}])(?=[\u3400-\u9fff][\u3400-\u9fff、（）()]{{1,20}}$)",
        ),
        # Not the area code of a telephone number: （028）85399067.
        (
            "arabic_paren",
            80,
            r"[(（]\s*(?P<n>(?!0\d{2}[)）]\s*\d{7})[0-9０-９]{1,3})\s*[)）]\s*、?|(?P<m>[0-9０-９]{1,3})[)）]|(?P<o>[⑴-⒇])",
        ),
        ("circled", 90, rf"(?P<n>[{_CIRCLED}])"),
        ("letter", 95, r"[(（]?(?P<letter>[A-Za-zＡ-Ｚａ-ｚ])[)）.．、]\s*(?=[\u3400-\u9fff《“])"),
        ("step", 97, rf"第\s*(?P<n>{_COUNT})\s*步\s*([:：]|$|(?=[\s　][^。；，、：:;,]{{1,30}}$))"),
        ("shi", 100, rf"(?P<n>[{_CN}]{{1,3}})[是要]"),
        ("ordinal", 100, rf"(?P<n>首先|其次|再次|最后|最後|第[{_CN}]{{1,3}})([，,]|、(?![第{_CN}]))"),
    )
)
# Divisions that hold articles and are headings only.
DIVISIONS = ("part", "subpart", "chapter", "section", "subsection", "subsubsection")
# Headings without a number that stand alone on their line, on the level of a chapter (Simplified, without blanks).
_NAMED = frozenset(["总则", "分则", "附则", "罚则", "前言", "序言", "序", "引言", "说明", "编制说明", "起草说明", "填表说明", "结语"])


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
        """This marker's step of a structural path: `18`, `10-1` for 第十条之一, `h` for a heading without number."""
        if self.kind == "named":
            return "h"
        return f"{self.number}-{self.sub}" if self.sub else str(self.number)


def marker_of(line: str) -> Marker | None:
    """The marker at the start of `line`, or None."""
    for kind, rank, pattern in _PATTERNS:
        if match := pattern.match(line):
            groups = match.groupdict()
            digits = groups.get("n") or groups.get("m") or groups.get("o") or groups.get("letter") or ""
            levels = re.split("[.．]", digits)
            number = number_of(levels[-1])
            if number is None:
                return None
            sub = number_of(groups.get("sub") or groups.get("sub2") or groups.get("sub3") or "") or 0
            return Marker(kind, rank + len(levels) - 1, number, sub, _label(match.group()), match.end())
    return None


def named_heading(line: str) -> Marker | None:
    """The marker of an unnumbered heading (附则, 序言) that is the whole of `line`, or None. Its number is 0.

    附则 follows the last division of whatever sort.
    """
    label = re.sub(r"\s+", "", line)
    key = simplify(label) if len(label) <= 4 else ""
    return unnumbered(line, 10 if key == "附则" else 20) if key in _NAMED else None


def unnumbered(line: str, rank: int) -> Marker:
    """The marker of a heading without number that is the whole of `line`."""
    return Marker("named", rank, 0, 0, re.sub(r"\s+", "", line), len(line))


def number_of(digits: str) -> int | None:
    """Value of a numeral in any style or of a single letter (a, b), None when it is none (十百)."""
    if digits in _ORDINALS:
        return _ORDINALS[digits]
    if digits and digits in _CIRCLED:
        return _CIRCLED.index(digits) + 1
    if digits and digits in _ROMAN:
        return _ROMAN.index(digits) + 1
    digits = re.sub(r"[().第\s]", "", unicodedata.normalize("NFKC", digits))
    if re.fullmatch("[A-Za-z]", digits):
        return ord(digits.lower()) - ord("a") + 1
    return value_of(digits.replace("兩", "两")) if digits else None


def _label(printed: str) -> str:
    """The marker as cited: full-width parentheses, no blanks, otherwise as printed."""
    label = re.sub(r"\s+", "", printed)
    if len(label) == 1 and label not in _CIRCLED:
        label = unicodedata.normalize("NFKC", label)
    label = label.replace("(", "（").replace(")", "）").rstrip("，,")
    return label.rstrip(":：") if label.rstrip(":：").endswith("步") else label
