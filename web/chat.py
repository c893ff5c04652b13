"""The chat page (Gradio): what a reader does with an open index, turn by turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, cast, get_args

import gradio as gr

from answer.journal import new_id
from answer.llm import engine
from answer.model import Filters, Lang, Turn
from answer.records import Keep, recorded, unkept
from answer.request import HISTORY_LIMIT, INTERNAL_ERROR, QUESTION_LIMIT
from answer.service import Reply, answering
from index.live import Reading
from index.relations import acts_on_file, judge_on
from index.store import Index
from ingest.errors import TiaoliError
from web.cards import OnFile, badges, evidence_html
from web.desk import Shelf
from web.examples import example_questions
from web.identity import identity_of
from web.places import dates_said, place_choices, read_filters
from web.render import (
    Exchange,
    brand_html,
    conversation,
    engine_html,
    escaped,
    growing_replies,
    labels,
    spoken,
    take_all_html,
    written_so_far,
)

CHAT_WORKERS = 96
"""Answers under way at once, most of them waiting for a language model: more than may call it (`answer.llm.calls`), so that it holds
up nobody whom it does not serve. Questions themselves are worked out a few at a time (`answer.turns`).
"""
CHAT_THREADS = 128
QUEUE_LIMIT = 256
EXAMPLE_NOTICES = 5
LANGUAGES: tuple[tuple[str, Lang], ...] = (("简", "zh-Hans"), ("繁", "zh-Hant"), ("EN", "en"))
READER = '<div id="tl-judge" hidden></div><section id="tl-reader" hidden></section>'
REMEMBERED = "() => [window.tiaoli.language()]"
REMEMBER = "(lang, ...rest) => { window.tiaoli.speak(lang); return [lang, ...rest]; }"
QUIET = {"show_progress": "hidden", "api_visibility": "private"}
# Beside the queue: an event that joins Gradio's queue just as the one before is done may wait for its result for ever.
DIRECT = {**QUIET, "queue": False}

log = logging.getLogger("tiaoli")
Session = tuple[Exchange, ...]


@dataclass(frozen=True)
class Room:
    """What the chat works with. keep: records each exchange; shelf: holds answers to be taken away; judged: whether readers may say
    what they think of an answer; has_corpus_page: whether the head links to one.
    """

    reading: Reading
    keep: Keep
    shelf: Shelf
    judged: bool
    has_corpus_page: bool = False


def create_chat(reading: Reading, keep: Keep = unkept, shelf: Shelf | None = None, judged: bool = False,
                has_corpus_page: bool = False) -> gr.Blocks:
    """The chat page: the conversation on the left, the cited clauses and the notice they stand in on the right. Arguments: see Room;
    the page also needs `web.desk.create_desk` at `desk/`.
    """
    room = Room(reading, keep, shelf or Shelf(), judged, has_corpus_page)
    with gr.Blocks(title="条理 Tiaoli", fill_width=True, analytics_enabled=False) as chat:
        session, remembered = gr.State(()), gr.Textbox(visible=False)
        with gr.Row(elem_id="tl-head"):
            brand = _html()
            lang = gr.Radio(LANGUAGES, value="zh-Hans", container=False, show_label=False, elem_id="tl-lang")
        with gr.Row(elem_id="tl-main"):
            with gr.Column(scale=6, min_width=340, elem_id="tl-left"):
                talk = gr.Chatbot(elem_id="tl-chat", show_label=False, container=False, buttons=[], latex_delimiters=[],
                                  allow_tags=False, feedback_options=None)
                with gr.Row(elem_id="tl-filters"):
                    region = gr.Dropdown([("", "")], value="", show_label=False, container=False, min_width=180)
                    in_force = gr.Checkbox(min_width=140)
                    fresh = gr.Button(size="sm", min_width=90)
                with gr.Accordion("", open=False, elem_id="tl-dates") as dates, gr.Row():
                    since, until, as_of = (gr.Textbox(max_length=10, max_lines=1, min_width=110, elem_id=f"tl-{name}")
                                           for name in ("since", "until", "as-of"))
                fault = _html(elem_id="tl-fault")
                box = gr.Textbox(elem_id="tl-box", show_label=False, container=False, submit_btn=True, autofocus=True,
                                 max_length=QUESTION_LIMIT, max_lines=6)
                with gr.Row(elem_id="tl-foot"):
                    answering_by, take_all = _html(), _html()
            with gr.Column(scale=5, min_width=340, elem_id="tl-right"):
                _html(READER, elem_id="tl-shell")
                evidence = _html(elem_id="tl-evidence")

        filters = [region, in_force, since, until, as_of, lang]
        asking = {"fn": _as_generator(room), "inputs": [box, session, *filters], "concurrency_limit": CHAT_WORKERS, **QUIET,
                  "outputs": [talk, evidence, session, box, take_all]}
        wording = {"fn": partial(worded, room), "inputs": [lang, session, *filters[:-1]], **DIRECT,
                   "outputs": [brand, lang, talk, region, in_force, fresh, dates, since, until, as_of, fault, box, answering_by,
                               evidence, take_all]}
        chat.load(reader_language, remembered, lang, js=REMEMBERED, **DIRECT).then(js=REMEMBER, **wording)
        lang.input(switched, [lang, session], session, js=REMEMBER, **DIRECT).then(**wording)
        gr.on([since.blur, until.blur, as_of.blur], dated, filters, [dates, fault], trigger_mode="always_last", **DIRECT)
        box.submit(**asking)
        talk.example_select(picked_example, None, box, **DIRECT).then(**asking)
        fresh.click(lambda lang: ([], evidence_html((), lang, OnFile()), (), ""), lang, [talk, evidence, session, take_all], **DIRECT)
    chat.max_threads = CHAT_THREADS  # Gradio takes it at launch alone, and there is none where it is mounted
    return chat.queue(max_size=QUEUE_LIMIT)


# Gradio's own style for what is written in HTML would have to be undone rule by rule.
_html = partial(gr.HTML, apply_default_css=False)


def _as_generator(room: Room) -> Callable[..., Iterator[tuple[Any, ...]]]:
    """`respond` in a form in which Gradio sees that it yields and takes the request."""

    def responding(question: str, session: Session, region: str, in_force: bool, since: str, until: str, as_of: str, lang: Lang,
                   request: gr.Request) -> Iterator[tuple[Any, ...]]:
        user = identity_of(request.request).name
        yield from respond(room, user, question, session, (region, in_force, since, until, as_of), lang)

    return responding


def respond(room: Room, user: str, question: str, session: Session, limits: tuple[str, bool, str, str, str],
            lang: Lang) -> Iterator[tuple[Any, ...]]:
    """One turn of the chat as it unfolds: (messages, evidence pane, session, text of the input box, export links).

    limits: as `read_filters` takes them. Where they cannot be read the question stays in its box; `dated` says why.
    """
    if not (question := question.strip()):
        yield gr.skip(), gr.skip(), gr.skip(), "", gr.skip()
        return
    try:
        filters = _filters(limits, lang)
    except TiaoliError:
        yield (gr.skip(),) * 5
        return
    asked = Exchange(question, id=new_id())
    yield conversation((*session, asked), lang, _model(), room.judged), gr.skip(), gr.skip(), "", gr.skip()
    streamed = False
    for told, on_file, is_whole in _turn(room, asked, session, filters):
        exchange = spoken(told, lang)
        turn = (*session, exchange)[-HISTORY_LIMIT:]
        pane = evidence_html(turn, lang, on_file)
        *earlier, last = conversation(turn, lang, judged=room.judged)
        if is_whole and exchange.answer:
            room.shelf.put(user, exchange)
        replies = growing_replies(exchange, len(turn), lang, room.judged) if is_whole else [written_so_far(exchange, len(turn))]
        for reply in replies[-1:] if streamed else replies:
            yield [*earlier, {**last, "content": reply}], pane, turn, gr.skip(), take_all_html(turn, lang)
        streamed = streamed or not is_whole


def _turn(room: Room, asked: Exchange, session: Session, filters: Filters) -> Iterator[tuple[Exchange, OnFile, bool]]:
    """What becomes of the question as it grows, what the pane shows with it, and whether that is the whole."""
    history = [Turn(question=each.question, answer=each.answer.answer) for each in session if each.answer]
    try:
        with room.reading() as index:
            replies = answering(index, asked.question, filters, history)
            for reply in recorded(replies, room.keep, asked.question, filters, history, asked.id):
                exchange = replace(asked, answer=reply.answer)
                yield exchange, _on_file(index, (*session, exchange)), _is_whole(reply)
    except TiaoliError as error:
        yield replace(asked, error=error), OnFile(), True
    except Exception:
        log.exception("a question could not be answered")
        yield replace(asked, error=INTERNAL_ERROR), OnFile(), True


def _is_whole(reply: Reply) -> bool:
    return not reply.written or reply.written.is_whole or bool(reply.written.fault)


def _on_file(index: Index, session: Sequence[Exchange]) -> OnFile:
    """What is held of the notices shown, without those that have been removed or replaced since."""
    held = {each.doc_id: each.meta for each in index.documents()}
    nearest = {near.clause_id for each in session if each.answer and each.answer.refused
               for near in each.answer.searched.nearest}
    of_nearest = {clause_id.partition("#")[0] for clause_id in nearest} & held.keys()
    texts = {clause.id: clause.text for doc_id in of_nearest for clause in index.notice(doc_id).clauses if clause.id in nearest}
    shown: dict[str, tuple[str, ...]] = {}
    for answer in (each.answer for each in session if each.answer):
        day = date.fromisoformat(answer.searched.filters.as_of) if answer.searched.filters.as_of else date.today()
        judge = judge_on(day, acts_on_file(index))
        for doc_id in {citation.doc_id for citation in answer.citations} & held.keys():
            shown[doc_id] = badges(held[doc_id], judge(doc_id, held[doc_id]))
    return OnFile(texts, shown)


def _model() -> str:
    """The name of the language model that drafts; '' where there is none, or it cannot be used."""
    try:
        model = engine()
    except TiaoliError:
        return ""
    return model.name if model else ""


def switched(lang: Lang, session: Session) -> Session:
    """The conversation in the language that the reader switched to."""
    return tuple(replace(each, lang=lang) for each in session)


def worded(room: Room, lang: Lang, session: Session, region: str, in_force: bool, since: str, until: str,
           as_of: str) -> tuple[Any, ...]:
    """The page's words in a language, for the outputs of `wording` in `create_chat`."""
    with room.reading() as index:
        talk, choices = _talk(index, lang, session, room.judged), place_choices((each.meta.region for each in index.documents()), lang)
        pane = evidence_html(session, lang, _on_file(index, session))
    words = labels()[lang]
    dates, fault = dated(region, in_force, since, until, as_of, lang)
    return (brand_html(lang, room.has_corpus_page), gr.Radio(label=words["language"]), talk,
            gr.Dropdown([(words["everywhere"], ""), *choices], label=words["region"]),
            gr.Checkbox(label=words["in_force_only"]), gr.Button(words["new_chat"]), dates,
            gr.Textbox(label=words["since"], placeholder=words["year_example"]),
            gr.Textbox(label=words["until"], placeholder=words["year_example"]),
            gr.Textbox(label=words["as_of"], placeholder=words["day_example"]), fault,
            gr.Textbox(label=words["question"], placeholder=words["placeholder"]),
            engine_html(_model(), lang), pane, take_all_html(session, lang))


