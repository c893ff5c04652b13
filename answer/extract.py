"""The extractive engine: claims drawn from ranked clauses, in their own words and facts; nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from answer.claims import Claim
from answer.gloss import gloss
from answer.model import Lang
from answer.phrases import phrase, reason
from answer.sentences import sentences
from index.kinds import ROLES
from index.query import Query
from index.terms import Term, counts, covered, searched_text
from ingest.header import iso_dates
from ingest.markers import marker_of
from ingest.model import Clause, Fact, Notice, Span
from ingest.script import detect, search_key, simplify, traditionalise
from ingest.validity import Judgement, evidence_in

_MAX_SENTENCES = 3
# Words that command, allow or forbid: what a question whether something may be is answered with.
MODALITY = re.compile("不得|不准|不许|严禁|禁止|可以|应当|应该|必须|不再|无需|不予|免予|一律")
_DEFINES = re.compile("是指|指的是|所称|称为|，即|,即")
# A further sentence must bring this share of the question's weight that the ones before it lack.
_NEW_SHARE = 0.12
# A sentence whose number is to answer must speak of what is asked.
_RELATED = 0.15


def show(text: str, lang: Lang) -> str:
    """A text of a notice as a courtesy in the reader's script; an English reader sees the original.

    What is Traditional already is left alone: converting it again only brings in faults (考試制度 -> 考試製度).
    """
    flat = re.sub(r"\s*\n\s*", " ", text.strip())
    if lang == "zh-Hant":
        return flat if detect(flat) == "zh-Hant" else traditionalise(simplify(flat))
    return simplify(flat) if lang == "zh-Hans" else flat


def listed(names: Iterable[str], lang: Lang) -> str:
    """Several names, each once, in the reader's script."""
    return (", " if lang == "en" else "、").join(dict.fromkeys(show(name, lang) for name in names))


def claims_for(query: Query, notice: Notice, clause: Clause, terms: Sequence[Term]) -> tuple[Claim, ...]:
    """What one clause says to the question: its roles when they are asked for, else the sentences that answer it, after
    word that no lead body is named when that is asked.
    """
    if query.kind in ROLES and any(fact.kind in ROLES for fact in clause.facts):
        return _roles(query, notice, clause)
    said = _sentences(query, notice, clause, terms)
    return (_absent(query, said[0]), *said) if query.kind == "lead" and said else said


def _roles(query: Query, notice: Notice, clause: Clause) -> tuple[Claim, ...]:
    """The role asked for first; when the clause does not give it, that is said, and the roles it does give are told apart."""
    claims = [_role(query, notice, clause, kind) for kind in _in_order(query.kind) if _of_kind(clause, kind)]
    return tuple(claims) if _of_kind(clause, query.kind) else (_absent(query, claims[0]), *claims)


def _absent(query: Query, beside: Claim) -> Claim:
    """That the clause does not name whom the question asks for; it rests on the words of the claim that is made instead."""
    return replace(beside, text=phrase(f"no_{query.kind}", query.lang), relation="absence", said=(query.kind,))


def _in_order(kind: str) -> tuple[str, ...]:
    return (kind, *(role for role in ROLES if role != kind))


def _of_kind(clause: Clause, kind: str) -> list[Fact]:
    return [fact for fact in clause.facts if fact.kind == kind]


def _role(query: Query, notice: Notice, clause: Clause, kind: str) -> Claim:
    facts = _of_kind(clause, kind)
    clause = _holder(notice, clause, facts[0])
    facts = [fact for fact in facts if _holds(clause, fact)]
    bodies = listed((body_name(fact.value, query.lang) for fact in facts), query.lang)
    said = tuple(fact.value for fact in facts)
    return Claim(phrase(kind, query.lang, bodies=bodies), kind, said, notice, clause, _around(clause, facts))


def _holder(notice: Notice, clause: Clause, fact: Fact) -> Clause:
    """The clause in which the words of a fact stand: that of a merged cell is printed in the row where the cell begins."""
    return clause if _holds(clause, fact) else next(other for other in notice.clauses if _holds(other, fact))


def _holds(clause: Clause, fact: Fact) -> bool:
    return clause.span.start <= fact.span.start and fact.span.end <= clause.span.end


def body_name(name: str, lang: Lang) -> str:
    """A body's name for the reader: in their script, or glossed in English beside the original."""
    if lang != "en":
        return show(name, lang)
    english = gloss(simplify(name))
    return f"{english} ({name})" if english else name


def _around(clause: Clause, facts: Sequence[Fact]) -> Span:
    """The sentences (or table cells) of the clause that hold all of the facts."""
    first, last = facts[0].span.start - clause.span.start, facts[-1].span.end - clause.span.start
    holding = [span for span in sentences(clause.text) if span.start < last and first < span.end]
    return Span(holding[0].start, holding[-1].end) if holding else Span(first, last)


def _sentences(query: Query, notice: Notice, clause: Clause, terms: Sequence[Term]) -> tuple[Claim, ...]:
    """Up to three sentences, best first chosen, each bringing words of the question that the others lack; in text order."""
    spans = [span for span in _said_sentences(clause.text) if not _only_heading(span.of(clause.text), clause)]
    if query.kind in ("figure", "deadline"):
        numbered = {span: _share(clause, span, terms) for span in spans if _gives_number(clause, span)}
        spans = [span for span, share in numbered.items() if share >= _RELATED]
    chosen: list[Span] = []
    missing = list(terms)
    total = sum(term.weight for term in terms) or 1.0
    while spans and len(chosen) < _MAX_SENTENCES:
        best = max(spans, key=lambda span: (_worth(query, clause, span, missing), -span.start))
        found = searched_text(best.of(clause.text))
        if chosen and sum(term.weight for term in missing if term.stands_in(found)) < _NEW_SHARE * total:
            break
        chosen.append(best)
        spans.remove(best)
        missing = [term for term in missing if not term.stands_in(found)]
    return tuple(sentence_claim(query, notice, clause, span) for span in sorted(chosen, key=lambda span: span.start))


