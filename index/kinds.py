"""What kind of thing a question asks for, from its question words (`kinds.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Kind = Literal["validity", "compare", "lead", "assisting", "responsible", "deadline", "figure", "definition", "yesno", "list", "general"]
ROLES: tuple[Kind, ...] = ("lead", "responsible", "assisting")
MetaField = Literal["doc_no", "index_no", "published", "issued", "issuer", "effective", "addressees", "title"]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """For `kind` and for `field`: (name, pattern) in the order in which they are tried."""
    table = tomllib.loads(files("index").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {
        sort: tuple(
            (row["name"], re.compile("|".join((*row["zh"], rf"\b(?:{'|'.join(row['en'])})\b")))) for row in table[sort]
        )
        for sort in ("kind", "field")
    }


def kind_of(key: str) -> Kind:
    """The kind of question; `general` when no question word tells."""
    return next((name for name, pattern in _patterns()["kind"] if pattern.search(key)), "general")


def metadata_field(key: str) -> tuple[MetaField | None, str]:
    """Which catalogue field the question asks for, and the words by which it does; (None, '') when it asks for none."""
    for name, pattern in _patterns()["field"]:
        if match := pattern.search(key):
            return name, match.group()
    return None, ""


def without_asking(question: str) -> str:
    """An English question without the words that ask whether a notice is in force or for a catalogue field."""
    key = question.lower()
    for _, pattern in (_patterns()["kind"][0], *_patterns()["field"]):
        key = pattern.sub(" ", key)
    return key
