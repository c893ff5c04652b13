"""What a notice says of itself: catalogue rows first, then title, number, signature and date as they stand in the text."""

from __future__ import annotations

import re
from collections import Counter

from ingest.header import DAMAGED_DATE, DOC_NO, INDEX_NO, canonical_doc_no, is_date_line, iso_date, labels_in, title_kind
from ingest.layout import Line
from ingest.model import Meta, Region
from ingest.region import infer_region, region_of_issuer
from ingest.script import detect, simplify
from ingest.validity import effective_date, expiry_date, validity_of

_TITLE_ISSUER = re.compile(r"^(?P<issuer>.{2,60}?)(?:办公室|办公厅)?关于")
# Words by which an authority calls itself inside its own papers; they name no place.
_SELF = re.compile(r"^(市|省|县|区|州|镇|我)(委|政府|人民政府)(办公室|办公厅)?$")
_YEARS = re.compile(r"[(（]\s*((?:19|20)\d{2})\s*年?\s*[—\-–~～至]+\s*((?:19|20)\d{2})\s*年?\s*[)）]")
_PLAN_KINDS = ("规划", "方案", "计划", "要点", "纲要")
_YEAR_PLAN = re.compile(r"((?:19|20)\d{2})年度?[^《》]{0,40}?(?:工作要点|工作计划|年度计划|要点|工作安排)")


def read_meta(text: str, lines: tuple[Line, ...]) -> tuple[Meta, list[str]]:
    """Meta of a cleaned notice and what is doubtful in it. Nothing is invented: an unknown field stays empty."""
    head = [line.text.strip() for line in lines if line.role == "head"]
    rows = _rows(head)
    title = _title(head, rows)
    signature = [line.text.strip() for line in lines if line.role == "signature"]
    issuer = _issuer(title, rows, head, signature)
    doc_no = _doc_no(rows, head, title)
    region, region_note = _region(issuer, title, text)
    issued = iso_date(rows.get("issued", "")) or _head_date(head) or _signing_date(signature)
    published = iso_date(rows.get("published", ""))
    plan_years = plan_period(" ".join([title, *(line.text for line in lines if line.role == "title")]))
    warnings = [region_note] if region_note else []
    warnings += [f"日期残缺：原文为“{line}”，未作推断" for line in signature if DAMAGED_DATE.match(line)]
    if not title:
        warnings.append("原文没有标题")
    signed = _signing_date(signature)
    if signed and issued and signed != issued:
        warnings.append(f"落款日期（{signed}）与目录所载日期（{issued}）不一致")
    return Meta(
        title=title or _untitled(lines), issuer=issuer, doc_no=doc_no, index_no=_index_no(rows, head),
        issued=issued or published, published=published,
        effective=iso_date(rows.get("effective", "")) or effective_date(text),
        expires=iso_date(rows.get("expires", "")) or expiry_date(text, issued),
        plan_years=plan_years, region=region, validity=validity_of(text, rows.get("validity", "")),
        addressees=next((line for line in head if line.endswith((":", "：")) and not labels_in(line)), "").rstrip(":："),
        kind=title_kind(title), script=detect(text[:5000])), warnings


def _rows(head: list[str]) -> dict[str, str]:
    """Catalogue fields; the first non-empty value of each stands."""
    rows: dict[str, str] = {}
    for line in head:
        for name, value in labels_in(line):
            if value and not rows.get(name):
                rows[name] = value
    return rows


def _title(head: list[str], rows: dict[str, str]) -> str:
    """The labelled title; else of the lines that can be one: that which stands twice, then that with 关于, then the longest."""
    if rows.get("title"):
        return rows["title"]
    candidates = [line for line in head if title_kind(line) and not labels_in(line)]
    if candidates:
        repeated = Counter(candidates)
        return max(candidates, key=lambda line: (repeated[line] > 1, "关于" in simplify(line), len(line)))
    plain = [line for line in head if not labels_in(line) and not is_date_line(line) and 4 <= len(line) <= 80
             and not re.search(r"[。；：:|]$", line) and not DOC_NO.fullmatch(simplify(line)) and not INDEX_NO.fullmatch(line)]
    return plain[0] if plain else ""


