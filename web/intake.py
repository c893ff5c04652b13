"""Notices that users hand over and take back: uploads are kept under the home and taken in as `tiaoli ingest` does."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from index import originals
from index.corpus import OnStep, Report, Step, ingest_paths
from index.embed import embedder_id
from index.generations import reading
from index.manifest import DocSummary, open_manifest
from index.scan import INSIDE, Found, Skipped, read_source, scan
from index.settings import settings
from index.writer import write_index
from ingest.errors import TiaoliError

_NAME_BYTES = 200


def _silent(step: Step) -> None:
    """No progress is shown."""


def take_in(home: Path, files: Sequence[Path], on_step: OnStep = _silent) -> Report:
    """Keeps uploaded files, and those inside uploaded ZIP archives, under `home` and takes them into its index.

    Each is kept in a folder named by its content, so that another file of the same name replaces nothing and becomes a
    notice of its own; removing or ingesting other files later leaves it be. In the report, a source is the name that the
    file was uploaded under, of a member of an archive `a.zip!/inner/name.docx`. The files given stay where they are.

    Raises TiaoliError: home_busy (somebody else is writing for more than 5 s) and what `write_index` raises.
    """
    home, limit = Path(home).expanduser().absolute(), settings().max_file_mb * 1_000_000
    with write_index(home, create=True) as index:
        scanned = scan(files, limit)
        known_as = {str(file.resolve()): file.name for file in files}
        kept, refused = _keep(home, scanned.files, known_as, limit)
        try:
            report = ingest_paths(index, [Path(source) for source in kept], on_step)
        finally:
            _discard_unused(home, kept, index.documents())
        held = {document.sha256: document.meta.title or document.doc_id for document in index.documents()}
    return _told(report, [*(_renamed(each, known_as) for each in scanned.skipped), *refused], kept, held)


def remove(home: Path, doc_id: str) -> None:
    """Takes a notice out of the index, and deletes its file if that was uploaded; any other file stays where it is.

    Raises TiaoliError: no_such_document, home_busy and what `write_index` raises.
    """
    home = Path(home).expanduser().absolute()
    with write_index(home) as index:
        source = index.notice(doc_id).source
        index.remove([doc_id])
    _discard(home, source)


def original(home: Path, doc_id: str) -> Path | None:
    """The file that a notice was read from, byte for byte as it was received; None where it is not to be had any more.

    Raises TiaoliError: no_such_document, and what `read_index` raises.
    """
    home = Path(home).expanduser().absolute()
    with reading(home) as folder, open_manifest(folder, home, embedder_id(), write=False) as manifest:
        held = manifest.versions([doc_id])
    if doc_id not in held:
        raise TiaoliError("no_such_document", f"没有这份公文 / no such document: {doc_id}")
    source, sha256, _ = held[doc_id]
    return originals.find(home, source, sha256)


def _keep(home: Path, found: Sequence[Found], known_as: dict[str, str],
          limit: int) -> tuple[dict[str, tuple[str, str]], list[Skipped]]:
    """Where each file is kept -> (the name it came under, sha256); and those that cannot be kept."""
    kept: dict[str, tuple[str, str]] = {}
    refused = []
    for file in found:
        name = _known(file.source, known_as)
        try:
            path = _kept(home, file, limit)
        except TiaoliError as error:
            refused.append(Skipped(name, error.code, error.message))
            continue
        if str(path) in kept:
            refused.append(_duplicate(name, kept[str(path)][0]))
        else:
            kept[str(path)] = (name, file.sha256)
    return kept, refused


def _kept(home: Path, file: Found, limit: int) -> Path:
    """Raises TiaoliError: storage_failed, and what `read_source` raises."""
    if former := originals.uploaded(home, file.sha256):
        return former
    path = originals.upload_folder(home, file.sha256) / _safe_name(PurePosixPath(file.source).name)
    originals.write_whole(home, path, read_source(file.source, limit))
    return path


def _safe_name(name: str) -> str:
    """A file name without control and format characters and leading dots, short enough for any file system."""
    plain = "".join("_" if unicodedata.category(char).startswith("C") else char for char in name)
    suffix = PurePosixPath(plain).suffix
    stem = plain.removesuffix(suffix).lstrip(". ").encode()[:_NAME_BYTES - len(suffix)].decode("utf-8", "ignore")
    return f"{stem or 'notice'}{suffix}"


def _discard_unused(home: Path, kept: dict[str, tuple[str, str]], held: Sequence[DocSummary]) -> None:
    """Deletes what was kept of files that became no notice."""
    used = {document.source for document in held}
    for source in kept:
        if source not in used:
            _discard(home, source)


def _discard(home: Path, source: str) -> None:
    if originals.is_upload(home, source):
        shutil.rmtree(Path(source).parent, ignore_errors=True)


def _told(report: Report, refused: Sequence[Skipped], kept: dict[str, tuple[str, str]], held: dict[str, str]) -> Report:
    """The report in the names that the uploader knows. held: sha256 -> title."""
    skipped = list(refused)
    for each in report.skipped:
        name, sha256 = kept[each.source]
        skipped.append(_duplicate(name, held[sha256]) if each.code == "duplicate" else replace(each, source=name))
    written = (replace(each, source=kept[each.source][0]) for each in report.written)
    return replace(report, written=tuple(written), skipped=tuple(skipped))


def _renamed(skipped: Skipped, known_as: dict[str, str]) -> Skipped:
    return replace(skipped, source=_known(skipped.source, known_as))


def _known(source: str, known_as: dict[str, str]) -> str:
    """A source in the terms of the upload. known_as: path of an uploaded file -> its name."""
    if source in known_as:
        return known_as[source]
    archive, inside, member = source.partition(INSIDE)
    return f"{known_as[archive]}{inside}{member}" if archive in known_as else PurePosixPath(source).name


def _duplicate(name: str, other: str) -> Skipped:
    return Skipped(name, "duplicate", f"内容与“{other}”相同，未重复收录 / same content as {other}: not taken in again")

