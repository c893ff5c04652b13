"""The reading view of a notice: what it is, its tree of clauses, its text in order. Pure functions; every word of the notice goes
through `escaped`.

A long notice is sent part by part. Anchors: `r-<position>` is the clause at that position in the notice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from answer.model import Lang
from answer.phrases import reason
from ingest.errors import TiaoliError
from ingest.model import Clause, Notice
from ingest.script import detect
from ingest.validity import Judgement
from web.cards import badges, badges_html, marked, note_html
from web.render import attribute, escaped, labels

# A part ends with the clause that brings it to one of these.
PART_CLAUSES, PART_CHARACTERS = 150, 40_000
# Of a tree with more clauses the lower levels are left out.
TREE_CLAUSES = 400
_LABEL = 36
# A heading is looked for behind the clause's number.
_NUMBER = 12

Way = Literal["before", "after"]


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for in a notice: a clause ('' for the beginning), and the words [start, end) of it, which begin with
    `quote` if the notice is still what it was.
    """

    clause_id: str = ""
    start: int = 0
    end: int = 0
    quote: str = ""


def reading_view(notice: Notice, judged: Judgement, wanted: Wanted, lang: Lang, original: str = "") -> str:
    """The whole view, with the part that holds the clause wanted. original: address of the stored file, '' for none.

    Raises TiaoliError('no_such_clause').
    """
    words, at = labels()[lang], _position(notice, wanted.clause_id)
    parts = _parts(notice)
    number = next(number for number, part in enumerate(parts) if at in part)
    moved = wanted.quote and not _holds(notice.clauses[at], wanted)
    warning = f'<p class="tl-moved">{words["quote_moved"]}</p>' if moved else ""
    wanted = replace(wanted, quote="") if moved else wanted
    return (f'<article class="tl-reading" data-doc="{attribute(notice.doc_id)}" data-at="r-{at}" lang="{lang}">'
            f"{_head(notice, judged, words, lang, original)}{warning}"
            f'<div class="tl-spread">{_tree(notice, at, words)}'
            f'<div class="tl-text" lang="{notice.meta.script}">{_more(number - 1, parts, "before", words)}'
            f'{_clauses(notice, parts[number], wanted, at)}{_more(number + 1, parts, "after", words)}</div>'
            f"</div></article>")


def part_html(notice: Notice, number: int, way: Way, lang: Lang) -> str:
    """A further part of the text, the one before or after what is shown, with what asks for the next on that side.

    Raises TiaoliError('no_such_clause') for a part that there is not.
    """
    parts, words = _parts(notice), labels()[lang]
    if not 0 <= number < len(parts):
        raise TiaoliError("no_such_clause", f"没有这一部分 / no such part: {number}")
    shown = _clauses(notice, parts[number], None, -1)
    if way == "before":
        return _more(number - 1, parts, way, words) + shown
    return shown + _more(number + 1, parts, way, words)


def _parts(notice: Notice) -> list[range]:
    """Positions of clauses, part by part; one part for a notice without any."""
    parts, start, characters = [], 0, 0
    for at, clause in enumerate(notice.clauses, 1):
        characters += len(clause.text)
        if at - start >= PART_CLAUSES or characters >= PART_CHARACTERS or at == len(notice.clauses):
            parts.append(range(start, at))
            start, characters = at, 0
    return parts or [range(1)]


def _position(notice: Notice, clause_id: str) -> int:
    if not clause_id:
        return 0
    for at, clause in enumerate(notice.clauses):
        if clause.id == clause_id:
            return at
    raise TiaoliError("no_such_clause", f"没有这一条款 / no such clause: {clause_id}",
                      "这份公文可能已更新 / the notice may have been replaced since")


def _holds(clause: Clause, wanted: Wanted) -> bool:
    return clause.text[wanted.start:wanted.end].startswith(wanted.quote)


def _head(notice: Notice, judged: Judgement, words: Mapping[str, str], lang: Lang, original: str) -> str:
    meta = notice.meta
    facts = {"doc_no": meta.doc_no, "issuer": meta.issuer, "issued": meta.issued,
             "place": meta.region.name if meta.region else "", "source_file": PurePath(notice.source).name}
    rows = "".join(f"<div><dt>{words[key]}</dt><dd>{escaped(value) or words['absent']}</dd></div>" for key, value in facts.items())
    link = (f'<p><a class="tl-act tl-original" href="{attribute(original)}" target="_blank" rel="noopener">{words["original"]}</a></p>'
            if original else "")
    return (f'<header><h2 id="tl-reading-title" lang="{meta.script}">{escaped(meta.title) or words["absent"]}</h2>'
            f'<p class="tl-badges">{badges_html(badges(meta, judged), words)}</p>'
            f"{note_html(judged.status, reason(judged, lang))}<dl>{rows}</dl>{link}{_doubts(notice, words)}</header>")


