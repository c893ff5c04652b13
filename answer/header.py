"""Claims that a notice's own record bears out: whether it is in force, its number, issuer and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from answer.claims import Claim
from answer.model import Lang
from answer.phrases import phrase, reason
from answer.shown import day_in_words, numbered, show
from index.kinds import MetaField
from index.query import Query
from ingest.header import iso_dates
from ingest.model import Clause, Notice, Span
from ingest.script import search_key
from ingest.sentences import sentences
from ingest.validity import Judgement, commencing, effective_date, evidence_in

_LEFT_OUT = re.compile(r"[\s、，,〔〕\[\]()（）]|中华人民共和国(?=[\u3400-\u9fff]{2})|第[一二三四五六七八九十\d]+届|(?<![\d.])0+(?=\d)")
# The fields that are days, as YYYY-MM-DD.
DAYS = ("issued", "published", "effective")


def validity_claim(query: Query, notice: Notice, judged: Judgement, by: Notice | None = None) -> Claim | None:
    """Whether the notice is in force, resting on the clause that decides: of `by`, the notice on file that repeals or amends
    it, else of its own (catalogue row, term), else on its title.
    """
    text = phrase(
        "status",
        query.lang,
        title=show(notice.meta.title, query.lang),
        number=numbered(notice, query.lang),
        note=reason(judged, query.lang),
    )
    clause = next((one for one in by.clauses if one.id == judged.clause_id), None) if by else None
    if by and clause and judged.span:
        quote = Span(judged.span.start - clause.span.start, judged.span.end - clause.span.start)
        return Claim(text, "validity", (judged.status,), by, clause, quote, notice)
    own = evidence_in(notice, judged)
    head = _head(notice)
    if own is None and head is None:
        return None
    clause, quote = own or (head, _find(head, notice.meta.title))
    return Claim(text, "validity", (judged.status,), notice, clause, quote)


def metadata_claim(query: Query, notice: Notice, field: MetaField) -> Claim | None:
    """A catalogue field, resting on where the notice says it; None when it does not."""
    value = getattr(notice.meta, field)
    if not value:
        return None
    # Catalogue rows and signature first; the day of commencement is what the article says that commands it.
    first = _commences if field == "effective" else _frames
    framed = sorted(notice.clauses, key=lambda clause: not first(clause))
    for clause in framed:
        if quote := _where(clause, field, value):
            shown = _shown(value, field, quote.of(clause.text), query.lang)
            return Claim(phrase(field, query.lang, value=shown), "metadata", (value,), notice, clause, quote)
    return None


def _shown(value: str, field: MetaField, line: str, lang: Lang) -> str:
    if field in DAYS and (lang == "en" or value not in line):
        return day_in_words(value, lang)
    return value if lang == "en" else show(value, lang)


def _frames(clause: Clause) -> bool:
    return clause.kind in ("head", "signature")


def _commences(clause: Clause) -> bool:
    return not _frames(clause) and bool(effective_date(clause.text) or commencing(clause.text))


def _where(clause: Clause, field: MetaField, value: str) -> Span | None:
    """The line of a clause that states the value, whatever its script or date form."""
    for span in sentences(clause.text):
        for start, line in _lines(span.of(clause.text)):
            stated = value in iso_dates(line) if field in DAYS else _same(value, line)
            if stated:
                return Span(span.start + start, span.start + start + len(line))
    return None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _same(value: str, line: str) -> bool:
    return _squeezed(value) in _squeezed(line)


def _squeezed(text: str) -> str:
    """Without marks, the state's name, the number of a congress and noughts before a number, which `Meta` leaves out."""
    return _LEFT_OUT.sub("", search_key(text))


def _head(notice: Notice) -> Clause | None:
    return next((clause for clause in notice.clauses if clause.kind == "head"), None)


def _find(clause: Clause, words: str) -> Span:
    at = clause.text.find(words)
    return Span(at, at + len(words)) if at >= 0 and words else Span(0, len(clause.text.split("\n")[0]))
