"""Bodies that an English sentence names, and the role it gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from answer.checks.body_names import ROLE_WORDS, core, roles_of
from answer.checks.reading import Claim, Source
from answer.checks.terms import terms_of_english
from answer.gloss import gloss
from index.glossary import translate
from ingest.fold import folded
from ingest.model import FactKind

# What English renders by the word of a role where the clause has none of the role's own.
_ALSO = {
    "lead": "领导|主导|统筹|带头|带领|率领|组长",
    "responsible": "承担|职责|归口|管理|组长|问责|追究|义务",
    "assisting": "帮助|援助|扶持|支撑|辅助|合作|联合|协作|协调|帮扶|服务",
}
_ROLE_EN: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    ("lead", re.compile(r"\b(?:leads?|led|leading(?! (?:small )?(?:groups?|cadres?|officials?|bod))"
                        r"|leading (?:body|department|agency|unit|role)|lead (?:body|department"
                        r"|agency|unit)|tak(?:es?|ing) the lead|spearhead\w*|headed)\b", re.I)),
    ("responsible", re.compile(r"\b(?:responsib\w+|in charge|accountable)\b", re.I)),
    ("assisting", re.compile(r"\b(?:assist\w*|support(?:s|ing|ed)?|cooperat\w+|help(?:s|ing|ed)?)\b", re.I)),
)  # fmt: skip
_LEADS_EN = re.compile(r"\b(?:leads|led by|tak(?:es?|ing) the lead|(?:is|are|be) responsible for leading)\b", re.I)
# What all names of bodies have, and none is known by.
_FIELDLESS = re.compile("政府|部门|机构|机关|单位|人民|有关|相关|[省市县区镇乡各级]")
NOT_LEAD = re.compile(r"\(?not (?:the )?(?:lead\w*|responsible|assisting)(?: \w+)?\)?", re.I)
_PIECE = re.compile(
    r"[,;]|\bwhile\b|\bwhereas\b|\bwith\b(?! the lead)|\band\b(?=[^,;]*\b(?:lead|led|responsib"
    r"|assist|support|cooperat))",
    re.I,
)
_NAME_EN = re.compile(
    r"\b(?:[A-Z][\w'-]+\s+|(?:and|of|for|the|&)\s+)*[A-Z][\w'-]*\s*(?:Bureau|Commission|Office|Committee|Administration"
    r"|Ministry|Authority|Court|Procuratorate)\b"
    r"|\b(?:Department|Bureau|Ministry|Commission|Office|Administration)\s+(?:of|for)\s+(?:[A-Z][\w'-]+(?:,?\s+(?:and\s+"
    r"|of\s+)?(?=[A-Z]))?)+"
)
# What ends the Chinese names of such bodies.
_SORTS_EN = (("committee", "委"), ("commission", "委"), ("bureau", "局"), ("ministry", "部"), ("procuratorate", "检"), ("council", "院|会"))
_EN_LEVEL = frozenset(
    """municipal provincial district county city prefectural township level people's peoples the of and for at""".split()  # noqa: SIM905
)
_FIELD_EN = re.compile(r"\b(?:the|an?|any|each) (?P<field>(?:[a-z-]+ ){1,4})(?:departments?|authorit(?:y|ies)|bureaus?)\b")
_ANY_FIELD_EN = _EN_LEVEL | frozenset(
    """competent relevant responsible related concerned local other same higher lower administrative government governmental
    licensing approving issuing reviewing deciding supervisory regulatory supervising managing management law enforcement public
    judicial state central superior subordinate appropriate respective various functional its their such said""".split()  # noqa: SIM905
)


def claimed_en(claim: Claim, source: Source) -> str:
    """The word by which an English sentence gives a role of which the clause does not speak at all; '' for none."""
    for kind, pattern in _ROLE_EN:
        match = pattern.search(claim.text)
        if match and not re.search(f"{ROLE_WORDS[kind]}|{_ALSO[kind]}", source.key):
            return match.group()
    return ""


def names_en(claim: Claim, source: Source) -> Iterator[str]:
    for name in re.findall(r"[\u3400-\u9fff]{2,}", claim.key):
        if name not in source.whole and core(name) not in source.whole:
            yield name
    for sort, ending in _SORTS_EN:
        if re.search(rf"\b{sort}\b", claim.text, re.I) and not re.search(ending, source.whole):
            yield sort
    glosses = " ".join(filter(None, (_gloss(body) for body in roles_of(source)))).lower()
    for match in _NAME_EN.finditer(re.sub(r"\band (?=the\b)", ", ", claim.text)):
        if match.group().lower().removeprefix("the ") in glosses:
            continue
        terms = terms_of_english(
            " ".join(word for word in match.group().split() if word.lower() not in _EN_LEVEL), 0, source.whole
        )
        known = [bool(term.meant) for term in terms]
        if known and 2 * sum(known) < len(known) + 1:
            yield match.group()
    for match in _FIELD_EN.finditer(claim.text):
        words = " ".join(word for word in match["field"].lower().split() if word not in _ANY_FIELD_EN)
        known = translate(words, lambda _: 1) if words else []
        # A field that is known by one name (civil affairs: 民政) is told by that and not by its words.
        named = known[0] if len(known) == 1 else [one for term in terms_of_english(words, 0, source.whole) for one in term.meant]
        # 人民政府 is no 民政.
        text = source.whole.replace("人民政府", "政府")
        if known and not any(re.search("[\u3400-\u9fff]{0,3}?".join(map(re.escape, one)), text) for one in named):
            yield match.group().strip()


@lru_cache(maxsize=4096)
def _gloss(body: str) -> str:
    return gloss(body) or ""


def said_en(claim: Claim, source: Source) -> list[tuple[FactKind, str]]:
    """(role, body) that an English sentence states of bodies to which the clause gives roles."""
    found: list[tuple[FactKind, str]] = []
    for piece in _PIECE.split(NOT_LEAD.sub("", claim.text)):
        kinds = [kind for kind, pattern in _ROLE_EN if pattern.search(piece)]
        if len(kinds) == 1:
            found += [(kinds[0], body) for body in roles_of(source) if _is_named(body, piece)]
    return found


def led_by_another(claim: Claim, source: Source) -> str:
    """The words by which an English sentence says that somebody leads, and names nothing of any body that the clause has lead; ''
    where it does, or the clause names none.
    """
    leads = [_FIELDLESS.sub("", body) for body, kinds in roles_of(source).items() if "lead" in kinds]
    for piece in _PIECE.split(NOT_LEAD.sub("", claim.text)) if leads and all(leads) else ():
        match = _LEADS_EN.search(piece)
        if match and not any(body in folded(piece) or any(translate(piece, body.count)) for body in leads):
            return match.group()
    return ""


def _is_named(body: str, piece: str) -> bool:
    words = {word for word in re.findall(r"[a-z'-]+", _gloss(body).lower()) if word not in _EN_LEVEL}
    said = set(re.findall(r"[a-z'-]+", piece.lower()))
    return body in folded(piece) or bool(words) and words <= said
