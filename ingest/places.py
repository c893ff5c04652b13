"""Places named in Chinese text: which characters name a division, and which divisions they may mean.

A name counts only where it reads as a place. What tells is the lexicon of CC-CEDICT, not a list of exceptions: a short
name that is also an ordinary word (和平, 高明) needs its suffix or its parent before it; a name that only appears where
two words meet (集中|山区, 投资|兴业, 和|政府) is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.cedict import has_other_sense, ordinary_words, proper_names, words
from ingest.gazetteer import Division, covers_path, gazetteer, stem

# Words of one character that join on to the word after them: 和|政府, 新|平台.
JOINING = frozenset("和与及或以为在对从向把被将由到的是不有无并而其于各新大小老高低原本该每全")
LONGEST_WORD = 4  # characters of a word looked for across the edge of a name
# A suffix that begins another word: 吉林市场, 东城区域.
NOT_AFTER = {"市": re.compile("场(?!监)|值|容|价"), "区": re.compile("域|间|块|别|位|分|划"), "县": re.compile("域|级"),
             "省": re.compile("级|内外")}
# What follows makes it a street, a village or a river, named after the place rather than being it.
# A word that only begins with the same character is none of these: 北京路边, 宁波乡下, 济南村委会.
STREET = re.compile(
    "[东南西北中]?[一二三四五]?(?:路(?![边面口灯政桥])|街(?![头边坊])|大道|巷|街道)"
    "|镇(?![上里])|乡(?![下镇村间])|村(?![里民委镇庄])|桥(?![梁下边])|牌(?!照)")
LANDSCAPE = re.compile("[江河湖岛泉山](?![东西南北区])|水库|景区")
# The lake or the old town that bears a county's name, rather than the county: 太湖流域, 象山湾, 中山公园, 青州古城.
MONUMENT = re.compile("流域|水域|湖区|水位|水道|断面|水利枢纽|湾(?!区)|风景|湿地|[\u4e00-\u9fff]{0,2}公园|古[城镇]|故城|遗址")
# A direction with a common noun (市中, 江南, 路北), a verb with its object (沿河, 惠农), two waters (江海): phrases that anyone may
# form, and so a name only with its suffix. With 区 or 县 a direction is a name where only one place bears it.
POSITIONAL = re.compile("[东西南北中上下新老城市郊矿]{1,2}[区县]$")
NOUN, SIDE = "[城市路桥江河湖海山道港关街门岸]", "[东西南北中上下内外]"
WATER = "[江河湖海]"
PHRASE = re.compile(f"{NOUN}{SIDE}$|(?:{SIDE}|新|老){NOUN}$|{SIDE}至$|[沿临滨通环]{WATER}$|{WATER}{WATER}$|[爱惠利富兴][民农业]$")
# A verb of motion or place takes the noun after it as its object, and that noun is then no beginning of a name: 入湖|口, 沿江|山.
INTO = re.compile(r"[入出进沿临环跨近靠穿涉][江河湖海山城村户园校市场]$")
BEFORE_TOPIC = re.compile(r"(?:^|[，。；：、？！,.;:?!\s“”（(《]|在|于|驻|赴|来自)$")
# Where a place may stand though an ordinary word might: at the head of a clause, after the verbs and prepositions of place, in a list.
BEFORE_PLACE = re.compile(r"(?:^|[，。；：、？！,.;:?!\s“”（(《在到去住上来回往赴驻于从和与跟及比]|来自|请问|想问|我们)$")
# After a verb or a noun of time, never after a place: 开封后, 合作时, 共和了.
AFTER_WORD = re.compile("[以之]?[后前](?!海|街|山)|时(?!代)|期间|过程|[了着过]")
AFTER_TOPIC = re.compile(r"的|有|对|哪|怎|如何|是否|现行|目前|关于|规定|要求")


@dataclass(frozen=True)
class Mention:
    """A place name in a text: text[start:end] == name. candidates: the divisions of that name."""

    start: int
    end: int
    name: str
    candidates: tuple[Division, ...]


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    """First character -> lengths of the names that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for name in gazetteer().names:
        found.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _is_full(name: str, candidates: Sequence[Division]) -> bool:
    """Whether the name carries its suffix: 连云港市, 黔东南州, 沁县, but not 连云港 or 苏州."""
    return name[-1] in "省市区县旗盟州" and any(
        name == d.name or (name != stem(d.name) and (name[-1] != "州" or "自治" in d.name)) for d in candidates)


