"""The notices on file as the corpus page shows them: found, sorted, a page at a time, as HTML in which all text is escaped."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import quote
from weakref import WeakKeyDictionary

from answer.model import Lang
from answer.phrases import reason
from index.originals import is_upload
from index.relations import acts_on_file, judge_on
from index.store import Index
from ingest.model import Meta
from ingest.script import detect, search_key, traditionalise
from ingest.validity import Judgement
from web.cards import badges, badges_html
from web.render import ASSETS, attribute, escaped, labels

PAGE_ROWS = 50
Column = Literal["title", "issuer", "issued", "validity", "clauses", "warnings"]


@dataclass(frozen=True)
class Row:
    """A notice as listed. warnings: how many doubts its parsing left; key: what is searched, in `search_key` form."""

    doc_id: str
    meta: Meta
    judged: Judgement
    clauses: int
    warnings: int
    uploaded: bool
    key: str


@dataclass(frozen=True)
class View:
    """What a reader wants to see of the list. page: counted from 0."""

    query: str = ""
    order: Column = "issued"
    falling: bool = True
    page: int = 0


_ORDERS: dict[Column, Callable[[Row], object]] = {
    "title": lambda row: _collated(row.meta.title),
    "issuer": lambda row: _collated(row.meta.issuer),
    "issued": lambda row: row.meta.issued or "",
    "validity": lambda row: ("in_force", "unknown", "expired", "repealed").index(row.judged.status),
    "clauses": lambda row: row.clauses,
    "warnings": lambda row: row.warnings,
}
COLUMNS = tuple(_ORDERS)
_rows: WeakKeyDictionary[Index, tuple[date, tuple[Row, ...]]] = WeakKeyDictionary()


@lru_cache(maxsize=1)
def words_of_page() -> dict[Lang, dict[str, str]]:
    """The words of the page: language -> key -> text."""
    return tomllib.loads((ASSETS / "corpus.toml").read_text("utf-8"))


def listed(index: Index, home: Path) -> tuple[Row, ...]:
    """All notices of an index, validity as of today. Kept for as long as the index is open: thousands take a while."""
    known = _rows.get(index)
    if known and known[0] == date.today():
        return known[1]
    today = date.today()
    judge = judge_on(today, acts_on_file(index))
    rows = []
    for document in index.documents():
        meta, judged = document.meta, judge(document.doc_id, document.meta)
        region = meta.region.name if meta.region else ""
        searched = (document.doc_id, meta.title, meta.issuer, meta.doc_no, region,
                    *(words[key] for words in labels().values() for key in badges(meta, judged)))
        rows.append(Row(document.doc_id, meta, judged, document.clauses, document.warnings,
                        is_upload(home, document.source), search_key("\n".join(searched))))
    _rows[index] = today, tuple(rows)
    return tuple(rows)


def found(rows: Sequence[Row], view: View) -> list[Row]:
    """Those that hold every word searched for, in the order wanted."""
    terms = search_key(view.query).split()
    return sorted((row for row in rows if all(term in row.key for term in terms)), key=_ORDERS[view.order],
                  reverse=view.falling)


def list_html(index: Index, home: Path, view: View, lang: Lang, *, curator: bool) -> str:
    """The page of the list that `view` names, or the last there is. curator: with buttons to remove notices."""
    words, rows = words_of_page()[lang], listed(index, home)
    hits = found(rows, view)
    last = max(0, (len(hits) - 1) // PAGE_ROWS)
    page = min(max(view.page, 0), last)
    shown = hits[page * PAGE_ROWS:(page + 1) * PAGE_ROWS]
    count = words["count_found" if view.query.strip() else "count"].format(total=len(rows), found=len(hits))
    head = f'<p class="tl-count" role="status">{escaped(count)}</p>'
    if not shown:
        return f'{head}<p class="tl-empty">{escaped(words["none_found" if rows else "empty"])}</p>'
    warnings = {row.doc_id: index.notice(row.doc_id).warnings for row in shown if row.warnings}
    body = "".join(_row(row, at, warnings.get(row.doc_id, ()), lang, curator) for at, row in enumerate(shown))
    return (f'{head}<table class="tl-notices"><thead><tr>{_head(view, words)}'
            f'{_actions_head(words) if curator else ""}</tr></thead><tbody>{body}</tbody></table>'
            f"{_pager(page, last, len(hits), words)}{_dialog(words) if curator else ''}")


def _collated(text: str) -> bytes:
    """Order of Chinese text as readers expect it: GB 2312 has its common characters in the order of their pinyin."""
    return search_key(text).encode("gb18030", "replace")


def _head(view: View, words: Mapping[str, str]) -> str:
    cells = []
    for column in COLUMNS:
        sort = ' aria-sort="descending"' if view.falling else ' aria-sort="ascending"'
        label = attribute(words["sorted_by"].format(column=words[column]))
        cells.append(f'<th scope="col" class="tl-col-{column}"{sort if column == view.order else ""}>'
                     f'<button type="button" data-act="sort" data-value="{column}" title="{label}">'
                     f"{escaped(words[column])}</button></th>")
    return "".join(cells)


def _actions_head(words: Mapping[str, str]) -> str:
    return f'<th scope="col" class="tl-col-act"><span class="tl-unseen">{escaped(words["actions"])}</span></th>'


def _row(row: Row, at: int, warnings: Sequence[str], lang: Lang, curator: bool) -> str:
    words, meta = words_of_page()[lang], row.meta
    title = meta.title or words["untitled"]
    number = f'<span class="tl-docno">{escaped(meta.doc_no)}</span>' if meta.doc_no else ""
    mark = f'<span class="tl-uploaded">{escaped(words["uploaded"])}</span>' if row.uploaded else ""
    received = (f'<a class="tl-original" href="api/docs/{quote(row.doc_id)}/original" download '
                f'aria-label="{attribute(words["original_label"].format(title=title))}">{escaped(words["original"])}</a>')
    place = f'<span class="tl-place">{escaped(_name(meta.region.name, lang))}</span>' if meta.region else ""
    cells = (
        f'<th scope="row" class="tl-col-title" lang="{detect(title)}">{escaped(title)}'
        f'<span class="tl-under">{number}{received}{mark}</span></th>'
        f'<td class="tl-col-issuer" lang="{detect(meta.issuer)}">{escaped(meta.issuer) or escaped(words["absent"])}{place}</td>'
        f'<td class="tl-col-issued" data-label="{attribute(words["issued"])}">{escaped(meta.issued or words["absent"])}</td>'
        f'<td class="tl-col-validity">{badges_html(badges(meta, row.judged), labels()[lang])}'
        f'<span class="tl-why">{escaped(_why(row.judged, lang))}</span></td>'
        f'<td class="tl-col-clauses" data-label="{attribute(words["clauses"])}">{row.clauses}</td>'
        f'<td class="tl-col-warnings" data-label="{attribute(words["warnings"])}">{_count(row, at, title, words)}</td>')
    if curator:
        kind = "confirm_uploaded" if row.uploaded else "confirm_file"
        cells += (f'<td class="tl-col-act"><button type="button" class="tl-remove" data-act="ask" data-value="{attribute(row.doc_id)}" '
                  f'data-title="{attribute(title)}" data-note="{attribute(words[kind])}" '
                  f'aria-label="{attribute(words["remove_label"].format(title=title))}">{escaped(words["remove"])}</button></td>')
    doubts = "".join(f"<li>{escaped(warning)}</li>" for warning in warnings)
    folded = (f'<tr class="tl-doubts" id="tl-doubts-{at}" hidden><td colspan="{len(COLUMNS) + curator}"><ul>{doubts}</ul></td></tr>'
              if doubts else "")
    return f'<tr class="tl-notice">{cells}</tr>{folded}'


def _count(row: Row, at: int, title: str, words: Mapping[str, str]) -> str:
    if not row.warnings:
        return "0"
    label = attribute(words["show_warnings"].format(title=title, count=row.warnings))
    return (f'<button type="button" class="tl-doubt-count" data-act="fold" aria-expanded="false" '
            f'aria-controls="tl-doubts-{at}" aria-label="{label}">{row.warnings}</button>')


def _why(judged: Judgement, lang: Lang) -> str:
    """What the validity rests on, where it is more than that nothing is said."""
    said = "" if judged.reason == "silent" else reason(judged, lang)
    return said if lang == "en" else said.removeprefix("的").removeprefix("是")  # which lead on from a title


def _name(place: str, lang: Lang) -> str:
    return traditionalise(place) if lang == "zh-Hant" else place


def _pager(page: int, last: int, total: int, words: Mapping[str, str]) -> str:
    if not last:
        return ""
    shown = words["range"].format(first=page * PAGE_ROWS + 1, last=min(total, (page + 1) * PAGE_ROWS))
    return (f'<div class="tl-pager">{_turn(words["previous"], page - 1, page > 0)}'
            f'<span>{escaped(shown)} / {total}</span>{_turn(words["next"], page + 1, page < last)}</div>')


def _turn(label: str, page: int, possible: bool) -> str:
    return (f'<button type="button" data-act="page" data-value="{page}"{"" if possible else " disabled"}>'
            f"{escaped(label)}</button>")


def _dialog(words: Mapping[str, str]) -> str:
    """Asks before a notice is removed; the script of the page fills in its title, as text."""
    return (f'<dialog class="tl-confirm" aria-labelledby="tl-confirm-title"><h2 id="tl-confirm-title">{escaped(words["confirm"])}</h2>'
            '<p class="tl-confirm-what"></p><p class="tl-confirm-note"></p><div class="tl-confirm-buttons">'
            f'<button type="button" data-act="cancel">{escaped(words["cancel"])}</button>'
            f'<button type="button" class="tl-danger" data-act="remove">{escaped(words["remove"])}</button></div></dialog>')
