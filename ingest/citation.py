"""The steps of a clause address as texts cite it: 第十条, 第二款, 第（三）项, 前款, 附件2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.numerals import in_chinese, value_of

_NUMERAL = r"[一二三四五六七八九十百千零〇两\d]{1,7}"
_UNIT = r"(?:分编|编(?![制写办码号])|章(?!程)|节(?!目)|条(?![约例件])|款(?![项式])|项(?!目)|目(?![标录的])|部分)"
_ORDINAL = re.compile(
    rf"第\s?(?P<open>[(（﹝])?\s?(?P<n>{_NUMERAL})\s?[)）﹞]?\s?(?P<unit>{_UNIT})(?:\s?(?:之|-)\s?(?P<sub>{_NUMERAL})(?![款项年]))?"
)
_RELATIVE = re.compile(
    r"(?<![之目提以生事当此午先空从年成根基版样])(?P<back>前|上一?|本)(?P<count>[两二三四五]?)(?P<unit>条(?![约例件款理目幅])|款(?![项式物])"
    r"|项(?!目)|章(?!程)|节(?!目))"
)
_ANNEX = re.compile(r"附(?P<sort>件|表|录)\s?(?P<n>\d{1,2}(?![\d.年])|[一二三四五六七八九十]{1,3}(?![、是]))?")
# Words that show that a bare 第二款 is cited and not counted.
_CITED = re.compile(
    r"(?:的|之|所|中)?(?:规定|所列|所称|所定|情形|情况|条件|行为|以外|除外|但书|后段|前段|本文|各[项款目])|[、和及与或至]\s?(?:前|第)|所"
)
_TO_ANNEX = re.compile(r"(?:见|详见|按|按照|依|依照|参照|根据|以|如|符合|和|及|与)$")
# What joins the members of a list, and the ends of a range.
LISTED = re.compile(r"(?:但书|前段|后段|本文|序文)?\s?(?:[、，,]\s?(?:以及|或者|及|和|与|或)?|以及|或者|及|和|与|或|至|到|～|~|—|－|-)\s?")
# Taiwan's order is 条项款目, with the 款 below the 项; only a list's shortened members need the order.
RANKS = {"编": 1, "分编": 2, "部分": 3, "章": 4, "节": 5, "条": 6, "款": 7, "项": 8, "目": 9}


@dataclass(frozen=True)
class Step:
    """label: canonical, `第十条之一`, `前款`, `附件2`; unit: 条, 款 …, or the whole label of a relative step or annex."""

    start: int
    end: int
    label: str
    unit: str
    bracketed: bool = False

    def is_sure(self, key: str) -> bool:
        """Whether the step by itself, at its place in `key`, can only be a citation."""
        if self.unit == "条" or self.bracketed:
            return True
        if self.label.startswith("附"):
            return self.label[-1].isdigit() or bool(_TO_ANNEX.search(key, max(0, self.start - 3), self.start))
        if self.label in ("前款", "前条", "前项"):
            return True
        return bool(_CITED.match(key, self.end))


def steps_of(key: str, start: int, end: int) -> Iterator[Step]:
    """The steps in key[start:end]; `key` is folded. Not in text order."""
    for match in _ORDINAL.finditer(key, start, end):
        number = _chinese(match["n"])
        if number:
            sub = f"之{_chinese(match['sub'])}" if match["sub"] else ""
            label = f"第{number}{match['unit']}{sub}"
            yield Step(match.start(), match.end(), label, match["unit"], bool(match["open"]))
    for match in _RELATIVE.finditer(key, start, end):
        label = f"{'前' if match['back'].startswith('上') else match['back']}{match['count']}{match['unit']}"
        yield Step(match.start(), match.end(), label, label)
    for match in _ANNEX.finditer(key, start, end):
        number = match["n"] or ""
        label = f"附{match['sort']}{(value_of(number) or '') if number else ''}"
        yield Step(match.start(), match.end(), label, label)


def _chinese(digits: str) -> str:
    """A numeral in Chinese: 10, 一〇 and 十 are 十; '' for what is no number."""
    value = value_of(digits)
    return "" if value is None else in_chinese(value)
