"""What a clause states that can be checked word for word: who leads, who is responsible, who assists, by when, how much.

The labels are the fixed wording of task tables and parentheses in official documents: 责任部门/责任单位 (who must do it),
牵头单位 (who leads), 协助/配合/参加部门 (who helps). Everything is matched on the original text; both scripts are read.
"""

from __future__ import annotations

import re

from ingest.model import Fact, FactKind, Span
from ingest.script import simplify

_UNIT = "(?:部门|单位|机关|科室|处室|主体|领导|单位及部门|部门和单位|部门（单位）|部门、单位|人)"
_ROLE = (("lead", rf"(?:牵头|主办|主责|牵头责任|牵头负责|组织实施){_UNIT}|牵头"),
         ("assisting", rf"(?:协助|配合|协办|参与|参加|协同|会办|支持|协作){_UNIT}"),
         ("responsible", rf"(?:责任|负责|承办|落实|实施|完成){_UNIT}|分工"))
_LABEL = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _ROLE))
_LIST = re.compile(rf"(?:{'|'.join(pattern for _, pattern in _ROLE)})\s*[:：]")
_BODY_END = re.compile(r"(?:政府|委员会|委|办公室|办公厅|办|局|厅|部|院|会|机构|中心|单位|部门|机关|署|组|处|科|司|站|所|社|银行|公司|学校|乡镇|街道|人|者|长|书记)$")
_SEPARATOR = re.compile(r"[、，,;；/和及与]|以及|\s+")
# Who leads, said in a sentence: 由X牵头、X要牵头、X牵头… The body stands right before the verb.
_LEADS = re.compile(r"(?P<who>[^。；;:：，,！？\n|“”「」\"()（）《》]{2,60}?)(?:要|应|应当|须|负责|共同|具体|统一)*牵头(?!的?(?:单位|部门|机关|责任|人|机构))")
_SUBJECT_START = re.compile(r"^.*(?:建立|建立由|由|实行|形成|坚持|完善|健全|明确|以|在|按照|构建)")

_NUM = r"(?:[0-9０-９]+(?:\.[0-9]+)?|[一二三四五六七八九十百两半]+)"
_YEAR = r"(?:19|20)\d{2}年"
_DAY = r"(?:[1-9]|1[0-2])月(?:(?:[1-3]?\d)日)?"
# A point or term in time that binds: 到2025年、2022年年底前、每年4月1日前、15个工作日内、每半年. A bare year binds nothing.
_DEADLINE = re.compile("|".join((
    rf"(?:到|至|截至|截止到?|于|在)\s*{_YEAR}(?:{_DAY})?(?:年?(?:底|末|初))?(?:之?前|以前|为止)?",
    rf"{_YEAR}(?:{_DAY}|年?(?:底|末)|[上下]半年)?(?:之?前|以前|为止|年?底|年?末)",
    rf"{_YEAR}\s*[—\-–~至]\s*{_YEAR}", rf"{_YEAR}{_DAY}",
    rf"每(?:个|隔)?{_NUM}?(?:半年|年度?|季度?|个?月|周|日|天)(?:{_DAY}|\d{{1,2}}日|年?底)?(?:之?前|以前)?",
    rf"(?:自[^。；，,]{{1,14}})?{_NUM}\s*个?(?:工作日|日|天|月|年|小时|周)(?:之?内|以内|前)",
    r"(?:年底|年内|年末|月底|季度末|当日|当天)(?:之?前|以前)?")))
_UNITS = ("个工作日|个百分点|平方公里|平方米|工作日|人次|台次|轮次|学时|课时|小时|公里|公顷|万元|亿元|个月|元|天|日|次|件|家|项|人|名|个|期|份|起|处|"
          "米|亩|吨|年|月|周岁|岁|周|户|条|册|批|倍|轮|场|套|台|辆|所|篇|种|类|分")
_BOUND = r"(?:不(?:少|低|高|多|超)于|不超过|不得少于|不得超过|至少|最多|超过|达到|达|共计|累计)?"
# A number with its unit and the words that bound it: 不少于15天、90%以上、两期以上、1-2件.
_FIGURE = re.compile(
    rf"{_BOUND}\s*(?<!\d)(?!(?:19|20)\d{{2}}年)[0-9０-９]+(?:[.,][0-9]+)*(?:[—\-–~～至][0-9]+(?:\.[0-9]+)?)?\s*"
    rf"(?:[%％‰]|(?:余|多|万|亿|千|百)*\s*余?(?:{_UNITS}))(?:以上|以下|以内|左右)?"
    rf"|{_BOUND}(?:百分之|千分之)[一二三四五六七八九十百点]+(?:以上|以下)?"
    rf"|{_BOUND}[一二三四五六七八九十百千两]+(?:{_UNITS})(?:以上|以下|以内)?")
