"""How far a rule reaches: a sentence that says it of all, of any, or in spite of something must keep what limits it in the clause."""

from __future__ import annotations

import re

from answer.checks.alignment import Aligned, Part
from answer.checks.fault import Fault
from answer.checks.figures import amounts_of
from answer.checks.quantities import quantities
from answer.checks.reading import Segment
from answer.checks.terms import share, terms_of

# (words that say a rule of all, words of the clause that say as much).
_ALL = (
    (re.compile("一律|一概|统统|全都|全部|无一例外"), re.compile("一律|一概|均|都|全部|凡|任何|所有")),
    (re.compile("所有|任何|凡|各类|一切"), re.compile("所有|任何|凡|各类|一切|各|每|一律")),
)
_IN_SPITE = re.compile(
    r"无论|不论|不管|不问|即使|即便|哪怕|\b(?:even (?:if|where|when|though)|regardless|irrespective|no matter|whether or not)\b", re.I
)
_ANYWAY = re.compile("无论|不论|不管|不问|即使|均|任何|一律|也")
_LIMITS = frozenset(("day", "workday", "month", "year", "hour", "week", "age", "percent", "yuan"))


def check_scope(pair: Aligned) -> Fault | None:
    """A concession that the clause does not make, a threshold or a limiting word that it has and the sentence has not."""
    spite = _IN_SPITE.search(pair.claim.key)
    if spite and not _ANYWAY.search(pair.source.key):
        return Fault("not_found", "condition", spite.group())
    return _threshold(pair) or (None if pair.claim.is_english else _limit(pair))


def _threshold(pair: Aligned) -> Fault | None:
    """怀孕7个月以上的女职工: a number that tells to whom a rule applies."""
    said = {one.value for one in (*pair.quantities, *quantities(pair.claim.asked))}
    for part in pair.parts:
        for one in pair.run_of(part.home) if part.home else []:
            for amount in amounts_of(pair.source.key):
                inside = one.start <= amount.start < one.end and amount.bound in "≥>≤<" and amount.unit in _LIMITS
                if inside and _tells_whom(one, amount.end, part.home) and amount.value not in said:
                    return Fault("not_found", "condition", pair.source.key[amount.start : amount.end].strip())
    return None


def _tells_whom(segment: Segment, at: int, home: Segment) -> bool:
    after = segment.text[at - segment.start :]
    return bool(re.match("的(?:[\u3400-\u9fff])" if segment is home else "的|者|时", after))


def _limit(pair: Aligned) -> Fault | None:
    """What stands in the segment of the clause before words that the sentence repeats, and limits them."""
    sentences = [pair.source.key[span.start : span.end] for span in pair.source.sentences]
    for said, meant in _ALL:
        for number, part in enumerate(pair.parts):
            near = pair.parts[max(0, number - 1) : number + 2]
            bare = [one for one in near if one is part or _has_no_force(one) or (_has_no_force(part) and one is near[-1])]
            here = any(said.search(one.segment.text) for one in bare)
            home = part.home if here else None
            if home is None or any(home.text in one and meant.search(one) for one in sentences):
                continue
            terms = [term for term in terms_of(home, (), pair.source.key) if len(term.said) > 1]
            kept = [share(term, f"{pair.claim.key}\n{pair.claim.asked}") >= 0.5 for term in terms]
            last = max((n for n, one in enumerate(kept) if one), default=0)
            left = [term.said for term, one in zip(terms[:last], kept, strict=False) if not one]
            if left:
                return Fault("not_found", "condition", left[0])
    return None


def _has_no_force(part: Part) -> bool:
    """Whether a segment only names a case or a party, of which the next tells the rule."""
    return all(one.kind == "neg" for one in part.operators)
