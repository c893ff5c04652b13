"""Puts the gate, the pages for logging in and the security headers before a server."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI

from web.access.access import Access
from web.access.gate import behind_proxy, gate
from web.access.login import login_routes
from web.guard import page_headers


def add_entrance(app: FastAPI, access: Access, scripts: Iterable[str] = ()) -> None:
    """Nothing of the server is reached but through here. To be called before anything is mounted at /.

    scripts: see `page_headers`.
    """
    app.router.routes.extend(login_routes(access))
    # What is added later stands further out.
    app.add_middleware(gate, access=access)
    app.add_middleware(page_headers, scripts=scripts)
    app.add_middleware(behind_proxy, proxy=access.proxy)
