"""When the notices asked for were issued, and as of which day: 2020年以后, 近三年, 去年印发的, 截至2015年底.

A question also dates what it is about (2000年以前建成的住宅, 到2025年底要完成什么): such a date is no wish about notices.
Bounds follow legal usage: 以后, 之后 and 以来 count the day, month or year named, 以前 and 之前 do not.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.numerals import value_of

_CN = "一二三四五六七八九十"
_ABSOLUTE = rf"(?:(?<!\d)(?:19|20)\d{{2}}|[二一][〇○零{_CN[:9]}]{{3}}|(?:中华)?民国\s?(?:\d{{1,3}}|[{_CN}百零〇○]{{1,5}}))\s?年(?:度)?"
_RELATIVE = r"(?:今年|本年度?|去年度?|(?<![以不])上一?年(?![满纪龄限度])|大?(?<![以目提此之三两])前年(?!度))"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_CN[:9]}])\s?月份?"
_PART = rf"(?:{_MONTH}(?:\s?(?:\d{{1,2}}|[{_CN}]{{1,3}})\s?[日号])?|上半年|下半年|第?[一二三四]季度)"
_ALONE = r"(?:上个?月|上一个月|本月|这个月|上个?季度|本季度|上周|本周)(?![初中末底])"
_POINT = rf"(?:(?:{_ABSOLUTE}|{_RELATIVE})\s?{_PART}?|{_ALONE})"
_END = r"(?:年?[底末终])?"
_N = rf"(?:\d{{1,3}}|[{_CN}两]{{1,3}}|半)"
_NEAR_UNIT = r"个?(?:年|月|周|星期|季度|天|日)"
# The forms in which a question dates the notices it asks for, the most particular first.
_FORMS = tuple((name, re.compile(pattern)) for name, pattern in (
    ("as_of", rf"(?:截至|截止(?:到|至|于)?)\s?(?P<p>{_POINT}){_END}(?:为止)?"
              rf"|(?:在|于|以|到|按)?(?P<q>{_POINT}){_END}(?:的?时候|当时|那时|那年|时(?![间限期段候])|为止|为准)"
              rf"|在?(?P<r>{_POINT}){_END}(?=(?:仍然?|还|尚)?有效的)"),
    ("range", rf"从?(?P<p>{_POINT}|(?<!\d)(?:19|20)\d{{2}})\s?(?:至|到|—+|–|-|~|～|和|与)\s?(?P<q>{_POINT}|{_PART})"
              r"(?P<tail>之?间|期间|以来)?"),
    ("near", rf"(?:(?<![附就邻接靠临亲最])近|最近|过去)的?(?P<n>{_N})(?P<unit>{_NEAR_UNIT})(?P<half>半)?(?:以?来|之?内|间|里|中)?"
             rf"|(?<![{_CN}\d])(?P<m>{_N})(?P<u>年)以?来"),
    ("since", rf"(?:自从|自|从)?(?P<p>{_POINT})(?:[(（]含[)）])?"
              r"(?:及?以后|及?之后|以来|至今|到现在|到目前|起(?![草诉点付])|后(?![续期果备勤半来]))"),
    ("until", rf"在?(?P<p>{_POINT})(?P<end>{_END})(?:[(（]含[)）])?(?P<with>及)?(?:以前|之前|前(?![期述后提款条]))"),
    ("at", rf"(?P<p>{_POINT})(?:当年|全年|内|间|期间|中)?"),
))  # fmt: skip
_BODY = r"[\u3400-\u9fff]{1,14}?(?:政府|办公[厅室]|委员会|[局委部厅院署办会])"
# What is done to a notice when it is issued; what it says may come into force at another time.
_ISSUED = "(?:联合|新|正式)?(?:印发|出台|发布|颁布|公布|下发|制定|发文|签发|成文|发出)"
_DOCUMENTS = "规定|政策|文件|通知|意见|办法|公文|方案|公告|通告|决定|法规|规章|条例|细则|制度|规范性文件|批复"
_FOLLOWED = re.compile(rf"[的，,\s由]*(?:{_BODY}\s?)?{_ISSUED}(?!日期|时间|机关|单位)")
_LED = re.compile(rf"{_ISSUED}(?:时间|日期)?(?:于|在|是|为)?\s?$")
_LISTED = re.compile(rf"[^。？?；，,]{{0,14}}?(?:{_DOCUMENTS})")
# What happens to people, houses, contracts and papers: what is dated by it is no notice.
_EVENTS = (
    "建成|建造|修建|取得|出生|入职|退休|参加|参保|购|买|注册|登记|毕业|发生|签订|签|竣工|完工|开工|投产|投入|成立|设立|入学|缴纳|缴|交付|受理|领取|申请"
    "|退役|去世|死亡|结婚|离婚|迁入|落户|流转|立案|审批|获得|认定|转让|备案|审核|审查|清理|拆迁|征收|安装|施工|占用|租|办理|受过|受到|违反|犯|报名|施行|实施|执行|生效|实行|到期"
)
_HAPPENED = re.compile(
    rf"[\s，,]?(?:[^，。？?；的]{{0,4}}(?:{_EVENTS})|[^，。？?]{{0,4}}\d+\s?周?岁|[^，。？?]{{0,3}}(?:刚|满)"
    # A verb with 了 is done, and to be issued is ruled out by then: 去年审了几份规范性文件.
    r"|[\u3400-\u9fff]{1,3}了"
    r"|[^，。？?；]{0,8}(?:未|没有?|无|曾|连续|平均|累计|每年|共|收到|新增|同比|增长))"
)
_TARGET = re.compile(
    "[^。？?；，,]{0,14}(?:要|应|须|需|将|完成|实现|达到|建成|基本|力争|全面|全部|报送|上报|提交|办结|落实|做到|形成|建立)"
)
_COUNTED = re.compile(r"[^。？?；]{0,16}(?:共|累计|达到?|完成|收到|建成|拥有|总数|总量|率|多少[家个名人件项])")
_PERSON = re.compile(
    "(?:我们?|他们?|她们?|孩子|小孩|本人|老人|公司|企业|员工|职工|家里|家|朋友|父亲|母亲|爸|妈|客户|单位)(?:是|在|从|自)?$"
)


@dataclass(frozen=True)
class Dates:
    """since, until: ISO, range of issue dates asked for, '' for open; as_of: ISO, the day whose law is asked for, '' for now.

    years: those named otherwise, in text order; spans: stretches (start, end) of the text that say since, until and as_of.
    """

    since: str = ""
    until: str = ""
    as_of: str = ""
    years: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both in it."""

    first: date
    last: date


