"""What leads in a list (`有下列情形之一的，不得担任保安员：`): the subject and the command of each item under it.

全国人大常委会法工委《立法技术规范（试行）（一）》: an item (项) goes on with the sentence that leads it in.
"""

from __future__ import annotations

import re

from ingest.model import Clause, Span

_LAST = re.compile(r"(?:^|(?<=[。！？\n]))[^。！？\n]{1,300}[:：]\s*$")


def lead_in(clause: Clause) -> Span | None:
    """Span, in the clause's text, of its last sentence, where that ends with a colon and other clauses stand under it; None for a
    clause with a heading, which is its name.
    """
    match = None if clause.heading.strip() or not clause.children else _LAST.search(clause.text)
    return Span(*match.span()) if match else None
