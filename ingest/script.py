"""Script of a text and the search key: Simplified and Traditional treated as one (OpenCC), never shown as a quotation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from opencc import OpenCC

Script = Literal["zh-Hans", "zh-Hant", "en"]

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=4)
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def simplify(text: str) -> str:
    """Traditional -> Simplified. The length may change, so offsets into the result mean nothing in the original."""
    return _converter("t2s").convert(text)


def traditionalise(text: str) -> str:
    """Simplified -> Traditional (Taiwan's standard forms), for display to a reader of Traditional script."""
    return _converter("s2tw").convert(text)


def detect(text: str) -> Script:
    """'en' when Latin words outnumber Han words (two characters each on average), else the script conversion changes less; Traditional
    where it changes both alike: a Traditional character stands in no Simplified text, many a Simplified one in Traditional (昆, 里, 后).
    """
    han, words = len(HAN.findall(text)), len(re.findall(r"[A-Za-z]{2,}", text))
    if han < 2 * words or not han:
        return "en" if words else "zh-Hans"
    to_simplified = sum(a != b for a, b in zip(text, simplify(text), strict=False))
    to_traditional = sum(a != b for a, b in zip(text, traditionalise(text), strict=False))
    return "zh-Hant" if to_simplified and to_simplified >= to_traditional else "zh-Hans"


def search_key(text: str) -> str:
    """Simplified, NFKC, lower case, runs of blanks as one: what is compared when texts are searched."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", simplify(text)).lower()).strip()
