"""Files that an evaluation writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingest.errors import TiaoliError


def make_folders(paths: Iterable[Path]) -> None:
    """Before anything is asked, so that a bad path is found before the long part. Raises TiaoliError `cannot_write`."""
    for path in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error


def write(path: Path, text: str) -> None:
    """Text as UTF-8, its line ends as they are. Raises TiaoliError `cannot_write`."""
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> TiaoliError:
    return TiaoliError("cannot_write", f"无法写入 / cannot write: {path} ({error.strerror})",
                       "请换一个路径 / choose another path")
