"""Answers as HTML for the web chat. Pure functions; every word of a notice or a question goes through `escaped`.

The strings returned hold no newline, so that the chat's Markdown reader takes each as one HTML block and leaves it be.
Anchors: `c-<turn>-<n>` is the card of citation n of a turn, `m-<turn>-<n>` its first marker in the answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from answer.model import Answer, Citation, Lang, NearestClause
from ingest.errors import TiaoliError
from ingest.script import detect

ASSETS = Path(__file__).with_name("assets")

_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKED = re.compile(r"((?:[^\s<>&;\[\]]\s?)?)((?:\[\d{1,3}\])+)")
_SENTENCE = re.compile(r".+?(?:[。！？；\n]|[.!?;](?=\s)|$)(?:[”』」）\s]*\[\d{1,3}\])*\s*", re.S)
_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\\": "&#92;"})
# How `answer.compose` heads a line for each of several notices.
_HEADED = re.compile(r"(?P<head>[^：:。\[\]]{2,80})(?:：|: )(?P<said>.*)", re.S)
_NEWLINE = re.compile(r"[\r\n\u2028\u2029]+")


@dataclass(frozen=True)
class Exchange:
    """One turn of a chat: the question, then its answer or the error that came instead; neither while it is pending."""

    question: str
    answer: Answer | None = None
    error: TiaoliError | None = None


@lru_cache(maxsize=1)
def labels() -> dict[Lang, dict[str, str]]:
    """The words of the interface: language -> key -> text."""
    return tomllib.loads((ASSETS / "labels.toml").read_text("utf-8"))


def escaped(text: str) -> str:
    """Text as HTML that shows just this text, also inside a template literal. Line breaks become <br>."""
    return _NEWLINE.sub("<br>", escape(text).translate(_TEMPLATE_SIGNS))


def sentences(text: str) -> list[str]:
    """An answer cut after each sentence and its markers; joined, the pieces are the answer."""
    return _SENTENCE.findall(text)


def brand_html(lang: Lang) -> str:
    """The head of the page."""
    tagline = labels()[lang]["tagline"]
    return f'<div class="tl-brand" lang="{lang}"><h1>条理 <span>Tiaoli</span></h1><p>{tagline}</p></div>'


def conversation(exchanges: Sequence[Exchange], lang: Lang) -> list[dict[str, str]]:
    """The messages of a chat, {"role", "content"}: a question and a reply each turn. lang: of the words around them."""
    return [{"role": role, "content": html} for turn, each in enumerate(exchanges, 1)
            for role, html in (("user", _question(each.question)), ("assistant", _reply(each, turn, lang)))]


def growing_replies(exchange: Exchange, turn: int, lang: Lang) -> list[str]:
    """The reply of a turn as it grows sentence by sentence; the last is the whole."""
    pieces = sentences(exchange.answer.answer) if exchange.answer else []
    growing = [_answer(exchange.answer, turn, "".join(pieces[:end]), state=" tl-growing") for end in range(1, len(pieces))]
    return [*growing, _reply(exchange, turn, lang)]


def _question(question: str) -> str:
    return f'<div class="tl-question" lang="{detect(question)}">{escaped(question)}</div>'


def _reply(exchange: Exchange, turn: int, lang: Lang) -> str:
    if exchange.answer:
        state = " tl-refusal" if exchange.answer.refused else ""
        return _answer(exchange.answer, turn, exchange.answer.answer, state, _engine(exchange.answer))
    if exchange.error:
        return _error(exchange.error, lang)
    return f'<div class="tl-pending">{labels()[lang]["pending"]}</div>'


def _engine(answer: Answer) -> str:
    """What the answer was written by."""
    words = labels()[answer.lang]
    said = words["extractive"] if answer.engine == "extractive" else words["drafted"].format(engine=answer.engine)
    return "" if answer.refused else f'<p class="tl-searched">{escaped(said)}</p>'


def _error(error: TiaoliError, lang: Lang) -> str:
    hint = f"<p>{escaped(error.hint)}</p>" if error.hint else ""
    return (f'<div class="tl-answer tl-error"><p class="tl-kicker">{labels()[lang]["failed"]}</p>'
            f"<p>{escaped(error.message)}</p>{hint}</div>")


def _answer(answer: Answer, turn: int, shown: str, state: str, closing: str = "") -> str:
    lines = [line for line in shown.splitlines() if line.strip()]
    html = _table(lines) if _compares(answer) else "".join(map(_line, lines))
    body = _linked(html, turn, {citation.n for citation in answer.citations})
    warnings = _warnings(answer.warnings, labels()[answer.lang])
    return f'<div class="tl-answer{state}" lang="{answer.lang}">{warnings}{body}{closing}</div>'


def _compares(answer: Answer) -> bool:
    """Whether each line of the answer is headed by another place or notice."""
    return len(answer.answer.splitlines()) > 1 and all(_HEADED.match(line) for line in answer.answer.splitlines())


def _table(lines: Sequence[str]) -> str:
    rows = (_HEADED.match(line) for line in lines)
    return "<table>" + "".join(
        f'<tr><th scope="row">{escaped(row["head"])}</th><td>{escaped(row["said"])}</td></tr>' for row in rows if row) + "</table>"


def _line(line: str) -> str:
    bullet = re.match(r"\s*[-•·]\s+", line)
    return f'<p class="tl-bullet">{escaped(line[bullet.end():])}</p>' if bullet else f"<p>{escaped(line)}</p>"


def _linked(html: str, turn: int, numbers: set[int]) -> str:
    """Markers [n] of known citations as links, kept on one line with the character before them.

    The first marker of each number carries the id that the card links back to.
    """
    seen: set[int] = set()

    def link(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in numbers:
            return match[0]
        anchor = "" if n in seen else f' id="m-{turn}-{n}"'
        seen.add(n)
        return f'<a class="tl-cite" href="#c-{turn}-{n}"{anchor}>[{n}]</a>'

    return _MARKED.sub(lambda run: f'<span class="tl-keep">{run[1]}{_MARKER.sub(link, run[2])}</span>', html)


def _warnings(warnings: Sequence[str], words: Mapping[str, str]) -> str:
    if not warnings:
        return ""
    lines = "".join(f"<p>{escaped(warning)}</p>" for warning in warnings)
    return f'<div class="tl-warning"><p class="tl-kicker">{words["warning"]}</p>{lines}</div>'


def evidence_html(exchanges: Sequence[Exchange], lang: Lang, clause_texts: Mapping[str, str]) -> str:
    """The evidence pane: the newest turn's cards open, earlier turns folded below it.

    clause_texts: clause id -> own text, for the nearest clauses of refusals. lang: of the words around the cards.
    """
    words = labels()[lang]
    head = f'<h2 class="tl-pane-title">{words["evidence"]}</h2>'
    answered = [(turn, each) for turn, each in enumerate(exchanges, 1) if each.answer]
    if not answered:
        return f'{head}<p class="tl-empty">{words["evidence_empty"]}</p>'
    (turn, newest), earlier = answered[-1], answered[-2::-1]
    folded = "".join(
        f'<details class="tl-earlier"><summary>{escaped(words["earlier"].format(question=each.question))}</summary>'
        f"{_cards(each.answer, number, clause_texts)}</details>" for number, each in earlier)
    return f"{head}{_cards(newest.answer, turn, clause_texts)}{folded}"


def _cards(answer: Answer, turn: int, clause_texts: Mapping[str, str]) -> str:
    words = labels()[answer.lang]
    cards = "".join(_card(citation, turn, words) for citation in answer.citations)
    if answer.searched.nearest and answer.refused:
        cards += f'<h3 class="tl-nearest-title">{words["nearest"]}</h3>'
        cards += "".join(_nearest(each, clause_texts) for each in answer.searched.nearest)
    return f'<div lang="{answer.lang}">{cards or f"""<p class="tl-empty">{words["no_citation"]}</p>"""}</div>'


def _card(citation: Citation, turn: int, words: Mapping[str, str]) -> str:
    facts = {"doc_no": citation.doc_no, "issuer": citation.issuer, "issued": citation.issued, "place": citation.region}
    rows = "".join(f"<div><dt>{words[key]}</dt><dd>{escaped(value) or words['absent']}</dd></div>"
                   for key, value in facts.items())
    status, script = citation.validity.status, detect(citation.text)
    note = f'<p class="tl-note tl-{status}">{escaped(citation.validity.note)}</p>' if citation.validity.note else ""
    checked = "verified" if citation.verified else "unverified"
    return (f'<article class="tl-card" id="c-{turn}-{citation.n}" tabindex="-1">'
            f'<header><span class="tl-n">{citation.n}</span><h3 lang="{script}">{escaped(citation.title)}</h3>'
            f'<span class="tl-badge tl-{status}">{words[status]}</span></header>{note}<dl>{rows}</dl>'
            f'<p class="tl-address"><span>{words["clause"]}</span> {escaped(citation.address)}</p>'
            f'<blockquote lang="{script}">{_highlighted(citation)}</blockquote>'
            f'<footer><span class="tl-{checked}">{words[checked]}</span>'
            f'<a class="tl-back" href="#m-{turn}-{citation.n}">{words["back"]}</a></footer></article>')


def _highlighted(citation: Citation) -> str:
    before, quote = citation.text[:citation.start], citation.text[citation.start:citation.end]
    mark = f"<mark>{escaped(quote)}</mark>" if quote else ""
    return f"{escaped(before)}{mark}{escaped(citation.text[citation.end:])}"


def _nearest(clause: NearestClause, clause_texts: Mapping[str, str]) -> str:
    text = clause_texts.get(clause.clause_id, "")
    head = f'<span class="tl-address">{escaped(clause.address)}</span> {escaped(clause.title)}'
    if not text:
        return f'<p class="tl-nearest">{head}</p>'
    return (f'<details class="tl-nearest"><summary>{head}</summary>'
            f'<blockquote lang="{detect(text)}">{escaped(text)}</blockquote></details>')
