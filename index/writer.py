"""The index as it is written: manifest, lexical index and vectors kept in step, whatever kills the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from index import embed, nodes, originals
from index.embedded import Embedded, Texts, open_embedded
from index.generations import generation, publish, published, take_back, writing
from index.lexical import FOLDER, LexicalDocument
from index.manifest import Version, open_manifest, parser_version
from index.store import VECTORS, Index, Stores, check_count, open_stores
from ingest.model import Notice

if TYPE_CHECKING:
    from index.vectors import Change

Outcome = Literal["added", "replaced", "unchanged"]
OnEmbedded = Callable[[int, int], None]

_BATCH_CLAUSES = 1_000
_EMBEDDED_AT_ONCE = 64


def _silent(done: int, total: int) -> None:
    """Nobody is told."""


class IndexWriter(Index):
    """An index open for writing, obtained from `write_index`. Readers see what is written once it is published.

    A notice is written vectors first, lexical second, manifest last, and removed the other way round; what is under
    way stands in the manifest as torn, so that the next opening can restore it. A notice is whole or absent.
    """

    def __init__(self, stores: Stores, embedded: Embedded) -> None:
        super().__init__(stores)
        self._embedded = embedded

    def prepare(self) -> None:
        """Loads what writing needs, which takes seconds, so that it can be done while files are being parsed."""
        import llama_index.vector_stores.chroma  # noqa: F401

        self._vectors()

    def put(self, notice: Notice) -> Outcome:
        """Inserts or replaces one notice. Nothing happens for the same source, content and parser ('unchanged')."""
        return self.put_many([notice])[0]

    def put_many(self, notices: Sequence[Notice], on_embedded: OnEmbedded = _silent) -> tuple[Outcome, ...]:
        """As `put` for each, in batches of one step. Raises ValueError for clause ids not unique.

        on_embedded(done, total) is called as the texts of a batch are embedded.
        """
        _check_ids(notices)
        with self._lock:
            held = self._manifest.versions([notice.doc_id for notice in notices])
            torn = set(self._manifest.torn())
            outcomes = [_outcome(notice, held.get(notice.doc_id), notice.doc_id in torn) for notice in notices]
            changed = [notice for notice, what in zip(notices, outcomes, strict=True) if what != "unchanged"]
            for batch in _batches(changed):
                self._write(batch, on_embedded)
        return tuple(outcomes)

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Takes notices out of all stores, in one step. Raises TiaoliError('no_such_document') for any not held."""
        with self._lock:
            held = self._manifest.versions(doc_ids)
            for doc_id in doc_ids:
                if doc_id not in held:
                    self.notice(doc_id)
            self._manifest.remove(doc_ids)
            self._forget()
            self._apply_vectors(doc_ids, [])
            self._finish(doc_ids)

    def keep_originals(self, found: Mapping[str, str], limit: int) -> None:
        """Keeps the files of the notices held as they were received. found: source -> sha256; limit: bytes a file may have."""
        held = {(document.source, document.sha256) for document in self.documents()}
        originals.keep(self._stores.home, {source: sha for source, sha in found.items() if (source, sha) in held}, limit)

    def recover(self) -> None:
        """Makes good what a writer killed in the middle of a step has left; `write_index` has done it.

        The graph of the vectors may be half written, so it is taken back from what was last published, and notices written
        since are put in again, from the vectors kept. The lexical index takes each step whole or not at all.
        """
        home, folder, manifest, *_ = self._stores
        torn = manifest.torn()
        if not torn:
            return
        former = _published_versions(home, take_back(home, VECTORS))
        if not former:
            self._create_vectors()
        now = manifest.versions()
        changed = {*torn, *(doc_id for doc_id in {*former, *now} if former.get(doc_id) != now.get(doc_id))}
        gone, held = sorted(changed - now.keys()), sorted(changed & now.keys())
        self._apply_vectors(gone, [])
        for batch in _batches(map(self._read, held)):
            self._apply_vectors([notice.doc_id for notice in batch], batch)
        self._finish(torn)

    def _mend(self) -> None:
        """Makes good what a step of this process that failed has left."""
        if torn := self._manifest.torn():
            self._apply_vectors(torn, self._held(torn))
            self._finish(torn)

    def _finish(self, torn: Sequence[str]) -> None:
        self._stores.lexical.replace(torn, _lexical_documents(self._held(torn)))
        self._manifest.settle(torn)

    def publish(self) -> None:
        """Lets readers see all that has been written; does nothing where they do."""
        home, folder, manifest, *_ = self._stores
        with self._lock:
            self._mend()
            name = generation(manifest.revision())
            if published(home) == name:
                return
            self._vectors()  # a reader expects them to be there
            self.close()
            publish(home, name)
            self._stores = _open(home, folder)
            originals.sweep(home, {sha256 for _, sha256, _ in self._manifest.versions().values()})

    def close(self) -> None:
        """Closes the stores, so that all they hold is in their files."""
        self._opened_vectors = None
        self._stores.resources.close()

    def _write(self, notices: Sequence[Notice], on_embedded: OnEmbedded) -> None:
        doc_ids = [notice.doc_id for notice in notices]
        change, texts = self._plan(doc_ids, notices, on_embedded)
        self._manifest.begin(doc_ids)
        self._vectors().apply(change)
        self._stores.lexical.replace(doc_ids, _lexical_documents(notices))
        self._manifest.commit(notices, self._embedded.known([sha for shas in texts.values() for sha in shas]))
        self._embedded.trim(texts)
        self._forget()

    def _apply_vectors(self, doc_ids: Sequence[str], notices: Sequence[Notice]) -> None:
        change, texts = self._plan(doc_ids, notices)
        self._vectors().apply(change)
        self._embedded.trim(texts)

    def _plan(self, doc_ids: Sequence[str], notices: Sequence[Notice],
              on_embedded: OnEmbedded = _silent) -> tuple[Change, Texts]:
        """What to change in the vector index, with the vectors for it, and the texts of each notice.

        Texts not known yet are embedded, and kept.
        """
        rows = [(node, part.embed_text) for notice in notices
                for node, part in zip(nodes.part_nodes(notice), nodes.parts(notice), strict=True)]
        change = self._vectors().plan(doc_ids, [node for node, _ in rows])
        texts = {node.metadata["text_sha"]: text for node, text in rows}
        titles = {notice.doc_id: nodes.title_text(notice) for notice in notices}
        said = {notice.doc_id: [text for clause in notice.clauses for text in nodes.sentence_texts(clause)] for notice in notices}
        texts.update((nodes.text_sha(text), text) for text in chain(titles.values(), *said.values()))
        vectors = self._embedded.known(list(texts))
        unknown = {sha: text for sha, text in texts.items() if sha not in vectors}
        if unknown:
            vectors.update(zip(unknown, _encoded(list(unknown.values()), on_embedded), strict=True))
        texts_of = {doc_id: [nodes.text_sha(titles[doc_id])] if doc_id in titles else [] for doc_id in doc_ids}
        for node, _ in rows:
            texts_of[node.metadata["doc_id"]].append(node.metadata["text_sha"])
        for doc_id, sentences in said.items():
            texts_of[doc_id] += map(nodes.text_sha, sentences)
        self._embedded.keep(texts_of, vectors)
        added = tuple(node.model_copy(update={"embedding": vectors[node.metadata["text_sha"]].tolist()})
                      for node in change.added)
        return replace(change, added=added), texts_of

    def _create_vectors(self) -> None:
        from index.vectors import open_vectors

        home, folder, *_ = self._stores
        with open_vectors(folder / VECTORS, home, create=True):
            pass

    def _held(self, doc_ids: Sequence[str]) -> list[Notice]:
        return [notice for doc_id in doc_ids if (notice := self._manifest.notice(doc_id))]

    def _read(self, doc_id: str) -> Notice:
        """Past the cache of notices, which holds many."""
        return self._held([doc_id])[0]

    def _forget(self) -> None:
        self._parsed.cache_clear()
        self._rows.forget()
        self._listed.cache_clear()
        for cached in (self._counted, self._by_id, self._sizes, self._titles):
            cached.cache_clear()


