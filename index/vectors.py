"""The vectors of clauses, in Chroma under the home. Reading uses Chroma alone; only writing needs LlamaIndex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.faults import fault, guarded

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from llama_index.core.schema import TextNode

COLLECTION = "clauses"
_DATABASE = "chroma.sqlite3"
# After how many changes Chroma writes its graph (HNSW) to the disk, before `add` or `delete` returns. What is pending, each
# reader builds in again (up to 1,000 by default: 140 ms measured at its first question). Two is the least it takes.
_SYNC = 2
_BATCH = 5_000  # Chroma takes 5,461 rows at once; LlamaIndex's store believes 41,665.



@dataclass(frozen=True)
class Change:
    """What makes the rows of some notices equal to what they should be. dropped: node ids; what is rewritten is in both."""

    dropped: tuple[str, ...]
    added: tuple[TextNode, ...]


class VectorIndex:
    """An open Chroma collection of unit vectors. Raises TiaoliError('index_corrupt') wherever its files are damaged."""

    def __init__(self, collection: Collection, home: Path) -> None:
        self._collection, self._home = collection, home
        self._counted = lru_cache(maxsize=1)(collection.count)

    def count(self) -> int:
        """Nodes held. Counted once between changes: Chroma takes 4 ms for it."""
        with self._guard():
            return self._counted()

    def search(self, vector: np.ndarray, k: int, doc_ids: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The k nearest (node id, cosine), nearest first. vector: (dim,) float32; doc_ids: only these (slow)."""
        with self._guard():
            k = min(k, self._counted())
            if k < 1 or doc_ids == frozenset():
                return []
            where = _of(doc_ids) if doc_ids is not None else None
            found = self._collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        distances = [1.0 - float(distance) for distance in found["distances"][0]]
        return sorted(zip(found["ids"][0], distances, strict=True), key=lambda hit: (-hit[1], hit[0]))

    def plan(self, doc_ids: Sequence[str], nodes: Sequence[TextNode]) -> Change:
        """Compares what is stored of the notices doc_ids with `nodes`; a row that is as it should be stays.

        The nodes to add are as given: they still need their embedding. Nothing is written.
        """
        stored = self._rows(doc_ids)
        added = tuple(node for node in nodes if stored.get(node.id_) != node.metadata["node_sha"])
        rewritten, wanted = {node.id_ for node in added}, {node.id_ for node in nodes}
        return Change(tuple(id_ for id_ in stored if id_ in rewritten or id_ not in wanted), added)

    def apply(self, change: Change) -> None:
        """Writes a change. Chroma ignores an `add` of a known id silently, so what is rewritten is dropped first."""
        self._counted.cache_clear()
        with self._guard():
            for ids in _batches(change.dropped):
                self._collection.delete(ids=list(ids))
            if change.added:
                from llama_index.vector_stores.chroma import ChromaVectorStore

                store = ChromaVectorStore.from_collection(self._collection)
                for nodes in _batches(change.added):
                    store.add(list(nodes))

    def _rows(self, doc_ids: Sequence[str]) -> dict[str, str]:
        """Node id -> node_sha of all that is stored of these notices."""
        rows: dict[str, str] = {}
        with self._guard():
            for some in _batches(doc_ids):
                found = self._collection.get(where=_of(some), include=["metadatas"])
                rows |= {id_: str(metadata["node_sha"])
                         for id_, metadata in zip(found["ids"], found["metadatas"], strict=True)}
        return rows

    @contextmanager
    def _guard(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        with guarded(self._home, ChromaError):
            yield


@contextmanager
def open_vectors(folder: Path, home: Path, *, create: bool) -> Iterator[VectorIndex]:
    """Opens the collection in `folder` for the length of a `with` block; create makes one where there is none.

    Two processes that write to one folder corrupt it silently. Several that only search are safe: each adds a row to
    Chroma's SQLite file, which locks it, and leaves the files of the graph as they are. The graph is written in place: a
    writer killed then may leave it damaged, which Chroma does not always notice. home: for messages.
    """
    if not create and not (folder / _DATABASE).is_file():
        raise fault(home, f"{folder / _DATABASE} is missing")
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    with guarded(home, ChromaError, ValueError):
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    try:
        with guarded(home, ChromaError, ValueError):
            collection = _collection(client, create)
        yield VectorIndex(collection, home)
    finally:
        client.close()


def _collection(client, create: bool) -> Collection:
    if not create:
        return client.get_collection(COLLECTION, embedding_function=None)
    configuration = {"hnsw": {"space": "cosine", "sync_threshold": _SYNC}}
    return client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=configuration)


def _of(doc_ids: Sequence[str] | frozenset[str]) -> dict:
    """Chroma filter: rows of these notices; `document_id` is where LlamaIndex keeps a node's source."""
    return {"document_id": {"$in": sorted(doc_ids)}}


def _batches(rows: Sequence) -> Iterator[Sequence]:
    return (rows[at:at + _BATCH] for at in range(0, len(rows), _BATCH))
