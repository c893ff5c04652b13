"""Sentences of a clause, and the claims that quote them in their own words."""

from __future__ import annotations

import re

from answer.claims import Claim
from answer.injection import sayable
from answer.minimal import leans
from answer.phrases import phrase
from answer.shown import closed, show
from index.query import Query
from index.terms import searched_text
from ingest.markers import marker_of
from ingest.model import Clause, Notice, Span
from ingest.script import simplify

_MAX_SENTENCES = 3
# （负责部门：商务部）: whose task it is, and nothing of the task.
_NOTE = re.compile("[(（][^()（）]*(?:部门|单位|机关)(?:[^()（）]|[(（][^()（）]*[)）])*[)）][。；;]?")
# 重点任务见表3: only where the answer is.
_POINTER = re.compile("[^。；，]{2,40}详?见(?:本[^。；，]{1,4})?(?:附?表|附件|附图)[\\d一二三四五六七八九十（）()]{0,4}[。；]?")


def sentences_in(notice: Notice, clause: Clause) -> tuple[Span, ...]:
    """Sentences without the clause's number, which is its address and no part of what it says; a part that leans on the one before
    it, with that.
    """
    text, (first, *rest) = clause.text, sayable(notice, clause) or (Span(0, 0),)
    marker = marker_of(first.of(text))
    if marker and marker.kind not in ("shi", "ordinal") and marker.length < first.end - first.start:
        first = Span(first.start + marker.length, first.end)
    whole = [first]
    for span in rest:
        if leans(span.of(text)) and text[whole[-1].end - 1] in "；;":
            span = Span(whole.pop().start, span.end)
        whole.append(span)
    return tuple(whole)


def is_note(said: str) -> bool:
    """Whether a sentence only notes whose task a clause is, or where what it speaks of is to be found."""
    said = simplify(said).strip()
    return bool(_NOTE.fullmatch(said) or _POINTER.fullmatch(said))


def only_heading(sentence: str, clause: Clause) -> bool:
    """A heading says nothing by itself when text follows it that is more than a note."""
    after = clause.text[clause.text.find(sentence) + len(sentence):].strip()
    return (
        bool(clause.heading)
        and len(sentence) <= len(clause.heading) + 8
        and clause.heading in sentence
        and len(clause.text) > len(sentence) + 8
        and not is_note(after)
    )


def only_title(said: str, notice: Notice, clause: Clause) -> bool:
    """Whether words of what a notice opens with are those of its title, which names it and says nothing."""
    return clause.kind in ("head", "preamble") and searched_text(said).replace(" ", "") in searched_text(notice.meta.title).replace(" ", "")


def opening(query: Query, notice: Notice, clause: Clause) -> tuple[Claim, ...]:
    """The first sentences of a clause asked for by its address."""
    return tuple(sentence_claim(query, notice, clause, span) for span in sentences_in(notice, clause)[:_MAX_SENTENCES])


def leading(query: Query, notice: Notice, clause: Clause) -> Claim:
    """The first sentence of a clause that is more than its heading."""
    first, *rest = sentences_in(notice, clause)
    return sentence_claim(query, notice, clause, rest[0] if rest and only_heading(first.of(clause.text), clause) else first)


def whole(query: Query, notice: Notice, clause: Clause) -> Claim:
    """A short clause as it stands: an item of a list."""
    return sentence_claim(query, notice, clause, sentences_in(notice, clause)[0])


def sentence_claim(query: Query, notice: Notice, clause: Clause, span: Span) -> Claim:
    """A sentence of a clause, in its own words."""
    said = span.of(clause.text).rstrip(" ，,、")
    return Claim(shown(query, said), "verbatim", (said,), notice, clause, Span(span.start, span.start + len(said)))


def shown(query: Query, said: str) -> str:
    """Words of a notice as the answer gives them: a closed sentence in the reader's script, or framed for an English reader."""
    return phrase("verbatim", query.lang, text=show(said, "en") if query.lang == "en" else closed(show(said, query.lang), query.lang))
