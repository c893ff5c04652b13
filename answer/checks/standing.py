"""What a sentence says of the notice itself: whether it is in force, who issued it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.checks.dates import Day, day_of, days_in
from answer.checks.fault import Fault
from answer.checks.names import blanked
from answer.checks.reading import Claim, Source
from index.issuers import is_issuer
from index.relations import name_key
from ingest.docno import doc_numbers
from ingest.model import Status
from ingest.references import TITLE
from ingest.script import simplify

_SAID: tuple[tuple[frozenset[Status], re.Pattern[str]], ...] = (
    (frozenset(("in_force",)), re.compile(
        r"现行有效|(?:仍|仍然|依然|继续|目前|现在|现|由发布目录标明|至今|当前)(?:是|为)?有效|尚未(?:失效|废止"
        r"|到期|届满)|(?:没有|未)(?:被)?(?:宣布)?(?:失效|废止|作废)|在有效期内"
        r"|(?:still|currently|remains?|is|are) (?:still |currently |now )?(?:in (?:force|effect)|valid|effective)\b(?!"
        r" (?:for|until|from))|not (?:been )?(?:repealed|expired)|marked as in force", re.I)),
    (frozenset(("repealed",)), re.compile(r"(?:已|已经|被|现已|予以|宣布)(?:被|宣布|经|于[^，。]{2,14}?)?废止|(?:has been|was"
                                          r"|is|been) (?:repealed|abolished|revoked|rescinded)", re.I)),
    (frozenset(("expired",)), re.compile(r"(?:已|已经|现已)(?:过期|到期|期满|届满)|(?:规划期|有效期)[^，。]{0,16}已(?:经)?(?:届满"
                                         r"|结束|过)|has (?:already )?expired|is expired|expired on", re.I)),
    (frozenset(("repealed", "expired")), re.compile(
        r"(?:已|已经|现已|宣布|被)(?:被|宣布|经)?(?:失效|作废)|不再(?:有效|适用)|已无效|(?:没有|没了|无|失去|丧失|不再有)(?:法律)?效力"
        r"|no longer (?:in (?:force"
        r"|effect)|valid|effective)|not (?:in force|valid)|(?:declared|is|become) invalid|lapsed", re.I)),
)  # fmt: skip
_NOT_BEFORE = re.compile(r"\bnot (?:currently )?(?:in (?:force|effect)|valid)|no longer", re.I)
_DENIED = re.compile("(?:未|没有|没|并非)$|\\bnot (?:been )?$", re.I)
_LAPSES = re.compile(r"失效|作废|无效|\b(?:ceases? to be (?:valid|effective)|becomes? (?:void|invalid)|laps(?:es?|ed))\b", re.I)
_REPEALS = re.compile("废止|失效|停止执行|不再执行")
_ENDS = re.compile("取消|废除|撤销|吊销|届满|期满|到期|有效|作废|无效")
_DOCUMENT_EN = re.compile(
    r"\s*(?:it|they|this|these|(?:the|that|those) (?:\w+ ){0,3}?(?:notice|document|opinions?|measures|regulations?|rules|law|plan"
    r"|circular|provisions|decision|scheme|text)s?)\b", re.I
)  # fmt: skip
_FIELDS = (
    ("issued", re.compile(r"成文(?:日期|于|时间)?|印发(?:日期|于|时间)|发文日期|(?:于|在|日)[^，。]{0,4}(?:印发"
                          r"|制定|成文)|(?:was |were )?issued on|date of issue|dated|adopted on|signed on", re.I)),
    ("published", re.compile(r"发布(?:日期|于|时间)|公布(?:日期|于)|(?:于|在|日)[^，。]{0,4}(?:发布|公布)|published"
                             r" on|date of publication|released on", re.I)),
    ("effective", re.compile(r"(?:施行|实施|生效)(?:日期|于|时间)|起(?:正式)?(?:施行|实施|生效)|(?:takes?|took"
                             r"|came? in(?:to)?|in) (?:effect|force)\s*(?:on|from|since)|effective (?:from"
                             r"|on)", re.I)),
)  # fmt: skip
_OTHER_THING = re.compile("了?(?!本|该|此|的|并|施行|实施|了|之|执行)[\u3400-\u9fff]{2}")
_BY = re.compile(
    r"(?:由|是|^)(?P<who>(?:(?![在向会上])[\u3400-\u9fff、]){2,40}?(?:政府|办公[厅室]|委员会|[委局厅部院署]))(?:于"
    r"|在)?[^，。由]{0,12}?(?:联合)?(?:印发|发布|颁布|公布|制发)(?!之|后|的|单位|机关|日)"
)
_LABELLED = re.compile(r"(?:发文|发布|印发|制发)(?:机关|机构|单位)(?:是|为|：|:)\s*(?P<who>[\u3400-\u9fff、]{2,60})")
_ABOUT_RECORD = re.compile(
    r"由[^，。]{4,40}(?:印发|发布|颁布|公布|制发)|于[^，。]{4,14}(?:印发|发布|公布|成文)|文号|发文字号|索引号"
    r"|发文机关|印发机关|发布机关|成文日期|发布日期|印发日期|施行日期|主送|document number|index number|issued"
    r" by|issued on|date of issue|published on|addressed to|dated",
    re.I,
)


def said_of_standing(key: str, source: Source) -> tuple[int, int] | None:
    """Where a folded sentence says how the notice stands, in other words than the clause's own."""
    for _, pattern in _SAID:
        for match in pattern.finditer(key):
            if not _is_of_clause(match, key, source):
                return match.span()
    return None


