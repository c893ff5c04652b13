"""What was done to a statute, act by act, as the note under its title lists it (题注; 沿革): adopted, promulgated, amended.

The note gives of each act the day, the body or its order, and the act: 全国人大常委会法工委《立法技术规范（试行）（一）》 (2009) on 题注.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from ingest.docno import doc_numbers
from ingest.enactment import is_enactment_note
from ingest.fold import folded
from ingest.header import DAY, iso_date
from ingest.model import Span

Act = Literal["adopted", "approved", "promulgated", "amended", "repealed", "commenced"]

_DAY = re.compile(DAY)
_TITLE = re.compile("《[^》]*》")
_ACTS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("approved", re.compile("批准|核准")),
    ("promulgated", re.compile(
        r"公布|发布|颁布|印发|(?:(?:令|公告)\s*(?:\d{4}年)?\s*第\s*[\d一二三四五六七八九十百]+\s*号|号\s*令)[)）\s]*$"
    )),
    ("adopted", re.compile("通过|制定")),
)
_AMENDED, _REPEALED = re.compile("修正|修订|修改"), re.compile("废止|停止适用")
_COMMENCED = re.compile(r"\s*起?\s*(?:施行|实施|生效)")
# What a sentence goes on with: the second of two bodies that made one amendment, each on a day of its own.
_GOES_ON = re.compile(r"[经由]\s*$")
_LED_IN = re.compile(r"(?:自|根据|依据|并|[\s　（(，,、；;）)])+$")
_LIST_MARK = re.compile(r"[\s　]*(?:\d{1,3}\s*[.．、])?[\s　]*[(（]?[\s　]*")


@dataclass(frozen=True)
class Making:
    """One act. day: ISO; number: of the order or announcement by which it was done, canonical, '' for none; span: where the
    text says so. acts is empty for a step towards an amendment (the adoption of the decision that amends).
    """

    acts: frozenset[Act]
    day: str
    number: str
    span: Span


def makings(text: str) -> tuple[Making, ...]:
    """The acts that the notes in a text list, in its order; () where it has no such note. Positions are of `text`."""
    found: list[Making] = []
    for line in re.finditer(r"[^\n]+", text):
        if is_enactment_note(line.group()):
            found += _of_line(text, line.start(), line.end())
    return _without_steps(found)


def _of_line(text: str, start: int, end: int) -> list[Making]:
    key = _TITLE.sub(lambda title: "　" * len(title.group()), folded(text[start:end]))
    days = list(_DAY.finditer(key))
    parts: list[tuple[int, int]] = []
    for number, day in enumerate(days):
        stop = days[number + 1].start() if number + 1 < len(days) else len(key)
        if parts and parts[-1][1] == day.start() and _GOES_ON.search(key, parts[-1][0], day.start()):
            parts[-1] = (parts[-1][0], stop)
        else:
            parts.append((day.start(), stop))
    made = [_making(key, first, stop) for first, stop in parts]
    return [replace(one, span=_shown(text, one.span, start, end, len(parts))) for one in made if one]


def _making(key: str, start: int, stop: int) -> Making | None:
    """The act whose day stands at `start`; of two days in one (通过并经…批准) the later."""
    days = list(_DAY.finditer(key, start, stop))
    rest = key[days[0].end() : stop]
    acts = {"commenced"} if _COMMENCED.match(rest) else {name for name, pattern in _ACTS if pattern.search(rest)}
    if _AMENDED.search(rest) or _REPEALED.search(rest):
        acts = {"amended" if _AMENDED.search(rest) else "repealed"}
    if not acts:
        return None
    numbers = doc_numbers(key[days[0].end() : stop])
    span = Span(start - key.endswith("自", 0, start), stop - len(match.group()) if (match := _LED_IN.search(key, start, stop)) else stop)
    return Making(frozenset(acts), iso_date(days[-1].group()), numbers[0][0] if numbers else "", span)


def _shown(text: str, span: Span, start: int, end: int, count: int) -> Span:
    """Where the act stands in the text: all of a line that holds no other, without the mark of its list."""
    if count > 1:
        return Span(start + span.start, start + span.end)
    line = text[start:end]
    lead = _LIST_MARK.match(line)
    shown = re.sub(r"(?:\s|根据|自)+$", "", line[lead.end() :])
    closes = shown[-1:] in ")）" and "(" not in shown and "（" not in shown
    return Span(start + lead.end(), start + lead.end() + len(shown) - closes)


def _without_steps(made: list[Making]) -> tuple[Making, ...]:
    """The second and later adoptions or approvals with no act between them and an amendment are steps of that."""
    first = next((number for number, one in enumerate(made) if "adopted" in one.acts), len(made))
    steps, later = set(), False
    for number in range(len(made) - 1, first, -1):
        one = made[number]
        if "amended" in one.acts:
            later = True
        elif later and "adopted" in one.acts and not one.acts & {"promulgated"}:
            steps.add(number)
        else:
            later = False
    return tuple(replace(one, acts=frozenset()) if number in steps else one for number, one in enumerate(made))
