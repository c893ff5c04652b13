"""Texts of notices as a reader is shown them: in the reader's script, names glossed in English."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable

from answer.gloss import gloss
from answer.model import Lang
from ingest.model import Notice
from ingest.script import detect, simplify, traditionalise


def show(text: str, lang: Lang) -> str:
    """A text of a notice as a courtesy in the reader's script; an English reader sees the original.

    What is Traditional already is left alone: converting it again only brings in faults (考試制度 -> 考試製度).
    """
    flat = re.sub(r"\s*\n\s*", " ", text.strip())
    if lang == "zh-Hant":
        return flat if detect(flat) == "zh-Hant" else traditionalise(simplify(flat))
    return simplify(flat) if lang == "zh-Hans" else flat


def listed(names: Iterable[str], lang: Lang) -> str:
    """Several names, each once, in the reader's script."""
    return (", " if lang == "en" else "、").join(dict.fromkeys(show(name, lang) for name in names))


def body_name(name: str, lang: Lang) -> str:
    """A body's name for the reader: in their script, or glossed in English beside the original."""
    if lang != "en":
        return show(name, lang)
    english = gloss(simplify(name))
    return f"{english} ({name})" if english else name


def numbered(notice: Notice, lang: Lang) -> str:
    """The document number in brackets, '' when the notice has none."""
    return f"（{show(notice.meta.doc_no, lang)}）" if notice.meta.doc_no else ""


def closed(text: str, lang: Lang) -> str:
    """A sentence with a full stop, where it ends without a sign."""
    return text if re.search(r"[。！？；;：:.!?]$", text) else f"{text}." if lang == "en" else f"{text}。"


def day_in_words(day: str, lang: Lang) -> str:
    """A day, given as YYYY-MM-DD, as the reader writes it, and beside that as catalogues do."""
    year, month, date = map(int, day.split("-"))
    return f"{date} {month_name[month]} {year} ({day})" if lang == "en" else f"{year}年{month}月{date}日（{day}）"
