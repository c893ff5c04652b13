"""Document numbers that an English question spells in pinyin: `Guofa [2018] No. 39` is 国发〔2018〕39号."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.cedict import readings
from ingest.script import simplify

_SPELT = re.compile(
    r"(?P<words>[A-Za-z]+(?: [A-Za-z]+){0,5}) ?[\[(〔【（] ?(?P<year>(?:19|20)\d\d) ?[\])〕】）],? ?"
    r"(?:No\.? ?|Number )?(?P<serial>\d{1,5})\b")
_NUMBER = re.compile(r"(?P<agency>[^〔]+)〔(?P<year>\d{4})〕(?P<serial>\d+)号")


def with_numbers_in_han(question: str, numbers: Iterable[str]) -> str:
    """An English question, with each number written as the one of these (Simplified, canonical) that is read so."""
    held = tuple(filter(None, map(_NUMBER.fullmatch, numbers))) if _SPELT.search(question) else ()

    def written(spelt: re.Match[str]) -> str:
        words = spelt["words"].split(" ")
        serial = spelt["serial"].lstrip("0")
        fitting = [one for one in held if (one["year"], one["serial"]) == (spelt["year"], serial)]
        for start in reversed(range(len(words))):  # the words before the number belong to the question
            sound = "".join(words[start:]).lower()
            if found := [one.group() for one in fitting if _is_read(simplify(one["agency"]), sound)]:
                return " ".join((*words[:start], *found[:1]))
        return spelt.group()

    return _SPELT.sub(written, question)


def _is_read(characters: str, sound: str) -> bool:
    """Whether characters may be read so, without tones."""
    if not characters:
        return not sound
    ways = (way.replace("u:", "v") for way in readings().get(characters[0], ()))
    return any(sound.startswith(way) and _is_read(characters[1:], sound[len(way):]) for way in ways)
