"""The server's life: ready, serving, and on SIGTERM or Ctrl-C its way out without losing an answer under way."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock

import uvicorn
from anyio import to_thread
from fastapi import FastAPI

from index.live import Reading
from index.store import Index
from ingest.errors import TiaoliError
from web.logs import log_options

THREADS = 128
"""Requests that may each hold a thread at once: twice as many as may wait for a language model (`answer.llm.calls.MOST`)."""

ANSWER_SECONDS = 20.0
"""So long may questions under way take once the server is told to stop; then they are answered without the language model."""
HURRIED_SECONDS, CONNECTION_SECONDS, STREAM_SECONDS = 5.0, 3, 2
"""For those answers; for open connections after that; and for those of them that go on by themselves, such as of an upload watched
or of an MCP client that listens.
"""

IDLE_SECONDS = 75
"""An idle connection is kept so long, longer than a proxy keeps its own (nginx: 60 s): else one is closed that is just used again."""


class Gate:
    """A Reading that knows how many blocks are under way and, once closed, begins no more."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._lock, self._closed = reading, Lock(), False
        self.under_way = 0

    @contextmanager
    def __call__(self) -> Iterator[Index]:
        """Raises TiaoliError('shutting_down') once closed, and what the reading raises."""
        with self._lock:
            if self._closed:
                raise TiaoliError("shutting_down", "服务器正在停止，不再接受新的请求 / the server is shutting down and takes nothing new",
                                  "请稍后再试 / try again in a moment")
            self.under_way += 1
        try:
            with self._reading() as index:
                yield index
        finally:
            with self._lock:
                self.under_way -= 1

    def close(self) -> None:
        """From now on nothing begins; what is under way goes on."""
        with self._lock:
            self._closed = True


async def run(
    app: FastAPI, listener: socket.socket, gate: Gate, ready: Callable[[], None], give_up: Callable[[], None],
    let_go: Callable[[], None], log_format: str
) -> None:
    """Serves `app` until told to stop, by SIGTERM or SIGINT; told a second time, at once.

    ready: called when questions can be asked. give_up: makes the answers under way do without the language model. let_go: ends
    what each page keeps open as long as it is shown.
    """
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    server = uvicorn.Server(uvicorn.Config(
        # Forwarded addresses count from the trusted proxy alone, which `web.access` sees to.
        app, proxy_headers=False, timeout_keep_alive=IDLE_SECONDS, timeout_graceful_shutdown=CONNECTION_SECONDS,
        **log_options(log_format)))
    serving = asyncio.create_task(server.serve([listener]))
    while not (server.started or serving.done()):
        await asyncio.sleep(0.05)
    if server.started:
        leaving = asyncio.create_task(_leave(server, gate, give_up, let_go, _told(server)))
        ready()
    await serving
    if server.started:
        leaving.cancel()


def _told(server: uvicorn.Server) -> asyncio.Event:
    """Set by the first signal. uvicorn's own handlers would end the process by the signal, and close pages before answers."""
    told = asyncio.Event()

    def stop() -> None:
        server.force_exit = told.is_set()
        told.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows: there uvicorn's stay
            asyncio.get_running_loop().add_signal_handler(each, stop)
    return told


async def _leave(
    server: uvicorn.Server, gate: Gate, give_up: Callable[[], None], let_go: Callable[[], None], told: asyncio.Event
) -> None:
    await told.wait()
    gate.close()
    if not await _emptied(server, gate, ANSWER_SECONDS):
        give_up()
        await _emptied(server, gate, HURRIED_SECONDS)
    let_go()  # not sooner: with its page, Gradio gives up the answer as well
    server.should_exit = True
    await asyncio.sleep(STREAM_SECONDS)
    for connection in tuple(server.server_state.connections):
        connection.transport.close()  # as if the other side had hung up; uvicorn would cancel, and log that as an error


async def _emptied(server: uvicorn.Server, gate: Gate, seconds: float) -> bool:
    """Whether nothing is under way any more, within that time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while gate.under_way and not server.force_exit:
                await asyncio.sleep(0.05)
    return not gate.under_way


@contextmanager
def stoppable() -> Iterator[None]:
    """While the server gets ready, SIGTERM is as Ctrl-C: the first process of a container would not heed it otherwise."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, former)
