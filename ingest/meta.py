"""What a notice says of itself: catalogue rows first, then title, number, signature and date as they stand in it."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from ingest.docno import doc_numbers
from ingest.enactment import enactment, is_enactment_note
from ingest.header import (
    DAMAGED_DATE,
    DOC_NO,
    INDEX_NO,
    SERIAL,
    bare_title,
    canonical_doc_no,
    is_date_line,
    iso_date,
    labels_in,
    title_kind,
)
from ingest.inferred import infer_region
from ingest.issuer import issuer_of
from ingest.layout import Line, is_agency
from ingest.model import Meta, Region, Span, Validity
from ingest.region import TAIWAN_REGION, TAIWAN_TEXT, level_of, region_of_issuer
from ingest.script import detect, simplify
from ingest.validity import effective_date, expiry_date, validity_of

_YEARS = re.compile(r"[(（]\s*((?:19|20)\d{2})\s*年?\s*[—\-–~～至]+\s*((?:19|20)\d{2})\s*年?\s*[)）]")
# What makes a title whole: who writes about what. `关于` alone begins the second line of a title.
_VERB = re.compile("关于|转发|批转|印发")
_SUBJECT = re.compile(r"^.{2,}?(关于|转发|批转|印发)|^.{2,}对.+的(答复|复函|批复|函)")
# The edition in brackets on a line of its own: （试行）, （2021—2025年）.
_EDITION = re.compile(r"^[(（][^()（）。]{0,14}(试行|暂行|试用|修订|修正|征求意见稿|\d{4}年?(版|本|度)?)[)）]$")
# 关于扩大住房保障范围的通知（东建住保〔2016〕8号）
_NUMBER_IN_TITLE = re.compile(rf"(?<=[\u4e00-\u9fff])\s*[(（](?P<number>{DOC_NO.pattern})[)）]$")
# Characters of a word that fills in a row of the catalogue: 有效, 部分失效.
_WORD = 5
_PLAN_KINDS = ("规划", "方案", "计划", "要点", "纲要")
_YEAR_PLAN = re.compile(r"((?:19|20)\d{2})年度?[^《》]{0,40}?(?:工作要点|工作计划|年度计划|要点|工作安排)")


def read_meta(
    text: str, lines: tuple[Line, ...], fields: tuple[tuple[str, str], ...] = ()
) -> tuple[Meta, list[str]]:
    """Meta of a cleaned notice and what is doubtful in it. Nothing is invented: an unknown field stays empty.

    fields: what the file says outside its text, named as in `header`; it fills in what the text does not say.
    """
    head = [line.text.strip() for line in lines if line.role == "head"]
    signature = [line.text.strip() for line in lines if line.role == "signature"]
    attached = _attached_title(lines)
    said, made = _rows(head), enactment(head)
    rows = {**dict(reversed(fields)), **said}
    title = _title(head, said, attached) or bare_title(rows.get("title", "")) or attached or _first_phrase(head)
    doc_no = _doc_no(rows, head, title) or made.doc_no or _serial(head)
    issuer = issuer_of(title, rows, head, signature, made, doc_no)
    region, region_note = _region(issuer, title, doc_no, text)
    published = iso_date(rows.get("published", ""))
    signed = _signing_date(signature)
    issued = iso_date(rows.get("issued", "")) or made.made or signed or _head_date(head)
    warnings = [region_note] if region_note else []
    warnings += [f"日期残缺：原文为“{line}”，未作推断" for line in signature if DAMAGED_DATE.match(line)]
    warnings += [] if title else ["原文没有标题"]
    if signed and issued and signed != issued:
        warnings.append(f"落款日期（{signed}）与目录所载日期（{issued}）不一致")
    return Meta(
        title=title or _untitled(lines),
        issuer=issuer,
        doc_no=doc_no,
        index_no=_index_no(rows, head),
        issued=issued or published,
        published=published,
        effective=iso_date(rows.get("effective", "")) or made.commenced or effective_date(text),
        expires=iso_date(rows.get("expires", "")) or expiry_date(text, issued),
        plan_years=plan_period(f"{title} {attached}"),
        region=region,
        validity=_validity(text, rows, made.repeal),
        addressees=_addressees(head),
        kind=title_kind(title),
        script=detect(text[:5000]),
        level=level_of(issuer, region),
    ), warnings


def _validity(text: str, rows: dict[str, str], repeal: str) -> Validity:
    """Of the catalogue row, else of the note under a statute's title that says it was repealed."""
    stated = validity_of(text, rows.get("validity", ""))
    if stated.status != "unknown" or not repeal:
        return stated
    at = text.find(repeal)
    by = next((number for number, _, _ in doc_numbers(repeal) if "字第" in number), "")
    return Validity("repealed", by, Span(at, at + len(repeal)) if at >= 0 else None)


