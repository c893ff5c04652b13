"""Bodies that a sentence names, and the role it gives them, against its clause: 牵头 ≠ 责任 ≠ 协助."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from answer.checks.alignment import Aligned
from answer.checks.fault import Fault
from answer.checks.reading import Claim, Source
from answer.checks.terms import terms_of_english
from answer.gloss import gloss
from index.glossary import translate
from ingest.fold import folded
from ingest.model import FactKind
from ingest.places import find_official_places
from ingest.roles import roles_in

_END = (
    "委员会|办公室|办公厅|管委会|政府|法院|检察院|总局|银保监会|证监会|[局厅署]|(?<=[革信建健展资])委|(?<=制)办"
    "|(?:司法|财政|教育|公安|民政|商务|交通运输|农业农村|水利|卫生健康|科技)部(?!门|分|队)"
)
BODY = re.compile(rf"(?:{_END})(?![面势部长员内外级限署会])")
# What cannot be inside the name of a body.
_OUTSIDE = re.compile(
    r"[^\u3400-\u9fff]|[由向报和与及、对经在为给的是将从送交]|(?:牵头|负责|协助|配合|应当"
    r"|可以|不得|会同|其中|以及|或者|单位|部门|部门为|单位为)"
)
_LEVEL = re.compile(r"^(?:各级|各|本|该|全|所在地|有关|相关)?(?:[省市县区州旗镇乡]{1,3}级?)?(?:人民)?(?:各)?")
_ALIAS = re.compile(
    r"(?P<full>[\u3400-\u9fff]{2,30})[(（](?:以下|下)?(?:统称|简称)(?:为|:|：)?[“「\"]?(?P<short>[\u3400-\u9fff]{2"
    r",16})[”」\"]?[)）]"
)
_LABEL = re.compile(
    "(?P<label>(?:牵头|主办|责任|负责|承办|协助|配合|协办|参与)(?:单位|部门|机关|机构))(?:主要)?(?:分别|均)?(?:包括|是|为|有|由|：|:)"
)
_IS = re.compile(
    r"(?P<who>[\u3400-\u9fff、]{2,60}?)(?:分别)?(?:是|为|作为|担任|系)(?:[^，。；、]{1,30}的|该项工作|此项工作)?(?P<label>牵头"
    r"|主办|责任|负责|协助|配合|协办)(?:单位|部门|机关|机构|方)"
)
_KIND: dict[str, FactKind] = {
    "牵头": "lead",
    "主办": "lead",
    "责任": "responsible",
    "负责": "responsible",
    "协助": "assisting",
    "配合": "assisting",
    "协办": "assisting",
}
_WORDS = {
    "lead": "牵头|主办|主责|总牵头",
    "responsible": "责任|负责|承办|落实|主管|实施|主体",
    "assisting": "协助|配合|参与|支持|协同|协办|参加",
}
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
_NOT_LEAD = re.compile(r"\(?not (?:the )?(?:lead\w*|responsible|assisting)(?: \w+)?\)?", re.I)
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
_GOVERNMENT = re.compile("[省市县区镇乡]级?(?:人民)?政府")
_MOST = 14
_DEPARTMENT = re.compile(r"(?P<field>[\u3400-\u9fff]{2})(?:行政)?(?:主管|管理)?(?:部门|机关)(?!负责人|的)")
_ANY_FIELD = frozenset(
    """有关 相关 主管 行政 职能 政府 责任 牵头 协助 配合 业务 国家 执法 各个 所有 其他 上级 下级 同级 本级 成员 组成
    任部 管理 公共 处罚 作出 决定 该等 同意""".split()  # noqa: SIM905
)
_ROLE_CLAIMED = {
    "lead": re.compile(r"牵头|\b(?:leads|led by|lead (?:body|department|agency|unit)|tak(?:es?|ing) the lead)\b", re.I),
    "assisting": re.compile(r"协助|配合|\bassist(?:s|ing)?\b", re.I),
}
_ROLE_SAID = {
    "lead": re.compile("牵头|主办|主责|率先|带头|领导|组长|引领|首席|总责"),
    "assisting": re.compile("协助|配合|参与|支持|协同|协办|帮助|援助|辅助|参加|支撑"),
}


def check_bodies(pair: Aligned) -> Fault | None:
    claim, source = pair.claim, pair.source
    for name in (
        _names_en(claim, source)
        if claim.is_english
        else (*_unknown(claim.key, source), *_departments(claim.key, source))
    ):
        return Fault("not_found", "body", name)
    for kind, said in _ROLE_SAID.items():
        match = _ROLE_CLAIMED[kind].search(_NOT_LEAD.sub("", claim.key))
        if match and not said.search(source.whole):
            return Fault("not_found", "role", match.group())
    for kind, pattern in _ROLE_EN if claim.is_english else ():
        match = pattern.search(claim.text)
        if match and not re.search(f"{_WORDS[kind]}|{_ALSO[kind]}", source.key):
            return Fault("not_found", "role", match.group())
    for kind, body in _said_en(claim, source) if claim.is_english else said_roles(claim.key):
        if fault := _role(kind, body, source):
            return fault
    return None


def roles_of(source: Source) -> dict[str, set[FactKind]]:
    """Body -> the roles that the clause gives it; names folded."""
    found: dict[str, set[FactKind]] = {}
    for fact in source.clause.facts:
        if fact.kind in _WORDS:
            found.setdefault(folded(fact.value), set()).add(fact.kind)
    return found


def said_roles(key: str) -> list[tuple[FactKind, str]]:
    """(role, body) that a Chinese sentence states."""
    plain = re.sub("以及|负责(?=牵头)", "", _LABEL.sub(lambda match: f"{match['label']}：", key))
    found = [(kind, span.of(plain)) for kind, span in roles_in(plain)]
    found = [_by_last_word(kind, body) for kind, body in found]
    for match in _IS.finditer(key):
        found += [(_KIND[match["label"]], name) for name in re.split("、|和|及", match["who"]) if BODY.search(name)]
    return found


def _by_last_word(kind: FactKind, body: str) -> tuple[FactKind, str]:
    """责任部门：甲，乙协助: what a body is said to do after its name tells its role."""
    match = re.fullmatch("(.{2,}?)(牵头|负责|协助|配合)", body)
    return (_KIND[match[2]], match[1]) if match else (kind, body)


def _role(kind: FactKind, body: str, source: Source) -> Fault | None:
    roles = roles_of(source)
    same = [value for value in roles if same_body(body, value, source)]
    held = {role for value in same for role in roles[value]}
    if kind in held or any(
        re.search(rf"{re.escape(value)}[^，。；、;:：,]{{0,8}}(?:{_WORDS[kind]})", source.key)
        for value in (body, *same)
    ):
        return None
    if held:
        return Fault("contradicted", "role", body)
    if any(_holds(core(body), kind, one.text) for one in source.segments):
        return None
    others = any(kind in kinds for kinds in roles.values())
    sentences = [source.key[span.start : span.end] for span in source.sentences]
    if not others and any(core(body) in text and re.search(_WORDS[kind], text) for text in sentences):
        return None
    # 负责 says of anybody what he does; that the clause lets him do it is seen elsewhere.
    if kind == "responsible" and not others and core(body) in source.key:
        return None
    return Fault("contradicted" if others else "not_found", "role", body)


def _holds(body: str, kind: FactKind, text: str) -> bool:
    """Whether a segment that names a body gives it the role: the first word of a role after it, else one before it."""
    if body not in text:
        return False
    after = re.search("|".join(_WORDS.values()), text[text.index(body) + len(body) :])
    return bool(re.fullmatch(_WORDS[kind], after.group()) if after else re.search(_WORDS[kind], text))


def same_body(said: str, meant: str, source: Source) -> bool:
    """Whether two names are of one body: but for place and level, or by an alias that the notice states."""
    if core(said) == core(meant):
        return True
    aliases = _aliases(source.notice.text)
    return any(
        {said, meant} == {short, full} or (core(short) == core(said) and full.endswith(core(meant)))
        for short, full in aliases
    )


@lru_cache(maxsize=4096)
def core(name: str) -> str:
    """A body's name without its place and level: 连云港市信访局 -> 信访局, 区财政局 -> 财政局; the whole where that leaves a bare 局."""
    places = find_official_places(name)
    bare = name[places[-1].end :] if places and places[0].start == 0 else name
    bare = _LEVEL.sub("", bare)
    return bare if len(bare) > 1 else name