@contextmanager
def write_index(home: Path, *, create: bool = False) -> Iterator[IndexWriter]:
    """The index under `home`, to be changed by this process alone, for the length of a `with` block, and published then.

    create: one is made where there is none. What a killed writer left is made good first. When the block is left by
    Ctrl-C, what was written is published too; after another error it stays, and the next writer publishes it.
    Raises TiaoliError: no_index, home_busy (another process writes for more than 5 s), bad_home, index_corrupt,
    old_index, other_embedder, storage_failed. Nothing on the disk is ever deleted to get over an error.
    """
    home = Path(home).expanduser().absolute()
    with ExitStack() as resources:
        folder = resources.enter_context(writing(home, create=create))
        embedded = resources.enter_context(open_embedded(home))
        writer = IndexWriter(_open(home, folder), embedded)
        try:
            writer.recover()
            check_count(home, FOLDER, writer._stores.lexical.count(), writer._manifest.count_nodes())
            try:
                yield writer
            except KeyboardInterrupt:
                writer.publish()
                raise
            writer.publish()
        finally:
            writer.close()


def _open(home: Path, folder: Path) -> Stores:
    with ExitStack() as resources:
        stores = open_stores(home, folder, resources, write=True)
        return stores._replace(resources=resources.pop_all())


def _published_versions(home: Path, folder: Path | None) -> dict[str, Version]:
    """Of the notices in a generation; none where nothing is published."""
    if folder is None:
        return {}
    with open_manifest(folder, home, embed.embedder_id(), write=False) as manifest:
        return manifest.versions()


