"""The vectors of clauses, in Chroma under the home. Reading uses Chroma alone; only writing needs LlamaIndex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.faults import fault, guarded

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from llama_index.core.schema import TextNode

COLLECTION = "clauses"
_DATABASE = "chroma.sqlite3"
_BATCH = 5_000  # Chroma takes 5,461 rows at once; LlamaIndex's store believes 41,665.

Encoder = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Change:
    """What makes the stored vectors of some notices equal to what they should be. added: nodes with their embedding."""

    dropped: tuple[str, ...]
    added: tuple[TextNode, ...]


class VectorIndex:
    """An open Chroma collection of unit vectors. Raises TiaoliError('index_corrupt') wherever its files are damaged."""

    def __init__(self, collection: Collection, home: Path) -> None:
        self._collection, self._home = collection, home

    def count(self) -> int:
        """Clauses held."""
        with self._guard():
            return self._collection.count()

    def search(self, vector: np.ndarray, k: int, doc_ids: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The k nearest (clause id, cosine), nearest first. vector: (dim,) float32; doc_ids: only these (slow)."""
        with self._guard():
            k = min(k, self._collection.count())
            if k < 1 or doc_ids == frozenset():
                return []
            where = _of(doc_ids) if doc_ids is not None else None
            found = self._collection.query(query_embeddings=[vector], n_results=k, where=where, include=["distances"])
        distances = [1.0 - float(distance) for distance in found["distances"][0]]
        return sorted(zip(found["ids"][0], distances, strict=True), key=lambda hit: (-hit[1], hit[0]))

    def plan(self, doc_ids: Sequence[str], nodes: Sequence[TextNode], texts: Sequence[str], encode: Encoder) -> Change:
        """Compares what is stored of the notices doc_ids with `nodes` (texts: what to embed, one a node).

        A row that is as it should be stays; a known text keeps its vector; the rest is embedded in one call.
        Nothing is written.
        """
        stored = self._rows(doc_ids)
        vectors = {row.text_sha: row.vector for row in stored.values()}
        stale = [(node, text) for node, text in zip(nodes, texts, strict=True)
                 if node.id_ not in stored or stored[node.id_].node_sha != node.metadata["node_sha"]]
        unknown = {node.metadata["text_sha"]: text for node, text in stale if node.metadata["text_sha"] not in vectors}
        if unknown:
            vectors.update(zip(unknown, encode(list(unknown.values())), strict=True))
        added = tuple(node.model_copy(update={"embedding": vectors[node.metadata["text_sha"]].tolist()})
                      for node, _ in stale)
        rewritten, wanted = {node.id_ for node in added}, {node.id_ for node in nodes}
        return Change(tuple(id_ for id_ in stored if id_ in rewritten or id_ not in wanted), added)

    def apply(self, change: Change) -> None:
        """Writes a change. Chroma ignores an `add` of a known id silently, so what is rewritten is dropped first."""
        with self._guard():
            for ids in _batches(change.dropped):
                self._collection.delete(ids=list(ids))
            if change.added:
                from llama_index.vector_stores.chroma import ChromaVectorStore

                store = ChromaVectorStore.from_collection(self._collection)
                for nodes in _batches(change.added):
                    store.add(list(nodes))

    def _rows(self, doc_ids: Sequence[str]) -> dict[str, _Row]:
        with self._guard():
            found = self._collection.get(where=_of(doc_ids), include=["metadatas", "embeddings"])
        return {id_: _Row(str(metadata["node_sha"]), str(metadata["text_sha"]), vector) for id_, metadata, vector
                in zip(found["ids"], found["metadatas"], found["embeddings"], strict=True)}

    @contextmanager
    def _guard(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        with guarded(self._home, ChromaError):
            yield


@dataclass(frozen=True)
class _Row:
    node_sha: str
    text_sha: str
    vector: np.ndarray


@contextmanager
def open_vectors(folder: Path, *, create: bool) -> Iterator[VectorIndex]:
    """Opens the collection in `folder` for the length of a `with` block; create makes one where there is none."""
    if not create and not (folder / _DATABASE).is_file():
        raise fault(folder.parent, f"{folder / _DATABASE} is missing")
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    with guarded(folder.parent, ChromaError, ValueError):
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    try:
        with guarded(folder.parent, ChromaError, ValueError):
            collection = _collection(client, create)
        yield VectorIndex(collection, folder.parent)
    finally:
        client.close()


def _collection(client, create: bool) -> Collection:
    if not create:
        return client.get_collection(COLLECTION, embedding_function=None)
    configuration = {"hnsw": {"space": "cosine"}}
    return client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=configuration)


def _of(doc_ids: Sequence[str] | frozenset[str]) -> dict:
    """Chroma filter: rows of these notices; `document_id` is where LlamaIndex keeps a node's source."""
    return {"document_id": {"$in": sorted(doc_ids)}}


def _batches(rows: Sequence) -> Iterator[Sequence]:
    return (rows[at:at + _BATCH] for at in range(0, len(rows), _BATCH))
