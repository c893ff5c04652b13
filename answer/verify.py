"""Every claim checked against the clause it cites. Pure: nothing is repaired, what does not hold is reported as such.

Checked: the quote is not empty; what the claim says stands in the clause (script apart); each body holds the role claimed
(牵头 ≠ 责任部门 ≠ 协助部门); each number, date and document number that is shown stands in the clause or is the notice's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

from answer.claims import Claim
from ingest.script import search_key
from ingest.validity import status_on

Verdict = Literal["supported", "contradicted", "not_found"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*[%％‰]?")
# An English answer frames the original in these quotation marks.
_QUOTED = re.compile("“(.*)”$", re.S)


def verify(claim: Claim, day: date) -> Verdict:
    """supported: all of the claim stands in its clause; contradicted: the clause gives a body another role, the notice
    another status; else not_found. day: the date on which validity is judged.
    """
    if not claim.quote.of(claim.clause.text).strip() or not claim.said:
        return "not_found"
    verdict = _CHECKS[claim.relation](claim, day)
    return verdict if verdict != "supported" or _numbers_stand(claim) else "not_found"


def _role(claim: Claim, _: date) -> Verdict:
    roles = {(fact.kind, fact.value) for fact in claim.clause.facts}
    if all((claim.relation, body) in roles for body in claim.said):
        return "supported"
    return "contradicted" if any(body in {value for _, value in roles} for body in claim.said) else "not_found"


def _absence(claim: Claim, _: date) -> Verdict:
    """That a clause names nobody for a role holds only if it names nobody."""
    return "contradicted" if any(fact.kind in claim.said for fact in claim.clause.facts) else "supported"


def _validity(claim: Claim, day: date) -> Verdict:
    return "supported" if claim.said[0] == status_on(claim.notice.meta, day).status else "contradicted"


def _metadata(claim: Claim, _: date) -> Verdict:
    """A catalogue value must be one that the notice's metadata holds."""
    known = {value for value in vars(claim.notice.meta).values() if isinstance(value, str) and value}
    return "supported" if all(said in known for said in claim.said) else "not_found"


def _verbatim(claim: Claim, _: date) -> Verdict:
    """The sentence shown and the words it takes must be the clause's own."""
    own = _compact(claim.clause.text)
    shown = _QUOTED.search(claim.text)
    sentence = _compact(shown[1] if shown else claim.text).rstrip("。.")
    return "supported" if sentence in own and all(_compact(said) in own for said in claim.said) else "not_found"


_CHECKS: dict[str, Callable[[Claim, date], Verdict]] = {
    "lead": _role, "responsible": _role, "assisting": _role, "absence": _absence,
    "validity": _validity, "metadata": _metadata, "verbatim": _verbatim,
}


def _numbers_stand(claim: Claim) -> bool:
    """Digits shown must stand in the clause, or in what the notice's header says of it."""
    allowed = _compact(claim.clause.text) + _compact(repr(claim.notice.meta))
    return all(_compact(number) in allowed for number in _NUMBER.findall(claim.text))


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", search_key(text))
