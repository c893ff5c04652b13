"""What storage libraries raise on damaged or unwritable files -> the one error a user can act on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import TiaoliError

_NOT_WRITABLE = re.compile(
    r"no space left|disk is full|read-?only|permission denied|unable to open database|not a directory|file exists", re.I)


def fault(home: Path, cause: object) -> TiaoliError:
    """`storage_failed` when the disk is full or not writable, else `index_corrupt`."""
    if _NOT_WRITABLE.search(str(cause)):
        return TiaoliError("storage_failed", f"无法读写 {home} / cannot read or write it: {cause}",
                           "请检查磁盘空间和文件夹权限 / check free disk space and the folder's permissions")
    return TiaoliError("index_corrupt", f"索引已损坏 / the index is damaged: {home} ({_short(cause)})",
                       f"请移走（不要删除）{home}，再用 tiaoli ingest 收入公文和其中的 uploads / "
                       "move that folder away (do not delete it), then ingest the notices and its uploads again")


def no_index(home: Path, *, unfinished: bool = False) -> TiaoliError:
    """Nothing to read under `home`. unfinished: a first ingest was begun and not brought to its end."""
    if unfinished:
        return TiaoliError("no_index", f"首次读入尚未完成 / the first ingest has not been finished: {home}",
                           "再次运行 tiaoli ingest，会从中断处继续 / run tiaoli ingest again: it goes on where it stopped")
    return TiaoliError("no_index", f"还没有索引 / no index yet: {home}",
                       "先运行 tiaoli ingest corpus/（或您自己的文件夹）/ run tiaoli ingest on your notices first")


def old_index(home: Path, found: int, own: int) -> TiaoliError:
    """found: the format of the index; own: the one that this version writes."""
    return TiaoliError("old_index", f"索引由另一版本的条理建立 / made by another version of Tiaoli: {home} "
                       f"(format {found}, this one {own})",
                       "请移走该文件夹后重新运行 tiaoli ingest / move that folder away and ingest again")


@contextmanager
def guarded(home: Path, *expected: type[Exception]) -> Iterator[None]:
    """Raises `fault` in place of the expected exceptions and of a panic of a Rust library."""
    try:
        yield
    except expected as error:
        raise fault(home, error) from error
    except BaseException as error:
        # pyo3 gives each library its own PanicException, derived from BaseException and importable from nowhere.
        if type(error).__name__ != "PanicException":
            raise
        raise fault(home, error) from error


def _short(cause: object) -> str:
    """The first line of a library's message, not its whole nested dump."""
    line = next(iter(str(cause).splitlines()), "")
    return line if len(line) <= 160 else line[:160] + "…"
