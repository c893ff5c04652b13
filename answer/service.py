"""One question in, one checked Answer out: understand, find, draft, verify, warn, or refuse."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby

from answer.claims import Claim
from answer.compose import compose
from answer.evidence import carries, strength
from answer.extract import claims_for, metadata_claim, show, validity_claim
from answer.model import Answer, Filters, NearestClause, Searched, Turn
from answer.phrases import phrase, reason
from answer.verify import verify
from index.followup import resolve_followup
from index.glossary import translate
from index.lexical import bigrams
from index.query import Query, understand
from index.scope import Limits, Scope, scope_of
from index.search import Candidate, Term, addressed, asks_table, covered, frequency, search, terms_of, tokens_of
from index.store import Index
from ingest.gazetteer import Division
from ingest.model import Clause, Meta, Notice
from ingest.region import covers
from ingest.validity import status_on

ENGINE = "extractive"
_NEAREST = 3
_POOL = 40
_MAX_NOTICES = 4
# Another notice answers beside the best one when its clause is nearly as strong.
_BESIDE = 0.8
_MAX_CHILDREN = 8
_NAMED = 0.5
# Words for a document of any kind; they do not say which.
_DOCUMENT_WORDS = frozenset(bigrams("文件 公文 通知 意见 方案 办法 规定 要点 汇报 报告 决定 公告 文本 份 那份 这份 这个 那个 一份 文 号 市 区 县 省 实施 有效 有效期 规划期 实施期 "
                                    "取代 替代 引用 哪份 份文 到期"))


@dataclass(frozen=True)
class Draft:
    """Claims before verification, the clauses that came nearest, and why there are no claims."""

    claims: tuple[Claim, ...] = ()
    nearest: tuple[Candidate, ...] = ()
    refusal: str = ""


def ask(index: Index, question: str, filters: Filters = Filters(), history: Sequence[Turn] = ()) -> Answer:  # noqa: B008
    """Answers one question from the notices in `index`. Raises TiaoliError('bad_filter') for a date or place that is none."""
    clock = _Clock()
    translated = partial(translate, frequency=partial(frequency, index))
    query = resolve_followup(understand(question, translated), [understand(turn.question, translated) for turn in history])
    limits = Limits(filters.region, filters.since, filters.until, filters.in_force, filters.as_of)
    scope = scope_of(index.documents(), query, limits)
    clock.mark("understand")
    draft = _draft(index, query, scope, limits)
    clock.mark("draft")
    claims = [claim for claim in draft.claims if verify(claim, limits.day) == "supported"]
    clock.mark("verify")
    searched = Searched(documents=len(scope.allowed), filters=filters, nearest=tuple(_nearest(draft.nearest)))
    return compose(query, claims, draft.refusal or phrase("refuse", query.lang, count=len(scope.allowed)), scope, searched, limits.day,
                   ENGINE, clock.timings())


def _draft(index: Index, query: Query, scope: Scope, limits: Limits) -> Draft:
    unknown = tuple(name for name in query.elsewhere if not frequency(index, name))
    if not scope.allowed or (unknown and not query.places):
        return Draft(refusal=_nothing_in_scope(index, query, (*scope.absent, *unknown)))
    terms = terms_of(index, query)
    if query.kind == "validity" or query.field:
        claims = _about_notices(index, query, scope, limits, terms)
        if claims:
            return Draft(tuple(claims))
    clauses = addressed(index, query, scope)
    if clauses and (not query.topic or len(clauses) == 1):
        named = [Candidate(notice, clause, 1.0, 1.0, 1.0) for notice, clause in clauses[:_MAX_NOTICES]]
        return Draft(tuple(claim for candidate in named for claim in claims_for(query, candidate, terms)))
    found = search(index, query, scope, _POOL)
    chosen = _choose(query, found)
    claims = tuple(claim for candidate in chosen for claim in _clause_claims(index, query, candidate, terms))
    return Draft(claims, found[:_NEAREST])


def _clause_claims(index: Index, query: Query, candidate: Candidate, terms: Sequence[Term]) -> Iterable[Claim]:
    """Claims of a clause; a bare heading answers with the first sentence of each clause under it."""
    if candidate.clause.kind != "heading" or not candidate.clause.children:
        return claims_for(query, candidate, terms)
    children = [index.clause(child)[1] for child in candidate.clause.children[:_MAX_CHILDREN]]
    return [claim for child in children if child.text
            for claim in claims_for(query, _at(candidate, child), terms)[:1]]


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
    return next((candidate for candidate in able if candidate.notice.doc_id == row.notice.doc_id and candidate.clause.kind != "row"
                 and candidate.coverage >= row.coverage and (_states(query, candidate) or not _states(query, row))), row)


def _of_place(candidate: Candidate, place: Division) -> bool:
    region = candidate.notice.meta.region
    return bool(region and covers(place, region))


def _states(query: Query, candidate: Candidate) -> bool:
    """Whether a clause gives the kind of fact asked for: a lead body, a deadline, a figure."""
    return any(fact.kind == query.kind for fact in candidate.clause.facts)


def _about_notices(index: Index, query: Query, scope: Scope, limits: Limits, terms: Sequence[Term]) -> list[Claim]:
    """Claims about notices themselves: their validity, number, issuer, dates."""
    make: Callable[[Notice], Claim | None] = (
        (lambda notice: metadata_claim(query, notice)) if query.field else (lambda notice: validity_claim(query, notice, limits.day)))
    notices = _meant(index, query, scope, terms)
    return [claim for notice in notices if (claim := make(notice))]


def _meant(index: Index, query: Query, scope: Scope, terms: Sequence[Term]) -> list[Notice]:
    """The notices that the question's words name: by number or 《title》, else by words of the title (half of their weight at least);
    a question with no such words (`这份文件`) means the only notice there is in scope.
    """
    naming = [term for term in terms if not all(way <= _DOCUMENT_WORDS for way in term.alternatives)]
    held = [document for document in index.documents() if document.doc_id in scope.local]
    if query.doc_nos or query.titles or not naming:
        return [index.notice(document.doc_id) for document in held] if len(held) == 1 or query.doc_nos or query.titles else []
    # In a title every word names; how rare it is in the clauses says nothing of that.
    even = [replace(term, weight=1.0) for term in naming]
    scored = [(covered(even, _naming_tokens(document.meta)), document.doc_id) for document in held]
    best = max((score for score, _ in scored), default=0.0)
    return [index.notice(doc_id) for score, doc_id in scored if score >= max(best - 1e-9, _NAMED)][:_MAX_NOTICES]


def _naming_tokens(meta: Meta) -> frozenset[str]:
    """Search tokens by which a notice is named: its title, its years, its issuer."""
    return tokens_of(" ".join((meta.title, meta.issued[:4], meta.issuer, *map(str, meta.plan_years or ()))))


def _nothing_in_scope(index: Index, query: Query, absent: Sequence[str]) -> str:
    documents = index.documents()
    if absent and not query.doc_nos:
        places = dict.fromkeys(document.meta.region.name for document in documents if document.meta.region)
        join = ", " if query.lang == "en" else "、"
        return phrase("refuse_absent", query.lang, names=join.join(show(name, query.lang) for name in absent),
                      places=join.join(show(name, query.lang) for name in list(places)[:20]))
    if absent:
        return phrase("refuse_absent_doc", query.lang, names="、".join(absent))
    return phrase("refuse_filtered", query.lang)


def _nearest(candidates: Sequence[Candidate]) -> Iterable[NearestClause]:
    for candidate in candidates:
        yield NearestClause(clause_id=candidate.clause.id, address=candidate.clause.address, title=candidate.notice.meta.title)


class _Clock:
    """Milliseconds of each stage."""

    def __init__(self) -> None:
        self._last, self._start, self._marks = time.perf_counter(), time.perf_counter(), {}

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self._marks[stage] = round(1000 * (now - self._last), 1)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._marks, "total": round(1000 * (time.perf_counter() - self._start), 1)}


def documents(index: Index) -> list[dict]:
    """The notices on file, as `GET /api/docs` lists them; validity as of today."""
    return [_summary(document.doc_id, document.meta, document.clauses, document.warnings) for document in index.documents()]


def document(index: Index, doc_id: str) -> dict:
    """One notice with its clauses in text order, facts and warnings. Raises TiaoliError('no_such_document')."""
    notice = index.notice(doc_id)
    clauses = [{"id": clause.id, "address": clause.address, "kind": clause.kind, "heading": clause.heading, "text": clause.text,
                "parent": clause.parent, "children": list(clause.children),
                "facts": [{"kind": fact.kind, "value": fact.value, "start": fact.span.start - clause.span.start,
                           "end": fact.span.end - clause.span.start} for fact in clause.facts]} for clause in notice.clauses]
    return {**_summary(doc_id, notice.meta, len(notice.clauses), len(notice.warnings)), "index_no": notice.meta.index_no,
            "published": notice.meta.published, "effective": notice.meta.effective, "expires": notice.meta.expires,
            "plan_years": notice.meta.plan_years, "addressees": notice.meta.addressees, "kind": notice.meta.kind,
            "script": notice.meta.script, "region_inferred": bool(notice.meta.region and notice.meta.region.inferred),
            "warnings": list(notice.warnings), "clauses": clauses}


def _summary(doc_id: str, meta: Meta, clauses: int, warnings: int) -> dict:
    judged = status_on(meta, date.today())
    return {"doc_id": doc_id, "title": meta.title, "issuer": meta.issuer, "doc_no": meta.doc_no, "issued": meta.issued,
            "region": meta.region.name if meta.region else "", "validity": {"status": judged.status, "note": reason(judged, "zh-Hans")},
            "clauses": clauses, "warning_count": warnings}
