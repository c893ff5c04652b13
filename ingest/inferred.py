"""The place of a notice that names no issuer, inferred from what its text says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.gazetteer import Division, covers_path, gazetteer, stem
from ingest.model import Region
from ingest.places import find_places, resolve
from ingest.region import NATIONAL, TAIWAN_PLACES, TAIWAN_REGION
from ingest.script import detect, simplify

# By what a rule founds itself on in Taiwan (`本辦法依…訂定之`, on the mainland `根据…，制定本办法`), and by where a rule holds: that of a
# place holds in its own territory (Legislation Law of 2023, art. 82), so one for all of China is of a central body.
TAIWAN_FORMULA = re.compile(r"本[\u4e00-\u9fff]{1,4}依[^。]{2,90}订定之")
NATIONAL_FORMULA = re.compile(
    r"在中华人民共和国(?:境内|领域内|领域和)[^。]{0,90}(?:适用|遵守|依照|按照)本(?:法|条例|规定|办法|细则|规则|决定)"
    r"|本(?:法|条例|规定|办法|细则|规则)适用于(?:在)?中华人民共和国(?:境内|领域内)")
# The short names of the provinces (简称), by the codes of GB/T 2260, with which the 机关代字 of their
# document numbers begin, and some of those of lesser places: 宁 is 宁夏, 南京 and 宁德. So the title must name the province as well.
SHORT = {short: f"{code}0000" for short, code in zip("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新", (
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)), strict=True)}
# What an author fits the policy of its superiors to is its own place: 结合抚州实际.
FITTED, REALITY = re.compile("(?:结合|立足|根据)$"), re.compile("的?实际")
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


def _region(division: Division) -> Region:
    return Region(division.full_name, division.path, inferred=True)


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


def _short_self(text: str, kind: str) -> Division | None:
    """The place of the author's own kind that a text keeps naming by its short name (柳河 for 柳河县), three times or more, where else
    it names only places that one lies in.
    """
    named = Counter(place for mention in find_places(text) for place in resolve((mention,)))
    own = Counter({place: count for place, count in named.items() if _is_kind(place, kind)})
    winner = _winner(own)
    alone = winner and all(covers_path(place.path, winner.path) for place in named if place not in own)
    return winner if alone and own[winner] >= 3 else None


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
    return _region(named.pop()) if len(named) == 1 else None


def _only_line(votes: Counter[Division]) -> Division | None:
    """The place that a page names over and over, five times and twice of three, and else only places it lies in and few in it."""
    if not votes:
        return None
    place, count = votes.most_common(1)[0]
    below = sum(votes[division] for division in votes if division != place and covers_path(place.path, division.path))
    is_alone = 4 * below <= votes.total() and all(
        covers_path(division.path, place.path) or covers_path(place.path, division.path) for division in votes)
    return place if is_alone and count >= 5 and 3 * count >= 2 * votes.total() else None


def _by_own_number(doc_no: str, title: str, votes: Counter[Division]) -> Region | None:
    """The province by whose short name the notice's own number begins, where it is the one place that the title names; or the place
    whose first character it is, where the text names none beside it but those it lies in.
    """
    named = {place for mention in find_places(title) for place in resolve((mention,))}
    only = named.pop() if len(named) == 1 else None
    if only and only.adcode == SHORT.get(doc_no[:1]):
        return _region(only)
    begin = [place for place in votes if place.name[0] == doc_no[:1] and doc_no[:1] not in SHORT]
    own = [place for place in begin if all(covers_path(other.path, place.path) for other in votes)]
    return _region(own[0]) if len(own) == 1 else None


def infer_region(text: str, doc_nos: Sequence[str], title: str = "", doc_no: str = "") -> tuple[Region, str] | None:
    """The place of a notice that names no issuer, marked inferred, with the reasons in Chinese; None on thin evidence.

    doc_nos: of the documents that the text cites; doc_no: its own. A statute tells by its formulas whether it is Taiwan's or the
    whole country's, a paper by its number and the place it names, a plan to whose conditions it is fitted. Any other author must
    speak of its own place (我市), and the places it names must lie in one province; a page that does not must name hardly any place
    but its own. A place whose own name is masked (XX市) or left out is found by the 机关代字 of a document number the text cites
    (doc_nos), an unmasked one by being named. Places named only as superiors never count as the author's.
    """
    traditional = detect(text) == "zh-Hant"
    text, title, doc_no = simplify(text), simplify(title), simplify(doc_no)
    if traditional and len(cities := re.findall(TAIWAN_PLACES, text)) > 1:
        return replace(TAIWAN_REGION, inferred=True), f"原文没有写明发文机关：文中提到“{cities[0]}”等，据此推断为台湾省。"
    if said := _by_formula(text):
        return said
    votes = _votes(text)
    if own_number := _by_own_number(doc_no, title, votes):
        return own_number, f"原文没有写明发文机关：文号以“{doc_no[0]}”开头，所写地方只有{own_number.name}，据此推断为{own_number.name}。"
    if fitted := _fitted_to(text):
        return fitted, f"原文没有写明发文机关：文中写有“结合{fitted.name}实际”一类的话，据此推断为{fitted.name}。"
    kind = _self_kind(text)
    parent = _parent(votes) if kind else None
    named = "、".join(f"“{division.name}”{count}次" for division, count in votes.most_common(3))
    if kind is None and (only := _only_line(votes)):
        return _region(only), f"原文没有写明发文机关所在地：文中只提到{named}，据此推断为{only.full_name}。"
    if kind and parent is None and (own := _short_self(text, kind)):
        return _region(own), f"原文没有写明发文机关所在地：文中自称“{kind}”，只提到“{stem(own.name)}”，据此推断为{own.full_name}。"
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
    return _region(place), reasons