def check_standing(claim: Claim, source: Source) -> Fault | None:
    """The status that a sentence gives against the judgement of the day."""
    held = _held(claim, source)
    for number, (statuses, pattern) in enumerate(_SAID):
        match = next((one for one in pattern.finditer(claim.key) if not _is_of_clause(one, claim.key, source)), None)
        if match and number and _DENIED.search(claim.key[: match.start()]):
            continue
        if not match or (number == 0 and _NOT_BEFORE.search(claim.key) and "not been" not in match.group()):
            continue
        if not held & statuses:
            return Fault("not_found" if held == {"unknown"} else "contradicted", "validity")
    return None


def check_lapse(claim: Claim, source: Source) -> Fault | None:
    """自…起失效, said of something of which the clause says that it stays valid."""
    match = _LAPSES.search(claim.key)
    ends = _REPEALS.search(source.whole) or _ENDS.search(re.sub("继续有效|在有效期内|有效", "", source.key))
    if not match or ends or _DENIED.search(claim.key[: match.start()]) or "有效" not in source.key:
        return None
    return Fault("contradicted", "validity") if _held(claim, source) <= {"in_force", "unknown"} else None


def _held(claim: Claim, source: Source) -> set[str]:
    """How the notice stands; where the sentence names another document that the clause repeals, how that stands."""
    own = source.notice.meta
    others = [number for number, _, _ in doc_numbers(claim.key) if number != own.doc_no and number in source.key]
    titles = [match.group() for match in TITLE.finditer(claim.key)]
    others += [title for title in titles if name_key(title[1:-1]) not in name_key(own.title)]
    if others and _REPEALS.search(source.key):
        return {"repealed", "expired"}
    return {source.judge(source.notice.doc_id, own).status}


def _is_of_clause(match: re.Match[str], key: str, source: Source) -> bool:
    """Whether the clause itself says so of something, and the sentence does not say it of the document."""
    if match.group() in source.key:
        return True
    return bool(_ENDS.search(source.key)) and not _DOCUMENT_EN.match(key) if match.group().isascii() else False


def is_of_record(claim: Claim, source: Source) -> bool:
    """Whether a sentence tells a field of the notice's catalogue, which need not stand in the clause."""
    match = _ABOUT_RECORD.search(claim.key)
    return bool(match) and (match.group() not in source.key or source.clause.kind in ("head", "signature"))


def check_record(claim: Claim, source: Source) -> Fault | None:
    """Dates under the field that the sentence names, and the issuer, against the notice's record."""
    meta = source.notice.meta
    for field, pattern in _FIELDS:
        held = day_of(getattr(meta, field))
        for match in pattern.finditer(claim.key):
            # 每年4月1日前公布报告 tells of no day of the notice's own, and publishes something else.
            near = [day for day in _near(match, days_in(blanked(claim), claim.is_english)) if day.year]
            own = [day for one in pattern.finditer(source.key) for day in _near(one, days_in(source.key)) if day.year]
            if _OTHER_THING.match(claim.key, match.end()) or not (held.year or own):
                continue
            if match.group() in source.key and not own:
                continue
            wrong = [day for day in near if not any(day.agrees(one) for one in (*own, *([held] if held.year else ())))]
            if wrong and len(wrong) == len(near):
                return Fault("contradicted", "field", claim.text[wrong[0].start : wrong[0].end])
    for pattern in (_BY, _LABELLED):
        for match in pattern.finditer(claim.key):
            who = re.sub("^.*[由是]", "", match["who"])
            if (
                meta.issuer
                and match.group() not in source.key
                and not _issued_by(who, meta.issuer)
                and who not in source.key
            ):
                return Fault("contradicted", "field", who)
    return None


def _near(match: re.Match[str], days: Sequence[Day]) -> list[Day]:
    """The days that stand by the words of a field."""
    return [
        day
        for day in days
        if abs(day.start - match.end()) < 16 or 0 <= match.start() - day.end < 8 or match.start() <= day.start <= match.end()
    ]


def _issued_by(who: str, issuer: str) -> bool:
    own = simplify(issuer)
    return any(one in who for one in own.split("、")) or all(
        is_issuer(name, own) for name in re.split("、|和|及", who) if name
    )
