"""References (引用) in the text of a notice: to its own clauses, and to other notices by title or number.

A reference is read here and resolved later (`index.relations`). Forms: Technical Rules of Legislation (立法技术规范（试行）
（一）, 法工委发〔2009〕62号) for 本法第…条第…款第…项; GB/T 9704-2012 for 《…》（文号）; Taiwan's 第…條第…項第…款.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.citation import LISTED, RANKS, Step, steps_of
from ingest.docno import doc_numbers
from ingest.fold import folded
from ingest.markers import marker_of
from ingest.model import Clause, Reference, Span

KINDS = (
    "法典|法|条例|办法|规定|规则|细则|准则|通则|规程|章程|标准|纲要|意见|通知|决定|方案|规划|计划|公约|协定|解释|批复|公告|通告"
    "|指南|指引|制度|要点|措施|决议|命令|令|通报|报告|纪要|答复|函|目录|清单|名录|规范|守则|预案|总则"
)
# The last word of a title that is a document's.
DOCUMENT = re.compile(rf"(?:{KINDS})(?:[(（〔【][^()（）]{{1,30}}[)）〕】])*$")
TITLE = re.compile(r"《(?:[^《》\n]|《[^《》\n]{1,80}》){1,120}》")
_SELF = re.compile(rf"本(?:{KINDS}|法规|规章|文件)")
_SAME = re.compile(rf"(?:该|同)(?:{KINDS})(?=\s?第)")
_CARRIER = re.compile(f"(?P<title>{TITLE.pattern})|(?P<self>{_SELF.pattern})|(?P<same>{_SAME.pattern})")
# What may stand between a title and its number: 《…》（2019年2月15日，国发〔2019〕5号）.
_OPENED = re.compile(r"\s?[(（〔][^()（）]{0,30}$")
_CLOSED = re.compile(r"[^()（）]{0,60}[)）]")
# A statute named without marks just before its article: 依行政程序法第九十二條.
_BARE = re.compile(rf"[\u3400-\u9fff]{{0,28}}?(?:{KINDS})\s?$")
_LED_IN = re.compile(
    "^.*(?:依照|依据|依|按照|按|根据|违反|实施(?!条例|办法|细则|规定)|构成|属于|适用(?!法)|准用|符合|参照|比照|以及|或者|所称|触犯|除|将|由|的|之|犯|是指|系指|及其|均|应|并|在)"
)
_JOINED = re.compile("^(?:以及|或者|及|和|与|或|至|到|并)")
_NO_TITLE = re.compile(
    rf"^(?:依|违|合|非|司|执|立|用|本|该|同|此|方|办|其|有关|相关|上述|前述|国家|上级|现行|其他|各项|具体|下列)?(?:{KINDS})$"
)
_INDENT = 40
# 《…》（国发〔2019〕5号，以下简称《意见》)
_ALIAS = re.compile(rf"(?P<title>{TITLE.pattern})[^《》\n]{{0,60}}以下(?:简|统)称[:：为]?[“「]?(?P<alias>《[^《》\n]{{1,40}}》)")
_STATUTE = frozenset(("民法", "刑法", "宪法", "税法", "民法典"))


@dataclass(frozen=True)
class _Carrier:
    """The notice cited and where it is named; title and doc_no both '' for this notice."""

    start: int
    end: int
    title: str = ""
    doc_no: str = ""


_Token = _Carrier | Step


def references_of(text: str, clauses: Sequence[Clause]) -> tuple[Reference, ...]:
    """Every reference in the clauses' own text, in text order; spans are of `text`. Time is linear in its length.

    A list gives one reference a member, a range (第三条至第六条) one for each of its two ends; a later member takes over the
    notice and the upper steps of the one before; a title said to be called 《意见》 for short is known by that.
    该办法第五条 is of the notice named last in the same clause. A title in 《》 counts if its last
    word is a kind of document, or if a number or an address follows. `本条`, `本款` alone are none.
    """
    key = folded(text)
    numbers = [_Carrier(start, end, "", number) for number, start, end in doc_numbers(key)]
    starts = [number.start for number in numbers]
    aliases = aliases_in(key)
    found: list[Reference] = []
    for clause in clauses:
        first, stop = (bisect_left(starts, at) for at in (clause.span.start, clause.span.end))
        found += _of_clause(key, clause, _tokens(key, clause.span, numbers[first:stop]))
    return tuple(replace(one, title=aliases.get(one.title, one.title)) for one in found)


def aliases_in(key: str) -> dict[str, str]:
    """Short titles that a folded text gives to others: `《…》（以下简称《意见》）` -> {意见: the whole title}."""
    return {match["alias"][1:-1]: match["title"][1:-1] for match in _ALIAS.finditer(key)}


def _tokens(key: str, span: Span, numbers: Sequence[_Carrier]) -> list[_Token]:
    """Titles, numbers and steps of addresses in text order; those inside another (a number in a title) are left out."""
    carriers = [
        _Carrier(match.start(), match.end(), (match["title"] or "")[1:-1], "同" if match["same"] else "")
        for match in _CARRIER.finditer(key, span.start, span.end)
    ]
    steps = [step for step in steps_of(key, span.start, span.end) if not _is_marker(key, span, step)]
    tokens: list[_Token] = []
    for token in sorted((*carriers, *numbers, *steps), key=lambda one: (one.start, -one.end)):
        if not tokens or token.start >= tokens[-1].end:
            tokens.append(token)
    return tokens


def _is_marker(key: str, span: Span, step: Step) -> bool:
    """Whether a step is no reference but the number of the clause itself, or of new wording in quotation marks."""
    begin = max(span.start, step.start - _INDENT)
    before = key[begin : step.start].rpartition("\n")[2]
    if before.strip(" \t　#*"):
        return key[step.start - 1] in "“「『\"" and key[step.end : step.end + 1] in " 　\t\n"
    marker = marker_of(key[step.start : step.start + 120].partition("\n")[0])
    return marker is not None


def _of_clause(key: str, clause: Clause, tokens: list[_Token]) -> Iterator[Reference]:
    at, last = 0, _Carrier(0, 0)
    while at < len(tokens):
        carrier, at = _carrier(key, tokens, at, last)
        last = carrier if carrier and (carrier.title or carrier.doc_no) else last
        members, at = _members(key, clause.span.start, tokens, at, carrier)
        for member in members:
            if clause.kind != "annex" or member.span.start > clause.span.start:
                yield replace(member, clause=clause.id)
        if not members and carrier and _is_document(carrier) and (carrier.title or clause.kind not in ("head", "signature")):
            yield Reference(clause.id, Span(carrier.start, carrier.end), carrier.title, carrier.doc_no)
        last = carrier if carrier and _is_document(carrier) else last


def _is_document(carrier: _Carrier) -> bool:
    return bool(carrier.doc_no or DOCUMENT.search(carrier.title))


def _carrier(key: str, tokens: list[_Token], at: int, last: _Carrier) -> tuple[_Carrier | None, int]:
    """The carrier that begins at tokens[at], its number taken along, and what comes after it; None when a step begins."""
    token = tokens[at]
    if isinstance(token, Step):
        return None, at
    if token.doc_no == "同":
        return _Carrier(token.start, token.end, last.title, last.doc_no), at + 1
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if isinstance(after, _Carrier) and token.title and after.doc_no and _OPENED.fullmatch(key, token.end, after.start):
        closed = _CLOSED.match(key, after.end)
        whole = replace(token, doc_no=after.doc_no, end=closed.end() if closed else after.end)
        return whole, next((n for n in range(at + 2, len(tokens)) if tokens[n].start >= whole.end), len(tokens))
    return token, at + 1


def _members(
    key: str, floor: int, tokens: list[_Token], at: int, carrier: _Carrier | None
) -> tuple[list[Reference], int]:
    """The addresses from tokens[at] on that are cited of one carrier, with empty clause ids, and what comes after them."""
    steps, at = _run(key, tokens, at, carrier.end if carrier else None)
    if not steps:
        return [], at if carrier else at + 1
    named = carrier or _bare(key, max(floor, tokens[at - len(steps) - 1].end if at > len(steps) else floor), steps[0])
    if not (named or _is_cited(key, steps)):
        return [], at
    named = named or _Carrier(steps[0].start, steps[0].start)
    found, path = [_reference(named, steps, named.start)], steps
    while at < len(tokens) and LISTED.fullmatch(key, path[-1].end, tokens[at].start):
        more, after = _run(key, tokens, at, None)
        if not more:
            break
        own = _Carrier(0, 0) if more[0].unit not in RANKS else named
        path = [*_above(path, more[0]), *more]
        found.append(_reference(own, path, more[0].start))
        at = after
    return [one for one in found if one.address], at


def _run(key: str, tokens: list[_Token], at: int, end: int | None) -> tuple[list[Step], int]:
    """The steps of one address: tokens from `at` on that follow one another (from `end`, where a carrier goes before)."""
    steps: list[Step] = []
    while at < len(tokens) and isinstance(token := tokens[at], Step):
        end = steps[-1].end if steps else end
        gap = "" if end is None else key[end : token.start].strip()
        if gap not in ("", "的", "中", "中的", "之") or any(token.unit == step.unit for step in steps):
            break
        steps.append(token)
        at += 1
    return steps, at


def _above(path: list[Step], step: Step) -> list[Step]:
    """The steps of the member before that a shortened member takes over: 第十条第一款、第三款."""
    if step.unit not in RANKS:
        return []
    same = next((number for number, one in enumerate(path) if one.unit == step.unit), None)
    if same is not None:
        return path[:same]
    return [one for one in path if RANKS.get(one.unit[-1], 0) < RANKS[step.unit]]


def _reference(carrier: _Carrier, steps: list[Step], start: int) -> Reference:
    address = "".join(step.label for step in steps)
    is_own_place = len(steps) == 1 and address.startswith("本")
    return Reference("", Span(start, steps[-1].end), carrier.title, carrier.doc_no, "" if is_own_place else address)


def _is_cited(key: str, steps: list[Step]) -> bool:
    """Whether an address without a notice before it is cited rather than counted (第一项工作, 附件 in a list)."""
    return len(steps) > 1 or steps[0].is_sure(key)


def _bare(key: str, floor: int, step: Step) -> _Carrier | None:
    """A statute's title without marks just before an article or a part of it: 民法典第二编."""
    if step.unit not in ("条", "编", "章"):
        return None
    begin = max(floor, step.start - 30)
    match = _BARE.search(key, begin, step.start)
    if not match:
        return None
    taken = match.group()
    lead = _LED_IN.match(taken)
    taken = taken[lead.end() :] if lead and lead.end() < len(taken.rstrip()) - 1 else taken
    if match.start() + len(match.group()) - len(taken) == floor or _JOINED.match(taken):
        taken = _JOINED.sub("", taken)
    title = taken.strip()
    if len(title) < 2 or (_NO_TITLE.match(title) and title not in _STATUTE):
        return None
    return _Carrier(step.start - len(taken), step.start, title)