def _addressees(head: list[str]) -> str:
    """The line of those addressed (主送机关): the last line above the text that ends in a colon and is no label."""
    found = [line for line in head if line.endswith((":", "：")) and not labels_in(line)]
    return found[-1].rstrip(":：") if found else ""


def _attached_title(lines: tuple[Line, ...]) -> str:
    """The title of the document that a notice of issuance or an order carries."""
    first = next((number for number, line in enumerate(lines) if line.role == "title"), len(lines))
    run = itertools.takewhile(lambda line: line.role == "title", lines[first:])
    return "".join(line.text.strip() for line in run)


def _rows(head: list[str]) -> dict[str, str]:
    """Catalogue fields; the first non-empty value of each stands. That of a label alone on its line may stand below it."""
    rows: dict[str, str] = {}
    for line, below in itertools.zip_longest(head, map(_value_below, head[1:], [*head[2:], ""]), fillvalue=""):
        for name, value in labels_in(line):
            if not rows.get(name):
                rows[name] = value or (below if line.endswith((":", "：")) else "")
    return rows


def _value_below(line: str, next_line: str) -> str:
    """A line that is the value of the label above it: it is followed by the next label, or it is one word (有效)."""
    return line if not labels_in(line) and (labels_in(next_line) or len(line) <= _WORD) else ""


def _title(head: list[str], rows: dict[str, str], attached: str) -> str:
    """The title labelled in the text; else of those that can be one: that which stands twice, then that with 关于, then the
    longest. An order is known by the title of what it promulgates.
    """
    if rows.get("title"):
        return bare_title(rows["title"])
    titles = _titles(head)
    if titles:
        repeated = Counter(titles)
        title = max(titles, key=lambda one: (repeated[one] > 1, "关于" in simplify(one), len(one)))
        return attached if title_kind(title) in ("令", "命令") and title_kind(attached) else title
    return ""


def _first_phrase(head: list[str]) -> str:
    """Of a page of news or advice, whose title names no kind of document: its first line of words."""
    return next((bare_title(line) for line in head if 4 <= len(line) <= 80 and _is_phrase(line)), "")


def _titles(head: list[str]) -> list[str]:
    """The titles above the text, each put together from the lines it is printed on."""
    found = []
    for number, line in enumerate(head):
        if not title_kind(line) or labels_in(line) or line.count("《") < line.count("》") and not number:
            continue
        start = number
        while start and number - start < 4 and _continues(head[start - 1], "".join(head[start : number + 1])):
            start -= 1
        joined = "".join(head[start : number + 1])
        title = bare_title(joined if _is_whole(joined) else line)
        is_edition = number + 1 < len(head) and _EDITION.match(head[number + 1])
        found.append(title + head[number + 1] if is_edition else title)
    return found


def _continues(above: str, title: str) -> bool:
    """Whether the line above belongs to a title; a title that begins with its verb lacks only the issuer's name."""
    if _is_whole(title) or not _is_phrase(above):
        return False
    bodies = re.split(r"[、\s]+", simplify(above).strip())
    return all(map(is_agency, bodies)) or not _VERB.match(simplify(title))


