"""What a clause needs beside it to be understood: the headings above, the rest of a split list, and the clauses it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from index.relations import corpus_on_file, resolver
from index.store import Index
from ingest.model import Clause, Notice

Role = Literal["parent", "sibling", "child", "reference"]

# At most so many clauses beside one; of them so many headings and so many clauses referred to, that a long list leaves room.
_MOST, _MOST_PARENTS, _MOST_REFERENCES = 12, 4, 4
# A sentence that leads in a list: 有下列情形之一的：, 包括：, 具体分工如下。
_LEADS_IN = re.compile(r"(?:[:：]|(?:如下|下列|以下)[^。；;]{0,20}[。；;]?)[\s”」』)）]*$")
_LISTED = ("item", "row")


@dataclass(frozen=True)
class Context:
    """A clause that stands beside another. role: what it is to that one; a sibling is another member of the same list."""

    role: Role
    notice: Notice
    clause: Clause


def context_of(index: Index, notice: Notice, clause: Clause) -> tuple[Context, ...]:
    """What stands beside a clause, at most 12: parents from the nearest up, children in order, siblings the nearest first, then
    what it refers to, as far as it is on file. Each clause once. Other notices are loaded for references only.
    """
    clauses = {one.id: one for one in notice.clauses}
    parents = [Context("parent", notice, one) for one in islice(_above(clauses, clause), _MOST_PARENTS)]
    seen = {clause.id, *(one.clause.id for one in parents)}
    children = (Context("child", notice, clauses[child]) for child in clause.children)
    siblings = (Context("sibling", notice, one) for one in _siblings(clauses, clause))
    taken = {*seen, *clause.children}
    references = [*islice((one for one in _referred(index, notice, clause) if one.clause.id not in taken), _MOST_REFERENCES)]
    referred = {one.clause.id for one in references}
    room = _MOST - len(parents) - len(references)
    beside = [*islice((one for one in chain(children, siblings) if one.clause.id not in seen | referred), room)]
    return (*parents, *beside, *references)


def _above(clauses: dict[str, Clause], clause: Clause) -> Iterator[Clause]:
    while clause.parent is not None:
        clause = clauses[clause.parent]
        yield clause


def _siblings(clauses: dict[str, Clause], clause: Clause) -> list[Clause]:
    """The other members of the list that a sentence before it leads in, the nearest first; none where each stands by itself."""
    if clause.kind not in _LISTED or clause.parent is None:
        return []
    children = [clauses[child] for child in clauses[clause.parent].children]
    at = children.index(clause)
    first = max((n + 1 for n, one in enumerate(children[:at]) if one.kind not in _LISTED), default=0)
    lead_in = children[first - 1] if first else clauses[clause.parent]
    if not _LEADS_IN.search(lead_in.text.rstrip()):
        return []
    last = next((n for n, one in enumerate(children) if n > at and one.kind not in _LISTED), len(children))
    members = [(abs(n - at), n, one) for n, one in enumerate(children[first:last], start=first) if n != at]
    return [one for _, _, one in sorted(members, key=lambda member: member[:2])]


def _referred(index: Index, notice: Notice, clause: Clause) -> Iterator[Context]:
    """The clauses that the references of a clause lead to; a notice cited as a whole is none."""
    cited = [reference for reference in notice.references if reference.clause == clause.id and reference.address]
    if not cited:
        return
    lead = resolver(notice, corpus_on_file(index))
    for clause_id in dict.fromkeys(filter(None, map(lead, cited))):
        if clause_id.partition("#")[0] == notice.doc_id:
            yield Context("reference", notice, next(one for one in notice.clauses if one.id == clause_id))
        else:
            yield Context("reference", *index.clause(clause_id))
