"""Uploads: kept under the home, taken in beside what the command line ingests, and taken back again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.corpus import ingest_paths
from index.live import live_index
from index.store import read_index
from index.writer import write_index
from ingest.errors import TiaoliError
from web.intake import original, remove, take_in

ONE = "甲市人民政府关于调解工作的通知\n甲政发〔2021〕1号\n一、行政调解\n（一）由司法局牵头。\n"
TWO = "乙市教育局关于招生工作的通知\n乙教发〔2022〕2号\n一、学校招生\n（一）由教育局负责。\n"
HOSTILE = "..\u202e<script>alert(1)<.txt"

pytestmark = pytest.mark.usefixtures("stand_in_embedder")


@pytest.fixture
def home(tmp_path):
    """A home with one notice that the command line took in from a folder beside it."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "one.txt").write_text(ONE)
    with write_index(tmp_path / "home", create=True) as index:
        ingest_paths(index, [tmp_path / "corpus"])
    return tmp_path / "home"


def sent(folder: Path, name: str, content: str | bytes) -> Path:
    """A file as a browser has sent it."""
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def packed(folder: Path, name: str, **members: str) -> Path:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return folder / name


def doc_ids(home: Path) -> list[str]:
    with read_index(home) as index:
        return [held.doc_id for held in index.documents()]


def uploads(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "uploads").rglob("*") if path.is_file())


def test_an_upload_is_found_by_an_index_already_open(home, tmp_path):
    with live_index(home) as live:
        steps = []
        report = take_in(home, [sent(tmp_path / "in", "two.txt", TWO)], steps.append)
        with live() as index:
            assert [held.doc_id for held in index.documents()] == ["one", "two"]
    assert (report.added, report.written[0].source) == (("two",), "two.txt")
    assert (steps[0].done, steps[-1].done, steps[-1].total) == (0, 1, 1)


def test_neither_an_upload_nor_an_ingest_removes_what_the_other_took_in(home, tmp_path):
    (tmp_path / "corpus" / "one.txt").rename(tmp_path / "away.txt")
    assert take_in(home, [sent(tmp_path / "in", "two.txt", TWO)]).removed == ()
    assert doc_ids(home) == ["one", "two"]
    (tmp_path / "in" / "two.txt").unlink()
    with write_index(home) as index:
        assert ingest_paths(index, [tmp_path / "corpus"]).removed == ("one",)
        assert ingest_paths(index, [home / "uploads"]).unchanged == ("two",)
    assert doc_ids(home) == ["two"]


def test_a_file_of_the_same_name_replaces_nothing(home, tmp_path):
    first = take_in(home, [sent(tmp_path / "a", "通知.txt", TWO)])
    second = take_in(home, [sent(tmp_path / "b", "通知.txt", TWO + "（二）由财政局安排。\n")])
    assert first.added == ("通知",) and second.added[0].startswith("通知-") and not second.replaced
    assert uploads(home) == ["通知.txt", "通知.txt"]
    assert original(home, "通知").read_text() == TWO


def test_the_same_content_is_taken_in_once(home, tmp_path):
    again = take_in(home, [sent(tmp_path / "in", "copy.txt", ONE), sent(tmp_path / "in", "two.txt", TWO),
                           sent(tmp_path / "in", "zwei.txt", TWO)])
    assert again.added == ("two",)
    assert {each.source: each.code for each in again.skipped} == {"copy.txt": "duplicate", "zwei.txt": "duplicate"}
    assert all(str(tmp_path) not in each.reason for each in again.skipped)
    assert uploads(home) == ["two.txt"]
    assert take_in(home, [sent(tmp_path / "in", "other.txt", TWO)]).unchanged == ("two",)
    assert uploads(home) == ["two.txt"]


