"""Why these clauses: how a question was read, what was searched, and what each candidate's score is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from index.context import context_of
from index.features import NAMES
from index.query import Query
from index.question import Asked
from index.ranker import weights
from index.resolve import Located
from index.search import Candidate
from index.store import Index
from index.terms import Term

_CANDIDATES = 10
_WITH_CONTEXT = 3


def explain(index: Index, asked: Asked, found: Sequence[Candidate], exact: Sequence[Located] = (), way: str = "") -> dict[str, Any]:
    """JSON of how a question was answered.

    reading: the fields of the question that are not empty, and its terms with their weights; filters: those in force;
    scope: how many notices they leave, and which the question names; way: what the answer was drawn from, as given; exact: the
    clauses at the address asked for; candidates: the first ten found by search, each with its score, its probability and its
    features, `[value, share of the score]`, the weightiest first. The first three of either have their context, each with its
    role (`index.context`).
    """
    scope = asked.scope
    return {
        "reading": _reading(asked.query, asked.terms),
        "filters": {name: value for name, value in asdict(asked.limits).items() if value},
        "scope": {"notices": len(scope.allowed), "local": len(scope.local), "named": scope.named, "absent": list(scope.absent)},
        "way": way,
        "exact": [_clause(index, one.clause.id, with_context=at < _WITH_CONTEXT) for at, one in enumerate(exact[:_CANDIDATES])],
        "candidates": [_candidate(index, one, with_context=at < _WITH_CONTEXT) for at, one in enumerate(found[:_CANDIDATES])],
    }


def _reading(query: Query, terms: Sequence[Term]) -> dict[str, Any]:
    fields = {name: value for name, value in vars(query).items() if value and name != "key"}
    places = {place.name: [division.full_name for division in place.divisions] for place in query.places}
    weighed = {" / ".join(" ".join(sorted(way)) for way in term.alternatives): round(term.weight, 2) for term in terms}
    return fields | ({"places": places} if places else {}) | {"terms": weighed}


def _candidate(index: Index, one: Candidate, with_context: bool) -> dict[str, Any]:
    shares = one.features * weights()
    order = sorted(range(len(NAMES)), key=lambda at: -abs(shares[at]))
    return _clause(index, one.card.clause_id, with_context) | {
        "score": round(one.score, 3),
        "probability": round(one.probability, 3),
        "features": {NAMES[at]: [round(float(one.features[at]), 3), round(float(shares[at]), 3)] for at in order if one.features[at]},
    }


def _clause(index: Index, clause_id: str, with_context: bool) -> dict[str, Any]:
    notice, clause = index.clause(clause_id)
    named = {"clause_id": clause_id, "address": clause.address, "title": notice.meta.title}
    if not with_context:
        return named
    beside = [{"role": one.role, "clause_id": one.clause.id, "address": one.clause.address, "title": one.notice.meta.title}
              for one in context_of(index, notice, clause)]
    return named | {"context": beside}
