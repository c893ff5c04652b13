"""The index as it is read: manifest, lexical index and vectors of one generation, which agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from index import embed
from index.faults import fault
from index.generations import reading
from index.lexical import FOLDER, LexicalIndex, open_lexical
from index.manifest import DocSummary, Manifest, open_manifest
from index.nodes import clause_of
from ingest.errors import TiaoliError
from ingest.model import Clause, Notice

if TYPE_CHECKING:
    import numpy as np

    from index.vectors import VectorIndex

Hit = tuple[str, float]

_OVERFETCH, _LEAST_FETCHED = 8, 200
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

        Chroma is slow when it filters, so more than k are fetched and dropped; it filters only when too few remain.
        """
        if where.doc_ids is None:
            return self._clauses(lambda most: self._vectors().search(vector, most), k)
        allowed = {held.doc_id: held.clauses for held in self.documents() if held.doc_id in where.doc_ids}
        wanted = min(k, sum(allowed.values()))
        nearest = self._vectors().search(vector, max(_OVERFETCH * k, _LEAST_FETCHED)) if wanted else []
        hits = self._current(nearest, where.doc_ids)[:wanted]
        if len(hits) < wanted:
            within = frozenset(allowed)
            hits = self._clauses(lambda most: self._vectors().search(vector, most, within), wanted, within)
        return hits

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

    def _load(self, doc_id: str) -> tuple[Notice, dict[str, Clause]]:
        notice = self._manifest.notice(doc_id)
        if notice is None:
            raise TiaoliError("no_such_document", f"没有这份公文 / no such document: {doc_id}",
                              "用 tiaoli docs 查看已有的公文 / tiaoli docs lists those there are")
        return notice, {clause.id: clause for clause in notice.clauses}


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
    manifest = resources.enter_context(open_manifest(folder, home, embed.EMBEDDER_ID, write=write))
    lexical = open_lexical(folder / FOLDER, home, create=write and not manifest.count_clauses())
    return Stores(home, folder, manifest, lexical, resources, write)


def check_count(home: Path, store: str, found: int, expected: int) -> None:
    """Raises TiaoliError('index_corrupt') when a store does not hold as many nodes as the manifest says."""
    if found != expected:
        raise fault(home, f"{store}: {found} nodes instead of {expected}")