def dates_in(text: str, today: date) -> Dates:
    """What a Simplified question (NFKC, titles and document numbers blanked out) says about when notices were issued.

    A bare year is in `years` unless words as 印发 say that notices were issued in it; 去年 and 上个月 count where notices are
    spoken of at all (去年的政策). Days that do not exist (2月30日) are cut to the month's last.
    """
    said, spans = collected(
        _FORMS, text, lambda name, match: not_future(_bounds(name, match, today), today) if _is_of_notices(name, match, text) else {}
    )
    return Dates(years=_years(without_spans(text, spans), today), spans=spans, **said)


def collected(
    forms: Sequence[tuple[str, re.Pattern[str]]], text: str, bounds: Callable[[str, re.Match[str]], dict[str, str]]
) -> tuple[dict[str, str], tuple[tuple[int, int], ...]]:
    """The bounds that the first matches of the forms give, none given twice, and the stretches of the text that say so."""
    found: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    for name, pattern in forms:
        for match in pattern.finditer(text):
            taken = any(match.start() < end and start < match.end() for start, end in spans)
            said = {} if taken else bounds(name, match)
            if said and not found.keys() & said.keys():
                found |= said
                spans.append(match.span())
    return found, tuple(sorted(spans))


def not_future(said: dict[str, str], today: date) -> dict[str, str]:
    """Bounds of issue dates, none where they lie in the future: no notice is issued from 2027 on, but a rule may hold from then."""
    return {} if said.get("since", "") > today.isoformat() else said


def without_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with the stretches blanked out."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _bounds(name: str, match: re.Match[str], today: date) -> dict[str, str]:
    if name == "near":
        back = _back(match, today)
        return {"since": back.isoformat()} if back else {}
    said = match["p"] if name != "as_of" else match["p"] or match["q"] or match["r"]
    span = period(said if not said.isdigit() else f"{said}年", today)
    if span is None:
        return {}
    if name == "range":
        return _between(span, match, today)
    if name == "as_of":
        return {"as_of": span.last.isoformat()}
    if name == "since":
        return {"since": span.first.isoformat()}
    if name == "until":
        is_in = match["with"] or match["end"] or "含" in match.group()
        return {"until": (span.last if is_in else span.first - timedelta(days=1)).isoformat()}
    return {"since": span.first.isoformat(), "until": span.last.isoformat()}


