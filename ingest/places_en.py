"""Places named in English text, and the English name of a division: the names CC-CEDICT gives, else pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.cedict import dictionary_text, is_place_sense, proper_names, readings
from ingest.gazetteer import Division, covers_path, gazetteer, stem

CAPITAL = "A-ZÀ-Þ"
# `Kunshan, county-level city in ...`, `Ürümqi or Urumqi, prefecture-level city`, `Hong Kong`: names lead the gloss.
LEADING_NAME = re.compile(rf"((?:[{CAPITAL}][\w'’]*)(?: (?:and )?[{CAPITAL}][\w'’]*)*)(?: or ([{CAPITAL}][\w'’]+))?")
KIND = re.compile(r"\b(?:Autonomous|Special|New|Municipality|Province|Prefecture|District|County|City|Region|Banner"
                  r"|League)\b.*")
PEOPLE = re.compile(r"(?: (?:and|Zhuang|Hui|Uighur|Uyghur|Tibetan|Mongol|Mongolian|Kazakh|Korean|Yi|Miao|Tujia|Dong"
                    r"|Buyei|Bai|Dai|Hani|Lisu|Jingpo|Qiang|Kyrgyz))+$")
# Of the Macau government itself (CC-CEDICT writes Macao); what is Taiwan's.
OTHER_SPELLINGS = {"macau": "820000", "taiwanese": "710000"}
TYPE_WORDS = {"district": "区", "county": "县", "city": "市", "province": "省", "prefecture": "州",
              "municipality": "市", "region": "区", "banner": "旗", "league": "盟"}
TYPES = re.compile(rf" (?:(?:New|Autonomous|Municipal) )?({'|'.join(TYPE_WORDS)})\b", re.I)
NAME = re.compile(rf"[{CAPITAL}][\w'’]*(?: [{CAPITAL}][\w'’]*)*")
LINK = re.compile(r"(?: (?:District|County|City|Prefecture|Province|Municipality))?(?:,| of| in| under)? ?", re.I)
HAN = re.compile(r"[\u2e80-\u9fff|]+(?:\[[^\]]*\])?")
LONGEST_NAME = 3  # words


def _fold(name: str) -> str:
    """Lower case, without accents, apostrophes: Ürümqi -> urumqi, Xi'an -> xian."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(ch for ch in plain if ch.isalnum() or ch == " ")


def _spell(pinyin: str) -> str:
    """Numbered pinyin as a place is written (GB/T 16159): Xi1 an1 -> Xi'an, Lu:3 liang2 -> Lüliang."""
    syllables = [re.sub(r"\d", "", syllable).replace("u:", "ü").lower() for syllable in pinyin.split()]
    spelt = syllables[0] + "".join(f"'{s}" if s[0] in "aeo" else s for s in syllables[1:])
    return spelt[0].upper() + spelt[1:]


def _foreign_names(key: str) -> list[str]:
    """Names that CC-CEDICT's first gloss of a place leads with: 西藏 -> Tibet, 呼和浩特 -> Hohhot."""
    names: list[str] = []
    for _, glosses in proper_names().get(key, ()):
        gloss = HAN.sub("", glosses.split("/")[0]).strip()
        leading = LEADING_NAME.match(gloss)
        if leading and not gloss.startswith("Mt ") and (is_place_sense(gloss) or leading.group() == gloss):
            found = (PEOPLE.sub("", KIND.sub("", name).strip()) for name in leading.groups() if name)
            names += [name for name in found if name]
    return names


def _dictionary_spellings(division: Division) -> list[str]:
    """English names of a division in CC-CEDICT: for provinces and prefectures the name in use there, then pinyin."""
    short = stem(division.name)
    length = 1 if short == division.name and len(short) == 2 else len(short)  # 沁县 -> Qin, as in Qin County
    spelt = [_spell(" ".join(pinyin.split()[:length])) for key in dict.fromkeys((short, division.name))
             for pinyin, _ in proper_names().get(key, ()) if len(pinyin.split()) in (len(short), len(short) + 1)]
    given = _foreign_names(short) or _foreign_names(division.name) if division.level < 3 else []
    return list(dict.fromkeys([*given, *spelt]))


