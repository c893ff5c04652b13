"""Whether a quantity of a clause says what one of a draft says: value, unit and bound."""

from __future__ import annotations

import re

from answer.checks.quantities import UNITS, Quantity

# A term is named a term: 期限为30日 says as much as 30日内.
_TERM = re.compile("[是为至到]|期限|时限|期间|最长|限期|限于|为期|周期|deadline|time limit|period|term|limit|\\bfor ", re.I)
_BETWEEN = re.compile(r"\b(?:between|from)\b.*\b(?:and|to)\b|\d\S* (?:yuan )?to (?:rmb )?\d", re.I)
_STANDARD = frozenset((*UNITS.values(), "percent", "per mille", "part"))
# 20万 leaves its 元 unsaid.
_SCALED = 10000
_ANY = frozenset(("", "个"))
_ALIKE = (
    frozenset("人名位"),
    frozenset("件起宗例"),
    frozenset("户家"),
    frozenset("次期轮批"),
    frozenset("册本"),
    frozenset("项种类"),
)
_TIME = frozenset(("day", "workday", "month", "year", "hour", "week", "minute", "quarter", "class hour"))


def carries(source: Quantity, claim: Quantity, around: str, is_english: bool) -> bool:
    """Whether a quantity of the clause says what the draft says. around: the words of the draft around it."""
    if not _same_unit(source.unit, claim.unit, claim.value >= _SCALED):
        return False
    # Ages are counted in whole years: 不满65周岁 is at most 64.
    if source.unit == "age" and (source.bound, claim.bound) == ("<", "≤") and source.value == claim.value + 1:
        return True
    if source.value != claim.value:
        return False
    if claim.reaches:
        return source.reaches or source.bound == "="
    if source.bound == claim.bound or (source.reaches and claim.bound == "="):
        return True
    if claim.bound == "=" and source.bound == "≤":
        return source.unit in _TIME and bool(_TERM.search(around))
    if claim.bound == "≤" and source.bound == "=":
        return source.unit in _TIME
    if is_english and claim.bound == "=" and source.bound in "≥≤" and _BETWEEN.search(around):
        return True
    return is_english and (source.bound, claim.bound) in (("≥", ">"), ("≤", "<"))


def _same_unit(a: str, b: str, scaled: bool = False) -> bool:
    """English and bare numbers count without a unit, 个 counts anything; 名 and 人, 件 and 起 are one."""
    if a == b or any({a, b} <= alike for alike in _ALIKE):
        return True
    if {a, b} == {"", "yuan"}:
        return scaled
    return (a in _ANY and b not in _STANDARD) or (b in _ANY and a not in _STANDARD)


def is_rival(source: Quantity, claim: Quantity) -> bool:
    """Whether a quantity of the clause is of the same unit and another value."""
    return _same_unit(source.unit, claim.unit) and source.value != claim.value
