"""What the chat page fetches beside its own events: reading views of notices, answers to take away, and what readers think of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from answer.journal import Opinion
from answer.model import Lang
from answer.request import HISTORY_LIMIT, INTERNAL_ERROR
from index.live import Reading
from index.relations import acts_on_file, judge_on
from index.scope import Limits, check_limits
from index.store import Index
from ingest.errors import TiaoliError
from ingest.script import search_key
from ingest.validity import Judgement
from web.guard import limited_body
from web.identity import identity_of
from web.intake import original
from web.memo import docx, footnoted, markdown
from web.pane import Wanted, Way, part_html, reading_view
from web.render import Exchange, as_shown, attribute, escaped, labels

Judge = Callable[[str, Opinion, str, str], None]
"""Keeps what a reader thinks of an answer: exchange id, verdict, clause id, note. Raises as `answer.journal.feedback`."""
Stored = Callable[[str], bool]
"""Whether the file of a notice (doc id) is stored."""

KEPT_ANSWERS = 2_000
FOUND_NOTICES = 20
BODY_LIMIT = 20_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STATUS = {"no_such_document": 404, "no_such_clause": 404, "no_such_exchange": 404, "index_corrupt": 503, "storage_failed": 503,
           "no_index": 503}


class Shelf:
    """The latest answers given on the page, in memory, each for the user who got it alone. Safe from several threads."""

    def __init__(self, most: int = KEPT_ANSWERS) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[tuple[str, str], Exchange] = OrderedDict()

    def put(self, user: str, exchange: Exchange) -> None:
        """Keeps an answered exchange until `most` newer ones have come."""
        with self._lock:
            self._kept[user, exchange.id] = exchange
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def get(self, user: str, exchange_id: str) -> Exchange:
        """Raises TiaoliError('no_such_exchange')."""
        with self._lock:
            found = self._kept.get((user, exchange_id))
        if found is None:
            raise TiaoliError("no_such_exchange", "这次问答已不在内存中 / this answer is not kept any more",
                              "请重新提问后再导出或评价 / ask again, then export or judge it")
        return found


class Said(BaseModel):
    """What a reader thinks of an answer. clause_id: of the right clause, where they picked one."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(max_length=64)]
    verdict: Opinion
    clause_id: Annotated[str, Field(max_length=500)] = ""
    note: Annotated[str, Field(max_length=1_000)] = ""


def nothing_stored(doc_id: str) -> bool:
    """No original is stored."""
    return False


def stored(home: Path, doc_id: str) -> bool:
    """Whether the file of a notice is still to be had. Raises as `web.intake.original`."""
    return original(home, doc_id) is not None


def create_desk(reading: Reading, shelf: Shelf, judge: Judge | None = None, has_file: Stored = nothing_stored) -> FastAPI:
    """judge: None where feedback is not kept. Errors are as those of the JSON API."""
    desk = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    desk.add_middleware(limited_body, limit=BODY_LIMIT)
    desk.add_exception_handler(TiaoliError, lambda _, error: JSONResponse(error.as_dict(), _STATUS.get(error.code, 422)))
    desk.add_exception_handler(RequestValidationError, lambda *_: JSONResponse(
        TiaoliError("invalid_request", "请求有误 / invalid request").as_dict(), 422))
    desk.add_exception_handler(Exception, lambda *_: JSONResponse(INTERNAL_ERROR.as_dict(), 500))
    _add_views(desk, reading, has_file)
    _add_answers(desk, shelf)
    if judge:
        _add_feedback(desk, reading, shelf, judge)
    return desk


