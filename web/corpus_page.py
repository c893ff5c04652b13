"""The corpus page (Gradio): the notices on file for every reader; taking in and removing them for curators alone."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import gradio as gr

from answer.model import Lang
from answer.request import INTERNAL_ERROR
from index.corpus import Report, Step
from index.live import Reading
from index.settings import settings
from ingest.errors import TiaoliError
from web.access.audit import note
from web.chat import DIRECT, LANGUAGES, QUIET, REMEMBER, REMEMBERED, reader_language
from web.corpus_list import COLUMNS, View, list_html, words_of_page
from web.corpus_report import failure_html, progress_html, removed_html, removing_html, report_html
from web.identity import identity_of
from web.intake import remove, take_in
from web.render import ASSETS, escaped

PATH = "corpus"
QUERY_LIMIT = 200
WORKERS = 4
TELL_SECONDS = 0.4
CURATORS_ONLY = TiaoliError("forbidden", "只有管理员可以上传或移除公文 / only curators may upload or remove notices",
                            "请联系管理员，或用管理员账号登录 / ask a curator, or sign in as one")

log = logging.getLogger("tiaoli")


def add_corpus_page(chat: gr.Blocks, reading: Reading, home: Path) -> None:
    """Adds the page to the chat's application, at /corpus. home: of the index that `reading` reads."""
    page = CorpusPage(reading, home)
    with chat.route("公文库 Notices", PATH, show_in_navbar=False):
        view, remembered = gr.State(View()), gr.Textbox(visible=False)
        with gr.Row(elem_id="tl-head"):
            brand = gr.HTML()
            lang = gr.Radio(LANGUAGES, value="zh-Hans", container=False, show_label=False, elem_id="tl-lang")
        with gr.Column(elem_id="tl-corpus"):
            with gr.Column(elem_id="tl-upload", visible=False) as upload:
                invitation = gr.HTML(elem_id="tl-invitation", apply_default_css=False)
                drop = gr.File(file_count="multiple", elem_id="tl-drop", height=108)
            told = gr.HTML(elem_id="tl-told", apply_default_css=False)
            box = gr.Textbox(elem_id="tl-search", show_label=False, container=False, max_length=QUERY_LIMIT, max_lines=1)
            listing = gr.HTML(elem_id="tl-corpus-list", apply_default_css=False, js_on_load=(ASSETS / "corpus.js").read_text("utf-8"))

        wording = {"fn": page.worded, "inputs": [lang, view], "outputs": [brand, lang, upload, invitation, drop, box, listing],
                   **DIRECT}
        chat.load(reader_language, remembered, lang, js=REMEMBERED, **DIRECT).then(js=REMEMBER, **wording)
        lang.input(js=REMEMBER, **wording)
        box.change(page.searched, [box, view, lang], [view, listing], trigger_mode="always_last", **DIRECT)
        listing.click(page.acted, [view, lang], [view, listing, told], concurrency_limit=WORKERS, **QUIET)
        drop.upload(page.uploaded, [drop, view, lang], [drop, listing, told], concurrency_limit=WORKERS, **QUIET)


