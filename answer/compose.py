"""Checked claims -> Answer: numbered citations, place labels when notices differ, and what the reader must know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from answer.claims import Claim
from answer.injection import instructions_of, without_instructions
from answer.model import Answer, Citation, Lang, Searched, ValidityNote
from answer.phrases import phrase, reason
from answer.shown import listed, numbered, show
from index.query import Query
from index.relations import Judge
from index.scope import Scope
from ingest.model import Notice

# Reasons for which a reader must look at what is in force, though the notice is neither repealed nor expired.
_TO_CHECK = ("not_yet", "edition", "amended")
# Words of a parser's warning that the text itself is damaged, and how that is told.
_DAMAGE = {"拼音": "damage_pinyin", "引号": "damage_quotes", "日期残缺": "damage_date", "字节": "damage_bytes"}


def compose(
    query: Query,
    claims: Sequence[Claim],
    refusal: str,
    scope: Scope,
    searched: Searched,
    judge: Judge,
    engine: str,
    notes: Sequence[str],
    timings: dict[str, float],
) -> Answer:
    """The answer of supported claims, or the refusal when there is none. judge: how a notice stands; notes: warnings about how
    the answer was written, after those about the notices.
    """
    if not claims:
        return Answer(answer=refusal, refused=True, engine=engine, lang=query.lang, warnings=tuple(notes), searched=searched,
                      timings_ms=timings)
    citations = _citations(claims, judge, query.lang)
    return Answer(
        answer=_text(query, claims, citations),
        refused=False,
        engine=engine,
        lang=query.lang,
        citations=tuple(citations.values()),
        warnings=(*_warnings(query, claims, scope, judge), *notes),
        searched=searched,
        timings_ms=timings,
    )


def _key(claim: Claim) -> tuple[str, int, int]:
    return claim.clause.id, claim.quote.start, claim.quote.end


def _citations(claims: Sequence[Claim], judge: Judge, lang: Lang) -> dict[tuple[str, int, int], Citation]:
    citations: dict[tuple[str, int, int], Citation] = {}
    for claim in claims:
        citations.setdefault(_key(claim), _citation(claim, len(citations) + 1, judge, lang))
    return citations


def _citation(claim: Claim, number: int, judge: Judge, lang: Lang) -> Citation:
    meta = claim.notice.meta
    judged = judge(claim.notice.doc_id, meta)
    return Citation(
        n=number,
        doc_id=claim.notice.doc_id,
        title=meta.title,
        issuer=meta.issuer,
        doc_no=meta.doc_no,
        issued=meta.issued,
        region=meta.region.name if meta.region else "",
        validity=ValidityNote(status=judged.status, note=reason(judged, lang)),
        clause_id=claim.clause.id,
        address=claim.clause.address,
        text=claim.clause.text,
        quote=claim.quote.of(claim.clause.text),
        start=claim.quote.start,
        end=claim.quote.end,
        verified=True,
    )


def _text(query: Query, claims: Sequence[Claim], citations: dict[tuple[str, int, int], Citation]) -> str:
    """Claims in order, each with its mark, a sentence that rests on several clauses with all of theirs; when there are several
    notices a line for each, headed by its place.
    """
    sentences: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        # Two notices may say the same, each for itself; a sentence that a model drew from both is one.
        sentences.setdefault((claim.text, "" if claim.relation == "drafted" else claim.about.doc_id), []).append(claim)
    several = len({claim.about.doc_id for claim in claims}) > 1
    lines: dict[str, list[str]] = {}
    for (text, _), own in sentences.items():
        marks = dict.fromkeys(f"[{citations[_key(claim)].n}]" for claim in own)
        label = phrase("under", query.lang, label=_label(query, own, claims)) if several else ""
        lines.setdefault(label, []).append(f"{text} {''.join(marks)}")
    space = " " if query.lang == "en" else ""
    return "\n".join(_heading(label, said[0]) + space.join(said) for label, said in lines.items())


def _heading(label: str, first: str) -> str:
    """A line's label, unless it is a title that the first sentence says itself."""
    title = re.match("《(.+)》", label)
    return "" if title and title[1] in first else label


def _label(query: Query, own: Sequence[Claim], claims: Sequence[Claim]) -> str:
    """The places of the notices of a sentence; the title of one that shares its place with another."""
    def name(notice: Notice) -> str:
        place = notice.meta.region.name if notice.meta.region else ""
        alike = {one.about.doc_id for one in claims if one.about.meta.region and one.about.meta.region.name == place}
        return show(place, query.lang) if place and len(alike) == 1 else f"《{_title(notice, query.lang)}》"

    return listed(dict.fromkeys(name(claim.about) for claim in own), query.lang)


def _title(notice: Notice, lang: Lang) -> str:
    return show(without_instructions(notice.meta.title), lang)


def _warnings(query: Query, claims: Sequence[Claim], scope: Scope, judge: Judge) -> Iterator[str]:
    """What the reader must know: how a wrong word was read, of each notice cited, of places asked about that have no notice."""
    for wrong, right in query.corrected:
        yield phrase("warn_corrected", query.lang, wrong=wrong, right=right)
    for notice in {claim.about.doc_id: claim.about for claim in claims}.values():
        yield from _notice_warnings(query, notice, judge)
    for title in {_title(claim.notice, query.lang): None for claim in claims if instructions_of(claim.notice, claim.clause)}:
        yield phrase("warn_instructs", query.lang, title=title)
    for wording, names in (
        ("warn_absent", [name for name in scope.absent if name not in query.doc_nos]),
        ("warn_absent_doc", [name for name in scope.absent if name in query.doc_nos]),
    ):
        if names:
            yield phrase(wording, query.lang, names=listed(names, query.lang))
    if query.places and not any(claim.about.doc_id in scope.local for claim in claims):
        yield phrase("warn_above", query.lang, place=show(query.places[0].name, query.lang))


def _notice_warnings(query: Query, notice: Notice, judge: Judge) -> Iterator[str]:
    meta = notice.meta
    judged = judge(notice.doc_id, meta)
    title = _title(notice, query.lang)
    if judged.status in ("repealed", "expired") or judged.reason in _TO_CHECK:
        wording = "warn_repealed" if judged.status == "repealed" else "warn_expired"
        note = reason(judged, query.lang)
        yield phrase(wording, query.lang, title=title, number=numbered(notice, query.lang), note=note)
    if meta.region and meta.region.inferred:
        yield phrase("warn_inferred", query.lang, title=title, region=show(meta.region.name, query.lang))
    if meta.machine_read:
        yield phrase("warn_machine", query.lang, title=title)
    damage = [name for sign, name in _DAMAGE.items() if any(sign in warning for warning in notice.warnings)]
    if damage:
        notes = listed([phrase(name, query.lang) for name in damage], query.lang)
        yield phrase("warn_damaged", query.lang, title=title, notes=notes)
