"""Answers as HTML for the web chat. Pure functions; every word of a notice or a question goes through `escaped`.

The strings returned hold no newline, so that the chat's Markdown reader takes each as one HTML block and leaves it be. It
drops `data-` and `aria-` attributes, so what the page's script must know stands in ids and classes.
Anchors: `c-<turn>-<n>` is the card of citation n of a turn, `m-<turn>-<n>` its first marker in the answer, `x-<id>` what can be
done with the answer of that exchange.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlencode

from answer.journal import Opinion
from answer.model import Answer, Citation, Lang
from answer.shown import show
from ingest.errors import TiaoliError
from ingest.script import detect
from web.wording import half, reworded, reworded_reason

ASSETS = Path(__file__).with_name("assets")
SCRIPTS = ("words.js", "chat.js", "reader.js", "take.js")

_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKED = re.compile(r"((?:[^\s<>&;\[\]]\s?)?)((?:\[\d{1,3}\])+)")
_SENTENCE = re.compile(r".+?(?:[。！？；\n]|[.!?;](?=\s)|$)(?:[”』」）\s]*\[\d{1,3}\])*\s*", re.S)
_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\\": "&#92;"})
# How `answer.compose` heads a line for each of several notices.
_HEADED = re.compile(r"(?P<head>[^：:。\[\]]{2,80})(?:：|: )(?P<said>.*)", re.S)
_NEWLINE = re.compile(r"[\r\n\u2028\u2029]+")
_QUOTED = re.compile(r"(“[^”]{2,}”|「[^」]{2,}」|『[^』]{2,}』)")


@dataclass(frozen=True)
class Exchange:
    """One turn of a chat: the question, then its answer or the error that came instead; neither while it is pending.

    id: by which the answer is taken away and judged, '' where it cannot be. lang: what the reader reads it in, '' for the language
    of the answer.
    """

    question: str
    answer: Answer | None = None
    error: TiaoliError | None = None
    id: str = ""
    lang: Lang | Literal[""] = ""


@lru_cache(maxsize=1)
def labels() -> dict[Lang, dict[str, str]]:
    """The words of the interface: language -> key -> text."""
    return tomllib.loads((ASSETS / "labels.toml").read_text("utf-8"))


def escaped(text: str) -> str:
    """Text as HTML that shows just this text, also inside a template literal. Line breaks become <br>."""
    return _NEWLINE.sub("<br>", escape(text).translate(_TEMPLATE_SIGNS))


def attribute(text: str) -> str:
    """Text as the value of an attribute in double quotes, to the letter, also inside a template literal."""
    return _NEWLINE.sub(lambda run: "".join(f"&#{ord(sign)};" for sign in run[0]), escape(text).translate(_TEMPLATE_SIGNS))


def page_script() -> str:
    """The script of the chat page."""
    return "\n".join((ASSETS / name).read_text("utf-8") for name in SCRIPTS)


def page_style() -> str:
    """The style of the evidence pane, for the page's head: of the CSS handed to Gradio, rules for some screens do not reach beyond
    its own container.
    """
    return (ASSETS / "pane.css").read_text("utf-8")


def as_shown(answer: Answer, lang: Lang | Literal[""]) -> Answer:
    """The answer as a reader of that language sees it: in their Chinese script; between Chinese and English its warnings, notes and
    refusal are reworded, and what it says of the notices stays, in the language `.lang`.

    Quotations stay as published: the clauses cited, and words in quotation marks that stand in one of them.
    """
    if not lang or lang == answer.lang:
        return answer
    if "en" in (lang, answer.lang):
        return _reworded(answer, lang)
    published = [citation.text for citation in answer.citations]

    def said(text: str) -> str:
        pieces = (piece if at % 2 and any(piece[1:-1] in each for each in published) else converted(piece, lang)
                  for at, piece in enumerate(_QUOTED.split(text)))
        return "".join(pieces)

    return answer.model_copy(update={"answer": said(answer.answer), "warnings": tuple(map(said, answer.warnings)), "lang": lang,
                                     "citations": _noted(answer, lambda note: converted(note, lang))})


def _reworded(answer: Answer, lang: Lang) -> Answer:
    warnings = tuple(reworded(each, answer.lang, lang) for each in answer.warnings)
    refusal = {"answer": reworded(answer.answer, answer.lang, lang), "lang": lang} if answer.refused else {}
    citations = _noted(answer, lambda note: reworded_reason(note, answer.lang, lang))
    return answer.model_copy(update={"warnings": warnings, "citations": citations, **refusal})


def _noted(answer: Answer, change: Callable[[str], str]) -> tuple[Citation, ...]:
    """The citations with another wording of how their notices stand."""
    return tuple(citation.model_copy(update={"validity": citation.validity.model_copy(
        update={"note": change(citation.validity.note)})}) for citation in answer.citations)


def spoken(exchange: Exchange, lang: Lang) -> Exchange:
    """An exchange just answered, on a page in `lang`: all around a Chinese answer is in English on a page in English."""
    return replace(exchange, lang=lang) if lang == "en" and exchange.answer and exchange.answer.lang != "en" else exchange


def converted(text: str, lang: Lang) -> str:
    """A text in the reader's script, with its blanks and lines as they are."""
    return "".join(piece if piece.isspace() else show(piece, lang) for piece in re.split(r"(\s+)", text))


