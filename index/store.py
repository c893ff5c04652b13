"""The index under a home: manifest, lexical index and vectors kept in step, whatever kills the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Literal

from filelock import FileLock, Timeout

from index import embed, nodes
from index.faults import fault
from index.lexical import LexicalDocument, LexicalIndex, open_lexical
from index.manifest import DATABASE, DocSummary, Manifest, no_index, open_manifest, parser_version
from ingest.errors import TiaoliError
from ingest.model import Clause, Notice

if TYPE_CHECKING:
    import numpy as np

    from index.vectors import Change, VectorIndex

Outcome = Literal["added", "replaced", "unchanged"]
Hit = tuple[str, float]

_LOCK_SECONDS = 5
_BATCH_CLAUSES = 1_000
_OVERFETCH, _LEAST_FETCHED = 8, 200
_NOTICES_KEPT = 256


@dataclass(frozen=True)
class Where:
    """Which notices may answer; None: all. Place, date and validity are resolved to doc ids with `Index.documents`."""

    doc_ids: frozenset[str] | None = None


EVERYWHERE = Where()


class Index:
    """An open index; obtained from `open_index`. Reading is safe from several threads; writing takes turns.

    A notice is written vectors first, lexical second, manifest last, and removed the other way round; what is under
    way stands in the manifest as torn, so that the next opening can restore it. A notice is whole or absent.
    """

    def __init__(self, home: Path, manifest: Manifest, lexical: LexicalIndex, resources: ExitStack) -> None:
        self._home, self._manifest, self._lexical, self._resources = home, manifest, lexical, resources
        self._lock, self._opened_vectors = RLock(), None
        self._parsed = lru_cache(maxsize=_NOTICES_KEPT)(self._load)
        self._listed = lru_cache(maxsize=1)(manifest.documents)

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
        return self._manifest.count_clauses()

    def doc_freq(self, tokens: Iterable[str]) -> dict[str, int]:
        """In how many clauses each token of `index.lexical.bigrams` stands."""
        return self._lexical.doc_freq(tokens)

    def lexical(self, tokens: Iterable[str], k: int, where: Where = EVERYWHERE) -> tuple[Hit, ...]:
        """The k best (clause id, BM25 score) for tokens of `index.lexical.bigrams`, best first."""
        return self._current(self._lexical.search(tokens, k, where.doc_ids))

    def dense(self, vector: np.ndarray, k: int, where: Where = EVERYWHERE) -> tuple[Hit, ...]:
        """The k nearest (clause id, cosine) to a unit vector, (dim,) float32, nearest first.

        Chroma is slow when it filters, so more than k are fetched and dropped; it filters only when too few remain.
        """
        if where.doc_ids is None:
            return self._current(self._vectors().search(vector, k))
        allowed = {held.doc_id: held.clauses for held in self.documents() if held.doc_id in where.doc_ids}
        wanted = min(k, sum(allowed.values()))
        nearest = self._vectors().search(vector, max(_OVERFETCH * k, _LEAST_FETCHED)) if wanted else []
        hits = self._current(nearest, where.doc_ids)[:wanted]
        if len(hits) < wanted:
            hits = self._current(self._vectors().search(vector, wanted, frozenset(allowed)), where.doc_ids)
        return hits

    def put(self, notice: Notice) -> Outcome:
        """Inserts or replaces one notice. Nothing happens for the same source, content and parser ('unchanged')."""
        return self.put_many([notice])[0]

    def put_many(self, notices: Sequence[Notice]) -> tuple[Outcome, ...]:
        """As `put` for each, in batches of one step. Raises ValueError for clause ids not unique."""
        _check_ids(notices)
        with self._lock:
            held, torn = {document.doc_id: document for document in self.documents()}, set(self._manifest.torn())
            outcomes = [_outcome(notice, held.get(notice.doc_id), notice.doc_id in torn) for notice in notices]
            changed = [notice for notice, what in zip(notices, outcomes, strict=True) if what != "unchanged"]
            for batch in _batches(changed):
                self._write(batch)
        return tuple(outcomes)

    def remove(self, doc_id: str) -> None:
        """Takes a notice out of all stores. Raises TiaoliError('no_such_document')."""
        with self._lock:
            self.notice(doc_id)
            self._manifest.remove([doc_id])
            self._forget()
            self._sync([doc_id], [])
            self._manifest.settle([doc_id])

    def restore(self) -> None:
        """Brings the other stores back to what the manifest says of torn notices; `open_index` has done it."""
        torn = self._manifest.torn()
        if torn:
            notices = [notice for doc_id in torn if (notice := self._manifest.notice(doc_id))]
            self._sync(torn, notices)
            self._manifest.settle(torn)

    def _write(self, notices: Sequence[Notice]) -> None:
        doc_ids = [notice.doc_id for notice in notices]
        change = self._plan(doc_ids, notices)
        self._manifest.begin(doc_ids)
        self._apply(change, doc_ids, notices)
        self._manifest.commit(notices)
        self._forget()

    def _sync(self, doc_ids: Sequence[str], notices: Sequence[Notice]) -> None:
        self._apply(self._plan(doc_ids, notices), doc_ids, notices)

    def _plan(self, doc_ids: Sequence[str], notices: Sequence[Notice]) -> Change:
        rows = [node for notice in notices for node in nodes.nodes(notice)]
        texts = [text for notice in notices for text in nodes.embed_texts(notice)]
        return self._vectors().plan(doc_ids, rows, texts, lambda unknown: embed.encode(unknown, "passage"))

    def _apply(self, change: Change, doc_ids: Sequence[str], notices: Sequence[Notice]) -> None:
        self._vectors().apply(change)
        self._lexical.replace(doc_ids, [entry for notice in notices for entry in _lexical_documents(notice)])

    def _vectors(self) -> VectorIndex:
        """Opened when first needed: chromadb takes a second or more to import."""
        with self._lock:
            if self._opened_vectors is None:
                from index.vectors import open_vectors

                create = not self.count_clauses()
                opened = self._resources.enter_context(open_vectors(self._home / "chroma", create=create))
                if not self._manifest.torn():
                    _check_count(self._home, "chroma", opened.count(), self.count_clauses())
                self._opened_vectors = opened
            return self._opened_vectors

    def _current(self, hits: Sequence[Hit], doc_ids: frozenset[str] | None = None) -> tuple[Hit, ...]:
        """Without clauses that the manifest does not know, or of notices not asked for."""
        known = self._manifest.current(clause_id for clause_id, _ in hits)
        return tuple(hit for hit in hits if hit[0] in known and (doc_ids is None or known[hit[0]] in doc_ids))

    def _load(self, doc_id: str) -> tuple[Notice, dict[str, Clause]]:
        notice = self._manifest.notice(doc_id)
        if notice is None:
            raise TiaoliError("no_such_document", f"没有这份公文 / no such document: {doc_id}",
                              "用 tiaoli docs 查看已有的公文 / tiaoli docs lists those there are")
        return notice, {clause.id: clause for clause in notice.clauses}

    def _forget(self) -> None:
        self._parsed.cache_clear()
        self._listed.cache_clear()


@contextmanager
def open_index(home: Path, *, create: bool = False) -> Iterator[Index]:
    """The index under `home`, exclusively, for the length of a `with` block; with create, made where there is none.

    Raises TiaoliError: no_index, home_busy (another process has it for more than 5 s), index_corrupt, old_index,
    other_embedder, storage_failed. Nothing on the disk is ever deleted to get over an error.
    """
    home = Path(home).expanduser().absolute()
    _check_home(home, create)
    with ExitStack() as resources:
        resources.enter_context(_locked(home))
        manifest = resources.enter_context(open_manifest(home, embed.EMBEDDER_ID, create=create))
        lexical = open_lexical(home / "lexical", create=not manifest.count_clauses())
        index = Index(home, manifest, lexical, resources)
        index.restore()
        _check_count(home, "lexical", lexical.count(), manifest.count_clauses())
        yield index


def _check_count(home: Path, store: str, found: int, expected: int) -> None:
    """Raises TiaoliError('index_corrupt') when a store does not hold as many clauses as the manifest."""
    if found != expected:
        raise fault(home, f"{store}: {found} clauses instead of {expected}")


def _check_home(home: Path, create: bool) -> None:
    if home.exists() and not home.is_dir():
        raise TiaoliError("bad_home", f"不是文件夹 / not a folder: {home}", "请改用一个文件夹 / name a folder instead")
    if (home / DATABASE).exists() and (home / DATABASE).stat().st_size:
        return
    if (home / "lexical").exists() or (home / "chroma").exists():
        raise fault(home, f"{DATABASE} is missing or empty")
    if not create:
        raise no_index(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(home, error) from error


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Two processes on one Chroma folder corrupt it silently, so one process has the home for as long as it is open."""
    lock = FileLock(home / "lock", timeout=_LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise TiaoliError("home_busy", f"另一个条理进程正在使用 / another Tiaoli process is using: {home}",
                          "请先停止它（如 tiaoli serve），或用 --home 指定另一个文件夹 / "
                          "stop it first (tiaoli serve, perhaps), or give another --home") from error
    except OSError as error:
        raise fault(home, error) from error
    try:
        yield
    finally:
        lock.release()


def _outcome(notice: Notice, held: DocSummary | None, torn: bool) -> Outcome:
    if held is None:
        return "added"
    now = (notice.source, notice.sha256, parser_version())
    return "unchanged" if (held.source, held.sha256, held.parser) == now and not torn else "replaced"


def _check_ids(notices: Sequence[Notice]) -> None:
    owners = [(clause.id, notice.doc_id) for notice in notices for clause in notice.clauses]
    ids, strange = [id_ for id_, _ in owners], [id_ for id_, owner in owners if id_.partition("#")[0] != owner]
    if strange or len(set(ids)) < len(ids) or len({notice.doc_id for notice in notices}) < len(notices):
        raise ValueError(f"clause ids must be unique and begin with their notice's doc_id and '#': {strange[:3]}")


def _batches(notices: Sequence[Notice]) -> Iterator[list[Notice]]:
    """Whole notices, about a thousand clauses at a time: what is embedded and committed in one step."""
    batch: list[Notice] = []
    for notice in notices:
        batch.append(notice)
        if sum(len(member.clauses) for member in batch) >= _BATCH_CLAUSES:
            yield batch
            batch = []
    if batch:
        yield batch


def _lexical_documents(notice: Notice) -> Iterator[LexicalDocument]:
    clauses = {clause.id: clause for clause in notice.clauses}
    for clause in notice.clauses:
        headings = "\n".join(nodes.heading_path(clauses, clause))
        yield LexicalDocument(clause.id, notice.doc_id, clause.text, headings, notice.meta.title)
