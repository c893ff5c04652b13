"""The evidence pane's list: a card for each clause cited. Pure functions; every word of a notice goes through `escaped`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from answer.model import Answer, Citation, Lang, NearestClause
from ingest.model import Meta, Status
from ingest.script import detect
from ingest.validity import Judgement
from web.render import Exchange, as_shown, attribute, escaped, labels

# How much of a quotation goes into the address of a reading view, which tells whether the notice is still the same.
QUOTE_SENT = 60


@dataclass(frozen=True)
class OnFile:
    """What the index holds of the notices that the cards show. texts: clause id -> own text, for the nearest clauses of refusals;
    badges: doc id -> `badges` of the notice, on the day asked about.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    badges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def badges(meta: Meta, judged: Judgement) -> tuple[str, ...]:
    """What must be known of a notice at a glance, as keys of the labels: its validity first."""
    status = "plan_over" if judged.status == "expired" and judged.reason == "plan" else judged.status
    doubts = {"machine_read": meta.machine_read, "inferred": bool(meta.region and meta.region.inferred)}
    return (status, *(key for key, holds in doubts.items() if holds))


def badges_html(keys: Sequence[str], words: Mapping[str, str]) -> str:
    """The badges, as `badges` gives them."""
    return "".join(f'<span class="tl-badge tl-{key}">{words[key]}</span>' for key in keys)


def note_html(status: Status, reason: str) -> str:
    """Why a notice has its status, in the words of `answer.phrases.reason`; '' for none."""
    # Where it goes on from the title, as in a sentence, it begins so.
    return f'<p class="tl-note tl-{status}">{escaped(reason.removeprefix("的"))}</p>' if reason else ""


def marked(text: str, start: int, end: int, bold: int = 0) -> str:
    """A text as HTML with text[start:end] highlighted and its first `bold` characters in bold; nothing where start == end."""
    cuts = sorted({0, len(text), min(bold, len(text)), start, end})
    html = ""
    for here, there in pairwise(cuts):
        piece = escaped(text[here:there])
        piece = f"<b>{piece}</b>" if there <= bold else piece
        html += f"<mark>{piece}</mark>" if start <= here < end else piece
    return html


def evidence_html(exchanges: Sequence[Exchange], lang: Lang, on_file: OnFile) -> str:
    """The evidence pane: the newest turn's cards open, earlier turns folded below it. lang: of the words around the cards."""
    words = labels()[lang]
    head = f'<h2 class="tl-pane-title" tabindex="-1">{words["evidence"]}</h2>'
    answered = [(turn, each) for turn, each in enumerate(exchanges, 1) if each.answer]
    if not answered:
        return f'{head}<p class="tl-empty">{words["evidence_empty"]}</p>'
    (turn, newest), earlier = answered[-1], answered[-2::-1]
    folded = "".join(
        f'<details class="tl-earlier"><summary>{escaped(words["earlier"].format(question=each.question))}</summary>'
        f"{_cards(each, number, on_file)}</details>" for number, each in earlier)
    return f"{head}{_cards(newest, turn, on_file)}{folded}"


def _cards(exchange: Exchange, turn: int, on_file: OnFile) -> str:
    answer, lang = as_shown(exchange.answer, exchange.lang), exchange.lang or exchange.answer.lang
    words = labels()[lang]
    cards = "".join(_card(citation, turn, answer, on_file, words) for citation in answer.citations)
    if answer.searched.nearest and answer.refused:
        cards += f'<h3 class="tl-nearest-title">{words["nearest"]}</h3>'
        cards += "".join(_nearest(each, answer, on_file, words) for each in answer.searched.nearest)
    return f'<div lang="{lang}">{cards or f"""<p class="tl-empty">{words["no_citation"]}</p>"""}</div>'


def _card(citation: Citation, turn: int, answer: Answer, on_file: OnFile, words: Mapping[str, str]) -> str:
    facts = {"doc_no": citation.doc_no, "issuer": citation.issuer, "issued": citation.issued, "place": citation.region}
    rows = "".join(f"<div><dt>{words[key]}</dt><dd>{escaped(value) or words['absent']}</dd></div>"
                   for key, value in facts.items())
    status, script = citation.validity.status, detect(citation.text)
    note = note_html(status, citation.validity.note)
    checked = "verified" if citation.verified else "unverified"
    shown = badges_html(on_file.badges.get(citation.doc_id, (status,)), words)
    return (f'<article class="tl-card" id="c-{turn}-{citation.n}" tabindex="-1" {_place(citation, answer)}>'
            f'<header><span class="tl-n">{citation.n}</span><h3 lang="{script}">{escaped(citation.title)}</h3></header>'
            f'<p class="tl-badges">{shown}</p>{note}<dl>{rows}</dl>'
            f'<p class="tl-address"><span>{words["clause"]}</span> {escaped(citation.address)}</p>'
            f'<blockquote lang="{script}">{marked(citation.text, citation.start, citation.end)}</blockquote>'
            f'<footer><span class="tl-{checked}">{words[checked]}</span><span class="tl-links">'
            f'<button type="button" class="tl-act tl-read">{words["read"]}</button>'
            f'<a class="tl-act tl-back" href="#m-{turn}-{citation.n}">{words["back"]}</a></span></footer></article>')


def _place(citation: Citation, answer: Answer) -> str:
    """Where the clause stands, for the reading view."""
    sent = {"clause": citation.clause_id, "start": citation.start, "end": citation.end, "quote": citation.quote[:QUOTE_SENT],
            "as-of": answer.searched.filters.as_of}
    return " ".join(f'data-{key}="{attribute(str(value))}"' for key, value in sent.items() if value != "")


def _nearest(clause: NearestClause, answer: Answer, on_file: OnFile, words: Mapping[str, str]) -> str:
    text = on_file.texts.get(clause.clause_id, "")
    head = f'<span class="tl-address">{escaped(clause.address)}</span> {escaped(clause.title)}'
    if not text:
        return f'<p class="tl-nearest">{head}</p>'
    as_of = answer.searched.filters.as_of
    return (f'<details class="tl-nearest" data-clause="{attribute(clause.clause_id)}" data-as-of="{attribute(as_of)}">'
            f'<summary>{head}</summary><blockquote lang="{detect(text)}">{escaped(text)}</blockquote>'
            f'<p><button type="button" class="tl-act tl-read">{words["read"]}</button></p></details>')
