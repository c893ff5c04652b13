"""Calendar dates, as far as they are given: 2011年9月29日, 9月29日, 2025年, "29 September 2011", 2011-09-29."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.numerals import value_of

_CN = "〇○零一二三四五六七八九十"
_N = rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})"
_ZH = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}|[一二][{_CN}]{{3}})\s*(?:年度?|[-/.](?=\d{{1,2}}[-/.]))(?:\s*(?P<month>{_N})\s*(?:月份?"
    rf"|[-/.])(?:\s*(?P<day>{_N})(?:[日号]|(?![\d月])))?)?"
    rf"|(?<![\d个{_CN}])(?P<m>{_N})月(?P<d>{_N})[日号]|(?<![\d第个{_CN}])(?P<only>{_N})月(?=底|末|初|份|[上中下]旬|[以之]?前|起)"
    r"|(?<!\d)(?P<first>(?:19|20)\d{2})(?=\s*[—–\-~～至]\s*(?:19|20)\d{2})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:jan"
    r"|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)"
)
_EN = re.compile(
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?!(?<=may) [a-z])(?:,?\s+(?P<y1>(?:19|20)\d{{2}}))?"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y2>(?:19|20)\d{{2}}))?"
    rf"|\b(?P<m3>{_MONTH}),?\s+(?P<y3>(?:19|20)\d{{2}})"
    r"|(?<![\d-])(?P<y5>(?:19|20)\d{2})-(?P<m5>\d{2})-(?P<d5>\d{2})"
    r"|(?<![\d.,〔\[(（-])(?P<y4>(?:19|20)\d{2})(?![\d,.]\d|\d|\s*(?:yuan|people|persons?|days?|%|percent))",
    re.I,
)


@dataclass(frozen=True)
class Day:
    """0 for what is not given."""

    year: int
    month: int
    day: int
    start: int = 0
    end: int = 0

    def agrees(self, other: Day) -> bool:
        """Whether another date gives all that this one gives."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(not own or own == theirs for own, theirs in pairs)


def days_in(key: str, is_english: bool = False) -> tuple[Day, ...]:
    """The dates of a folded text, in text order."""
    return tuple(
        _read_en(match) if is_english else _read(match) for match in (_EN if is_english else _ZH).finditer(key)
    )


def _read(match: re.Match[str]) -> Day:
    year = match["year"] or match["first"] or ""
    value = int(year) if year.isdecimal() else value_of(year) or 0 if year else 0
    month, day = match["month"] or match["m"] or match["only"], match["day"] or match["d"]
    return Day(value, _small(month), _small(day), *match.span())


def _small(words: str | None) -> int:
    return (value_of(words) or 0) if words else 0


def _read_en(match: re.Match[str]) -> Day:
    year = next((match[name] for name in ("y1", "y2", "y3", "y4", "y5") if match[name]), "0")
    month = next((match[name] for name in ("m1", "m2", "m3", "m5") if match[name]), "")
    number = (
        int(month)
        if month.isdecimal()
        else next((n for n, name in enumerate(_MONTHS, 1) if month.lower().startswith(name)), 0)
    )
    return Day(int(year), number, int(match["d1"] or match["d2"] or match["d5"] or 0), *match.span())


def day_of(iso: str) -> Day:
    """A date of a notice's record; Day(0, 0, 0) for ''."""
    parts = [int(part) for part in iso.split("-")] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso) else [0, 0, 0]
    return Day(*parts)
