"""Whether a notice is in force: read from its catalogue row and its text, and judged as of a day with what others do to it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.fold import folded
from ingest.header import DAY, DOC_NO, canonical_doc_no, iso_date
from ingest.model import Act, Clause, Meta, Notice, Span, Status, Validity
from ingest.numerals import value_of
from ingest.references import KINDS
from ingest.script import simplify

_COMMENCES = "施行|实施|执行|生效|试行|暂行"
_EFFECTIVE = re.compile(rf"自\s*(?P<date>{DAY})\s*[零〇0]?时?起?\s*(?:正式|全面)?(?:{_COMMENCES})")
_PUBLICATION = re.compile(
    rf"自(?:公布|发布|印发|颁布|下发|通过)之?日(?:起|后|(?=施行))(?:满?[\d一二三四五六七八九十]{{1,3}}(?:日|天|个?月)后?)?\s*(?:正式)?(?:{_COMMENCES})"
)
# A year of the Republic may stand without its name: 自一百零八年八月十五日施行.
_OTHER_DAY = re.compile(r"自[^，。；\n]{2,20}施行")
_TERM = "(?:有效|试行|暂行|施行|执行|实施)期限?"
_SINCE = r"(?:(?:自|从)[^，。；]{2,24}起)?"
_COUNT = r"(?P<count>[0-9]{1,3}|[一二三四五六七八九十两]{1,3})\s*(?:个)?(?P<unit>年|月)(?!底|初|度|内)"
_TO = "(?:至|到|截至|截止到?|延续至|延长至)"
_UNTIL = re.compile(rf"(?:{_TERM}\s*(?:为|是)?\s*{_SINCE}\s*[，,]?\s*{_TO}|(?:{_COMMENCES})(?:至|到))\s*(?P<date>{DAY})")
_FOR = re.compile(rf"(?:{_TERM}\s*(?:为|是|限)?{_SINCE}|(?:{_COMMENCES}|暂定)(?:期?[为限])?)\s*[:：]?\s*{_COUNT}")
# The term of the notice itself, not that of a licence: this notice is its subject.
_SELF = re.compile(rf"(?:^|[，。；\s])(?:本|该)《?(?:实施)?(?:{KINDS}|文件)》?的?{_SINCE}[，,]?$")
_OF_A_PAPER = re.compile("证|许可|合同|票|卡|书|执照")
_FROM = re.compile(rf"[，,]?(?:自{DAY}|自(?:印发|公布|发布)之?日)起")
_LAST, _NEAR = 3000, 60
_TRIAL = re.compile(r"[(（](试行|暂行|试用)[)）]|(?:暂行|试行)(?:办法|规定|条例|规则|细则|意见|方案|标准)")


def validity_of(text: str, row: str) -> Validity:
    """Status from the catalogue's 时效/有效性 row. `row` stands in `text`; an empty or unreadable row means unknown."""
    key = simplify(row)
    if re.search("失效|废止|无效|已过期|停止(执行|适用|施行)", key) and not re.search("[未没](失效|废止)", key):
        status: Status = "repealed"
    elif re.search("有效|[未没](失效|废止)", key):
        status = "in_force"
    else:
        return Validity()
    number = DOC_NO.search(key)
    title = re.search("《([^》]{1,200})》", key)
    at = text.find(row)
    return Validity(
        status,
        canonical_doc_no(number) if number else (title.group() if title else ""),
        Span(at, at + len(row)) if at >= 0 else None,
    )


def effective_date(text: str) -> str:
    """The day from which the notice applies, when it says so; '' otherwise."""
    match = _commencement(folded(text))
    return iso_date(match["date"]) if match else ""


def commencing(text: str) -> Span | None:
    """Where a notice says from when it applies without a day that `effective_date` reads: `本条例自公布之日起施行`,
    `本辦法自發布日施行`; None when it does not.
    """
    key = folded(text)
    days = (*_OTHER_DAY.finditer(key), *_PUBLICATION.finditer(key))
    found = [match for match in days if _SELF.search(key[max(0, match.start() - 12) : match.start()])]
    return Span(*found[-1].span()) if found else None


