"""What a notice does to other notices (废止、修改), read from its sentences, its title and its lists.

Only acts of this notice count: `《…》（文号）同时废止`, `决定废止《…》`, a list of repealed notices, `将《…》第三条修改为`.
Not: what others may repeal, what is to be repealed, what was repealed earlier, words in quotation marks, lists of what stays in force. The
repeal of a part (`《…》第三条同时废止`, `《…》中关于…的规定停止执行`) is an amendment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.docno import doc_numbers
from ingest.fold import folded
from ingest.header import DAY, iso_date, title_kind
from ingest.model import Act, ActKind, Clause, Meta, Span
from ingest.named import ISSUED, OF_A_NOTICE, Named, closed, named_in
from ingest.references import DOCUMENT, TITLE, aliases_in

_ENDED = "废止|作废|失效|停止执行|停止施行|停止适用|停止使用|不再执行|不再施行|不再适用|终止执行"
_ADVERBS = "同时|予以|即行|即予|自行|自动|相应|一并|一律|均|全部|随之|随即|也|亦|应(?=同时)|宣布|公告|现|即|全文|并|同日"
_AFTER = "(?!后|前|时|之日|的|或者?|和|、|情形|条件|日期)"
_NUMBER = r"第[一二三四五六七八九十百零〇\d]{1,6}"
_BRACKETS = r"[)）]?(?:\s?[(（〔][^()（）]{0,80}[)）〕])*"
# From a title to the verb: its brackets, 等三件规章, 自…起, adverbs; nothing that would make it a condition or a part.
_GAP = re.compile(
    rf"{_BRACKETS}(?:及其[^，。；《》]{{2,12}})?(?:等[^，。；《》]{{0,20}})?(?:文件|通知|规定|号文)?[，,\s]*"
    rf"(?P<from>(?:自|从|于|在)?(?P<day>{DAY})[零〇0]?时?起?|(?:自|从)本[\u3400-\u9fff]{{1,8}}(?P<own>施行|实施|生效|执行)之?日起?"
    rf"|(?:自|从)[\u3400-\u9fff]{{0,10}}之?日起|即日起)?(?:{_ADVERBS}|[，,\s])*(?:{_ENDED}){_AFTER}"
)
_PART = re.compile(
    rf"{_BRACKETS}(?:的?{_NUMBER}[编章节条款]|中(?:的|有关|关于|涉及|与)?|的?(?:有关|相关|部分)(?:规定|内容|条款|条文))"
    rf"[^。；《》\n]{{0,60}}?(?:{_ADVERBS})*(?:{_ENDED}){_AFTER}"
)
_AMENDED = re.compile(
    rf"{_BRACKETS}[，,]?(?:的?(?:部分|有关|相关)?(?:条款|内容))?(?:作|进行)(?:出|了)?(?:如下|以下|下列|相应|部分|适当)?(?:修改|修订|修正|调整)(?!后|前|时|的)"
    rf"|{_BRACKETS}(?:的?{_NUMBER}[编章节条款]|中的?|的?(?:标题|名称))[^。；《》\n]{{0,40}}?修改为\s?[:：]?\s?[“「《]"
)
_WHO = rf"(?:原)?(?:[^，。；《》\n]{{0,60}}?(?:[，、][^，。；《》\n]{{2,50}}?)?(?:{ISSUED})的?)?"
# What joins the titles of a chain, and says of one who issued it and when.
_BETWEEN = re.compile(rf"{_BRACKETS}(?:等[^，。；《》]{{0,12}})?(?:[、，,；;\s]|以及|和|及|与|或)*{_WHO}\s*")
_BEFORE = re.compile(rf"(?P<verb>废止|停止执行|停止适用)(?:了)?[:：]?\s*{_WHO}\s*$")
_UNDECIDED = "拟|建议|提请|如果|若|倘|假如|是否|申请|请求|报请"
_NOT_DONE = re.compile(rf"(?:{_UNDECIDED})[^。；，]{{0,12}}$")
_NOT_ORDERED = re.compile(
    rf"(?:{_UNDECIDED}|不|未|可以|有权|提出|尚|暂缓|讨论|程序|权限|依法|修改(?:或者?|、|和)|制定(?:或者?|、|和)?|清理|已经?|曾经?)[^。；，]{{0,12}}$"
)
_SOURCE = re.compile(r"(?:根据|依据|按照|依照|遵照|参照|贯彻|落实|执行|适用|违反|见|与|同|依|按)(?:原)?\s*$")
# 《关于修改…的决定》第三次修正的《…》同时废止, 国务院令第1号公布的《…》: what stands before says which edition is meant.
_BY_WHICH = re.compile(r"(?:第[一二三四五六七八九十\d]{1,3}次)?(?:修正|修订|修改)的?")
_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？\n]?")
_QUOTED = re.compile(r"[“「『][^“”「」『』]{1,3000}[”」』]")
_KEPT = re.compile("继续有效|保留|现行有效|拟|征求意见|未废止|不予废止")
# What follows stays in force.
_ENDS_LIST = re.compile(r"(?:继续有效|保留|现行有效|修改|修订)[^\n]{0,20}[:：]\s*(?:\n|$)")
_TRIGGER = re.compile(f"{_ENDED}|修改|修订|修正|调整")
_LISTS = re.compile(
    rf"(?:{_ENDED})[^。；]{{0,24}}(?:目录|清单|文件|规章|法规|名单|一览表)|(?:文件|规章|法规|通知|目录|清单)[^。；]{{0,12}}(?:{_ENDED})"
)
_LEADS = re.compile(
    rf"(?:(?:下列|以下|下述|如下)[^。；]{{0,40}}(?:{_ENDED})|(?:{_ENDED})(?:了)?(?:下列|以下|下述|如下)[^。；，]{{0,30}})[:：]\s*$"
)
# The same before a table, where the sentence need not end in a colon; and from when, if it says so.
_LEADS_ROWS = re.compile(rf"(?:下列|以下|下述|如下)[^。；]{{0,40}}(?:{_ENDED})|(?:{_ENDED})(?:了)?(?:下列|以下|下述|如下)")
_LEAD_DAY = re.compile(rf"(?:自|从|于)(?P<day>{DAY})[零〇0]?时?起?[^。；]{{0,12}}(?:{_ENDED})")
_TITLE_ACT = re.compile(r"(?P<what>废止|修改|修订|修正)(?=[《〈])")
_INNER = re.compile(r"[《〈]((?:[^《》〈〉]|〈[^〈〉]{1,80}〉){2,120})[》〉]")
_ENTRY_NUMBER = re.compile(r"[\s#*|]*(?:[(（]?(?:\d{1,4}|[一二三四五六七八九十百]{1,5})[)）]?\s*[.．、\s|]|[①-⑳])?\s*")
_LONGEST_ENTRY, _NEAR = 250, 40


def acts_of(text: str, clauses: Sequence[Clause], meta: Meta) -> tuple[Act, ...]:
    """The acts of a notice upon others, in text order, each notice and kind once; spans are of `text`."""
    key = _QUOTED.sub(_blanked, folded(text))
    lists = _list_clauses(key, clauses, meta)
    aliases = aliases_in(key)
    found: dict[tuple[str, str, str], Act] = {}
    for clause in clauses:
        read = _from_title if clause.kind == "head" else _from_list if clause.id in lists else _from_sentences
        for act in read(key, clause, meta):
            known = replace(act, title=aliases.get(act.title, act.title), day=act.day or lists.get(clause.id, ""))
            if not (known.doc_no or DOCUMENT.search(known.title)):
                continue
            found.setdefault((known.kind, known.doc_no, known.title), known)
    numbered = {(act.kind, act.title) for act in found.values() if act.doc_no and act.title}
    return tuple(act for act in found.values() if not _is_own(act, meta) and (act.doc_no or (act.kind, act.title) not in numbered))


def _is_own(act: Act, meta: Meta) -> bool:
    """Whether an act is upon the notice itself: its own number, or a part of itself in an amended edition."""
    if act.doc_no:
        return act.doc_no == meta.doc_no
    return act.kind == "amend" and act.title == folded(meta.title)


def _blanked(match: re.Match[str]) -> str:
    """Words in quotation marks as blanks; the marks stay."""
    return match[0][0] + "\u2003" * (len(match[0]) - 2) + match[0][-1]


def _from_sentences(key: str, clause: Clause, meta: Meta) -> Iterator[Act]:
    start, end = clause.span.start, clause.span.end
    if not _TRIGGER.search(key, start, end):
        return
    for sentence in _SENTENCE.finditer(key, start, end):
        if _TRIGGER.search(sentence.group()) and ("《" in sentence.group() or "号" in sentence.group()):
            named = named_in(key, sentence.start(), sentence.end())
            yield from _ended(key, sentence, named, clause, meta)
            yield from _changed(key, sentence, named, clause, meta)
    if _LEADS.search(key, start, end) is None:
        yield from _lines_after_lead(key, clause, meta)


def _ended(key: str, sentence: re.Match[str], named: Sequence[Named], clause: Clause, meta: Meta) -> Iterator[Act]:
    """Repeals: `《…》同时废止` with the titles chained before it, `决定废止《…》` with those after it."""
    for number, last in enumerate(named):
        if match := _GAP.match(key, last.end, sentence.end()):
            chain = _chain(key, named, number)
            if chain and not _NOT_DONE.search(key, max(sentence.start(), chain[0].start - _NEAR), chain[0].start):
                day = _day(match, meta)
                yield from (_act("repeal", clause, one, match.end(), day) for one in chain)
    first = named[0] if named else None
    verb = _BEFORE.search(key[sentence.start() : first.start]) if first else None
    if verb and not _NOT_ORDERED.search(key, sentence.start(), sentence.start() + verb.start()):
        for one in _chain_after(key, named):
            if not OF_A_NOTICE.match(key, one.end):
                part = re.compile(f"的?{_NUMBER}[编章节条款]").match(key, one.end)
                yield _act("amend" if part else "repeal", clause, one, part.end() if part else one.end, "")


def _changed(key: str, sentence: re.Match[str], named: Sequence[Named], clause: Clause, meta: Meta) -> Iterator[Act]:
    for number, last in enumerate(named):
        match = _PART.match(key, last.end, sentence.end()) or _AMENDED.match(key, last.end, sentence.end())
        chain = _chain(key, named, number) if match else []
        before = max(sentence.start(), chain[0].start - _NEAR) if chain else 0
        if chain and key[last.start - 1] not in "(（" and not _NOT_DONE.search(key, before, chain[0].start):
            day = meta.effective if "同时" in match.group() else ""
            yield from (_act("amend", clause, one, match.end(), day) for one in chain)


def _act(kind: ActKind, clause: Clause, one: Named, end: int, day: str) -> Act:
    return Act(kind, clause.id, Span(one.start, end), one.title, one.doc_no, day)


def _day(match: re.Match[str], meta: Meta) -> str:
    """From when: the day stated, or with this notice (同时, 自本办法施行之日起), or '' when it is not said."""
    if match["day"]:
        return iso_date(match["day"])
    return meta.effective if match["own"] or "同时" in match.group() else ""


def _chain(key: str, named: Sequence[Named], last: int) -> list[Named]:
    """The notices up to named[last] that one verb governs; one that is only cited as the ground for it ends the chain."""
    chain: list[Named] = []
    for one in map(named.__getitem__, range(last, -1, -1)):
        joined = not chain or _BETWEEN.fullmatch(key, one.end, chain[0].start)
        if not joined or (chain and _BY_WHICH.match(key, one.end)) or _SOURCE.search(key, max(0, one.start - 8), one.start):
            break
        chain.insert(0, one)
    return chain


def _chain_after(key: str, named: Sequence[Named]) -> list[Named]:
    chain = [named[0]]
    for one in named[1:]:
        if not _BETWEEN.fullmatch(key, chain[-1].end, one.start):
            break
        chain.append(one)
    return chain


def _from_title(key: str, clause: Clause, meta: Meta) -> Iterator[Act]:
    """关于修改《…》的决定, 关于废止《…》的通知: the title says it, where it stands in the head."""
    title = folded(meta.title)
    at = key.find(title, clause.span.start, clause.span.end) if title else -1
    verb = _TITLE_ACT.search(title) if at >= 0 and not re.search("征求意见|解读|说明|答记者|草案", title) else None
    if verb:
        kind: ActKind = "repeal" if verb["what"] == "废止" else "amend"
        for match in _INNER.finditer(title, verb.end()):
            yield Act(kind, clause.id, Span(at + match.start(), at + match.end()), match[1])


def _list_clauses(key: str, clauses: Sequence[Clause], meta: Meta) -> dict[str, str]:
    """Clauses that list repealed notices: under an annex or heading that says so, after `下列文件予以废止：`, rows of a
    table after such a sentence. Each with the day from which the sentence repeals them, '' when it does not say.
    """
    by_parent: dict[str | None, list[Clause]] = {}
    for clause in clauses:
        by_parent.setdefault(clause.parent, []).append(clause)
    said = bool(_LISTS.search(folded(meta.title))) and not re.search("修改|继续有效|保留", meta.title)
    annexes = [clause for clause in clauses if clause.kind == "annex"]
    lists: dict[str, str] = {}
    for clause in clauses:
        own = folded(clause.heading)
        named = clause.kind in ("annex", "heading") and _LISTS.search(own)
        only = said and clause.kind == "annex" and len(annexes) == 1
        if (clause.parent in lists or named or only) and not _KEPT.search(own):
            lists[clause.id] = lists.get(clause.parent or "", "")
            continue
        rows = [child for child in by_parent.get(clause.id, ()) if child.kind == "row"]
        if rows and _LEADS_ROWS.search(key, clause.span.start, clause.span.end):
            entries = rows
        elif _LEADS.search(key, clause.span.start, clause.span.end):
            entries = by_parent.get(clause.id) or list(_entries(key, by_parent[clause.parent], clause))
        else:
            continue
        day = _LEAD_DAY.search(key, clause.span.start, clause.span.end)
        lists |= dict.fromkeys([one.id for one in entries], iso_date(day["day"]) if day else "")
    return lists


def _entries(key: str, siblings: Sequence[Clause], lead: Clause) -> Iterator[Clause]:
    """The clauses after a leading sentence, as long as they are entries of its list."""
    for one in siblings:
        if one.span.start > lead.span.start:
            first = key.find("\n", one.span.start, one.span.end)
            if not _entry(key, one.span.start, first if first >= 0 else one.span.end):
                return
            yield one
            if _ENDS_LIST.search(key, one.span.start, one.span.end):
                return


def _from_list(key: str, clause: Clause, meta: Meta) -> Iterator[Act]:
    heading = folded(clause.heading) if clause.kind in ("annex", "heading") else ""
    begin = key.find(heading, clause.span.start, clause.span.end) + len(heading) if heading else clause.span.start
    yield from _entries_between(key, clause, max(begin, clause.span.start), clause.span.end)


def _lines_after_lead(key: str, clause: Clause, meta: Meta) -> Iterator[Act]:
    """A list that stands in the same clause as the sentence that leads it in."""
    start, end = clause.span.start, clause.span.end
    while (stop := key.find("\n", start, end)) >= 0:
        if _LEADS.search(key, start, stop):
            yield from _entries_between(key, clause, stop, end)
            return
        start = stop + 1


def _entries_between(key: str, clause: Clause, start: int, end: int) -> Iterator[Act]:
    for line in re.compile(r"[^\n]+").finditer(key, start, end):
        if _ENDS_LIST.search(key, line.start(), line.end()):
            return
        if one := _entry(key, line.start(), line.end()):
            yield _act("repeal", clause, one, one.end, "")


def _entry(key: str, start: int, end: int) -> Named | None:
    """The notice that a line or table row of a list names: the first cell with a title, the first number after it."""
    if end - start > _LONGEST_ENTRY or _KEPT.search(key, start, end):
        return None
    begin = _ENTRY_NUMBER.match(key, start, end).end()
    for cell in re.compile(r"[^|]+").finditer(key, begin, end):
        numbers = [(number, cell.start() + a, cell.start() + b) for number, a, b in doc_numbers(cell.group())]
        bare = (key[cell.start() : numbers[0][1]] if numbers else cell.group()).strip(" 　(（〔\t。；;")
        quoted = TITLE.search(bare)
        title = quoted.group()[1:-1] if quoted else bare
        if quoted or title_kind(title):
            numbers = numbers or [(number, cell.end() + a, cell.end() + b) for number, a, b in doc_numbers(key[cell.end() : end])]
            stop = closed(key, numbers[0][2]) if numbers else cell.end()
            return Named(begin, stop, title, numbers[0][0] if numbers else "")
        if numbers and not bare:
            return Named(begin, closed(key, numbers[0][2]), "", numbers[0][0])
    return None
