"""The index as it is read: manifest, lexical index and vectors of one generation, which agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index import embed
from index.cards import Card
from index.faults import fault
from index.generations import reading
from index.lexical import FOLDER, LexicalIndex, open_lexical
from index.manifest import DocSummary, Manifest, Vectors, open_manifest
from index.nodes import clause_of
from index.rows import Rows
from ingest.errors import TiaoliError
from ingest.model import Clause, Notice

if TYPE_CHECKING:
    from index.vectors import VectorIndex

Hit = tuple[str, float]

_OVERFETCH, _LEAST_FETCHED = 8, 200
# Up to so many clauses are compared with the question one by one: 30,000 cost about as much as Chroma's search without a filter.
_COMPARED = 30_000
_NOTICES_KEPT = 256
VECTORS = "chroma"


@dataclass(frozen=True)
class Where:
    """Which notices may answer; None: all. Place, date and validity are resolved to doc ids with `Index.documents`."""

    doc_ids: frozenset[str] | None = None


EVERYWHERE = Where()


class Stores(NamedTuple):
    """What is open of an index, and what closes it. home and folder: of the index, of these stores; write: to change."""

    home: Path
    folder: Path
    manifest: Manifest
    lexical: LexicalIndex
    resources: ExitStack
    write: bool


class Index:
    """An open index, obtained from `read_index` or `index.writer.write_index`. Reading is safe from several threads.

    Long clauses are stored in parts (`index.nodes`); what is found is always whole clauses.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores, self._lock = stores, RLock()
        self._opened_vectors: VectorIndex | None = None
        self._parsed = lru_cache(maxsize=_NOTICES_KEPT)(self._load)
        self._listed = lru_cache(maxsize=1)(lambda: self._manifest.documents())
        self._counted = lru_cache(maxsize=1)(lambda: self._manifest.count_clauses())
        self._by_id = lru_cache(maxsize=1)(lambda: {held.doc_id: held for held in self.documents()})
        self._sizes = lru_cache(maxsize=1)(lambda: {held.doc_id: held.clauses for held in self.documents()})
        self._titles = lru_cache(maxsize=1)(self._load_titles)
        self._rows = Rows(self._manifest.vectors_of_notices)

    @property
    def _manifest(self) -> Manifest:
        return self._stores.manifest

    def documents(self) -> tuple[DocSummary, ...]:
        """All notices held, by doc_id."""
        return self._listed()

    def notice(self, doc_id: str) -> Notice:
        """Raises TiaoliError('no_such_document')."""
        return self._parsed(doc_id)[0]

    def clause(self, clause_id: str) -> tuple[Notice, Clause]:
        """A clause and the notice it stands in. Raises TiaoliError: no_such_document, no_such_clause."""
        notice, clauses = self._parsed(clause_id.partition("#")[0])
        if clause_id not in clauses:
            raise TiaoliError("no_such_clause", f"没有这一条款 / no such clause: {clause_id}")
        return notice, clauses[clause_id]

    def count_clauses(self) -> int:
        return self._counted()

    def doc_freq(self, tokens: Iterable[str]) -> dict[str, int]:
        """In how many clauses each token of `index.lexical.bigrams` stands.

        Each part of a long clause counts for one, which never makes more than there are clauses.
        """
        most = self.count_clauses()
        return {token: min(found, most) for token, found in self._stores.lexical.doc_freq(tokens).items()}

    def lexical(self, tokens: Iterable[str], k: int, where: Where = EVERYWHERE) -> tuple[Hit, ...]:
        """The k best (clause id, BM25 score) for tokens of `index.lexical.bigrams`, best first."""
        tokens = tuple(tokens)
        return self._clauses(lambda most: self._stores.lexical.search(tokens, most, where.doc_ids), k)

    def dense(self, vector: np.ndarray, k: int, where: Where = EVERYWHERE) -> tuple[Hit, ...]:
        """The k nearest (clause id, cosine) to a unit vector, (dim,) float32, nearest first.

        Chroma is slow when it filters, so more than k are fetched and dropped; where a filter leaves little, or that leaves too
        few, all that it leaves is compared.
        """
        if where.doc_ids is None:
            return self._clauses(lambda most: self._vectors().search(vector, most), k)
        sizes = self._sizes()
        most = sum(sizes.get(doc_id, 0) for doc_id in where.doc_ids)
        if most > _COMPARED:
            nearest = self._vectors().search(vector, max(_OVERFETCH * k, _LEAST_FETCHED))
            hits = self._current(nearest, where.doc_ids)
            if len(hits) >= k:
                return hits[:k]
        return _nearest(vector, self._rows.of(sorted(where.doc_ids)), k)

    def cards(self, clause_ids: Sequence[str]) -> dict[str, Card]:
        """The cards of these clauses, by id; none of a clause that is not held."""
        return self._manifest.cards(clause_ids)

    def cosines(self, vectors: Sequence[np.ndarray], clause_ids: Sequence[str]) -> list[dict[str, float]]:
        """For each of these unit vectors its cosine with each clause, exactly; with a long clause that of the nearest part."""
        held = self._manifest.vectors_of_clauses(clause_ids)
        return [_cosines(vector, held) for vector in vectors]

    def sentence_cosines(self, vector: np.ndarray, clause_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """For each of these clauses the cosine of each of its sentences (`ingest.sentences`) with a unit vector, in text order."""
        return {clause_id: said @ vector for clause_id, said in self._manifest.sentence_vectors(clause_ids).items()}

    def all_vectors(self) -> Vectors:
        """Every clause held and its vectors: for fitting."""
        parts = self._manifest.vectors_of_notices([held.doc_id for held in self.documents()]).values()
        return [clause_id for ids, _ in parts for clause_id in ids], np.concatenate([rows for _, rows in parts])

    def title_cosines(self, vector: np.ndarray, doc_ids: Sequence[str]) -> dict[str, float]:
        """Cosine of the title of each of these notices with a unit vector."""
        rows, vectors = self._titles()
        at = [rows[doc_id] for doc_id in doc_ids]
        return dict(zip(doc_ids, (vectors[at] @ vector).tolist(), strict=True)) if at else {}

    def summary(self, doc_id: str) -> DocSummary:
        """The notice as listed. Raises KeyError for one that is not held."""
        return self._by_id()[doc_id]

    def _clauses(self, search: Callable[[int], Sequence[Hit]], k: int,
                 doc_ids: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """The k best clauses by a search for the best nodes. One clause may take many places: then more are asked for."""
        most = k
        while True:
            hits = search(most)
            found = self._current(hits, doc_ids)
            if len(found) >= k or len(hits) < most:
                return found[:k]
            most *= 4

    def _current(self, hits: Iterable[Hit], doc_ids: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """Nodes, best first, as clauses, each once; without those the manifest does not know, or of notices not asked for."""
        best: dict[str, float] = {}
        for node_id, score in hits:
            best.setdefault(clause_of(node_id), score)
        known = self._manifest.current(best)
        return tuple(hit for hit in best.items()
                     if hit[0] in known and (doc_ids is None or known[hit[0]] in doc_ids))

    def _vectors(self) -> VectorIndex:
        """Opened when first needed: chromadb takes a second or more to import."""
        with self._lock:
            if self._opened_vectors is None:
                self._opened_vectors = self._open_vectors()
            return self._opened_vectors

    def _open_vectors(self) -> VectorIndex:
        from index.vectors import open_vectors

        home, folder, manifest, _, resources, write = self._stores
        create = write and not manifest.count_clauses()
        opened = resources.enter_context(open_vectors(folder / VECTORS, home, create=create))
        if not manifest.torn():
            check_count(home, VECTORS, opened.count(), manifest.count_nodes())
        return opened

    def _load_titles(self) -> tuple[dict[str, int], np.ndarray]:
        vectors = self._manifest.title_vectors()
        return {doc_id: row for row, doc_id in enumerate(vectors)}, np.array(list(vectors.values()), np.float32)

    def _load(self, doc_id: str) -> tuple[Notice, dict[str, Clause]]:
        notice = self._manifest.notice(doc_id)
        if notice is None:
            raise TiaoliError("no_such_document", f"没有这份公文 / no such document: {doc_id}",
                              "用 tiaoli docs 查看已有的公文 / tiaoli docs lists those there are")
        return notice, {clause.id: clause for clause in notice.clauses}


def _nearest(vector: np.ndarray, parts: Sequence[Vectors], k: int) -> tuple[Hit, ...]:
    """The k clauses with the highest cosines, best first, of like ones by id; only those near the top are put in order."""
    if not parts:
        return ()
    clause_ids = [clause_id for ids, _ in parts for clause_id in ids]
    cosines, most = np.concatenate([rows @ vector for _, rows in parts]), 2 * k
    while True:
        least = np.partition(cosines, -most)[-most] if most < len(cosines) else -np.inf
        top = np.flatnonzero(cosines >= least)
        best = _best([clause_ids[at] for at in top.tolist()], cosines[top].tolist())
        if len(best) >= k or len(top) == len(cosines):
            return tuple(sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))[:k])
        most *= 4


def _cosines(vector: np.ndarray, vectors: Vectors) -> dict[str, float]:
    """Clause id -> cosine, of a clause in several parts the highest."""
    clause_ids, rows = vectors
    return _best(clause_ids, (rows @ vector).tolist() if clause_ids else ())


def _best(clause_ids: Sequence[str], cosines: Sequence[float]) -> dict[str, float]:
    best: dict[str, float] = {}
    for clause_id, cosine in zip(clause_ids, cosines, strict=True):
        best[clause_id] = max(cosine, best.get(clause_id, -1.0))
    return best


@contextmanager
def read_index(home: Path) -> Iterator[Index]:
    """The index published under `home`, as it is now, for the length of a `with` block. Waits for no writer or reader.

    Raises TiaoliError: no_index, bad_home, index_corrupt, old_index, other_embedder, storage_failed.
    """
    home = Path(home).expanduser().absolute()
    with ExitStack() as resources:
        folder = resources.enter_context(reading(home))
        stores = open_stores(home, folder, resources, write=False)
        check_count(home, FOLDER, stores.lexical.count(), stores.manifest.count_nodes())
        yield Index(stores)


def open_stores(home: Path, folder: Path, resources: ExitStack, *, write: bool) -> Stores:
    """The stores in a folder; write: to change them, made where there are none. Raises as `read_index`."""
    manifest = resources.enter_context(open_manifest(folder, home, embed.embedder_id(), write=write))
    lexical = open_lexical(folder / FOLDER, home, create=write and not manifest.count_clauses())
    return Stores(home, folder, manifest, lexical, resources, write)


def check_count(home: Path, store: str, found: int, expected: int) -> None:
    """Raises TiaoliError('index_corrupt') when a store does not hold as many nodes as the manifest says."""
    if found != expected:
        raise fault(home, f"{store}: {found} nodes instead of {expected}")
