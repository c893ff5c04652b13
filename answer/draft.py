"""From a question that is understood to claims: about notices, about an address, about the clauses that search finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answer.claims import Claim
from answer.evidence import carries, states, strength
from answer.extract import claims_for, listed, opening, whole
from answer.notices import claims_about, claims_about_notices
from answer.phrases import phrase
from answer.second_look import second_look
from index.kinds import ROLES
from index.naming import Place
from index.query import Query
from index.relations import Judge
from index.scope import Scope, governs, within
from index.search import Candidate, Term, addressed, asks_table, frequency, search, terms_of, tokens_of
from index.store import Index
from ingest.model import Clause, Notice

_POOL = 40
_NEAREST = 3
_MAX_NOTICES = 4
_MAX_CHILDREN = 8
# Another notice answers beside the best one when its clause is nearly as strong.
_BESIDE = 0.8
# Few clauses name who leads or assists, and a comparison wants every place that says something: they may be further behind.
_STATING = 0.6


@dataclass(frozen=True)
class Draft:
    """Claims before verification, the clauses that came nearest, and, when more than that can be said, why nothing answers."""

    claims: tuple[Claim, ...] = ()
    nearest: tuple[Candidate, ...] = ()
    refusal: str = ""


def draft(index: Index, query: Query, scope: Scope, judge: Judge) -> Draft:
    unknown = tuple(name for name in query.elsewhere if not frequency(index, name))
    if not scope.allowed or (unknown and not query.places):
        return Draft((), _elsewhere(index, query), _nothing_in_scope(index, query, (*scope.absent, *unknown)))
    terms = _subject(index, scope, terms_of(index, query))
    if query.of_notice and (scope.named or not query.earlier):
        claims = claims_about_notices(index, query, scope, judge, terms)
        if claims:
            return Draft(tuple(claims))
    clauses = addressed(index, query, scope)
    if query.steps and scope.named and not clauses:
        return Draft(refusal=phrase("refuse_address", query.lang))
    unfiled = _unfiled(query, scope)
    if query.steps and unfiled:
        return Draft(refusal=unfiled)
    if clauses and (scope.named or not query.topic or len(clauses) == 1):
        return Draft(tuple(_addressed_claims(query, clauses[:_MAX_NOTICES], terms)))
    asked = replace(query, kind=query.earlier, field=None) if query.earlier else query
    found = sorted(search(index, asked, scope, terms, _POOL), key=lambda one: -(one.score + strength(asked, one)))
    chosen = _choose(asked, found)
    if query.earlier:
        return Draft(tuple(claims_about(index, query, [one.notice for one in chosen], judge)), found[:_NEAREST])
    claims = tuple(claim for candidate in chosen for claim in _clause_claims(index, query, candidate, terms))
    return Draft(claims or second_look(query, found), found[:_NEAREST], unfiled)


def _elsewhere(index: Index, query: Query) -> tuple[Candidate, ...]:
    """The nearest clauses of other notices, to show with a refusal where none of those asked for is on file."""
    on_file = frozenset(document.doc_id for document in index.documents())
    return search(index, query, Scope(on_file, on_file), terms_of(index, query), _NEAREST) if query.topic else ()


def _subject(index: Index, scope: Scope, terms: Sequence[Term]) -> Sequence[Term]:
    """Terms of the question without those that only name the notice, where it names one and asks something of it."""
    if not scope.named:
        return terms
    titles = frozenset().union(*(tokens_of(index.notice(doc_id).meta.title) for doc_id in scope.allowed))
    return [term for term in terms if not term.stands_in(titles)] or terms


def _unfiled(query: Query, scope: Scope) -> str:
    """Refusal for documents that the question names and that are not on file: an address in it is one of theirs. '' when
    there are none, or it names one that is on file as well.
    """
    names = (*(f"《{title}》" for title in query.required), *(number for number in query.doc_nos if number in scope.absent))
    return phrase("refuse_absent_doc", query.lang, names=listed(names, query.lang)) if names and not scope.named else ""


def _addressed_claims(query: Query, clauses: Sequence[tuple[Notice, Clause]], terms: Sequence[Term]) -> Iterable[Claim]:
    """What a clause named by its address says: to the question, or, when nothing else is asked, at its beginning."""
    for notice, clause in clauses:
        if query.topic or query.kind in ROLES:
            yield from claims_for(query, Candidate(notice, clause, 1.0, 1.0, 1.0), terms)
        else:
            yield from opening(query, notice, clause)


def _clause_claims(index: Index, query: Query, candidate: Candidate, terms: Sequence[Term]) -> Iterable[Claim]:
    """Claims of a clause. A bare heading answers with the first sentence of each clause under it; a sentence that leads in a
    list (`应当符合下列条件：`) is followed by the items of the list.
    """
    children = [index.clause(child)[1] for child in candidate.clause.children[:_MAX_CHILDREN]]
    if candidate.clause.kind == "heading" and children:
        firsts = (claims_for(query, replace(candidate, clause=child), terms)[:1] for child in children)
        return [claim for claims in firsts for claim in claims]
    claims = claims_for(query, candidate, terms)
    if children and claims and claims[-1].said[-1].rstrip().endswith((":", "：")):
        return [*claims, *(whole(query, candidate.notice, child) for child in children)]
    return claims


def _choose(query: Query, found: Sequence[Candidate]) -> list[Candidate]:
    """The best clause, and the best of each other notice that answers nearly as well; when several places are asked about,
    the best clause of each, by itself.
    """
    if len(query.places) > 1:
        groups = [[candidate for candidate in found if _of_place(candidate, place)] for place in query.places]
        best = {one.clause.id: one for group in groups for one in _best(query, group)[:1]}
        if best:
            return list(best.values())
    return _best(query, found)


def _best(query: Query, found: Sequence[Candidate]) -> list[Candidate]:
    """A clause must also come near the strongest there is: what a gate has turned away leaves no room for the weak."""
    most = max((strength(query, candidate) for candidate in found), default=0.0)
    able = [one for one in found if carries(query, one) and strength(query, one) >= _BESIDE * most]
    bar = _STATING if query.kind in ROLES or query.kind == "compare" else _BESIDE
    stating = [one for one in found if carries(query, one) and states(query, one) and strength(query, one) >= bar * most]
    chosen: list[Candidate] = []
    for candidate in stating or able:
        if candidate.notice.doc_id not in {one.notice.doc_id for one in chosen} and len(chosen) < _MAX_NOTICES:
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
            and (states(query, candidate) or not states(query, row))
        ),
        row,
    )


def _of_place(candidate: Candidate, place: Place) -> bool:
    meta = candidate.notice.meta
    return any(within(meta, division) or governs(meta, division) for division in place.divisions)


def _nothing_in_scope(index: Index, query: Query, absent: Sequence[str]) -> str:
    documents = index.documents()
    if not documents:
        return phrase("refuse_empty", query.lang)
    if absent and not query.doc_nos:
        places = list(dict.fromkeys(document.meta.region.name for document in documents if document.meta.region))
        return phrase("refuse_absent", query.lang, names=listed(absent, query.lang), places=listed(places[:20], query.lang))
    if absent:
        return phrase("refuse_absent_doc", query.lang, names=listed(absent, query.lang))
    return phrase("refuse_filtered", query.lang)
