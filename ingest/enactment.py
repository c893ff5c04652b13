"""The note under a statute's title on who made it and when (题注), and the head of an order (令) that promulgates one.

2017年12月27日 第十二届全国人民代表大会常务委员会第三十一次会议通过
（2021年7月27日中华人民共和国国务院令第746号公布 自2022年3月1日起施行）
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.header import iso_date
from ingest.script import simplify

_DAY = r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
_MADE = "通过|批准|公布|发布|颁布|修正|修订|修改"
_NOTE = re.compile(rf"^[(（]?\s*(?:{_DAY}|[^。；]{{2,60}}会议).*(?:{_MADE}|施行|实施)")
_MAKING = re.compile(rf"(?<!自)(?<!自 )(?P<day>{_DAY})(?!\s*起)(?P<rest>(?:(?!{_DAY}).)*)")
_COMMENCED = re.compile(rf"(?P<day>{_DAY})\s*起?\s*(?:施行|实施|生效)")
_MEETING = re.compile(
    r"^\s*经?(?P<body>[\u3400-\u9fff]{2,40}?)(?:审判委员会|检察委员会)?第[\d一二三四五六七八九十百]+次.{0,4}会议.*通过"
)
_TERM = re.compile(r"第?[\d一二三四五六七八九十百]+届")
_ISSUED = re.compile(r"^\s*(?P<body>[\u3400-\u9fff、]{2,40}?)(?:公告)?(?:发布|公布|颁布|批准)")
_ORDER = re.compile(r"(?P<body>[\u3400-\u9fff]{2,25}?)令\s*[(（]?\s*第\s*(?P<n>[\d一二三四五六七八九十百]+)\s*号")


@dataclass(frozen=True)
class Enactment:
    """issuer, doc_no: Simplified, `国务院令第746号`. makers: every body named as having passed
    or issued it. made: day of this version; commenced: first day in force.
    """

    issuer: str = ""
    makers: tuple[str, ...] = ()
    doc_no: str = ""
    made: str = ""
    commenced: str = ""


def is_enactment_note(line: str) -> bool:
    """Whether a line before the text is such a note: dates and instruments, no sentence."""
    key = _key(line)
    return bool(_NOTE.match(key)) and "。" not in re.sub("《[^》]*》", "", key)


def enactment(head: list[str]) -> Enactment:
    """What the lines above the text say. The newest date on which it was passed, approved or revised counts."""
    notes = [_key(line) for line in head if is_enactment_note(line)]
    makings = [match for note in notes for match in _MAKING.finditer(note) if re.search(_MADE, match["rest"])]
    order = _ORDER.search(re.sub(r"令\s*\n\s*", "令", "\n".join(_key(line) for line in head)))
    commenced = [match["day"] for note in notes for match in _COMMENCED.finditer(note)]
    makers = tuple(filter(None, (_maker(match["rest"]) for match in makings)))
    issuer = _short(order["body"]) if order else next(iter(makers), "")
    return Enactment(
        issuer=issuer,
        makers=makers,
        doc_no=f"{issuer}令第{order['n']}号" if order else "",
        made=max((iso_date(match["day"]) for match in makings), default=""),
        commenced=iso_date(commenced[-1]) if commenced else "",
    )


def _maker(made: str) -> str:
    """Who passed or published, from what follows a date: `第八届…委员会第三次会议通过`, `国务院发布`."""
    if match := _MEETING.match(made):
        return _TERM.sub("", match["body"]).removesuffix("检察委员会")
    match = _ISSUED.match(made)
    return match["body"] if match and "会议" not in match["body"] else ""


def _short(body: str) -> str:
    return body.removeprefix("日").replace("中华人民共和国国务院", "国务院")


def _key(line: str) -> str:
    return simplify(unicodedata.normalize("NFKC", line.strip()))
