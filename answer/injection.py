"""Words in a notice that address the program which quotes it. They are left out of answers and prompts, and the reader is told.

A notice addresses offices and citizens. It never tells a reader what to answer, who to be or which words before it to forget:
a sentence that does so was put there for the program. What is recognised is that form of address, not a topic: rules about
artificial intelligence speak of models and prompts (提示词) and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from answer.steering import HAN, RULES
from ingest.fold import folded
from ingest.model import Clause, Notice, Span
from ingest.sentences import sentences

__all__ = ["LEFT_OUT", "instructions_in", "instructions_of", "instructs", "untold", "without_instructions"]

LEFT_OUT = "〔…〕"
# An instruction may begin in the clause before (split over lines): so many characters around a clause are read with it.
_AROUND = 200
_INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]+")
# Blanks beside Han say nothing; signs between single Han or Latin letters (忽*略, i g n o r e) only hide a word.
_SPACING = re.compile(
    rf"(?<=[{HAN}])[\s*·•.\-_/|~+^=#]+(?=[{HAN}])|(?<=[{HAN}，。：；！？])\s+|\s+(?=[{HAN}，。：；！？])"
    r"|(?<=\b[a-z])[\s.*_·\-](?=[a-z]\b)|(?<=\s)\s+")
_WRAPPED = re.compile(r"(?<=[a-z,])\n(?=[a-z\"])")  # an English sentence that goes on in the next line
_PLAIN = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ" "аеорсухіјѕԁһԛԝ" "οανι" "畧", "abcdefghijklmnopqrstuvwxyz" "aeopcyxijsdhqw" "oavi" "略")
_OPENED = re.compile(r"[:：“「『‘]\s*$")
_PIECE = re.compile(r"[:：。；;！!\n]|\.(?=\s|$)|(?<=[\u3400-\u9fff])[，,]")
_MARK = re.compile(r"\[\d{1,2}\]")


def instructs(sentence: str) -> bool:
    """Whether a sentence addresses the answering program or tries to steer what it says. Script, width, blanks, invisible
    characters and signs between letters make no difference.
    """
    return next(_matches(sentence), None) is not None


def question_in(text: str) -> str:
    """What a reader asks, without orders to the program; '' when there are only orders."""
    if not instructs(text):
        return text
    return "，".join(piece.strip() for piece in _PIECE.split(text) if piece.strip() and not instructs(piece))


def instructions_in(text: str) -> tuple[Span, ...]:
    """What to leave out of a text: each sentence that instructs, with what it dictates to the end of its line or cell (of the
    next one, after a colon), up to words in parentheses. In order, without overlap.
    """
    found = list(_matches(text))
    if not found:
        return ()
    spans = sentences(text)
    hit = {at for at, span in enumerate(spans) if any(span.start < match.end and match.start < span.end for match in found)}
    # Evidence made up for the program bears the mark that it is told to cite.
    marks = tuple({mark for at in hit for mark in _MARK.findall(spans[at].of(text))})
    left_out: list[Span] = []
    for at, span in enumerate(spans):
        dictated = bool(at and left_out and left_out[-1] is spans[at - 1]) and _goes_on(text, spans[at - 1], span)
        if at in hit or dictated or (marks and span.of(text).startswith(marks)):
            left_out.append(span)
    return tuple(left_out)


def _goes_on(text: str, told: Span, span: Span) -> bool:
    """Whether a sentence goes on with the instruction before it: after its colon, or in the same line or cell and not in
    parentheses of its own, as roles are (责任部门：…).
    """
    same_line = not re.search(r"[\n|\t]", text[told.end:span.start])
    return bool(_OPENED.search(told.of(text))) or (same_line and text[span.start] not in "（(")


def instructions_of(notice: Notice, clause: Clause) -> tuple[Span, ...]:
    """What to leave out of a clause, as spans of its text; read with the words around it, since an instruction may be split."""
    start = max(0, clause.span.start - _AROUND)
    window = notice.text[start:clause.span.end + _AROUND]
    length = clause.span.end - clause.span.start
    moved = ((span.start + start - clause.span.start, span.end + start - clause.span.start) for span in _found(window))
    return tuple(Span(max(0, a), min(length, b)) for a, b in moved if a < length and b > 0)


def sayable(notice: Notice, clause: Clause) -> tuple[Span, ...]:
    """The sentences of a clause that address its readers, as spans of its text."""
    return untold(sentences(clause.text), instructions_of(notice, clause))


def cleared(notice: Notice, clause: Clause) -> Clause:
    """The clause without the facts that stand in instructions."""
    told, at = instructions_of(notice, clause), clause.span.start
    if not told:
        return clause
    return replace(clause, facts=tuple(fact for fact in clause.facts if untold([Span(fact.span.start - at, fact.span.end - at)], told)))


@lru_cache(maxsize=4096)
def _found(window: str) -> tuple[Span, ...]:
    return instructions_in(window)


def untold(spans: Iterable[Span], instructions: Sequence[Span]) -> tuple[Span, ...]:
    """Those of `spans` that hold nothing of the instructions: what may be said. Both as ranges of one text."""
    return tuple(span for span in spans if not any(span.start < told.end and told.start < span.end for told in instructions))


def without_instructions(text: str, spans: Sequence[Span] | None = None) -> str:
    """The text with a mark in place of each instruction. spans: what to leave out, by default what `instructions_in` finds."""
    at, kept = 0, []
    for span in instructions_in(text) if spans is None else spans:
        kept.append(text[at:span.start] + ("" if kept and not text[at:span.start].strip() else LEFT_OUT))
        at = span.end
    return "".join(kept) + text[at:]


def _matches(text: str) -> Iterator[Span]:
    """Where a rule matches, as ranges of the text."""
    key, at = _squeezed(text)
    for rule in RULES:
        if any(needle in key for needle in rule.needles):
            for match in rule.pattern.finditer(key):
                if match.end() > match.start():
                    yield Span(at[match.start()], at[match.end() - 1] + 1)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Simplified, lower case, without what only spaces letters out; and for each character where it stands in the text."""
    key, at = _WRAPPED.sub(" ", folded(text).translate(_PLAIN)), list(range(len(text)))
    for pattern in (_INVISIBLE, _SPACING):
        last, kept, places = 0, [], []
        for match in pattern.finditer(key):
            kept.append(key[last:match.start()])
            places += at[last:match.start()]
            last = match.end()
        if last:
            key, at = "".join(kept) + key[last:], places + at[last:]
    return key, at
