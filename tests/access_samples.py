"""A server behind the gate whose pages say who asks, and readers of it, for the tests of access."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from index.settings import Settings
from web.access.access import Access, access_from
from web.access.entrance import add_entrance
from web.access.roster import Key, Roster, User, change_roster, digest_of
from web.identity import identity_of

PASSWORD = "correct horse battery"
KEYS = {"reader": "tiaoli_reader-key", "curator": "tiaoli_curator-key", "expired": "tiaoli_expired-key"}
AUTHORIZED = {role: {"Authorization": f"Bearer {key}"} for role, key in KEYS.items()}
STRANGER = ("203.0.113.7", 50000)
TODAY = datetime.now(UTC).date()
# A real hash takes a moment, as it should.
CHEAP = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
HASHED = CHEAP.hash(PASSWORD)
USERS = (User(name="王芳", role="curator", password=HASHED), User(name="li.wei", role="reader", password=HASHED),
         User(name="sso", role="curator"))


def auth_file(folder: Path) -> Path:
    """Two users with one password, one who comes through the proxy, three keys."""
    keys = tuple(Key(name=f"bot-{name}", role="curator" if name == "curator" else "reader", sha256=digest_of(secret),
                     created=TODAY - timedelta(days=9), expires=TODAY + timedelta(days=0 if name == "expired" else 9))
                 for name, secret in KEYS.items())
    change_roster(folder / "auth.json", lambda _: Roster(users=USERS, keys=keys))
    return folder / "auth.json"


def access(home: Path, auth: Path | None = None, host: str = "127.0.0.1", open_to_everyone: bool = False,
           **settings: object) -> Access:
    """Access as those settings make it."""
    return access_from(Settings(**settings), home, host, auth, open_to_everyone)


def small_server(allowed: Access) -> FastAPI:
    """Pages, doors and an upload that say who asks; no Gradio."""
    app = FastAPI()
    add_entrance(app, allowed)

    async def who(request: Request) -> dict[str, object]:
        return {"name": identity_of(request).name, "role": identity_of(request).role, "bytes": len(await request.body())}

    for path in ("/api/who", "/api/ask", "/v1/chat/completions", "/mcp", "/api/health", "/gradio_api/upload", "/api/docs"):
        app.add_api_route(path, who, methods=["GET", "POST"])
    app.add_api_route("/api/docs/{doc_id}", who, methods=["GET", "DELETE"])
    app.add_api_route("/", lambda: "<h1>chat</h1><script>let page = 1;</script>", response_class=HTMLResponse)
    app.add_api_route("/api/original", lambda: "<script>steal()</script>", response_class=HTMLResponse)
    return app


def reader(app: FastAPI, client: tuple[str, int] = STRANGER, url: str = "http://tiaoli.example") -> TestClient:
    """A browser or program at that address that follows no redirects."""
    return TestClient(app, client=client, base_url=url, follow_redirects=False, raise_server_exceptions=False)


def log_in(client: TestClient, name: str = "li.wei", password: str = PASSWORD, target: str = "/"):
    """The response to the login form."""
    return client.post("/login", data={"name": name, "password": password, "next": target})


def audited(home: Path) -> list[dict[str, str]]:
    """The lines of the audit log."""
    file = home / "audit.log"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def limited(allowed: Access, **limits: int) -> Access:
    """The same with other limits."""
    return replace(allowed, limits=replace(allowed.limits, **limits))
