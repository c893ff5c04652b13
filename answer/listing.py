"""The notices on file as the API and the command line list and show them."""

from __future__ import annotations

from datetime import date

from answer.phrases import reason
from index.store import Index
from ingest.model import Meta
from ingest.validity import status_on


def documents(index: Index) -> list[dict]:
    """The notices on file, as `GET /api/docs` lists them; validity as of today."""
    return [
        _summary(document.doc_id, document.meta, document.clauses, document.warnings) for document in index.documents()
    ]


def document(index: Index, doc_id: str) -> dict:
    """One notice with its clauses in text order, facts and warnings. Raises TiaoliError('no_such_document')."""
    notice = index.notice(doc_id)
    clauses = [
        {
            "id": clause.id,
            "address": clause.address,
            "kind": clause.kind,
            "heading": clause.heading,
            "text": clause.text,
            "parent": clause.parent,
            "children": list(clause.children),
            "facts": [
                {
                    "kind": fact.kind,
                    "value": fact.value,
                    "start": fact.span.start - clause.span.start,
                    "end": fact.span.end - clause.span.start,
                }
                for fact in clause.facts
            ],
        }
        for clause in notice.clauses
    ]
    return {
        **_summary(doc_id, notice.meta, len(notice.clauses), len(notice.warnings)),
        "index_no": notice.meta.index_no,
        "published": notice.meta.published,
        "effective": notice.meta.effective,
        "expires": notice.meta.expires,
        "plan_years": notice.meta.plan_years,
        "addressees": notice.meta.addressees,
        "kind": notice.meta.kind,
        "script": notice.meta.script,
        "region_inferred": bool(notice.meta.region and notice.meta.region.inferred),
        "warnings": list(notice.warnings),
        "clauses": clauses,
    }


def _summary(doc_id: str, meta: Meta, clauses: int, warnings: int) -> dict:
    judged = status_on(meta, date.today())
    return {
        "doc_id": doc_id,
        "title": meta.title,
        "issuer": meta.issuer,
        "doc_no": meta.doc_no,
        "issued": meta.issued,
        "region": meta.region.name if meta.region else "",
        "validity": {"status": judged.status, "note": reason(judged, "zh-Hans")},
        "clauses": clauses,
        "warning_count": warnings,
    }