def _doubts(notice: Notice, words: Mapping[str, str]) -> str:
    if not notice.warnings:
        return ""
    lines = "".join(f"<li>{escaped(warning)}</li>" for warning in notice.warnings)
    return (f'<details class="tl-doubts"><summary>{words["doubts"].format(count=len(notice.warnings))}</summary>'
            f'<ul lang="zh-Hans">{lines}</ul></details>')


def _tree(notice: Notice, at: int, words: Mapping[str, str]) -> str:
    """The clauses as nested lists of links, folded but for the branch that holds the clause wanted."""
    depths = _depths(notice)
    per_level = Counter(depths.values())
    deepest = next((level for level in sorted(per_level) if sum(per_level[each] for each in range(level + 2)) > TREE_CLAUSES),
                   max(per_level, default=0))
    under: dict[str | None, list[int]] = defaultdict(list)
    for position, clause in enumerate(notice.clauses):
        if depths[clause.id] <= deepest:
            under[clause.parent if clause.parent in depths else None].append(position)
    open_ = set(_path(notice, at))
    listed = _branch(notice, under, None, open_, words)
    return (f'<nav class="tl-tree" aria-label="{words["contents"]}"><details open><summary>{words["contents"]}</summary>'
            f"{listed}</details></nav>")


def _branch(notice: Notice, under: Mapping[str | None, Sequence[int]], parent: Clause | None, open_: set[str],
            words: Mapping[str, str]) -> str:
    items = ""
    for position in under.get(parent.id if parent else None, ()):
        clause = notice.clauses[position]
        label = _label(clause, parent.address if parent else "")
        fold, inner = "", ""
        if clause.id in under:
            shown = "true" if clause.id in open_ else "false"
            fold = (f'<button type="button" class="tl-fold" aria-expanded="{shown}" '
                    f'aria-label="{words["unfold"]} {attribute(label)}"></button>')
            inner = _branch(notice, under, clause, open_, words)
        items += (f'<li>{fold}<a href="#r-{position}" data-clause="{attribute(clause.id)}" lang="{detect(label)}">{escaped(label)}</a>'
                  f"{inner}</li>")
    return f"<ul>{items}</ul>"


def _label(clause: Clause, above: str) -> str:
    """The clause's number below that of its parent, and what it is about."""
    number = clause.address.removeprefix(above).strip() or clause.address
    about = clause.heading or ("" if clause.kind in ("head", "preamble", "closing", "signature") else clause.text)
    about = " ".join(about.split()).removeprefix(number)
    return f"{number} {about if len(about) <= _LABEL else about[:_LABEL] + '…'}".strip()


def _depths(notice: Notice) -> dict[str, int]:
    """Clause id -> how many clauses it lies in. A parent stands before its children."""
    depths: dict[str, int] = {}
    for clause in notice.clauses:
        depths[clause.id] = depths[clause.parent] + 1 if clause.parent in depths else 0
    return depths


def _path(notice: Notice, at: int) -> Iterator[str]:
    """Ids of the clause at a position and of those it lies in."""
    by_id = {clause.id: clause for clause in notice.clauses}
    clause = notice.clauses[at] if notice.clauses else None
    while clause:
        yield clause.id
        clause = by_id.get(clause.parent or "")


def _more(number: int, parts: Sequence[range], way: Way, words: Mapping[str, str]) -> str:
    if not 0 <= number < len(parts):
        return ""
    return (f'<button type="button" class="tl-act tl-more" data-part="{number}" data-way="{way}">'
            f'{words["more_before" if way == "before" else "more_after"]}</button>')


def _clauses(notice: Notice, positions: range, wanted: Wanted | None, at: int) -> str:
    depths = _depths(notice)
    return "".join(_clause(notice.clauses[position], position, min(depths[notice.clauses[position].id], 4),
                           wanted if position == at else None) for position in positions if position < len(notice.clauses))


def _clause(clause: Clause, position: int, depth: int, wanted: Wanted | None) -> str:
    """wanted: for the clause that is looked for; its words, if any, are highlighted."""
    start, end = (wanted.start, wanted.end) if wanted and wanted.quote else (0, 0)
    found = clause.text.find(clause.heading, 0, len(clause.heading) + _NUMBER) if clause.heading else -1
    bold = found + len(clause.heading) if found >= 0 else 0
    text = marked(clause.text, start, end, bold)
    body = (f'<h{min(depth + 3, 6)} class="tl-words">{text}</h{min(depth + 3, 6)}>' if clause.kind == "heading"
            else f'<p class="tl-words">{text}</p>')
    state = " tl-wanted" if wanted and wanted.clause_id else ""
    return (f'<section class="tl-clause tl-kind-{clause.kind} tl-depth-{depth}{state}" id="r-{position}" tabindex="-1" '
            f'data-clause="{attribute(clause.id)}" data-address="{attribute(clause.address)}">'
            f'<p class="tl-where">{escaped(clause.address)}</p>{body}</section>')
