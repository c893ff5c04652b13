"""Everyday words of a Chinese question and what notices and statutes call the same thing, from a table (`lay.tsv`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import rjieba

# Occurrences of a usual word, of the 60 million that the segmenter counted: 陈情由 is not 陈 and 情由.
_USUAL = 100


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    lines = files("index").joinpath("lay.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {lay: tuple(official.split()) for lay, official in rows}


@lru_cache(maxsize=1)
def _segmenter() -> rjieba.Jieba:
    """Words, the everyday ones among them, each as frequent as it takes to be one: 关门 is none in 机关门户."""
    segmenter = rjieba.Jieba()
    for lay in _table():
        segmenter.add_word(lay, max(segmenter.suggest_freq(lay), _USUAL), "l")
    return segmenter


def lay_words(text: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """For each everyday word in a Simplified text it and the official words for it, in text order; and the rest of the text, a blank
    for each.
    """
    words = _segmenter().cut(text)
    return (tuple((word, *_table()[word]) for word in words if word in _table()),
            "".join(" " if word in _table() else word for word in words))
