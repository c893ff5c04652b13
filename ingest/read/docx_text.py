"""The text of Word paragraphs as a reader sees it: fields by their result, tracked changes as accepted, notes as marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.docx_numbering import Numbering, on
from ingest.read.docx_package import MC, M, W

_VML, _OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
# Properties, what a tracked change took away, the reading above a ruby base, and the greyed prompt of an empty control.
_LEFT_OUT = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "rt", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "sectPr"))
_TAKEN_AWAY = frozenset({f"{W}del", f"{W}moveFrom"})
# What Word's symbol fonts hold at private code points, for the signs that forms use ([MS-OI29500] 2.1.324).
_WINGDINGS = {"F0FE": "☑", "F0FD": "☒", "F0A8": "□", "F06F": "□", "F052": "☑", "F0FC": "✓", "F0FB": "✗", "F06C": "●"}
_ENCLOSED = re.compile(r"\s*EQ\s.*\\o\\?\w*\s*\(\s*([○〇◯△□◇])\s*[,，]\s*(\d+)\s*\)", re.I)
_WITH_READING = re.compile(r"\s*EQ\s.*\\o.*\\up[^(]*\([^)]*\)\s*[,，]\s*([^)]+)\)", re.I)


@dataclass
class Field:
    """A field that has begun. instruction: its code so far; shown: whether its result has begun."""

    instruction: str = ""
    shown: bool = False


@dataclass
class Story:
    """What is known of a document while its text is read from front to back. notes: number by kind and id, as marked."""

    numbering: Numbering
    known_notes: frozenset[tuple[str, str]]
    notes: dict[tuple[str, str], int] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    warnings: dict[str, None] = field(default_factory=dict)

    def warn(self, text: str) -> None:
        self.warnings[text] = None


@dataclass(frozen=True)
class Paragraph:
    """text: with its label; line breaks as \\n. before, after: text boxes anchored before and behind its first words."""

    text: str
    before: tuple[etree._Element, ...]
    after: tuple[etree._Element, ...]


def blocks(container: etree._Element) -> Iterator[tuple[etree._Element, ...]]:
    """The tables and paragraphs of a body, cell, text box or note, in order.

    A table alone; paragraphs whose marks a tracked change took away together with the one they run into.
    """
    joined: list[etree._Element] = []
    for element in _flow(container):
        if element.tag == f"{W}tbl" and joined:
            yield tuple(joined)
            joined = []
        joined.append(element)
        if element.tag == f"{W}tbl" or not _unmarked(element):
            yield tuple(joined)
            joined = []
    if joined:
        yield tuple(joined)


def paragraph_of(parts: tuple[etree._Element, ...], story: Story) -> Paragraph:
    """One paragraph from the elements that make it up. Its numbering is that of the last, as Word merges them."""
    story.fields = [each for each in story.fields if each.shown]
    text, before, after = "", [], []
    for part in parts:
        for piece in _inline(part, story):
            if isinstance(piece, str):
                text += piece
            else:
                (after if text.strip() else before).append(piece)
    text = text.replace("\u00ad", "")
    gone = not text.strip() and (_unmarked(parts[-1]) or on(parts[-1].find(f"{W}pPr/{W}rPr/{W}vanish")))
    label = "" if gone else story.numbering.label(parts[-1])
    return Paragraph(label + text.lstrip() if label else text, tuple(before), tuple(after))


def _flow(container: etree._Element) -> Iterator[etree._Element]:
    for element in container:
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag == f"{MC}AlternateContent":
            yield from next((flow for branch in element if (flow := list(_flow(branch)))), ())
        elif element.tag not in _LEFT_OUT | _TAKEN_AWAY and not _is_prompt(element):
            yield from _flow(element)


def _inline(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    """Text below an element, and the text boxes anchored in it."""
    for child in element:
        if child.tag in _READERS:
            piece = _READERS[child.tag](child, story)
            if piece and all(each.shown for each in story.fields):
                yield piece
        elif child.tag in _WALKERS:
            yield from _WALKERS[child.tag](child, story)
        elif child.tag not in _LEFT_OUT and not _is_prompt(child):
            yield from _inline(child, story)


def _text(element: etree._Element, story: Story) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", element.text or "")


def _symbol(element: etree._Element, story: Story) -> str:
    code = element.get(f"{W}char", "").upper()
    if code in _WINGDINGS and "wingdings" in element.get(f"{W}font", "").lower():
        return _WINGDINGS[code]
    point = int(code, 16) if re.fullmatch("[0-9A-F]{4,6}", code) else 0
    shown = 0x20 <= point < 0xD800 or 0xF900 <= point < 0xFFFE or 0x10000 <= point < 0xE0000
    return chr(point) if shown else ""


def _word_art(element: etree._Element, story: Story) -> str:
    return element.get("string", "")


def _note(element: etree._Element, story: Story) -> str:
    """The mark of a foot- or endnote, numbered in the order of the text, both kinds together."""
    note = (element.tag.removeprefix(W).removesuffix("Reference"), element.get(f"{W}id", ""))
    if note not in story.known_notes:
        return ""
    return f"〔注{story.notes.setdefault(note, len(story.notes) + 1)}〕"


def _field_code(element: etree._Element, story: Story) -> str:
    if story.fields and not story.fields[-1].shown:
        story.fields[-1].instruction += element.text or ""
    return ""


def _field_sign(element: etree._Element, story: Story) -> str:
    """Keeps count of the fields that have begun. One without a result may draw its text itself: EQ does."""
    kind = element.get(f"{W}fldCharType")
    if kind == "begin":
        story.fields.append(Field())
    elif kind == "separate" and story.fields:
        story.fields[-1].shown = True
    elif kind == "end" and story.fields and not (ended := story.fields.pop()).shown:
        return _drawn(ended.instruction)
    return ""


def _drawn(instruction: str) -> str:
    """What an EQ field draws: a number in a circle (带圈字符), or a character under its reading (拼音指南)."""
    if match := _ENCLOSED.match(instruction):
        number = int(match[2])
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"
    return match[1] if (match := _WITH_READING.match(instruction)) else ""


def _run(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    if not _is_hidden(element, story):
        yield from _inline(element, story)
        return
    for sign in element.iter(f"{W}fldChar"):
        _field_sign(sign, story)
    if any(text.text and text.text.strip() for text in element.iter(f"{W}t")):
        story.warn("文件含隐藏文字，已略去")


def _taken_away(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    story.warn("文件含未接受的修订：插入的文字已收录，删除的文字已略去")
    yield from ()


def _alternative(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    """The first branch that holds any text: the others say the same for older programs."""
    yield from next((found for branch in element if (found := list(_inline(branch, story)))), ())


def _box(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    yield element


def _embedded(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    story.warn("文件嵌有对象（如表格、公式），其中内容未读取")
    yield from ()


def _fraction(element: etree._Element, story: Story) -> Iterator[str | etree._Element]:
    """Above/below: without the stroke 1/2 would read 12."""
    for part in element:
        if part.tag == f"{M}den":
            yield "/"
        if part.tag in (f"{M}num", f"{M}den"):
            yield from _inline(part, story)


_READERS: dict[str, Callable[[etree._Element, Story], str]] = {
    f"{W}t": _text, f"{M}t": _text, f"{W}sym": _symbol, f"{_VML}textpath": _word_art,
    f"{W}footnoteReference": _note, f"{W}endnoteReference": _note,
    f"{W}instrText": _field_code, f"{W}fldChar": _field_sign,
} | {tag: (lambda element, story: _SIGNS[element.tag]) for tag in _SIGNS}

_WALKERS: dict[str, Callable[[etree._Element, Story], Iterator[str | etree._Element]]] = {
    f"{W}r": _run, f"{MC}AlternateContent": _alternative, f"{W}txbxContent": _box,
    f"{_OFFICE}OLEObject": _embedded, f"{M}f": _fraction,
} | dict.fromkeys(_TAKEN_AWAY, _taken_away)


def _is_hidden(run: etree._Element, story: Story) -> bool:
    properties = run.find(f"{W}rPr")
    if properties is None:
        return False
    vanish, style = properties.find(f"{W}vanish"), properties.find(f"{W}rStyle")
    return on(vanish) if vanish is not None else style is not None and story.numbering.hidden(style.get(f"{W}val", ""))


def _is_prompt(element: etree._Element) -> bool:
    """Whether a content control is still empty and shows its prompt (单击此处输入文字)."""
    return element.tag == f"{W}sdt" and on(element.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _unmarked(paragraph: etree._Element) -> bool:
    """Whether a tracked change took away the mark that ends a paragraph."""
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    return marks is not None and any(marks.find(tag) is not None for tag in _TAKEN_AWAY)
