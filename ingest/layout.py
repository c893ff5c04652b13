"""What each line of a cleaned notice is, by its place: the parts of an official document (GB/T 9704-2012 §7).

head (catalogue rows, title, number, addressees) -> text -> signature (issuer, date, release note) -> attached documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.header import DAMAGED_DATE, is_date_line, is_doc_no_line, is_label_row, is_title
from ingest.markers import Marker, marker_of
from ingest.script import simplify

Role = Literal["head", "marker", "paragraph", "signature", "title", "annex", "table"]

_AGENCY_END = re.compile(r"(政府|委员会|委|办公室|办公厅|办|局|厅|部|院|会|管委会|中心|总局|署|银行|公司|小组|指挥部|大学|党组|处|站|所)$")
_SENTENCE = re.compile(r"[。；！？;]")
_RELEASE = re.compile(r"^[(（]?(此件|联系人|本文有删减).{0,60}[)）]?$")
_ANNEX = re.compile(r"^附\s*(?P<sort>[件表录])\s*(?P<n>[0-9一二三四五六七八九十]{0,3})\s*(?P<colon>[:：]?)\s*(?P<title>.{0,60})$")
_CONTENTS = re.compile(r"^目\s*[录次]$")
_LONG = 80
# An opening paragraph may end in a colon as the line of addressees does; these words only open a text.
_OPENING = re.compile(r"^(为|根据|按照|依据|遵照|近年|近期|经)|如下|以下|现(将|就|印发|予以|决定)")


@dataclass(frozen=True)
class Line:
    """One non-empty line of the cleaned text: text[start:end], its part of the document, its marker if it has one."""

    start: int
    end: int
    text: str
    role: Role
    marker: Marker | None = None
    annex: str = ""


def layout(text: str) -> tuple[Line, ...]:
    """The lines of a cleaned notice, each with its role. Every non-blank line is in exactly one Line."""
    spans = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    lines = [text[a:b] for a, b in spans]
    keys = [simplify(line).strip() for line in lines]
    roles: list[Role] = ["paragraph"] * len(lines)
    markers = [marker_of(line.strip()) for line in lines]
    start = _body_start(keys, markers)
    roles[:start] = ["head"] * start
    _mark_tables(lines, roles, start)
    _mark_signatures(keys, markers, roles, start)
    annexes = _mark_annexes(keys, roles, start)
    _mark_titles(keys, markers, roles, start)
    for number in range(start, len(lines)):
        if roles[number] == "paragraph" and markers[number]:
            roles[number] = "marker"
    return tuple(Line(a, b, line, role, marker if role == "marker" else None, annexes.get(number, ""))
                 for number, ((a, b), line, role, marker) in enumerate(zip(spans, lines, roles, markers, strict=True)))


def _body_start(keys: list[str], markers: list[Marker | None]) -> int:
    """Number of the first line of the text proper: the first sentence or numbered item that is no catalogue row."""
    for number, key in enumerate(keys):
        if is_label_row(key) or is_doc_no_line(key):
            continue
        if _CONTENTS.match(key):
            return _after_contents(keys, markers, number)
        if _is_text(key, markers[number]):
            return number
    return len(keys) if not any(markers) else next(n for n, marker in enumerate(markers) if marker)


def _is_text(key: str, marker: Marker | None) -> bool:
    if marker:
        return not is_date_line(key)
    if is_title(key):
        return False
    is_list = key.endswith((":", "：")) and not _OPENING.search(re.sub("《[^》]*》", "", key))
    return bool(_SENTENCE.search(re.sub("《[^》]*》", "", key))) or (not is_list and (len(key) > _LONG or key.endswith((":", "："))))


def _after_contents(keys: list[str], markers: list[Marker | None], contents: int) -> int:
    """Past a table of contents: its first heading stands again where the text begins."""
    first = next((n for n in range(contents + 1, len(keys)) if markers[n]), None)
    if first is None:
        return contents + 1
    label = markers[first].label
    return next((n for n in range(first + 1, len(keys)) if markers[n] and markers[n].label == label), first)


def _mark_tables(lines: list[str], roles: list[Role], start: int) -> None:
    """Runs of lines that end in a cell border; a cell's text may run over several lines."""
    borders = [n for n in range(start, len(lines)) if lines[n].rstrip().endswith("|")]
    for previous, this in zip([None, *borders], borders, strict=False):
        near = previous is not None and this - previous <= 3
        for number in range(previous if near else this, this + 1):
            roles[number] = "table"


def _mark_signatures(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> None:
    for number in range(start, len(keys)):
        if roles[number] == "paragraph" and (is_doc_no_line(keys[number]) or _RELEASE.match(keys[number])):
            roles[number] = "signature"
        if roles[number] != "paragraph" or not _is_date(keys, number):
            continue
        roles[number] = "signature"
        above = number - 1
        while above >= start and number - above <= 12 and (_is_agency(keys[above]) or _is_annex_note(keys, above, start)):
            roles[above] = "signature"
            above -= 1


def _is_date(keys: list[str], number: int) -> bool:
    return is_date_line(keys[number]) or bool(
        DAMAGED_DATE.match(keys[number]) and number and _is_agency(keys[number - 1]))


def _is_agency(key: str) -> bool:
    return len(key) <= 60 and bool(_AGENCY_END.search(key.rstrip("（）() "))) and not re.search(r"[。；，：,;:、]", key)


def _is_annex_note(keys: list[str], number: int, start: int) -> bool:
    """A line of the list of annexes (附件说明, GB/T 9704 §7.3.4): `附件：1.…` or one of the lines `2.…` below it."""
    if _ANNEX.match(keys[number]):
        return True
    marker = marker_of(keys[number])
    if not (marker and marker.kind == "arabic" and marker.number > 1) or _SENTENCE.search(keys[number]):
        return False
    return number > start and _is_annex_note(keys, number - 1, start)


def _mark_annexes(keys: list[str], roles: list[Role], start: int) -> dict[int, str]:
    """Lines that open an annex, with its citation (`附件`, `附件2`). A line among notes on annexes opens none."""
    found = {}
    for number in range(start, len(keys) - 1):
        match = _ANNEX.match(keys[number])
        if not match or roles[number] != "paragraph" or _SENTENCE.search(keys[number]):
            continue
        if _ANNEX.match(keys[number + 1]) and match["title"]:
            roles[number] = "signature"
            continue
        roles[number] = "annex"
        found[number] = f"附{match['sort']}{match['n']}"
    return found


def _mark_titles(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> None:
    """After a signature or an annex line: the title lines of the attached document."""
    for number in range(start, len(keys)):
        if roles[number] not in ("signature", "annex"):
            continue
        below = number + 1
        while (below < len(keys) and below - number <= 4 and roles[below] == "paragraph" and not markers[below]
               and len(keys[below]) <= 60 and not re.search(r"[。；：:，]", keys[below])):
            roles[below] = "title"
            below += 1
