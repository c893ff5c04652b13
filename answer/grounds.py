"""Claims about why and on what authority a notice was made: the sentence with which it opens.

A statute says so in its first article (为了…，根据…，制定本条例: 全国人大常委会法工委《立法技术规范（试行）（一）》, 立法目的与立法依据), a
notice before its first part.
"""

from __future__ import annotations

import re

from answer.claims import Claim
from answer.quotes import sentence_claim, sentences_in
from index.query import Query
from ingest.model import Notice
from ingest.script import simplify

_OPENING = 8  # clauses within which a notice says it
_GROUNDS = re.compile(
    "(?:根据|依据|依照|按照|为了?|遵照)[^。]*?(?:制[定订]|订定|结合[^。]{0,30}实际|提出[^。]{0,16}意见|[作做]出[^。]{0,8}(?:决定|规定|解释)"
    "|(?:如下|以下)[^。]{0,12}$|现[就将])|(?:贯彻|落实|按照|根据|依据)[^。]*《[^。]*(?:要求|精神|部署)")


def ground_claims(query: Query, notice: Notice) -> list[Claim]:
    """The first sentence of the opening that tells purpose or authority; [] where none does."""
    opening = [clause for clause in notice.clauses if clause.kind != "head"][:_OPENING]
    return next(([sentence_claim(query, notice, clause, span)] for clause in opening for span in sentences_in(notice, clause)
                 if _GROUNDS.search(simplify(span.of(clause.text)).strip())), [])
