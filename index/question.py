"""A question read over an index: what it asks, which notices may answer it, what to search for, the clauses at its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from index.directory import directory_of
from index.docno_en import with_numbers_in_han
from index.followup import resolve_followup
from index.glossary import translate
from index.names_en import with_names_in_han
from index.placing import is_said, settled
from index.query import Query, understand
from index.relations import Judge, acts_on_file, judge_on
from index.resolve import Located, addressed
from index.scope import Limits, Scope, check_limits, narrowed, scope_of
from index.store import Index
from index.terms import Term, frequency, searched_text, terms_of
from index.titles_en import unfiled_in_english
from ingest.script import detect, simplify


@dataclass(frozen=True)
class Asked:
    """query: as read; limits: the filters, made narrower by the question; judge: validity on the day asked about."""

    query: Query
    scope: Scope
    terms: tuple[Term, ...]
    limits: Limits
    judge: Judge


def read_question(index: Index, question: str, limits: Limits, earlier: Sequence[str] = ()) -> Asked:
    """Reads a question with the earlier ones of its conversation. Raises TiaoliError('bad_filter') for a bad date or place."""
    check_limits(limits)
    into_chinese = partial(translate, frequency=partial(frequency, index), plain=True)
    directory, stands = directory_of(index.documents()), partial(is_said, index)

    def read(one: str) -> Query:
        written = _in_han(index, one) if detect(one) == "en" else one
        return replace(settled(understand(written, into_chinese, limits.day), directory, stands), text=one)

    said = [*map(read, (*earlier, question))]
    query = resolve_followup(said[-1], said[:-1])
    upon = acts_on_file(index)
    scope, query = scope_of(index.documents(), query, limits, upon)
    query = _with_unfiled(index, query, scope)
    narrow = narrowed(limits, query)
    return Asked(query, scope, _subject(index, scope, terms_of(index, query)), narrow, judge_on(narrow.day, upon))


def _in_han(index: Index, question: str) -> str:
    """An English question with the numbers and names of the documents on file as these write them."""
    metas = [document.meta for document in index.documents()]
    return with_names_in_han(with_numbers_in_han(question, (meta.doc_no for meta in metas)), (meta.title for meta in metas))


def located(index: Index, asked: Asked) -> tuple[Located, ...]:
    """The clauses that answer by their address alone. () for a question that gives none, and for one that names no notice,
    could mean one of several clauses, and asks for something by words as well: those are searched for.
    """
    found = addressed(index, asked.query, asked.scope)
    return found if asked.scope.named or not asked.query.topic or len(found) == 1 else ()


def _with_unfiled(index: Index, query: Query, scope: Scope) -> Query:
    """With the document whose article an English question asks for, where the notices in scope are about something else."""
    if query.lang != "en" or not query.steps or scope.named:
        return query
    titles = (simplify(index.summary(doc_id).meta.title) for doc_id in scope.local or scope.allowed)
    unfiled = unfiled_in_english(query.text, (place.name for place in query.places), titles)
    return replace(query, required=(*query.required, *unfiled))


def _subject(index: Index, scope: Scope, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Terms of the question without those that only name the notice, where it names one and asks something of it."""
    if not scope.named:
        return terms
    titles = " ".join(searched_text(index.summary(doc_id).meta.title) for doc_id in scope.allowed)
    return tuple(term for term in terms if not term.stands_in(titles)) or terms
