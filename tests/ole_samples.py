"""Small OLE compound files ([MS-CFB]) made for tests: named streams and storages, nothing more."""

from __future__ import annotations

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SMALLEST = 512, 4096


def ole(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A file with at most three entries below its root. Streams are padded to 4096 bytes, below which they lie elsewhere."""
    fat, data, entries = [_FAT, _END], b"", []
    for name, content in streams.items():
        content = content.ljust(_SMALLEST, b"\0")
        first, sectors = len(fat), len(content) // _SECTOR
        fat += [*range(first + 1, first + sectors), _END]
        data += content
        entries.append((name, 2, first, len(content)))
    entries += [(name, 1, 0, 0) for name in storages]
    assert len(entries) <= 3 and len(fat) <= _SECTOR // 4
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0, 0,
    ) + struct.pack("<108I", *[_FREE] * 108)
    directory = _entry("Root Entry", 5, _END, 0, below=1) + b"".join(
        _entry(name, kind, first, size, after=at + 1 if at < len(entries) else _FREE)
        for at, (name, kind, first, size) in enumerate(entries, start=1)
    )
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    return header + table + directory.ljust(_SECTOR, b"\0") + data


def _entry(name: str, kind: int, first: int, size: int, after: int = _FREE, below: int = _FREE) -> bytes:
    coded = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16sI8s8sIII", coded, len(coded) + 2, kind, 1, _FREE, after, below, b"", 0, b"", b"",
                       first, size, 0)
