"""The pages for logging in and out: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

import asyncio
import math
import re
import tomllib
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ingest.errors import TiaoliError
from web.access.access import Access
from web.access.audit import address_of
from web.access.gate import CHALLENGE, cookie_name, session_cookie
from web.access.passwords import password_fits
from web.access.paths import NO_SUCH_ADDRESS, REFUSALS, local_path
from web.access.roster import User
from web.identity import NOBODY, Identity

LANGUAGES = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}
# Each check takes 64 MiB and both cores for a moment; guesses wait for one another.
CHECKS_AT_ONCE = 2


def login_routes(access: Access) -> list[Route]:
    """/login and /logout; neither exists where there are no passwords."""
    checking = asyncio.Semaphore(CHECKS_AT_ONCE)

    async def login(request: Request) -> Response:
        if not access.login:
            return _missing()
        if request.method != "POST":
            return _login_page(request, request.query_params.get("next", "/"))
        form = await request.form(max_files=0, max_fields=8)
        name, target = _field(form, "name"), _field(form, "next")
        try:
            user = access.roster().user(name)
        except TiaoliError:
            status, error = REFUSALS["no_roster"]
            return JSONResponse(error.as_dict(), status)
        async with checking:
            if wait := access.limits.wait_to_log_in(address_of(request), name):
                _audit(access, request, "login_limited", user)
                page = _login_page(request, target, "too_often", 429, minutes=math.ceil(wait / 60))
                page.headers["Retry-After"] = str(wait)
                return page
            stored = user.password if user else None
            if not await run_in_threadpool(password_fits, stored, _field(form, "password")):
                access.limits.login_failed(address_of(request), name)
                _audit(access, request, "login_failed", user)
                return _login_page(request, target, "wrong", 401)
        return _entered(access, request, user, target)

    async def logout(request: Request) -> Response:
        if not access.login:
            return _missing()
        if request.method != "POST":
            return _page(request, "/logout", "log_out", f"<p>{escape(_words(request)['goodbye'])}</p>", {})
        access.sessions.end(session_cookie(request))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(cookie_name(request.url.scheme), path="/", httponly=True, samesite="lax",
                               secure=request.url.scheme == "https")
        return response

    return [Route(f"/{each.__name__}", each, methods=["GET", "POST"]) for each in (login, logout)]


def _entered(access: Access, request: Request, user: User, target: str) -> Response:
    """A new session, in place of any that the browser had before."""
    access.sessions.end(session_cookie(request))
    secret = access.sessions.start(user.name, user.password or "")
    access.audit("login", Identity(user.name, user.role), address_of(request), "")
    response = RedirectResponse(local_path(target), 303)
    response.set_cookie(cookie_name(request.url.scheme), secret, max_age=int(access.sessions.seconds), path="/",
                        httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


def _missing() -> Response:
    status, error = NO_SUCH_ADDRESS
    return JSONResponse(error.as_dict(), status)


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _audit(access: Access, request: Request, what: str, user: User | None) -> None:
    """A name that nobody has is not written down: it may be a password typed in the wrong place."""
    if access.limits.may_audit(address_of(request)):
        access.audit(what, NOBODY, address_of(request), user.name if user else "unknown name")


def _login_page(request: Request, target: str, fault: str = "", status: int = 200, **figures: int) -> Response:
    words, target = _words(request), local_path(target)
    fields = "".join(f'<label>{escape(words[name])}<input name="{name}" type="{kind}" autocomplete="{filled}" required'
                     f'{" autofocus" if name == "name" else ""}></label>'
                     for name, kind, filled in (("name", "text", "username"), ("password", "password", "current-password")))
    fields += f'<input type="hidden" name="next" value="{escape(target)}">'
    told = words[fault].format(**figures) if fault else ""
    return _page(request, "/login", "log_in", fields, {"next": target}, told, status)


def _page(request: Request, action: str, title: str, fields: str, query: dict[str, str], fault: str = "",
          status: int = 200) -> Response:
    lang, words = _language(request), _words(request)
    links = " ".join(f'<a href="{action}?{escape(urlencode({**query, "lang": each}))}" lang="{each}" hreflang="{each}"'
                     f'{" aria-current=true" if each == lang else ""}>{shown}</a>' for each, shown in LANGUAGES.items())
    template, policy = _template()
    text = template.substitute(
        lang=lang, title=escape(words[title]), button=escape(words[title]), fields=fields, language=escape(words["language"]),
        action=f"{action}?{escape(urlencode({'lang': lang}))}", languages=links,
        fault=f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else "")
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    return HTMLResponse(text, status, headers | ({"WWW-Authenticate": CHALLENGE} if status == 401 else {}))


def _language(request: Request) -> str:
    """As chosen on the page, else as the browser prefers."""
    if (chosen := request.query_params.get("lang", "")) in LANGUAGES:
        return chosen
    preferred = request.headers.get("accept-language", "").lower()
    if preferred.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh-Hant"
    return "en" if preferred.startswith("en") else "zh-Hans"


def _words(request: Request) -> dict[str, str]:
    return _all_words()[_language(request)]


@lru_cache(maxsize=1)
def _all_words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("login.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _template() -> tuple[Template, str]:
    """The page, and the policy that lets it load and run nothing but its own style."""
    text = Path(__file__).with_name("login.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
              "frame-ancestors 'none'")
    return Template(text), policy
