"""In what measure a question wants its number, and whether a text has a number in it (`measures.toml`).

A measure word fixes what can answer (几天 by a length of time, 多少钱 by a sum, a multiple or a share): in Chinese a number does not stand
without one (朱德熙《语法讲义》, 数词和量词), and a clause whose only numbers are ages does not say a price.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_LENGTHS = ("time", "years", "duration", "hours")
# A calendar year is no amount (GB/T 7408.1 writes years in four digits).
_NUMBER = r"(?!(?<=\d)|(?:19|20)\d\d ?年)(?:\d[\d,.]*|[零〇一二两三四五六七八九十百千万半数几]+) ?[余多来千万亿百]*[ 个]? ?"


@lru_cache(maxsize=256)
def measure_of(key: str) -> str:
    """The measure that a question asks in, by its search key; '' when it names none."""
    return next((name for name, (asked, _) in _measures().items() if asked.search(key)), "")


def stands_measured(measure: str, searched: str) -> bool:
    """Whether a text, Simplified or as `index.lexical.runs` gives it, has something in this measure; anything has in ''."""
    return not measure or _measures()[measure][1].search(searched) is not None


def is_bounded(asked: str, searched: str) -> bool:
    """Whether a question asks for an end of a range (最长, at least) and a text states that end; arguments as in `is_for`."""
    return any(asks.search(asked) and states.search(searched) for asks, states in _bounds())


@lru_cache(maxsize=1)
def _bounds() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(row["asks"], re.I), re.compile(row["states"])) for row in _table()["bound"])


def is_for(asked: str, searched: str) -> bool:
    """Whether a text may give the sum or share that is asked for: it names what that is for, or no other purpose; the length of a
    period that has a name (有效期, 试用期) where it names that. asked: the question's search key; searched: as in `stands_measured`.
    """
    measure = measure_of(asked)
    if measure in _LENGTHS:
        return all(states.search(searched) for asks, states in _periods() if asks.search(asked))
    if measure not in ("money", "share"):
        return True
    wanted = [row for row in _purposes() if row.asks.search(asked)]
    if not wanted or any(row.states.search(searched) for row in wanted):
        return True
    return not any(row.is_rate for row in wanted) and not any(row.states.search(searched) for row in _purposes())


@lru_cache(maxsize=1)
def _periods() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(row["asks"], re.I), re.compile(row["states"])) for row in _table()["period"])


class _Purpose(NamedTuple):
    """asks: what asks for a sum or share for it; states: what names it; is_rate: a share is of it only where it is named."""

    asks: re.Pattern[str]
    states: re.Pattern[str]
    is_rate: bool


@lru_cache(maxsize=1)
def _purposes() -> tuple[_Purpose, ...]:
    return tuple(_Purpose(re.compile(row["asks"], re.I), re.compile(row["states"]), row.get("rate", False)) for row in _table()["purpose"])


@lru_cache(maxsize=1)
def _table() -> dict:
    return tomllib.loads(files("index").joinpath("measures.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _measures() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Measure -> what asks for it, what states it."""
    # The marks of a search key are those of ASCII.
    return {row["name"]: (_asked(row), _stated(row["states"])) for row in _table()["measure"]}


def _asked(row: dict) -> re.Pattern[str]:
    # The marks of a search key are those of ASCII.
    return re.compile("|".join((*row["zh"], rf"\b(?:{'|'.join(row['en'])})\b")).replace("，。？", "，,。？?"))


def _stated(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.replace("NUMBER", _NUMBER) for pattern in patterns))
