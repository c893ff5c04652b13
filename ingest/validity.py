"""Whether a notice is in force, read from its catalogue row and its text, and judged as of a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import cn2an

from ingest.header import DOC_NO, canonical_doc_no, iso_date
from ingest.model import Meta, Span, Status, Validity
from ingest.script import simplify

_DATE = r"(?:(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)"
# Self-reference only (本办法、本通知…), or the bare final clause of a notice: `自2022年1月1日起施行`.
_EFFECTIVE = re.compile(rf"自\s*(?P<date>{_DATE})\s*起\s*(?:正式)?(?:施行|实施|执行|生效)")
_PUBLICATION = re.compile(r"自(?:公布|发布|印发|颁布)之日起\s*(?:施行|实施|执行|生效)")
_UNTIL = re.compile(rf"有效期(?:至|到|截至|截止到?)\s*(?P<date>{_DATE})")
_YEARS = re.compile(r"有效期(?:为|是|限)?\s*(?P<years>[0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*年")


def validity_of(text: str, row: str) -> Validity:
    """Status from the catalogue's 时效/有效性 row. `row` stands in `text`; an empty or unreadable row means unknown."""
    key = simplify(row)
    if re.search("失效|废止|无效|已过期", key) and not re.search("未(失效|废止)", key):
        status: Status = "repealed"
    elif "有效" in key:
        status = "in_force"
    else:
        return Validity()
    number = DOC_NO.search(key)
    title = re.search("《([^》]+)》", key)
    at = text.find(row)
    return Validity(
        status,
        canonical_doc_no(number) if number else (title.group() if title else ""),
        Span(at, at + len(row)) if at >= 0 else None,
    )


def effective_date(text: str) -> str:
    """The day from which the notice applies, when its last paragraphs say so; '' otherwise."""
    match = _EFFECTIVE.search(simplify(text[-3000:]))
    return iso_date(match["date"]) if match else ""


def expiry_date(text: str, issued: str) -> str:
    """The last day of a stated term: `有效期至…`, or `有效期5年` counted from the effective (else issuing) day."""
    key = simplify(text[-3000:])
    if match := _UNTIL.search(key):
        return iso_date(match["date"])
    match = _YEARS.search(key)
    begin = effective_date(text) or issued
    # `坚持规范性文件5年有效期制度` speaks of other documents: only a term next to the notice's own commencement counts.
    if not match or not begin or not (_EFFECTIVE.search(key) or _PUBLICATION.search(key)):
        return ""
    years = int(match["years"]) if match["years"].isdigit() else int(cn2an.cn2an(match["years"], "smart"))
    return f"{int(begin[:4]) + years:04}{begin[4:]}"


Reason = Literal["repealed", "term", "plan", "year", "marked", "within", "planned", "silent"]


@dataclass(frozen=True)
class Judgement:
    """The status of a notice on a day and why. value: the date or the years that decide, '' otherwise."""

    status: Status
    reason: Reason
    value: str = ""


def status_on(meta: Meta, day: date) -> Judgement:
    """Validity of a notice as of `day`: repeal first, then a stated term, then the period a plan covers."""
    if meta.validity.status == "repealed":
        return Judgement("repealed", "repealed", meta.validity.by)
    if meta.expires and day.isoformat() > meta.expires:
        return Judgement("expired", "term", meta.expires)
    if meta.plan_years and day.year > meta.plan_years[1]:
        return Judgement("expired", "year" if meta.plan_years[0] == meta.plan_years[1] else "plan", _years(meta.plan_years))
    if meta.validity.status == "in_force":
        return Judgement("in_force", "marked")
    if meta.expires:
        return Judgement("in_force", "within", meta.expires)
    # That the years of a plan run says nothing of a repeal.
    return Judgement("unknown", "planned", _years(meta.plan_years)) if meta.plan_years else Judgement("unknown", "silent")


def _years(period: tuple[int, int]) -> str:
    first, last = period
    return f"{first}—{last}" if first != last else str(first)
