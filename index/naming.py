"""What a question names by name besides divisions: development zones, places and things the gazetteer does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from index.glossary import is_ordinary
from ingest.cedict import ordinary_words
from ingest.gazetteer import Division
from ingest.places import Mention, find_places, resolve
from ingest.places_en import english_names, find_places_en

# A development zone is an authority of its own beside the place it is named after.
_ZONE = re.compile(
    "(?:(?![的各和与及对在由向是将把等了着过有没不换])[\u4e00-\u9fff]){0,6}?"
    "(?:开发区|高新区|园区|新区(?!长)|度假区|示范区|保税区|保税港区|自贸区|试验区)")
_ZONE_EN = re.compile(
    r"\b(?:(?:economic|industrial|technological|technology|high-tech|and|new)\s+){0,4}"
    r"(?:development|industrial|free[- ]trade|bonded|demonstration)\s+(?:zone|park|area)\b", re.I)
_NAME_EN = re.compile(r"(?<=[a-z,;'’] )[A-Z][a-z]{2,}")


@dataclass(frozen=True)
class Place:
    """A place as a question names it, and the divisions that the name may mean (several: 鼓楼区, Linyi)."""

    name: str
    divisions: tuple[Division, ...]


def mentions_in(plain: str) -> tuple[Mention, ...]:
    """Places named in a Simplified question; without the short names of counties that cut a word in two (上高 in 车上高架)."""
    found = find_places(plain)
    if not any(_is_short_county(mention) for mention in found):
        return found
    ends, at = {}, 0
    for word in rjieba.cut(plain):
        ends[at], at = at + len(word), at + len(word)
    cuts = [(start, end) for start, end in ends.items() if end - start > 1 and plain[start:end] in ordinary_words()]
    return tuple(one for one in found if not (_is_short_county(one) and any(_crosses(cut, one) for cut in cuts)))


def _is_short_county(mention: Mention) -> bool:
    return all(division.level == 3 and division.name != mention.name for division in mention.candidates)


def _crosses(word: tuple[int, int], mention: Mention) -> bool:
    """Whether a word begins or ends inside the mention and goes on beyond it."""
    start, end = word
    return start < mention.start < end < mention.end or mention.start < start < mention.end < end


def places(mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """One Place a name; a parent that only qualifies the next name (重庆 in 重庆綦江) is none of its own."""
    meant = set(resolve(mentions))
    named = (Place(mention.name, tuple(d for d in mention.candidates if d in meant)) for mention in mentions)
    return tuple(dict.fromkeys(place for place in named if place.divisions))


def places_en(question: str) -> tuple[Place, ...]:
    """The places an English question names; divisions of one English name are one Place."""
    groups: dict[str, list[Division]] = {}
    for division in find_places_en(question):
        name = next((name for name in english_names(division) if name in question), division.full_name)
        groups.setdefault(name, []).append(division)
    return tuple(Place(name, tuple(divisions)) for name, divisions in groups.items())


def zones(plain: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Development zones: the words between a place and 开发区, 园区 and the like, right after the place."""
    found = (_ZONE.match(plain, mention.end) for mention in mentions)
    return tuple(match.group() for match in found if match)


def without_zones_en(question: str) -> str:
    """An English question without words like `Economic Development Zone`, which belong to the place."""
    return _ZONE_EN.sub(" ", question)


def without(plain: str, mentions: Sequence[Mention]) -> str:
    """The text with the places mentioned blanked out."""
    characters = list(plain)
    for mention in mentions:
        characters[mention.start:mention.end] = " " * (mention.end - mention.start)
    return "".join(characters)


def other_places(plain: str) -> tuple[str, ...]:
    """Words that are place names by part of speech (ns) and no ordinary words (东西); of a text without the divisions it
    mentions: 台北, 东京.
    """
    named = (word for word, tag in rjieba.tag(plain) if tag == "ns" and len(word) > 1)
    return tuple(word for word in named if word not in ordinary_words())


def other_names_en(question: str) -> tuple[str, ...]:
    """Names capitalised within an English sentence that are neither divisions nor words of the dictionary: France."""
    names = _NAME_EN.findall(question)
    return tuple(name for name in names if not find_places_en(name) and not is_ordinary(name.lower()))
