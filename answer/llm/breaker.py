"""A circuit breaker: a language model that fails again and again is left alone for a while.

Of the libraries, pybreaker holds its lock for the whole call, so that one answer would wait for another, and circuitbreaker
has no lock at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from ingest.errors import TiaoliError

FAILURES, PAUSE = 3, 60.0
"""So many failures in a row bring so many seconds of pause."""

# What tells that the model is not there or not well; a wrong key or a question refused would be no better after a pause.
_ILL = {"llm_unreachable", "llm_timeout", "llm_busy", "llm_failed", "llm_cut", "llm_garbled"}


class Breaker:
    """Closed at first; open for PAUSE seconds after FAILURES in a row; then one trial call decides. Safe for many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds that only grow."""
        self._clock, self._lock = clock, Lock()
        self._failures, self._until, self._trying = 0, 0.0, False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call. Raises TiaoliError('llm_paused') at once while open. A call given up by its caller counts neither way."""
        trial = self._admit()
        ill = None
        try:
            yield
            ill = False
        except TiaoliError as error:
            ill = error.code in _ILL
            raise
        finally:
            self._record(trial, ill)

    def _admit(self) -> bool:
        """Whether this call is the trial."""
        with self._lock:
            if self._failures < FAILURES:
                return False
            left = self._until - self._clock()
            if left > 0 or self._trying:
                raise _paused(max(left, 1))
            self._trying = True
            return True

    def _record(self, trial: bool, ill: bool | None) -> None:
        with self._lock:
            if trial:
                self._trying = False
            if ill:
                self._failures += 1
                self._until = self._clock() + PAUSE
            elif ill is False:
                self._failures = 0


def _paused(left: float) -> TiaoliError:
    return TiaoliError("llm_paused", f"语言模型连续出错，暂停使用约 {left:.0f} 秒 / the language model failed several times in a row and "
                       f"is left alone for about {left:.0f} s", "稍后会自动再试 / it is tried again by itself after that")
