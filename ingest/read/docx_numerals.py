"""Numbers as Word writes them in automatic labels (ECMA-376 Part 1, 17.18.59; [MS-DOCX] 2.4 and [MS-OI29500] 2.1.540)."""

from __future__ import annotations

import re
from collections.abc import Callable

import cn2an

from ingest.numerals import in_chinese

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_ROUND_DIGITS = str.maketrans("0123456789", "○一二三四五六七八九")
_TRADITIONAL_LEGAL = str.maketrans("贰叁陆万", "貳參陸萬")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V",
          4: "IV", 1: "I"}
# Sequences that end: past their last sign Word goes on in plain digits.
_SIGNS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
}


def numeral(value: int, style: str) -> str:
    """`value` in a style of ST_NumberFormat; in plain digits where the style is unknown or does not reach so far."""
    if style in ("none", "bullet"):
        return ""
    if signs := _SIGNS.get(style):
        return signs[value - 1] if 1 <= value <= len(signs) else str(value)
    write = _WRITERS.get(style)
    return write(value) if write and 1 <= value < 100_000 else str(value)


def padded(value: int, pattern: str) -> str:
    """`value` after the first sample of a custom pattern such as `001, 002, 003, ...`."""
    return str(value).zfill(len(pattern.split(",")[0].strip()))


def _counting_to_99(value: int) -> str:
    """一, 十一, 二十; but 一○○ from a hundred on."""
    return in_chinese(value) if value < 100 else str(value).translate(_ROUND_DIGITS)


def _japanese_counting(value: int) -> str:
    """百一 for 101, 百十 for 110."""
    return re.sub("一(?=[十百千])|零", "", cn2an.an2cn(value))


def _legal(value: int) -> str:
    return re.sub("^壹拾", "拾", cn2an.an2cn(value, "up"))


def _letters(value: int) -> str:
    """a … z, aa, bb … (repeated, not counted on as columns of a sheet are)."""
    return chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 30)


def _roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN.items():
        text += sign * (value // worth)
        value %= worth
    return text


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "numberInDash": lambda value: f"- {value} -",
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperRoman": _roman,
    "chineseCounting": _counting_to_99,
    "taiwaneseCounting": _counting_to_99,
    "chineseCountingThousand": in_chinese,
    "taiwaneseCountingThousand": lambda value: in_chinese(value).replace("万", "萬"),
    "japaneseCounting": _japanese_counting,
    "ideographDigital": lambda value: str(value).translate(_DIGITS),
    "japaneseDigitalTenThousand": lambda value: str(value).translate(_DIGITS),
    "taiwaneseDigital": lambda value: str(value).translate(_ROUND_DIGITS),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": lambda value: _legal(value).translate(_TRADITIONAL_LEGAL),
    "ideographZodiacTraditional": lambda value: _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12],
}
