"""The calls of one language model: so many at once and no more, how they failed so far, and the way to give them all up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Lock

from ingest.errors import TiaoliError

MOST = 64
"""Answers that readers wait for at once. Each holds a thread of the server, which has more than these (`web.running.THREADS`)."""
MOST_HERE = 4
"""With llama.cpp on this machine, which writes one answer after another."""


class Calls:
    """faults: code of each error that ended a call -> how often. Safe for many threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._waiting: set[SimpleQueue] = set()
        self._given_up = False
        self.under_way, self.faults = 0, Counter[str]()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Around one call. Raises TiaoliError('llm_crowded') at once where too many are under way: nobody waits in a thread for
        a turn that may come too late.
        """
        try:
            self._enter()
            try:
                yield
            finally:
                with self._lock:
                    self.under_way -= 1
        except TiaoliError as error:
            with self._lock:
                self.faults[error.code] += 1
            raise

    def _enter(self) -> None:
        with self._lock:
            if self.under_way >= self._most:
                raise TiaoliError("llm_crowded", f"语言模型正忙：已有 {self._most} 个问题在等它 / the language model is busy: "
                                  f"{self._most} questions wait for it already", "请稍后再问 / ask again later")
            self.under_way += 1

    @contextmanager
    def awaited(self, arrivals: SimpleQueue) -> Iterator[None]:
        """While a reader waits for what `arrivals` brings: `give_up` puts its error there."""
        with self._lock:
            self._waiting.add(arrivals)
            if self._given_up:
                arrivals.put(_given_up())
        try:
            yield
        finally:
            with self._lock:
                self._waiting.discard(arrivals)

    def give_up(self) -> None:
        """Ends every call under way, and any later one, with TiaoliError('llm_given_up'): the server is about to stop."""
        with self._lock:
            self._given_up = True
            for arrivals in self._waiting:
                arrivals.put(_given_up())


def _given_up() -> TiaoliError:
    return TiaoliError("llm_given_up", "服务器正在停止，不再等待语言模型 / the server is shutting down and no longer waits for the "
                       "language model", "请稍后再问 / ask again later")
