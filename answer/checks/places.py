"""Places that a sentence names: those of its clause, or the one whose authority issued the notice."""

from __future__ import annotations

import re
from functools import lru_cache

from answer.checks.fault import Fault
from answer.checks.reading import Claim, Source
from index.naming import Place, mentions_in, places, places_en
from ingest.gazetteer import Division, covers_path, stem
from ingest.references import TITLE
from ingest.script import simplify

# How far a rule reaches, and whose it is: (what the sentence says, what in the clause means the same).
_LEVELS = (
    (re.compile("全国|国家级|nationally|nationwide|across the country", re.I), re.compile("全国|国家|中央|我国|国务院|中华人民共和国")),
    (re.compile("全省|省级|省直|province-?wide|provincial[- ]level", re.I), re.compile("省(?!略)|自治区|直辖市")),
    (re.compile("全市|市级|市直|city-?wide|municipal[- ]level", re.I), re.compile("市(?!场)|县级以上|设区")),
    (re.compile("全县|县级(?!以上)|县直|county-?wide|county[- ]level(?! and| or)", re.I), re.compile("[县区旗镇乡]")),
    (re.compile("全区|区级|区直|district-?wide|district[- ]level", re.I), re.compile("[县区]")),
    (re.compile("乡镇|镇级|乡级|街道|townships?|subdistricts?", re.I), re.compile("乡|镇|街道|基层")),
)  # fmt: skip
_OF_CITY = re.compile(r"[市县区州镇]|\b(?:city|municipal\w*|county|district|town)\b", re.I)


def check_places(claim: Claim, source: Source) -> Fault | None:
    """A place that is neither named in the clause nor that of the notice; 全市 where the clause speaks of 全省."""
    region = source.notice.meta.region
    for place in _named(TITLE.sub("　", claim.text), claim.is_english):
        if (
            not any(_is_meant(division, source, claim) for division in place.divisions)
            and simplify(place.name) not in source.key
        ):
            return Fault("contradicted" if region else "not_found", "place", place.name)
        if _is_of_another(place, claim, source):
            return Fault("contradicted", "place", place.name)
    for said, meant in _LEVELS:
        match = said.search(claim.key)
        if match and not meant.search(source.whole):
            return Fault("not_found", "level", match.group())
    return None


def _is_of_another(place: Place, claim: Claim, source: Source) -> bool:
    """Whether the sentence says a rule of the place in which that of the notice lies, and the clause names that only in passing."""
    region, name = source.notice.meta.region, simplify(place.name)
    if any(_is_province_of_inferred(one, source, claim) for one in place.divisions):
        return False
    above = region and all(one.path != region.adcodes and covers_path(one.path, region.adcodes) for one in place.divisions)
    leads = re.compile(rf"\s*{re.escape(name)}")
    return bool(
        above
        and leads.match(claim.key)
        and not any(leads.match(one.text) for one in source.segments)
        and not re.match(rf"\s*{re.escape(name)}[\u3400-\u9fff]{{1,3}}[市县区州]", claim.key)
    )


def _is_province_of_inferred(division: Division, source: Source, claim: Claim) -> bool:
    """湖北那个市: no issuer tells whose a notice of an inferred region is; a city of its province may stand for it."""
    region = source.notice.meta.region
    return bool(region) and region.inferred and division.path == region.adcodes[:1] and bool(_OF_CITY.search(claim.key))


@lru_cache(maxsize=1024)
def _named(text: str, is_english: bool) -> tuple[Place, ...]:
    return places_en(text) if is_english else places(mentions_in(simplify(text)))


def _is_meant(division: Division, source: Source, claim: Claim) -> bool:
    """Whether the clause names it, or the notice is of it: a city's notice says nothing for its province, though the issuer's
    full name may begin with that; a notice without a place is known by its issuer and title.
    """
    meta = source.notice.meta
    region = meta.region
    path = region.adcodes if region else ()
    names = (division.name, stem(division.name))
    if _is_province_of_inferred(division, source, claim):
        return True
    if division.path == path or any(name in source.key for name in names):
        return True
    is_above = bool(path) and covers_path(division.path, path)
    return not is_above and any(name in simplify(f"{meta.issuer}\n{meta.title}") for name in names)
