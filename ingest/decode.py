"""Bytes -> text, losing nothing: the encoding is detected, and every character can be traced back to its bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ingest.errors import TiaoliError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# Control characters other than tab, line ends and form feed do not occur in texts, only in binary files.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Undecodable bytes, C1 controls and private-use characters: few in a damaged text, many in what is none.
_ODD = re.compile("[\udc00-\udcff\x80-\x84\x86-\x9f\ue000-\uf8ff]")
_SAMPLE = 200_000
# The commonest characters of Chinese text (both scripts, and punctuation): wrongly decoded bytes lack them.
_COMMON = re.compile("[的一是不了在人有我他这中大来上国和為为對对行政法规規条條府市部门門办辦理,，。、]")
_ORDINARY = re.compile("[\x20-\x7e\n\u2010-\u2027\u3000-\u303f\uff00-\uffef]")
_ESCAPED = re.compile("[\udc00-\udcff]")


@dataclass(frozen=True)
class Decoded:
    """text: without BOM; each undecodable byte b is the lone surrogate U+DC00+b. skip: length of the BOM in bytes."""

    text: str
    encoding: str
    skip: int


def decode(data: bytes) -> Decoded:
    """Decodes UTF-8/16 (with or without BOM), GB18030 and Big5. Raises TiaoliError for empty or binary content."""
    skip, encoding = _detect(data)
    text = data[skip:].decode(encoding, _escape_bytes.__name__)
    if not text.strip("\x00 \t\r\n\f\v\u3000\ufeff"):
        raise TiaoliError(
            "empty_file", "文件是空的 / the file is empty", "请检查文件是否保存完整 / check it was saved whole"
        )
    if len(_CONTROL.findall(text)) > len(text) // 1000 or not _is_readable(text):
        what = "文件不是文本（可能是程序、图片或压缩包） / the file is not text"
        raise TiaoliError("binary_file", what, "请提供公文的文本 / give the text of the notice")
    return Decoded(text, encoding, skip)


def _is_readable(text: str) -> bool:
    """A cut at the end may spoil up to three bytes of a text of any length; beyond that, one character in twenty."""
    odd = len(_ODD.findall(text))
    return odd < len(text) / 2 and odd <= max(3, len(text) / 20)


def _escape_bytes(error: UnicodeError) -> tuple[str, int]:
    """Decoding errors: every unreadable byte stays, as one lone surrogate (`surrogateescape` refuses ASCII)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_escape_bytes.__name__, _escape_bytes)


def _detect(data: bytes) -> tuple[int, str]:
    """Length of the BOM and the encoding: valid UTF-8, else that in which a sample reads best."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return len(bom), name
    if _is_utf8(data):
        return 0, "utf-8"
    return 0, max(_ENCODINGS, key=lambda name: _likelihood(data[:_SAMPLE].decode(name, _escape_bytes.__name__)))


def _likelihood(text: str) -> float:
    """How well a decoding reads, a character: the commonest characters, then those of the national standards."""
    han = max(len(text.encode(charset, "ignore").decode(charset)) for charset in ("gb2312", "big5"))
    odd = len(_ODD.findall(text)) + len(_CONTROL.findall(text))
    return (10 * len(_COMMON.findall(text)) + len(_ORDINARY.findall(text)) + han - 10 * odd) / (len(text) or 1)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data[:_SAMPLE]


def byte_offsets(decoded: Decoded, positions: list[int]) -> list[int]:
    """Byte offset in the source of each character position (ascending) of decoded.text. Linear in the text."""
    offsets, at, byte = [], 0, decoded.skip
    for position in positions:
        byte += _bytes_of(decoded.text[at:position], decoded.encoding)
        at = position
        offsets.append(byte)
    return offsets


def _bytes_of(text: str, encoding: str) -> int:
    """Number of source bytes of a run of decoded text."""
    readable, escaped = _ESCAPED.subn("", text)
    return len(readable.encode(encoding)) + escaped
