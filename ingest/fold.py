"""A text in one script and one width, character for character, so that what is found in it stands at the same place."""

from __future__ import annotations

import unicodedata
from functools import cache

from ingest.script import simplify

_KEPT = frozenset("〔〕（）：；，。？！\n")


def folded(text: str) -> str:
    """Simplified script, half-width letters and digits; as long as `text`. Full-width marks of Chinese stay as they are.

    Each character is converted by itself: unlike `simplify`, no word is looked at as a whole.
    """
    return text.translate({ord(char): _fold(char) for char in set(text) if char not in _KEPT})


@cache
def _fold(char: str) -> str:
    normal = unicodedata.normalize("NFKC", char)
    normal = normal if len(normal) == 1 else char
    simple = simplify(normal)
    return simple if len(simple) == 1 else normal
