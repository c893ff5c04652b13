"""Who leads, who is responsible, who assists: the bodies a clause names in one of these roles.

Four forms carry the relation in official documents, and nothing else is read as one:
a labelled list   责任单位：市教育局、市财政局；配合单位：各区政府
a bracketed note  （市场监管总局牵头，各省级人民政府、国务院有关部门参与）
a sentence        由市发展改革委牵头；各区人民政府负责本行政区域内的……；市城管局是本市市容管理的主管部门
a list of duties  区教育局：指导学校……；（三）区卫生健康委⏎梳理医院……
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ingest.model import FactKind, Span

_UNIT = "(?:部门|单位|机关|科室|处室|主体|领导|单位及部门|部门和单位|部门（单位）|部门\\(单位\\)|部门、单位|人)"
_ROLES = (
    ("lead", rf"(?:牵头|主办|主责|牵头责任|牵头负责|组织实施){_UNIT}"),
    ("assisting", rf"(?:协助|配合|协办|参与|参加|协同|会办|支持|协作){_UNIT}"),
    ("responsible", rf"(?:责任|负责|承办|落实|实施|完成){_UNIT}"),
)
_LABEL = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ROLES))
_BARE_LABEL = re.compile(r"(?P<lead>牵头)|(?P<responsible>责任分工|分工|责任)|(?P<assisting>配合|协办)")
_LISTED = re.compile(rf"(?P<label>{re.sub('[?]P<[a-z]+>', '?:', f'{_LABEL.pattern}|{_BARE_LABEL.pattern}')})\s*[:：]")
# A label ends where another of any subject begins: 完成时限：…
_ANY_LABEL = re.compile(r"[\u3400-\u9fff（）()、]{2,8}[:：]")
_OPEN, _CLOSE, _STOP = "(（[【〔", ")）]】〕", "；;。\n"

_BODY_END = re.compile(
    r"(?:妇联|工商联|残联|文联|侨联|科协|团中央|政府|委员会|委|办公室|办公厅|办|局|厅|部|院|(?<![社机])会|机构|中心|单位|部门|机关|署|组|处|科|司|站|所|社|银行|公司|学校"
    r"|乡镇|镇街|街镇|街道|园区|开发区|功能区|主体|队|学院|大学|负责人|人员|书记|海关|[分支总]行|集团|(?:市|县|区|省|镇|乡|部|局|厅|处|科|院|所|校|行|会)长"
    r"|各[区县市镇乡][(（、市县镇乡）)]*|政务服务总?站|税务总局)$"
)
# A name holds no verb: what has one is a clause that merely ends like a name.
_NO_NAME = re.compile(r"[。；;:：！？]|任组长|^(?:打造|推进|加强|完善|健全|深化|强化|优化|构建|创建|提升|推动|明确)|^[其含该等]|^本(?!溪)")
_TIER = r"(?:[省市县区州盟旗乡镇]|区县|县区|市县|乡镇|自治[区州县旗]|直辖市|[省市县]级)(?:[(（][^()（）]{1,8}[)）])?"
_TIERS = re.compile(f"{_TIER}(?:[、和或及与]{_TIER})*")
_GENERIC = ("单位", "部门", "机关", "机构", "人员", "主体")
# What ends a list and is no part of its last name: 等, 等有关部门按职责分工…, a full stop.
_TRAIL = re.compile(r"(?:等(?:有关|相关)?(?:部门和单位|部门|单位|地方|地区)?(?:按.*)?|按(?:照|职责).*|[。.])$")
_ETC = r"(?:等(?:有关|相关)?(?:多?部门|单位|部门和单位|方面)?(?:和单位)?)?"
_BY_DUTY = "按照?(?:各自)?(?:职责|职能|分工|职责分工|职能分工)|(?:按照?)?职责分工|分工|分别|各自|共同"
_ADVERB = rf"(?:{_BY_DUTY}|具体|统一|主要|全面|要|应当?|须|积极|密切|做好){{0,4}}"
_VERBS = (
    ("lead", "牵头(?:负责|组织|落实|实施)?|负责牵头|总牵头"),
    ("responsible", "负责(?!人|任|制|同志)|负总责|落实|组织实施|承办|主管(?!部门|机关|领导|人员|单位)"),
    ("assisting", "配合|协助|协同|参与|参加|支持|协办"),
)
_VERB = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _VERBS)
_NOTE_PART = re.compile(rf"(?:由)?(?P<who>.+?){_ETC}{_ADVERB}(?:{_VERB})(?P<rest>.*)$")
# In a running sentence only the plainest words of relation count.
_RELATION = re.compile(
    r"(?P<lead>牵头)(?!的?(?:单位|部门|机关|责任|人|机构))"
    # 国务院负责…工作的部门: before 的 it tells which department, and is no verb of 国务院 (朱德熙《语法讲义》, 定语).
    r"|(?P<responsible>负责|主管)(?!人|任|制|同志|的|部门|机关|领导|人员|单位|[^。；;，,、]{1,24}的(?:部门|机构|机关))"
    r"|(?P<assisting>(?<!密切)(?<!相互)(?<!互相)配合|协助)(?!度|机制|单位|部门|人员|[开工]展)"
)
# 市文物局是本市文物保护工作的主管部门: of a body what it is, as its verb would say it.
_COPULA = re.compile(
    r"(?:(?<!不)是|作?为)(?![指否])(?:[^。；;，,、：:！？\n是为]{1,40}的)?(?:行政)?(?:(?P<lead>牵头|主责)|(?P<responsible>主管|责任|负责|承办))"
    r"(?:部门|单位|机关|机构|主体)(?=[。；;，,]|$)"
)
_BETWEEN = re.compile(rf"{_ETC}{_ADVERB}$")
_PHRASE = re.compile(r"[^。；;:：！？\n|“”「」\"《》，,]*$")
_BEFORE_NAMES = re.compile(
    r"^.*(?:(?<![自理])由|建立|实行|形成|坚持|完善|健全|明确|构建|对接|成立|组建|推动|落实|加强|召开|依托|按照|或者|其中)"
)
# What may follow the verb of a note: 负责落实, 牵头组织. No row of levels, subject, note or list of bodies is longer than these.
_REST, _LEVELS, _SUBJECT, _NOTE, _LIST = 12, 20, 80, 400, 2000


# 甲市和乙县政府金融管理部门 are the departments of both governments; 有关部门 is nobody's in particular.
_SHARED = re.compile("政府(?!有关|相关|各|所属).{2,}(?:管理|主管|监督|行政)部门$")

# A body before a colon or alone in the first line, and its duties: a sentence, and no list of members or telephone numbers.
_WHO = r"[^\s：:。，,；;“”]{2,40}?"
_DUTY = re.compile(
    rf"(?:\A\s*(?P<first>{_WHO})\n\s*|(?:\A|(?<=\n))[^\S\n]*(?P<who>{_WHO})[：:][^\S\n]*)(?=[\u4e00-\u9fff][^\n：:。；;]{{8,}}[。；;])")
# Sorts of people and bodies that a form or a definition has before its colons.
_SORT = re.compile("(?:单位|部门|机关|机构|主体|人员|负责人|公司|学校|[大学]学|学院|院校|医院|所|合作社)(?:[(（].*)?$")

# Start and end of a passage, and the (role, start, end) of the names in it.
Reading = tuple[int, int, list[tuple[FactKind, int, int]]]


def roles_in(key: str, start: int = 0) -> list[tuple[FactKind, Span]]:
    """(role, span of one body's name) for every body that `key`, a clause in Simplified script, gives a role, in order.

    Spans are offset by `start`, the place of the clause in its notice.
    """
    taken = bytearray(len(key))
    found: list[tuple[FactKind, int, int]] = []
    for read in (_lists, _notes, _sentences, _duties):
        for first, last, hits in read(key):
            if hits and taken.find(1, first, last) < 0:
                found += hits
                taken[first:last] = b"\1" * (last - first)
    return [(kind, Span(start + a, start + b)) for kind, a, b in sorted(found, key=lambda hit: hit[1:])]


def role_of_column(column: str) -> FactKind | None:
    """The role that a table column with this heading (Simplified) gives the bodies in it: 责任部门 -> responsible."""
    match = _LABEL.fullmatch(column) or _BARE_LABEL.fullmatch(column)
    return match.lastgroup if match else None


def names_in(key: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the names in a list; a closing 等 is no part of a name."""
    for first, last in _items(key, start, end):
        yield from _pieces(key, first, last)


def _items(key: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What separators part outside parentheses, blanks and all. 市、县（市）、区民政部门 is one: a level alone is no body."""
    at, depth = start, 0
    for position in range(start, end + 1):
        char = key[position] if position < end else "、"
        depth += (char in _OPEN) - (char in _CLOSE)
        is_tier = char == "、" and at < position < min(end, at + _LEVELS) and _TIERS.fullmatch(key, at, position)
        if depth <= 0 and (char in "、，,；;|/" or char.isspace()) and not is_tier:
            yield at, position
            at = position + 1


def _pieces(key: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One item of a list, cut at 和/及/会同 only where what stands before is a whole name: not in 工业和信息化局."""
    start += len(key[start:end]) - len(key[start:end].lstrip())
    name = _TRAIL.sub("", key[start:end].rstrip())
    for match in re.finditer("和|及|与|会同|以及", name):
        before, after = name[: match.start()], name[match.end() :]
        is_list = _BODY_END.search(before.removesuffix("等")) and _BODY_END.search(after)
        is_shared = before.endswith("政府") and _SHARED.search(after)
        if is_list and not is_shared and len(after) > 1 and after not in _GENERIC:
            yield from _pieces(key, start, start + match.start())
            yield from _pieces(key, start + match.end(), start + len(name))
            return
    if len(name) >= 2:
        yield start, start + len(name)


def _lists(key: str) -> Iterator[Reading]:
    """(start, end, hits) of `责任部门：甲、乙`, up to the next label, the end of its brackets, or a full stop."""
    labels = list(_LISTED.finditer(key))
    for label, following in itertools.zip_longest(labels, labels[1:]):
        kind = role_of_column(label["label"])
        end, depth = label.end(), 0
        limit = min(following.start() if following else len(key), end + _LIST)
        while end < limit and (depth or key[end] not in _STOP + _CLOSE):
            depth += (key[end] in _OPEN) - (key[end] in _CLOSE)
            end += 1
        others = (match.start() for match in _ANY_LABEL.finditer(key, label.end(), end))
        end = next((at for at in others if not _is_inside(key[label.end() : at])), end)
        yield label.start(), end, [(kind, first, last) for first, last in names_in(key, label.end(), end)]


def _is_inside(run: str) -> bool:
    """Whether a bracket is open at the end of `run`."""
    return sum(run.count(char) for char in _OPEN) > sum(run.count(char) for char in _CLOSE)


def _notes(key: str) -> Iterator[Reading]:
    """The same of the inside of each outermost pair of brackets."""
    depth, first = 0, 0
    for position, char in enumerate(key):
        if char in _OPEN:
            first = position + 1 if depth == 0 else first
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0 and position - first <= _NOTE:
                yield first, position, list(_note(key, first, position))


def _note(key: str, start: int, end: int) -> Iterator[tuple[FactKind, int, int]]:
    """`甲牵头，乙、丙配合`: each part ends in its verb; names without a verb belong to the next part."""
    at = start
    for match in re.finditer(r"[，,；;。]|$", key[start:end]):
        stop = start + match.start()
        part = _NOTE_PART.fullmatch(key, at, stop)
        names = all_names(key, *part.span("who")) if part and len(part["rest"]) <= _REST else []
        yield from ((_kind(part), a, b) for a, b in names)
        if names or match.group() not in "，," or not all_names(key, at, stop):
            at = stop + 1


def _kind(match: re.Match[str]) -> FactKind:
    return next(kind for kind, _ in _VERBS if match[kind])


def all_names(key: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the names in key[start:end], a list in Simplified script; none unless every item of it is one."""
    names = list(names_in(key, start, end))
    return names if all(_is_name(key[a:b]) for a, b in names) else []


def only_bodies(key: str) -> bool:
    """Whether a text in Simplified script is a list of bodies, none of them a mere sort (建设单位)."""
    names = all_names(key, 0, len(key))
    return bool(names) and not any(_SORT.search(key[a:b]) for a, b in names)


def _is_name(name: str) -> bool:
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", name)
    return 2 <= len(name) <= 30 and bool(_BODY_END.search(bare)) and not _NO_NAME.search(name)


def _sentences(key: str) -> Iterator[Reading]:
    """The same of bodies right before 牵头, 负责, 配合 or 是…主管部门 in a sentence."""
    for match in (*_RELATION.finditer(key), *_COPULA.finditer(key)):
        phrase = _PHRASE.search(key[max(0, match.start() - _SUBJECT) : match.start()])
        end = match.start() - len(_BETWEEN.search(phrase.group()).group())
        first = _names_start(key, match.start() - len(phrase.group()), end, _kind(match))
        if first is not None:
            yield first, match.end(), [(_kind(match), a, b) for a, b in all_names(key, first, end)]


def _duties(key: str) -> Iterator[Reading]:
    """The same of bodies whose duties follow their names."""
    for match in _DUTY.finditer(key):
        who = match.span("first" if match["first"] else "who")
        if only_bodies(match[0][who[0] - match.start() : who[1] - match.start()]):
            yield *who, [("responsible", a, b) for a, b in all_names(key, *who)]


def _names_start(key: str, start: int, end: int, kind: FactKind) -> int | None:
    """Where the run of names that ends a subject begins: back over 、 as long as each item is a name. For 负责 and 配合
    the run must open its clause or follow 由, lest an object be taken for a subject.
    """
    before = _BEFORE_NAMES.match(key[start:end])
    opened = start + before.end() if before and start + before.end() < end - 1 else start
    opened += len(key[opened:end]) - len(key[opened:end].lstrip())
    first = None
    for item, stop in reversed(list(_items(key, opened, end))):
        if not all_names(key, item, stop):
            break
        first = item
    return first if kind == "lead" or first == opened else None
