"""When two addresses are the same, and when a text holds a fact: whatever the script, the width and the blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.script import search_key

MARKER = re.compile(r"\[(\d{1,3})\]")

_FOLD = str.maketrans("〔〕【】—–−‐~○", "[][]-----〇")
_SIGNS = re.compile(r"[\"'“”‘’「」『』*`]")
_BLANK = re.compile(r"(?<![a-z0-9.,:;!?)]) | (?![a-z0-9(])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@lru_cache(maxsize=4096)
def address_key(address: str) -> str:
    """Addresses are the same if they differ in script, blanks or the width of their characters, and in nothing else."""
    return search_key(address).replace(" ", "")


def has_fact(text: str, alternatives: Iterable[str]) -> bool:
    """Whether any alternative stands in the text. A number does not count inside a longer one: `5%` is not in `95%`."""
    key = _fact_key(text)
    return any(_within(_fact_key(alternative), key) for alternative in alternatives)


@lru_cache(maxsize=4096)
def _fact_key(text: str) -> str:
    key = search_key(MARKER.sub("", text)).translate(_FOLD)
    return _THOUSANDS.sub("", _BLANK.sub("", _SIGNS.sub("", key)))


def _within(fact: str, key: str) -> bool:
    before = r"(?<!\d)(?<!\d\.)" if fact[:1].isdigit() else ""
    after = r"(?!\.?\d)" if fact[-1:].isdigit() else ""
    return bool(fact) and re.search(before + re.escape(fact) + after, key) is not None
