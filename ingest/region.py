"""Which place's authority issued a notice: from the issuer's name, else inferred from what the text says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.gazetteer import TAIWAN, Division, covers_path, gazetteer
from ingest.model import Level, Region
from ingest.places import Mention, find_official_places, find_places, resolve
from ingest.places_en import find_places_en
from ingest.script import simplify

__all__ = ["Division", "Mention", "covers", "find_places", "find_places_en", "infer_region", "named_region",
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
# By what a rule founds itself on in Taiwan (`本辦法依…訂定之`, on the mainland `根据…，制定本办法`), and by where a rule holds: that of a
# place holds in its own territory (Legislation Law of 2023, art. 82), so one for all of China is of a central body.
TAIWAN_FORMULA = re.compile(r"本[\u4e00-\u9fff]{1,4}依[^。]{2,90}订定之")
NATIONAL_FORMULA = re.compile(
    r"在中华人民共和国(?:境内|领域内|领域和)[^。]{0,90}(?:适用|遵守|依照|按照)本(?:法|条例|规定|办法|细则|规则|决定)"
    r"|本(?:法|条例|规定|办法|细则|规则)适用于(?:在)?中华人民共和国(?:境内|领域内)")
# What an author fits the policy of its superiors to is its own place: 结合抚州实际.
FITTED, REALITY = re.compile("(?:结合|立足|根据)$"), re.compile("的?实际")
LIAISON = re.compile(r"(?<=.)驻(?!马店).*")
# The words by which a text speaks of its author's place, from the strongest to the weakest.
MASK = r"(?:[X×xＸ＊*○]{1,3}|某)"
SELF = (re.compile(r"(?:我|本)(省|市|县|区|州)(?!域)"), re.compile(MASK + r"(省|市|县|区|州)"),
        re.compile(r"全(省|市|县|区|州)"))
MASKED = re.compile(MASK + r"(?:省|市|县|区|州)(?:人民政府|政府|委|人大)")
ENDINGS = {"省": ("省", "自治区"), "市": ("市",), "县": ("县", "旗"), "区": ("区",), "州": ("州",)}
CODE = re.compile(r"^[\u4e00-\u9fff]+")
ZONE = re.compile("(?:国家级)?(?:经济技术|经济|高新技术产业)?(?:开发区|高新区|度假区|园区|示范区|保税区)")
# Regions that notices of mainland authorities speak about (台湾同胞, 港澳居民) without lying in them.
SPOKEN_OF = frozenset({"710000", "810000", "820000"})
MAJORITY = 0.75
# Characters at the beginning of a text, in which a statute says what it rests on and where it holds.
_OPENING = 2500


def _region(division: Division, inferred: bool = False) -> Region:
    return Region(division.full_name, division.path, inferred)


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


def _self_kind(text: str) -> str | None:
    """省, 市, 县, 区 or 州: what the author calls its own place, when it does so consistently."""
    for pattern in SELF:
        kinds = Counter(pattern.findall(text))
        if kinds.total() >= 2:
            kind, count = kinds.most_common(1)[0]
            return kind if count >= MAJORITY * kinds.total() else None
    return None


def _is_kind(division: Division, kind: str) -> bool:
    return division.name.endswith(ENDINGS[kind]) and (kind != "区" or division.level == 3)


def _winner(votes: Counter[Division]) -> Division | None:
    """The division with at least two votes and the majority of them."""
    if not votes:
        return None
    division, count = votes.most_common(1)[0]
    return division if count >= 2 and count >= MAJORITY * votes.total() else None


def _votes(text: str) -> Counter[Division]:
    """How often the text names each division, counting only names that one division bears."""
    votes: Counter[Division] = Counter()
    for mention in find_places(text):
        meant = resolve((mention,))
        if len(meant) == 1 and meant[0].path[0] not in SPOKEN_OF and (
                meant[0].level < 3 or mention.name == meant[0].name):
            votes[meant[0]] += 1
    return votes


def _parent(votes: Counter[Division]) -> Division | None:
    """The province the named places agree on, or their prefecture where they name one."""
    by_code = gazetteer().by_code
    province = _winner(Counter({by_code[code]: sum(n for d, n in votes.items() if d.path[0] == code)
                                for code in {d.path[0] for d in votes}}))
    if province is None:
        return None
    prefectures: Counter[Division] = Counter()
    for division, count in votes.items():
        above = [by_code[code] for code in division.path[1:2]]
        if division.path[0] == province.adcode and above and above[0].level == 2:
            prefectures[above[0]] += count
    if not prefectures:
        return province
    return prefectures.most_common(1)[0][0] if len(prefectures) == 1 else _winner(prefectures)


def _by_code(parent: Division, kind: str, doc_nos: Sequence[str]) -> tuple[Division, str] | None:
    """The one division below `parent` whose name begins with the 机关代字 of a document number: 石政发 -> 石首市."""
    below = [d for d in gazetteer().by_code.values() if not d.former and d.path != parent.path
             and covers_path(parent.path, d.path) and _is_kind(d, kind)]
    matched: Counter[tuple[Division, str]] = Counter()
    for doc_no in doc_nos:
        code = CODE.match(simplify(doc_no))
        fitting = [d for d in below if code and d.name[0] == code.group()[0]]
        if code and len(fitting) > 1:
            fitting = [d for d in fitting if code.group().startswith(d.name[:2])]
        if code and len(fitting) == 1:
            matched[(fitting[0], code.group())] += 1
    if len({division for division, _ in matched}) != 1:
        return None
    return matched.most_common(1)[0][0]


def _named_self(votes: Counter[Division], kind: str) -> Division | None:
    """The place of the author's own kind that an unmasked text keeps naming, three times or more."""
    own = Counter({division: count for division, count in votes.items() if _is_kind(division, kind)})
    winner = _winner(own)
    return winner if winner and own[winner] >= 3 else None