def _talk(index: Index, lang: Lang, session: Session, judged: bool) -> gr.Chatbot:
    words, held = labels()[lang], index.documents()
    welcome = words["welcome" if held else "welcome_empty"].format(documents=len(held))
    notices = [index.notice(each.doc_id) for each in held[:EXAMPLE_NOTICES]]
    examples = [{"text": question} for question in example_questions(notices, lang)]
    return gr.Chatbot(conversation(session, lang, judged=judged), placeholder=welcome, examples=examples)


def dated(region: str, in_force: bool, since: str, until: str, as_of: str, lang: Lang) -> tuple[gr.Accordion, str]:
    """The heading of the filters by date as they are set, and what is wrong with them. Alone says so, in one event that
    always runs last, when a field is left: what comes of an earlier state may reach the page after a later one.
    """
    try:
        return gr.Accordion(label=dates_said(_filters((region, in_force, since, until, as_of), lang), lang)), ""
    except TiaoliError as error:
        fault = f'<p class="tl-fault" role="alert">{escaped(error.message)} {labels()[lang]["filters_wrong"]}</p>'
        return gr.Accordion(label=labels()[lang]["more_filters"]), fault


def _filters(limits: tuple[str, bool, str, str, str], lang: Lang) -> Filters:
    region, in_force, since, until, as_of = limits
    return read_filters(region or "", in_force, since or "", until or "", as_of or "", lang)


def reader_language(remembered: str, request: gr.Request) -> Lang:
    """The language of the page: what the reader chose before, else what the browser says it prefers."""
    if remembered in get_args(Lang):
        return cast(Lang, remembered)
    preferred = request.headers.get("accept-language", "").lower()
    if preferred.startswith("zh"):
        return "zh-Hant" if preferred.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")) else "zh-Hans"
    return "en" if preferred.startswith("en") else "zh-Hans"


def picked_example(event: gr.SelectData) -> str:
    """The text of the example question that the reader picked."""
    return event.value["text"]
