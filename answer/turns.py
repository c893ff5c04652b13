"""Questions are worked out a few at a time, in the order in which they came.

Many threads at once hold each other up at Python's interpreter lock, which each gives up and wants back hundreds of times a
question; by turns the same questions are all answered sooner (`eval.bench.load`).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """So many at once, first come, first served: threading.Semaphore lets a newcomer pass who takes what was just given back."""

    def __init__(self, at_once: int) -> None:
        self._free, self._lock, self._waiting = at_once, Lock(), deque[Lock]()

    def take(self) -> None:
        """Waits for a turn."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def give(self) -> None:
        """Hands the turn to whoever waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


# One more than can compute, for while another waits for the disk.
_turns = Turns((os.cpu_count() or 1) + 1)


@contextmanager
def working() -> Iterator[None]:
    """A turn, while a question is worked out. No `yield` of a generator belongs in here: its caller may keep it waiting."""
    _turns.take()
    try:
        yield
    finally:
        _turns.give()


@contextmanager
def waiting() -> Iterator[None]:
    """Inside `working`, the turn given to others while something outside this process is waited for, such as a language model."""
    _turns.give()
    try:
        yield
    finally:
        _turns.take()
