"""Who issued a notice (发文机关), in one form: from signature, enactment note, title, number or catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.enactment import Enactment
from ingest.gazetteer import gazetteer
from ingest.header import DAMAGED_DATE, is_date_line
from ingest.layout import is_agency
from ingest.region import NATIONAL, TAIWAN_FORM, region_of_issuer
from ingest.script import simplify

# The place whose name local statutes bear first (Legislation Law; 地方立法技术规范).
_LEADING_PLACE = re.compile(r"[\u3400-\u9fff]{2,9}?(?:省|市|自治区|自治州|自治县|特别行政区)")
_TITLE_ISSUER = re.compile(r"^(?P<issuer>.{2,60}?)(?:办公室|办公厅)?关于")
# Words by which an authority calls itself inside its own papers; they name no place.
_SELF = re.compile(r"^(市|省|县|区|州|镇|我)(委|政府|人民政府)(办公室|办公厅)?$")
_OF_ORDER = re.compile(r"^(?P<body>[\u3400-\u9fff、]{2,30})(?:令|公告)(?:\d{4}年)?第\d+号$")
_STATE = "中华人民共和国"
_PARTY = re.compile(r"^(?:中国共产党|中共)(?P<place>.{1,20}?(?:省|市|县|区|州|盟|旗))委员会")
_GOVERNMENT = re.compile(r"(?<=[省市县区州盟旗镇乡])(?<!特别行政区)政府")


def issuer_of(
    title: str, rows: Mapping[str, str], head: Sequence[str], signature: Sequence[str], made: Enactment, doc_no: str
) -> str:
    """Signature, else what the enactment note says, else the title's subject, else the number's body, else the catalogue's
    issuer: the catalogue often names the unit that uploaded. Joint issuers are joined by 、; '' for none.
    """
    return normal_issuer(_stated(title, rows, head, signature, made, doc_no))


def _stated(
    title: str, rows: Mapping[str, str], head: Sequence[str], signature: Sequence[str], made: Enactment, doc_no: str
) -> str:
    date = next((n for n, line in enumerate(signature) if is_date_line(line) or DAMAGED_DATE.match(line)), 0)
    signed = [line for line in map(simplify, signature[:date]) if is_agency(line)]
    key = simplify(title)
    maker = _maker(key, made)
    if signed or maker:
        return _joined(" ".join(signed)) or maker
    match = _TITLE_ISSUER.match(key)
    subject = _joined(key[: match.end() - 2]) if match else ""
    if subject and not _SELF.match(subject) and region_of_issuer(subject):
        return subject
    order = _OF_ORDER.match(doc_no)
    if order and region_of_issuer(order["body"]):
        return order["body"]
    if rows.get("issuer"):
        return _joined(simplify(rows["issuer"]))
    bare = next(
        (line for line in map(simplify, head) if len(line) <= 30 and is_agency(line) and region_of_issuer(line)), ""
    )
    return bare or ("" if _SELF.match(subject) else subject)


def normal_issuer(names: str) -> str:
    """Issuers, Simplified and joined by 、, each in its usual form: 中共…委 for 中国共产党…委员会, …人民政府 for …政府, the bare
    name of a central body without the state's; a body named twice once.
    """
    return "、".join(dict.fromkeys(map(_normal, filter(None, names.split("、")))))


def _normal(name: str) -> str:
    bare = name.removeprefix(_STATE)
    if bare and bare != name and region_of_issuer(bare) == NATIONAL:
        name = bare
    name = _PARTY.sub(r"中共\g<place>委", name)
    return name if TAIWAN_FORM.match(name) else _GOVERNMENT.sub("人民政府", name)


def _maker(title: str, made: Enactment) -> str:
    """Who made a statute, of the bodies its note names. A title that begins with a place (山东省…条例) is that place's: the
    place's own body counts first, and a central body, which the note may name with another statute, not at all.
    """
    place = _LEADING_PLACE.match(title)
    if not place or (place.group() not in gazetteer().names and "某" not in place.group()):
        return made.issuer
    own = next((maker for maker in made.makers if maker.startswith(place.group())), "")
    region = region_of_issuer(made.issuer) if made.issuer else None
    return own or ("" if region and not region.adcodes else made.issuer)


def _joined(names: str) -> str:
    """Several issuing bodies, set apart by blanks or marks, joined by 、."""
    return "、".join(filter(None, re.split(r"[\s　、，,;；/|]+", re.sub(r"[(（].*?[)）]", "", names).strip())))