def _encoded(texts: Sequence[str], on_embedded: OnEmbedded) -> np.ndarray:
    """(n, dim) float32; done in small lots, so that progress is seen and Ctrl-C is heard."""
    rows = []
    for at in range(0, len(texts), _EMBEDDED_AT_ONCE):
        rows.append(embed.encode(texts[at:at + _EMBEDDED_AT_ONCE], "passage"))
        on_embedded(min(at + _EMBEDDED_AT_ONCE, len(texts)), len(texts))
    return np.concatenate(rows)


def _outcome(notice: Notice, held: tuple[str, str, str] | None, torn: bool) -> Outcome:
    if held is None:
        return "added"
    return "unchanged" if held == (notice.source, notice.sha256, parser_version()) and not torn else "replaced"


def _check_ids(notices: Sequence[Notice]) -> None:
    owners = [(clause.id, notice.doc_id) for notice in notices for clause in notice.clauses]
    ids = [id_ for id_, _ in owners]
    strange = [id_ for id_, owner in owners if id_.partition("#")[0] != owner or nodes.clause_of(id_) != id_]
    if strange or len(set(ids)) < len(ids) or len({notice.doc_id for notice in notices}) < len(notices):
        raise ValueError("clause ids must be unique, begin with their notice's doc_id and '#', and hold no '@': "
                         f"{strange[:3]}")


def _batches(notices: Iterable[Notice]) -> Iterator[list[Notice]]:
    """Whole notices, about a thousand clauses at a time: what is embedded and committed in one step."""
    batch: list[Notice] = []
    for notice in notices:
        batch.append(notice)
        if sum(len(member.clauses) for member in batch) >= _BATCH_CLAUSES:
            yield batch
            batch = []
    if batch:
        yield batch


def _lexical_documents(notices: Iterable[Notice]) -> list[LexicalDocument]:
    return [LexicalDocument(part.node_id, notice.doc_id, part.text, "\n".join(part.headings), notice.meta.title)
            for notice in notices for part in nodes.parts(notice)]
