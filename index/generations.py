"""Generations of an index: readers open a published copy that no writer touches, so that neither waits for the other.

    home/lock                      held by the one writer
    home/work/                     the writer's own stores; no reader opens them
    home/vectors.db                the vectors of all texts, for writers (`index.embedded`)
    home/generations/g000007/      a published copy of them (the number is the manifest's revision)
    home/generations/g000007/readers/*   a locked file for each process that reads it: it is not deleted before they end
    home/current                   name of the generation to read, replaced in one step
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from index.faults import fault, no_index, old_index
from index.lexical import written_once
from index.manifest import DATABASE, FORMAT
from ingest.errors import TiaoliError

_LOCK_SECONDS = 5
_WORK, _GENERATIONS, _CURRENT, _READERS, _LOCK = "work", "generations", "current", "readers", "lock"
_SQLITE = ".sqlite3"
_NAME = re.compile(r"g\d{6,}")


def published(home: Path) -> str | None:
    """Name of the generation that readers open; None before the first publication. Raises index_corrupt."""
    try:
        name = (home / _CURRENT).read_text("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise fault(home, error) from error
    if not _NAME.fullmatch(name):
        raise fault(home, f"{_CURRENT}: {name[:40]!r}")
    return name


def generation(revision: int) -> str:
    """Name of the generation of a revision of the manifest."""
    return f"g{revision:06d}"


@contextmanager
def reading(home: Path) -> Iterator[Path]:
    """The folder of the current generation; it stays for the length of a `with` block, whatever is published meanwhile.

    Raises TiaoliError: no_index, old_index, bad_home, index_corrupt, storage_failed.
    """
    _check_home(home)
    while (name := published(home)) is not None:
        folder = home / _GENERATIONS / name
        if not folder.is_dir():
            if published(home) == name:
                raise fault(home, f"{_GENERATIONS}/{name} is missing")
            continue
        marker = FileLock(folder / _READERS / f"{os.getpid()}-{uuid4().hex}", thread_local=False)
        try:
            marker.acquire()
        except OSError as error:
            raise fault(home, error) from error
        try:
            # A writer looks for markers after it has replaced `current`: still current now, it will see this one.
            if published(home) == name:
                yield folder
                return
        finally:
            marker.release()
            Path(marker.lock_file).unlink(missing_ok=True)
    raise no_index(home, unfinished=(home / _WORK / DATABASE).exists())


@contextmanager
def writing(home: Path, *, create: bool) -> Iterator[Path]:
    """The folder to write in, exclusively, for the length of a `with` block; with create, made where there is none.

    Raises TiaoliError: no_index, old_index, bad_home, home_busy (another writer has it for more than 5 s),
    index_corrupt, storage_failed.
    """
    _check_home(home)
    work = home / _WORK
    if not create and not work.exists() and published(home) is None:
        raise no_index(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fault(home, error) from error
    with _locked(home):
        _check_work(home, work)
        try:
            work.mkdir(exist_ok=True)
            _sweep(home)
        except OSError as error:
            raise fault(home, error) from error
        yield work


def publish(home: Path, name: str) -> None:
    """Gives readers what the folder to write in holds; its stores must be closed. Generations nobody reads go.

    Whenever the process is killed, readers find the former generation whole, or the new one. Raises storage_failed.
    """
    target = home / _GENERATIONS / name
    draft = target.with_name(f"{name}.tmp")
    try:
        for left in (draft, target):  # of a publication that was cut short
            shutil.rmtree(left, ignore_errors=True)
        _copy(home / _WORK, draft)
        (draft / _READERS).mkdir()
        draft.rename(target)
        _sync(target.parent)
        _point(home, name)
    except (OSError, sqlite3.DatabaseError) as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise fault(home, error) from error
    _sweep(home)


def take_back(home: Path, store: str) -> Path | None:
    """Replaces a store in the folder to write in by its published copy; removes it where nothing is published.

    Returns the folder of the generation. A kill meanwhile leaves the store missing. Raises storage_failed.
    """
    name = published(home)
    target, draft = home / _WORK / store, home / _WORK / f"{store}.tmp"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        if name:
            _copy(home / _GENERATIONS / name / store, draft, read=True)
        if target.exists():
            shutil.rmtree(target)
        if name:
            draft.rename(target)
    except (OSError, sqlite3.DatabaseError) as error:
        raise fault(home, error) from error
    return home / _GENERATIONS / name if name else None


def _point(home: Path, name: str) -> None:
    fresh = home / f"{_CURRENT}.tmp"
    with fresh.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(home / _CURRENT)
    _sync(home)


def _copy(source: Path, target: Path, *, read: bool = False) -> None:
    """Copies a folder to the disk; files that are never written again are linked, which takes no time and no room.

    read: readers have the folder open.
    """
    for parent, _, names in os.walk(source):
        folder = target / Path(parent).relative_to(source)
        folder.mkdir(parents=True)
        for name in names:
            _copy_file(Path(parent, name), folder / name, read)
        _sync(folder)


def _copy_file(source: Path, target: Path, read: bool) -> None:
    if written_once(source):
        try:
            target.hardlink_to(source)
            return
        except OSError:
            target.unlink(missing_ok=True)  # a file system without links: copied instead
    if read and source.suffix == _SQLITE:
        _copy_database(source, target)
    else:
        shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _copy_database(source: Path, target: Path) -> None:
    """Through SQLite, because a reader's Chroma may be noting in the file that it has opened it. Slower than a copy."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _sync(folder: Path) -> None:
    """Makes new names in a folder survive a power cut, where the system can (Windows cannot open a folder)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(home: Path) -> None:
    """Deletes the generations that are not current and that nobody reads; one that resists is left for the next time."""
    current, generations = published(home), home / _GENERATIONS
    for folder in generations.iterdir() if generations.is_dir() else ():
        if folder.name != current and not _is_read(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_read(folder: Path) -> bool:
    """Whether a process that still runs reads this generation: the system releases the lock of one that is gone."""
    for marker in (folder / _READERS).glob("*"):
        lock = FileLock(marker, blocking=False)
        try:
            lock.acquire()
        except Timeout:
            return True
        lock.release()
    return False


def _check_home(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise TiaoliError("bad_home", f"不是文件夹 / not a folder: {home}", "请改用一个文件夹 / name a folder instead")
    if (home / DATABASE).exists():
        raise old_index(home, 1, FORMAT)


def _check_work(home: Path, work: Path) -> None:
    """Raises index_corrupt where the manifest is gone but other stores or a publication are there."""
    database = work / DATABASE
    if database.exists() and database.stat().st_size:
        return
    if published(home) or any((work / store).exists() for store in ("lexical", "chroma")):
        raise fault(home, f"{_WORK}/{DATABASE} is missing or empty")


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    lock = FileLock(home / _LOCK, timeout=_LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise TiaoliError("home_busy", f"另一个条理进程正在写入 / another Tiaoli process is writing to: {home}",
                          "请等它完成后重试，或用 --home 指定另一个文件夹；提问和查看不受影响 / "
                          "try again when it is done, or give another --home; asking and listing go on meanwhile") from error
    except OSError as error:
        raise fault(home, error) from error
    try:
        yield
    finally:
        lock.release()