def _between(first: Period, match: re.Match[str], today: date) -> dict[str, str]:
    """Bounds of A至B; a B without a year (3月至6月) is of A's."""
    words = match["q"]
    last = period(words, today) or period(f"{first.first.year}年{words}", today)
    return {"since": first.first.isoformat(), "until": last.last.isoformat()} if last and first.first <= last.last else {}


def _is_of_notices(name: str, match: re.Match[str], text: str) -> bool:
    """Whether a date is that of notices, and not of what they are about."""
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 40]
    is_issue = bool(_FOLLOWED.match(after) or _LED.search(before))
    if name == "as_of":
        return bool(match["r"] or not _COUNTED.match(after) or re.search("有效|规定|标准|适用", after))
    if name == "range":
        return is_issue or bool(match["tail"] and not _HAPPENED.match(after))
    if is_issue:
        return True
    if name == "at" and (re.match(_ABSOLUTE, match["p"]) or not _LISTED.match(after)):
        return False
    if _PERSON.search(before) or _HAPPENED.match(after):
        return False
    return not (name == "until" and _TARGET.match(after) and not _LISTED.match(after))


def period(words: str, today: date) -> Period | None:
    """The days that a point in time covers (2020年6月, 去年下半年, 民国113年, 上个月), as of `today`; None for what is none."""
    if alone := re.fullmatch(_ALONE, words):
        return _alone(alone.group(), today)
    match = re.fullmatch(rf"(?P<year>{_ABSOLUTE}|{_RELATIVE})\s?(?P<part>{_PART})?", words)
    year = _year(match["year"], today) if match else 0
    if not match or not 1900 <= year <= 2200:
        return None
    return _within(year, match["part"] or "")


def _within(year: int, part: str) -> Period:
    if not part:
        return month_period(year, 1, 12)
    if part.endswith("半年"):
        return month_period(year, 1, 6) if part.startswith("上") else month_period(year, 7, 12)
    if part.endswith("季度"):
        last = 3 * _CN.index(part.removeprefix("第")[0]) + 3
        return month_period(year, last - 2, last)
    month, _, day = part.partition("月")
    whole = month_period(year, value_of(month.strip()) or 1, value_of(month.strip()) or 1)
    number = value_of(re.sub(r"[份日号\s]", "", day)) if re.sub(r"[份日号\s]", "", day) else None
    return whole if not number else _one(date(year, whole.first.month, min(number, whole.last.day)))


def _alone(words: str, today: date) -> Period:
    back = 1 if words.startswith("上") else 0
    if words.endswith("周"):
        return week_of(today - timedelta(days=7 * back))
    step = 3 if words.endswith("季度") else 1
    first = months_back(today.replace(day=1), (today.month - 1) % step + step * back)
    return month_period(first.year, first.month, first.month + step - 1)


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def month_period(year: int, first: int, last: int) -> Period:
    """From the first day of a month of a year to the last day of another, both counted from 1."""
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _one(day: date) -> Period:
    return Period(day, day)


def months_back(day: date, months: int) -> date:
    """The same day so many months before, the month's last where there is none."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _back(match: re.Match[str], today: date) -> date | None:
    """The day on which 近三年, 近半年, 三年来 begin."""
    words, unit = match["n"] or match["m"], (match["unit"] or match["u"]).removeprefix("个")
    number = 0 if words == "半" else value_of(words)
    if number is None or number > 200:
        return None
    half = words == "半" or bool(match["half"])
    months = {"年": 12, "季度": 3, "月": 1}.get(unit)
    if months:
        return months_back(today, number * months + (months // 2 if half else 0))
    return today - timedelta(days=number * (7 if unit in ("周", "星期") else 1))


def _year(words: str, today: date) -> int:
    relative = {"今": 0, "本": 0, "去": 1, "上": 1, "前": 2, "大": 3}.get(words[0])
    if relative is not None:
        return today.year - relative
    digits = re.sub(r"中华|民国|[年度\s]", "", words)
    return (value_of(digits) or 0) + (1911 if "民国" in words else 0)


def _years(text: str, today: date) -> tuple[int, ...]:
    """Years named, in text order: `2018—2020年` names two."""
    named = re.finditer(rf"{_ABSOLUTE}|(?<!\d)(?:19|20)\d{{2}}(?=\s?(?:至|到|—+|–|-|~|～)\s?(?:19|20)\d{{2}}\s?年)", text)
    found = (_year(match.group(), today) if not match.group().isdigit() else int(match.group()) for match in named)
    return tuple(dict.fromkeys(year for year in found if 1900 <= year <= 2200))
