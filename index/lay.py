"""Everyday words of a Chinese question and what notices and statutes call the same thing, from a table (`lay.tsv`)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    lines = files("index").joinpath("lay.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {lay: tuple(official.split()) for lay, official in rows}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """The longest word first: of 上访户 and 上访 the former is meant where it stands."""
    return re.compile("|".join(map(re.escape, sorted(_table(), key=len, reverse=True))))


def lay_words(text: str) -> tuple[tuple[str, ...], ...]:
    """For each everyday word in a Simplified text, in text order: it and the official words for it."""
    return tuple((match.group(), *_table()[match.group()]) for match in _pattern().finditer(text))


def without_lay_words(text: str) -> str:
    """The rest of the text, each everyday word replaced by a blank."""
    return _pattern().sub(" ", text)
