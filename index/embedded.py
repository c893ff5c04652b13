"""The vectors of the texts held, kept by writers: so that the vector index can be made again without the embedder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.faults import guarded

_DATABASE = "vectors.db"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (doc_id TEXT NOT NULL, text_sha TEXT NOT NULL, vector BLOB NOT NULL,
                                    PRIMARY KEY (doc_id, text_sha));
CREATE INDEX IF NOT EXISTS by_text ON vectors (text_sha);
"""

Vectors = dict[str, np.ndarray]
"""text_sha of `index.nodes` -> float32 (dim,)."""

Texts = Mapping[str, Sequence[str]]
"""doc id -> text_sha of all its nodes."""


class Embedded:
    """An open store of vectors. Raises TiaoliError('index_corrupt') wherever its file is damaged."""

    def __init__(self, connection: sqlite3.Connection, home: Path) -> None:
        self._connection, self._home = connection, home

    def known(self, shas: Sequence[str]) -> Vectors:
        """The vectors of those of these texts that have been embedded for any notice."""
        query = "SELECT text_sha, vector FROM vectors WHERE text_sha IN (SELECT value FROM json_each(?))"
        with guarded(self._home, sqlite3.DatabaseError):
            return {sha: np.frombuffer(blob, np.float32) for sha, blob in self._connection.execute(query, (json.dumps(shas),))}

    def keep(self, wanted: Texts, vectors: Vectors) -> None:
        """Adds to each notice the vectors given of its texts."""
        rows = [(doc_id, sha, vectors[sha].astype(np.float32).tobytes())
                for doc_id, shas in wanted.items() for sha in shas if sha in vectors]
        with self._transaction():
            self._connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)

    def trim(self, wanted: Texts) -> None:
        """Drops from each notice the vectors of texts that it no longer has."""
        unwanted = "doc_id = ? AND text_sha NOT IN (SELECT value FROM json_each(?))"
        with self._transaction():
            self._connection.executemany(f"DELETE FROM vectors WHERE {unwanted}", [
                (doc_id, json.dumps(shas)) for doc_id, shas in wanted.items()])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with guarded(self._home, sqlite3.DatabaseError), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield


@contextmanager
def open_embedded(home: Path) -> Iterator[Embedded]:
    """Opens the store under `home` for the length of a `with` block; an empty one is made where there is none."""
    with guarded(home, sqlite3.DatabaseError):
        connection = sqlite3.connect(home / _DATABASE, isolation_level=None, check_same_thread=False)
    try:
        with guarded(home, sqlite3.DatabaseError):
            # What a power cut takes of it is embedded again.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
        yield Embedded(connection, home)
    finally:
        connection.close()
