"""The one way from the bytes of a file to a Notice."""

from __future__ import annotations

import hashlib
import re

from ingest.clean import Cleaned, clean
from ingest.decode import Decoded, byte_offsets, decode
from ingest.facts import facts_of
from ingest.layout import layout
from ingest.meta import read_meta
from ingest.model import Clause, Fact, Notice, Segment
from ingest.outline import Draft, outline

def parse(data: bytes, doc_id: str, source: str) -> Notice:
    """Bytes of one notice -> Notice. Raises TiaoliError only for content that is no text; every doubt is a warning."""
    decoded = decode(data)
    cleaned = clean(decoded.text)
    lines = layout(cleaned.text)
    meta, doubts = read_meta(cleaned.text, lines)
    root, numbering = outline(cleaned.text, lines)
    clauses, repeated = _clauses(root, doc_id, cleaned.text)
    warnings = (*_damage(cleaned), *doubts, *numbering, *repeated)
    return Notice(doc_id, source, hashlib.sha256(data).hexdigest(), decoded.encoding, meta, cleaned.text, clauses,
                  _segments(decoded, cleaned), warnings)


def _clauses(root: Draft, doc_id: str, text: str) -> tuple[tuple[Clause, ...], list[str]]:
    """Drafts in text order as clauses with unique ids; a repeated number gets a suffix and a warning."""
    paths: dict[int, tuple[str, str]] = {id(root): ("", "")}
    taken: set[str] = set()
    repeated = []
    drafts = list(_walk(root))
    for draft in drafts:
        path, address = paths[id(draft.parent)]
        step = f"{path}/{draft.step}".strip("/")
        unique, count = step, 1
        while unique in taken:
            count += 1
            unique = f"{step}~{count}"
        taken.add(unique)
        label = _address(address, draft, count)
        if count > 1 and draft.marker:
            repeated.append(f"编号重复：{label}")
        paths[id(draft)] = (unique, label)

    def identifier(draft: Draft) -> str:
        return f"{doc_id}#{paths[id(draft)][0]}"

    return tuple(
        Clause(identifier(draft), paths[id(draft)][1], draft.kind if draft.kind != "item" or not _bare(draft, text) else "heading",
               draft.heading, draft.span.of(text), draft.span, identifier(draft.parent) if draft.parent is not root else None,
               tuple(identifier(child) for child in draft.children),
               _facts(draft, text))
        for draft in drafts), repeated


def _facts(draft: Draft, text: str) -> tuple[Fact, ...]:
    if draft.kind in ("head", "signature"):
        return ()
    return facts_of(text, draft.span, draft.marker.length if draft.marker else 0, draft.cells)


def _bare(draft: Draft, text: str) -> bool:
    """A numbered line that is only a heading over its children."""
    return bool(draft.children and draft.heading) and len(draft.span.of(text)) <= len(draft.heading) + draft.marker.length + 4


def _walk(draft: Draft):
    for child in draft.children:
        yield child
        yield from _walk(child)


def _address(above: str, draft: Draft, count: int) -> str:
    gap = " " if above.startswith("附") and " " not in above else ""
    return f"{above}{gap}{draft.label}" + (f"〔{count}〕" if count > 1 else "")


def _segments(decoded: Decoded, cleaned: Cleaned) -> tuple[Segment, ...]:
    flat = [position for run in cleaned.kept for position in run]
    offsets = byte_offsets(decoded, flat)
    segments, at = [], 0
    for number, (start, end) in enumerate(cleaned.kept):
        segments.append(Segment(at, end - start, offsets[2 * number], offsets[2 * number + 1]))
        at += end - start
    return tuple(segments)


def _damage(cleaned: Cleaned) -> list[str]:
    """Signs that a copy lost or gained characters."""
    warnings = []
    if cleaned.pinyin:
        warnings.append(f"原文夹有拼音 {cleaned.pinyin} 处，已略去")
    if cleaned.unreadable:
        warnings.append(f"有 {cleaned.unreadable} 个字节无法识别，已略去")
    opened, closed = len(re.findall("[“「]", cleaned.text)), len(re.findall("[”」]", cleaned.text))
    if opened != closed:
        warnings.append(f"引号不成对（前引号 {opened} 个，后引号 {closed} 个）：原文在复制中可能缺字")
    return warnings
