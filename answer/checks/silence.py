"""That a clause says nothing of something: 未写明牵头单位, "names no lead body". It holds only if the clause indeed does not."""

from __future__ import annotations

import re

from answer.checks.body_names import roles_of
from answer.checks.fault import Fault
from answer.checks.figures import amounts_of
from answer.checks.quantities import Quantity
from answer.checks.reading import Segment, Source
from answer.checks.terms import Term, covered, terms_of, terms_of_english

_ZH = re.compile(
    "(?:并未|未|没有|没)(?:再)?(?:具体|明确|另行|直接|单独)?(?:写明|规定|明确|提及|提到|列明|列出|列|说明"
    "|涉及|指明|指定|载明|要求|写|注明|交代|给出|设定|限定)(?!的)|(?:没有|无)(?:关于|有关)?(?=牵头|责任|协助)"
)
_EN = re.compile(
    r"(?:does|do|did) not (?:\w+ly )?(?:state|specify|name|mention|provide|say|list|indicate|set|give|identify"
    r"|designate|define|require)\b|(?:names?|states?|specif(?:y|ies)|lists?|mentions?|sets?|gives?|designates?)"
    r" no\b"
    r"|no (?=lead|responsible|assisting)|is (?:silent|not (?:stated|specified|named|mentioned))(?: on| about)?"
    r"|(?:are|is) not (?:stated|specified|named|mentioned|listed)", re.I
)  # fmt: skip
_ROLES = (
    ("lead", re.compile(r"牵头|主办|lead", re.I), re.compile("牵头|主办")),
    ("responsible", re.compile(r"责任(?:部门|单位|主体)|负责(?:部门|单位)|谁负责|responsible", re.I),
     re.compile("责任(?:部门|单位|主体)|负责")),
    ("assisting", re.compile(r"协助|配合|协办|assist|support", re.I), re.compile("协助|配合|协办|参与")),
)  # fmt: skip
_UNITS = (
    (re.compile(r"时限|期限|时间|截止|多久|天数|日期|deadline|time limit|period|date|how long|when", re.I),
     frozenset(("day", "workday", "month", "year", "hour", "week", "quarter", "minute"))),
    (re.compile(r"金额|数额|罚款|多少钱|amount|fine", re.I), frozenset(("yuan",))),
    (re.compile(r"比例|百分|percentage|proportion|rate", re.I), frozenset(("percent",))),
    (re.compile(r"学时|课时|hours", re.I), frozenset(("class hour", "hour"))),
)  # fmt: skip
_STANDS = 0.7


def silent_on(segment: Segment, is_english: bool, source: Source) -> re.Match[str] | None:
    """Where a segment of a sentence says that something is not said, in other words than the clause's own."""
    match = (_EN if is_english else _ZH).search(segment.text)
    return match if match and match.group() not in source.key else None


def check_silence(segment: Segment, match: re.Match[str], is_english: bool, source: Source) -> Fault | None:
    """The thing that is said not to be said: a role, a kind of number, or words."""
    topic = (
        segment.text[match.end() :]
        if re.search(r"\w{2}", segment.text[match.end() :])
        else segment.text[: match.start()]
    )
    for kind, said, stands in _ROLES:
        if said.search(topic):
            named = [body for body, kinds in roles_of(source).items() if kind in kinds]
            return (
                Fault("contradicted", "spoken_of", named[0])
                if named
                else Fault("not_found", "spoken_of", "")
                if stands.search(source.key)
                else None
            )
    for said, units in _UNITS:
        held = [amount for amount in amounts_of(source.key) if amount.unit in units]
        if said.search(topic):
            return Fault("contradicted", "spoken_of", _words(held[0], source)) if held else None
    terms = _terms(topic, is_english, source)
    if not terms:
        return Fault("not_found", "empty")
    return Fault("contradicted", "spoken_of", topic.strip()) if covered(terms, source.key) >= _STANDS else None


def _words(amount: Quantity, source: Source) -> str:
    return source.key[amount.start : amount.end].strip()


def _terms(topic: str, is_english: bool, source: Source) -> tuple[Term, ...]:
    if is_english:
        return terms_of_english(topic, 0, source.key)
    return terms_of(Segment(0, len(topic), topic, 0), (), topic)
