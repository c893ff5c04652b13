"""Bytes -> text, losing nothing: the encoding is detected, and every character can be traced back to its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from ingest.errors import TiaoliError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Control characters other than tab, line ends and form feed do not occur in texts, only in binary files.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SAMPLE = 200_000
# The commonest characters of Chinese text (of both scripts, with the full stop and comma): wrongly decoded bytes lack them.
_COMMON = re.compile("[的一是不了在人有我他这中大来上国和為为对對行政法规規条條府市部门門办辦理,，。、]")


@dataclass(frozen=True)
class Decoded:
    """text: without BOM; undecodable bytes are lone surrogates (`surrogateescape`). skip: length of the BOM in bytes."""

    text: str
    encoding: str
    skip: int


def decode(data: bytes) -> Decoded:
    """Decodes UTF-8/16 (with or without BOM), GB18030 and Big5. Raises TiaoliError for empty or binary content."""
    if not data.strip():
        raise TiaoliError("empty_file", "文件是空的 / the file is empty", "请检查文件是否保存完整 / check that it was saved whole")
    skip, encoding = _detect(data)
    text = data[skip:].decode(encoding, "surrogateescape")
    if len(_CONTROL.findall(text)) > len(text) // 1000 or _unreadable(text) > 0.05 * len(text):
        raise TiaoliError("binary_file", "文件不是文本（可能是程序、图片或压缩包） / the file is not text",
                          "请提供公文的文本 / give the text of the notice")
    return Decoded(text, encoding, skip)


def _detect(data: bytes) -> tuple[int, str]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return len(bom), name
    candidates = [name for name in ("utf-8", "gb18030", "big5hkscs") if _decodes(data, name)]
    if candidates[:1] == ["utf-8"]:
        return 0, "utf-8"
    if b"\x00" in data[:_SAMPLE]:
        candidates = [name for name in ("utf-16-le", "utf-16-be") if _decodes(data, name)]
    if candidates:
        return 0, max(candidates, key=lambda name: len(_COMMON.findall(data[:_SAMPLE].decode(name, "ignore"))))
    best = from_bytes(data[:_SAMPLE], cp_isolation=["utf_8", "gb18030", "big5"]).best()
    return 0, best.encoding if best else "utf-8"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unreadable(text: str) -> int:
    return sum("\udc80" <= char <= "\udcff" for char in text)


def byte_offsets(decoded: Decoded, positions: list[int]) -> list[int]:
    """Byte offset in the source of each character position (ascending) of decoded.text. Linear in the text."""
    offsets, at, byte = [], 0, decoded.skip
    for position in positions:
        byte += len(decoded.text[at:position].encode(decoded.encoding, "surrogateescape"))
        at = position
        offsets.append(byte)
    return offsets
