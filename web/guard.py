"""What stands before every request: how large a body may be, and what a page may load."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; "
    "frame-ancestors 'self'"
)


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