@dataclass(frozen=True)
class CorpusPage:
    """What the page does; each method is the handler of an event."""

    reading: Reading
    home: Path

    def worded(self, lang: Lang, view: View, request: gr.Request) -> tuple[Any, ...]:
        """The page's words in a language, and the list."""
        words = words_of_page()[lang]
        limit = words["upload_hint"].format(megabytes=settings().max_file_mb)
        invitation = f'<p><strong>{escaped(limit)}</strong></p><p>{escaped(words["upload_kinds"])}</p>'
        brand = (f'<div class="tl-brand" lang="{lang}"><h1>{escaped(words["heading"])}</h1>'
                 f'<nav><a href="./">← {escaped(words["back"])}</a></nav></div>')
        return (brand, gr.Radio(label=words["language"]), gr.Column(visible=_is_curator(request)), invitation,
                gr.File(label=words["upload"]), gr.Textbox(label=words["search"], placeholder=words["search_hint"]),
                self._list(view, lang, request))

    def searched(self, query: str, view: View, lang: Lang, request: gr.Request) -> tuple[View, str]:
        """The list as it is searched."""
        view = replace(view, query=query[:QUERY_LIMIT], page=0)
        return view, self._list(view, lang, request)

    def acted(self, view: View, lang: Lang, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """What a click in the list asks for; it comes from the browser, and may be anything."""
        sent = event._data if isinstance(event._data, dict) else {}
        act, value = str(sent.get("act")), str(sent.get("value"))
        if act == "sort" and value in COLUMNS:
            falling = not view.falling if value == view.order else value in ("issued", "clauses", "warnings")
            view = replace(view, order=value, falling=falling, page=0)
        elif act == "page" and value.isdecimal() and len(value) < 7:
            view = replace(view, page=int(value))
        elif act == "remove":
            yield view, gr.skip(), removing_html(lang)
            told = self._removed(value, lang, request)
            yield view, self._list(view, lang, request), told
            return
        yield view, self._list(view, lang, request), gr.skip()

    def uploaded(self, files: list[str] | None, view: View, lang: Lang, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Takes the files in, and tells how far that has come."""
        if not files:
            return
        paths = [Path(file) for file in files]
        if not _is_curator(request):
            note(request.request, "refused", "upload")
            _forget(paths)
            yield None, gr.skip(), failure_html(CURATORS_ONLY, lang)
            return
        steps: deque[Step] = deque(maxlen=1)
        intake: Future[Report] = Future()
        # Whoever leaves the page does not stop it; as a daemon it does not hold up the end of the server either, which the
        # index survives at any point.
        Thread(target=_take_in, args=(self.home, paths, steps, intake), daemon=True).start()
        yield None, gr.skip(), progress_html(None, lang)
        while not wait([intake], TELL_SECONDS).done:
            yield gr.skip(), gr.skip(), progress_html(steps[0] if steps else None, lang)
        told = self._told(intake, lang, request)
        yield gr.skip(), self._list(view, lang, request), told

    def _told(self, intake: Future[Report], lang: Lang, request: gr.Request) -> str:
        try:
            report = intake.result()
        except TiaoliError as error:
            return failure_html(error, lang)
        for written in report.written:
            note(request.request, "upload", written.doc_id)
        with self.reading() as index:
            titles = {held.doc_id: held.meta.title for held in index.documents()}
        return report_html(report, titles, lang)

    def _removed(self, doc_id: str, lang: Lang, request: gr.Request) -> str:
        if not _is_curator(request):
            note(request.request, "refused", f"remove {doc_id}")
            return failure_html(CURATORS_ONLY, lang)
        try:
            with self.reading() as index:
                title = index.notice(doc_id).meta.title
            remove(self.home, doc_id)
        except TiaoliError as error:
            return failure_html(error, lang)
        except Exception:
            log.exception("a notice could not be removed")
            return failure_html(INTERNAL_ERROR, lang)
        note(request.request, "remove", doc_id)
        return removed_html(title, lang)

    def _list(self, view: View, lang: Lang, request: gr.Request) -> str:
        with self.reading() as index:
            return list_html(index, self.home, view, lang, curator=_is_curator(request))


def _is_curator(request: gr.Request) -> bool:
    return identity_of(request.request).role == "curator"


def _take_in(home: Path, files: list[Path], steps: deque[Step], intake: Future[Report]) -> None:
    try:
        intake.set_result(take_in(home, files, steps.append))
    except TiaoliError as error:
        intake.set_exception(error)
    except Exception:
        log.exception("an upload could not be taken in")
    finally:
        if not intake.done():
            intake.set_exception(INTERNAL_ERROR)
        _forget(files)


def _forget(files: list[Path]) -> None:
    """Deletes what the browser sent, each in a folder of its own: what is taken in has been kept elsewhere."""
    for file in files:
        with suppress(OSError):
            file.unlink()
            file.parent.rmdir()