def sentences(text: str) -> list[str]:
    """An answer cut after each sentence and its markers; joined, the pieces are the answer."""
    return _SENTENCE.findall(text)


def brand_html(lang: Lang, has_corpus_page: bool = False) -> str:
    """The head of the page. It carries the words that the page's script says."""
    words = labels()[lang]
    said = attribute(json.dumps(words, ensure_ascii=False))
    # In a tab of its own: the conversation stays where it is.
    corpus = f'<nav><a href="corpus" target="_blank" rel="noopener">{words["corpus"]}</a></nav>' if has_corpus_page else ""
    return (f'<a class="tl-skip" href="#tl-box">{words["skip"]}</a>'
            f'<div class="tl-brand" id="tl-words" lang="{lang}" data-words="{said}">'
            f'<h1>条理 <span>Tiaoli</span></h1><p>{words["tagline"]}</p>{corpus}</div>')


def conversation(exchanges: Sequence[Exchange], lang: Lang, engine: str = "", judged: bool = False) -> list[dict[str, str]]:
    """The messages of a chat, {"role", "content"}: a question and a reply each turn. lang: of the words around them.

    engine: the language model that drafts, '' for none. judged: whether readers may say what they think of an answer.
    """
    return [{"role": role, "content": html} for turn, each in enumerate(exchanges, 1)
            for role, html in (("user", _question(each.question)), ("assistant", _reply(each, turn, lang, engine, judged)))]


def growing_replies(exchange: Exchange, turn: int, lang: Lang, judged: bool = False) -> list[str]:
    """The reply of a turn as it grows sentence by sentence; the last is the whole."""
    answer = as_shown(exchange.answer, exchange.lang) if exchange.answer else None
    pieces = sentences(answer.answer) if answer else []
    growing = [_answer(answer, turn, "".join(pieces[:end]), " tl-growing", exchange.lang) for end in range(1, len(pieces))]
    return [*growing, _reply(exchange, turn, lang, "", judged)]


def written_so_far(exchange: Exchange, turn: int) -> str:
    """The reply of a turn while a language model is writing, and who is."""
    answer, lang = as_shown(exchange.answer, exchange.lang), exchange.lang or exchange.answer.lang
    line = f'<p class="tl-pending" lang="{lang}">{escaped(labels()[lang]["writing"].format(engine=answer.engine))}</p>'
    return _answer(answer, turn, answer.answer, " tl-growing", lang, line)


def engine_html(engine: str, lang: Lang) -> str:
    """What answers: the language model of this name, or none."""
    words = labels()[lang]
    said = words["engine_model"].format(engine=engine) if engine else words["engine_extractive"]
    return f'<p class="tl-engine" lang="{lang}">{escaped(said)}</p>'


