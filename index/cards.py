"""Cards: what ranking needs to know of a clause, small enough to fetch by the hundred without loading any notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.lexical import runs
from index.nodes import heading_path
from ingest.leadin import lead_in
from ingest.model import Clause, ClauseKind, Notice

_TIME = re.compile("年|月|周|日|天|时")


@dataclass(frozen=True, slots=True)
class Card:
    """A clause as it is ranked.

    facts: kinds of its facts and, of an item of a list, of what leads it in; `term` for a figure that is a length of time (五年).
    place: how far down the notice it stands, 0 (first) to 1 (last). children: how many clauses it has under it. heading, above
    (the headings over it, from the top, and what leads it in) and body (its text) are search texts: `index.lexical.runs`.
    """

    clause_id: str
    doc_id: str
    kind: ClauseKind
    facts: frozenset[str]
    place: float
    children: int
    heading: str
    above: str
    body: str


def cards(notice: Notice) -> Iterator[Card]:
    """One card a clause, in text order."""
    clauses = {clause.id: clause for clause in notice.clauses}
    last = max(1, len(notice.clauses) - 1)
    for at, clause in enumerate(notice.clauses):
        parent = clauses[clause.parent] if clause.parent else clause
        facts = frozenset((*_kinds(clause), *(_kinds(parent) if lead_in(parent) and clause.kind != "closing" else ())))
        above = runs("\n".join(heading_path(clauses, clause)))
        yield Card(clause.id, notice.doc_id, clause.kind, facts, at / last, len(clause.children), runs(clause.heading), above,
                   runs(clause.text))


def _kinds(clause: Clause) -> Iterator[str]:
    for fact in clause.facts:
        yield fact.kind
        if fact.kind == "figure" and _TIME.search(fact.value):
            yield "term"
