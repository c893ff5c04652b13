"""Reasoning models write their thoughts before the answer; where a server leaves them in the text they are taken out."""

from __future__ import annotations

from collections.abc import Iterator

# The marks of DeepSeek-R1, Qwen3 and their kin (their chat templates).
_OPEN, _CLOSE = "<think>", "</think>"


def without_thoughts(deltas: Iterator[str]) -> Iterator[str]:
    """The same text less a block of thoughts at its very beginning; a mark further on is text. No piece is empty."""
    head = ""
    for delta in deltas:
        head += delta
        begun = head.lstrip()
        if begun.startswith(_OPEN):
            if (end := begun.find(_CLOSE)) < 0:
                continue
            head = begun[end + len(_CLOSE):].lstrip()
        elif _OPEN.startswith(begun):
            continue
        break
    if head and not head.lstrip().startswith(_OPEN):
        yield head
    yield from deltas
