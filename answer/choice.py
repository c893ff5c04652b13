"""Which of the clauses found answer: the best, the best of other notices beside it, the best of each place."""

from __future__ import annotations

from collections.abc import Sequence

from answer.asked_list import asks_what_is_listed, names_all_asked
from answer.evidence import carries
from answer.extract import MODALITY
from index.cards import Card
from index.directory import NONE, directory_of
from index.features import asks_table, states
from index.kinds import ROLES
from index.naming import Place
from index.query import Query
from index.scope import Scope, among, governs, within
from index.search import Candidate, search
from index.store import Index
from index.terms import Term
from ingest.gazetteer import covers_path

_POOL = 40
_MAX_NOTICES = 4
_MAX_PLACES = 6
# Of so many places at most it is looked whether they have an answer: each costs a search.
_MOST_TRIED = 8
# Another notice answers beside the best one when its clause is not much weaker: two alike share what is probable.
_BESIDE = 0.4
# Or as high in rank: the probability of the second of two alike is low, because the first is there. So far the ranker's scores may
# be apart; their exponentials are shares of being right.
_CLOSE = 2.0
# Few clauses name who leads or assists: they may be further behind. A comparison wants every place that says something.
_STATING = {"compare": 0.0, **dict.fromkeys(ROLES, 0.3)}


def choose(index: Index, query: Query, scope: Scope, terms: Sequence[Term]) -> tuple[list[Candidate], tuple[Candidate, ...]]:
    """The clauses that answer, the strongest first, and all that search has found.

    They are the best clause and the best of each other notice that answers nearly as well; when several places are asked about,
    the best clause of each, by itself; when every place is, the best clause of each that has an answer, at most six.
    """
    if query.everywhere and not query.places:
        return _of_every_place(index, query, scope, terms)
    found = search(index, query, scope, terms, _POOL)
    if len(query.places) > 1:
        likely = sorted(found, key=lambda one: -one.probability)
        groups = [[candidate for candidate in likely if _of_place(candidate, place)] for place in query.places]
        best = {one.card.clause_id: one for group in groups for one in _best(query, group)[:1]}
        if best:
            return list(best.values()), found
    return _best(query, found), found


def _of_every_place(
    index: Index, query: Query, scope: Scope, terms: Sequence[Term]
) -> tuple[list[Candidate], tuple[Candidate, ...]]:
    """The places that come first are each searched by itself; then those behind them, so that a place with many notices crowds
    none out. Where no notice that is of a place answers, one of the central bodies, or of no known place, may.
    """
    directory = directory_of(index.documents())
    placed = directory.within.get((), NONE) - directory.own.get((), NONE)
    best: list[Candidate] = []
    found: dict[str, Candidate] = {}
    tried: dict[tuple[str, ...], None] = {}
    left = scope.allowed
    while left and len(tried) < _MOST_TRIED and len(best) < _MAX_PLACES:
        more = search(index, query, among(scope, left), terms, _POOL)
        paths = dict.fromkeys(one.notice.meta.region.adcodes for one in more if one.notice.doc_id in placed)
        for path in [*paths][:_MOST_TRIED - len(tried)]:
            here = search(index, query, among(scope, directory.own[path]), terms, _POOL)
            best += _best(query, here)[:1]
            found |= {one.card.clause_id: one for one in here}
        found = {one.card.clause_id: one for one in more} | found
        tried |= paths
        left = left & placed - NONE.union(*(directory.own[path] for path in tried)) if paths else NONE
    ranked = sorted(found.values(), key=lambda one: (-one.probability, -one.score, one.card.clause_id))
    best.sort(key=lambda one: (-one.probability, one.card.clause_id))
    return best[:_MAX_PLACES] or _best(query, ranked), tuple(ranked)


def _best(query: Query, found: Sequence[Candidate]) -> list[Candidate]:
    """A clause must also come near the strongest there is: what a gate has turned away leaves no room for the weak."""
    most = max((candidate.probability for candidate in found), default=0.0)
    close = max((candidate.score for candidate in found), default=0.0) - _CLOSE
    able = [one for one in found if carries(query, one)]
    bar = _STATING.get(query.kind, _BESIDE)
    near = [one for one in able if one.probability >= min(bar, _BESIDE) * most or one.score >= close]
    stating = [one for one in able if _states(query, one.card) and (one.probability >= bar * most or one.score >= close)]
    chosen: list[Candidate] = []
    for candidate in _listing_first(query, _of_its_own(query, stating or near)):
        if candidate.notice.doc_id not in {one.notice.doc_id for one in chosen} and len(chosen) < _MAX_NOTICES:
            chosen.append(candidate)
    return [_in_text(query, candidate, able) for candidate in chosen]


def _listing_first(query: Query, able: Sequence[Candidate]) -> Sequence[Candidate]:
    """Of a list that is asked for, the clause that leads it in before one of the same notice that only speaks of the like."""
    listing = [one for one in able if query.kind == "list" and _lists(query, one.card.body)
               and one.notice.doc_id == able[0].notice.doc_id and one.probability >= _BESIDE * able[0].probability]
    return [*listing[:1], *(one for one in able if one not in listing[:1])]


def _lists(query: Query, body: str) -> bool:
    return asks_what_is_listed(query.key, body) or names_all_asked(query.key, body)


def _states(query: Query, card: Card) -> bool:
    """As `states`; an item may be commanded or forbidden by what leads it in, and what is encouraged may be done."""
    if query.kind != "yesno":
        return states(query, card)
    return bool(MODALITY.search(card.body) or (card.kind == "item" and MODALITY.search(card.above)))


def _of_its_own(query: Query, able: Sequence[Candidate]) -> Sequence[Candidate]:
    """Without those of places within one asked about that answers itself: a city's rule is not its province's (立法法 80, 81)."""
    paths = {division.path for place in query.places for division in place.divisions}
    own = {region.adcodes for one in able if (region := one.notice.meta.region) and region.adcodes in paths}
    return [one for one in able if not any(_is_below(one, path) for path in own)]


def _is_below(candidate: Candidate, path: tuple[str, ...]) -> bool:
    region = candidate.notice.meta.region
    return region is not None and region.adcodes != path and covers_path(path, region.adcodes)


def _in_text(query: Query, row: Candidate, able: Sequence[Candidate]) -> Candidate:
    """The clause of the text proper that says what a row of the annex repeats, unless the table is asked for."""
    if row.card.kind != "row" or asks_table(query):
        return row
    return next(
        (
            candidate
            for candidate in able
            if candidate.notice.doc_id == row.notice.doc_id
            and candidate.card.kind != "row"
            and candidate.value("coverage") >= row.value("coverage")
            and (states(query, candidate.card) or not states(query, row.card))
        ),
        row,
    )


def _of_place(candidate: Candidate, place: Place) -> bool:
    meta = candidate.notice.meta
    return any(within(meta, division) or governs(meta, division) for division in place.divisions)
