"""Bodies that a sentence names, and the role it gives them, against its clause: 牵头 ≠ 责任 ≠ 协助."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from answer.checks.alignment import Aligned
from answer.checks.bodies_en import NOT_LEAD, claimed_en, led_by_another, names_en, said_en
from answer.checks.body_names import ROLE_WORDS, core, roles_of
from answer.checks.fault import Fault
from answer.checks.reading import Source
from ingest.fold import folded
from ingest.model import FactKind
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
        names_en(claim, source)
        if claim.is_english
        else (*_unknown(claim.key, source), *_departments(claim.key, source))
    ):
        return Fault("not_found", "body", name)
    for kind, said in _ROLE_SAID.items():
        match = _ROLE_CLAIMED[kind].search(NOT_LEAD.sub("", claim.key))
        if match and not said.search(source.whole):
            return Fault("not_found", "role", match.group())
    if claim.is_english and (said := claimed_en(claim, source)):
        return Fault("not_found", "role", said)
    if claim.is_english and (led := led_by_another(claim, source)):
        return Fault("contradicted", "role", led)
    for body in () if claim.is_english else _of_issuer(claim.key, source):
        return Fault("not_found", "body", body)
    for kind, body in said_en(claim, source) if claim.is_english else said_roles(claim.key):
        if fault := _role(kind, body, source):
            return fault
    return None


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
        re.search(rf"{re.escape(value)}[^，。；、;:：,]{{0,8}}(?:{ROLE_WORDS[kind]})", source.key)
        for value in (body, *same)
    ):
        return None
    if held:
        return Fault("contradicted", "role", body)
    if any(_holds(core(body), kind, one.text) for one in source.segments):
        return None
    others = any(kind in kinds for kinds in roles.values())
    sentences = [source.key[span.start : span.end] for span in source.sentences]
    if not others and any(core(body) in text and re.search(ROLE_WORDS[kind], text) for text in sentences):
        return None
    # 负责 says of anybody what he does; that the clause lets him do it is seen elsewhere.
    if kind == "responsible" and not others and core(body) in source.key:
        return None
    return Fault("contradicted" if others else "not_found", "role", body)


def _holds(body: str, kind: FactKind, text: str) -> bool:
    """Whether a segment that names a body gives it the role: the first word of a role after it, else one before it."""
    if body not in text:
        return False
    after = re.search("|".join(ROLE_WORDS.values()), text[text.index(body) + len(body) :])
    return bool(re.fullmatch(ROLE_WORDS[kind], after.group()) if after else re.search(ROLE_WORDS[kind], text))


def same_body(said: str, meant: str, source: Source) -> bool:
    """Whether two names are of one body: but for place and level, or by an alias that the notice states."""
    if core(said) == core(meant):
        return True
    aliases = _aliases(source.notice.text)
    return any(
        {said, meant} == {short, full} or (core(short) == core(said) and full.endswith(core(meant)))
        for short, full in aliases
    )


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


def _of_issuer(key: str, source: Source) -> Iterator[str]:
    """Bodies that only the notice's heads name (its issuer), in a list to which the sentence gives a role."""
    for run in re.split("[，。；,;]", key):
        names = run.split("、") if re.search("负责|牵头|配合|协助", run) else ()
        for name in (name[: body.end()] for name in names[:-1] if (body := BODY.search(name))):
            if name in source.frame and name not in source.key and core(name) not in source.key and not _is_alias(name, source):
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