def _commencement(key: str) -> re.Match[str] | None:
    """`本办法自…起施行`, the last of them; else the first commencement in the last paragraphs that is not another notice's."""
    found = list(_EFFECTIVE.finditer(key))
    own = [match for match in found if _SELF.search(key[max(0, match.start() - 12) : match.start()])]
    free = (match for match in found if key[match.start() - 1 : match.start()] not in ("》", "）") and match.start() >= len(key) - _LAST)
    return own[-1] if own else next(free, None)


def expiry_date(text: str, issued: str) -> str:
    """The last day of a stated term: `有效期至…`, or `有效期5年`, `试行两年` counted from the effective (else issuing) day."""
    term = _term(text)
    if term is None:
        return ""
    if term.re is _UNTIL:
        return iso_date(term["date"])
    begin = effective_date(text) or issued
    count = value_of(term["count"])
    return _later(begin, count * (12 if term["unit"] == "年" else 1)) if begin and count else ""


def _term(text: str) -> re.Match[str] | None:
    """Where the text states a term of the notice itself; positions are of `text`.

    `坚持规范性文件5年有效期制度` and `许可证有效期为5年` speak of other things: the sentence must name this notice or its commencement.
    """
    key = folded(text)
    for pattern in (_UNTIL, _FOR):
        for match in pattern.finditer(key):
            if _is_own(key, match):
                return match
    return None


def _is_own(key: str, match: re.Match[str]) -> bool:
    """Whether this notice is the subject, or it has commenced just before in the sentence (or the one before), or after."""
    before = key[max(0, match.start() - _NEAR) : match.start()].rpartition("\n")[2]
    if _SELF.search(before):
        return True
    commenced = _EFFECTIVE.search(before) or _PUBLICATION.search(before)
    between = before[commenced.end() :] if commenced else "。。"
    beside = not _OF_A_PAPER.search(between) and between.count("。") <= 1 and len(between) <= 12
    trial = match.re is _FOR and re.search(r"(?:自|从)[^，。；]{2,24}起$", before) and match.group().startswith(("试行", "暂行"))
    return beside or bool(trial) or bool(_FROM.match(key, match.end()))


def _later(day: str, months: int) -> str:
    """The same day of the month so many months later, or the last of that month."""
    total = int(day[:4]) * 12 + int(day[5:7]) - 1 + months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1] if year <= date.max.year else 28
    return f"{year:04}-{month + 1:02}-{min(int(day[8:]), last):02}"


Reason = Literal[
    "repealed", "until", "term", "plan", "year", "not_yet", "edition", "amended", "marked", "within", "planned", "trial", "silent"
]


@dataclass(frozen=True)
class ActUpon:
    """An act upon a notice, by a notice of the same corpus. issued, effective: of the acting one."""

    act: Act
    doc_id: str
    title: str
    doc_no: str = ""
    issued: str = ""
    effective: str = ""

    @property
    def day(self) -> str:
        """From when it works, ISO; '' when nothing says."""
        return self.act.day or self.issued or self.effective

    @property
    def instrument(self) -> str:
        """The acting notice as people name it."""
        return f"《{self.title.strip('《》')}》" + (f"（{self.doc_no}）" if self.doc_no else "")


@dataclass(frozen=True)
class Judgement:
    """The status of a notice on a day and why. value: the date, years or instrument that decide, '' otherwise.

    doc_id, clause_id: of the notice on file, and its clause, that decide; '' where it is the notice itself or not on file.
    span: of the deciding words, in that notice's text.
    """

    status: Status
    reason: Reason
    value: str = ""
    doc_id: str = ""
    clause_id: str = ""
    span: Span | None = None


