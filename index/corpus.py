"""Files and folders of notices -> the index: what is new, changed or gone is found out first, then carried out."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.manifest import DocSummary, parser_version
from index.settings import settings
from index.store import Index
from ingest.errors import TiaoliError
from ingest.model import Notice
from ingest.parse import parse

SUFFIXES = frozenset({".txt", ".text", ".md"})
_BATCH_CLAUSES = 1_000
_LINK = "链接指向文件夹或外部，不跟随 / links to folders or out of this folder are not followed"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Skipped:
    """A file or folder that was not taken in. code: as in TiaoliError; reason: plain words."""

    source: str
    code: str
    reason: str


@dataclass(frozen=True)
class Found:
    """A readable file. source: absolute path, links resolved; sha256: of its bytes."""

    source: str
    sha256: str


@dataclass(frozen=True)
class Plan:
    """put: (file, doc id) to parse and write; unchanged and removed: doc ids."""

    put: tuple[tuple[Found, str], ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an ingest did. added, replaced, unchanged, removed: doc ids; clauses: how many were written."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    clauses: int = 0
    seconds: float = 0.0
    warnings: tuple[tuple[str, tuple[str, ...]], ...] = ()


def _silent(done: int, total: int, source: str) -> None:
    """No progress is shown."""


def ingest_paths(index: Index, paths: Sequence[Path], on_progress: Progress = _silent) -> Report:
    """Brings the index in line with files and folders. A file that cannot be taken in is reported and the rest goes on.

    Notices that came from inside a folder given here and whose file is gone are removed.
    on_progress(done, total, source) is called before each file is parsed, and with done == total when all is written.
    Raises TiaoliError when the index itself fails; what was written before stays.
    """
    began = time.perf_counter()
    found, folders, refused = _scan(paths)
    plan = make_plan(index.documents(), found, folders, parser_version())
    for doc_id in plan.removed:
        index.remove(doc_id)
    report = Report(unchanged=plan.unchanged, removed=plan.removed, skipped=refused + plan.skipped)
    batch: list[Notice] = []
    for done, (file, doc_id) in enumerate(plan.put):
        on_progress(done, len(plan.put), file.source)
        try:
            batch.append(parse(_read(Path(file.source)), doc_id, file.source))
        except TiaoliError as error:
            report = replace(report, skipped=(*report.skipped, Skipped(file.source, error.code, error.message)))
        if sum(len(notice.clauses) for notice in batch) >= _BATCH_CLAUSES:
            report, batch = _put(index, batch, report), []
    report = _put(index, batch, report)
    on_progress(len(plan.put), len(plan.put), "")
    return replace(report, seconds=time.perf_counter() - began)


def make_plan(held: Sequence[DocSummary], found: Sequence[Found], folders: Sequence[str], parser: str) -> Plan:
    """What to do about the files found, given the notices held. folders: absolute, wholly scanned.

    A file with the content of a notice from another file is a duplicate; where that other file is gone, it has moved.
    A doc id stays with its file even while that is away (on a disk not mounted), unless its folder is scanned here.
    """
    present = {file.source for file in found}
    absent = [doc for doc in held if doc.source not in present]
    gone = [doc for doc in absent if not Path(doc.source).exists()]
    removed = {doc.doc_id for doc in gone if any(Path(doc.source).is_relative_to(folder) for folder in folders)}
    by_source = {doc.source: doc for doc in held}
    contents = {doc.sha256: doc.source for doc in absent if doc not in gone}
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
        doc_id = known.doc_id if known else moved.pop(file.sha256, None) or _doc_id(Path(file.source), taken)
        taken.add(doc_id)
        removed.discard(doc_id)
        put.append((file, doc_id))
    return Plan(tuple(put), tuple(unchanged), tuple(sorted(removed)), tuple(skipped))


def _put(index: Index, notices: Sequence[Notice], report: Report) -> Report:
    outcomes = list(zip(index.put_many(notices), notices, strict=True))
    written = {what: tuple(notice.doc_id for outcome, notice in outcomes if outcome == what)
               for what in ("added", "replaced", "unchanged")}
    return replace(
        report, **{what: getattr(report, what) + doc_ids for what, doc_ids in written.items()},
        clauses=report.clauses + sum(len(notice.clauses) for what, notice in outcomes if what != "unchanged"),
        warnings=report.warnings + tuple((notice.doc_id, notice.warnings) for _, notice in outcomes if notice.warnings))


def _scan(paths: Iterable[Path]) -> tuple[tuple[Found, ...], tuple[str, ...], tuple[Skipped, ...]]:
    """Files that can be read, each once; the folders given; and what was refused, with the reason."""
    files: dict[str, Found] = {}
    folders: list[str] = []
    skipped: list[Skipped] = []
    for given in paths:
        path = Path(given).expanduser().absolute()
        if path.is_dir():
            folders.append(str(path.resolve()))
            candidates, refused = _walk(path.resolve())
            skipped += refused
        else:
            candidates = [path]
        for candidate in candidates:
            try:
                file = _find(candidate)
                files[file.source] = file
            except (TiaoliError, OSError) as error:
                refusal = error if isinstance(error, TiaoliError) else _unreadable(error)
                skipped.append(Skipped(_readable(candidate), refusal.code, refusal.message))
    return tuple(files.values()), tuple(folders), tuple(dict.fromkeys(skipped))


def _walk(folder: Path) -> tuple[list[Path], list[Skipped]]:
    """Files below a folder, hidden ones left out. Links are followed only to files inside it."""
    files: list[Path] = []
    skipped: list[Skipped] = []

    def refuse(error: OSError) -> None:
        skipped.append(Skipped(_readable(error.filename), "unreadable", _unreadable(error).message))

    for parent, subfolders, names in os.walk(folder, onerror=refuse):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        links = [name for name in subfolders if os.path.islink(os.path.join(parent, name))]
        for name in sorted([*links, *names]):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(folder)):
                skipped.append(Skipped(_readable(path), "link", _LINK))
            else:
                files.append(path)
    return files, skipped


def _find(path: Path) -> Found:
    """Raises TiaoliError: missing, unsupported, bad_name, too_large, unreadable; OSError for a folder closed to us."""
    if not path.exists():
        raise TiaoliError("missing", f"找不到文件 / no such file: {_readable(path)}")
    if path.suffix.lower() not in SUFFIXES:
        raise TiaoliError("unsupported", f"暂不支持这种格式 / this format is not supported: {path.suffix or path.name}")
    source = str(path.resolve())
    if _readable(source) != source:
        raise TiaoliError("bad_name", "文件名不是有效的 UTF-8，请改名 / the file name is not valid UTF-8: rename it")
    return Found(source, hashlib.sha256(_read(path)).hexdigest())


def _read(path: Path) -> bytes:
    """Raises TiaoliError: too_large, unreadable."""
    limit = settings().max_file_mb
    try:
        if not path.is_file():
            raise TiaoliError("unreadable", "不是普通文件 / not a regular file")
        if path.stat().st_size > limit * 1_000_000:
            raise TiaoliError("too_large", f"文件超过 {limit} MB / the file is larger than {limit} MB")
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(error) from error


def _unreadable(error: OSError) -> TiaoliError:
    return TiaoliError("unreadable", f"无法读取 / cannot be read: {error.strerror}")


def _doc_id(path: Path, taken: set[str]) -> str:
    """The file's name without suffix, cleaned; with 8 hex digits of its path where another file has that id."""
    stem = re.sub(r"[^\w.\-]+", "-", path.stem).strip("-.") or "notice"
    if stem not in taken:
        return stem
    return f"{stem}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


def _duplicate(source: str, other: str) -> Skipped:
    return Skipped(source, "duplicate", f"内容与另一个文件相同 / same content as {other}")


def _readable(path: Path | str) -> str:
    """A path as text that can be shown and stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")
