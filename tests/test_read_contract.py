"""One notice in every format: each reader keeps the same contract, and the same clauses come out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import TiaoliError
from ingest.parse import parse
from ingest.read.dispatch import read
from ingest.read.reading import Reading
from tests.files.make_pdf import NOTICE

FILES = Path(__file__).parent / "files"
LINES = [re.sub("<br>", "", text).translate({0x2F00: "一", 0x2F49: "月"}) for kind, text in NOTICE if kind != "hr"]
ROWS = [["部门", "文件", "时间"], ["市政府", "市政府1号文件", "10日"], ["", "市政府2号文件", "20日"]]


def _text() -> str:
    return "\n".join(LINES) + "\n"


def _markdown() -> bytes:
    head, title, *rest = LINES[:2], LINES[2], *LINES[3:]
    return "\n\n".join([*head, f"# {title}", *(line.replace("1.市", "1\\.市").replace("2.各", "2\\.各") for line in rest)]).encode()


def _html() -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES)
    menu = "<ul>" + "".join(f"<li><a href=/{n}>{n}</a></li>" for n in ("首页", "政务公开", "政民互动", "走进青山")) + "</ul>"
    return f"<!doctype html><meta charset=utf-8><body>{menu}<div>{paragraphs}</div><script>alert(1)</script>".encode()


def _docx() -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for line in LINES:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "utf8.txt": lambda: _text().encode(),
    "utf8-bom.txt": lambda: _text().encode("utf-8-sig"),
    "utf16.txt": lambda: _text().encode("utf-16"),
    "gb18030.txt": lambda: _text().encode("gb18030"),
    "notice.md": _markdown,
    "notice.html": _html,
    "notice.docx": _docx,
    "notice.pdf": (FILES / "notice.pdf").read_bytes,
}
# The top of its first page, as a picture and as a PDF of that picture.
SCANS = ("scan.png", "scan.pdf")


def data_of(name: str) -> bytes:
    return FORMATS[name]() if name in FORMATS else (FILES / name).read_bytes()


@cache
def reading_of(name: str) -> Reading:
    """To recognise a scan takes seconds."""
    return read(data_of(name), name)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_notice(name: str) -> None:
    notice, expected = (parse(FORMATS[one](), "x", one) for one in (name, "utf8.txt"))
    assert expected.meta.doc_no == "青政发〔2021〕12号" and len(expected.clauses) > 8
    assert (notice.meta, [clause.address for clause in notice.clauses]) == (
        expected.meta, [clause.address for clause in expected.clauses])
    squeezed = [re.sub(r"\s", "", clause.text) for clause in notice.clauses]
    assert squeezed == [re.sub(r"\s", "", clause.text) for clause in expected.clauses]
    assert notice.warnings == ()


@pytest.mark.parametrize("name", SCANS)
def test_a_scan_gives_the_notice_with_a_warning(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.parse.read", lambda data, asked: reading_of(asked))
    notice = parse(data_of(name), "x", name)
    assert notice.meta.machine_read and "机器识别" in notice.warnings[0]
    assert (notice.meta.title, notice.meta.doc_no) == ("青山市人民政府关于做好政府信息公开工作的通知", "青政发〔2021〕12号")
    assert [clause.address for clause in notice.clauses] == ["文件信息", "引言", "一、", "一、（一）"]


@pytest.mark.parametrize("name", [*FORMATS, *SCANS, "table.pdf", "columns.pdf", "notice.doc"])
def test_a_reading_is_lines_with_tables_in_them(name: str) -> None:
    reading = reading_of(name) if name != "notice.doc" else _read_or_needs_office(data_of(name))
    if reading is None:
        return
    # The scanned PDF holds the picture that was recognised twice.
    assert reading.text.strip() and (name == "scan.pdf" or read(data_of(name), name) == reading)
    assert not re.search(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]", reading.text)
    assert (reading.decoded is not None) == (reading.format in ("text", "markdown"))
    assert reading.machine_read == (name in SCANS)
    for grid in reading.grids:
        assert len({len(row) for row in grid.rows}) == 1 and grid.headers <= len(grid.rows)
        cells = [cell for row in grid.rows for cell in row if cell]
        assert all("\n" not in cell.of(reading.text) and cell.of(reading.text).strip() for cell in cells)
    assert all(0 <= mark.start < mark.end <= len(reading.text) for mark in reading.marks)


def _read_or_needs_office(data: bytes):
    try:
        return read(data, "notice.doc")
    except TiaoliError as error:
        assert error.code == "needs_libreoffice" and "docx" in error.hint + error.message
        return None


def _table(name: str) -> bytes:
    if name.endswith(".md"):
        return "\n".join(["分工如下。", "", *(f"| {' | '.join(row)} |" for row in [ROWS[0], ["---"] * 3, *ROWS[1:]])]).encode()
    if name.endswith(".html"):
        cells = [["<th>部门<th>文件<th>时间"], ["<td rowspan=2>市政府<td>市政府1号文件<td>10日"], ["<td>市政府2号文件<td>20日"]]
        return ("<p>分工如下。</p><table>" + "".join(f"<tr>{''.join(row)}</tr>" for row in cells) + "</table>").encode()
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph("分工如下。")
    table = document.add_table(len(ROWS), 3)
    for row, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("name", ["t.md", "t.html", "t.docx"])
def test_a_table_is_a_table_in_every_format(name: str) -> None:
    reading = read(_table(name), name)
    (grid,) = reading.grids
    cells = [[cell.of(reading.text) if cell else "" for cell in row] for row in grid.rows]
    merged = "" if name.endswith(".md") else "市政府"  # Markdown has no merged cells
    assert cells == [ROWS[0], ROWS[1], [merged, *ROWS[2][1:]]]
    rows = [clause.text for clause in parse(_table(name), "x", name).clauses if clause.kind == "row"]
    assert any("市政府1号文件" in row for row in rows) and any("市政府2号文件" in row for row in rows)


@pytest.mark.parametrize("name", ["notice.docx", "notice.pdf", "notice.html", "scan.png"])
@settings(max_examples=15, deadline=None)
@given(cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), max_size=6))
def test_damage_is_told_plainly(name: str, cut: float, flips: list[tuple[float, int]]) -> None:
    data = bytearray(FORMATS[name]() if name in FORMATS else (FILES / name).read_bytes()[:2_000])
    for at, bits in flips:
        data[int(at * len(data))] ^= bits
    try:
        notice = parse(bytes(data[: int(cut * len(data)) + 1]), "x", name)
    except TiaoliError as error:
        assert error.message and not re.search("Traceback|Exception", error.message)
    else:
        assert notice.text.strip()


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b"%PDF-", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
@pytest.mark.parametrize("suffix", ["txt", "html", "pdf", "docx", "doc", "png", "md"])
def test_nothing_but_a_beginning_is_refused(data: bytes, suffix: str) -> None:
    with pytest.raises(TiaoliError):
        parse(data, "x", f"x.{suffix}")