def _said_sentences(text: str) -> tuple[Span, ...]:
    """Sentences without the clause's number, which is its address and no part of what it says."""
    first, *rest = sentences(text) or (Span(0, 0),)
    marker = marker_of(first.of(text))
    if marker and marker.kind not in ("shi", "ordinal") and marker.length < first.end - first.start:
        first = Span(first.start + marker.length, first.end)
    return (first, *rest)


def _worth(query: Query, clause: Clause, span: Span, terms: Sequence[Term]) -> float:
    """Weight of the question's terms in a sentence; saying the kind of thing asked for counts as a share of them all."""
    found = searched_text(span.of(clause.text))
    total = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.stands_in(found)) + total * _fitness(query, clause, span)


def _fitness(query: Query, clause: Clause, span: Span) -> float:
    """A fact of the kind asked for weighs a third; numbers, when things are compared, and lists, when a list is asked for, less."""
    start, end = clause.span.start + span.start, clause.span.start + span.end
    kinds = {fact.kind for fact in clause.facts if start <= fact.span.start and fact.span.end <= end}
    if query.kind in kinds:
        return 0.35
    if query.kind == "definition":
        return 0.35 * bool(_DEFINES.search(simplify(span.of(clause.text))))
    if query.kind == "yesno":
        numbers = re.search(r"\d", query.key) and kinds & {"figure", "deadline"}
        return 0.25 * bool(numbers or MODALITY.search(simplify(span.of(clause.text))))
    if query.kind == "compare":
        return 0.25 * bool(kinds & {"figure", "deadline"})
    return 0.2 * (query.kind == "list" and span.of(clause.text).count("、") >= 3)


def _gives_number(clause: Clause, span: Span) -> bool:
    start, end = clause.span.start + span.start, clause.span.start + span.end
    return any(
        fact.kind in ("figure", "deadline") and start <= fact.span.start and fact.span.end <= end
        for fact in clause.facts
    )


def _share(clause: Clause, span: Span, terms: Sequence[Term]) -> float:
    """Share of the question's weight in a sentence, read with its clause's heading."""
    return covered(terms, counts(terms, searched_text(f"{clause.heading}\n{span.of(clause.text)}")))


def _only_heading(sentence: str, clause: Clause) -> bool:
    """A heading says nothing by itself when text follows it."""
    return (
        bool(clause.heading)
        and len(sentence) <= len(clause.heading) + 8
        and clause.heading in sentence
        and len(clause.text) > len(sentence) + 8
    )


def opening(query: Query, notice: Notice, clause: Clause) -> tuple[Claim, ...]:
    """The first sentences of a clause asked for by its address."""
    return tuple(sentence_claim(query, notice, clause, span) for span in _said_sentences(clause.text)[:_MAX_SENTENCES])


def whole(query: Query, notice: Notice, clause: Clause) -> Claim:
    """A short clause as it stands: an item of a list."""
    return sentence_claim(query, notice, clause, _said_sentences(clause.text)[0])


def sentence_claim(query: Query, notice: Notice, clause: Clause, span: Span) -> Claim:
    """A sentence of a clause, in its own words."""
    said = span.of(clause.text)
    return Claim(
        phrase("verbatim", query.lang, text=_closed(show(said, query.lang), query.lang)),
        "verbatim",
        (said,),
        notice,
        clause,
        span,
    )


def _closed(text: str, lang: Lang) -> str:
    return text if lang == "en" or re.search(r"[。！？；;：:]$", text) else f"{text}。"


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


def numbered(notice: Notice, lang: Lang) -> str:
    """The document number in brackets, '' when the notice has none."""
    return f"（{show(notice.meta.doc_no, lang)}）" if notice.meta.doc_no else ""


def metadata_claim(query: Query, notice: Notice) -> Claim | None:
    """The catalogue field asked for, resting on where the notice says it; None when it does not."""
    value = getattr(notice.meta, query.field or "title")
    if not value:
        return None
    # Catalogue rows and signature first; the day of commencement may stand in the last article.
    framed = sorted(notice.clauses, key=lambda clause: clause.kind not in ("head", "signature"))
    for clause in framed:
        if quote := _where(clause, query.field, value):
            shown = value if query.lang == "en" else show(value, query.lang)
            return Claim(phrase(query.field, query.lang, value=shown), "metadata", (value,), notice, clause, quote)
    return None


def _where(clause: Clause, field: str | None, value: str) -> Span | None:
    """The line of a clause that states the value, whatever its script or date form."""
    for span in sentences(clause.text):
        for start, line in _lines(span.of(clause.text)):
            stated = value in iso_dates(line) if field in ("issued", "published", "effective") else _same(value, line)
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
    return re.sub(r"[\s、，,〔〕\[\]()（）]", "", search_key(text))


def _head(notice: Notice) -> Clause | None:
    return next((clause for clause in notice.clauses if clause.kind == "head"), None)


def _find(clause: Clause, words: str) -> Span:
    at = clause.text.find(words)
    return Span(at, at + len(words)) if at >= 0 and words else Span(0, len(clause.text.split("\n")[0]))
