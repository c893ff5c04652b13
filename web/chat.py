"""The chat page (Gradio): what a reader does with an open index, turn by turn."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import gradio as gr

from answer.model import Filters, Lang, Turn
from answer.records import Keep, recorded, unkept
from answer.request import HISTORY_LIMIT, INTERNAL_ERROR, QUESTION_LIMIT
from answer.service import answering
from index.live import Reading
from index.store import Index
from ingest.errors import TiaoliError
from ingest.script import traditionalise
from web.examples import example_questions
from web.render import Exchange, brand_html, conversation, evidence_html, growing_replies, labels

CHAT_WORKERS = 4
QUEUE_LIMIT = 64
EXAMPLE_NOTICES = 5
LANGUAGES: tuple[tuple[str, Lang], ...] = (("简", "zh-Hans"), ("繁", "zh-Hant"), ("EN", "en"))
PAGE_LANGUAGE = "(lang, session) => { document.documentElement.lang = lang; return [lang, session]; }"

log = logging.getLogger("tiaoli")


def create_chat(reading: Reading, keep: Keep = unkept) -> gr.Blocks:
    """The chat page: the conversation on the left, the cited clauses on the right. keep: records each exchange."""
    with gr.Blocks(title="条理 Tiaoli", fill_width=True, analytics_enabled=False) as chat:
        session = gr.State(())
        with gr.Row(elem_id="tl-head"):
            brand = gr.HTML()
            lang = gr.Radio(LANGUAGES, value="zh-Hans", container=False, show_label=False, elem_id="tl-lang")
        with gr.Row(elem_id="tl-main"):
            with gr.Column(scale=6, min_width=340, elem_id="tl-left"):
                talk = gr.Chatbot(elem_id="tl-chat", show_label=False, container=False, buttons=[], latex_delimiters=[],
                                  allow_tags=False, feedback_options=None)
                with gr.Row(elem_id="tl-filters"):
                    region = gr.Dropdown([("", "")], value="", show_label=False, container=False, min_width=180)
                    in_force = gr.Checkbox(min_width=140)
                    fresh = gr.Button(size="sm", min_width=90)
                box = gr.Textbox(elem_id="tl-box", show_label=False, container=False, submit_btn=True, autofocus=True,
                                 max_length=QUESTION_LIMIT, max_lines=6)
            with gr.Column(scale=5, min_width=340, elem_id="tl-right"):
                evidence = gr.HTML(elem_id="tl-evidence")

        quiet = {"show_progress": "hidden", "api_visibility": "private"}
        asking = {"fn": partial(respond, reading, keep), "inputs": [box, session, region, in_force, lang],
                  "outputs": [talk, evidence, session, box], "concurrency_limit": CHAT_WORKERS, **quiet}
        wording = {"fn": partial(worded, reading), "inputs": [lang, session],
                   "outputs": [brand, lang, talk, region, in_force, fresh, box, evidence], **quiet}
        chat.load(reader_language, None, lang, **quiet).then(js=PAGE_LANGUAGE, **wording)
        lang.input(js=PAGE_LANGUAGE, **wording)
        box.submit(**asking)
        talk.example_select(picked_example, None, box, **quiet).then(**asking)
        fresh.click(lambda lang: ([], evidence_html((), lang, {}), ()), lang, [talk, evidence, session], **quiet)
    return chat.queue(max_size=QUEUE_LIMIT)


def respond(reading: Reading, keep: Keep, question: str, session: tuple[Exchange, ...], region: str, in_force: bool,
            lang: Lang) -> Iterator[tuple[Any, ...]]:
    """One turn of the chat as it unfolds: (messages, evidence pane, session, text of the input box)."""
    if not (question := question.strip()):
        yield gr.skip(), gr.skip(), gr.skip(), ""
        return
    yield conversation((*session, Exchange(question)), lang), gr.skip(), gr.skip(), ""
    filters = Filters(region=region or "", in_force=in_force)
    grown = 0
    for exchange, nearest in _turn(reading, keep, question, session, filters):
        turn = (*session, exchange)[-HISTORY_LIMIT:]
        pane = evidence_html(turn, lang, nearest)
        *earlier, last = conversation(turn, lang)
        replies = growing_replies(exchange, len(turn), lang)
        for reply in replies[grown:]:
            yield [*earlier, {**last, "content": reply}], pane, turn, gr.skip()
        grown = len(replies) if exchange.answer else 0


def _turn(reading: Reading, keep: Keep, question: str, session: Sequence[Exchange],
          filters: Filters) -> Iterator[tuple[Exchange, dict[str, str]]]:
    """What becomes of the question, as it grows, and the clauses shown with refusals."""
    history = [Turn(question=each.question, answer=each.answer.answer) for each in session if each.answer]
    try:
        with reading() as index:
            for reply in recorded(answering(index, question, filters, history), keep, question, filters, history):
                exchange = Exchange(question, reply.answer)
                yield exchange, _nearest_texts(index, (*session, exchange))
    except TiaoliError as error:
        yield Exchange(question, error=error), {}
    except Exception:
        log.exception("a question could not be answered")
        yield Exchange(question, error=INTERNAL_ERROR), {}


def _nearest_texts(index: Index, session: Sequence[Exchange]) -> dict[str, str]:
    """The clauses shown with refusals, without those that have been removed or replaced since."""
    shown = {near.clause_id for each in session if each.answer and each.answer.refused
             for near in each.answer.searched.nearest}
    doc_ids = {clause_id.partition("#")[0] for clause_id in shown} & {held.doc_id for held in index.documents()}
    return {clause.id: clause.text for doc_id in doc_ids for clause in index.notice(doc_id).clauses
            if clause.id in shown}


def worded(reading: Reading, lang: Lang, session: tuple[Exchange, ...]) -> tuple[Any, ...]:
    """The page's words in a language: brand, language, chat, place filter, validity filter, new chat, box, evidence."""
    with reading() as index:
        return _worded(index, lang, session)


def _worded(index: Index, lang: Lang, session: tuple[Exchange, ...]) -> tuple[Any, ...]:
    words, held = labels()[lang], index.documents()
    places = sorted({each.meta.region.name for each in held if each.meta.region})
    shown = [(traditionalise(place) if lang == "zh-Hant" else place, place) for place in places]
    welcome = words["welcome" if held else "welcome_empty"].format(documents=len(held))
    notices = [index.notice(each.doc_id) for each in held[:EXAMPLE_NOTICES]]
    examples = [{"text": question} for question in example_questions(notices, lang)]
    return (brand_html(lang), gr.Radio(label=words["language"]),
            gr.Chatbot(conversation(session, lang), placeholder=welcome, examples=examples),
            gr.Dropdown([(words["everywhere"], ""), *shown], label=words["region"]),
            gr.Checkbox(label=words["in_force_only"]), gr.Button(words["new_chat"]),
            gr.Textbox(label=words["question"], placeholder=words["placeholder"]),
            evidence_html(session, lang, _nearest_texts(index, session)))


def reader_language(request: gr.Request) -> Lang:
    """The language of the page for a new reader, from what the browser says it prefers."""
    preferred = request.headers.get("accept-language", "").lower()
    if preferred.startswith("zh"):
        return "zh-Hant" if preferred.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")) else "zh-Hans"
    return "en" if preferred.startswith("en") else "zh-Hans"


def picked_example(event: gr.SelectData) -> str:
    """The text of the example question that the reader picked."""
    return event.value["text"]