def status_on(meta: Meta, day: date, acts: Sequence[ActUpon] = ()) -> Judgement:
    """Validity of a notice as of `day`: repeal first, then a stated term, then the period a plan covers, then commencement.

    acts: what other notices on file do to this one. A repeal by a notice that came after `day` shows that this one was in
    force then. A new edition of the same title makes the status unknown, never repealed.
    """
    today = day.isoformat()
    done = [act for act in acts if not act.day or act.day <= today]
    if ended := _repealed(meta, day, done):
        return ended
    if meta.expires and today > meta.expires:
        return Judgement("expired", "term", meta.expires)
    if meta.plan_years and day.year > meta.plan_years[1]:
        return Judgement("expired", "year" if meta.plan_years[0] == meta.plan_years[1] else "plan", _years(meta.plan_years))
    if meta.effective > today:
        return Judgement("unknown", "not_yet", meta.effective)
    return _standing(meta, acts, done)


def _repealed(meta: Meta, day: date, done: Sequence[ActUpon]) -> Judgement | None:
    """By another notice on file, else by what the notice's own catalogue row says, unless that came after the day."""
    by = next((act for act in done if act.act.kind == "repeal"), None)
    if by:
        return _by("repealed", "repealed", by)
    if meta.validity.status == "repealed" and _year_of(meta.validity.by) <= day.year:
        return Judgement("repealed", "repealed", meta.validity.by)
    return None


def _by(status: Status, reason: Reason, upon: ActUpon) -> Judgement:
    return Judgement(status, reason, upon.instrument, upon.doc_id, upon.act.clause, upon.act.span if upon.act.clause else None)


def _standing(meta: Meta, acts: Sequence[ActUpon], done: Sequence[ActUpon]) -> Judgement:
    """Of a notice that is neither repealed nor expired."""
    later = next((act for act in acts if act.act.kind == "repeal" and act not in done), None)
    if later:
        return _by("in_force", "until", later)
    if meta.validity.status == "repealed":
        return Judgement("in_force", "until", meta.validity.by)
    marked: Status = "in_force" if meta.validity.status == "in_force" or meta.expires else "unknown"
    for kind, why in (("supersede", "edition"), ("amend", "amended")):
        if by := next((act for act in reversed(done) if act.act.kind == kind), None):
            return _by(marked if kind == "amend" else "unknown", why, by)
    if meta.validity.status == "in_force":
        return Judgement("in_force", "marked")
    if meta.expires:
        return Judgement("in_force", "within", meta.expires)
    # That the years of a plan run says nothing of a repeal.
    if meta.plan_years:
        return Judgement("unknown", "planned", _years(meta.plan_years))
    return Judgement("unknown", "trial" if _TRIAL.search(simplify(meta.title)) else "silent")


def evidence_in(notice: Notice, judged: Judgement) -> tuple[Clause, Span] | None:
    """The notice's own clause on which a judgement rests and where in the clause's text; None when it rests on none of it."""
    span = _evidence(notice, judged)
    clause = next((one for one in notice.clauses if span and one.span.start <= span.start and span.end <= one.span.end), None)
    return (clause, Span(span.start - clause.span.start, span.end - clause.span.start)) if clause and span else None


def _evidence(notice: Notice, judged: Judgement) -> Span | None:
    if judged.doc_id:
        return None
    if judged.reason in ("repealed", "until", "marked"):
        return notice.meta.validity.evidence
    if judged.reason in ("term", "within"):
        found = _term(notice.text)
    elif judged.reason == "not_yet":
        found = _commencement(folded(notice.text))
    elif judged.reason in ("plan", "year", "planned", "trial"):
        at = notice.text.find(notice.meta.title)
        return Span(at, at + len(notice.meta.title)) if at >= 0 else None
    else:
        return None
    return Span(*found.span()) if found else None


def _year_of(instrument: str) -> int:
    """The year in an instrument's number, 0 when there is none."""
    match = re.search(r"〔(\d{4})〕", instrument)
    return int(match[1]) if match else 0


def _years(period: tuple[int, int]) -> str:
    first, last = period
    return f"{first}—{last}" if first != last else str(first)