def test_an_archive_gives_each_of_its_files(home, tmp_path):
    members = {"甲/two.txt": TWO, "../out.txt": TWO + "外", "inner.zip": "PK", "table.xls": "x", ".hidden.txt": ONE + "藏",
               "empty.txt": ""}
    report = take_in(home, [packed(tmp_path / "in", "a.zip", **members)])
    assert [each.source for each in report.written] == ["a.zip!/甲/two.txt"]
    assert {each.source: each.code for each in report.skipped} == {
        "a.zip!/../out.txt": "unsafe_name", "a.zip!/inner.zip": "nested_archive", "a.zip!/table.xls": "unsupported",
        "a.zip!/empty.txt": "empty_file"}
    assert uploads(home) == ["two.txt"]
    remove(home, "two")
    assert (doc_ids(home), uploads(home)) == (["one"], [])


def test_a_hostile_name_stays_inside_and_is_told_as_it_was(home, tmp_path):
    report = take_in(home, [sent(tmp_path / "in", HOSTILE, TWO), sent(tmp_path / "in", f"{'长' * 80}.txt", TWO + "二")])
    assert {each.source for each in report.written} == {HOSTILE, f"{'长' * 80}.txt"}
    assert len(uploads(home)) == 2 and "_<script>alert(1)<.txt" in uploads(home)
    assert {path.parent.parent for path in (home / "uploads").rglob("*.txt")} == {home / "uploads"}


def test_what_cannot_be_taken_in_leaves_nothing_behind(home, tmp_path):
    report = take_in(home, [sent(tmp_path / "in", "blank.txt", " \n"), sent(tmp_path / "in", "run.exe", "MZ")])
    assert {each.source: each.code for each in report.skipped} == {"blank.txt": "empty_file", "run.exe": "unsupported"}
    assert (report.written, uploads(home), list((home / "uploads").glob("*"))) == ((), [], [])


def test_removing_deletes_an_upload_but_no_file_of_a_folder(home, tmp_path):
    take_in(home, [sent(tmp_path / "in", "two.txt", TWO)])
    remove(home, "two")
    remove(home, "one")
    assert (doc_ids(home), uploads(home), list((home / "originals").iterdir())) == ([], [], [])
    assert (tmp_path / "corpus" / "one.txt").exists()
    with pytest.raises(TiaoliError, match="two") as failure:
        remove(home, "two")
    assert failure.value.code == "no_such_document"


def test_a_second_writer_is_told_that_the_home_is_busy(home, tmp_path, monkeypatch):
    monkeypatch.setattr("index.generations._LOCK_SECONDS", 0)
    with write_index(home), pytest.raises(TiaoliError) as failure:
        take_in(home, [sent(tmp_path / "in", "two.txt", TWO)])
    assert failure.value.code == "home_busy"
    assert doc_ids(home) == ["one"]


def test_the_original_is_kept_as_received(home, tmp_path):
    source = tmp_path / "corpus" / "one.txt"
    source.write_text("改过了")
    assert original(home, "one").read_text() == ONE
    archived = packed(tmp_path / "zips", "b.zip", **{"内/two.txt": TWO})
    with write_index(home) as index:
        ingest_paths(index, [archived])
    archived.unlink()
    assert original(home, "two").read_bytes() == TWO.encode()
    with pytest.raises(TiaoliError) as failure:
        original(home, "../one")
    assert failure.value.code == "no_such_document"


def test_an_original_goes_with_the_state_that_it_was_of(home, tmp_path):
    source = tmp_path / "corpus" / "one.txt"
    source.write_text(ONE + "（二）由财政局安排。\n")
    with write_index(home) as index:
        assert ingest_paths(index, [source]).replaced == ("one",)
    assert [path.read_text() for path in (home / "originals").iterdir()] == [source.read_text()]


def test_originals_are_made_good_for_an_index_that_kept_none(home, tmp_path):
    (kept,) = (home / "originals").iterdir()
    kept.write_text("损坏")
    assert original(home, "one") == tmp_path / "corpus" / "one.txt"
    kept.unlink()
    with write_index(home) as index:
        assert ingest_paths(index, [tmp_path / "corpus"]).unchanged == ("one",)
    (tmp_path / "corpus" / "one.txt").unlink()
    assert original(home, "one").read_text() == ONE
    next((home / "originals").iterdir()).unlink()
    assert original(home, "one") is None
