"""What a question names by name besides divisions: development zones, places and things the gazetteer does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import rjieba

from index.glossary import is_ordinary
from ingest.cedict import ordinary_words, proper_names
from ingest.gazetteer import Division, covers_path, gazetteer
from ingest.places import JOINING, Mention, find_places, find_words_or_places, resolve
from ingest.places_en import english_names, mentions_en

# A development zone is an authority of its own beside the place it is named after.
_ZONE = re.compile(
    "(?!一[个家处些]|[某哪几这那每有])(?:(?![的各和与及对在由向是将把等了着过有没不换])[\u4e00-\u9fff]){0,6}?"
    "(?:开发区|高新区|园区|新区(?!长)|度假区|示范区|保税区|保税港区|自贸区|试验区)")
_ZONE_EN = re.compile(
    r"\b(?:(?:economic|industrial|technological|technology|high-tech|and|new)\s+){0,4}"
    r"(?:development|industrial|free[- ]trade|bonded|demonstration)\s+(?:zone|park|area)\b", re.I)
# Parts of speech (ICTCLAS) of what a noun may qualify: 日照标准, 平安建设.
_QUALIFIED = ("n", "v", "a", "l", "i", "j", "b", "q", "k")
# One of the state's new areas (雄安新区) is no division; 新区 alone is no name.
_NEW_AREA = re.compile("[\u4e00-\u9fff]{0,2}新区")
_SUFFIX = re.compile("(?<=..)[省市县区州]$")
_SMALL = re.compile(".[镇乡村岛]$")
# What follows a noun to say where (朱德熙《语法讲义》, 方位词): 绿道里 is in the 绿道, and not in 道里.
_WHERE = "里上中下内外前后"
# Taiwan's cities and counties, which GB/T 2260 does not code; the last four are names on the mainland without 市 or 县 (新北区).
_TAIWANESE = re.compile("(?:台[北中南东]|高雄|基隆|新竹|苗栗|彰化|南投|屏东|宜兰|花莲|澎湖|金门)[市县]?|(?:新北|桃园|嘉义|云林)[市县]")
_POSSESSIVE = re.compile(r"^['’]s\b")
_NAME_EN = re.compile(r"(?<=[a-z,;'’] )[A-Z][a-z]{2,}")


@dataclass(frozen=True)
class Place:
    """A place as a question names it, and the divisions that the name may mean (several: 鼓楼区, Linyi)."""

    name: str
    divisions: tuple[Division, ...]


@dataclass(frozen=True)
class Doubtful:
    """A place, or an ordinary word (日照, 光明).

    phrases: the words with the next one, or the one before, where it would go with that. is_rather: whether it reads as a place
    by itself, as the short name of a county does (湖口) unless a phrase on file has it (入湖口).
    """

    place: Place
    phrases: tuple[str, ...]
    is_rather: bool = False


def mentions_in(plain: str) -> tuple[Mention, ...]:
    """Places named in a Simplified question; without the short names of counties that words cut in two or take up (上高 in
    车上高架, 平湖 in 东平湖), or that only describe the place after them (山城重庆).
    """
    found = _beside_taiwan(plain, find_places(plain))
    if not any(map(_is_short_county, found)):
        return found
    tokens = _tokens(plain)
    return tuple(one for one, after in zip_longest(found, found[1:])
                 if not (_is_short_county(one) and (_is_cut(plain, tokens, one) or after and _describes(one, after))))


def _beside_taiwan(plain: str, found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions less what is named beside a city of Taiwan and would be a county of the mainland: 台北市大安区 is not in 自贡."""
    named = [(match.start(), match.end()) for match in _TAIWANESE.finditer(plain)]
    return tuple(one for one in found if not named or not (
        all(division.level == 3 for division in one.candidates) or any(end == one.start for _, end in named)))


def doubtful_in(plain: str, mentions: Sequence[Mention]) -> tuple[Doubtful, ...]:
    """Words of a Simplified question that name a place or are ordinary words: what is on file tells which. mentions: its places."""
    either = find_words_or_places(plain)
    rather = tuple(filter(_is_short_county, mentions))
    tokens = _tokens(plain) if either or rather else ()
    words = [(one, False) for one in either if not _is_cut(plain, tokens, one)] + [(one, True) for one in rather]
    return tuple(Doubtful(place, _phrases(plain, tokens, one), is_rather) for one, is_rather in words for place in places((one,)))


