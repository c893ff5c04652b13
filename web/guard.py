"""What stands before every request: how large a body may be, and what a page may load and do."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from html.parser import HTMLParser

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio 6 makes its HTML components and the `js=` of events with `Function(...)`: without 'unsafe-eval' the page stays
# blank. No inline script runs but those of the page as it is sent, named by digest: not what a notice could smuggle in.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{scripts}; script-src-attr 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# What is not a page runs nothing at all, above all an original as it was received.
DATA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
DATA_ROOTS = ("/api/", "/v1/", "/mcp", "/metrics", "/desk/", "/gradio_api/")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Under "no-referrer" browsers hide the origin of the login form, which must be told from that of other sites.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"


def limited_body(app: ASGIApp, limit: int, on_excess: Callable[[], None] | None = None) -> ASGIApp:
    """ASGI middleware: a request body of more than `limit` bytes is refused with 413, after `on_excess`."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                if on_excess:
                    on_excess()
                raise HTTPException(413)
            return message

        await app(scope, counted, send)

    return limited


def page_headers(app: ASGIApp, scripts: Iterable[str] = ()) -> ASGIApp:
    """ASGI middleware: tells the browser to load nothing from another host, to run no script that the page did not come
    with, and to let no other site frame it. scripts: further inline scripts, which the page adds to itself.

    A page is held until it is whole, for the digests of its scripts; what streams is not.
    """
    known = tuple(scripts)

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        is_data, held, body = scope["path"].startswith(DATA_ROOTS), None, bytearray()

        async def send_with_headers(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                headers = _with_common(message, scope["scheme"])
                if is_data or "content-encoding" in headers or not headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", DATA_POLICY if is_data else PAGE_POLICY.format(scripts=""))
                elif "content-security-policy" not in headers:
                    held = message
                    return
            elif held is not None:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                policy = PAGE_POLICY.format(scripts=_digests((*inline_scripts(body.decode()), *known)))
                MutableHeaders(raw=held["headers"])["Content-Security-Policy"] = policy
                await send(held)
                held, message = None, {**message, "body": bytes(body)}
            await send(message)

        await app(scope, receive, send_with_headers)

    return with_headers


def _with_common(message: Message, scheme: str) -> MutableHeaders:
    """The headers of a response, to be changed in place, with those that every response has."""
    message["headers"] = list(message.get("headers", ()))
    headers = MutableHeaders(raw=message["headers"])
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scheme == "https":
        headers.setdefault("Strict-Transport-Security", HSTS)
    return headers


def inline_scripts(page: str) -> list[str]:
    """The text of each script that stands in the page itself."""
    found: list[str] = []

    class Scripts(HTMLParser):
        inside = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = tag == "script" and "src" not in dict(attrs)
            if self.inside:
                found.append("")

        def handle_data(self, data: str) -> None:
            if self.inside:
                found[-1] += data

        def handle_endtag(self, tag: str) -> None:
            self.inside = False

    parser = Scripts(convert_charrefs=False)
    # The browser takes the digest after it has made line ends one character (HTML, 13.2.3.5).
    parser.feed(page.replace("\r\n", "\n").replace("\r", "\n"))
    parser.close()
    return found


def _digests(scripts: Iterable[str]) -> str:
    return "".join(f" 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts)
