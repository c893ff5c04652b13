"""The web server over the published index: `create_api` is the JSON API, `create_app` adds the chat, `serve` runs both."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer.listing import document, documents
from answer.llm import engine
from answer.model import Answer
from answer.records import Keep, keeper, recorded, unkept
from answer.render import ASSETS
from answer.request import INTERNAL_ERROR, AskRequest
from answer.service import answering, ask
from answer.tracing import start_tracing
from index.live import Reading, live_index
from ingest.errors import TiaoliError

BODY_LIMIT = 1_000_000
# The second has a wrong character, so that the dictionaries which tell that are read as well.
WARMING_QUESTIONS = ("由哪个部门牵头？", "签头")
SHUTDOWN_SECONDS = 3
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "system-ui", "sans-serif")
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; "
    "frame-ancestors 'self'"
)
API_HINT = "接口见 /api/openapi.json / see there for the API"
HTTP_ERRORS = {
    404: TiaoliError("not_found", "没有这个接口 / no such address", API_HINT),
    405: TiaoliError("method_not_allowed", "这个接口不支持这种请求方法 / method not allowed here", API_HINT),
    413: TiaoliError("too_large", "请求体过大 / the request body is too large", f"至多 {BODY_LIMIT:,} 字节 / bytes"),
}
STATUS_OF = {"no_such_document": 404, "no_such_clause": 404, "index_corrupt": 503, "storage_failed": 503,
             "no_index": 503}


def create_app(reading: Reading, keep: Keep = unkept) -> FastAPI:
    """The whole server: the JSON API under /api, the chat at /. keep: records each exchange."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from answer.chat import create_chat

    app = FastAPI(title="Tiaoli", openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/api", create_api(reading, keep))
    app.add_middleware(page_headers)
    theme = gr.themes.Default(primary_hue="red", font=FONTS, font_mono=("monospace",))
    return gr.mount_gradio_app(
        app, create_chat(reading, keep), path="/", theme=theme, css_paths=ASSETS / "chat.css",
        head=f"<script>{(ASSETS / 'chat.js').read_text('utf-8')}</script>", footer_links=[], run_history=False,
        ssr_mode=False, enable_monitoring=False, pwa=False, mcp_server=False, show_error=False, max_file_size=1,
    )


def create_api(reading: Reading, keep: Keep = unkept) -> FastAPI:
    """The JSON API alone. Every error is `{"error": {"code", "message", "hint"}}` with its HTTP status."""
    api = FastAPI(title="Tiaoli", version=version("tiaoli"), docs_url=None, redoc_url=None)
    api.add_middleware(limited_body, limit=BODY_LIMIT)
    api.add_exception_handler(TiaoliError, _tiaoli_error)
    api.add_exception_handler(RequestValidationError, _invalid_request)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_exception_handler(Exception, _internal_error)

    @api.post("/ask")
    def ask_question(body: AskRequest) -> Answer:
        """An answer whose every sentence cites its clause, or a refusal."""
        with reading() as index:
            asked = (body.question, body.filters, body.history)
            *_, last = recorded(answering(index, *asked), keep, *asked)
            return last.answer

    @api.get("/health")
    def health() -> dict[str, Any]:
        """Whether the server answers, and over how much."""
        with reading() as index:
            return {"status": "ok", "documents": len(index.documents()), "clauses": index.count_clauses(),
                    "version": api.version}

    @api.get("/docs")
    def list_documents() -> list[dict[str, Any]]:
        """The notices on file."""
        with reading() as index:
            return documents(index)

    @api.get("/docs/{doc_id}")
    def show_document(doc_id: str) -> dict[str, Any]:
        """One notice: what it says of itself, its clauses, the doubts of its parsing."""
        with reading() as index:
            return document(index, doc_id)

    return api


def limited_body(app: ASGIApp, limit: int) -> ASGIApp:
    """ASGI middleware: a request body of more than `limit` bytes is refused with 413."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
            return message

        await app(scope, counted, send)

    return limited


def page_headers(app: ASGIApp) -> ASGIApp:
    """ASGI middleware: tells the browser to load nothing from another host and to let no other site frame the page."""
    added = [(b"content-security-policy", PAGE_POLICY.encode()), (b"x-content-type-options", b"nosniff"),
             (b"referrer-policy", b"no-referrer")]

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *added]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return with_headers


def _tiaoli_error(request: Request, error: TiaoliError) -> JSONResponse:
    return JSONResponse(error.as_dict(), STATUS_OF.get(error.code, 422))


def _invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    faults = [f"{'.'.join(str(part) for part in each['loc'][1:])}: {each['msg']}" for each in error.errors()]
    described = TiaoliError("invalid_request", f"请求有误 / invalid request: {'; '.join(faults)}", API_HINT)
    return JSONResponse(described.as_dict(), 422)


def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    described = HTTP_ERRORS.get(error.status_code) or TiaoliError("http_error", str(error.detail))
    return JSONResponse(described.as_dict(), error.status_code, headers=error.headers)


def _internal_error(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(INTERNAL_ERROR.as_dict(), 500)


def serve(home: Path, host: str, port: int) -> None:
    """Serve what is published under `home`, now and later, until interrupted; prints a line with the URL once questions
    can be asked.

    Raises TiaoliError when the address cannot be listened on or the language model cannot be used as it is set, and what
    `read_index` raises.
    """
    engine()
    start_tracing()
    with _listening(host, port) as listener, live_index(home) as live, suppress(KeyboardInterrupt):
        with live() as index:
            for question in WARMING_QUESTIONS:
                ask(index, question)  # loads the embedder and the vectors, so that the first reader need not wait
        asyncio.run(_run(create_app(live, keeper(home)), listener))


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise TiaoliError("port_in_use", f"端口 {port} 已被占用 / port {port} is in use",
                              "用 --port 换一个端口 / choose another with --port") from error
        raise TiaoliError("cannot_listen", f"无法监听 / cannot listen on {host}:{port}: {error.strerror}",
                          "检查 --host 和 --port / check --host and --port") from error


async def _run(app: FastAPI, listener: socket.socket) -> None:
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=SHUTDOWN_SECONDS)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    while not (server.started or serving.done()):
        await asyncio.sleep(0.05)
    if server.started:
        print(f"条理已就绪 Tiaoli is ready: {_url(listener)}", flush=True)
    await serving


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