_QUOTED_TITLE = re.compile(r"《[^》]*》")


def facts_of(text: str, span: Span, marker_length: int = 0, cells: dict[str, Span] | None = None) -> tuple[Fact, ...]:
    """The facts of the clause text[span], past its marker; `cells` (column name -> span) when the clause is a table row."""
    key = simplify(span.of(text))
    if len(key) != span.end - span.start:
        return ()
    found = list(_from_cells(text, cells)) if cells else list(_from_lists(key, span.start))
    found += _leads(key, span.start)
    taken = [(match.start() + span.start, match.end() + span.start) for match in _QUOTED_TITLE.finditer(key)]
    taken += [(fact.span.start, fact.span.end) for fact in found] + [(span.start, span.start + marker_length)]
    for kind, pattern in (("deadline", _DEADLINE), ("figure", _FIGURE)):
        for match in pattern.finditer(key):
            start, end = (span.start + at for at in _trimmed(key, match.start(), match.end()))
            if not any(a < end and start < b for a, b in taken):
                found.append(_fact(kind, start, end))
                taken.append((start, end))
    return tuple(sorted((Fact(fact.kind, fact.span.of(text), fact.span) for fact in found), key=lambda fact: (fact.span.start, fact.kind)))


def column_kind(column: str) -> FactKind | None:
    """Which facts a table column with this heading holds: 责任部门 -> responsible."""
    match = _LABEL.fullmatch(simplify(column)) or re.fullmatch(
        r"(?P<deadline>(?:完成|办结|办理|实施)?(?:时限|时间|期限|时间节点|时间要求))", simplify(column))
    return match.lastgroup if match else None


def _fact(kind: str, start: int, end: int) -> Fact:
    return Fact(kind, "", Span(start, end))


def _trimmed(key: str, start: int, end: int) -> tuple[int, int]:
    value = key[start:end]
    return start + len(value) - len(value.lstrip()), start + len(value.rstrip())


def _from_cells(text: str, cells: dict[str, Span]):
    for column, cell in cells.items():
        kind = column_kind(column)
        if kind == "deadline":
            yield _fact(kind, cell.start, cell.end)
        elif kind:
            yield from _bodies(simplify(cell.of(text)), 0, cell.end - cell.start, kind, cell.start)


def _from_lists(key: str, offset: int):
    """`责任部门：甲、乙；协助部门：丙` up to the end of its parenthesis, semicolon, full stop or line."""
    for label in _LIST.finditer(key):
        kind = _LABEL.match(label.group()).lastgroup
        depth, end = 0, label.end()
        while end < len(key) and not (key[end] in "；;。\n" and depth == 0):
            if key[end] in "(（":
                depth += 1
            elif key[end] in ")）":
                if depth == 0:
                    break
                depth -= 1
            end += 1
        yield from _bodies(key, label.end(), end, kind, offset)


def _bodies(key: str, start: int, end: int, kind: FactKind, offset: int):
    """Names between separators at parenthesis depth 0; a closing 等 is not part of a name."""
    at, depth = start, 0
    for position in range(start, end + 1):
        char = key[position] if position < end else "、"
        depth += (char in "(（") - (char in ")）")
        if depth == 0 and char in "、，,；;\n ":
            name_start, name_end = _trimmed(key, at, position)
            name = re.sub(r"(等(部门|单位)?(按职责分工.*)?|按职责分工.*|[。.])$", "", key[name_start:name_end])
            if len(name) >= 2:
                yield _fact(kind, offset + name_start, offset + name_start + len(name))
            at = position + 1


def _leads(key: str, offset: int):
    """Bodies named before 牵头 in a sentence."""
    for match in _LEADS.finditer(key):
        if _LIST.match(key, match.end() - 2):
            continue
        start, end = match.start("who"), match.end("who")
        start += _lead_start(key[start:end])
        for name_start, name_end in _split(key, start, end):
            name = key[name_start:name_end]
            if 2 <= len(name) <= 25 and _BODY_END.search(name):
                yield _fact("lead", offset + name_start, offset + name_end)


def _lead_start(subject: str) -> int:
    """Where the run of body names that ends the subject begins: back over 、 as long as each part ends like a body's name."""
    cut = _SUBJECT_START.match(subject)
    start = cut.end() if cut and cut.end() < len(subject) - 1 else 0
    parts = list(_SEPARATOR.finditer(subject, start))
    for part in reversed(parts):
        if not _BODY_END.search(subject[start:part.start()].split("、")[-1]):
            return part.end()
    return start


def _split(key: str, start: int, end: int):
    at = start
    for match in [*_SEPARATOR.finditer(key, start, end), None]:
        stop = match.start() if match else end
        if stop > at:
            yield _trimmed(key, at, stop)
        at = match.end() if match else end