@lru_cache(maxsize=4096)
def english_names(division: Division) -> tuple[str, ...]:
    """English names without the kind of division, the usual one first: ('Kunshan',), ('Tibet', 'Xizang').

    Empty when CC-CEDICT neither has the name nor reads its characters in one way only.
    """
    names = _dictionary_spellings(division)
    ways = [readings().get(character, ()) for character in stem(division.name)]
    if not names and all(len(sounds) == 1 for sounds in ways):
        names = [_spell(" ".join(sound for sounds in ways for sound in sounds))]
    return tuple(names)


@lru_cache(maxsize=1)
def _by_english_name() -> dict[str, tuple[Division, ...]]:
    found: dict[str, dict[Division, None]] = {}
    by_code = gazetteer().by_code
    first = {_fold(names[0]): d.level for d in by_code.values() if d.level == 1 and (names := english_names(d))}
    for division in by_code.values():
        for rank, name in enumerate(english_names(division)):
            if rank == 0 or first.get(_fold(name), 9) > division.level:  # Shanxi is 山西, though it spells 陕西 too
                found.setdefault(_fold(name), {})[division] = None
    for name, adcode in OTHER_SPELLINGS.items():
        found.setdefault(name, {})[by_code[adcode]] = None
    return {name: tuple(divisions) for name, divisions in found.items()}


@lru_cache(maxsize=1024)
def _is_english_word(word: str) -> bool:
    """Whether the glosses of CC-CEDICT use it in lower case: guide, mile, dean."""
    return bool(re.search(rf"[ /(]{re.escape(word)}[ /,;)]", dictionary_text()))


def _named(words: list[str], after: str) -> tuple[Division, ...]:
    """The divisions that these words name; `after` is the text behind them, where the kind may stand."""
    candidates = _by_english_name().get(_fold(" ".join(words)), ())
    kind = TYPES.match(after)
    if kind:
        ending = TYPE_WORDS[kind.group(1).lower()]
        typed = tuple(c for c in candidates if c.name.endswith(ending))
        return typed or (candidates if candidates and candidates[0].level == 1 else ())
    if len(words) == 1 and _is_english_word(words[0].lower()):
        return ()
    candidates = tuple(c for c in candidates if len(stem(c.name)) > 2 or stem(c.name) != c.name)  # Qin needs County
    spelt = " ".join(words).replace("’", "'")
    # Written out, Jinan is 济南; of a name without its apostrophe (Xian) it may be Jin'an as well.
    candidates = tuple(c for c in candidates if spelt in english_names(c)) or candidates
    top = tuple(c for c in candidates if c.level == 1)
    return top or tuple(c for c in candidates
                        if not any(o.path != c.path and covers_path(o.path, c.path) for o in candidates))


def _found(text: str) -> list[tuple[int, int, tuple[Division, ...]]]:
    found = []
    for run in NAME.finditer(text):
        words = [(m.group().removesuffix("'s").removesuffix("’s"), m.start() + run.start())
                 for m in re.finditer(r"\S+", run.group())]
        at = 0
        while at < len(words):
            for size in range(min(LONGEST_NAME, len(words) - at), 0, -1):
                end = words[at + size - 1][1] + len(words[at + size - 1][0])
                divisions = _named([word for word, _ in words[at:at + size]], text[end:])
                if divisions:
                    found.append((words[at][1], end, divisions))
                    at += size - 1
                    break
            at += 1
    return found


def find_places_en(text: str) -> tuple[Division, ...]:
    """Divisions named in English text by capitalised words (`Qijiang District of Chongqing`, `Tibet`), in text order.

    A parent that qualifies a name decides between candidates and is left out. What nothing decides stays: all
    candidates.
    """
    return tuple(dict.fromkeys(division for _, _, divisions in mentions_en(text) for division in divisions))


def mentions_en(text: str) -> tuple[tuple[int, int, tuple[Division, ...]], ...]:
    """(start, end, divisions) of each name of English text; no divisions for a parent that only qualifies a name."""
    found = _found(text)
    qualifiers: set[int] = set()
    for index, (start, end, divisions) in enumerate(found):
        for other, (begin, stop, above) in enumerate(found):
            inside = tuple(d for d in divisions if any(d.path != a.path and covers_path(a.path, d.path) for a in above))
            if inside and other != index:
                divisions = inside
                gap = text[end:begin] if start < begin else text[stop:start]
                if LINK.fullmatch(gap.removeprefix("'s")):
                    qualifiers.add(other)
        found[index] = (start, end, divisions)
    return tuple((start, end, () if index in qualifiers else divisions) for index, (start, end, divisions) in enumerate(found))
