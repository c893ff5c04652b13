"""Files and folders of notices -> the index: what is new, changed or gone is found out first, then carried out."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.manifest import DocSummary, parser_version
from index.parsing import Job, parsing
from index.scan import Found, Skipped, exists, name_of, scan
from index.settings import settings
from index.writer import IndexWriter, Outcome
from ingest.model import Notice

_BATCH_CLAUSES = 1_000
_PUBLISH_SECONDS = 600


@dataclass(frozen=True)
class Step:
    """How far an ingest has come. done: notices of total, clauses: all written, and what has been embedded of the next."""

    done: float
    total: int
    clauses: int
    source: str


OnStep = Callable[[Step], None]


@dataclass(frozen=True)
class Plan:
    """put: what to parse and write; unchanged and removed: doc ids."""

    put: tuple[Job, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Written:
    """A notice that an ingest wrote. clauses: how many; warnings: those of its parsing."""

    doc_id: str
    source: str
    outcome: Outcome
    clauses: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What an ingest did, in the order it was done. unchanged, removed: doc ids; seconds: wall-clock time."""

    written: tuple[Written, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(each.doc_id for each in self.written if each.outcome == "added")

    @property
    def replaced(self) -> tuple[str, ...]:
        return tuple(each.doc_id for each in self.written if each.outcome == "replaced")

    @property
    def clauses(self) -> int:
        """How many were written."""
        return sum(each.clauses for each in self.written)

    def as_dict(self) -> dict[str, Any]:
        """As `tiaoli ingest --json` prints it:

            {"written": [{"doc_id", "source", "outcome": "added | replaced", "clauses": 0, "warnings": ["…"]}],
             "unchanged": ["doc_id"], "removed": ["doc_id"], "skipped": [{"source", "code", "reason"}],
             "clauses": 0, "seconds": 0.0}

        clauses: written in this run; a source is an absolute path, of a file in an archive `/abs/a.zip!/inner/name.docx`.
        """
        return {
            "written": [{"doc_id": each.doc_id, "source": each.source, "outcome": each.outcome, "clauses": each.clauses,
                         "warnings": list(each.warnings)} for each in self.written],
            "unchanged": list(self.unchanged), "removed": list(self.removed),
            "skipped": [{"source": each.source, "code": each.code, "reason": each.reason} for each in self.skipped],
            "clauses": self.clauses, "seconds": round(self.seconds, 2),
        }


def _silent(step: Step) -> None:
    """No progress is shown."""


def ingest_paths(index: IndexWriter, paths: Sequence[Path], on_step: OnStep = _silent) -> Report:
    """Brings the index in line with files, folders and ZIP archives; one that cannot be taken in is reported.

    Notices that came from inside a folder or archive given here and whose file is gone are removed. What is written is
    published about every ten minutes. The files of the notices held are kept as they were received. on_step is called at
    the beginning, as work goes on, and when all is written.
    Raises TiaoliError when the index itself fails; what was written before stays.
    """
    began = time.perf_counter()
    limit = settings().max_file_mb * 1_000_000
    scanned = scan(paths, limit)
    plan = make_plan(index.documents(), scanned.files, scanned.whole, parser_version())
    if plan.removed:
        index.remove(plan.removed)
    state = _State(index, len(plan.put), on_step)
    skipped = [*scanned.skipped, *plan.skipped]
    state.tell("")
    with parsing(plan.put, limit) as parsed:
        if plan.put:
            index.prepare()
        for outcome in parsed:
            if isinstance(outcome, Skipped):
                skipped.append(outcome)
                state.done += 1
            else:
                state.put(outcome)
            state.tell(outcome.source)
    state.flush()
    index.keep_originals({file.source: file.sha256 for file in scanned.files}, limit)
    state.tell("")
    return Report(tuple(state.written), plan.unchanged, plan.removed, tuple(skipped), time.perf_counter() - began)


@dataclass
class _State:
    """What an ingest has done so far, and the notices it will write next."""

    index: IndexWriter
    total: int
    on_step: OnStep
    done: int = 0
    clauses: int = 0
    written: list[Written] = field(default_factory=list)
    batch: list[Notice] = field(default_factory=list)
    published: float = field(default_factory=time.monotonic)

    def put(self, notice: Notice) -> None:
        self.batch.append(notice)
        if sum(len(waiting.clauses) for waiting in self.batch) >= _BATCH_CLAUSES:
            self.flush()

    def flush(self) -> None:
        """Writes what is waiting, and publishes if that was long ago."""
        batch, self.batch = self.batch, []
        if not batch:
            return
        last = batch[-1].source
        outcomes = self.index.put_many(batch, lambda texts, of: self.tell(last, batch, texts / of))
        for what, notice in zip(outcomes, batch, strict=True):
            self.written.append(Written(notice.doc_id, notice.source, what, len(notice.clauses), notice.warnings))
            self.clauses += len(notice.clauses)
        self.done += len(batch)
        if time.monotonic() - self.published > _PUBLISH_SECONDS:
            self.index.publish()
            self.published = time.monotonic()

    def tell(self, source: str, batch: Sequence[Notice] = (), share: float = 0.0) -> None:
        """share: how much of the batch has been embedded."""
        clauses = self.clauses + int(share * sum(len(notice.clauses) for notice in batch))
        self.on_step(Step(self.done + share * len(batch), self.total, clauses, source))


def make_plan(held: Sequence[DocSummary], found: Sequence[Found], whole: Sequence[str], parser: str) -> Plan:
    """What to do about the files found, given the notices held. whole: as in `index.scan.Scan`.

    A file with the content of a notice from another file is a duplicate; where that other file is gone, it has moved.
    A doc id stays with its file even while that is away (on a disk not mounted), unless its folder is scanned here.
    """
    present = {file.source for file in found}
    absent = [doc for doc in held if doc.source not in present]
    gone = [doc for doc in absent if not exists(doc.source)]
    removed = {doc.doc_id for doc in gone if any(Path(doc.source).is_relative_to(folder) for folder in whole)}
    by_source = {doc.source: doc for doc in held}
    away = {doc.doc_id for doc in gone}
    contents = {doc.sha256: doc.source for doc in absent if doc.doc_id not in away}
    moved = {doc.sha256: doc.doc_id for doc in gone}
    taken = {doc.doc_id for doc in held} - removed
    put, unchanged, skipped = [], [], []
    # Files already held go first, so that of two equal files the one known keeps its place.
    for file in sorted(found, key=lambda file: (file.source not in by_source, file.source)):
        known = by_source.get(file.source)
        if file.sha256 in contents:
            skipped.append(_duplicate(file.source, contents[file.sha256]))
            removed |= {known.doc_id} if known else set()
            continue
        contents[file.sha256] = file.source
        if known and (known.sha256, known.parser) == (file.sha256, parser):
            unchanged.append(known.doc_id)
            continue
        doc_id = known.doc_id if known else moved.pop(file.sha256, None) or _doc_id(file.source, taken)
        taken.add(doc_id)
        removed.discard(doc_id)
        put.append(Job(file, doc_id))
    return Plan(tuple(put), tuple(unchanged), tuple(sorted(removed)), tuple(skipped))


def _doc_id(source: str, taken: Iterable[str]) -> str:
    """The file's name without suffix, cleaned; with 8 hex digits of its path where another file has that id."""
    stem = re.sub(r"[^\w.\-]+", "-", name_of(source)).strip("-.") or "notice"
    if stem not in taken:
        return stem
    return f"{stem}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def _duplicate(source: str, other: str) -> Skipped:
    return Skipped(source, "duplicate", f"内容与另一个文件相同 / same content as {other}")
