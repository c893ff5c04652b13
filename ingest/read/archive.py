"""ZIP files of notices: which members may be read, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

from ingest.errors import TiaoliError
from ingest.read.unzip import checked, entry_name, safe_name, unpacked

# What operating systems and office programs leave beside files; nobody put it there on purpose.
_SYSTEM_FOLDERS, _SYSTEM_FILES = frozenset({"__MACOSX"}), frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Member:
    """A file in an archive. name: its path below the archive's root, as its writer meant it; info: for `ZipFile`."""

    name: str
    info: ZipInfo


def is_system_file(name: str) -> bool:
    """Whether a path holds a hidden part or is what a system leaves behind: .DS_Store, Thumbs.db, ~$draft.docx."""
    parts = PurePosixPath(name).parts
    last = parts[-1] if parts else ""
    return (any(part.startswith(".") or part in _SYSTEM_FOLDERS for part in parts)
            or last.lower() in _SYSTEM_FILES or last.startswith("~$"))


class Archive:
    """An archive that is safe to read, open for as long as it is used. Folders and system files count as absent.

    members: those that may be read, by name; refused: (name, why) for the others. Of entries of one name the first counts.
    """

    def __init__(self, path: Path) -> None:
        """Raises TiaoliError: zip_bomb, password, unsupported, damaged_file; OSError for a path that cannot be opened."""
        self._archive = archive = checked(path)
        self.members: dict[str, Member] = {}
        self.refused: list[tuple[str, TiaoliError]] = []
        for info in archive.infolist():
            if not info.is_dir():
                self._take(info)

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a member. limit: in bytes. Raises TiaoliError: missing, too_large, damaged_file."""
        if name not in self.members:
            raise TiaoliError("missing", f"压缩包里没有这个文件 / no such file in the archive: {name}")
        info = self.members[name].info
        if info.file_size > limit:
            what = f"文件超过 {limit // 1_000_000} MB / the file is larger than {limit // 1_000_000} MB"
            raise TiaoliError("too_large", what)
        return unpacked(self._archive, info)

    def _take(self, info: ZipInfo) -> None:
        try:
            name = safe_name(info)
        except TiaoliError as error:
            self.refused.append((entry_name(info), error))
            return
        if is_system_file(name):
            return
        if name in self.members:
            what = "压缩包里有同名文件 / another file in the archive has that name"
            self.refused.append((name, TiaoliError("duplicate", what)))
            return
        self.members[name] = Member(name, info)
