"""Answers to take away: a memo in Word or Markdown with a footnote to each citation, and plain text for the clipboard."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date

from answer.model import Answer, Lang
from web.memo_docx import packed
from web.memo_parts import Note, Paragraph, answer_parts, memo_of, memo_words
from web.render import Exchange

# CommonMark 0.31 (2.4 Backslash escapes) and what its common extensions add: ~, $, ^, |, =, addresses made links, :signs:.
_SIGNS = re.compile(r"[\\`*_\[\]{}#~$^|=]|:(?=//|[\w+-]+:)|(?<=www)\.", re.I)
# At the beginning of a line: lists, rules, definitions.
_OPENING = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+:]))")


def docx(exchanges: Sequence[Exchange], lang: Lang, day: date) -> bytes:
    """A conversation as a Word file in the style of an official memo (GB/T 9704-2012), dated `day`, with Word's own footnotes.

    lang: of the memo's words; answers are shown in its script, quotations as published.
    """
    return packed(memo_of(exchanges, lang), lang, day)


def markdown(exchanges: Sequence[Exchange], lang: Lang) -> str:
    """A conversation as Markdown with footnotes (`[^1]`), in which nothing that a notice or a reader wrote is markup."""
    memo = memo_of(exchanges, lang)
    notes = (f"[^{number}]: {_lines(_note_text(note, lang, ' '), '    ')}" for number, note in enumerate(memo.notes, 1))
    blocks = (f"# {_lines(memo.title)}", *map(_block, memo.paragraphs), _lines(memo.closing), *notes)
    return "\n\n".join(blocks) + "\n"


def footnoted(answer: Answer, lang: Lang) -> str:
    """An answer as plain text: its warnings, its paragraphs with marks `[1]`, then the numbered footnotes."""
    paragraphs, notes = answer_parts(answer, lang)
    said = "\n".join(_plain(each, memo_words()[lang]["colon"]) for each in paragraphs)
    return "\n\n".join(filter(None, (said, "\n".join(
        f"[{number}] {_note_text(note, lang)}" for number, note in enumerate(notes, 1)))))


def _plain(paragraph: Paragraph, colon: str) -> str:
    text = "".join(part if isinstance(part, str) else f"[{part}]" for part in paragraph.parts)
    return f"- {text}" if paragraph.kind == "item" else text + colon if paragraph.kind == "label" else text


def _block(paragraph: Paragraph) -> str:
    text = "".join(f"[^{part}]" if isinstance(part, int) else _escaped(part) for part in paragraph.parts)
    match paragraph.kind:
        case "heading":
            return f"## {text}"
        case "label":
            return f"**{text}**"
        case "item":
            return f"- {text}"
    return text


def _note_text(note: Note, lang: Lang, gap: str = "") -> str:
    """gap: between sentences. In Markdown it keeps a footnote from being read as the address that a link leads to."""
    words = memo_words()[lang]
    quoted = words["quote"].format(quote=note.quote) if note.quote else ""
    return (gap or words["gap"]).join(filter(None, (note.source, note.validity, quoted)))


def _lines(text: str, indent: str = "") -> str:
    """Lines of one block: each break is kept as a hard one."""
    return f"\\\n{indent}".join(_escaped(line.strip(" \t")) for line in text.split("\n") if line.strip())


def _escaped(text: str) -> str:
    """One line as Markdown that shows just this text. Entities, for some readers of Markdown know no `\\<`."""
    return html.escape(_OPENING.sub(r"\1\\", _SIGNS.sub(r"\\\g<0>", text)), quote=False)