def _tokens(plain: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, part of speech) of the words, by the dictionary alone: guesses at unknown words would cut names."""
    found, at = [], 0
    for word, tag in rjieba.tag(plain, False):
        found.append((at, at + len(word), tag))
        at += len(word)
    return tuple(found)


def _is_short_county(mention: Mention) -> bool:
    return all(division.level == 3 and division.name != mention.name for division in mention.candidates)


def _is_cut(plain: str, tokens: Sequence[tuple[int, int, str]], mention: Mention) -> bool:
    """Whether a word begins or ends inside the mention and goes on beyond it, or takes up the whole of it and more. A body or
    building named after the place (萧山机场, nt) still names it; a name that begins with a preposition (从江) cuts nothing.
    """
    for start, end, tag in tokens:
        inside = start < mention.end and mention.start < end
        longer = start < mention.start or mention.end < end
        known = gazetteer().names.get(plain[start:end], ()) if inside and longer else ()
        if inside and longer and not (tag == "nt" and start == mention.start) and not (known and plain[start] in JOINING):
            return True
    return False


def _describes(mention: Mention, after: Mention) -> bool:
    """Whether a county's short name only describes the place right after it, which does not lie there."""
    return mention.end == after.start and not any(
        covers_path(above.path, one.path) for above in mention.candidates for one in after.candidates)


def _phrases(plain: str, tokens: Sequence[tuple[int, int, str]], mention: Mention) -> tuple[str, ...]:
    """The mention with the word after it, across 的, and with the one before it, also less a last character that says where: of the
    parts of speech that go with a noun.
    """
    at = mention.end + (plain[mention.end:mention.end + 1] == "的")
    fitting = [(start, end) for start, end, tag in tokens if tag.startswith(_QUALIFIED)]
    after = [plain[mention.start:end] for start, end in fitting if start == at]
    before = [plain[start:mention.end] for start, end in fitting if end == mention.start]
    return (*after, *before, *(phrase[:-1] for phrase in before if phrase[-1] in _WHERE))


def places(mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """One Place a name; a parent that only qualifies the next name (重庆 in 重庆綦江) is none of its own."""
    meant = set(resolve(mentions))
    named = (Place(mention.name, tuple(d for d in mention.candidates if d in meant)) for mention in mentions)
    return tuple(dict.fromkeys(place for place in named if place.divisions))


def places_en(question: str) -> tuple[Place, ...]:
    """The places an English question names, as it writes them (Taiwan of Taiwanese); divisions of one English name are one Place."""
    groups: dict[str, list[Division]] = {}
    for start, end, divisions in mentions_en(question):
        written = question[start:end]
        names = (name for division in divisions for name in english_names(division))
        groups.setdefault(next((name for name in names if name in written), written), []).extend(divisions)
    return tuple(Place(name, tuple(dict.fromkeys(divisions))) for name, divisions in groups.items() if divisions)


def without_places_en(question: str) -> str:
    """An English question with a comma for each place it names and what makes it possessive: the words about it are no phrase."""
    for start, end, _ in reversed(mentions_en(question)):
        question = f"{question[:start]} , {_POSSESSIVE.sub('', question[end:])}"
    return question


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
    areas = [area for area in _NEW_AREA.findall(plain) if area in proper_names()]
    rest = _NEW_AREA.sub(" ", plain)
    named = (rest[start:end] for start, end, tag in _tokens(rest) if tag == "ns" and end - start > 1)
    return (*areas, *filter(_is_elsewhere, named))


def _is_elsewhere(word: str) -> bool:
    """Whether a word tagged as a place is a name: the tag is also that of 文明城市 and 古桥; the gazetteer's were read before."""
    known = word in proper_names() or _SUFFIX.sub("", word) in proper_names() or _SMALL.search(word)
    return bool(known) and word not in ordinary_words() and word not in gazetteer().names


def other_names_en(question: str) -> tuple[str, ...]:
    """Names capitalised within an English sentence that are neither divisions nor words of the dictionary: France."""
    names = _NAME_EN.findall(without_places_en(question))
    return tuple(name for name in names if not is_ordinary(name.lower()))