def _is_whole(title: str) -> bool:
    """Whether a title has its subject: `…关于…`, `…转发…`, `…对…的答复`, and no half of a pair of title marks."""
    return title.count("《") == title.count("》") and bool(_SUBJECT.search(simplify(title)))


def _is_phrase(line: str) -> bool:
    """A line of the head that is words, not a catalogue row, number, date or note."""
    is_known = labels_in(line) or is_date_line(line) or is_enactment_note(line)
    is_number = DOC_NO.fullmatch(simplify(line)) or INDEX_NO.fullmatch(line) or SERIAL.fullmatch(line)
    return not is_known and not is_number and not re.search(r"[。；：:|]$", line)


def _untitled(lines: tuple[Line, ...]) -> str:
    """A name for a notice without title: its first heading, said to be no title."""
    first = next(
        (line.text.strip()[line.marker.length if line.marker else 0 :] for line in lines if line.role != "head"), ""
    )
    return f"（无标题）{first[:30].strip()}"


def _doc_no(rows: dict[str, str], head: list[str], title: str) -> str:
    """The labelled number, else a line of the head that begins with one."""
    for value in (rows.get("doc_no", ""), *(line for line in head if not labels_in(line) and line != title)):
        key = simplify(value)
        match = DOC_NO.match(key.lstrip("(（"))
        if match and not re.search("根据|废止|失效", key):
            return canonical_doc_no(match)
    if (match := _NUMBER_IN_TITLE.search(simplify(title))) and not re.search("转发|印发", title):
        return canonical_doc_no(DOC_NO.match(match["number"]))
    # 国令第707号 is how the State Council's site labels an order of it.
    value = re.sub("^国令(?=第)", "国务院令", re.sub(r"\s+", "", simplify(rows.get("doc_no", ""))))
    return value if re.search(r"\d|第.*号", value) else ""


def _serial(head: list[str]) -> str:
    """A bare `第12号` above the text."""
    found = next((simplify(line) for line in head if SERIAL.fullmatch(simplify(line))), "")
    return re.sub(r"[\s(（)）]", "", found)


def _index_no(rows: dict[str, str], head: list[str]) -> str:
    value = rows.get("index_no", "")
    number = INDEX_NO.search(value)
    return number.group() if number else value or next((line for line in head if INDEX_NO.fullmatch(line)), "")


def _head_date(head: list[str]) -> str:
    return next((iso_date(line) for line in head if is_date_line(line)), "")


def _signing_date(signature: list[str]) -> str:
    return next((iso_date(line) for line in signature if is_date_line(line)), "")


def _region(issuer: str, title: str, doc_no: str, text: str) -> tuple[Region | None, str]:
    """The place of the issuer; failing that, the place the text gives away, marked inferred."""
    if TAIWAN_TEXT.search(simplify(text[:1500])) and detect(text[:1500]) == "zh-Hant":
        return TAIWAN_REGION, ""
    region = region_of_issuer(issuer, simplify(title + text[:3000])) if issuer else None
    region = region or region_of_issuer(simplify(title).split("关于")[0])
    if region:
        return region, ""
    numbers = [canonical_doc_no(match) for match in DOC_NO.finditer(simplify(text))]
    inferred = infer_region(text, numbers, title, doc_no)
    return inferred if inferred else (None, "")


def plan_period(title: str) -> tuple[int, int] | None:
    """First and last year of the period that a plan's title names: `（2021—2025年）`, `2020年…工作要点`."""
    key = simplify(title)
    if not any(kind in key for kind in _PLAN_KINDS):
        return None
    own = re.sub(r"^.*(贯彻|落实)《[^》]{0,200}》", "", key)
    if match := _YEARS.search(own):
        return int(match[1]), int(match[2])
    match = _YEAR_PLAN.search(own)
    return (int(match[1]), int(match[1])) if match else None