def _straddles(text: str, start: int, end: int, bare_county: bool) -> bool:
    """Whether text[start:end] only arises where words meet: one ends inside it and another goes on from there.

    For the short name of a county, which no one knows by heart, a word that ends inside it is enough (更新|和).
    """
    lexicon, known = words(), gazetteer().names
    for begin in range(max(0, start - LONGEST_WORD + 1), start):
        for cut in range(start + 1, min(end, begin + LONGEST_WORD + 1)):
            left = text[begin:cut]
            if (left in lexicon and (left not in known or left in ordinary_words()) or bare_county and INTO.match(left)) and (
                    bare_county or (left in proper_names() and text[cut:end] in ("东", "西", "南", "北")) or any(
                        text[cut:stop] in lexicon for stop in range(max(end, cut + 2), cut + LONGEST_WORD + 1))):
                return True
    if text[start] in JOINING:
        return any(text[start + 1:stop] in lexicon or text[start + 1:stop] in known
                   for stop in range(end + 1, start + LONGEST_WORD + 2))
    return False


def _inside_longer_word(text: str, start: int, end: int, level: int) -> bool:
    """Whether a longer word contains it: 长治久安, 新华社, 孙中山. 吉林大学 still names the province."""
    for begin in range(max(0, start - 3), start + 1):
        for stop in range(end, min(len(text), end + 3) + 1):
            word = text[begin:stop]
            if (begin, stop) != (start, end) and word in words() and word not in gazetteer().names and (
                    level == 3 or begin < start or word not in proper_names()):
                return True
    return False


def _full_name_reads(text: str, start: int, end: int, candidates: Sequence[Division], level: int) -> bool:
    name = text[start:end]
    after = NOT_AFTER.get(name[-1])
    if (after and after.match(text, end)) or name in ordinary_words():
        return False
    if level < 3 and len(name) > 2:
        return True
    if POSITIONAL.fullmatch(name) and len(candidates) > 1:
        return False
    joined = len(name) == 2 and name[0] in JOINING and start > 0 and not BEFORE_TOPIC.search(text, start - 1, start)
    return not (joined or _straddles(text, start, end, bare_county=False))


def _short_name_reads(text: str, start: int, end: int, level: int, either: bool) -> bool:
    name = text[start:end]
    if level > 1 and LANDSCAPE.match(text, end) or level == 3 and MONUMENT.match(text, end):
        return False
    may_stand = BEFORE_PLACE.search(text, max(0, start - 2), start) and not AFTER_WORD.match(text, end)
    if not (may_stand if either else _is_no_word(text, start, end, level)):
        return False
    if level == 3 and name[0] in JOINING and not BEFORE_TOPIC.search(text, max(0, start - 2), start):
        return False
    return not (_straddles(text, start, end, level == 3 and not either) or _inside_longer_word(text, start, end, level))


def _is_no_word(text: str, start: int, end: int, level: int) -> bool:
    """Whether the name is no ordinary word as well, or stands where only a place would."""
    name = text[start:end]
    if level == 3 and (name in ordinary_words() or PHRASE.match(name)):
        return False
    doubtful = has_other_sense(name) if level == 3 else level == 2 and name in ordinary_words()
    return not doubtful or bool(BEFORE_TOPIC.search(text, max(0, start - 2), start) and AFTER_TOPIC.match(text, end))


