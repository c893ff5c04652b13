"""What a clause states that can be checked word for word: who leads, is responsible, assists; by when; how much.

Everything is matched character for character on a Simplified copy, so that both scripts are read and spans hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.model import Fact, FactKind, Span
from ingest.roles import names_in, role_of_column, roles_in
from ingest.script import simplify

# Every run is bounded: what a hostile text repeats without end is read once, not once from each of its places.
_NUM = r"(?:[0-9０-９]{1,15}(?:\.[0-9]{1,15})?|[一二三四五六七八九十百两半]{1,15})"
_YEAR = r"(?:19|20)\d{2}年"
_DAY = r"(?:1[0-2]|[1-9])月(?:[1-3]?\d日|底|末|初|[上中下]旬)?"
_BY = r"(?:之?前|以前|为止|起)?"
_DEADLINES = (
    # A point in time that binds: 到2025年, 2022年年底前, 12月底前, 2021年1月1日起. A bare year binds nothing.
    rf"(?:到|至|截至|截止到?)\s*{_YEAR}(?:{_DAY}|年?(?:底|末|初))?{_BY}",
    rf"{_YEAR}(?:{_DAY}|年?(?:底|末)|[上下]半年){_BY}",
    rf"{_YEAR}(?:之?前|以前|为止|起)",
    rf"{_YEAR}\s*[—\-–~至]\s*{_YEAR}",
    rf"(?<!\d){_DAY}(?:之?前|以前)",
    # A term or a rhythm: 15个工作日内, 自受理之日起30日内, 每半年, 每月15日.
    rf"每(?:个|隔)?{_NUM}?(?:半年|年度?|季度?|个?月|周|日|天)(?:{_DAY}|\d{{1,2}}日|年?底)?(?:之?前|以前)?",
    rf"(?:自[^。；，、,]{{1,14}})?{_NUM}\s*个?(?:工作日|日|天|月|年|小时|周)(?:之?内|以内|[前后])",
    r"(?:年底|年内|年末|月底|季度末|当日|当天)(?:之?前|以前)?",
    r"[“「]?十[一二三四五六]五[”」]?(?:时期|期间|期末|末)",
)
_DEADLINE = re.compile("|".join(_DEADLINES))
_UNITS = (
    "个工作日|个百分点|平方公里|平方米|工作日|人次|台次|轮次|学时|课时|小时|公里|公顷|万元|亿元|个月|元|天|日|次|件|家|项|人|名|个|期"
    "|份|起|处|米|亩|吨|年|月|周岁|岁|周|户|条|册|批|倍|轮|场|套|台|辆|所|篇|种|类|分"
)
# Read after digits only, where they are no part of a word (一级, 二度): legal units (国务院《关于在我国统一实行法定计量单位的命令》), sums,
# and measure words of things.
_UNITS_OF_DIGITS = (
    "千瓦时|兆瓦时|立方米|平方厘米|平方千米|千瓦|兆瓦|千米|厘米|毫米|公斤|千克|毫克|微克|毫升|分贝|分钟|人日|车位|泊位|床位|美元|港元|港币"
    "|克|升|秒|度|角|块|间|座|张|棵|株|头|只|艘|架|栋|幢|层|位|组|支|部|本|门|宗|例|级|款|档|盏|学分|℃|m[23²³]|km[2²]|kWh|kV|kW|MW|km|mm|kg|dB"
)
_BOUND = r"(?:不(?:少|低|高|多|超)于|不超过|不得少于|不得超过|至少|最多|超过|达到|达|共计|累计)?"
_CN_NUM = "一二三四五六七八九十百千万两"
_TO = r"[—\-–~～至]"
# A number with its unit and the words that bound it: 不少于15天, 90%以上, 两期以上, 1-2件. No ordinal (第一次),
# no part of a word (统一), no indefinite article (一个).
_FIGURE = re.compile(
    rf"{_BOUND}\s*(?<![\d第])(?<!\d[.,])(?!(?:19|20)\d{{2}}年)[0-9０-９]+(?:[.,][0-9]+)*(?:{_TO}[0-9]+(?:\.[0-9]+)?)?\s*"
    rf"(?:[%％‰]|(?:余|多|万|亿|千|百)*\s*余?(?:{_UNITS_OF_DIGITS}|{_UNITS}))(?:以上|以下|以内|左右)?"
    rf"|{_BOUND}(?:百分之|千分之)[{_CN_NUM}点]+(?:以上|以下)?|{_BOUND}[{_CN_NUM}]{{1,15}}分之[{_CN_NUM}]{{1,15}}(?:以上|以下)?"
    rf"|{_BOUND}(?<![第统同唯任之某逐每{_CN_NUM}])(?<![上新](?=一))(?!一[个种批类项](?!月|工作|百分))[{_CN_NUM}]+(?:{_UNITS})(?!线)"
    r"(?:以上|以下|以内)?"
)
# Numbers in titles of documents and in short quoted names (“最多跑一次”) are parts of names.
_NAME = re.compile(r"《[^》]{0,200}》|[“「](?!十[一二三四五六]五)[^”」，。；]{1,12}[”」]")
# What defines a term: 本办法所称X，是指…; in a list of terms, or at the start of a sentence, X，是指… (立法技术规范（试行）（一） § 9);
# Taiwan's 本法所稱X，指… and 一、X：指….
_IS = r"(?:是指|系指|谓|指(?![导定标挥派南令示引出明向控责数]))"
_NOTE = r"(?:[(（][^()（）]{0,40}[)）])?"
_DEFINITION = re.compile(
    rf"所称的?[“「]?(?P<named>[^，。；：:“”「」\n]{{1,40}}?)[”」]?{_NOTE}(?:[，,]?\s*(?:{_IS}|包括)|[:：])"
    rf"|(?:^|(?<=[。；;\n]))\s*[“「]?(?P<first>(?:(?!所称)[^，。；：:、“”「」\s()（）]){{2,30}}?)[”」]?{_NOTE}"
    rf"(?:[，,]?(?:是指|系指)|[，,：:]\s*{_IS})"
)
_NO_TERM = re.compile(r"^(?:其|这|该|此|本条|本款|前款|前条|所)|(?:[就也都即不]|主要|一般|通常)$")
_TIME_COLUMN = re.compile(r"(?:完成|办结|办理|实施)?(?:时限|时间|期限|时间节点|时间要求)")


def facts_of(text: str, span: Span, marker_length: int = 0, cells: Iterable[tuple[str, Span]] = ()) -> tuple[Fact, ...]:
    """The facts of the clause text[span], past its marker; `cells`: (name of the column, span) of those of a table row.

    A cell merged into the row from one above is not in text[span]: facts from it have their spans where it stands.
    """
    key, base = _key(span.of(text)), span.start
    taken = bytearray(len(key))
    taken[:marker_length] = b"\1" * marker_length
    found: list[tuple[FactKind, Span]] = []

    def add(kind: FactKind, hit: Span) -> None:
        if hit.end <= span.start or hit.start >= span.end:
            found.append((kind, hit))
        elif taken.find(1, hit.start - base, hit.end - base) < 0:
            taken[hit.start - base : hit.end - base] = b"\1" * (hit.end - hit.start)
            found.append((kind, hit))

    found += [("definition", hit) for hit in _terms(key, marker_length, base)]
    for kind, hit in (*_from_cells(text, cells), *roles_in(key[marker_length:], base + marker_length)):
        add(kind, hit)
    for name in _NAME.finditer(key):
        taken[name.start() : name.end()] = b"\1" * len(name.group())
    for kind, pattern in (("deadline", _DEADLINE), ("figure", _FIGURE)):
        for match in pattern.finditer(key):
            add(kind, _trimmed(key, match.start(), match.end(), base))
    found.sort(key=lambda hit: (hit[1].start, hit[0]))
    return tuple(Fact(kind, hit.of(text), hit) for kind, hit in found)


def _terms(key: str, start: int, offset: int) -> Iterator[Span]:
    """The terms that a clause defines, from `start` on."""
    for match in _DEFINITION.finditer(key[start:]):
        group = "named" if match["named"] else "first"
        if not _NO_TERM.search(match[group]):
            yield Span(offset + start + match.start(group), offset + start + match.end(group))


def _from_cells(text: str, cells: Iterable[tuple[str, Span]]) -> Iterator[tuple[FactKind, Span]]:
    """What columns named for a role or a time hold."""
    for column, cell in cells:
        name = simplify(column)
        # Of a column under several header rows, the row that names the role: 责任分工/牵头单位.
        kind = next(filter(None, map(role_of_column, reversed(name.split("/")))), None)
        if kind:
            key = _key(cell.of(text))
            yield from ((kind, Span(cell.start + a, cell.start + b)) for a, b in names_in(key, 0, len(key)))
        elif _TIME_COLUMN.fullmatch(name.rpartition("/")[2]):
            yield "deadline", cell


def _key(text: str) -> str:
    """Simplified script, character for character: where a phrase changes length, each character is converted alone."""
    key = simplify(text)
    return key if len(key) == len(text) else "".join((simplify(char) + " ")[0] for char in text)


def _trimmed(key: str, start: int, end: int, offset: int) -> Span:
    value = key[start:end]
    return Span(offset + start + len(value) - len(value.lstrip()), offset + start + len(value.rstrip()))
