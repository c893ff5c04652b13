"""The gate before the whole server, Gradio's own routes included: who is it, may they, how often, how much.

Plain ASGI: what streams through it is not held back.
"""

from __future__ import annotations

import json
import logging
from urllib.parse import parse_qs, quote

from fastapi.responses import JSONResponse, RedirectResponse
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ingest.errors import TiaoliError
from web.access import paths
from web.access.access import LOCAL_HOSTS, Access
from web.access.audit import AUDIT_KEY, address_of
from web.access.origin import from_another_site
from web.access.proxy import Proxy, proxied_name
from web.access.roster import Roster
from web.guard import limited_body
from web.identity import NOBODY, SCOPE_KEY, Identity, identity_of

PEER_KEY = "tiaoli.peer"
CHALLENGE = 'Bearer realm="tiaoli"'
# Not worth a line each: a page left open overnight asks on, and search engines look in.
UNAUDITED = frozenset({"login_required"})

log = logging.getLogger("tiaoli")


class Refused(Exception):
    """A request that goes no further. what: key of `paths.REFUSALS`; who: as far as known; wait: seconds, for 429."""

    def __init__(self, what: str, who: Identity = NOBODY, detail: str = "", wait: int = 0) -> None:
        super().__init__(what)
        self.what, self.who, self.detail, self.wait = what, who, detail, wait


def behind_proxy(app: ASGIApp, proxy: Proxy) -> ASGIApp:
    """ASGI middleware: the address and scheme that the trusted proxy forwards become those of the request."""
    forwarded = ProxyHeadersMiddleware(app, [str(network) for network in proxy.networks])

    async def with_peer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            scope[PEER_KEY] = (scope.get("client") or ("",))[0]
        await forwarded(scope, receive, send)

    return with_peer


