"""ZIP files from strangers: what they may hold, how large it may grow, and what their entries are called."""

from __future__ import annotations

import io
import re
import stat
import struct
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ingest.errors import TiaoliError

MOST_ENTRIES = 10_000
MOST_BYTES = 500_000_000
MOST_RATIO = 200
RATIO_COUNTS_FROM = 1_000_000

_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_FAULTS = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OverflowError, IndexError)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
_HAN = re.compile(r"[\u3400-\u9fff]")


def checked(source: bytes | Path) -> ZipFile:
    """An open ZIP file that is safe to read; the caller closes it.

    zipfile never gives more of an entry than its directory declares, so limits on the declared sizes hold for the actual
    ones too; that is true of stored and deflated entries, and no others are let in.
    Raises TiaoliError: zip_bomb, password, unsupported, damaged_file; OSError for a path that cannot be opened.
    """
    try:
        archive = ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except _FAULTS as error:
        raise damaged("压缩包目录读不出", "its ZIP directory cannot be read") from error
    try:
        _check_size(archive.infolist())
        for info in archive.infolist():
            _check_entry(info)
    except TiaoliError:
        archive.close()
        raise
    return archive


def unpacked(archive: ZipFile, info: ZipInfo) -> bytes:
    """What one entry holds. Raises TiaoliError: damaged_file."""
    try:
        return archive.read(info)
    except (*_FAULTS, RuntimeError) as error:
        raise damaged(f"{entry_name(info)} 解压不出", "it cannot be unpacked") from error


def safe_name(info: ZipInfo) -> str:
    """Path of an entry below the archive's root, parts set apart by `/`. Raises TiaoliError: unsafe_name."""
    name = entry_name(info).replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    outside = name.startswith("/") or _DRIVE.match(name) or ".." in parts
    if outside or not parts or _CONTROL.search(name) or stat.S_ISLNK(info.external_attr >> 16):
        shown = _CONTROL.sub("?", name)
        raise TiaoliError("unsafe_name", f"压缩包内的路径不安全：{shown} / an entry of the ZIP points outside it",
                          "请重新打包，只含普通文件 / pack it again with plain files only")
    return "/".join(parts)


def entry_name(info: ZipInfo) -> str:
    """Name of an entry as its writer meant it.

    Without the UTF-8 flag zipfile takes the bytes for code page 437 (APPNOTE, appendix D), but Windows in China writes
    GBK and macOS UTF-8. Some GBK is also valid UTF-8, never of Han characters: those take three bytes there.
    """
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return info.filename
    raw = info.filename.encode("cp437")
    utf8, gbk = _decoded(raw, "utf-8"), _decoded(raw, "gb18030")
    return (utf8 if _HAN.search(utf8) else gbk or utf8) or info.filename


def damaged(chinese: str, english: str) -> TiaoliError:
    """The error for a file that is broken or cut off, saying what of it cannot be read."""
    return TiaoliError("damaged_file", f"文件已损坏：{chinese} / the file is damaged: {english}",
                       "请重新下载或另存一份 / fetch it again or save a new copy")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _check_size(entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _bomb(f"条目 {len(entries):,} 个，上限 {MOST_ENTRIES:,} / too many entries")
    if (total := sum(info.file_size for info in entries)) > MOST_BYTES:
        raise _bomb(f"解压后 {total:,} 字节，上限 {MOST_BYTES:,} / too large once unpacked")


def _check_entry(info: ZipInfo) -> None:
    if info.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * info.compress_size):
        raise _bomb(f"压缩比超过 {MOST_RATIO} 倍 / packed more than {MOST_RATIO} to 1")
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise TiaoliError("password", "压缩包有密码 / the ZIP is protected by a password",
                          "请先用密码解开 / unpack it with the password first")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise TiaoliError("unsupported", "压缩包使用了不支持的压缩方式 / the ZIP uses a way of packing that is not supported",
                          "请用普通 ZIP 格式重新打包 / pack it again as an ordinary ZIP")


def _bomb(what: str) -> TiaoliError:
    return TiaoliError("zip_bomb", f"压缩内容过大，拒绝解压：{what}", "请核实文件来源 / check where the file comes from")
