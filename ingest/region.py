"""Which place's authority issued a notice, by the issuer's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.gazetteer import TAIWAN, Division, covers_path, gazetteer
from ingest.model import Level, Region
from ingest.places import Mention, find_official_places, find_places, resolve
from ingest.places_en import find_places_en
from ingest.script import simplify

__all__ = ["Division", "Mention", "covers", "find_places", "find_places_en", "named_region",
           "level_of", "region_of_issuer", "resolve"]

NATIONAL = Region("全国", ())
TAIWAN_REGION = Region("台湾省", (TAIWAN,))
_LEVELS: tuple[Level, ...] = ("national", "province", "prefecture", "county")
_TOWNSHIP = re.compile("(?:镇|乡|街道)(?:人民政府|办事处|党委|党工委|党政办|政府)|(?:街道|镇|乡)$")
# Central bodies by the forms of their names, and the departments of the State Council: 国务院关于机构设置的通知
# (国发〔2023〕5号), and those of its predecessors (国发〔1998〕5号 to 〔2018〕6号) that are no more.
NATIONAL_FORM = re.compile(
    "国务院|中共中央|中央(?!企业|商务)|中华人民共和国|最高人民(?:法院|检察院)"
    "|全国(?:人民代表大会|人大|政协|总工会|妇联|哲学|绿化|爱国卫生|老龄|人力|工商)"
    "|国家[\u4e00-\u9fff]{1,16}(?:局|委员会|委|总局|署|会|办公室|办|院|中心)"
    "|中国(?:人民银行|证券监督|银行保险监督|银行业监督|保险监督|证监会|银保监会|银监会|保监会)"
    "|中国(?:气象局|地震局|科学院|民用航空|民航局|残疾人联合会)")
NATIONAL_BODIES = frozenset((
    "外交部", "国防部", "教育部", "科学技术部", "科技部", "工业和信息化部", "信息产业部", "公安部", "国家安全部",
    "监察部", "民政部", "司法部", "财政部", "人事部", "人力资源和社会保障部", "人力资源社会保障部", "劳动和社会保障部",
    "国土资源部", "自然资源部", "环境保护部", "生态环境部", "建设部", "住房和城乡建设部", "住房城乡建设部", "铁道部",
    "交通部", "交通运输部", "水利部", "农业部", "农业农村部", "商务部", "对外贸易经济合作部", "文化部", "文化和旅游部",
    "卫生部", "退役军人事务部", "应急管理部", "审计署", "海关总署", "金融监管总局", "市场监管总局", "税务总局",
    "新华社"))
CENTRAL_PARTY = re.compile(r"^(?:中央)?(?:宣传部|组织部|统战部|政法委)$")
# Authorities of Taiwan whose names no mainland body bears, and its counties and cities, which GB/T 2260 does not code.
TAIWAN_PLACES = (
    "(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义)市|(?:新竹|苗栗|彰化|南投|云林|嘉义|屏东|宜兰|花莲|台东|澎湖|金门)县"
)
TAIWAN_FORM = re.compile(
    f"^(?:{TAIWAN_PLACES})|^(?:行政院|立法院|司法院|考试院|监察院|总统|国民政府|国民大会|中华民国)|^(?:内政部|法务部|经济部|劳动部"
    "|劳工委员会|卫生福利部|卫生署|数位发展部|金融监督管理委员会|大陆委员会|国家通讯传播委员会|公平交易委员会|铨叙部|考选部)"
)
# Dates and numbers that only Taiwan's papers have; 修正日期：民國… is how its database of statutes heads each of them.
TAIWAN_TEXT = re.compile(
    r"中华民国\s*[〇○零一二三四五六七八九十百\d]{1,5}\s*年[^。]{0,60}?(?:令|公布|发布|制定|施行)|字第\s?\d{6,12}\s?号"
    r"|(?:修正|公布|发布|制定|订定|废止)日期\s*[:：]\s*(?:中华)?民国\s*\d+\s*年")
LIAISON = re.compile(r"(?<=.)驻(?!马店).*")


def _region(division: Division) -> Region:
    return Region(division.full_name, division.path)


def _is_national(issuer: str) -> bool:
    parts = re.split(r"[、，,\s]+", issuer)
    return any(NATIONAL_FORM.match(part) or part in NATIONAL_BODIES or CENTRAL_PARTY.match(part)
               or any(part == body + office for body in NATIONAL_BODIES for office in ("办公厅", "办公室", "党组"))
               for part in parts)


def _common(divisions: Sequence[Division]) -> Division | None:
    """The smallest division that holds all of them: 江苏省 for 江苏省 and 南京市; None when there is none."""
    path = divisions[0].path
    for division in divisions[1:]:
        shared = 0
        while shared < min(len(path), len(division.path)) and path[shared] == division.path[shared]:
            shared += 1
        path = path[:shared]
    return gazetteer().by_code[path[-1]] if path else None


def _settled(candidates: Sequence[Division], context: str) -> Division | None:
    """The one candidate that the context names or whose parents it names most often; None on a draw."""
    named = Counter(division for mention in find_places(context) for division in mention.candidates)
    votes = {c: sum(count for d, count in named.items() if d.path[0] == c.path[0] and d.level < c.level
                    and covers_path(d.path, c.path)) for c in candidates}
    ranked = sorted(votes.items(), key=lambda item: -item[1])
    if not ranked or not ranked[0][1] or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    return ranked[0][0]


def region_of_issuer(issuer: str, context: str = "") -> Region | None:
    """The place an issuer (发文机关, either script) is the authority of; 全国 with no adcodes for a central body.

    A development zone belongs to the place it is named after. Issuers of several places yield the division that holds
    them all. `context` (title and text) only decides between places of one name. None when nothing is certain.
    """
    name = LIAISON.sub("", simplify(issuer))
    if TAIWAN_FORM.match(name):
        return TAIWAN_REGION
    divided: list[Division] = []
    for part in re.split(r"[、，,;；\s]+", name):
        meant = resolve(find_official_places(part))
        if len(meant) > 1:
            common = _settled(meant, simplify(context)) if len({d.name for d in meant}) == 1 else _common(meant)
            meant = (common,) if common else ()
            if not meant:
                return None
        divided += meant
    if divided:
        common = _common(divided)
        return _region(common) if common else None
    return NATIONAL if _is_national(name) else None


def level_of(issuer: str, region: Region | None) -> Level:
    """The level of the authority that issued for `region`: of the highest, where several did; '' when the place is not known.

    A district of a municipality under the State Council counts as a county, as in the statistics of the Ministry of Civil Affairs.
    """
    if region is None:
        return ""
    if not region.adcodes:
        return "national"
    names = simplify(issuer).split("、")
    if issuer and all(map(_TOWNSHIP.search, names)):
        return "township"
    if region.adcodes == TAIWAN_REGION.adcodes and re.match(TAIWAN_PLACES, names[0]):
        return "prefecture"
    return _LEVELS[gazetteer().by_code[region.adcodes[-1]].level]


def named_region(place: str) -> tuple[Region, ...]:
    """The regions a user may mean by a place name in Chinese (either script) or English; empty when it names none."""
    text = simplify(place.strip())
    if text in ("全国", "国家", "中央"):
        return (NATIONAL,)
    meant = resolve(find_official_places(text)) or find_places_en(place)
    return tuple(_region(division) for division in meant or gazetteer().names.get(text, ()))


def covers(outer: Division | Region, inner: Region) -> bool:
    """Whether the place `outer` is, or contains, the place `inner` of a notice. 全国 covers every place."""
    return covers_path(outer.path if isinstance(outer, Division) else outer.adcodes, inner.adcodes)
