"""A memo as a Word file (ECMA-376, WordprocessingML), with Word's own footnotes, in the layout of `assets/memo.xml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from lxml.builder import ElementMaker

from answer.model import Lang
from ingest.script import detect
from web.memo_parts import Memo, Note, Paragraph, day_said, memo_words
from web.render import ASSETS

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_W = f"{{{_WORD}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STYLES = {"heading": "Heading1", "label": "Heading2", "text": "Normal", "item": "Normal"}
_EAST_ASIAN = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "zh-CN"}
# Zip knows no earlier year (APPNOTE 4.4.6).
_EARLIEST = 1980

E = ElementMaker(namespace=_WORD, nsmap={"w": _WORD})


def packed(memo: Memo, lang: Lang, day: date) -> bytes:
    """The file; the same for the same memo, language and day."""
    parts = {part.get(f"{_PACKAGE}name"): part for part in etree.parse(ASSETS / "memo.xml").getroot()}
    # Copied, for a part would inherit the namespace of the wrapper.
    roots = {name: deepcopy(part[0][0]) for name, part in parts.items()}
    body = roots["/word/document.xml"][0]
    seen: set[int] = set()
    for at, paragraph in enumerate((
            _paragraph("Title", _run(memo.title)), *(_said(each, seen) for each in memo.paragraphs),
            _paragraph("Closing", _run(memo.closing)), _paragraph("Date", _run(day_said(day, lang))))):
        body.insert(at, paragraph)
    roots["/word/footnotes.xml"].extend(_footnote(number, note, lang) for number, note in enumerate(memo.notes, 1))
    for declared in roots["/word/styles.xml"].iter(f"{_W}lang"):
        declared.set(f"{_W}eastAsia", _EAST_ASIAN[lang])
    roots["/docProps/core.xml"].find(f"{_DUBLIN}title").text = memo.title
    roots["/docProps/core.xml"].find(f"{_TERMS}created").text = f"{day}T00:00:00Z"
    types = {name: part.get(f"{_PACKAGE}contentType") for name, part in parts.items()}
    return _zipped({"/[Content_Types].xml": _content_types(types), **roots}, day)


def _said(paragraph: Paragraph, seen: set[int]) -> etree._Element:
    """seen: the footnotes already set; a note set before is referred to, as Word sets each but once."""
    return _paragraph(_STYLES[paragraph.kind], *(
        run for part in paragraph.parts for run in ((_run(part),) if isinstance(part, str) else _reference(part, seen))))


def _paragraph(style: str, *runs: etree._Element) -> etree._Element:
    return E.p(E.pPr(E.pStyle(_value(style))), *runs)


def _run(text: str, style: str = "", like: str = "") -> etree._Element:
    """like: the words that tell the language, where the text itself does not. In Chinese, quotation marks take the Chinese font."""
    chinese = detect(like or text) != "en"
    properties = ((E.rStyle(_value(style)),) if style else ()) + ((E.rFonts({f"{_W}hint": "eastAsia"}),) if chinese else ())
    return E.r(*((E.rPr(*properties),) if properties else ()), *_text(text))


def _text(text: str) -> Iterator[etree._Element]:
    for piece in re.split("([\n\t])", text):
        if piece in ("\n", "\t"):
            yield E.br() if piece == "\n" else E.tab()
        elif piece:
            yield E.t(piece, {_SPACE: "preserve"})


def _reference(number: int, seen: set[int]) -> Iterable[etree._Element]:
    """The mark of a footnote, under a bookmark by which its later marks follow its number (field NOTEREF)."""
    name = f"_Note{number}"
    style = E.rPr(E.rStyle(_value("FootnoteReference")))
    if number in seen:
        return (E.fldSimple(E.r(style, E.t(str(number))), {f"{_W}instr": f" NOTEREF {name} \\f \\h "}),)
    seen.add(number)
    identity = {f"{_W}id": str(number)}
    return (E.bookmarkStart({**identity, f"{_W}name": name}), E.r(style, E.footnoteReference(identity)), E.bookmarkEnd(identity))


def _footnote(number: int, note: Note, lang: Lang) -> etree._Element:
    mark = E.r(E.rPr(E.rStyle(_value("FootnoteReference"))), E.footnoteRef())
    gap = memo_words()[lang]["gap"]
    before, after = memo_words()[lang]["quote"].split("{quote}")
    quoted = (_run(gap + before), _run(note.quote, "Quotation"), _run(after, like=before)) if note.quote else ()
    said = _run(f" {note.source}{gap}{note.validity}")
    return E.footnote(_paragraph("FootnoteText", mark, said, *quoted), {f"{_W}id": str(number)})


def _value(value: str) -> dict[str, str]:
    return {f"{_W}val": value}


def _content_types(types: dict[str, str]) -> etree._Element:
    """Open Packaging Conventions, 10.1.2.2."""
    make = ElementMaker(namespace=_TYPES, nsmap={None: _TYPES})
    relations = types["/_rels/.rels"]
    return make.Types(make.Default(Extension="rels", ContentType=relations), *(
        make.Override(PartName=name, ContentType=kind) for name, kind in types.items() if kind != relations))


def _zipped(roots: dict[str, etree._Element], day: date) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, root in roots.items():
            entry = ZipInfo(name.lstrip("/"), (max(day.year, _EARLIEST), day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return file.getvalue()
