"""Vectors of the notices searched lately, in memory: a place is asked about again and again, and with it what is above it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

from index.manifest import Vectors

# 100 MB with the embedded embedder. Reading 13,000 vectors from SQLite takes 50 ms, comparing them 2.
_MOST = 65_536

Load = Callable[[Sequence[str]], dict[str, Vectors]]


class Rows:
    """Vectors by notice, safe to use from several threads. load: reads those of several notices, none of one not held."""

    def __init__(self, load: Load) -> None:
        self._load, self._lock = load, Lock()
        self._kept: OrderedDict[str, Vectors] = OrderedDict()

    def of(self, doc_ids: Sequence[str]) -> list[Vectors]:
        """The vectors of each of these notices that is held, in this order."""
        with self._lock:
            known = {doc_id: self._kept[doc_id] for doc_id in doc_ids if doc_id in self._kept}
        known |= self._load([doc_id for doc_id in doc_ids if doc_id not in known])
        with self._lock:
            for doc_id, vectors in known.items():
                self._kept[doc_id] = vectors
                self._kept.move_to_end(doc_id)
            held = sum(len(ids) for ids, _ in self._kept.values())
            while held > _MOST and len(self._kept) > 1:
                held -= len(self._kept.popitem(last=False)[1][0])
        return [known[doc_id] for doc_id in doc_ids if doc_id in known]

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
