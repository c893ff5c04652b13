"""ZIP archives of notices: members taken in like files, each refused for its own reason, moved and removed with the archive."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from index.corpus import Report, ingest_paths
from index.store import Index
from index.writer import write_index

ONE = "关于调解工作的意见\n一、加强行政调解\n由司法局牵头。\n"
TWO = "关于招生工作的通知\n一、报名\n由教育局负责。\n"
THREE = "关于道路养护的通知\n一、养护\n由交通局负责。\n"


@pytest.fixture
def index(tmp_path, stand_in_embedder):
    with write_index(tmp_path / "home", create=True) as opened:
        yield opened


def pack(path: Path, **members: str | bytes) -> Path:
    """An archive; in a member's name `__` stands for `/`, `_` for `.`."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in members.items()}
    return pack_named(path, named)


def pack_named(path: Path, members: dict[str, str | bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def held(index: Index) -> dict[str, str]:
    return {document.doc_id: document.source for document in index.documents()}


def reasons(report: Report) -> dict[str, str]:
    return {skipped.source.rpartition("/")[2]: skipped.code for skipped in report.skipped}


@pytest.mark.parametrize("given", ["archive", "folder"])
def test_members_are_taken_in_with_their_place_inside(index, tmp_path, given):
    (tmp_path / "in").mkdir()
    path = pack(tmp_path / "in" / "a.zip", one_txt=ONE, more__two_md=TWO)
    report = ingest_paths(index, [path if given == "archive" else path.parent])
    assert (report.added, report.skipped) == (("two", "one"), ())
    assert held(index) == {"one": f"{path}!/one.txt", "two": f"{path}!/more/two.md"}
    assert "司法局" in index.notice("one").text
    assert ingest_paths(index, [path]).unchanged == ("two", "one")


def test_changed_added_and_gone_members(index, tmp_path):
    path = pack(tmp_path / "a.zip", one_txt=ONE, two_txt=TWO)
    ingest_paths(index, [path])
    pack(path, one_txt=ONE.replace("司法局", "信访局"), three_txt=THREE)
    report = ingest_paths(index, [path])
    assert (report.replaced, report.added, report.removed) == (("one",), ("three",), ("two",))
    assert "信访局" in index.notice("one").text


def test_what_is_unpacked_or_packed_moves_with_its_id(index, tmp_path):
    (tmp_path / "in").mkdir()
    path = pack(tmp_path / "in" / "a.zip", one_txt=ONE)
    ingest_paths(index, [path.parent])
    path.unlink()
    (tmp_path / "in" / "unpacked.txt").write_text(ONE)
    report = ingest_paths(index, [path.parent])
    assert (report.replaced, report.removed) == (("one",), ())
    assert held(index) == {"one": str(tmp_path / "in" / "unpacked.txt")}
    pack(path, again_txt=ONE)
    assert reasons(ingest_paths(index, [path])) == {"again.txt": "duplicate"}


def test_an_archive_gone_from_its_folder_takes_its_notices_along(index, tmp_path):
    (tmp_path / "in").mkdir()
    path = pack(tmp_path / "in" / "a.zip", one_txt=ONE, two_txt=TWO)
    ingest_paths(index, [path])
    path.unlink()
    assert ingest_paths(index, [path]).removed == ()
    assert ingest_paths(index, [path.parent]).removed == ("one", "two")


def test_an_archive_that_can_no_longer_be_read_keeps_what_came_from_it(index, tmp_path):
    path = pack(tmp_path / "a.zip", one_txt=ONE)
    ingest_paths(index, [path])
    path.write_bytes(path.read_bytes()[:60])
    report = ingest_paths(index, [path])
    assert (reasons(report), report.removed, list(held(index))) == ({"a.zip": "damaged_file"}, (), ["one"])


def test_each_member_is_refused_for_its_own_reason(index, tmp_path):
    inner = pack(tmp_path / "inner.zip", one_txt=ONE).read_bytes()
    path = pack_named(tmp_path / "a.zip", {
        "good.txt": ONE, "copy.txt": ONE, "empty.txt": "", "../outside.txt": TWO, "/root.txt": TWO, "nested.zip": inner,
        "table.xls": b"\x00", "__MACOSX/._good.txt": b"\x00", ".DS_Store": b"\x00", "photos/Thumbs.db": b"\x00",
        "~$good.docx": b"\x00", "folder/": ""})
    report = ingest_paths(index, [path])
    assert report.added == ("copy",)
    assert reasons(report) == {"good.txt": "duplicate", "empty.txt": "empty_file", "outside.txt": "unsafe_name",
                               "root.txt": "unsafe_name", "nested.zip": "nested_archive", "table.xls": "unsupported"}
    assert not (tmp_path / "outside.txt").exists()


def test_a_bomb_is_refused_and_the_other_files_are_taken_in(index, tmp_path):
    (tmp_path / "in").mkdir()
    pack(tmp_path / "in" / "bomb.zip", zero_txt=b"\0" * 50_000_000)
    pack(tmp_path / "in" / "good.zip", one_txt=ONE)
    report = ingest_paths(index, [tmp_path / "in"])
    assert (report.added, reasons(report)) == (("one",), {"bomb.zip": "zip_bomb"})


def test_names_as_windows_in_china_writes_them(index, tmp_path):
    path = tmp_path / "a.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("AAAA.txt", ONE)
    path.write_bytes(path.read_bytes().replace(b"AAAA.txt", "通知".encode("gbk") + b".txt"))
    assert ingest_paths(index, [path]).added == ("通知",)
