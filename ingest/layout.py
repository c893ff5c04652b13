"""What each line of a cleaned notice is, by its place: the parts of an official document (GB/T 9704-2012 §7).

head (catalogue rows, title, number, addressees) -> text -> signature (issuer, date, release note) -> attachments.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.enactment import is_enactment_note
from ingest.grid import extent
from ingest.header import DAMAGED_DATE, is_date_line, is_doc_no_line, is_label_row, is_title
from ingest.markers import Marker, marker_of
from ingest.numbering import line_markers
from ingest.quotation import quoted_lines
from ingest.read.reading import Grid
from ingest.script import simplify
from ingest.unbroken import line_spans

Role = Literal["head", "marker", "paragraph", "quoted", "signature", "title", "annex", "table", "contents"]

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
    r"^附\s*((?P<sort>[件表录])\s*(?P<n>[0-9一二三四五六七八九十]{0,3})\s*(?P<colon>[:：]?)|[:：])\s*(?P<title>.{0,60})$"
)
_CONTENTS = re.compile(r"^目\s*[录次]$")
# The end of an entry in a table of contents, after its leaders: a page number.
_PAGE = re.compile(r"[(（\-]?\s*\d{1,4}\s*[)）\-]?$")
_ENTRIES = 3
# No table of contents is longer, in lines.
_CONTENTS_LINES = 1000
_LONG = 80
# An opening paragraph may end in a colon as the line of addressees does; these words only open a text.
_OPENING = re.compile(r"^(为|根据|按照|依据|遵照|近年|近期|经)|如下|以下|现(将|就|印发|予以|决定)")


@dataclass(frozen=True)
class Line:
    """One non-empty line of the cleaned text: text[start:end], its part of the document, its marker if it has one.

    annex: citation of the annex that it opens. grid: the table of the file that it is a row of.
    """

    start: int
    end: int
    text: str
    role: Role
    marker: Marker | None = None
    annex: str = ""
    grid: Grid | None = None


def layout(text: str, grids: Sequence[Grid] = ()) -> tuple[Line, ...]:
    """The lines of a cleaned notice, each with its role. Every non-blank line is in exactly one Line.

    grids: the tables of the file, their spans in `text`, ascending.
    """
    spans = list(line_spans(text))
    lines = [text[a:b] for a, b in spans]
    keys = [simplify(line).strip() for line in lines]
    roles: list[Role] = ["paragraph"] * len(lines)
    quoted = quoted_lines(lines)
    markers = line_markers([line.strip() for line in lines], quoted)
    tables = _tables(spans, keys, grids)
    limit = min(tables, default=len(keys))
    start = _body_start(keys[:limit], markers[:limit])
    roles[:start] = ["head"] * start
    _mark_tables(lines, roles, start, tables)
    for number in quoted:
        roles[number] = "quoted" if number >= start else "head"
    for number in tables:
        roles[number] = "table"
    _mark_signatures(keys, markers, roles, start)
    annexes = _mark_annexes(keys, markers, roles, start)
    _mark_contents(keys, markers, roles, start)
    _mark_titles(keys, markers, roles, start)
    for number in range(start, len(lines)):
        if roles[number] == "paragraph" and markers[number]:
            roles[number] = "marker"
    return tuple(
        Line(*span, line, role, marker if role == "marker" else None, annexes.get(number, ""), tables.get(number))
        for number, (span, line, role, marker) in enumerate(zip(spans, lines, roles, markers, strict=True))
    )


def _tables(spans: list[tuple[int, int]], keys: list[str], grids: Sequence[Grid]) -> dict[int, Grid]:
    """The lines of each table, by number. A table of catalogue rows is none, nor is one above the first title."""
    found: dict[int, Grid] = {}
    number, titled = 0, False
    for position, grid in enumerate(grids):
        where, run = extent(grid.rows), []
        while number < len(spans) and spans[number][1] <= where.start:
            titled = titled or is_title(keys[number])
            number += 1
        while number < len(spans) and spans[number][0] < where.end:
            run.append(number)
            number += 1
        is_catalogue = 2 * sum(is_label_row(keys[line]) for line in run) >= len(run)
        after = extent(grids[position + 1].rows).start if position + 1 < len(grids) else len(spans) and spans[-1][1]
        if not is_catalogue and (titled or not _has_title_below(spans, keys, number, after)):
            found.update(dict.fromkeys(run, grid))
    return found


def _has_title_below(spans: list[tuple[int, int]], keys: list[str], number: int, stop: int) -> bool:
    """Whether a title stands between lines[number] and the character `stop`, before any text."""
    for line in range(number, len(keys)):
        if spans[line][0] >= stop or is_annex(keys[line]) or _is_text(keys[line], marker_of(keys[line])):
            return False
        if is_title(keys[line]):
            return True
    return False


def is_annex(key: str) -> bool:
    """Whether a line (Simplified) opens an annex or a list of annexes."""
    return bool(_ANNEX.match(key))


def _body_start(keys: list[str], markers: list[Marker | None]) -> int:
    """Number of the first line of the text proper: the first sentence or numbered item that is no catalogue row."""
    for number, key in enumerate(keys):
        if number == 0 and len(keys) > 1 and is_asking_title(key):
            continue
        if is_label_row(key) or is_doc_no_line(key) or is_enactment_note(key) or _is_entry(key) or _is_value(keys, number):
            continue
        if _CONTENTS.match(key):
            return _after_contents(keys, markers, number)
        if _is_text(key, markers[number]):
            return number
    return len(keys) if not any(markers) else next(n for n, marker in enumerate(markers) if marker)


def _is_value(keys: list[str], number: int) -> bool:
    """Whether a line is the value of a catalogue row whose label stands alone above it, between two such labels."""
    around = keys[number - 1 : number + 2]
    return number > 0 and len(around) == 3 and all(is_label_row(key) for key in around[::2]) and around[0].endswith((":", "："))


def is_asking_title(key: str) -> bool:
    """Whether the first line of a document is a title that asks or calls: `怎么申领社会保障卡？`."""
    return 6 <= len(key) <= 60 and bool(re.search("[？！?!]", key)) and not re.search("[。；;:：]|^[问問Q]", key)


def _is_text(key: str, marker: Marker | None) -> bool:
    if marker:
        return not is_date_line(key)
    if is_title(key):
        return False
    own = re.sub("《[^》]{0,200}》", "", key)
    is_list = key.endswith((":", "：")) and not _OPENING.search(own)
    return bool(_SENTENCE.search(own)) or (not is_list and (len(key) > _LONG or key.endswith((":", "："))))


def _after_contents(keys: list[str], markers: list[Marker | None], contents: int) -> int:
    """Past a table of contents: its first heading stands again where the text begins."""
    stop = min(len(keys), contents + _CONTENTS_LINES)
    entries = [(n, (markers[n].rank, markers[n].number)) for n in range(contents + 1, stop) if markers[n]]
    if not entries:
        return contents + 1
    first, level = entries[0]
    return next((n for n, other in entries[1:] if other == level), first)


def _is_entry(key: str) -> bool:
    """Whether a line is an entry of a table of contents, with leaders and its page: 第一章 总则……3."""
    page = _PAGE.search(key, max(0, len(key) - 10))
    before = key[: page.start()].rstrip() if page else ""
    leaders = before[len(before.rstrip(" .．…·-—")) :]
    return len(leaders) < len(before) and (leaders.count("…") > 0 or len(leaders.replace(" ", "")) >= 4)


def _mark_contents(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> None:
    """The table of contents of an attached document; one without heading shows by its leaders and page numbers."""
    leaders = [n for n in range(start, len(keys)) if roles[n] == "paragraph" and _is_entry(keys[n])]
    for number in leaders if len(leaders) >= _ENTRIES else ():
        roles[number] = "contents"
    for number in range(start, len(keys)):
        if _CONTENTS.match(keys[number]) and roles[number] == "paragraph":
            stop = _after_contents(keys, markers, number)
            entries = range(number, stop)
            if all(len(keys[n]) <= _LONG and not _SENTENCE.search(keys[n]) for n in entries):
                roles[number:stop] = ["contents"] * len(entries)


def _mark_tables(lines: list[str], roles: list[Role], start: int, known: Container[int]) -> None:
    """Runs of lines that end in a cell border; a cell's text may run over several lines. known: rows of other tables."""
    borders = [n for n in range(start, len(lines)) if lines[n].rstrip().endswith("|") and n not in known]
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
        is_note = match and (match["title"] or match["colon"] or not match["sort"])
        if is_note or (number - 1 in notes and is_entry):
            notes.add(number)
    return notes


def _mark_annexes(keys: list[str], markers: list[Marker | None], roles: list[Role], start: int) -> dict[int, str]:
    """Lines that open an annex, with its citation (`附件`, `附件2`, `附`). A line among notes on annexes opens none, nor
    does one whose title stands again below.
    """
    found = {}
    notes = _annex_notes(keys, markers, start)
    matches = [_ANNEX.match(key) for key in keys]
    titles = [match["title"] if match else key for match, key in zip(matches, keys, strict=True)]
    last = {title: number for number, title in enumerate(titles)}
    for number in range(start, len(keys)):
        match = matches[number]
        if not match or roles[number] != "paragraph" or _SENTENCE.search(keys[number]):
            continue
        is_again = bool(match["title"]) and last[match["title"]] > number
        again = last[match["title"]] if is_again else len(keys)
        stop = next((n for n in range(number + 1, len(keys)) if n not in notes or n == again), len(keys))
        is_list = stop - number > 1 or stop == len(keys) or roles[stop] == "signature"
        if number in notes and (is_list or is_again):
            roles[number:stop] = ["signature"] * (stop - number)
            continue
        roles[number] = "annex"
        found[number] = f"附{match['sort'] or ''}{match['n'] or ''}"
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
