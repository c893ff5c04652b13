"""The published index for a process that outlives publications, such as the web server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from index.embed import dimensions
from index.generations import published
from index.store import Index, read_index

Reading = Callable[[], AbstractContextManager[Index]]
"""Gives the index for the length of one request: the same from its beginning to its end."""


@dataclass
class _Opened:
    name: str | None
    index: Index
    resources: ExitStack
    users: int = 0


class LiveIndex:
    """`with live() as index:` gives the generation that is current when the block begins, to any number of threads.

    The first block after a publication opens it, while blocks under way keep the one they have; that is closed when the
    last of them ends.
    """

    def __init__(self, home: Path) -> None:
        self._home = Path(home).expanduser().absolute()
        self._lock, self._switching = Lock(), Lock()
        self._opened = self._open()

    @contextmanager
    def __call__(self) -> Iterator[Index]:
        """Raises what `read_index` raises, when a new generation cannot be opened."""
        self._follow()
        with self._lock:
            opened = self._opened
            opened.users += 1
        try:
            yield opened.index
        finally:
            with self._lock:
                opened.users -= 1
                left = opened is not self._opened and not opened.users
            if left:
                opened.resources.close()

    def close(self) -> None:
        """Closes what is open. No block may be under way."""
        self._opened.resources.close()

    def _follow(self) -> None:
        """Turns to the current generation. Of several threads one opens it; the others go on with the one they have."""
        if published(self._home) == self._opened.name or not self._switching.acquire(blocking=False):
            return
        try:
            if published(self._home) == self._opened.name:
                return
            fresh = self._open()
            with self._lock:
                former, self._opened = self._opened, fresh
                left = not former.users
            if left:
                former.resources.close()
        finally:
            self._switching.release()

    def _open(self) -> _Opened:
        name = published(self._home)  # before opening: at worst it is taken for old, and opened once more
        with ExitStack() as resources:
            index = resources.enter_context(read_index(self._home))
            if index.count_clauses():
                index.dense(np.eye(1, dimensions(), dtype=np.float32)[0], 1)  # reads the graph in before it is asked
            return _Opened(name, index, resources.pop_all())


@contextmanager
def live_index(home: Path) -> Iterator[LiveIndex]:
    """A LiveIndex for the length of a `with` block. Raises what `read_index` raises."""
    live = LiveIndex(home)
    try:
        yield live
    finally:
        live.close()
