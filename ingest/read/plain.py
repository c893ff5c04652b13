"""Plain text: the bytes decoded, nothing more."""

from __future__ import annotations

from ingest.decode import decode
from ingest.read.reading import Reading


def read_plain(data: bytes) -> Reading:
    """Raises TiaoliError: empty_file, binary_file."""
    decoded = decode(data)
    return Reading(decoded.text, "text", decoded.encoding, decoded=decoded)
