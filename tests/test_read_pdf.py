"""PDF: paragraphs and tables as they were before they were printed; broken, locked and senseless files refused in words.

The samples are made by files/make_pdf.py.
"""

from __future__ import annotations

import importlib.util
import io
import random
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.errors import TiaoliError
from ingest.parse import parse
from ingest.read.pdf import read_pdf
from ingest.read.reading import Reading

FILES = Path(__file__).parent / "files"
sys.path.insert(0, str(FILES))
from make_pdf import ITEM, NOTICE, PARTS  # noqa: E402


def sample(name: str) -> bytes:
    return (FILES / name).read_bytes()


def saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cells(reading: Reading, grid: int = 0) -> list[list[str]]:
    return [[cell.of(reading.text) if cell else "" for cell in row] for row in reading.grids[grid].rows]


def refusal(data: bytes) -> TiaoliError:
    with pytest.raises(TiaoliError) as caught:
        read_pdf(data)
    assert caught.value.message and caught.value.hint
    return caught.value


@pytest.fixture
def without_recognition(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "rapidocr" else found(name, *rest))


@pytest.fixture(scope="module")
def notice() -> Reading:
    return read_pdf(sample("notice.pdf"))


def test_every_paragraph_of_a_notice_is_one_line_over_pages_too(notice):
    printed = [text.replace("<br>", "").replace("⼀", "一").replace("⽉", "月") for kind, text in NOTICE if kind != "hr"]
    assert notice.text.splitlines() == printed
    assert (notice.format, notice.grids, notice.machine_read, notice.warnings) == ("pdf", (), False, ())


def test_running_heads_and_page_numbers_are_left_out(notice):
    with pdfium.PdfDocument(sample("notice.pdf")) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 1 and all("青山市政府公报" in page and "—" in page for page in pages)
    assert "公报" not in notice.text and "—" not in notice.text


def test_the_title_of_a_web_page_is_kept_when_a_browser_prints_it():
    data = sample("turned.pdf")
    assert b"(page.html)" in data and read_pdf(data).fields == ()
    titled = data.replace(b"(page.html)", b"(Notice 12)")
    assert read_pdf(titled).fields == (("title", "Notice 12"),)
    assert read_pdf(titled.replace(b"Skia/PDF", b"Word/PDF").replace(b"Mozilla/", b"Winword/")).fields == ()


def test_a_printed_notice_has_the_clauses_of_its_text(notice):
    clauses = {clause.address for clause in parse(notice.text.encode(), "n", "notice.txt").clauses}
    assert {"一、（一）", "一、（二）", "一、（二）1.", "一、（二）2.", "二、"} <= clauses


def test_a_table_over_pages_is_one_with_its_header_once_and_merged_cells_in_every_row():
    reading = read_pdf(sample("table.pdf"))
    rows = [[part, f"{part}{number}号文件", f"{10 * number}日"] for part in PARTS for number in range(1, 26)]
    assert len(reading.grids) == 1 and reading.grids[0].headers == 1
    assert cells(reading) == [["部门", "文件", "时间"], *rows]
    lines = reading.text.splitlines()
    assert (lines[0], lines[-1]) == ("文件公开的时间如下。", "区政府要按时公开。")
    assert lines.count("部门 | 文件 | 时间") == 1


def test_columns_are_read_one_after_the_other_and_parted_words_made_whole():
    reading = read_pdf(sample("columns.pdf"))
    lines = reading.text.splitlines()
    assert lines[0] == "青山市工作条例"
    assert lines[1:11] == [f"第{number}条 {ITEM}" for number in "一二三四五六七八九十"]
    assert len(lines) == 12 and lines[11].count("answer every question that a citizen puts to it") == 4
    assert any("水印" in warning for warning in reading.warnings)


def test_a_page_printed_sideways_and_turned_is_read_upright():
    assert read_pdf(sample("turned.pdf")).text.splitlines() == ["一、工作要求", ITEM, "二、工作时间", ITEM]


def test_text_laid_unseen_under_a_scan_is_said_to_be_recognised_by_machine():
    drawn = b"BT 3 Tr /F 12 Tf 72 700 Td (A notice recognised by a machine) Tj ET"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    objects = b"".join(b"%d 0 obj%s endobj\n" % (number, body) for number, body in enumerate(bodies, 1))
    reading = read_pdf(b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R/Size 6>>\n")
    assert reading.text == "A notice recognised by a machine\n"
    assert reading.machine_read and "机器识别" in reading.warnings[0]


def test_a_scan_without_recognition_says_what_to_install(without_recognition):
    error = refusal(sample("scan.pdf"))
    assert error.code == "scanned" and "扫描件" in error.message and "tiaoli[ocr]" in error.hint


def test_letters_without_a_meaning_are_no_text_layer(without_recognition):
    assert refusal(sample("garbage.pdf")).code == "scanned"


def test_one_picture_among_pages_of_text_is_named_and_the_rest_is_read(without_recognition, notice):
    with pdfium.PdfDocument(sample("notice.pdf")) as document, pdfium.PdfDocument(sample("scan.pdf")) as scan:
        pages = len(document)
        document.import_pages(scan)
        reading = read_pdf(saved(document))
    assert reading.text == notice.text and not reading.machine_read
    assert reading.warnings and f"第 {pages + 1} 页" in reading.warnings[0]


def test_files_that_cannot_be_read_are_refused_in_words():
    assert refusal(sample("locked.pdf")).code == "password"
    assert refusal(b"%PDF-1.7\nnothing of a PDF").code == "damaged_file"
    assert refusal(sample("notice.pdf")[:2000]).code == "damaged_file"
    with pdfium.PdfDocument.new() as document:
        document.new_page(595, 842)
        assert refusal(saved(document)).code == "empty_file"
        for _ in range(2000):
            document.new_page(10, 10)
        assert refusal(saved(document)).code == "too_large"


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bits turned over, or a piece cut out, or the end cut off."""
    kind, at = chance.randrange(3), chance.randrange(8, len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + chance.randrange(4000) :]
    broken = bytearray(data)
    for _ in range(chance.choice((1, 20, 400))):
        broken[chance.randrange(8, len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


@pytest.mark.parametrize("name", ["notice.pdf", "table.pdf", "locked.pdf", "scan.pdf"])
def test_a_damaged_file_is_read_or_refused(name, without_recognition):
    chance = random.Random(name)
    whole, outcomes = sample(name), set()
    for _ in range(40):
        try:
            outcomes.add(read_pdf(damaged(whole, chance)).format)
        except TiaoliError as error:
            outcomes.add(error.code)
    assert outcomes <= {"pdf", "damaged_file", "empty_file", "scanned", "password"} and "damaged_file" in outcomes
