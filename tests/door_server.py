"""The doors over the five notices, served on loopback in this process, for the official clients to come in by."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI

from answer.records import keeper
from index.live import live_index
from web.api import create_api
from web.doors import create_doors

QUESTION = "行政调解工作由哪个部门牵头？"


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serves an app for the length of a `with` block; gives its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=10))
        thread = Thread(target=lambda: asyncio.run(server.serve([listener])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"  # what is sent before it has started waits in the listener
        finally:
            while not server.started and thread.is_alive():
                thread.join(0.01)
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the exchanges of the server are kept."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def address(home: Path, kept: Path) -> Iterator[str]:
    """URL of the server."""
    with live_index(home) as live:
        keep = keeper(kept)
        with serving(create_doors(create_api(live, keep, home), live, keep, home)) as url:
            yield url
