"""The one way from the bytes of a file to a Notice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.acts import acts_of
from ingest.clean import Cleaned, clean
from ingest.columns import Header, cells_of_roles, headers_in, heading_of_duties
from ingest.decode import Decoded, byte_offsets
from ingest.draft import Draft
from ingest.errors import TiaoliError
from ingest.facts import facts_of
from ingest.grid import extent, piped_tables, project
from ingest.layout import layout
from ingest.markers import DIVISIONS
from ingest.meta import read_meta
from ingest.model import Clause, Fact, Notice, Segment
from ingest.outline import outline
from ingest.read.dispatch import read
from ingest.references import references_of
from ingest.wrap import wrapped_breaks


def parse(data: bytes, doc_id: str, source: str) -> Notice:
    """Bytes of one notice -> Notice. source: its file name, whose suffix tells the format where the content does not.

    Raises TiaoliError only for a file that holds no text or must not be read; every doubt is a warning.
    """
    reading = read(data, source)
    tables = [extent(grid.rows) for grid in reading.grids]
    # Other formats say themselves where a paragraph ends.
    breaks = wrapped_breaks(reading.text) if reading.format == "text" else ()
    cleaned = clean(reading.text, (*reading.marks, *breaks), tables)
    text = cleaned.text
    if not text.strip():
        what = "文件里没有公文的文字 / the file holds no text of a notice"
        raise TiaoliError("no_text", what, "请打开原件核实 / open it and check")
    grids = piped_tables(text) if reading.format == "text" else project(reading.grids, text, cleaned.kept)
    lines = layout(text, grids)
    meta, doubts = read_meta(text, lines, reading.fields)
    root, numbering = outline(text, lines)
    clauses, repeated = _clauses(root, doc_id, text)
    return Notice(
        doc_id=doc_id,
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=reading.encoding,
        meta=replace(meta, machine_read=reading.machine_read),
        text=text,
        clauses=clauses,
        segments=_segments(reading.decoded, cleaned) if reading.decoded else (),
        warnings=(*reading.warnings, *_damage(cleaned), *doubts, *numbering, *repeated),
        format=reading.format,
        references=references_of(text, clauses),
        acts=acts_of(text, clauses, meta),
    )


def _clauses(root: Draft, doc_id: str, text: str) -> tuple[tuple[Clause, ...], list[str]]:
    """Drafts in text order as clauses with unique ids and addresses; a repeated number gets a suffix and a warning."""
    names: dict[int, tuple[str, str]] = {id(root): ("", "")}
    paths: dict[str, int] = {}
    addresses: dict[str, int] = {}
    repeated = []
    drafts, headers = list(_walk(root)), headers_in(text)
    for draft in drafts:
        path, above = names[id(draft.parent)]
        plain = _address(above, draft)
        count = addresses[plain] = addresses.get(plain, 0) + 1
        address = f"{plain}〔{count}〕" if count > 1 else plain
        if count > 1 and draft.marker:
            repeated.append(f"编号重复：{address}")
        names[id(draft)] = (_unique(f"{path}/{draft.step}".strip("/"), paths), address)

    def identifier(draft: Draft) -> str:
        return f"{doc_id}#{names[id(draft)][0]}"

    clauses = tuple(
        Clause(
            id=identifier(draft),
            address=names[id(draft)][1],
            kind="heading" if draft.kind == "item" and _bare(draft, text) else draft.kind,
            heading=draft.heading,
            text=draft.span.of(text),
            span=draft.span,
            parent=identifier(draft.parent) if draft.parent is not root else None,
            children=tuple(identifier(child) for child in draft.children),
            facts=_facts(draft, text, headers),
        )
        for draft in drafts
    )
    return clauses, repeated


def _unique(path: str, taken: dict[str, int]) -> str:
    """`path`, or `path~2` for the second clause of that path. No step of a path holds a `~`."""
    count = taken[path] = taken.get(path, 0) + 1
    return f"{path}~{count}" if count > 1 else path


def _facts(draft: Draft, text: str, headers: Sequence[Header]) -> tuple[Fact, ...]:
    if draft.kind in ("head", "signature"):
        return ()
    cells = draft.cells.items() or (*cells_of_roles(text, draft.span, headers), *heading_of_duties(text, draft))
    return facts_of(text, draft.span, draft.marker.length if draft.marker else 0, cells)


def _bare(draft: Draft, text: str) -> bool:
    """A numbered line that is only a heading over its children."""
    return (
        bool(draft.children and draft.heading)
        and len(draft.span.of(text)) <= len(draft.heading) + draft.marker.length + 4
    )


def _walk(draft: Draft):
    for child in draft.children:
        yield child
        yield from _walk(child)


def _address(above: str, draft: Draft) -> str:
    """How people cite a clause: its own label after that of the one it stands in; a decimal number is whole alone, an
    article is not cited by a heading without number, nor a row by the rows it stands among.
    """
    inner, kind = draft.parent.marker if draft.parent else None, draft.marker.kind if draft.marker else ""
    if draft.parent and draft.kind == draft.parent.kind == "row" and not draft.marker and not inner:
        return above.removesuffix(draft.parent.label) + draft.label
    is_named = inner is not None and inner.kind == "named"
    if inner and (kind == inner.kind == "decimal" or (is_named and kind in ("decimal", "article", *DIVISIONS))):
        return above.removesuffix(inner.label) + draft.label
    gap = " " if is_named or re.fullmatch(r"附\S*", above) else ""
    return f"{above}{gap}{draft.label}"


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