def _untitled(lines: tuple[Line, ...]) -> str:
    """A name for a notice without title: its first heading, said to be no title."""
    first = next((line.text.strip()[line.marker.length if line.marker else 0:] for line in lines if line.role != "head"), "")
    return f"（无标题）{first[:30].strip()}"


def _issuer(title: str, rows: dict[str, str], head: list[str], signature: list[str]) -> str:
    """Signature, else the title's subject, else the catalogue's issuer; the catalogue often names the unit that uploaded."""
    date = next((n for n, line in enumerate(signature) if is_date_line(line) or DAMAGED_DATE.match(line)), 0)
    signed = [simplify(line) for line in signature[:date] if re.search(r"[\u3400-\u9fff]", line) and not re.match("附|\\d", line)]
    if signed:
        return _joined(" ".join(signed))
    match = _TITLE_ISSUER.match(simplify(title))
    subject = _joined(simplify(title)[:match.end() - 2]) if match else ""
    if subject and not _SELF.match(subject) and region_of_issuer(subject):
        return subject
    if rows.get("issuer"):
        return _joined(simplify(rows["issuer"]))
    bare = next((simplify(line) for line in head if not re.search("[:：]", line) and re.search(r"(政府|委员会|办公室|办公厅|局|厅|部|院)$", simplify(line)) and len(line) <= 30), "")
    return bare or ("" if _SELF.match(subject) else subject)


def _joined(names: str) -> str:
    """Several issuing bodies, set apart by blanks in print, joined by 、."""
    return "、".join(re.split(r"[\s　、]+", re.sub(r"[(（].*?[)）]", "", names).strip()))


def _doc_no(rows: dict[str, str], head: list[str], title: str) -> str:
    for value in (rows.get("doc_no", ""), *(line for line in head if not labels_in(line) and line != title)):
        key = simplify(value)
        match = DOC_NO.match(key)
        if match and not re.search("根据|废止|失效", key):
            return canonical_doc_no(match)
    value = re.sub(r"\s+", "", simplify(rows.get("doc_no", "")))
    return value if re.search(r"\d|第.*号", value) else next(
        (re.sub(r"[\s(（)）]", "", simplify(line)) for line in head if re.fullmatch(r"[(（]?\s*第\s*\S{1,6}\s*号\s*[)）]?", line)), "")


def _index_no(rows: dict[str, str], head: list[str]) -> str:
    return rows.get("index_no", "") or next((line for line in head if INDEX_NO.fullmatch(line)), "")


def _head_date(head: list[str]) -> str:
    return next((iso_date(line) for line in head if is_date_line(line)), "")


def _signing_date(signature: list[str]) -> str:
    return next((iso_date(line) for line in signature if is_date_line(line)), "")


def _region(issuer: str, title: str, text: str) -> tuple[Region | None, str]:
    """The place of the issuer; failing that, the place the text gives away, marked inferred."""
    region = region_of_issuer(issuer, simplify(title + text[:3000])) if issuer else None
    region = region or region_of_issuer(simplify(title).split("关于")[0])
    if region:
        return region, ""
    numbers = [canonical_doc_no(match) for match in DOC_NO.finditer(simplify(text))]
    inferred = infer_region(simplify(text), numbers)
    return inferred if inferred else (None, "")


def plan_period(title: str) -> tuple[int, int] | None:
    """First and last year of the period that a plan's title names: `（2021—2025年）`, `2020年…工作要点`."""
    key = simplify(title)
    if not any(kind in key for kind in _PLAN_KINDS):
        return None
    own = re.sub(r"^.*(贯彻|落实)《[^》]*》", "", key)
    if match := _YEARS.search(own):
        return int(match[1]), int(match[2])
    match = _YEAR_PLAN.search(own)
    return (int(match[1]), int(match[1])) if match else None
