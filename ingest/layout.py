"""What each line of a cleaned notice is, by its place: the parts of an official document (GB/T 9704-2012 §7).

head (catalogue rows, title, number, addressees) -> text -> signature (issuer, date, release note) -> attachments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.enactment import is_enactment_note
from ingest.header import DAMAGED_DATE, is_date_line, is_doc_no_line, is_label_row, is_title
from ingest.markers import Marker, marker_of
from ingest.script import simplify

Role = Literal["head", "marker", "paragraph", "signature", "title", "annex", "table", "contents"]

_AGENCY_END = re.compile(
    r"(政府|委员会|委|办公室|办公厅|办|局|厅|部|院|会|管委会|中心|总局|署|银行|公司|小组|指挥部|大学|学校|党组|中央|处|(?<!网)站|所|队)$"
)
# An order is signed by the head of the issuing body: 市长　张三.
_SIGNATORY = re.compile(
    r"^(省|自治区|市|县|区|州|盟|旗|局|部|厅|署|行|会|院|镇|乡)?(长|主席|总理|主任)[:：]?[\u3400-\u9fff·]{2,10}$"
)
_SENTENCE = re.compile(r"[。；！？;]")
_RELEASE = re.compile(r"^[(（]?(此件|联系人|本文有删减).{0,60}[)）]?$")
# The colophon (版记, GB/T 9704 §7.4): copies, printing office and day, and how the notice may be released.
_COLOPHON = re.compile(
    r"^(公开方式|公开属性|信息公开选项|抄\s*送|抄\s*报|分\s*送|主题词)\s*[:：]|^.{2,40}\d{4}年\d{1,2}月\d{1,2}日\s*印发$"
)
_ANNEX = re.compile(
    r"^附\s*(?P<sort>[件表录])\s*(?P<n>[0-9一二三四五六七八九十]{0,3})\s*(?P<colon>[:：]?)\s*(?P<title>.{0,60})$"
)
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
    annexes = _mark_annexes(keys, markers, roles, start)
    _mark_contents(keys, markers, roles, start)
    _mark_titles(keys, markers, roles, start)
    for number in range(start, len(lines)):
        if roles[number] == "paragraph" and markers[number]:
            roles[number] = "marker"
    return tuple(
        Line(*span, line, role, marker if role == "marker" else None, annexes.get(number, ""))
        for number, (span, line, role, marker) in enumerate(zip(spans, lines, roles, markers, strict=True))
    )


def _body_start(keys: list[str], markers: list[Marker | None]) -> int:
    """Number of the first line of the text proper: the first sentence or numbered item that is no catalogue row."""
    for number, key in enumerate(keys):
        if is_label_row(key) or is_doc_no_line(key) or is_enactment_note(key):
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
    own = re.sub("《[^》]*》", "", key)
    is_list = key.endswith((":", "：")) and not _OPENING.search(own)
    return bool(_SENTENCE.search(own)) or (not is_list and (len(key) > _LONG or key.endswith((":", "："))))


def _after_contents(keys: list[str], markers: list[Marker | None], contents: int) -> int:
    """Past a table of contents: its first heading stands again where the text begins."""
    first = next((n for n in range(contents + 1, len(keys)) if markers[n]), None)
    if first is None:
        return contents + 1
    label = markers[first].label
    return next((n for n in range(first + 1, len(keys)) if markers[n] and markers[n].label == label), first)


def _mark_contents(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> None:
    """The table of contents of an attached document."""
    for number in range(start, len(keys)):
        if _CONTENTS.match(keys[number]) and roles[number] == "paragraph":
            stop = _after_contents(keys, markers, number)
            entries = range(number, stop)
            if all(len(keys[n]) <= _LONG and not _SENTENCE.search(keys[n]) for n in entries):
                roles[number:stop] = ["contents"] * len(entries)


def _mark_tables(lines: list[str], roles: list[Role], start: int) -> None:
    """Runs of lines that end in a cell border; a cell's text may run over several lines."""
    borders = [n for n in range(start, len(lines)) if lines[n].rstrip().endswith("|")]
    for previous, this in zip([None, *borders], borders, strict=False):
        near = previous is not None and this - previous <= 3
        for number in range(previous if near else this, this + 1):
            roles[number] = "table"


def _mark_signatures(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> None:
    notes = _annex_notes(keys, markers, start)
    for number in range(start, len(keys)):
        is_end = is_doc_no_line(keys[number]) or _RELEASE.match(keys[number]) or _COLOPHON.search(keys[number])
        if roles[number] == "paragraph" and is_end:
            roles[number] = "signature"
        if roles[number] != "paragraph" or not _is_date(keys, number):
            continue
        roles[number] = "signature"
        above = number - 1
        while above >= start and number - above <= 12 and (_is_signer(keys[above]) or above in notes):
            roles[above] = "signature"
            above -= 1


def _is_date(keys: list[str], number: int) -> bool:
    return is_date_line(keys[number]) or bool(
        DAMAGED_DATE.match(keys[number]) and number and is_agency(keys[number - 1])
    )


def is_agency(key: str) -> bool:
    """Whether a line (Simplified) is nothing but the name of an authority."""
    return len(key) <= 60 and bool(_AGENCY_END.search(key.rstrip("（）() "))) and not re.search(r"[。；，：,;:、]", key)


def _is_signer(key: str) -> bool:
    return is_agency(key) or bool(_SIGNATORY.match(re.sub(r"\s", "", key)))


def _annex_notes(keys: list[str], markers: list[Marker | None], start: int) -> set[int]:
    """Lines of the list of annexes (附件说明, GB/T 9704 §7.3.4): `附件：1.…` and the lines `2.…` below it."""
    notes: set[int] = set()
    for number in range(start, len(keys)):
        marker = markers[number]
        match = _ANNEX.match(keys[number])
        is_entry = marker and marker.kind == "arabic" and not re.search("[。；，;,]", keys[number])
        if match and (match["title"] or match["colon"]) or (number - 1 in notes and is_entry):
            notes.add(number)
    return notes


def _mark_annexes(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> dict[int, str]:
    """Lines that open an annex, with its citation (`附件`, `附件2`). A line among notes on annexes opens none."""
    found = {}
    notes = _annex_notes(keys, markers, start)
    for number in range(start, len(keys)):
        match = _ANNEX.match(keys[number])
        if not match or roles[number] != "paragraph" or _SENTENCE.search(keys[number]):
            continue
        stop = next((n for n in range(number + 1, len(keys)) if n not in notes), len(keys))
        is_list = stop - number > 1 or stop == len(keys) or roles[stop] == "signature"
        if number in notes and (is_list or match["title"] in keys[number + 1 :]):
            roles[number:stop] = ["signature"] * (stop - number)
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
        while below < min(len(keys), number + 5) and roles[below] == "paragraph" and _is_heading(keys, markers, below):
            roles[below] = "title"
            below += 1


def _is_heading(keys: list[str], markers: list[Marker | None], number: int) -> bool:
    return not markers[number] and len(keys[number]) <= 60 and not re.search(r"[。；：:，]", keys[number])
