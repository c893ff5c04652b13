"""Vectors of passages kept on disk between runs: embedding 60,000 of them takes half an hour on two cores."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from llama_index.core.bridge.pydantic import PrivateAttr

from index import embed, nodes
from index.embedded import open_embedded
from index.embedding import NoticeEmbedding
from ingest.model import Notice

_AT_ONCE = 256
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class VectorCache:
    """Vectors by the text and the embedder they are of. embedded: how many this process had to embed anew."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection, self.embedded = connection, 0

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """(n, dim) float32 unit vectors of passages, in order. How far it is with those not kept yet goes to stderr."""
        keys = {text: _key(text) for text in texts}
        vectors = self._known(keys.values())
        missing = [text for text, key in keys.items() if key not in vectors]
        for at in range(0, len(missing), _AT_ONCE):
            lot = missing[at:at + _AT_ONCE]
            made = dict(zip(map(keys.get, lot), embed.encode(lot, "passage"), strict=True))
            self._keep(made)
            vectors |= made
            self.embedded += len(lot)
            if len(missing) > _AT_ONCE:
                print(f"\rembedded {at + len(lot)} of {len(missing)} passages", end="", file=sys.stderr, flush=True)
        if len(missing) > _AT_ONCE:
            print(file=sys.stderr)
        rows = [vectors[keys[text]] for text in texts]
        return np.stack(rows) if rows else np.empty((0, embed.dimensions()), np.float32)

    def _known(self, keys: Iterable[str]) -> dict[str, np.ndarray]:
        query = "SELECT key, vector FROM vectors WHERE key IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(query, (json.dumps(list(keys)),))
        return {key: np.frombuffer(blob, np.float32) for key, blob in rows}

    def _keep(self, vectors: Mapping[str, np.ndarray]) -> None:
        rows = [(key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)


@contextmanager
def open_cache(folder: Path) -> Iterator[VectorCache]:
    """The cache in a folder, which is made where there is none, for the length of a `with` block."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "passages.db", check_same_thread=False)) as connection:
        connection.execute(_SCHEMA)
        yield VectorCache(connection)


class CachedEmbedding(NoticeEmbedding):
    """Tiaoli's embedder for LlamaIndex, with the vectors of passages from the cache; questions are embedded each time."""

    _cache: VectorCache = PrivateAttr()

    def __init__(self, cache: VectorCache) -> None:
        super().__init__(embed_batch_size=4 * _AT_ONCE)
        self._cache = cache

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._cache.passages([text])[0].tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._cache.passages(texts).tolist()


def texts_of(notices: Iterable[Notice]) -> dict[str, dict[str, str]]:
    """doc id -> text_sha -> text, of all that an index embeds of each notice: its parts, its sentences and its title."""
    found = {}
    for notice in notices:
        said = (text for clause in notice.clauses for text in nodes.sentence_texts(clause))
        texts = [*(part.embed_text for part in nodes.parts(notice)), *said, nodes.title_text(notice)]
        found[notice.doc_id] = {nodes.text_sha(text): text for text in texts}
    return found


def seed(home: Path, notices: Sequence[Notice], cache: VectorCache) -> None:
    """Puts the vectors of notices where the writer of the index under `home` looks for them first."""
    home.mkdir(parents=True, exist_ok=True)
    wanted = texts_of(notices)
    texts = {sha: text for each in wanted.values() for sha, text in each.items()}
    with open_embedded(home) as kept:
        known = kept.known(list(texts))
        missing = {sha: text for sha, text in texts.items() if sha not in known}
        vectors = dict(zip(missing, cache.passages(list(missing.values())), strict=True))
        kept.keep({doc_id: list(each) for doc_id, each in wanted.items()}, vectors)


def _key(text: str) -> str:
    return hashlib.sha256(f"{embed.embedder_id()}\0{text}".encode()).hexdigest()[:32]
