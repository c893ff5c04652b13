"""What a clause says of things of one sort, told of all or of others: 没有法律依据的执法事项一律取消 is not 执法事项一律取消."""

from __future__ import annotations

import re

from answer.checks.alignment import Aligned, Part
from answer.checks.fault import Fault
from answer.checks.hedges import said_with
from answer.checks.quantities import quantities
from answer.checks.reading import Segment
from answer.checks.terms import covered, terms_of

# An attribute with a verb restricts what it goes before (朱德熙《语法讲义》, 限制性定语); one of nouns alone mostly names it.
_RESTRICTED = re.compile("(?P<which>[^，。；：:;,的]{4,40})的(?P<what>[\u3400-\u9fff]{4,})")
_NEGATED = re.compile("(?:没有|未|不(?!断|仅|同|少))[^，。；]*$")
# 前款规定以外的其他单位: those named before are not meant.
_THE_REST = re.compile("\\s*(?:除?(?:前[款项]|上述|以上)[^，。；]{0,6}(?:以外|之外)|其[他余])")
_LEAST_WHAT, _LEAST, _KEPT = 4, 2.0, 0.3


def check_restriction(pair: Aligned) -> Fault | None:
    """A thing that the clause restricts, told without what restricts it: neither the sentence nor the question says that. Or what
    the clause says of the rest, told of those that it names before.
    """
    if pair.claim.is_english:
        return None
    if other := _of_the_rest(pair):
        return other
    return next((fault for part in pair.parts if part.home and (fault := _dropped(pair, part, part.home))), None)


def _dropped(pair: Aligned, part: Part, home: Segment) -> Fault | None:
    for match in _RESTRICTED.finditer(home.text):
        what = next((match["what"][:end] for end in range(len(match["what"]), _LEAST_WHAT - 1, -1)
                     if match["what"][:end] in pair.claim.key), "")
        negated = _NEGATED.search(match["which"])
        which = negated.group() if negated else match["which"]
        terms = terms_of(Segment(0, len(which), which, 0), (), which)
        restricts = negated or any(term.is_verb for term in terms)
        heavy = sum(term.weight for term in terms) >= _LEAST
        # 选取2件关系民生的事项 is 选取2件事项 as well: of some, what holds of a sort holds (Barwise and Cooper 1981).
        if what and restricts and heavy and not quantities(match["which"]) and covered(terms, said_with(pair)) < _KEPT:
            return Fault("not_found", "condition", f"{which}的{what}")
    return None


def _of_the_rest(pair: Aligned) -> Fault | None:
    key = pair.source.key
    said = [term.said for part in pair.parts for term in part.terms if term.is_noun or term.weight >= _LEAST]
    for part in pair.parts:
        span = pair.sentence_of(part.home) if part.home else None
        if span and _THE_REST.match(key, span.start):
            others = [name for name in said if name in key[: span.start] and name not in span.of(key)]
            if others:
                return Fault("contradicted", "condition", others[0])
    return None