def _add_views(desk: FastAPI, reading: Reading, has_file: Stored) -> None:
    @desk.get("/notices")
    def find(q: Annotated[str, Query(max_length=200)], lang: Lang = "zh-Hans") -> HTMLResponse:
        """Notices whose title or document number has these words, as a list to choose from."""
        with reading() as index:
            return _page(_found(index, q, lang))

    @desk.get("/notices/{doc_id}")
    def view(doc_id: str, lang: Lang = "zh-Hans", clause: str = "", start: int = 0, end: int = 0,
             words: Annotated[str, Query(alias="quote", max_length=200)] = "", as_of: str = "") -> HTMLResponse:
        """The reading view of a notice, with the part that holds a clause."""
        with reading() as index:
            notice, judged = index.notice(doc_id), _judged(index, doc_id, as_of)
            address = f"api/docs/{quote(doc_id, safe='')}/original" if has_file(doc_id) else ""
            return _page(reading_view(notice, judged, Wanted(clause, start, end, words), lang, address))

    @desk.get("/notices/{doc_id}/parts/{number}")
    def part(doc_id: str, number: int, way: Way, lang: Lang = "zh-Hans") -> HTMLResponse:
        """A further part of a long notice."""
        with reading() as index:
            return _page(part_html(index.notice(doc_id), number, way, lang))


def _add_answers(desk: FastAPI, shelf: Shelf) -> None:
    @desk.get("/answers.{form}")
    def take(request: Request, form: Literal["docx", "md", "txt"], lang: Lang,
             ids: Annotated[list[str], Query(alias="id", min_length=1, max_length=HISTORY_LIMIT)]) -> Response:
        """Answers to take away: a memo, or the text of one with its footnotes for the clipboard."""
        user = identity_of(request).name
        exchanges = [_shown(shelf.get(user, each), lang) for each in ids]
        if form == "txt":
            return _own("\n\n".join(footnoted(each.answer, lang) for each in exchanges).encode(), "text/plain; charset=utf-8")
        content = docx(exchanges, lang, date.today()) if form == "docx" else markdown(exchanges, lang).encode()
        kind = DOCX if form == "docx" else "text/markdown; charset=utf-8"
        name = f"tiaoli-{date.today():%Y%m%d}.{form}"
        return _own(content, kind, {"Content-Disposition": f'attachment; filename="{name}"'})


def _add_feedback(desk: FastAPI, reading: Reading, shelf: Shelf, judge: Judge) -> None:
    @desk.post("/feedback", status_code=204)
    def keep(request: Request, said: Said) -> Response:
        """Keeps what the reader thinks of an answer that they were given."""
        shelf.get(identity_of(request).name, said.id)
        if said.clause_id:
            with reading() as index:
                index.clause(said.clause_id)
        judge(said.id, said.verdict, said.clause_id, said.note.strip())
        return Response(status_code=204)


def _shown(exchange: Exchange, lang: Lang) -> Exchange:
    return Exchange(exchange.question, as_shown(exchange.answer, lang), id=exchange.id)


def _judged(index: Index, doc_id: str, as_of: str) -> Judgement:
    check_limits(limits := Limits(as_of=as_of))
    return judge_on(limits.day, acts_on_file(index))(doc_id, index.notice(doc_id).meta)


def _found(index: Index, words: str, lang: Lang) -> str:
    wanted = search_key(words)
    fits = [held for held in index.documents()
            if wanted and (wanted in search_key(held.meta.title) or wanted in search_key(held.meta.doc_no))]
    if not fits:
        return f'<p class="tl-empty" lang="{lang}">{labels()[lang]["none_found"]}</p>'
    rows = "".join(
        f'<li><button type="button" class="tl-act tl-open" data-doc="{attribute(held.doc_id)}">{escaped(held.meta.title)}'
        f"<span>{escaped(' '.join(filter(None, (held.meta.doc_no, held.meta.issued))))}</span></button></li>"
        for held in fits[:FOUND_NOTICES])
    return f"<ul>{rows}</ul>"


def _page(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _own(content: bytes, kind: str, headers: dict[str, str] | None = None) -> Response:
    return Response(content, media_type=kind, headers={"Cache-Control": "no-store", **(headers or {})})
