"""Numbers in words of either kind: 十五天 and 15天 have the same one."""

from __future__ import annotations

import re

from ingest.numerals import value_of
from ingest.script import simplify

_PER = re.compile("[百千万]分之")
# GB 3100, GB/T 7408.1: a day has 24 hours, a year 12 months.
_HOURS, _MONTHS = "(?:24 ?|二十四)小时", "(?:12 ?|十二)个月"
_SMALLER = {"一天": _HOURS, "1天": _HOURS, "一周": "[7七] ?[日天]", "半年": "[6六] ?个月", "一年": _MONTHS, "1年": _MONTHS}
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千零〇两]+")


def value_in(words: str) -> str | None:
    """The first number in some words, in digits: 十五天 and 15天 are both 15, 百分之九十 and 90% are 90."""
    found = _NUMERAL.search(_PER.sub("", simplify(words)))
    return (found.group() if "." in found.group() else str(value_of(found.group()))) if found else None


def states_number(text: str, words: str) -> bool:
    """Whether a text has the number in `words`, as digits or in Chinese, or the same length of time in the next smaller unit."""
    said = _PER.sub("", simplify(text))
    smaller = _SMALLER.get(simplify(words)[:2])
    numbers = {value_in(found.group()) for found in _NUMERAL.finditer(said)}
    return value_in(words) in numbers or bool(smaller and re.search(smaller, said))
