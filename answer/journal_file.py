"""The journal's file: made, opened once in a process, and set aside when it is damaged."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import NamedTuple, TypeVar

from filelock import FileLock, Timeout

from ingest.errors import TiaoliError

DATABASE = "journal.db"
VERSION = 1  # Raise it with any change of the tables.

log = logging.getLogger("tiaoli")

_T = TypeVar("_T")
_BUSY_SECONDS = 5.0
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_READ_ONLY = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}

# Deleting is open to what a recorded sweep let go, and to nothing else.
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE exchanges (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, question TEXT NOT NULL,
                        history TEXT NOT NULL, filters TEXT NOT NULL, retrieved TEXT NOT NULL, engine TEXT NOT NULL,
                        prompt_hash TEXT NOT NULL, answer TEXT NOT NULL, verdicts TEXT NOT NULL,
                        version TEXT NOT NULL);
CREATE INDEX exchanges_at ON exchanges (at);
CREATE TABLE feedback (seq INTEGER PRIMARY KEY, exchange_id TEXT NOT NULL, at TEXT NOT NULL, verdict TEXT NOT NULL,
                       clause_id TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX feedback_of ON feedback (exchange_id);
CREATE TABLE sweeps (at TEXT NOT NULL, before TEXT NOT NULL, exchanges INTEGER NOT NULL);
CREATE TRIGGER exchanges_stay BEFORE UPDATE ON exchanges BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER feedback_stays BEFORE UPDATE ON feedback BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER sweeps_stay BEFORE UPDATE ON sweeps BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER sweeps_last BEFORE DELETE ON sweeps BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER exchanges_last BEFORE DELETE ON exchanges
    WHEN OLD.at >= (SELECT coalesce(max(before), '') FROM sweeps)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER feedback_lasts BEFORE DELETE ON feedback
    WHEN (SELECT at FROM exchanges WHERE id = OLD.exchange_id) >= (SELECT coalesce(max(before), '') FROM sweeps)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
PRAGMA user_version = {VERSION};
COMMIT;
"""


class _File(NamedTuple):
    """Tells a file from another that came under its name."""

    device: int
    inode: int


class _Opened(NamedTuple):
    connection: sqlite3.Connection
    file: _File | None


# Opened once: closing the last connection costs a write-through to the disk, about 20 ms. By process, because a connection
# must not be used, nor closed, in a forked one.
_OPENED: dict[tuple[int, Path], _Opened] = {}
_LOCK = RLock()


def journal_path(home: Path) -> Path:
    return Path(home).expanduser().absolute() / DATABASE


def change(home: Path, act: Callable[[sqlite3.Connection], _T]) -> _T:
    """What `act` returns, as one transaction on the journal under `home`, made where there is none.

    A damaged file is set aside, with a warning, and a new one begun. Raises TiaoliError: storage_failed, newer_journal.
    """
    path = journal_path(home)
    with _LOCK, _guarded(path):
        found = _file(path)
        try:
            return _transaction(_connection(path, found), act)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _set_aside(path, found)
        return _transaction(_connection(path, _file(path)), act)


@contextmanager
def reading(home: Path) -> Iterator[sqlite3.Connection]:
    """The journal as it is now, for the length of a `with` block; there must be one.

    Raises TiaoliError: storage_failed, newer_journal, journal_damaged; the latter two also while it is read.
    """
    path = journal_path(home)
    with _guarded(path), closing(_open_to_read(path)) as connection:
        connection.execute("BEGIN")
        yield connection


def _transaction(connection: sqlite3.Connection, act: Callable[[sqlite3.Connection], _T]) -> _T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = act(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
    return result


def _connection(path: Path, found: _File | None) -> sqlite3.Connection:
    """The one opened before, unless the file has been taken from under it: set aside by another process, or deleted."""
    key = os.getpid(), path
    opened = _OPENED.get(key)
    if opened and opened.file == found:
        return opened.connection
    _close(path)
    connection = _open(path)
    _OPENED[key] = _Opened(connection, _file(path))
    return connection


def _close(path: Path) -> None:
    if opened := _OPENED.pop((os.getpid(), path), None):
        opened.connection.close()


def _open(path: Path) -> sqlite3.Connection:
    # Only when there is none: closing a second descriptor of a database drops this process's locks on it.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        if not _version(connection, path):
            with _locked(path):
                if not _version(connection, path):
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.executescript(_SCHEMA)
        # A power cut may take the last exchanges, never the file. What is swept is overwritten.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Where the folder is read-only SQLite cannot place its files beside the journal; then no one writes to it either."""
    try:
        return _read_only(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if _code(error) not in _READ_ONLY or Path(f"{path}-wal").exists():
            raise
    return _read_only(path, "mode=ro&immutable=1")


def _read_only(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.as_uri()}?{mode}"
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _version(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """0: an empty file. Raises TiaoliError('newer_journal')."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise TiaoliError("newer_journal", f"问答记录由更新版本的条理写成 / written by a newer version of Tiaoli: {path} "
                          f"(format {version}, this one {VERSION})",
                          "请升级条理，或移走该文件 / upgrade Tiaoli, or move that file away")
    return version


def _set_aside(path: Path, found: _File | None) -> None:
    """Renames the damaged file, unless another process has done so meanwhile. Its write-ahead log goes with it."""
    _close(path)
    with _locked(path):
        if _file(path) != found:
            return
        aside = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{path.suffix}")
        for beside in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                Path(f"{path}{beside}").rename(f"{aside}{beside}")
    log.warning("问答记录已损坏，原文件留作 %s，另开新的一份 / the journal was damaged: kept as that file, and a new one begun", aside)


def _file(path: Path) -> _File | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return _File(status.st_dev, status.st_ino)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with FileLock(path.with_suffix(".lock"), timeout=_BUSY_SECONDS):
        yield


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            raise TiaoliError("journal_damaged", f"问答记录已损坏 / the journal is damaged: {path} ({error})",
                              "下次提问时会将其另存并新开一份 / the next question sets it aside and begins a new one") from error
        raise _storage_failed(path, error) from error
    except (OSError, Timeout) as error:
        raise _storage_failed(path, error) from error


def _storage_failed(path: Path, cause: Exception) -> TiaoliError:
    return TiaoliError("storage_failed", f"无法读写问答记录 / cannot read or write the journal: {path} ({cause})",
                       "请检查磁盘空间和文件夹权限 / check free disk space and the folder's permissions")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in _DAMAGE


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary result code; 0 where the driver raised the error itself."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
