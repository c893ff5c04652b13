"""What kind of thing a question asks for, and which notices it wants asked, from its words (`kinds.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from ingest.references import KINDS

Kind = Literal["validity", "compare", "lead", "assisting", "responsible", "deadline", "figure", "definition", "yesno", "list", "general"]
ROLES: tuple[Kind, ...] = ("lead", "responsible", "assisting")
MetaField = Literal["doc_no", "index_no", "published", "issued", "issuer", "effective", "addressees", "title"]
Wish = Literal["in_force", "everywhere"]

# 什么时候公布, 谁制定: asks for a field only of a document, named or meant (学区划分什么时候公布 does not).
_ASKS_OF = re.compile("什么时候|何时|哪|几时|几月|谁|由谁")
_DOCUMENT = re.compile(
    rf"(?:^|[，,。；、\s]|[》”」号]|它|这|那|(?:该|此|本)?(?:{KINDS}|文件|公文|政策|要点|文|新规|规范性文件))(?:都?是|在|于|的|由|究竟|到底|最早|首次|这份|这个)*$"
)
_COLLOQUIAL = re.compile("甚么|啥|咋")
# An English question that begins so asks whether a notice is in force.
_WHETHER = re.compile(r"(?:is|are|was|were|do|does|did|has|have)\b")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """For `kind`, `field` and `wish`: (name, pattern) in the order in which they are tried."""
    table = tomllib.loads(files("index").joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {
        sort: tuple(
            (row["name"], re.compile("|".join((*row["zh"], rf"\b(?:{'|'.join(row['en'])})\b")))) for row in table[sort]
        )
        for sort in ("kind", "field", "wish")
    }


def kind_of(key: str) -> Kind:
    """The kind of question; `general` when no question word tells."""
    key = _COLLOQUIAL.sub(lambda match: "怎么" if match.group() == "咋" else "什么", key)
    return next((name for name, pattern in _patterns()["kind"] if pattern.search(key)), "general")


def metadata_field(key: str) -> tuple[MetaField | None, str]:
    """Which catalogue field the question asks for, and the words by which it does; (None, '') when it asks for none."""
    return next(((name, match.group()) for name, match in _fields(key)), (None, ""))


def metadata_fields(key: str) -> tuple[MetaField, ...]:
    """All catalogue fields that the question asks for (谁印发的、哪天成文), in its order."""
    return tuple(name for name, _ in sorted(_fields(key), key=lambda found: found[1].start()))


def _fields(key: str) -> Iterator[tuple[MetaField, re.Match[str]]]:
    asked_of = False
    for name, pattern in _patterns()["field"]:
        match = pattern.search(key)
        if match and (asked_of or not _ASKS_OF.match(match.group()) or _DOCUMENT.search(key[: match.start()])):
            asked_of = True
            yield name, match


def wishes_in(key: str) -> dict[Wish, str]:
    """The wishes that a question states, with the words by which it does: for notices in force, for every place there is."""
    found = ((name, pattern.search(key)) for name, pattern in _patterns()["wish"])
    return {name: match.group() for name, match in found if match and not (name == "in_force" and _WHETHER.match(key))}


def without_asking(question: str) -> str:
    """An English question without the words that ask whether a notice is in force or for a catalogue field."""
    key = question.lower()
    for _, pattern in (_patterns()["kind"][0], *_patterns()["field"], *_patterns()["wish"]):
        key = pattern.sub(" ", key)
    return key
