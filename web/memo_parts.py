"""What an exported memo says, whatever the form: its paragraphs with the places of their footnotes, and the footnotes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from answer.model import Answer, Citation, Lang
from ingest.numerals import in_chinese
from web.render import ASSETS, Exchange, as_shown, labels

_MARKER = re.compile(r"\s*\[(\d{1,3})\]")
_BULLET = re.compile(r"\s*[-•·]\s+")
# What XML 1.0 (2.2 Char) has no place for, and the signs by which a text reorders how it and its surroundings are shown.
_UNFIT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Note:
    """A footnote. source: the notice and the clause in it; validity: of the notice, with the doubts about the quotation.

    quote: the words as published, line breaks kept; '' where there are none.
    """

    source: str
    validity: str
    quote: str = ""


@dataclass(frozen=True)
class Paragraph:
    """kind: a `heading` is a question, a `label` heads what follows within an answer.

    parts: texts of one line, and numbers of footnotes.
    """

    kind: Literal["heading", "label", "text", "item"]
    parts: tuple[str | int, ...]


@dataclass(frozen=True)
class Memo:
    """notes[k] is footnote k + 1. Footnotes are numbered in the order in which the paragraphs first name them, each is named."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Note, ...]
    closing: str


@lru_cache(maxsize=1)
def memo_words() -> dict[Lang, dict[str, str]]:
    """The words of a memo: language -> key -> text."""
    return tomllib.loads((ASSETS / "memo.toml").read_text("utf-8"))


def memo_of(exchanges: Sequence[Exchange], lang: Lang) -> Memo:
    """The questions that were answered, refused or failed, in turn; those still pending are left out."""
    words = memo_words()[lang]
    done = [each for each in exchanges if each.answer or each.error]
    paragraphs: list[Paragraph] = []
    notes: list[Note] = []
    for number, each in enumerate(done, 1):
        said, more = _reply(each, lang, len(notes) + 1)
        paragraphs += (*_filled([Paragraph("heading", (_heading(each.question, number if len(done) > 1 else 0, lang),))]), *said)
        notes += more
    return Memo(words["title"], tuple(paragraphs), tuple(notes), words["closing"])


def answer_parts(answer: Answer, lang: Lang, first: int = 1) -> tuple[tuple[Paragraph, ...], tuple[Note, ...]]:
    """The paragraphs of an answer, with its warnings, and its footnotes, the first of which is number `first`.

    A citation that the text does not mark follows its end; a marker of no citation stays the text it is.
    """
    answer = as_shown(answer, lang)
    cited = {citation.n: citation for citation in answer.citations}
    said = fit(answer.answer).rstrip()
    marked = {int(n) for n in _MARKER.findall(said)}
    text = said + "".join(f"[{n}]" for n in cited if n not in marked)
    order = dict.fromkeys(n for n in map(int, _MARKER.findall(text)) if n in cited)
    numbers = {n: number for number, n in enumerate(order, first)}
    words = labels()[lang]
    heading = (Paragraph("label", (words["warning"],)),) if answer.warnings else ()
    warned = (Paragraph("text", (_flat(each),)) for each in answer.warnings)
    paragraphs = (*heading, *warned, *_lines(text, numbers), *_after(answer, lang))
    return _filled(paragraphs), tuple(_note(cited[n], lang) for n in order)


def day_said(day: date, lang: Lang) -> str:
    """A date as the language writes it."""
    return memo_words()[lang]["day"].format(day=day)


def fit(text: str) -> str:
    """A text that any form can hold: line ends as \\n, without control characters and those that reorder what is shown."""
    return _UNFIT.sub("", re.sub("\r\n?|[\u2028\u2029]", "\n", text))


def _reply(exchange: Exchange, lang: Lang, first: int) -> tuple[tuple[Paragraph, ...], tuple[Note, ...]]:
    if exchange.answer:
        return answer_parts(exchange.answer, lang, first)
    error = exchange.error
    said = (each for each in (error.message, error.hint) if each) if error else ()
    return (Paragraph("label", (labels()[lang]["failed"],)), *(Paragraph("text", (_flat(each),)) for each in said)), ()


def _filled(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    return tuple(each for each in paragraphs if any(each.parts))


def _heading(question: str, number: int, lang: Lang) -> str:
    """number: 0 for an only question."""
    flat = _flat(question)
    if not number:
        return flat
    return memo_words()[lang]["heading"].format(number=number if lang == "en" else in_chinese(number), question=flat)


def _flat(text: str) -> str:
    return re.sub("[ \t\n]+", " ", fit(text)).strip()


def _lines(text: str, numbers: dict[int, int]) -> Iterator[Paragraph]:
    for line in filter(str.strip, text.splitlines()):
        bullet = _BULLET.match(line)
        parts = tuple(_parts(_flat(line[bullet.end() if bullet else 0:]), numbers))
        yield Paragraph("item" if bullet else "text", parts)


def _parts(line: str, numbers: dict[int, int]) -> Iterator[str | int]:
    end = 0
    for match in _MARKER.finditer(line):
        if number := numbers.get(int(match[1])):
            if before := line[end:match.start()]:
                yield before
            yield number
            end = match.end()
    if line[end:]:
        yield line[end:]


def _after(answer: Answer, lang: Lang) -> Iterator[Paragraph]:
    """Below a refusal the nearest clauses; below what a language model drafted, its name."""
    words = memo_words()[lang]
    if answer.refused and answer.searched.nearest:
        yield Paragraph("label", (labels()[lang]["nearest"],))
        for each in answer.searched.nearest:
            yield Paragraph("item", (_flat(words["cited"].format(title=each.title) + words["comma"] + each.address),))
    if not answer.refused and answer.engine != "extractive":
        yield Paragraph("text", (_flat(words["by"].format(engine=answer.engine)),))


def _note(citation: Citation, lang: Lang) -> Note:
    """Titles, numbers, names and the quotation as published."""
    words, shared = memo_words()[lang], labels()[lang]
    named = words["cited"].format(title=citation.title) + (words["number"].format(doc_no=citation.doc_no) if citation.doc_no else "")
    absent = [shared[key] for key in ("doc_no", "issuer", "issued") if not getattr(citation, key)]
    missing = words["missing"].format(what=words["listing"].join(absent)) if absent else ""
    source = words["comma"].join(filter(None, (named, citation.issuer, _issued(citation.issued, lang), missing, citation.address)))
    # A note may go on from the title, as in a sentence.
    reason = citation.validity.note.removeprefix("的")
    validity = words["validity"].format(status=shared[citation.validity.status])
    validity = _closed(validity + (words["noted"].format(note=reason) if reason else ""), lang)
    unchecked = "" if citation.verified else _closed(shared["unverified"], lang)
    return Note(_closed(_flat(source), lang), _flat(validity + words["gap"] + unchecked), fit(citation.quote).strip("\n"))


def _closed(sentence: str, lang: Lang) -> str:
    """With one full stop: an address may end with that of its number (`83.`)."""
    return sentence.rstrip(".。") + memo_words()[lang]["stop"]


def _issued(issued: str, lang: Lang) -> str:
    try:
        return day_said(date.fromisoformat(issued), lang)
    except ValueError:
        return issued
