"""Who leads, is responsible, assists: claims drawn from the facts of a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer.claims import Claim
from answer.phrases import phrase
from answer.shown import body_name, listed
from index.kinds import ROLES
from index.query import Query
from index.terms import Term, counts, covered, searched_text
from ingest.model import Clause, Fact, Notice, Span
from ingest.script import simplify
from ingest.sentences import sentences

# A note of bodies, whose names may have brackets of their own: （牵头单位：市政府办（金融），责任单位：市科技局）.
_PARENTHESES = re.compile("[(（](?:[^()（）]|[(（][^()（）]*[)）])*[)）]")
# A clause that says in words like these who leads does not leave it unsaid, though it does not say 牵头.
LEADERSHIP = re.compile("领导下|主导|主持|主办|召集|任组长|担任组长")


def of_matter(clause: Clause, terms: Sequence[Term]) -> Clause:
    """A clause with the roles of the one matter that is asked about, where it has several, each with a note of whose it is:
    建立清单。（合肥海关负责）扩大出口。（省商务厅牵头）.
    """
    notes = _notes(clause)
    starts = [0, *(note.end() for note in notes)]
    matters = [(covered(terms, counts(terms, searched_text(clause.text[start:note.start()]))), _inside(clause, note.start(), note.end()))
               for start, note in zip(starts, notes, strict=False)]
    best, facts = max(matters, key=lambda matter: matter[0], default=(0.0, ()))
    return replace(clause, facts=facts) if len(matters) > 1 and best > 0 else clause


def has_notes(clause: Clause) -> bool:
    """Whether bodies with a role stand in parentheses."""
    return bool(_notes(clause))


def _notes(clause: Clause) -> list[re.Match[str]]:
    return [note for note in _PARENTHESES.finditer(clause.text) if _inside(clause, note.start(), note.end())]


def _inside(clause: Clause, start: int, end: int) -> tuple[Fact, ...]:
    at = clause.span.start
    return tuple(fact for fact in clause.facts if fact.kind in ROLES and at + start <= fact.span.start and fact.span.end <= at + end)


def role_claims(query: Query, notice: Notice, clause: Clause) -> tuple[Claim, ...]:
    """The role asked for first; when the clause does not give it, that is said, and the roles it does give are told apart."""
    claims = [_role(query, notice, clause, kind) for kind in _in_order(query.kind) if _of_kind(clause, kind)]
    worded = query.kind == "lead" and LEADERSHIP.search(simplify(clause.text))
    return tuple(claims) if worded or _of_kind(clause, query.kind) else (absent(query, claims[0]), *claims)


def absent(query: Query, beside: Claim) -> Claim:
    """That the clause does not name whom the question asks for; it rests on the words of the claim that is made instead."""
    return replace(beside, text=phrase(f"no_{query.kind}", query.lang), relation="absence", said=(query.kind,))


def _in_order(kind: str) -> tuple[str, ...]:
    return (kind, *(role for role in ROLES if role != kind))


def _of_kind(clause: Clause, kind: str) -> list[Fact]:
    return [fact for fact in clause.facts if fact.kind == kind]


def _role(query: Query, notice: Notice, clause: Clause, kind: str) -> Claim:
    facts = _of_kind(clause, kind)
    clause = _holder(notice, clause, facts[0])
    facts = [fact for fact in facts if _holds(clause, fact)]
    said = tuple(dict.fromkeys(fact.value for fact in facts))
    bodies = listed((body_name(value, query.lang) for value in said), query.lang)
    return Claim(phrase(kind, query.lang, bodies=bodies), kind, said, notice, clause, _around(clause, facts))


def _holder(notice: Notice, clause: Clause, fact: Fact) -> Clause:
    """The clause in which the words of a fact stand: that of a merged cell is printed in the row where the cell begins."""
    return clause if _holds(clause, fact) else next(other for other in notice.clauses if _holds(other, fact))


def _holds(clause: Clause, fact: Fact) -> bool:
    return clause.span.start <= fact.span.start and fact.span.end <= clause.span.end


def _around(clause: Clause, facts: Sequence[Fact]) -> Span:
    """The sentences (or table cells) of the clause that hold all of the facts."""
    first, last = facts[0].span.start - clause.span.start, facts[-1].span.end - clause.span.start
    holding = [span for span in sentences(clause.text) if span.start < last and first < span.end]
    return Span(holding[0].start, holding[-1].end) if holding else Span(first, last)
