"""Word documents (OOXML): paragraphs with the labels Word shows, tables, text boxes and notes, in the order of the text.

Headers, footers and comments are left out, and so are the document's properties: Word fills in title and author
by itself, from the first words ever typed or from the template, and the notice says its own title in its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from ingest.errors import TiaoliError
from ingest.read.docx_numbering import numbering_of
from ingest.read.docx_package import Package, W, open_package
from ingest.read.docx_table import cells_of, header_rows
from ingest.read.docx_text import Story, blocks, paragraph_of
from ingest.read.reading import CellText, Reading, TextBuilder
from ingest.read.unzip import damaged


@dataclass(frozen=True)
class Table:
    """A table whose cells are read."""

    rows: tuple[tuple[CellText, ...], ...]
    headers: int

    @property
    def text(self) -> str:
        """All of it on its own lines, a row a line: what a table inside a cell comes to."""
        return "\n".join(" ".join(cell.text for cell in row if cell.text) for row in self.rows)


def read_docx(data: bytes) -> Reading:
    """Text and tables of a .docx. Notes stand behind the text, each as a line after its mark 〔注1〕.

    Raises TiaoliError: unsupported, macros, unsafe_xml, zip_bomb, password, damaged_file, too_large, no_text.
    """
    package = open_package(data)
    try:
        return _read(package)
    except RecursionError as error:
        raise damaged("嵌套层数过多", "it is nested too deeply") from error


def _read(package: Package) -> Reading:
    notes = _notes(package)
    numbering = numbering_of(package.parts.get("numbering"), package.parts.get("styles"))
    story = Story(numbering, frozenset(notes))
    builder = TextBuilder()
    for piece in _content(package.parts["document"], story):
        if isinstance(piece, Table):
            builder.table(piece.rows, piece.headers)
        else:
            builder.line(piece)
    beside = _apart(story)
    for note, number in list(story.notes.items()):
        builder.line(f"〔注{number}〕{_flat(notes[note], beside).strip()}")
    if not builder.text.strip():
        raise _no_text(package)
    return Reading(builder.text, "docx", grids=tuple(builder.grids), warnings=tuple(story.warnings))


def _content(container: etree._Element, story: Story) -> Iterator[str | Table]:
    """Lines and tables of a body, cell, text box or note. A table of one column is a frame: its lines count as text."""
    for block in blocks(container):
        if block[0].tag == f"{W}tbl":
            yield from _table(block[0], story)
            continue
        paragraph = paragraph_of(block, story)
        for box in paragraph.before:
            yield from _content(box, _apart(story))
        yield from paragraph.text.split("\n")
        for box in paragraph.after:
            yield from _content(box, _apart(story))


def _apart(story: Story) -> Story:
    return replace(story, numbering=story.numbering.afresh(), fields=[])


def _table(element: etree._Element, story: Story) -> Iterator[str | Table]:
    rows = cells_of(element)
    if all(len(row) < 2 for row in rows):
        for cell in (cell for row in rows for cell in row if cell.element is not None):
            yield from _content(cell.element, story)
        return
    read = (
        tuple(CellText("" if cell.element is None else _flat(cell.element, story), cell.rows, cell.columns) for cell in row)
        for row in rows
    )
    yield Table(tuple(read), header_rows(element))


def _flat(container: etree._Element, story: Story) -> str:
    pieces = (piece.text if isinstance(piece, Table) else piece for piece in _content(container, story))
    return "\n".join(piece for piece in pieces if piece.strip())


def _notes(package: Package) -> dict[tuple[str, str], etree._Element]:
    """Foot- and endnotes by kind and id."""
    return {
        (kind, note.get(f"{W}id", "")): note
        for kind in ("footnote", "endnote")
        for note in package.parts.get(f"{kind}s", ())
        if note.tag == f"{W}{kind}"
    }


def _no_text(package: Package) -> TiaoliError:
    if package.pictures:
        return TiaoliError("no_text", "文件里只有图片，没有文字 / the document holds pictures only, no text",
                           "请导出为 PDF，作为扫描件识别 / export it as PDF and take that in as a scan")
    return TiaoliError("no_text", "文件里没有文字 / the document holds no text", "请打开原件核实 / open it and check")
