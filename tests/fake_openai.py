"""A language model's server on loopback that answers, or fails, as scripted: OpenAI's protocol and Ollama's.

    with serving([answer("第一句。", "第二句。"), status(429, retry_after="0")]) as model:
        ...  # model.url: base address; model.requests: what arrived
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, repeat
from typing import Any, Literal

SSE, NDJSON = "text/event-stream; charset=utf-8", "application/x-ndjson"
STALL = 3600.0  # seconds; ends with the server


@dataclass(frozen=True)
class Request:
    """What arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes back. pieces: bytes to send, or seconds to wait. ending: the body complete, cut off, or the connection reset."""

    pieces: Iterable[bytes | float] = ()
    status: int = 200
    content_type: str = SSE
    headers: tuple[tuple[str, str], ...] = ()
    ending: Literal["complete", "cut", "reset"] = "complete"
    raw: bool = False  # the pieces are the whole response, head included


Script = Iterable[Reply] | Callable[[Request], Reply]


@dataclass
class Served:
    url: str
    requests: list[Request] = field(default_factory=list)


def event(text: str | None, finish: str | None = None) -> bytes:
    """One chunk of OpenAI's stream."""
    choice = {"index": 0, "delta": {} if text is None else {"role": "assistant", "content": text}, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": [choice]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def line(text: str, done_reason: str | None = None) -> bytes:
    """One line of Ollama's stream."""
    message = {"model": "fake", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": text},
               "done": done_reason is not None}
    return json.dumps(message | ({"done_reason": done_reason} if done_reason else {}), ensure_ascii=False).encode() + b"\n"


def answer(*texts: str, finish: str = "stop") -> Reply:
    return Reply((*map(event, texts), event(None, finish), b"data: [DONE]\n\n"))


def ollama(*texts: str) -> Reply:
    return Reply((*map(line, texts), line("", "stop")), content_type=NDJSON)


def status(code: int, message: str = "no", retry_after: str = "") -> Reply:
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Reply((json.dumps({"error": {"message": message}}).encode(),), code, "application/json", headers)


def redirect() -> Reply:
    return Reply((), 307, headers=(("Location", "/v1/chat/completions"),))


BEGUN = answer("第一句[1]。").pieces[:1]
"""The first piece of an answer."""

# A fault by its name -> the reply, and the code of the error that the user is told.
FAULTS: dict[str, tuple[Reply, str]] = {
    **{f"status {code}": (status(code), told) for code, told in (
        (400, "llm_refused"), (401, "llm_refused"), (402, "llm_refused"), (403, "llm_refused"), (404, "llm_refused"),
        (413, "llm_refused"), (422, "llm_refused"), (429, "llm_busy"), (500, "llm_failed"), (502, "llm_failed"),
        (503, "llm_busy"), (504, "llm_failed"))},
    "status 500 with a page": (Reply((b"<html>oops: {",), 500, "text/html"), "llm_failed"),
    "status 503 that never ends": (Reply((b"x", STALL), 503), "llm_timeout"),
    "asks for an hour": (status(429, retry_after="3600"), "llm_busy"),
    "redirects for ever": (redirect(), "llm_refused"),
    "no head": (Reply((STALL,), raw=True), "llm_timeout"),
    "half a head": (Reply((b"HTTP/1.1 200 OK\r\nContent-Ty", STALL), raw=True), "llm_timeout"),
    "stalls at once": (Reply((STALL,)), "llm_timeout"),
    "stalls later": (Reply((*BEGUN, STALL)), "llm_timeout"),
    "stalls within an event": (Reply((*BEGUN, b'data: {"choi', STALL)), "llm_timeout"),
    "drips for ever": (Reply(cycle((b"x", 0.02))), "llm_timeout"),
    "pings for ever": (Reply(cycle((b": ping\n\n", 0.02))), "llm_timeout"),
    "empty pieces for ever": (Reply(cycle((event(""), 0.02))), "llm_timeout"),
    "hangs up at once": (Reply(raw=True), "llm_unreachable"),
    "resets at once": (Reply(raw=True, ending="reset"), "llm_unreachable"),
    "hangs up before the first piece": (Reply(ending="cut"), "llm_cut"),
    "hangs up later": (Reply(BEGUN, ending="cut"), "llm_cut"),
    "resets later": (Reply((*BEGUN, 0.02), ending="reset"), "llm_cut"),
    "hangs up within an event": (Reply((*BEGUN, b'data: {"choices": [{"del'), ending="cut"), "llm_cut"),
    "ends without an end": (Reply(BEGUN), "llm_cut"),
    "ends within an event": (Reply((*BEGUN, b'data: {"choices": [{"del')), "llm_cut"),
    "half a character": (Reply((*BEGUN, "data: 条".encode()[:-1] + b"\n\n")), "llm_garbled"),
    "invalid JSON": (Reply((b"data: {'choices': 1}\n\n",)), "llm_garbled"),
    "JSON of another kind": (Reply((b"data: [1, 2]\n\n",)), "llm_garbled"),
    "a number for choices": (Reply((b'data: {"choices": 7}\n\n',)), "llm_garbled"),
    "null for a choice": (Reply((b'data: {"choices": [null]}\n\n',)), "llm_garbled"),
    "a number for the text": (Reply((b'data: {"choices": [{"index": 0, "delta": {"content": 7}}]}\n\n',)), "llm_garbled"),
    "deep JSON": (Reply((b"data: " + b"[" * 100_000 + b"\n\n",)), "llm_garbled"),
    "nonsense bytes": (Reply((bytes(range(256)) * 20,)), "llm_garbled"),
    "nonsense for HTTP": (Reply((bytes(range(256)) * 20,), raw=True), "llm_garbled"),
    "nonsense for gzip": (Reply((b"not gzip",), headers=(("Content-Encoding", "gzip"),)), "llm_garbled"),
    "a web page": (Reply((b"<!doctype html><p>Log in</p>",), content_type="text/html"), "llm_garbled"),
    "an answer in one piece": (Reply((b'{"choices": []}',), content_type="application/json"), "llm_garbled"),
    "nothing": (Reply(), "llm_cut"),
    "an empty answer": (answer(), "llm_garbled"),
    "an empty text": (answer("", ""), "llm_garbled"),
    "only thoughts": (answer("<think>想", "一想</think>"), "llm_garbled"),
    "an error within": (Reply((*BEGUN, b'data: {"error": {"message": "out of memory"}}\n\n')), "llm_failed"),
    "an endless answer": (Reply(repeat(event("一" * 500))), "llm_too_long"),
    "an endless line": (Reply(repeat(b"x" * 100_000)), "llm_too_long"),
    "cut by length": (answer("第一句[1]。第二", finish="length"), "llm_too_long"),
    "withheld": (answer(finish="content_filter"), "llm_refused"),
}


@contextmanager
def serving(script: Script) -> Iterator[Served]:
    """A server for the time of the block. script: the replies in turn (the last one again and again), or what makes one of a request."""
    served, ended, lock = Served(""), threading.Event(), threading.Lock()
    replies = None if callable(script) else iter(script)
    last = [Reply()]

    def following(request: Request) -> Reply:
        with lock:
            served.requests.append(request)
            if replies is not None:
                last[0] = next(replies, last[0])
        return script(request) if replies is None else last[0]

    class Handler(_Handler):
        reply_to, over = staticmethod(following), ended

    server = _Server(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no fault of the server."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._respond(Request(self.path, dict(self.headers), {}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._respond(Request(self.path, dict(self.headers), json.loads(body or b"{}")))

    def _respond(self, request: Request) -> None:
        reply = self.reply_to(request)
        self.close_connection = True
        with suppress(OSError):
            if not reply.raw:
                self._head(reply)
            self._body(reply)
            if reply.ending == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            elif reply.ending == "complete" and not reply.raw:
                self.wfile.write(b"0\r\n\r\n")

    def _head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = (("Content-Type", reply.content_type), ("Transfer-Encoding", "chunked"), ("Connection", "close"), *reply.headers)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _body(self, reply: Reply) -> None:
        for piece in reply.pieces:
            if self.over.is_set():
                return
            if isinstance(piece, float):
                self.over.wait(piece)
            else:
                self.wfile.write(piece if reply.raw else b"%x\r\n%b\r\n" % (len(piece), piece))

    def log_message(self, *_: Any) -> None:
        """Quiet."""
