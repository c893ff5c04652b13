"""The manifest: which notices the index holds, one SQLite file. It is the source of truth; its commit is the switch."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from threading import RLock

import numpy as np
from pydantic import TypeAdapter, ValidationError

import ingest
from index.cards import Card, cards
from index.faults import fault, guarded, old_index
from index.nodes import parts, sentence_texts, text_sha, title_text
from ingest.errors import TiaoliError
from ingest.model import Act, Meta, Notice

DATABASE = "tiaoli.db"
FORMAT = 4  # Raise it with any change of the tables, the node metadata or the lexical fields.

_NOTICE, _META, _ACTS = TypeAdapter(Notice), TypeAdapter(Meta), TypeAdapter(tuple[Act, ...])

Version = tuple[str, str, str]
"""(source, sha256, parser) of a notice: what tells one state of it from another."""

Vectors = tuple[list[str], np.ndarray]
"""Clause ids, and their vectors in the same order: float32 (n, dim). A long clause is there once for each of its nodes."""

_SCHEMA = """
CREATE TABLE setup (format INTEGER NOT NULL, embedder TEXT NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE notices (doc_id TEXT PRIMARY KEY, source TEXT NOT NULL, sha256 TEXT NOT NULL, parser TEXT NOT NULL,
                      clauses INTEGER NOT NULL, nodes INTEGER NOT NULL, warnings INTEGER NOT NULL,
                      meta BLOB NOT NULL, acts BLOB NOT NULL, title_vector BLOB NOT NULL, notice BLOB NOT NULL);
CREATE TABLE cards (clause_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL, kind TEXT NOT NULL, facts TEXT NOT NULL, place REAL NOT NULL,
                    children INTEGER NOT NULL, heading TEXT NOT NULL, above TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX cards_of ON cards (doc_id);
CREATE TABLE vectors (clause_id TEXT NOT NULL, doc_id TEXT NOT NULL, vector BLOB NOT NULL);
CREATE INDEX vectors_of_clause ON vectors (clause_id);
CREATE INDEX vectors_of ON vectors (doc_id);
CREATE TABLE sentences (clause_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL, vectors BLOB NOT NULL);
CREATE INDEX sentences_of ON sentences (doc_id);
CREATE TABLE torn (doc_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class DocSummary:
    """One notice as listed. source: absolute path; parser: see `parser_version`; clauses and warnings: how many.

    acts: what it does to other notices, as in Notice.
    """

    doc_id: str
    source: str
    sha256: str
    parser: str
    clauses: int
    warnings: int
    meta: Meta
    acts: tuple[Act, ...] = ()


@lru_cache(maxsize=1)
def parser_version() -> str:
    """Digest of the code and data of `ingest`: whatever changes there makes the next ingest parse its files anew."""
    folder = Path(ingest.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pyc", ".pyo"})
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def notice_to_json(notice: Notice) -> bytes:
    """UTF-8 JSON of a notice; `notice_from_json` gives back an equal one."""
    return _NOTICE.dump_json(notice)


def notice_from_json(data: bytes) -> Notice:
    """Inverse of `notice_to_json`. Raises pydantic.ValidationError for anything else."""
    return _NOTICE.validate_json(data)


class Manifest:
    """An open manifest, safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, home: Path) -> None:
        self._connection, self._home, self._lock = connection, home, RLock()

    def documents(self) -> tuple[DocSummary, ...]:
        """All notices, by doc_id."""
        columns = "doc_id, source, sha256, parser, clauses, warnings, meta, acts"
        with self._guard():
            rows = self._connection.execute(f"SELECT {columns} FROM notices ORDER BY doc_id").fetchall()
            return tuple(DocSummary(*row[:-2], _META.validate_json(row[-2]), _ACTS.validate_json(row[-1])) for row in rows)

    def versions(self, doc_ids: Sequence[str] | None = None) -> dict[str, Version]:
        """Those of these notices that are held, or of all."""
        query = "SELECT doc_id, source, sha256, parser FROM notices"
        if doc_ids is not None:
            query += " WHERE doc_id IN (SELECT value FROM json_each(?))"
        with self._guard():
            found = self._connection.execute(query, () if doc_ids is None else (json.dumps(doc_ids),))
            return {row[0]: row[1:] for row in found}

    def notice(self, doc_id: str) -> Notice | None:
        """The whole notice, or None when the index does not hold it."""
        with self._guard():
            row = self._connection.execute("SELECT notice FROM notices WHERE doc_id = ?", (doc_id,)).fetchone()
            return notice_from_json(row[0]) if row else None

    def current(self, clause_ids: Iterable[str]) -> dict[str, str]:
        """Clause id -> doc id, for those clause ids that belong to a notice as it is now."""
        query = "SELECT clause_id, doc_id FROM cards WHERE clause_id IN (SELECT value FROM json_each(?))"
        with self._guard():
            return dict(self._connection.execute(query, (json.dumps(list(clause_ids)),)).fetchall())

    def cards(self, clause_ids: Sequence[str]) -> dict[str, Card]:
        """The cards of those of these clauses that belong to a notice as it is now."""
        query = f"SELECT {', '.join(Card.__slots__)} FROM cards WHERE clause_id IN (SELECT value FROM json_each(?))"
        with self._guard():
            rows = self._connection.execute(query, (json.dumps(list(clause_ids)),)).fetchall()
        return {row[0]: Card(*row[:3], frozenset(row[3].split()), *row[4:]) for row in rows}

    def vectors_of_clauses(self, clause_ids: Sequence[str]) -> Vectors:
        """The vectors of these clauses, one a node."""
        return _vectors([row[1:] for row in self._vector_rows("clause_id", clause_ids)])

    def vectors_of_notices(self, doc_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of all clauses of these notices, one a node, by doc id."""
        rows = sorted(self._vector_rows("doc_id", doc_ids), key=itemgetter(0))
        return {doc_id: _vectors([row[1:] for row in held]) for doc_id, held in groupby(rows, key=itemgetter(0))}

    def sentence_vectors(self, clause_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Clause id -> vectors of its sentences in text order, float32 (n, dim)."""
        query = "SELECT clause_id, vectors FROM sentences WHERE clause_id IN (SELECT value FROM json_each(?))"
        with self._guard():
            rows = self._connection.execute(query, (json.dumps(list(clause_ids)),)).fetchall()
            dim = self._connection.execute("SELECT length(title_vector) / 2 FROM notices LIMIT 1").fetchone()
        return {clause_id: np.frombuffer(blob, np.float16).astype(np.float32).reshape(-1, dim[0]) for clause_id, blob in rows}

    def title_vectors(self) -> dict[str, np.ndarray]:
        """doc id -> vector of its title, for all notices."""
        with self._guard():
            rows = self._connection.execute("SELECT doc_id, title_vector FROM notices").fetchall()
        return {doc_id: np.frombuffer(blob, np.float16).astype(np.float32) for doc_id, blob in rows}

    def _vector_rows(self, column: str, keys: Sequence[str]) -> list[tuple[str, str, bytes]]:
        query = f"SELECT doc_id, clause_id, vector FROM vectors WHERE {column} IN (SELECT value FROM json_each(?))"
        with self._guard():
            return self._connection.execute(query, (json.dumps(list(keys)),)).fetchall()

    def count_clauses(self) -> int:
        return self._number("SELECT count(*) FROM cards")

    def count_nodes(self) -> int:
        """How many nodes (`index.nodes`) the other stores should hold."""
        return self._number("SELECT coalesce(sum(nodes), 0) FROM notices")

    def revision(self) -> int:
        """A number that grows with every change of what is held."""
        return self._number("SELECT revision FROM setup")

    def torn(self) -> tuple[str, ...]:
        """Notices whose last writing or removal was not finished, so that the other stores may disagree."""
        with self._guard():
            return tuple(row[0] for row in self._connection.execute("SELECT doc_id FROM torn ORDER BY doc_id"))

    def begin(self, doc_ids: Sequence[str]) -> None:
        """Records that the other stores are about to change for these notices."""
        with self._transaction():
            self._mark(doc_ids)

    def commit(self, notices: Sequence[Notice], vectors: Mapping[str, np.ndarray]) -> None:
        """Makes these the current notices: the other stores hold them already. vectors: of all their texts, by text_sha."""
        with self._transaction():
            self._drop([notice.doc_id for notice in notices])
            for notice in notices:
                self._insert(notice, vectors)
            self._settle([notice.doc_id for notice in notices])

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Forgets notices; they stay torn until the other stores have followed."""
        with self._transaction():
            self._mark(doc_ids)
            self._drop(doc_ids)

    def settle(self, doc_ids: Sequence[str]) -> None:
        """Records that the other stores agree with the manifest about these notices."""
        with self._transaction():
            self._settle(doc_ids)

    def _number(self, query: str) -> int:
        with self._guard():
            return self._connection.execute(query).fetchone()[0]

    def _mark(self, doc_ids: Sequence[str]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO torn VALUES (?)", [(doc_id,) for doc_id in doc_ids])

    def _settle(self, doc_ids: Sequence[str]) -> None:
        self._connection.executemany("DELETE FROM torn WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def _drop(self, doc_ids: Sequence[str]) -> None:
        self._connection.execute("UPDATE setup SET revision = revision + 1")
        for table in ("notices", "cards", "vectors", "sentences"):
            self._connection.executemany(f"DELETE FROM {table} WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def _insert(self, notice: Notice, vectors: Mapping[str, np.ndarray]) -> None:
        nodes = [(part.clause.id, notice.doc_id, _packed(vectors[part.text_sha])) for part in parts(notice)]
        row = (notice.doc_id, notice.source, notice.sha256, parser_version(), len(notice.clauses), len(nodes),
               len(notice.warnings), _META.dump_json(notice.meta), _ACTS.dump_json(notice.acts),
               _packed(vectors[text_sha(title_text(notice))]), notice_to_json(notice))
        self._connection.execute("INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        rows = [(card.clause_id, card.doc_id, card.kind, " ".join(sorted(card.facts)), card.place, card.children, card.heading,
                 card.above, card.body) for card in cards(notice)]
        self._connection.executemany("INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._connection.executemany("INSERT INTO vectors VALUES (?, ?, ?)", nodes)
        said = [(clause.id, notice.doc_id, b"".join(_packed(vectors[text_sha(text)]) for text in sentence_texts(clause)))
                for clause in notice.clauses]
        self._connection.executemany("INSERT INTO sentences VALUES (?, ?, ?)", said)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._guard():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        with self._lock, guarded(self._home, sqlite3.DatabaseError, ValidationError):
            yield


def _vectors(rows: Sequence[tuple[str, bytes]]) -> Vectors:
    vectors = np.frombuffer(b"".join(blob for _, blob in rows), np.float16).astype(np.float32)
    return [clause_id for clause_id, _ in rows], vectors.reshape(len(rows), -1 if rows else 0)


@contextmanager
def open_manifest(folder: Path, home: Path, embedder: str, *, write: bool) -> Iterator[Manifest]:
    """Opens the manifest in `folder` for the length of a `with` block. write: to change it, made where there is none;
    else it is only read, and must not change meanwhile. home: for messages.

    Raises TiaoliError: index_corrupt, old_index (another format), other_embedder.
    """
    path = folder / DATABASE
    if not write and not path.is_file():
        raise fault(home, f"{path} is missing")
    with guarded(home, sqlite3.DatabaseError):
        # An immutable file needs neither locks nor files beside it, so that readers leave no trace.
        address = str(path) if write else f"{path.as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=not write, isolation_level=None, check_same_thread=False)
    try:
        with guarded(home, sqlite3.DatabaseError):
            if write:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            found_format, found_embedder = _setup(connection, embedder, write)
        _check(home, found_format, found_embedder, embedder)
        yield Manifest(connection, home)
    finally:
        connection.close()


def _packed(vector: np.ndarray) -> bytes:
    """Half precision: cosines change by less than 0.001."""
    return vector.astype(np.float16).tobytes()


def _setup(connection: sqlite3.Connection, embedder: str, create: bool) -> tuple[int, str]:
    """(format, embedder) of the index."""
    if create and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}")
        connection.execute("INSERT INTO setup VALUES (?, ?, 0)", (FORMAT, embedder))
        connection.execute("COMMIT")
    return connection.execute("SELECT format, embedder FROM setup").fetchone() or (0, "")


def _check(home: Path, found_format: int, found_embedder: str, embedder: str) -> None:
    if found_format != FORMAT:
        raise old_index(home, found_format, FORMAT)
    if found_embedder != embedder:
        raise TiaoliError("other_embedder", f"索引用的是另一个向量模型 / made with another embedding model: {home} "
                          f"({found_embedder}; 现在 / now {embedder})",
                          "请改回原来的模型，或移走索引文件夹后重新运行 tiaoli ingest / "
                          "set the former model again, or move the index away and ingest again")
