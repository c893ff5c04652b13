"""A prompt in, the language model's text out as it comes, or one plain error, within the time allowed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from contextvars import copy_context
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from answer.llm.configured import LIBRARIES, Engine
from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from tenacity import Retrying

    from answer.llm.wire import Call

TRIES = 4
FIRST_PAUSE, LONGEST_PAUSE, JITTER = 0.5, 8.0, 0.5
"""Seconds between tries: 0.5, 1, 2, …, each with up to JITTER more."""

_END = object()


def stream(engine: Engine, prompt: str) -> Iterator[str]:
    """Pieces of the answer, none empty, at least one. Nothing is asked before the first is taken.

    All of them come within `engine.timeout` seconds (the libraries' own loading apart), else an error does, at any point: only
    TiaoliError, llm_unreachable, llm_timeout, llm_busy, llm_refused, llm_failed, llm_cut, llm_garbled, llm_too_long, llm_paused,
    llm_crowded, llm_given_up, no_model or bad_model. What may pass is tried again, but never once a piece has been given.
    """
    with engine.calls.one(), engine.breaker.call():
        _load(engine)
        deadline = time.monotonic() + engine.timeout
        first, rest = retrying(engine.timeout, engine.sleep)(_begin, engine, prompt, deadline)
        with closing(rest):
            yield first
            yield from rest


def complete(engine: Engine, prompt: str) -> str:
    """The whole answer. Raises as `stream`."""
    return "".join(stream(engine, prompt))


def retrying(seconds: float, sleep: Callable[[float], None]) -> Retrying:
    """Calls again after a `faults.Passing`, later each time and not before the server asked; never beyond `seconds` in all."""
    import tenacity

    from answer.llm.faults import Passing

    backoff = tenacity.wait_exponential(multiplier=FIRST_PAUSE, max=LONGEST_PAUSE) + tenacity.wait_random(0, JITTER)
    return tenacity.Retrying(retry=tenacity.retry_if_exception_type(Passing), reraise=True, sleep=sleep,
                             stop=tenacity.stop_after_attempt(TRIES) | tenacity.stop_before_delay(seconds),
                             wait=lambda state: max(backoff(state), state.outcome.exception().wait))


def _load(engine: Engine) -> None:
    """Imports what takes seconds the first time, before the clock starts."""
    for module in ("answer.llm.clients", *LIBRARIES[engine.kind][:1]):
        import_module(module)


def _begin(engine: Engine, prompt: str, deadline: float) -> tuple[str, Iterator[str]]:
    """The first piece and the rest of one try."""
    pieces = _pieces(engine, prompt, deadline)
    return next(pieces), pieces


def _pieces(engine: Engine, prompt: str, deadline: float) -> Iterator[str]:
    """Of one try. It runs in a thread of its own, left behind when time is up: looking up a host cannot be interrupted."""
    from answer.llm.faults import garbled
    from answer.llm.wire import Call

    call, arrived = Call(deadline), SimpleQueue()
    context = copy_context()  # the trace of the question goes on in the thread
    Thread(target=context.run, args=(_fetch, engine, prompt, call, arrived), name="tiaoli-llm", daemon=True).start()
    given = False
    try:
        with engine.calls.awaited(arrived):
            while (piece := _next(arrived, deadline, engine)) is not _END:
                yield piece
                given = True
        if not given:
            raise garbled(engine)
    finally:
        call.hang_up()


def _next(arrived: SimpleQueue, deadline: float, engine: Engine) -> Any:
    """The next piece, or _END. Raises the error that came, or llm_timeout."""
    from answer.llm.faults import timed_out

    try:
        piece = arrived.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise timed_out(engine) from None
    if isinstance(piece, TiaoliError):
        raise piece
    return piece


def _fetch(engine: Engine, prompt: str, call: Call, arrived: SimpleQueue) -> None:
    """Puts the pieces, then a TiaoliError if it ended in one, then _END in any case."""
    from answer.llm.clients import deltas
    from answer.llm.faults import expected, told

    try:
        for delta in deltas(engine, prompt, call):
            arrived.put(delta)
    except expected(engine) as error:
        arrived.put(told(error, engine, call))
    finally:
        arrived.put(_END)
