"""Numerals in Chinese text: Arabic, 一百零一, 一〇一, 两."""

from __future__ import annotations

import re
from functools import lru_cache

import cn2an


@lru_cache(maxsize=4096)
def value_of(digits: str) -> int | None:
    """The number that a Simplified numeral means; None for what is none (十百). Positions are read too: 一〇八 is 108."""
    plain = re.sub("[〇○]", "零", digits)
    try:
        return int(plain) if plain.isdecimal() else int(cn2an.cn2an(plain, "smart"))
    except (ValueError, KeyError):  # cn2an looks units up without checking their order
        return None


@lru_cache(maxsize=4096)
def in_chinese(number: int) -> str:
    """A number as clauses are cited: 十, 十八, 一百零一."""
    return re.sub("^一十", "十", cn2an.an2cn(number))
