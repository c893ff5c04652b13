"""The notices that a stretch of text names, each title with its number."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.docno import doc_numbers
from ingest.references import TITLE

ISSUED = "发布|公布|颁布|颁发|印发|批准|制定|通过|下发|出台|转发|批转|修订|修正|修改|施行|实施"
_ABOUT = re.compile(r"关于[^，。；《》\n]{0,20}$")
OF_A_NOTICE = re.compile(r"的(?:补充)?(?:通知|公告|决定|意见|函|批复|通告|令|请示|报告|规定)")
_UNDER_NUMBER = re.compile(rf"[)）]?[^，。；《》\n]{{0,8}}(?:{ISSUED})的?")
_OPENED = re.compile(r"\s?[(（〔][^()（）]{0,30}")
_NEAR = 40


@dataclass(frozen=True)
class Named:
    """A notice named in the folded text: key[start:end], its number included."""

    start: int
    end: int
    title: str
    doc_no: str = ""


def named_in(key: str, start: int, end: int) -> list[Named]:
    """The notices named in key[start:end], each with its number; 关于印发《…》的通知 is the notice of issuance."""
    numbers = [(number, start + a, start + b) for number, a, b in doc_numbers(key[start:end])]
    starts = [one[1] for one in numbers]
    taken: set[int] = set()
    found: list[Named] = []
    for match in TITLE.finditer(key, start, end):
        begin, stop, title = match.start(), match.end(), match.group()[1:-1]
        issue, about = OF_A_NOTICE.match(key, stop, end), _ABOUT.search(key, max(start, begin - _NEAR), begin)
        if issue and about:
            begin, stop = about.start(), issue.end()
            title = key[begin:stop]
        first, after = bisect_left(starts, begin), bisect_left(starts, stop)
        near = [one for one in numbers[max(0, first - 1) : after + 1] if one[1] not in taken]
        own = _own_number(key, begin, stop, near)
        taken |= {*starts[first:after], *([own[1]] if own else ())}
        found.append(Named(begin, max(stop, closed(key, own[2])) if own else stop, title, own[0] if own else ""))
    others = [Named(a, b, "", number) for number, a, b in numbers if a not in taken]
    return sorted((*found, *others), key=lambda one: one.start)


def _own_number(
    key: str, begin: int, stop: int, numbers: Sequence[tuple[str, int, int]]
) -> tuple[str, int, int] | None:
    """The number of the title key[begin:stop]: in brackets after it, or before it (…令第1号公布的《…》)."""
    for one in numbers:
        after = one[1] >= stop and _OPENED.fullmatch(key, stop, one[1])
        if after or (one[2] <= begin and _UNDER_NUMBER.fullmatch(key, one[2], begin)):
            return one
    return None


def closed(key: str, end: int) -> int:
    """The end of a number with the bracket that closes after it."""
    return end + (key[end : end + 1] in tuple(")）"))
