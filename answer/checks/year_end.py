"""By the end of a year is not by the year: 2025年年底前 leaves a year more than 2025年前."""

from __future__ import annotations

import re

from answer.checks.alignment import Aligned
from answer.checks.fault import Fault

_BY = re.compile(
    r"\b(?:by|before|until|till|no later than) (?:the year )?((?:19|20)\d\d)(?![\d-])|(?<!\d)((?:19|20)\d\d)年(?:之|以)?前", re.I)


def check_year_end(pair: Aligned) -> Fault | None:
    """A term that the clause sets at the end of a year, told as if it were the year's beginning."""
    for match in _BY.finditer(pair.claim.key):
        year, clause = match[1] or match[2], pair.source.key
        if re.search(rf"{year}年?(?:年底|年末|底|末|12月)", clause) and not re.search(rf"{year}年(?:(?:之|以)?前|初)", clause):
            return Fault("contradicted", "date", match.group())
    return None
