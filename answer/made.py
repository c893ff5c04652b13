"""Claims about how a statute was made: adopted, promulgated, amended, in effect, as the note under its title says it (题注)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from answer.claims import Claim
from answer.header import metadata_claim
from answer.phrases import phrase
from answer.shown import closed, show
from index.kinds import Field, MakingField, MetaField
from index.query import Query
from ingest.fold import folded
from ingest.makings import Act, Making, makings
from ingest.model import Clause, Notice, Span
from ingest.sentences import sentences
from ingest.validity import commencing

# Which of several amendments a question means; without such a word all of them, the latest so many.
_LATEST = re.compile(r"最近|最新|最后|上一?次|现行|\b(?:last|latest|most recent)")
_FIRST = re.compile(r"首次|最早|最初|第一次|\b(?:first|originally)\b")
_NUMBERED = re.compile(r"第[二三四五六七八九十]+次")
_MOST = 4
_AMENDED_ROW = re.compile(r"(?:最新异动|修正|修订)日期\s*[:：][^()（）\n]*\d[^()（）\n]*")


def made_claims(query: Query, notice: Notice, field: Field) -> list[Claim]:
    """What the notice says of one thing asked for: by its note and its catalogue; [] where it does not say."""
    clause = next((clause for clause in notice.clauses if clause.kind == "head"), None)
    made = makings(clause.text) if clause else ()
    if field in ("adopted", "approved", "amended"):
        found = _acts(query, notice, clause, made, field) or (_amended_row(query, notice, clause) if field == "amended" else [])
        return found or (_dated(query, notice, clause, made, "issued") if query.lang == "en" else [])
    if field in ("issued", "published"):
        return _dated(query, notice, clause, made, field)
    if field == "effective":
        return _commencing(query, notice, clause, made)
    stated = metadata_claim(query, notice, field)
    return [*([stated] if stated else []), *(_renumbered(query, notice, clause, made) if field == "doc_no" else [])]


def _renumbered(query: Query, notice: Notice, clause: Clause | None, made: Sequence[Making]) -> list[Claim]:
    """The order by which the text was last amended, where it came after the one whose number the notice bears."""
    first = next((number for number, one in enumerate(made) if one.number == notice.meta.doc_no), len(made))
    later = [one for one in made[first + 1 :] if "amended" in one.acts and one.number]
    return _history(query, notice, clause, later[-1:], "amended")


def _dated(
    query: Query, notice: Notice, clause: Clause | None, made: Sequence[Making], field: Literal["issued", "published"]
) -> list[Claim]:
    """When it was issued or published: by the note, else by the catalogue; by both, where the catalogue has a day of its own."""
    own = _promulgated(query, notice, clause, made)
    days = {one.day for one in made}
    fields: tuple[MetaField, ...] = ("published",) if own else (field, "published" if field == "issued" else "issued")
    beside = (metadata_claim(query, notice, one) for one in fields if getattr(notice.meta, one) not in days)
    stated = next(filter(None, beside), None)
    return [*own, *([stated] if stated and (not own or field == "published") else [])]


def _promulgated(query: Query, notice: Notice, clause: Clause | None, made: Sequence[Making]) -> list[Claim]:
    """The promulgation. A note without one gives the adoption, on whose day a law is promulgated, and the approval that a city's
    statute needs; a note on later versions alone the last of them.
    """
    for acts in (("promulgated",), ("adopted", "approved"), ("amended",)):
        if found := [(one, act) for one in made for act in acts if act in one.acts]:
            chosen = found[-1:] if acts == ("amended",) else found[:_MOST]
            return [claim for one, act in chosen for claim in _history(query, notice, clause, [one], act)]
    return []


def _acts(query: Query, notice: Notice, clause: Clause | None, made: Sequence[Making], act: MakingField) -> list[Claim]:
    """Every act of a kind, or the one that the question tells from the others (第一次, 最近一次)."""
    acts = [one for one in made if act in one.acts]
    if (number := _NUMBERED.search(query.key)) and clause:
        acts = [one for one in acts if number.group() in one.span.of(clause.text)] or acts
    chosen = acts[-1:] if _LATEST.search(query.key) else acts[:1] if _FIRST.search(query.key) else acts[-_MOST:]
    return _history(query, notice, clause, chosen, act)


def _amended_row(query: Query, notice: Notice, clause: Clause | None) -> list[Claim]:
    """The row of a catalogue that dates the last amendment: 修正日期：民國 98 年 11 月 2 日, （最新異動日期：…）."""
    row = _AMENDED_ROW.search(folded(clause.text)) if clause else None
    return [_said(query, notice, clause, Span(*row.span()))] if row else []


def _commencing(query: Query, notice: Notice, clause: Clause | None, made: Sequence[Making]) -> list[Claim]:
    """The day of commencement; of a notice that applies from its promulgation that sentence, and when it was promulgated."""
    if stated := metadata_claim(query, notice, "effective"):
        return [stated]
    if own := _history(query, notice, clause, [one for one in made if "commenced" in one.acts], "commenced"):
        return own
    span = commencing(notice.text)
    holder = next((one for one in notice.clauses if span and one.span.start <= span.start < one.span.end), None)
    if span is None or holder is None:
        return []
    at = span.start - holder.span.start
    sentence = next(one for one in sentences(holder.text) if one.start <= at < one.end)
    return [_said(query, notice, holder, sentence), *_dated(query, notice, clause, made, "issued")]


def _said(query: Query, notice: Notice, clause: Clause, span: Span) -> Claim:
    said = span.of(clause.text)
    shown = show(said, "en") if query.lang == "en" else closed(show(said, query.lang), query.lang)
    return Claim(phrase("verbatim", query.lang, text=shown), "verbatim", (said,), notice, clause, span)


def _history(query: Query, notice: Notice, clause: Clause | None, acts: Sequence[Making], act: Act) -> list[Claim]:
    return [_claim(query, notice, clause, one, act) for one in acts] if clause else []


def _claim(query: Query, notice: Notice, clause: Clause, one: Making, act: Act) -> Claim:
    said = one.span.of(clause.text)
    text = phrase(act, query.lang, day=one.day, text=show(said, query.lang))
    return Claim(closed(text, query.lang), "history", (act, one.day), notice, clause, Span(one.span.start, one.span.end))