def take_all_html(exchanges: Sequence[Exchange], lang: Lang) -> str:
    """Links that export the conversation; '' before the first answer."""
    ids = [each.id for each in exchanges if each.id and each.answer]
    links = _exports(ids, lang, labels()[lang])
    return f'<p class="tl-take-all" lang="{lang}"><span>{labels()[lang]["take_all"]}</span> {links}</p>' if ids else ""


def _question(question: str) -> str:
    return f'<div class="tl-question" lang="{detect(question)}">{escaped(question)}</div>'


def _reply(exchange: Exchange, turn: int, lang: Lang, engine: str, judged: bool) -> str:
    if exchange.answer:
        answer, own = as_shown(exchange.answer, exchange.lang), exchange.lang or exchange.answer.lang
        state = " tl-refusal" if answer.refused else ""
        closing = _engine(answer, own) + _actions(exchange, labels()[own], judged)
        return _answer(answer, turn, answer.answer, state, own, closing)
    if exchange.error:
        return _error(exchange.error, lang)
    words = labels()[lang]
    said = words["pending_model"].format(engine=engine) if engine else words["pending"]
    return f'<div class="tl-pending" lang="{lang}">{escaped(said)}</div>'


def _engine(answer: Answer, lang: Lang) -> str:
    """What the answer was written by."""
    words = labels()[lang]
    said = words["extractive"] if answer.engine == "extractive" else words["drafted"].format(engine=answer.engine)
    return "" if answer.refused else f'<p class="tl-searched" lang="{lang}">{escaped(said)}</p>'


def _actions(exchange: Exchange, words: Mapping[str, str], judged: bool) -> str:
    """What a reader can do with an answer: take it away, and say what they think of it."""
    if not exchange.id:
        return ""
    lang = exchange.lang or exchange.answer.lang
    taken = (f'<button type="button" class="tl-act tl-copy">{words["copy"]}</button>'
             f'{_exports([exchange.id], lang, words)}<span class="tl-said" role="status"></span>')
    opinions = "".join(f'<button type="button" class="tl-act tl-opinion tl-says-{each}">{words[each]}</button>'
                       for each in get_args(Opinion))
    opinion = f'<div class="tl-opinions"><span>{words["judge"]}</span>{opinions}</div>' if judged else ""
    return f'<div class="tl-actions" id="x-{exchange.id}" lang="{lang}"><div class="tl-takes">{taken}</div>{opinion}</div>'


def _exports(ids: Sequence[str], lang: Lang, words: Mapping[str, str]) -> str:
    query = escape(urlencode([*(("id", each) for each in ids), ("lang", lang)]))
    return "".join(f'<a class="tl-act tl-{label}" href="desk/answers.{form}?{query}" download>{words[label]}</a>'
                   for form, label in (("docx", "word"), ("md", "markdown")))


def _error(error: TiaoliError, lang: Lang) -> str:
    hint = f"<p>{escaped(half(error.hint, lang))}</p>" if error.hint else ""
    return (f'<div class="tl-answer tl-error"><p class="tl-kicker">{labels()[lang]["failed"]}</p>'
            f"<p>{escaped(half(error.message, lang))}</p>{hint}</div>")


def _answer(answer: Answer, turn: int, shown: str, state: str, lang: Lang | Literal[""], closing: str = "") -> str:
    """shown: what there is of its text. lang: of the words around it, '' for its own."""
    lines = [line for line in shown.splitlines() if line.strip()]
    html = _table(lines) if _compares(answer) else "".join(map(_line, lines))
    body = _linked(html, turn, {citation.n for citation in answer.citations})
    return f'<div class="tl-answer{state}" lang="{answer.lang}">{_warnings(answer.warnings, lang or answer.lang)}{body}{closing}</div>'


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


def _warnings(warnings: Sequence[str], lang: Lang) -> str:
    if not warnings:
        return ""
    lines = "".join(f"<p>{escaped(warning)}</p>" for warning in warnings)
    return f'<div class="tl-warning" lang="{lang}"><p class="tl-kicker">{labels()[lang]["warning"]}</p>{lines}</div>'