def gate(app: ASGIApp, access: Access) -> ASGIApp:
    """ASGI middleware, inside `behind_proxy`: sets the identity of each request, or answers it with a refusal."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        method, path = scope.get("method", "WEBSOCKET"), scope["path"]
        scope[AUDIT_KEY] = access.audit
        try:
            _admissible(access, connection, method, path)
            scope[SCOPE_KEY] = NOBODY if path in paths.OPEN else _identity(access, connection, path)
            _entitled(access, connection, method, path)
            limit = paths.body_limit(method, path, access.max_file_bytes)
            announced = connection.headers.get("content-length", "")
            if announced.isdecimal() and int(announced) > limit:
                raise Refused("too_large", identity_of(connection), path)
            receive = await _own_page(access, connection, method, path, receive, limit)
        except Refused as refused:
            _write_down(access, connection, refused)
            await _refusal(access, connection, method, path, refused)(scope, receive, send)
            return
        too_large = Refused("too_large", identity_of(connection), path)
        if paths.curating(method, path) and paths.within(path, paths.DOORS):
            send = _noted(access, connection, method, path, send)
        await limited_body(app, limit, lambda: _write_down(access, connection, too_large))(scope, receive, send)

    return guarded


def _admissible(access: Access, connection: HTTPConnection, method: str, path: str) -> None:
    """Raises Refused for what nobody may send, whoever it is."""
    headers = connection.headers
    if why := paths.closed(path):
        raise Refused(why, detail=path)
    if access.proxy.header and access.proxy.header in headers and not access.proxy.trusts(connection.scope[PEER_KEY]):
        raise Refused("header_spoofed", detail=headers[access.proxy.header])
    if access.own_machine:
        if "x-forwarded-for" in headers or "forwarded" in headers:
            raise Refused("proxied")
        if _hostname(headers.get("host", "")) not in LOCAL_HOSTS:
            # A page on another site whose name is made to resolve to this machine (DNS rebinding).
            raise Refused("foreign_host", detail=headers.get("host", ""))
    if from_another_site(method, headers):
        raise Refused("cross_site", detail=headers.get("origin", ""))


def _hostname(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _identity(access: Access, connection: HTTPConnection, path: str) -> Identity:
    """Who it is: by key on the doors, by what the proxy says, by session. Raises Refused for nobody known."""
    if access.everybody:
        return access.everybody
    try:
        roster = access.roster()
    except TiaoliError as error:
        log.error("%s", error.message)
        raise Refused("no_roster") from error
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and paths.within(path, paths.DOORS):
        return _by_key(roster, secret.strip())
    if access.proxy.header and (named := connection.headers.getlist(access.proxy.header)) and any(named):
        try:
            name = proxied_name(named)
        except TiaoliError as error:
            raise Refused("bad_name", detail=", ".join(named)) from error
        user = roster.user(name)
        return Identity(name, user.role if user else "reader")
    cookie = session_cookie(connection)
    if cookie and (who := access.sessions.identity(cookie, roster)):
        return who
    raise Refused("login_required")


def _by_key(roster: Roster, secret: str) -> Identity:
    key = roster.key(secret)
    if key is None:
        raise Refused("bad_key")
    who = Identity(key.name, key.role)
    if key.expired():
        raise Refused("expired_key", who)
    return who


def cookie_name(scheme: str) -> str:
    """Over https, a name that browsers let no other site and no plain connection set."""
    return "__Host-tiaoli" if scheme == "https" else "tiaoli"


def session_cookie(connection: HTTPConnection) -> str:
    """The session id that the browser sends; '' for none."""
    return connection.cookies.get(cookie_name(connection.scope["scheme"]), "")


def _entitled(access: Access, connection: HTTPConnection, method: str, path: str) -> None:
    """Raises Refused for what this user may not do, or not so often."""
    who = identity_of(connection)
    if path not in paths.OPEN and paths.curating(method, path) and who.role != "curator":
        raise Refused("curators_only", who, path)
    counted = who.name or address_of(connection)
    wait = access.limits.wait_to_ask(counted) if paths.asking(method, path) else \
        access.limits.wait_for_event(counted) if paths.page_event(method, path) else 0
    if wait:
        raise Refused("rate_limited", who, path, wait)


async def _own_page(access: Access, connection: HTTPConnection, method: str, path: str, receive: Receive,
                    limit: int) -> Receive:
    """Raises Refused for the Gradio session of another user, so that nobody reads or steers it. Returns what to read the
    body with: where the session is named in there, it has been read."""
    who = identity_of(connection)
    if access.everybody or not path.startswith("/gradio_api/"):
        return receive
    # All of them: one may be named twice, and another is the one that counts further in.
    named = set(parse_qs(connection.scope["query_string"].decode("latin-1")).get("session_hash", ()))
    if in_path := paths.PAGE_SESSION.match(path):
        named.add(in_path[1])
    if method == "POST" and not paths.curating(method, path):
        body = await _read(receive, limit, Refused("too_large", who, path))
        receive = _replayed(body, receive)
        try:
            sent = json.loads(body or b"{}")
        except ValueError as error:
            raise Refused("bad_media", who, path) from error
        named.add(str(sent.get("session_hash") or "") if isinstance(sent, dict) else "")
    if not all(access.pages.owns(who.name, page) for page in named - {""}):
        raise Refused("foreign_session", who, path)
    return receive


async def _read(receive: Receive, limit: int, too_large: Refused) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise too_large
    return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Gives the body that has been read, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _noted(access: Access, connection: HTTPConnection, method: str, path: str, send: Send) -> Send:
    """Writes down what a curator has done through the API, once it is done. The corpus page notes its own."""

    async def noting(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] < 300:
            what = "removal" if method == "DELETE" else "upload"
            access.audit(what, identity_of(connection), address_of(connection), path)
        await send(message)

    return noting


def _write_down(access: Access, connection: HTTPConnection, refused: Refused) -> None:
    address = address_of(connection)
    if refused.what not in UNAUDITED and access.limits.may_audit(address):
        access.audit(refused.what, refused.who, address, refused.detail)


def _refusal(access: Access, connection: HTTPConnection, method: str, path: str, refused: Refused) -> Response:
    """The login page for a reader who has to log in, else the error."""
    status, error = paths.REFUSALS[refused.what]
    if refused.what == "login_required" and access.login and method in ("GET", "HEAD") \
            and not paths.within(path, paths.PROGRAMS):
        query = connection.scope["query_string"].decode("latin-1")
        target = quote(f"{path}?{query}" if query else path, safe="")
        return RedirectResponse(f"/login?next={target}", 303)
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        invalid = "" if refused.what == "login_required" else ', error="invalid_token"'
        headers["WWW-Authenticate"] = CHALLENGE + invalid
    if refused.wait:
        headers["Retry-After"] = str(refused.wait)
    # Gradio's page shows its reader what stands under "detail".
    shown = {"detail": error.message} if path.startswith("/gradio_api/") else {}
    return JSONResponse(error.as_dict() | shown, status, headers)