@lru_cache(maxsize=64)
def _aliases(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((match["short"], match["full"]) for match in _ALIAS.finditer(folded(text)))


def _unknown(key: str, source: Source) -> Iterator[str]:
    """Names of bodies that neither the clause nor the notice's heads know."""
    text = source.whole + source.whole.replace("人民政府", "政府")
    for match in BODY.finditer(key):
        begin = match.start()
        while begin and match.end() - begin < _MOST and not _outside(key, begin - 1):
            begin -= 1
        name = key[begin : match.end()]
        # What of the name's end the clause has; what is left before it must not name a body of another kind.
        held = next((name[at:] for at in range(len(name)) if name[at:] in text), "")
        left = name[: len(name) - len(held)]
        if len(held) > max(1, len(match.group())) or (held and not re.search(r"[\u3400-\u9fff]{2}", left)):
            continue
        if _GOVERNMENT.fullmatch(name) and name[0] in source.key and "政府" in source.key:
            continue
        if not _is_alias(name, source) and not _is_abbreviated(core(name), text):
            yield name


def _departments(key: str, source: Source) -> Iterator[str]:
    """Departments and organs named by their field: 公安机关, 税务部门, where the clause speaks of no such field."""
    for match in _DEPARTMENT.finditer(key):
        field = match["field"]
        near = re.search(rf"{field[0]}[^，。；]{{0,4}}{field[1]}", source.whole)
        if not near and field not in _ANY_FIELD:
            yield match.group()


def _outside(key: str, at: int) -> bool:
    return bool(_OUTSIDE.match(key, at) or (at and _OUTSIDE.fullmatch(key[at - 1 : at + 1])))


def _is_alias(name: str, source: Source) -> bool:
    return any(name.endswith(short) and full in source.whole for short, full in _aliases(source.notice.text))


def _is_abbreviated(name: str, text: str) -> bool:
    """发展改革委 of 发展和改革委员会: its characters in order, no more than three others between two."""
    return len(name) >= 4 and bool(re.search(r"[\u3400-\u9fff]{0,3}?".join(map(re.escape, name)), text))


def _names_en(claim: Claim, source: Source) -> Iterator[str]:
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


def _said_en(claim: Claim, source: Source) -> list[tuple[FactKind, str]]:
    """(role, body) that an English sentence states of bodies to which the clause gives roles."""
    found: list[tuple[FactKind, str]] = []
    for piece in _PIECE.split(_NOT_LEAD.sub("", claim.text)):
        kinds = [kind for kind, pattern in _ROLE_EN if pattern.search(piece)]
        if len(kinds) == 1:
            found += [(kinds[0], body) for body in roles_of(source) if _is_named(body, piece)]
    return found


def _is_named(body: str, piece: str) -> bool:
    words = {word for word in re.findall(r"[a-z'-]+", _gloss(body).lower()) if word not in _EN_LEVEL}
    said = set(re.findall(r"[a-z'-]+", piece.lower()))
    return body in folded(piece) or bool(words) and words <= said
