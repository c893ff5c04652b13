"""Claims from a page that lists documents with their dates (`…预约告示 [ 2024-07-01 ]`), for one that is not on file itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answer.claims import Claim
from answer.quotes import sentence_claim
from index.query import Query
from index.scope import Scope
from index.search import search
from index.store import Index
from index.terms import Term, searched_text
from ingest.model import Clause, Notice, Span
from ingest.script import search_key

_DATED = ("published", "issued")
_DAY = r"(?:19|20)\d{2}\s?[\-./年]\s?\d{1,2}\s?[\-./月]\s?\d{1,2}\s?日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_ENTRY = re.compile(rf"[^\S\n]*(?P<title>\S[^\n]{{5,120}}?)[^\S\n]*[\[【(（]?[^\S\n]*{_DAY}[^\S\n]*[\]】)）]?[^\S\n]*$", re.M)
_CLAUSES = 5
# The share of the question's terms that the title of the entry meant must have.
_ENOUGH = 0.7


def entry_claims(index: Index, query: Query, scope: Scope, terms: Sequence[Term]) -> list[Claim]:
    """The entry that lists the document asked about with its date; [] for a question that asks for no date, or where none does.

    A page of entries seldom says of which place it is: the entry must, where the question names one.
    """
    if query.field not in _DATED or not terms or scope.named:
        return []
    placeless = frozenset(document.doc_id for document in index.documents() if document.meta.region is None)
    wide = replace(scope, allowed=scope.allowed | placeless, local=scope.local | placeless)
    clauses = [index.clause(one.card.clause_id) for one in search(index, query, wide, terms, _CLAUSES)]
    rated = [(_share(terms, entry["title"]), notice, clause, entry) for notice, clause in clauses
             for entry in _entries(clause) if _is_of_place(query, scope, notice, entry["title"])]
    best = max((share for share, *_ in rated), default=0.0)
    chosen = [(notice, clause, entry) for share, notice, clause, entry in rated if share == best >= _ENOUGH]
    return [sentence_claim(query, notice, clause, Span(entry.start("title"), entry.end())) for notice, clause, entry in chosen[:1]]


def _entries(clause: Clause) -> Iterator[re.Match[str]]:
    return _ENTRY.finditer(clause.text)


def _share(terms: Sequence[Term], title: str) -> float:
    searched = searched_text(title)
    return sum(term.stands_in(searched) for term in terms) / len(terms)


def _is_of_place(query: Query, scope: Scope, notice: Notice, title: str) -> bool:
    key = search_key(title)
    return notice.doc_id in scope.local or all(search_key(place.name) in key for place in query.places)
