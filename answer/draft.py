"""From a question that is understood to claims: about notices, about an address, about the clauses that search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answer.claims import Claim
from answer.evidence import carries, strength
from answer.extract import claims_for, show
from answer.notices import claims_about_notices
from answer.phrases import phrase
from index.query import Query
from index.scope import Limits, Scope
from index.search import Candidate, Term, addressed, asks_table, frequency, search, terms_of
from index.store import Index
from ingest.gazetteer import Division
from ingest.model import Clause
from ingest.region import covers

_POOL = 40
_NEAREST = 3
_MAX_NOTICES = 4
_MAX_CHILDREN = 8
# Another notice answers beside the best one when its clause is nearly as strong.
_BESIDE = 0.8


@dataclass(frozen=True)
class Draft:
    """Claims before verification, the clauses that came nearest, and, when nothing could be searched, why."""

    claims: tuple[Claim, ...] = ()
    nearest: tuple[Candidate, ...] = ()
    refusal: str = ""


def draft(index: Index, query: Query, scope: Scope, limits: Limits) -> Draft:
    unknown = tuple(name for name in query.elsewhere if not frequency(index, name))
    if not scope.allowed or (unknown and not query.places):
        return Draft(refusal=_nothing_in_scope(index, query, (*scope.absent, *unknown)))
    terms = terms_of(index, query)
    if query.kind == "validity" or query.field:
        claims = claims_about_notices(index, query, scope, limits, terms)
        if claims:
            return Draft(tuple(claims))
    clauses = addressed(index, query, scope)
    if clauses and (not query.topic or len(clauses) == 1):
        named = [Candidate(notice, clause, 1.0, 1.0, 1.0) for notice, clause in clauses[:_MAX_NOTICES]]
        return Draft(tuple(claim for candidate in named for claim in claims_for(query, candidate, terms)))
    found = search(index, query, scope, terms, _POOL)
    chosen = _choose(query, found)
    claims = tuple(claim for candidate in chosen for claim in _clause_claims(index, query, candidate, terms))
    return Draft(claims, found[:_NEAREST])


def _clause_claims(index: Index, query: Query, candidate: Candidate, terms: Sequence[Term]) -> Iterable[Claim]:
    """Claims of a clause; a bare heading answers with the first sentence of each clause under it."""
    if candidate.clause.kind != "heading" or not candidate.clause.children:
        return claims_for(query, candidate, terms)
    children = [index.clause(child)[1] for child in candidate.clause.children[:_MAX_CHILDREN]]
    return [claim for child in children if child.text for claim in claims_for(query, _at(candidate, child), terms)[:1]]


def _at(candidate: Candidate, clause: Clause) -> Candidate:
    return replace(candidate, clause=clause)


def _choose(query: Query, found: Sequence[Candidate]) -> list[Candidate]:
    """The best clause, and the best of each other notice that answers nearly as well; when several places are asked about,
    the best clause of each, by itself.
    """
    if len(query.places) > 1:
        groups = [[candidate for candidate in found if _of_place(candidate, place)] for place in query.places]
        return list({one.clause.id: one for group in groups for one in _best(query, group)[:1]}.values())
    return _best(query, found)


def _best(query: Query, found: Sequence[Candidate]) -> list[Candidate]:
    able = [candidate for candidate in found if carries(query, candidate)]
    if not able:
        return []
    enough = _BESIDE * strength(query, able[0])
    stating = [candidate for candidate in able if _states(query, candidate) and strength(query, candidate) >= enough]
    chosen: list[Candidate] = []
    for candidate in stating or able:
        taken = {one.notice.doc_id for one in chosen}
        if candidate.notice.doc_id not in taken and len(chosen) < _MAX_NOTICES and strength(query, candidate) >= enough:
            chosen.append(candidate)
    return [_in_text(query, candidate, able) for candidate in chosen]


def _in_text(query: Query, row: Candidate, able: Sequence[Candidate]) -> Candidate:
    """The clause of the text proper that says what a row of the annex repeats, unless the table is asked for."""
    if row.clause.kind != "row" or asks_table(query):
        return row
    return next(
        (
            candidate
            for candidate in able
            if candidate.notice.doc_id == row.notice.doc_id
            and candidate.clause.kind != "row"
            and candidate.coverage >= row.coverage
            and (_states(query, candidate) or not _states(query, row))
        ),
        row,
    )


def _of_place(candidate: Candidate, place: Division) -> bool:
    region = candidate.notice.meta.region
    return bool(region and covers(place, region))


def _states(query: Query, candidate: Candidate) -> bool:
    """Whether a clause gives the kind of fact asked for: a lead body, a deadline, a figure."""
    return any(fact.kind == query.kind for fact in candidate.clause.facts)


def _nothing_in_scope(index: Index, query: Query, absent: Sequence[str]) -> str:
    documents = index.documents()
    if absent and not query.doc_nos:
        places = dict.fromkeys(document.meta.region.name for document in documents if document.meta.region)
        join = ", " if query.lang == "en" else "、"
        return phrase(
            "refuse_absent",
            query.lang,
            names=join.join(show(name, query.lang) for name in absent),
            places=join.join(show(name, query.lang) for name in list(places)[:20]),
        )
    if absent:
        return phrase("refuse_absent_doc", query.lang, names="、".join(absent))
    return phrase("refuse_filtered", query.lang)
