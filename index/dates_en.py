"""The same of English questions: "since 2020", "issued last year", "between 2018 and 2020", "as of June 2015"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.dates import Dates, Period, collected, month_period, months_back, not_future, week_of, without_spans

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' if month[3:] else month for month in _MONTHS)})\.?"
_YEAR = r"(?:19|20)\d{2}(?![\d-])"
_DATED = rf"(?:(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}|\d{{1,2}} {_MONTH},? {_YEAR}|{_MONTH} \d{{1,2}},? {_YEAR}|{_MONTH},? {_YEAR}|{_YEAR})"
_RELATIVE = r"(?:last|this|the previous|the current) (?:year|month|week|quarter)"
_POINT = rf"(?:the (?:end|start|beginning) of )?(?:the year )?(?:{_DATED}|{_RELATIVE})"
_NUMBERS = {"": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "twelve": 12}
_FORMS = tuple((name, re.compile(rf"\b(?:{pattern})", re.I)) for name, pattern in (
    ("as_of", rf"as (?:of|at) (?P<p>{_POINT})|in force (?:in|on|at) (?P<q>{_POINT})"),
    ("range", rf"(?:between|from) (?P<p>{_POINT}) (?:and|to|until|till|through) (?P<q>{_POINT})"
              rf"|(?:in|during) (?P<a>{_YEAR}) ?[-–—] ?(?P<b>{_YEAR})"),
    ("near", r"(?:in|within|during|over|for) the (?:last|past|previous|recent) (?P<n>\d{1,3}|[a-z]*) ?(?P<unit>year|month|week|day)s?"),
    ("after", rf"(?:after|later than) (?P<p>{_POINT})"),
    ("since", rf"(?:ever )?since (?P<p>{_POINT})|from (?P<q>{_POINT})(?: on(?:wards?)?)?|(?P<r>{_YEAR}) (?:onwards?|or later|and later)"),
    ("until", rf"(?:up to|until|till|through) (?P<p>{_POINT})|(?P<r>{_YEAR}) (?:or|and) earlier"),
    ("before", rf"(?:before|prior to|earlier than) (?P<p>{_POINT})"),
    ("at", rf"(?:in|during|on|of)? ?(?P<p>{_POINT})"),
))  # fmt: skip
_ISSUED = r"(?:issued|adopted|published|released|promulgated|announced|enacted|passed|new)"
_LED = re.compile(rf"\b{_ISSUED}\b[^?.;]{{0,40}}$", re.I)
_FOLLOWED = re.compile(rf"[^?.;]{{0,12}}\b{_ISSUED}\b|'s (?:notices|rules|measures|opinions|documents|regulations)", re.I)
# This year and the like count from the day of asking: they date notices only where notices are spoken of (index.dates has the same).
_NOTICES = re.compile(r"\b(?:notices?|documents?|rules|regulations|measures|polic(?:y|ies)|opinions|laws|circulars?|orders?)\b", re.I)
# A date right after another participle is that of what it says: houses built before 2000. So is the date of a target.
_HAPPENED = re.compile(
    rf"\b(?!{_ISSUED})(?:[a-z]+ed|built|born|bought|sold|begun|taken|made|done)\s+(?:[a-z]+\s+)?$", re.I
)
_TARGET = re.compile(r"\b(?:must|should|shall|will|to be|needs?|have to|has to|target|goal)\b[^?.;]*$", re.I)
_PERSON = re.compile(r"\b(?:i|we|he|she|they|my \w+)\b[^?.;]*$", re.I)


def dates_in_english(text: str, today: date) -> Dates:
    """What an English question (document numbers and titles blanked out) says; as `index.dates.dates_in`. After 2020 is from 2021."""
    said, spans = collected(
        _FORMS, text, lambda name, match: not_future(_bounds(name, match, today), today) if _is_of_notices(name, match, text) else {}
    )
    named = re.findall(r"(?<![\w〔\[(（-])((?:19|20)\d{2})(?![\w-])", without_spans(text, spans))
    return Dates(years=tuple(dict.fromkeys(map(int, named))), spans=spans, **said)


def _is_of_notices(name: str, match: re.Match[str], text: str) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if name == "as_of" or _LED.search(before) or _FOLLOWED.match(after):
        return True
    relative = name == "near" or re.search(_RELATIVE, match.group(), re.I)
    if (name == "at" and not relative) or (relative and not _NOTICES.search(text)):
        return False
    return not (_HAPPENED.search(before) or _PERSON.search(before) or (name in ("until", "before") and _TARGET.search(before)))


def _bounds(name: str, match: re.Match[str], today: date) -> dict[str, str]:
    groups = match.groupdict()
    if name == "near":
        return _near(groups["n"].lower(), groups["unit"].lower(), today)
    first = _period(groups.get("p") or groups.get("a") or groups.get("r") or groups.get("q") or "", today)
    last = _period(groups.get("b") or groups.get("q") or "", today) if name == "range" else first
    if first is None or last is None or last.last < first.first:
        return {}
    day = timedelta(days=1)
    return {
        "as_of": {"as_of": first.last.isoformat()},
        "after": {"since": (first.last + day).isoformat()},
        "since": {"since": first.first.isoformat()},
        "until": {"until": first.last.isoformat()},
        "before": {"until": (first.first - day).isoformat()},
    }.get(name, {"since": first.first.isoformat(), "until": last.last.isoformat()})


def _near(words: str, unit: str, today: date) -> dict[str, str]:
    number = int(words) if words.isdigit() else _NUMBERS.get(words, 0)
    if not number:
        return {}
    months = {"year": 12, "month": 1}.get(unit)
    back = months_back(today, number * months) if months else today - timedelta(days=number * (7 if unit == "week" else 1))
    return {"since": back.isoformat()}


def _period(words: str, today: date) -> Period | None:
    words = words.lower()
    if relative := re.search(r"(?P<which>last|this|previous|current) (?P<unit>year|month|week|quarter)", words):
        return _relative(relative["unit"], relative["which"] in ("last", "previous"), today)
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    year = next((number for number in numbers if number >= 1900), 0)
    if not year:
        return None
    iso = re.search(r"\d{4}-(\d{2})-(\d{2})", words)
    named = next((number for number, month in enumerate(_MONTHS, 1) if re.search(rf"\b{month[:3]}", words)), 0)
    month, day = (int(iso[1]), int(iso[2])) if iso else (named, next((number for number in numbers if number < 32), 0))
    if not 0 <= month <= 12:
        return None
    whole = month_period(year, month or 1, month or 12)
    on = whole.first.replace(day=min(day, whole.last.day)) if month and day else None
    return Period(on, on) if on else whole


def _relative(unit: str, back: bool, today: date) -> Period:
    if unit == "year":
        return month_period(today.year - back, 1, 12)
    if unit == "week":
        return week_of(today - timedelta(days=7 * back))
    step = 3 if unit == "quarter" else 1
    first = months_back(today.replace(day=1), (today.month - 1) % step + step * back)
    return month_period(first.year, first.month, first.month + step - 1)
