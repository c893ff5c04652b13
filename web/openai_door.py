"""Tiaoli as a model of an OpenAI-compatible service, for chat programs such as Open WebUI and Dify.

The last message of the user is the question, those before it the conversation; what a system message says is not read, since
answers come from the notices alone. Parameters that make no sense here (temperature, tools, …) are ignored.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator, Generator, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from anyio import CancelScope
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sse_starlette import EventSourceResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.exceptions import HTTPException

from answer.model import Answer, Turn
from answer.records import Keep, unkept
from answer.request import HISTORY_LIMIT, INTERNAL_ERROR, AskRequest, checked
from answer.service import Reply
from index.live import Reading
from ingest.errors import TiaoliError
from web import intake
from web.api import BODY_LIMIT, STATUS_OF, http_fault
from web.asking import EXCHANGE_HEADER, exchange_id, replies
from web.chat_content import Link, again, annotations, below, said, sentences
from web.clauses import clause_href
from web.guard import limited_body
from web.tokens import usage

MODEL = "tiaoli"

log = logging.getLogger("tiaoli")


class Part(BaseModel):
    """A part of a message; only text can be read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """include_usage: whether a last chunk says how many tokens there were."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """Body of POST /v1/chat/completions, as far as it is read."""

    model: str
    messages: Annotated[list[Message], Field(min_length=1)]
    n: int | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None


class BadRequest(Exception):
    """What this service refuses, as OpenAI's clients are told. param: the parameter at fault, None for none."""

    def __init__(self, message: str, code: str | None = None, param: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.code, self.param, self.status = message, code, param, status


def create_openai_door(reading: Reading, keep: Keep = unkept, home: Path | None = None) -> FastAPI:
    """`GET /models` and `POST /chat/completions`, to be mounted at /v1. keep: records each exchange; home: where the originals
    of notices are; None where citations are to lead to the clauses instead.

    Every error is `{"error": {"message", "type", "code", "param"}}`.
    """
    door = FastAPI(title="Tiaoli", openapi_url=None, docs_url=None, redoc_url=None)
    door.add_middleware(limited_body, limit=BODY_LIMIT)
    door.add_exception_handler(BadRequest, lambda _, error: _refused(error.message, error.status, error.code, error.param))
    door.add_exception_handler(RequestValidationError, _invalid)
    door.add_exception_handler(TiaoliError, _tiaoli_error)
    door.add_exception_handler(HTTPException, _http_error)
    door.add_exception_handler(Exception, lambda request, _: _tiaoli_error(request, INTERNAL_ERROR))
    door.include_router(_routes(reading, keep, home))
    return door


def _routes(reading: Reading, keep: Keep, home: Path | None) -> APIRouter:
    routes = APIRouter()
    model = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @routes.get("/models")
    def list_models() -> dict[str, Any]:
        """The one model there is; `created` is when this server was started."""
        return {"object": "list", "data": [model]}

    @routes.get("/models/{name}")
    def show_model(name: str) -> dict[str, Any]:
        """The model."""
        _check_model(name)
        return model

    @routes.post("/chat/completions", response_model=None)
    def complete_chat(body: ChatRequest, request: Request) -> Response:
        """The answer to the last question, whole or as it grows."""
        asked, kept_as = _asked(body), exchange_id(keep)
        headers = {EXCHANGE_HEADER: kept_as} if kept_as else {}
        completion = _Completion(body, f"{request.url.scheme}://{request.url.netloc}", home, kept_as)
        grown = replies(reading, keep, asked, kept_as)
        if body.stream:
            events = completion.events(reply.answer for reply in grown)
            return EventSourceResponse(_while_heard(events, grown), sep="\n", headers=headers)
        *_, last = grown
        return JSONResponse(completion.whole(last.answer), headers=headers)

    return routes


async def _while_heard(events: Iterator[str], grown: Generator[Reply, None, None]) -> AsyncIterator[str]:
    """The events; when whoever asked hangs up, what they are drawn from is closed, and with it its hold on the index."""
    try:
        async for event in iterate_in_threadpool(events):
            yield event
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(grown.close)


def _check_model(name: str) -> None:
    if name != MODEL:
        raise BadRequest(f"没有这个模型，可用的是 {MODEL} / there is no such model; use {MODEL}: {name}", "model_not_found", "model", 404)


def _asked(body: ChatRequest) -> AskRequest:
    """The question and the turns before it. Raises BadRequest, and TiaoliError('bad_question')."""
    _check_model(body.model)
    if body.n not in (None, 1):
        raise BadRequest("只给一个答复，n 应为 1 / there is one answer: n must be 1", "unsupported_value", "n")
    texts = [(message.role, _text(message)) for message in body.messages]
    users = [at for at, (role, _) in enumerate(texts) if role == "user"]
    if not users:
        raise BadRequest("没有用户的提问 / there is no message of the user", "missing_user_message", "messages")
    turns = [Turn(question=texts[at][1], answer="\n".join(text for role, text in texts[at + 1:after] if role == "assistant"))
             for at, after in zip(users, users[1:], strict=False)]
    return checked(texts[users[-1]][1], {}).model_copy(update={"history": tuple(turns[-HISTORY_LIMIT:])})


def _text(message: Message) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    if message.role == "user" and any(part.type != "text" for part in message.content):
        raise BadRequest("只能读文字，不能读图片、语音或附件 / only text can be read", "unsupported_content", "messages")
    return "\n".join(part.text for part in message.content)


class _Completion:
    """How one answer is told."""

    def __init__(self, body: ChatRequest, origin: str, home: Path | None, kept_as: str) -> None:
        self._body, self._origin, self._home = body, origin, home
        self._head = {"id": f"chatcmpl-{kept_as or time.time_ns()}", "created": int(time.time()), "model": MODEL}

    def whole(self, answer: Answer) -> dict[str, Any]:
        """In one piece."""
        text = said(answer)
        content = text + below(answer)
        message = {"role": "assistant", "content": content, "refusal": None,
                   "annotations": annotations(answer, text, 0, self._linking())}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head, "object": "chat.completion", "choices": [choice], "usage": self._usage(content)}

    def events(self, answers: Iterator[Answer]) -> Iterator[str]:
        """Sentence by sentence as they are checked, then what they rest on; an error comes as the last event."""
        try:
            yield self._event({"role": "assistant", "content": ""})
            yield from self._growing(answers)
            yield "[DONE]"
        except TiaoliError as error:
            yield json.dumps(_error(_message(error), STATUS_OF.get(error.code, 400), error.code), ensure_ascii=False)
        except Exception:
            log.exception("a question could not be answered")
            yield json.dumps(_error(_message(INTERNAL_ERROR), 500, INTERNAL_ERROR.code), ensure_ascii=False)

    def _growing(self, answers: Iterator[Answer]) -> Iterator[str]:
        """What was sent cannot be taken back: an answer that does not begin with it comes whole, after words that say so."""
        sent, start, text, last = "", 0, "", None
        for last in answers:
            text = said(last)
            if text.startswith(sent):
                yield from map(self._piece, sentences(text[len(sent):]))
                sent = text
        if last is None:
            return
        if text != sent:
            start = len(sent) + len(again(last.lang))
            yield from map(self._piece, (again(last.lang), *sentences(text)))
            sent += again(last.lang) + text
        content = sent + below(last)
        yield self._event({"content": below(last), "annotations": annotations(last, text, start, self._linking())})
        yield self._event({}, finish="stop")
        if self._body.stream_options and self._body.stream_options.include_usage:
            yield self._chunk([], usage=self._usage(content))

    def _piece(self, text: str) -> str:
        return self._event({"content": text})

    def _event(self, delta: dict[str, Any], finish: str | None = None) -> str:
        return self._chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}])

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> str:
        return json.dumps({**self._head, "object": "chat.completion.chunk", "choices": choices, **more}, ensure_ascii=False)

    def _usage(self, content: str) -> dict[str, int]:
        return usage([_text(message) for message in self._body.messages], content)

    def _linking(self) -> Link:
        """To the original of a notice, where there is one, else to the clause."""
        @lru_cache
        def has_original(doc_id: str) -> bool:
            return bool(self._home and intake.original(self._home, doc_id))

        return lambda citation: self._origin + (f"/api/docs/{quote(citation.doc_id, safe='')}/original" if has_original(citation.doc_id)
                                                else clause_href(citation.clause_id))


def _error(message: str, status: int, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "code": code, "param": param}}


def _refused(message: str, status: int, code: str | None = None, param: str | None = None) -> JSONResponse:
    return JSONResponse(_error(message, status, code, param), status)


def _tiaoli_error(request: Request, error: TiaoliError) -> JSONResponse:
    return _refused(_message(error), 500 if error is INTERNAL_ERROR else STATUS_OF.get(error.code, 400), error.code)


def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    fault = http_fault(request, error)
    return _refused(_message(fault), error.status_code, fault.code)


def _message(error: TiaoliError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    fault = error.errors()[0]
    param = ".".join(str(part) for part in fault["loc"][1:]) or None
    return _refused(f"请求有误 / invalid request: {param or 'body'}: {fault['msg']}", 400, None, param)
