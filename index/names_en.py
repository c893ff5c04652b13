"""Names that an English question spells in pinyin, as the titles on file write them: `Dongping Lake` is 东平湖."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from index.glossary import is_ordinary
from ingest.cedict import readings
from ingest.places_en import find_places_en
from ingest.script import simplify

# What natural features and works are called after their names (GB 17693.1, 外语地名汉字译写导则: 通名).
_KINDS = {
    "lake": "湖|海|池|泊|淀", "river": "江|河|溪|水", "mountain": "山|岭", "mountains": "山|岭", "hill": "山", "hills": "山",
    "island": "岛|屿", "islands": "列岛|群岛|诸岛|岛", "bay": "湾", "reservoir": "水库", "canal": "运河|河|渠", "wetland": "湿地",
    "wetlands": "湿地", "port": "港", "airport": "机场", "bridge": "桥|大桥", "park": "公园", "strait": "海峡", "plateau": "高原|塬",
}
_NAME = re.compile(rf"\b([A-Z][a-z]+(?:['’][a-z]+)?)(?: ({'|'.join(_KINDS)})\b)?", re.I)
_SIZES = (2, 3, 4)
# Taiwan's cities and counties, which GB/T 2260 does not code, spell their names in Wade-Giles (ISO 3166-2:TW).
_OF_TAIWAN = {
    "taipei": "台北市", "new taipei": "新北市", "taoyuan": "桃园市", "taichung": "台中市", "tainan": "台南市", "kaohsiung": "高雄市",
    "keelung": "基隆市", "hsinchu": "新竹市", "chiayi": "嘉义市", "hsinchu county": "新竹县", "chiayi county": "嘉义县", "miaoli": "苗栗县",
    "changhua": "彰化县", "nantou": "南投县", "yunlin": "云林县", "pingtung": "屏东县", "yilan": "宜兰县", "hualien": "花莲县",
    "taitung": "台东县", "penghu": "澎湖县", "kinmen": "金门县",
}
_TAIWANESE = re.compile(rf"\b({'|'.join(sorted(_OF_TAIWAN, key=len, reverse=True))})\b(?: (?:City|County))?", re.I)


def with_names_in_han(question: str, titles: Iterable[str]) -> str:
    """An English question, with each name in Han that is spelt as one stretch of the titles and no other is read; of a division
    (`ingest.gazetteer`) only with the lake, river or the like that is called after it.
    """
    held = tuple(titles)

    def written(match: re.Match[str]) -> str:
        name, kind = match.group(1), _KINDS.get((match.group(2) or "").lower(), "")
        if not name[0].isupper():
            return match.group()
        found = _read_as(name, held, kind) if kind else set()
        if not found and match.start() and not is_ordinary(name.lower()) and not find_places_en(name):
            found = _read_as(name, held, "")
        return f" {found.pop()} " if len(found) == 1 else match.group()

    placed = _TAIWANESE.sub(lambda match: f" {_OF_TAIWAN[match.group(1).lower()]} ", question)
    return _NAME.sub(written, placed)


def _read_as(name: str, titles: Iterable[str], kind: str) -> set[str]:
    """The stretches of the titles that are read so, each with the word for its kind that must follow it."""
    sound = re.sub("['’]", "", name.lower())
    stretches = ((title, at) for title in titles for at in _sounds(title).get(sound, ()))
    if not kind:
        return {simplify(title)[start:end] for title, (start, end) in stretches}
    pattern = re.compile(kind)
    follows = ((simplify(title), start, pattern.match(simplify(title), end)) for title, (start, end) in stretches)
    return {title[start:match.end()] for title, start, match in follows if match}


@lru_cache(maxsize=65536)
def _sounds(title: str) -> dict[str, tuple[tuple[int, int], ...]]:
    """How stretches of two to four characters of a title are read, without tones -> where they stand."""
    plain, found = simplify(title), {}
    for start in range(len(plain)):
        for end in (start + size for size in _SIZES):
            ways = [sorted(readings().get(character, ())) for character in plain[start:end]]
            for sounds in product(*ways) if all(ways) and end <= len(plain) else ():
                found.setdefault("".join(sounds), []).append((start, end))
    return {sound: tuple(dict.fromkeys(at)) for sound, at in found.items()}
