"""A follow-up question read with what was asked before it: `那协助部门呢？`, `昆山呢？`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from index.kinds import Kind
from index.query import Query
from index.words import words

_POINTS_BACK = re.compile(
    r"^(那么?|还有|另外|此外)|呢[？?]?$|它|这(个|项|份|些|一)|上述|上一条|该(通知|意见|方案|文件|条|项)"
    r"|\b(it|its|that|this|those|and what about|what about|how about)\b"
)

# A subject that is no more than `这份文件`.
_DOCUMENT = re.compile(rf"(?:{'|'.join(words('document'))}|\s)*")


def resolve_followup(query: Query, earlier: Iterable[Query]) -> Query:
    """The query completed from the earlier ones, the latest last. A question that names its own subject stays as it is."""
    resolved: Query | None = None
    for asked in (*earlier, query):
        resolved = _complete(asked, resolved) if resolved and _leans_on(asked) else asked
    return resolved or query


def _leans_on(query: Query) -> bool:
    """Whether the question lacks a subject of its own, or points back and is short on one."""
    if query.doc_nos or query.titles or query.steps:
        return False
    return not query.topic or (bool(_POINTS_BACK.search(query.key)) and len(query.topic.replace(" ", "")) <= 6)


def _complete(query: Query, previous: Query) -> Query:
    same_place = not query.places
    earlier = _answered_as(previous) if query.of_notice and _DOCUMENT.fullmatch(query.topic) else None
    return replace(
        query,
        topic=" ".join(filter(None, (previous.topic, "" if earlier else query.topic))),
        expanded=(*previous.expanded, *query.expanded),
        kind=query.kind if query.kind != "general" or query.field else previous.kind,
        field=query.field or (previous.field if query.kind == "general" and not query.topic else None),
        earlier=earlier,
        places=query.places or previous.places,
        zones=previous.zones if same_place else query.zones,
        elsewhere=query.elsewhere or (previous.elsewhere if same_place else ()),
        doc_nos=previous.doc_nos if same_place else (),
        titles=previous.titles if same_place else (),
        steps=previous.steps if same_place else (),
        years=query.years or previous.years,
        quoted=(*previous.quoted, *query.quoted),
    )


def _answered_as(previous: Query) -> Kind | None:
    """As what kind of question clauses were searched for it; None when it asked of a notice by name."""
    return previous.earlier if previous.of_notice else previous.kind
