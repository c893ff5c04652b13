"""PDF: its text layer by pdfium; pages that are pictures are recognised where that is installed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import TiaoliError
from ingest.read.pdf_glyphs import glyphs_of, place_on, runs_of
from ingest.read.pdf_lines import in_reading_order
from ingest.read.pdf_page import Page
from ingest.read.pdf_rulings import rulings_of
from ingest.read.pdf_tables import frames_of, sort_out, table_of
from ingest.read.pdf_write import write
from ingest.read.reading import Reading

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PAGES = 2_000
# A page with fewer characters, or more of them without meaning, has no text layer.
_FEWEST, _MOST_UNREADABLE = 10, 0.3
_HIDDEN = 0.9
# What a browser prints a page without title under.
_ADDRESS = re.compile(r"[\w+.-]+://|about:|\S+\.\w{2,5}$")
# Pictures of pages: dots an inch, and the longest side in dots.
_DPI, _LONGEST = 200, 2_400


@dataclass(frozen=True)
class _Sheet:
    """A page as read. picture: it has no text layer but something to see. slanted: characters left out. hidden: its text is
    laid unseen under a picture. lost: pdfium could not read it.
    """

    page: Page
    picture: bool = False
    slanted: int = 0
    hidden: bool = False
    lost: bool = False


def read_pdf(data: bytes) -> Reading:
    """The text layer of a PDF, or what is recognised on its pages where there is none.

    Raises TiaoliError: password, damaged_file, too_large, scanned (no text layer, and recognition is not installed),
    empty_file.
    pdfium is not thread-safe: one call at a time in a process.
    """
    document = _open(data)
    try:
        if len(document) > _MOST_PAGES:
            raise TiaoliError(
                "too_large",
                f"PDF 有 {len(document)} 页，超过 {_MOST_PAGES} 页 / the PDF has {len(document)} pages, over {_MOST_PAGES}",
                "请分成几个文件 / split it into several files",
            )
        sheets = [_sheet(document, number) for number in range(len(document))]
        return _reading(document, sheets)
    finally:
        document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise TiaoliError(
                "password",
                "PDF 有密码，无法打开 / the PDF is protected by a password",
                "请去除密码后再入库 / save it without the password and ingest it again",
            ) from error
        raise _damaged() from error
    if len(document) == 0:
        document.close()
        raise _damaged()
    return document


def _damaged() -> TiaoliError:
    return TiaoliError(
        "damaged_file",
        "PDF 文件已损坏，无法读取 / the PDF is damaged and cannot be read",
        "请重新下载或重新导出 / download or export it again",
    )


def _sheet(document: pdfium.PdfDocument, number: int) -> _Sheet:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return _Sheet(Page(0, 0, ()), lost=True)
    try:
        place = place_on(page)
        width, height = page.get_size()
        glyphs = glyphs_of(page, place)
        if len(glyphs.glyphs) < _FEWEST and _is_drawn(page) or glyphs.unreadable > _MOST_UNREADABLE:
            return _Sheet(Page(width, height, ()), picture=True)
        frames = frames_of(rulings_of(page, place))
        outside, inside = sort_out(glyphs.glyphs, frames)
        tables = [
            table_of(frame, {cell: runs_of(group) for (at, cell), group in inside.items() if at == index})
            for index, frame in enumerate(frames)
        ]
        items = in_reading_order(runs_of(outside), tables)
        return _Sheet(Page(width, height, tuple(items)), slanted=glyphs.slanted, hidden=glyphs.hidden > _HIDDEN)
    except pdfium.PdfiumError:
        return _Sheet(Page(0, 0, ()), lost=True)
    finally:
        page.close()


def _is_drawn(page: pdfium.PdfPage) -> bool:
    """Whether there is a picture on the page, or letters drawn as outlines."""
    kinds = [item.type for item in page.get_objects(max_depth=4)]
    return raw.FPDF_PAGEOBJ_IMAGE in kinds or kinds.count(raw.FPDF_PAGEOBJ_PATH) > 50


def _reading(document: pdfium.PdfDocument, sheets: Sequence[_Sheet]) -> Reading:
    if all(sheet.lost for sheet in sheets):
        raise _damaged()
    recognised, notes = _recognised(document, [number for number, sheet in enumerate(sheets) if sheet.picture], len(sheets))
    builder = write([recognised.get(number, sheet.page) for number, sheet in enumerate(sheets)])
    if not builder.text:
        raise TiaoliError("empty_file", "PDF 中没有文字 / there is no text in the PDF", "请核对文件 / check the file")
    return Reading(
        builder.text,
        "pdf",
        grids=tuple(builder.grids),
        fields=_fields(document.get_metadata_dict(skip_empty=True)),
        machine_read=bool(recognised) or any(sheet.hidden for sheet in sheets),
        warnings=(*notes, *_warnings(sheets)),
    )


def _fields(info: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The title, of a web page that a browser has printed: that of others is often their template's or their file's."""
    title = " ".join(info.get("Title", "").split())
    is_printed = info.get("Creator", "").startswith("Mozilla/") or "Skia/PDF" in info.get("Producer", "")
    return (("title", title),) if is_printed and title and not _ADDRESS.match(title) else ()


def _recognised(document: pdfium.PdfDocument, numbers: list[int], pages: int) -> tuple[dict[int, Page], list[str]]:
    """Pages recognised from their pictures, by number, and what to say of it."""
    if not numbers:
        return {}, []
    from ingest.read.ocr import recognise, warnings_of

    found: dict[int, Page] = {}
    scores: list[float] = []
    try:
        for number in numbers:
            found[number], lines = recognise(_picture(document, number))
            scores += lines
    except TiaoliError as error:
        if error.code != "needs_ocr":
            raise
        if 2 * len(numbers) > pages:
            raise TiaoliError("scanned", f"PDF 是扫描件，没有文字层 / the PDF is a scan, without text. {error}", error.hint) from error
        listed = "、".join(str(number + 1) for number in numbers)
        return {}, [f"第 {listed} 页是图片，未能识别，文字不全 / pages {listed} are pictures and were not read; text is missing"]
    return found, warnings_of(scores)


def _picture(document: pdfium.PdfDocument, number: int) -> Image:
    page = document[number]
    try:
        scale = min(_DPI / 72, _LONGEST / max(page.get_size()))
        return page.render(scale=scale, may_draw_forms=False).to_pil()
    finally:
        page.close()


def _warnings(sheets: Sequence[_Sheet]) -> list[str]:
    found = []
    if lost := [str(number + 1) for number, sheet in enumerate(sheets) if sheet.lost]:
        pages = "、".join(lost)
        found.append(f"第 {pages} 页已损坏，未能读取 / pages {pages} are damaged and were not read")
    if any(sheet.hidden for sheet in sheets):
        found.append("文字层是扫描后由机器识别的，引用前请核对原件 / the text was recognised by machine: check quotes against the original")
    if slanted := sum(sheet.slanted for sheet in sheets):
        found.append(f"略去斜排文字（水印）{slanted} 字 / {slanted} slanted characters (watermark) left out")
    return found