def _zone(text: str) -> Division | None:
    """The place after which the development zone that speaks of itself as 全区 is named."""
    named = Counter(division for mention in find_places(text) if ZONE.match(text, mention.end)
                    for division in resolve((mention,)))
    return _winner(named)


def _by_formula(text: str) -> tuple[Region, str] | None:
    """Taiwan or the whole country, by the words in which a statute founds itself or says where it holds."""
    for formula, region in ((TAIWAN_FORMULA, TAIWAN_REGION), (NATIONAL_FORMULA, NATIONAL)):
        if match := formula.search(text[:_OPENING]):
            reasons = f"原文没有写明发文机关：文中写有“{match.group()[:40]}…”，据此推断为{region.name}。"
            return replace(region, inferred=True), reasons
    return None


def _fitted_to(text: str) -> Region | None:
    """The one place to whose conditions the text is said to be fitted, inferred."""
    named = {place for mention in find_places(text) if FITTED.search(text, 0, mention.start)
             and REALITY.match(text, mention.end) for place in resolve((mention,))}
    return _region(named.pop(), inferred=True) if len(named) == 1 else None


def _only_line(votes: Counter[Division]) -> Division | None:
    """The place that a page names over and over, five times and twice of three, and else only places it lies in."""
    if not votes:
        return None
    place, count = votes.most_common(1)[0]
    is_alone = all(covers_path(division.path, place.path) for division in votes)
    return place if is_alone and count >= 5 and 3 * count >= 2 * votes.total() else None


def infer_region(text: str, doc_nos: Sequence[str]) -> tuple[Region, str] | None:
    """The place of a notice that names no issuer, marked inferred, with the reasons in Chinese; None on thin evidence.

    A statute tells by its formulas whether it is Taiwan's or the whole country's, a plan to whose conditions it is fitted. Any other
    author must speak of its own place (我市), and the places it names must lie in one province; a page that does not must name hardly
    any place but its own. A place whose own name is masked (XX市) or left out is found by the 机关代字 of a document number the text
    cites (doc_nos), an unmasked one by being named. Places named only as superiors never count as the author's.
    """
    text = simplify(text)
    if said := _by_formula(text):
        return said
    if fitted := _fitted_to(text):
        return fitted, f"原文没有写明发文机关：文中写有“结合{fitted.name}实际”一类的话，据此推断为{fitted.name}。"
    kind = _self_kind(text)
    votes = _votes(text)
    parent = _parent(votes) if kind else None
    named = "、".join(f"“{division.name}”{count}次" for division, count in votes.most_common(3))
    if kind is None and (only := _only_line(votes)):
        return _region(only, inferred=True), f"原文没有写明发文机关所在地：文中只提到{named}，据此推断为{only.full_name}。"
    if kind is None or parent is None:
        return None
    coded = _by_code(parent, kind, doc_nos)
    own = None if MASKED.search(text) else (_named_self(votes, kind) or (_zone(text) if kind == "区" else None))
    if coded and own and coded[0] != own:
        return None
    if not (coded or own):
        return None
    place = coded[0] if coded else own
    why = f"，所引文号的机关代字“{coded[1]}”与{parent.full_name}所辖的{place.name}相符" if coded else ""
    reasons = f"原文没有写明发文机关所在地：文中提到{named}，自称“{kind}”{why}，据此推断为{place.full_name}。"
    return _region(place, inferred=True), reasons
