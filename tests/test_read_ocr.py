"""Pictures: recognised, put together to paragraphs and tables, said to be so; nothing fetched; bad pictures refused."""

from __future__ import annotations

import importlib.util
import io
import random
import socket
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import TiaoliError
from ingest.read.ocr import read_picture
from ingest.read.pdf import read_pdf
from ingest.read.reading import Reading

FILES = Path(__file__).parent / "files"
sys.path.insert(0, str(FILES))
from make_pdf import NOTICE, PARTS  # noqa: E402


def plain(text: str) -> str:
    """Brackets are recognised as half-width and as full-width ones."""
    return text.translate(str.maketrans("（），：；", "(),:;"))


def encoded(pictures: list[Image.Image], kind: str) -> bytes:
    out = io.BytesIO()
    pictures[0].save(out, kind, save_all=len(pictures) > 1, append_images=pictures[1:])
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(TiaoliError) as caught:
        read_picture(data)
    assert caught.value.message and caught.value.hint
    return caught.value.code


@pytest.fixture
def without_recognition(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "rapidocr" else found(name, *rest))


@pytest.fixture(scope="module")
def picture() -> Reading:
    """The upper part of the notice, recognised where no connection can be made."""

    def refuse(*_):
        raise AssertionError("a connection was asked for")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        return read_picture((FILES / "scan.png").read_bytes())


def test_a_picture_gives_the_paragraphs_of_the_page(picture):
    printed = [plain(text.replace("<br>", "")) for kind, text in NOTICE if kind != "hr"]
    lines = [plain(line) for line in picture.text.splitlines()]
    assert lines[0] == "青山市政府公报"
    assert lines[1:7] == printed[:6]


def test_recognised_text_is_said_to_be_so_with_how_sure_it_is(picture):
    assert (picture.format, picture.machine_read) == ("image", True)
    assert len(picture.warnings) == 1
    assert "核对原件" in picture.warnings[0] and "mean confidence 1.00" in picture.warnings[0]


def test_a_ruled_table_on_a_picture_is_a_table_with_its_merged_cells():
    reading = read_picture((FILES / "table.png").read_bytes())
    rows = [[part, f"{part}{number}号文件", f"{10 * number}日"] for part in PARTS for number in range(1, 5)]
    assert len(reading.grids) == 1
    found = [[cell.of(reading.text) if cell else "" for cell in row] for row in reading.grids[0].rows]
    assert found == [["部门", "文件", "时间"], *rows]


def test_a_sheet_lying_on_its_side_and_askew_is_set_upright_frame_by_frame():
    with Image.open(FILES / "table.png") as whole:
        part = whole.convert("L").crop((60, 130, 500, 480))
    frames = [part.rotate(90, expand=True, fillcolor=255), part.rotate(1.5, expand=True, fillcolor=255)]
    assert read_picture(encoded(frames, "TIFF")).text.count("市政府1号文件") == 2


def test_a_scanned_pdf_is_recognised(picture):
    reading = read_pdf((FILES / "scan.pdf").read_bytes())
    assert (reading.format, reading.machine_read) == ("pdf", True)
    assert [plain(line) for line in reading.text.splitlines()] == [plain(line) for line in picture.text.splitlines()]
    assert "核对原件" in reading.warnings[0]


def test_without_recognition_installed_the_reader_is_told_what_to_install(without_recognition):
    with pytest.raises(TiaoliError) as caught:
        read_picture((FILES / "table.png").read_bytes())
    assert caught.value.code == "needs_ocr" and "tiaoli[ocr]" in caught.value.hint


def huge() -> bytes:
    """A PNG of 60,000 × 60,000 dots that is small as a file."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_pictures_that_cannot_be_read_are_refused_in_words():
    assert refusal(huge()) == "too_large"
    assert refusal(encoded([Image.new("1", (9000, 9000))], "PNG")) == "too_large"
    assert refusal(encoded([Image.new("L", (64, 64), 255)] * 501, "TIFF")) == "too_large"
    assert refusal(encoded([Image.new("L", (200, 200), 255)], "PNG")) == "empty_file"
    assert refusal((FILES / "scan.png").read_bytes()[:5000]) == "damaged_file"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_a_damaged_picture_is_decoded_or_refused(kind, without_recognition):
    chance, whole = random.Random(kind), encoded([Image.new("L", (40, 40), 255)], kind)
    for _ in range(60):
        broken = bytearray(whole[: chance.randrange(4, len(whole))] if chance.random() < 0.5 else whole)
        broken[chance.randrange(4, len(broken))] ^= 1 << chance.randrange(8)
        assert refusal(bytes(broken)) in {"damaged_file", "needs_ocr", "too_large"}
