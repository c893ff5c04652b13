"""What became of each request, for logs and metrics: the one place that watches them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.identity import identity_of

UNMATCHED = "(none)"
# RFC 9110, 9.3, and PATCH: a client may send any word for a method.
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}


@dataclass(frozen=True)
class Served:
    """route: template such as /api/docs/{doc_id}, UNMATCHED for an address that nothing answers. seconds: until the response
    was complete. who: name of whoever asked, '' for nobody in particular.
    """

    method: str
    route: str
    path: str
    status: int
    seconds: float
    who: str


def observed(app: ASGIApp, watchers: Sequence[Callable[[Served], None]]) -> ASGIApp:
    """ASGI middleware, the outermost: tells each watcher of every HTTP request, once it has ended."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, path, status = time.perf_counter(), scope["path"], 500  # what escapes as an exception becomes a 500 further out

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, noted)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            served = Served(method, _route(scope), path, status, time.perf_counter() - began, identity_of(HTTPConnection(scope)).name)
            for watcher in watchers:
                watcher(served)

    return watched


def _route(scope: Scope) -> str:
    """Routers leave the route in the scope, and mounts what stands before it."""
    template = getattr(scope.get("route"), "path", None)
    return scope.get("root_path", "") + template if template else UNMATCHED
