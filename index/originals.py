"""The files of notices as they were received: `home/originals/<sha256><suffix>`, and uploads in `home/uploads`.

The name of a kept file is the digest of what it holds, so it is written once and never changed; generations share it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from index.faults import fault
from index.scan import read_source
from ingest.errors import TiaoliError

UPLOADS = "uploads"
_FOLDER, _DRAFT = "originals", ".part"


def keep(home: Path, received: Mapping[str, str], limit: int) -> None:
    """Keeps what each source holds. received: source -> sha256 of what was read of it; limit: bytes a file may have.

    What is kept already is not read. A file gone or changed since it was read is left out: the next ingest sees to it.
    Raises TiaoliError('storage_failed').
    """
    for source, sha256 in received.items():
        target = _kept(home, source, sha256)
        if target.exists() or is_upload(home, source):
            continue
        data = _bytes(source, limit)
        if data is not None and hashlib.sha256(data).hexdigest() == sha256:
            write_whole(home, target, data)


def write_whole(home: Path, target: Path, data: bytes) -> None:
    """Writes a file below `home` so that it is there whole or not at all. Raises TiaoliError('storage_failed')."""
    draft = target.with_name(target.name + _DRAFT)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise fault(home, error) from error


def find(home: Path, source: str, sha256: str) -> Path | None:
    """The file that holds a notice as it was received: the kept one, or its source where that has not changed."""
    for path in (_kept(home, source, sha256), Path(source)):
        if _digest(path) == sha256:
            return path
    return None


def sweep(home: Path, held: Collection[str]) -> None:
    """Deletes kept files that no notice held comes from; one that resists is left for the next time. held: their sha256."""
    folder = home / _FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.partition(".")[0] not in held or path.suffix == _DRAFT:
            with suppress(OSError):
                path.unlink()


def uploaded(home: Path, sha256: str) -> Path | None:
    """The upload with this content, if the home keeps one."""
    folder = upload_folder(home, sha256)
    paths = sorted(folder.iterdir()) if folder.is_dir() else ()
    return next((path for path in paths if path.suffix != _DRAFT and _digest(path) == sha256), None)


def upload_folder(home: Path, sha256: str) -> Path:
    """Where an upload with this content is kept, alone and under its own name."""
    return (home / UPLOADS).resolve() / sha256[:32]


def is_upload(home: Path, source: str) -> bool:
    """Whether the file of a notice is an upload, which the home itself keeps."""
    return Path(source).is_relative_to((home / UPLOADS).resolve())


def _kept(home: Path, source: str, sha256: str) -> Path:
    return home / _FOLDER / f"{sha256}{Path(source).suffix.lower()}"


def _digest(path: Path) -> str:
    """sha256 of what a file holds; '' of one that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _bytes(source: str, limit: int) -> bytes | None:
    try:
        return read_source(source, limit)
    except TiaoliError:
        return None
