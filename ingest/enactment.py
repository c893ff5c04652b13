"""The note under a statute's title on who made it and when (题注), and the head of an order (令) that promulgates one.

2017年12月27日 第十二届全国人民代表大会常务委员会第三十一次会议通过
（2021年7月27日中华人民共和国国务院令第746号公布 自2022年3月1日起施行）
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.docno import doc_numbers
from ingest.header import DAY, DOC_NO, canonical_doc_no, iso_date
from ingest.numerals import value_of
from ingest.script import simplify

_MADE = "通过|批准|公布|发布|颁布|印发|修正|修订|修改|制定|订定|废止"
# An order's number alone says that it promulgates: 2017年11月22日 中华人民共和国国务院令第692号.
_BY_ORDER = r"令\s*第\s*[\d一二三四五六七八九十百]+\s*号|第\s*[\d一二三四五六七八九十百]+\s*号\s*令"
_NOTE = re.compile(
    rf"^(?:\d{{1,3}}\s*[.．、]\s*)?[(（]?\s*(?:(?:根据)?{DAY}|[^。；]{{2,60}}会议).*(?:{_MADE}|施行|实施|生效)"
    rf"|^(?:\d{{1,3}}\s*[.．、]\s*)?[(（]?\s*{DAY}[^，。；]{{0,60}}(?:{_BY_ORDER}|字第\s*\d)|^[(（]原名[称：:]"
)
# Taiwan's database dates a text so where it lists no acts.
_LATEST = re.compile(rf"^[(（]?\s*最新异动日期\s*[:：]\s*(?P<day>{DAY})")
_MAKING = re.compile(rf"(?<!自)(?<!自 )(?P<day>{DAY})(?!\s*起)(?P<rest>(?:(?!{DAY}).)*)")
_MAKES = re.compile(rf"{_MADE}|会议、|(?:{_BY_ORDER})[)）\s]*$")
_COMMENCED = re.compile(rf"(?P<day>{DAY})\s*起?\s*(?:施行|实施|生效)")
_MEETING = re.compile(
    r"^\s*经?(?P<body>[\u3400-\u9fff]{2,40}?)(?:审判委员会|检察委员会)?第[\d一二三四五六七八九十百]+次.{0,4}会议.*(?:通过|修订|修正)"
)
_TERM = re.compile(r"第?[\d一二三四五六七八九十百]+届")
_ISSUED = re.compile(r"^\s*(?P<body>[\u3400-\u9fff、]{2,40}?)(?:公告)?(?:订定|制定|修正|修订)?(?:发布|公布|颁布|批准)")
# Taiwan: 內政部（88）台內人字第8889637號令訂定發布, 行政院環境保護署環署廢字第….
_OFFICE = "部|院|会|署|局|府|处"
_BY_NUMBER = re.compile(
    rf"^\s*(?P<body>[\u3400-\u9fff]{{0,12}}?(?:总统|{_OFFICE})(?:[\u3400-\u9fff]{{2,14}}?(?:{_OFFICE}|场|所|中心|馆)"
    r"(?=[\u3400-\u9fff]+(?:[(（].{1,2}[)）])?字第|[(（]\d)){0,2})(?=[\u3400-\u9fff（()）\d]{0,16}字第|[(（]\d|令)"
)
_APPROVES = re.compile(r"^\s*[\u3400-\u9fff、]{2,40}?批准\s*$")
_REPEALED = re.compile(r"(?:废止|停止适用)[)）。\s]*$")
_N = r"[\d一二三四五六七八九十百]+"


def _numbered(sort: str) -> re.Pattern[str]:
    """国务院令第746号, 民政部、总后勤部令第1号, 交通运输部令2021年第16号, 海关总署第61号令; the number may stand on the next line."""
    return re.compile(
        rf"(?P<body>[\u3400-\u9fff、]{{2,60}}?)(?:{sort}\s*[(（]?\s*(?P<year>(?:19|20)\d{{2}}\s*年)?\s*第\s*(?P<n>{_N})\s*号"
        rf"|(?<!字)第\s*(?P<m>{_N})\s*号{sort})"
    )


_ORDER, _ANNOUNCED = _numbered("令"), _numbered("公告")
_STATE = "中华人民共和国"
# The number under which the note says that the text was published: 公告第54号公布, 法发〔1993〕15号通知印发.
_PUBLISHED = re.compile(r"\s*(?:文件?|通知)?\s*(?:公布|发布|颁布|印发)")
_REVISED = re.compile("修正|修订|修改|决定")


@dataclass(frozen=True)
class Enactment:
    """issuer, doc_no: Simplified, `国务院令第746号`; joint issuers `国务院、中央军事委员会`. makers: every body named as
    having passed or issued it. made: day of this version; commenced: first day in force. repeal: the note that says it
    was repealed, as it stands in the head.
    """

    issuer: str = ""
    makers: tuple[str, ...] = ()
    doc_no: str = ""
    made: str = ""
    commenced: str = ""
    repeal: str = ""


def is_enactment_note(line: str) -> bool:
    """Whether a line before the text is such a note: dates and instruments, no sentence."""
    key = _key(line)
    is_note = bool(_NOTE.match(key)) and not key.startswith("为") and not key.endswith(":")
    return is_note and "。" not in re.sub("《[^》]{0,200}》", "", key)


def enactment(head: list[str]) -> Enactment:
    """What the lines above the text say. The newest date on which it was passed, approved or revised counts."""
    lines = [line for line in head if is_enactment_note(line)]
    notes = [_key(line) for line in lines]
    makings = [match for note in notes for match in _MAKING.finditer(note) if _MAKES.search(match["rest"])]
    ended = next((line for line, note in zip(lines, notes, strict=True) if _REPEALED.search(re.sub("《[^》]{0,200}》", "", note))), "")
    ordered, order = _order(head)
    commenced = [match["day"] for note in notes for match in _COMMENCED.finditer(note)]
    latest = [match["day"] for match in map(_LATEST.match, map(_key, head)) if match]
    # Who approves what another body issues has not made it.
    first = sorted(makings, key=lambda match: _APPROVES.match(match["rest"]) is not None)
    makers = tuple(filter(None, (_maker(match["rest"]) for match in first)))
    made = [iso_date(match["day"]) for match in makings if not _REPEALED.search(match["rest"])]
    return Enactment(
        issuer=ordered or next(iter(makers), ""),
        makers=makers,
        doc_no=order or _number(notes),
        made=max(made, default="") or iso_date(next(iter(latest), "")),
        commenced=iso_date(commenced[-1]) if commenced else "",
        repeal=ended,
    )


def _maker(made: str) -> str:
    """Who passed or published, from what follows a date: `第八届…委员会第三次会议通过`, `国务院发布`."""
    if match := _MEETING.match(made):
        return _TERM.sub("", match["body"]).removesuffix("检察委员会")
    match = _BY_NUMBER.match(made) or _ISSUED.match(made)
    return match["body"] if match and "会议" not in match["body"] else ""


def _order(head: list[str]) -> tuple[str, str]:
    """Who gave an order that the head names and its number, `国务院令第746号`; '' and '' for none.

    The President (国家主席) alone bears the state's name, which tells that office from other chairmen.
    """
    match = _ORDER.search(_undated("\n".join(map(_key, head))))
    if not match:
        return "", ""
    body, number = _canonical(match, "令")
    return f"{_STATE}主席" if body == "主席" else body, number


def _number(notes: list[str]) -> str:
    """The number under which a statute was published: the newest of Taiwan's (字第), else that of its first version."""
    making = (note for note in notes if re.search(_MADE, note) and not _REPEALED.search(note))
    taiwan = [numbers for note in making if (numbers := [number for number, _, _ in doc_numbers(note) if "字第" in number])]
    if taiwan:
        return taiwan[-1][0]
    for note in (_undated(note) for note in notes if not _REVISED.search(note)):
        announced, plain = _ANNOUNCED.search(note), DOC_NO.search(note)
        if announced and _PUBLISHED.match(note, announced.end()):
            return _canonical(announced, "公告")[1]
        if plain and _PUBLISHED.match(note, plain.end()):
            return canonical_doc_no(plain)
    return ""


def _canonical(match: re.Match[str], sort: str) -> tuple[str, str]:
    """The bodies and the number that a match of `_numbered` names, as `docno.doc_numbers` writes them."""
    bodies = "、".join(name.removeprefix(_STATE) for name in match["body"].split("、"))
    year, number = re.sub(r"\s", "", match["year"] or ""), match["n"] or match["m"]
    return bodies, f"{bodies}{sort}{year}第{value_of(number) or number}号"


def _undated(text: str) -> str:
    return re.sub(DAY, " ", text)


def _key(line: str) -> str:
    return simplify(unicodedata.normalize("NFKC", line.strip()))
