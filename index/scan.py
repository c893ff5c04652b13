"""Files, folders and ZIP archives given to an ingest -> the files in them that can be read, and why the others cannot."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.errors import TiaoliError
from ingest.read.archive import Archive, is_system_file
from ingest.read.dispatch import SUFFIXES

ARCHIVE = ".zip"
INSIDE = "!/"
_PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})
_MEMBER = re.compile(rf"(?P<archive>.+?\{ARCHIVE}){INSIDE}(?P<name>.+)", re.I | re.S)
_LINK = "链接指向文件夹或外部，不跟随 / links to folders or out of this folder are not followed"
_NESTED = "压缩包里的压缩包不展开，请先解开 / an archive inside an archive is not opened: unpack it first"


@dataclass(frozen=True)
class Skipped:
    """A file or folder that was not taken in. code: as in TiaoliError; reason: plain words."""

    source: str
    code: str
    reason: str


@dataclass(frozen=True)
class Found:
    """A readable file. source: absolute path, links resolved; of a member of an archive `/abs/a.zip!/inner/name.docx`.

    sha256: of its bytes; size: how many there are; plain: they are text, whatever the file is called.
    """

    source: str
    sha256: str
    size: int = 0
    plain: bool = False


@dataclass(frozen=True)
class Scan:
    """files: each once. whole: absolute folders, and archives as `/abs/a.zip!`, all of whose files were looked at."""

    files: tuple[Found, ...]
    whole: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class _Gathered:
    """What a scan has come upon so far."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.files: dict[str, Found] = {}
        self.whole: list[str] = []
        self.skipped: dict[Skipped, None] = {}

    def skip(self, source: Path | str, error: TiaoliError) -> None:
        self.skipped[Skipped(_readable(source), error.code, error.message)] = None

    def add(self, source: str, data: bytes) -> None:
        plain = Path(source).suffix.lower() in _PLAIN and b"\0" not in data and b"%PDF-" not in data[:1024]
        self.files[source] = Found(source, hashlib.sha256(data).hexdigest(), len(data), plain)

    @contextmanager
    def reporting(self, source: Path | str) -> Iterator[None]:
        """What goes wrong with a file is noted, and the scan goes on."""
        try:
            yield
        except TiaoliError as error:
            self.skip(source, error)
        except OSError as error:
            self.skip(source, _unreadable(error))


def scan(paths: Iterable[Path], limit: int) -> Scan:
    """Looks at everything given. limit: bytes that a file may have; of an archive, each file in it."""
    gathered = _Gathered(limit)
    for given in paths:
        path = Path(given).expanduser().absolute()
        with gathered.reporting(path):
            if path.is_dir():
                _scan_folder(path.resolve(), gathered)
            else:
                _scan_file(path, gathered)
    return Scan(tuple(gathered.files.values()), tuple(gathered.whole), tuple(gathered.skipped))


def read_source(source: str, limit: int) -> bytes:
    """The bytes of a file or of a member of an archive. Raises TiaoliError: missing, too_large, unreadable and, for an
    archive, what `ingest.read.unzip.checked` raises.
    """
    member = _member(source)
    try:
        if not member:
            return _read(Path(source), limit)
        return _archive(member[0]).read(member[1], limit)
    except OSError as error:
        raise _unreadable(error) from error


def exists(source: str) -> bool:
    """Whether the file of a notice is still there; a member of an archive that cannot be read now counts as there."""
    member = _member(source)
    if not member:
        return Path(source).exists()
    try:
        return member[1] in _archive(member[0]).members
    except FileNotFoundError:
        return False
    except (TiaoliError, OSError):
        return True


def name_of(source: str) -> str:
    """The file name without folder and suffix."""
    return Path(source).stem


def _member(source: str) -> tuple[Path, str] | None:
    """(archive, name inside) of the source of a member."""
    match = _MEMBER.fullmatch(source)
    if not match or Path(match["archive"]).is_dir() or Path(source).exists():
        return None
    return Path(match["archive"]), match["name"]


def _archive(path: Path) -> Archive:
    """Kept open until another is wanted: its directory is read once, not once a member."""
    state = path.stat()
    return _archive_as_of(path.resolve(), state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=1)
def _archive_as_of(path: Path, changed: int, size: int) -> Archive:
    return Archive(path)


def _scan_folder(folder: Path, gathered: _Gathered) -> None:
    """All below a folder, hidden and system files left out. Links are followed only to files inside it."""
    gathered.whole.append(str(folder))

    def refuse(error: OSError) -> None:
        gathered.skip(error.filename, _unreadable(error))

    for parent, subfolders, names in os.walk(folder, onerror=refuse):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        links = [name for name in subfolders if os.path.islink(os.path.join(parent, name))]
        for name in sorted([*links, *names]):
            path = Path(parent, name)
            if is_system_file(name):
                continue
            with gathered.reporting(path):
                # realpath, not Path.resolve: that raises RuntimeError for a link that leads to itself.
                if path.is_symlink() and (path.is_dir() or not Path(os.path.realpath(path)).is_relative_to(folder)):
                    raise TiaoliError("link", _LINK)
                _scan_file(path, gathered)


def _scan_file(path: Path, gathered: _Gathered) -> None:
    """Raises TiaoliError: missing, unsupported, bad_name, too_large, unreadable, and what archives raise; OSError."""
    if not path.exists():
        raise TiaoliError("missing", f"找不到文件 / no such file: {_readable(path)}")
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES and suffix != ARCHIVE:
        raise _unsupported(path.name)
    source = str(path.resolve())
    if _readable(source) != source:
        raise TiaoliError("bad_name", "文件名不是有效的 UTF-8，请改名 / the file name is not valid UTF-8: rename it")
    if suffix == ARCHIVE and path.is_file():
        _scan_archive(source, _archive(path), gathered)
    else:
        gathered.add(source, _read(path, gathered.limit))


def _scan_archive(source: str, archive: Archive, gathered: _Gathered) -> None:
    gathered.whole.append(f"{source}!")
    for name, error in archive.refused:
        gathered.skip(f"{source}{INSIDE}{name}", error)
    for name in sorted(archive.members):
        inside = f"{source}{INSIDE}{name}"
        with gathered.reporting(inside):
            suffix = Path(name).suffix.lower()
            if suffix == ARCHIVE:
                raise TiaoliError("nested_archive", _NESTED)
            if suffix not in SUFFIXES:
                raise _unsupported(Path(name).name)
            gathered.add(inside, archive.read(name, gathered.limit))


def _read(path: Path, limit: int) -> bytes:
    """Raises TiaoliError: too_large, unreadable; OSError."""
    if not path.is_file():
        raise TiaoliError("unreadable", "不是普通文件 / not a regular file")
    if path.stat().st_size > limit:
        megabytes = limit // 1_000_000
        raise TiaoliError("too_large", f"文件超过 {megabytes} MB / the file is larger than {megabytes} MB")
    return path.read_bytes()


def _unsupported(name: str) -> TiaoliError:
    return TiaoliError("unsupported", f"暂不支持这种格式 / this format is not supported: {Path(name).suffix or name}")


def _unreadable(error: OSError) -> TiaoliError:
    return TiaoliError("unreadable", f"无法读取 / cannot be read: {error.strerror}")


def _readable(path: Path | str) -> str:
    """A path as text that can be shown and stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")
