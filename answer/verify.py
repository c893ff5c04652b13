"""Every claim checked against the clause it cites. Pure: nothing is repaired, what does not hold is reported as such.

Checked: the quote is the clause's own words; what the claim says stands there (script apart); each body holds the relation
claimed (牵头 ≠ 责任部门 ≠ 协助部门); each number, date and document number of the sentence stands in the clause or the
notice's header; the place it is labelled with is the notice's.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from answer.claims import Claim
from ingest.header import DOC_NO, canonical_doc_no
from ingest.script import search_key
from ingest.validity import status_on

Verdict = Literal["supported", "contradicted", "not_found"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*[%％‰]?")
_ROLES = ("lead", "responsible", "assisting")


def verify(claim: Claim, day: date) -> Verdict:
    """supported: all of the claim stands in its clause; contradicted: the clause gives a body another role; else not_found.

    day: the date on which validity is judged.
    """
    if not claim.quote.of(claim.clause.text) or (claim.label and not _labels(claim)):
        return "not_found"
    if claim.relation in _ROLES:
        return _role_verdict(claim)
    if claim.relation == "absence":
        return "supported" if not any(fact.kind in claim.said for fact in claim.clause.facts) else "contradicted"
    if claim.relation == "validity":
        return (
            "supported" if claim.said and claim.said[0] == status_on(claim.notice.meta, day).status else "contradicted"
        )
    if claim.relation == "metadata":
        return _metadata_verdict(claim)
    own = _compact(claim.clause.text)
    stands = claim.said and all(_compact(said) in own for said in claim.said)
    return "supported" if stands and _numbers_stand(claim) else "not_found"


def _role_verdict(claim: Claim) -> Verdict:
    roles = {(fact.kind, fact.value) for fact in claim.clause.facts}
    if claim.said and all((claim.relation, body) in roles for body in claim.said):
        return "supported"
    others = {value for _, value in roles}
    return "contradicted" if any(body in others for body in claim.said) else "not_found"


def _metadata_verdict(claim: Claim) -> Verdict:
    """A catalogue value must be what the notice's metadata holds, and its digits must stand in the quoted words."""
    meta = claim.notice.meta
    known = {
        meta.doc_no,
        meta.issuer,
        meta.issued,
        meta.published,
        meta.index_no,
        meta.title,
        meta.addressees,
        meta.effective,
    }
    return "supported" if claim.said and all(said in known for said in claim.said) else "not_found"


def _numbers_stand(claim: Claim) -> bool:
    allowed = _compact(claim.clause.text)
    return all(_compact(number) in allowed for number in _NUMBER.findall(claim.text)) and all(
        canonical_doc_no(match) in {canonical_doc_no(other) for other in DOC_NO.finditer(search_key(claim.clause.text))}
        for match in DOC_NO.finditer(search_key(claim.text))
    )


def _labels(claim: Claim) -> bool:
    region = claim.notice.meta.region
    return claim.label in (region.name if region else "", claim.notice.meta.title)


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", search_key(text))