def _reads_as_place(
    text: str, start: int, end: int, candidates: Sequence[Division], before: Mention | None, either: bool
) -> bool:
    """The criterion of this module, for the name text[start:end]. before: the mention that ends at `start`, if any; either: a
    name that may as well be an ordinary word counts too, where a place may stand.
    """
    level = min(division.level for division in candidates)
    under_parent = bool(_under(before, candidates))
    if _is_full(text[start:end], candidates):
        return under_parent or _full_name_reads(text, start, end, candidates, level)
    if STREET.match(text, end):
        return False
    if before and level == 3:  # 淮阳龙湖 is a lake of 淮阳 and not 龙湖区 of 汕头
        return under_parent and not _inside_longer_word(text, start, end, 2)
    # After its own province it is the city: 辽宁朝阳, 云南大理.
    return (level == 2 and under_parent) or _short_name_reads(text, start, end, level, either)


def _under(before: Mention | None, candidates: Sequence[Division]) -> tuple[Division, ...]:
    """The candidates that lie in the place named just before."""
    parents = before.candidates if before else ()
    return tuple(c for c in candidates if any(c.path != p.path and covers_path(p.path, c.path) for p in parents))


def _scan(text: str, official: bool = False, either: bool = False) -> tuple[Mention, ...]:
    """All mentions. official: text is the name of an authority, where a full name is always a name (市中区人民政府); either: as for
    `_reads_as_place`.
    """
    names, lengths = gazetteer().names, _lengths()
    found: list[Mention] = []
    at = 0
    while at < len(text):
        before = found[-1] if found and found[-1].end == at else None
        for length in lengths.get(text[at], ()):
            name = text[at:at + length]
            candidates = names.get(name) if len(name) == length else None
            if candidates and (_reads_as_place(text, at, at + length, candidates, before, either)
                               or (official and _is_full(name, candidates))):
                found.append(Mention(at, at + length, name, _under(before, candidates) or candidates))
                at += length - 1
                break
        at += 1
    return tuple(found)


def find_places(text: str) -> tuple[Mention, ...]:
    """Places named in a Simplified text, the longest name first, none overlapping.

    An ambiguous name keeps all its candidates.
    """
    return _scan(text)


def find_words_or_places(text: str) -> tuple[Mention, ...]:
    """Names in a Simplified text, beyond those of `find_places`, that may mean a place or be an ordinary word (日照, 光明), where
    a place may stand.
    """
    certain = find_places(text)
    return tuple(mention for mention in _scan(text, either=True)
                 if not any(mention.start < one.end and one.start < mention.end for one in certain))


def find_official_places(name: str) -> tuple[Mention, ...]:
    """Places in the (Simplified) name of an authority or in an address, where 市中区 or 城区 is a name too."""
    return _scan(name, official=True)


def _plain_sense(name: str, candidates: tuple[Division, ...]) -> tuple[Division, ...]:
    """What a name means by itself: 海南 the province, 长沙 the city and not 长沙县, which lies in it."""
    provinces = tuple(c for c in candidates if c.level == 1)
    if provinces and name not in {c.name for c in candidates if c.level > 1}:
        return provinces
    return tuple(c for c in candidates
                 if not any(o.path != c.path and covers_path(o.path, c.path) for o in candidates))


def resolve(mentions: Sequence[Mention]) -> tuple[Division, ...]:
    """The divisions meant, in text order.

    A parent named just before or anywhere else decides between candidates. One just before (南京市鼓楼区) is part of
    the name and not returned. What nothing decides stays: all candidates.
    """
    qualified = {m.start for m, after in zip(mentions, mentions[1:], strict=False)
                 if m.end == after.start and _under(m, after.candidates)}
    plain = [_plain_sense(m.name, m.candidates) for m in mentions]
    meant: list[Division] = []
    for mention, senses in zip(mentions, plain, strict=True):
        if mention.start in qualified:
            continue
        others = [d for other, sense in zip(mentions, plain, strict=True) if other.name != mention.name for d in sense]
        inside = tuple(c for c in mention.candidates
                       if any(d.path != c.path and covers_path(d.path, c.path) for d in others))
        meant += inside if inside and len(senses) > 1 else senses
    return tuple(dict.fromkeys(meant))
