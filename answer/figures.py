"""Numbers in words of either kind: 十五天 and 15天 have the same one."""

from __future__ import annotations

import re

from ingest.numerals import value_of
from ingest.script import simplify

_PER = re.compile("[百千万]分之")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?|[一二三四五六七八九十百千零〇两]+")


def value_in(words: str) -> str | None:
    """The first number in some words, in digits: 十五天 and 15天 are both 15, 百分之九十 and 90% are 90."""
    found = _NUMERAL.search(_PER.sub("", simplify(words)))
    return (found.group() if "." in found.group() else str(value_of(found.group()))) if found else None


def states_number(text: str, words: str) -> bool:
    """Whether a text has the number in `words`, as digits or in Chinese."""
    return value_in(words) in {value_in(found.group()) for found in _NUMERAL.finditer(_PER.sub("", simplify(text)))}
