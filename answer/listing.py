"""The notices on file as the API and the command line list and show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from answer.phrases import reason
from index.relations import Judge, acts_on_file, corpus_of, judge_on, resolver
from index.store import Index
from ingest.model import Clause, Fact, Meta, Notice, Reference
from ingest.validity import evidence_in


def documents(index: Index) -> list[dict]:
    """The notices on file, as `GET /api/docs` lists them; validity as of today, with the other notice that decides it."""
    judge = judge_on(date.today(), acts_on_file(index))
    return [
        _summary(document.doc_id, document.meta, document.clauses, document.warnings, judge)
        for document in index.documents()
    ]


def document(index: Index, doc_id: str) -> dict:
    """One notice with its clauses in text order, facts, references, acts and warnings.

    validity names the clause that decides, of this notice or of the other. A reference's `target` is the clause on file that
    it means, null for none. Raises TiaoliError('no_such_document').
    """
    notice = index.notice(doc_id)
    judge = judge_on(date.today(), acts_on_file(index))
    lead = resolver(notice, corpus_of(index.documents(), index.notice))
    cited: dict[str, list[Reference]] = defaultdict(list)
    for reference in notice.references:
        cited[reference.clause].append(reference)
    summary = _summary(doc_id, notice.meta, len(notice.clauses), len(notice.warnings), judge)
    return {
        **summary,
        "validity": summary["validity"] | _own_evidence(notice, judge),
        "index_no": notice.meta.index_no,
        "published": notice.meta.published,
        "effective": notice.meta.effective,
        "expires": notice.meta.expires,
        "plan_years": notice.meta.plan_years,
        "addressees": notice.meta.addressees,
        "kind": notice.meta.kind,
        "script": notice.meta.script,
        "level": notice.meta.level,
        "format": notice.format,
        "region_inferred": bool(notice.meta.region and notice.meta.region.inferred),
        "acts": list(_acts(notice)),
        "warnings": list(notice.warnings),
        "clauses": [_clause(notice, clause, cited[clause.id], lead) for clause in notice.clauses],
    }


def _clause(
    notice: Notice, clause: Clause, cited: Sequence[Reference], lead: Callable[[Reference], str | None]
) -> dict:
    start = clause.span.start
    return {
        "id": clause.id,
        "address": clause.address,
        "kind": clause.kind,
        "heading": clause.heading,
        "text": clause.text,
        "parent": clause.parent,
        "children": list(clause.children),
        "facts": [
            {"kind": fact.kind, "value": fact.value, **_within(clause, fact)} for fact in clause.facts
        ],
        "references": [
            {
                "text": reference.span.of(notice.text),
                "start": reference.span.start - start,
                "end": reference.span.end - start,
                "title": reference.title,
                "doc_no": reference.doc_no,
                "address": reference.address,
                "target": lead(reference),
            }
            for reference in cited
        ],
    }


def _within(clause: Clause, fact: Fact) -> dict[str, int | None]:
    """Where a fact stands in its clause's text; nowhere when it comes from a cell merged into the row from above."""
    inside = clause.span.start <= fact.span.start and fact.span.end <= clause.span.end
    return {side: getattr(fact.span, side) - clause.span.start if inside else None for side in ("start", "end")}


def _acts(notice: Notice) -> Iterator[dict]:
    for act in notice.acts:
        yield {
            "kind": act.kind,
            "title": act.title,
            "doc_no": act.doc_no,
            "day": act.day,
            "clause_id": act.clause,
            "text": act.span.of(notice.text),
        }


def _own_evidence(notice: Notice, judge: Judge) -> dict[str, str]:
    own = evidence_in(notice, judge(notice.doc_id, notice.meta))
    return {"by_doc_id": notice.doc_id, "clause_id": own[0].id} if own else {}


def _summary(doc_id: str, meta: Meta, clauses: int, warnings: int, judge: Judge) -> dict:
    judged = judge(doc_id, meta)
    by = {"by_doc_id": judged.doc_id, "clause_id": judged.clause_id}
    return {
        "doc_id": doc_id,
        "title": meta.title,
        "issuer": meta.issuer,
        "doc_no": meta.doc_no,
        "issued": meta.issued,
        "region": meta.region.name if meta.region else "",
        "validity": {"status": judged.status, "note": reason(judged, "zh-Hans")} | {key: value for key, value in by.items() if value},
        "clauses": clauses,
        "warning_count": warnings,
    }
