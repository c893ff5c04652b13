"""Clauses as the doors give them: searched for, or one by its id."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from answer.injection import instructions_of
from answer.listing import document
from answer.model import Filters
from answer.phrases import reason
from index.context import context_of
from index.question import located, read_question
from index.relations import Judge, acts_on_file, judge_on
from index.scope import Limits
from index.search import search
from index.store import Index
from ingest.model import Clause, Notice
from web.schema import ClauseBeside, ClauseList, ClauseOfNotice, ClauseShown, Standing


def found_clauses(index: Index, query: str, filters: Filters, limit: int) -> ClauseList:
    """The clauses that are likeliest to answer, best first; before them those whose address the query itself gives.

    Each is judged as of the day that the filters or the query name. Raises TiaoliError('bad_filter').
    """
    asked = read_question(index, query, Limits(**filters.model_dump()))
    by_address = [one.clause.id for one in located(index, asked)]
    by_search = [one.card.clause_id for one in search(index, asked.query, asked.scope, asked.terms, limit)]
    best = [*dict.fromkeys((*by_address, *by_search))][:limit]
    return ClauseList(clauses=[ClauseOfNotice(**_told(*index.clause(clause_id), asked.judge)) for clause_id in best])


def shown_clause(index: Index, clause_id: str) -> ClauseShown:
    """One clause, judged as of today, with the clauses beside it. Raises TiaoliError: no_such_document, no_such_clause."""
    notice, clause = index.clause(clause_id)
    listed = next(one for one in document(index, notice.doc_id)["clauses"] if one["id"] == clause_id)
    beside = [ClauseBeside(role=one.role, clause_id=one.clause.id, address=one.clause.address, text=one.clause.text)
              for one in context_of(index, notice, clause)]
    judge = judge_on(date.today(), acts_on_file(index))
    return ClauseShown.model_validate(listed | _told(notice, clause, judge) | {"beside": beside})


def clause_href(clause_id: str) -> str:
    """Where this server gives a clause: a path, percent-encoded, since ids hold `#` and `/`."""
    doc_id, _, path = clause_id.partition("#")
    return f"/api/docs/{quote(doc_id, safe='')}/clauses/{quote(path)}"


def _told(notice: Notice, clause: Clause, judge: Judge) -> dict[str, Any]:
    meta = notice.meta
    judged = judge(notice.doc_id, meta)
    return {
        "doc_id": notice.doc_id, "title": meta.title, "issuer": meta.issuer, "doc_no": meta.doc_no, "issued": meta.issued,
        "region": meta.region.name if meta.region else "",
        "region_inferred": bool(meta.region and meta.region.inferred),
        "machine_read": meta.machine_read,
        "validity": Standing(status=judged.status, note=reason(judged, "zh-Hans"), by_doc_id=judged.doc_id,
                             clause_id=judged.clause_id),
        "clause_id": clause.id, "address": clause.address, "kind": clause.kind, "heading": clause.heading,
        "text": clause.text, "instructs": bool(instructions_of(notice, clause)), "href": clause_href(clause.id),
    }
