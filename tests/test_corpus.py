"""Files and folders taken into the index: new, changed, moved, gone, refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from store_samples import CALLS

from index import corpus, generations
from index.corpus import Report, Step, ingest_paths
from index.settings import settings
from index.store import Index, read_index
from index.writer import write_index

ONE = "关于调解工作的意见\n一、加强行政调解\n由司法局牵头。\n二、加强保障\n由财政局安排资金。\n"
TWO = "关于招生工作的通知\n一、报名\n由教育局负责。\n"


@pytest.fixture
def index(tmp_path, stand_in_embedder):
    with write_index(tmp_path / "home", create=True) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "in" / "more").mkdir(parents=True)
    (tmp_path / "in" / "one.txt").write_text(ONE)
    (tmp_path / "in" / "more" / "two.md").write_text(TWO)
    return tmp_path / "in"


def doc_ids(index: Index) -> list[str]:
    return [document.doc_id for document in index.documents()]


def reasons(report: Report) -> dict[str, str]:
    return {Path(skipped.source).name: skipped.code for skipped in report.skipped}


def test_a_folder_is_taken_in_with_what_lies_below_it(index, folder):
    steps = []
    report = ingest_paths(index, [folder], steps.append)
    assert (report.added, report.skipped, report.clauses) == (("two", "one"), (), index.count_clauses())
    assert doc_ids(index) == ["one", "two"]
    assert index.notice("one").source == str(folder / "one.txt")
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[0] == Step(0, 2, 0, "") and steps[-1] == Step(2, 2, report.clauses, "")


def test_the_same_folder_again_parses_and_embeds_nothing(index, folder, monkeypatch):
    ingest_paths(index, [folder])
    CALLS.clear()
    monkeypatch.setattr("index.parsing.ProcessPool", None)
    report = ingest_paths(index, [folder, folder / "one.txt"])
    assert (report.unchanged, report.clauses, CALLS) == (("two", "one"), 0, [])
    assert report.added == report.replaced == report.removed == report.skipped == ()


def test_another_parser_reads_the_files_anew(index, folder, monkeypatch):
    ingest_paths(index, [folder])
    CALLS.clear()
    monkeypatch.setattr(corpus, "parser_version", lambda: "newer")
    monkeypatch.setattr("index.writer.parser_version", lambda: "newer")
    assert ingest_paths(index, [folder]).replaced == ("two", "one")
    assert CALLS == []


def test_changed_and_gone_files(index, folder):
    ingest_paths(index, [folder])
    (folder / "one.txt").write_text(ONE.replace("司法局", "信访局"))
    (folder / "more" / "two.md").unlink()
    report = ingest_paths(index, [folder])
    assert (report.replaced, report.removed) == (("one",), ("two",))
    assert doc_ids(index) == ["one"]
    assert "信访局" in index.notice("one").text


def test_what_came_from_elsewhere_stays(index, folder, tmp_path):
    ingest_paths(index, [folder])
    (folder / "one.txt").unlink()
    (tmp_path / "other").mkdir()
    assert ingest_paths(index, [tmp_path / "other"]).removed == ()
    assert ingest_paths(index, [folder / "more"]).removed == ()
    assert doc_ids(index) == ["one", "two"]


def test_a_moved_file_keeps_its_id(index, folder):
    ingest_paths(index, [folder])
    CALLS.clear()
    (folder / "one.txt").rename(folder / "more" / "renamed.txt")
    report = ingest_paths(index, [folder])
    assert (report.replaced, report.removed, CALLS) == (("one",), (), [])
    assert index.notice("one").source == str(folder / "more" / "renamed.txt")


def test_two_files_of_one_name_get_two_ids(index, folder):
    (folder / "more" / "one.txt").write_text(TWO + "二、录取\n")
    report = ingest_paths(index, [folder])
    (other,) = set(report.added) - {"one", "two"}
    assert other.startswith("one-")
    assert len(other) == len("one-") + 8
    assert ingest_paths(index, [folder]).unchanged == report.added


def test_an_absent_file_keeps_its_id_from_a_namesake_elsewhere(index, folder, tmp_path):
    ingest_paths(index, [folder / "one.txt"])
    (folder / "one.txt").unlink()
    (tmp_path / "one.txt").write_text(TWO)
    (added,) = ingest_paths(index, [tmp_path / "one.txt"]).added
    assert added != "one"
    assert "司法局" in index.notice("one").text


def test_equal_content_is_taken_once_and_the_copy_steps_in_when_the_first_is_gone(index, folder):
    (folder / "copy.txt").write_text(ONE)
    report = ingest_paths(index, [folder])
    assert reasons(report) == {"one.txt": "duplicate"}
    (folder / "copy.txt").unlink()
    report = ingest_paths(index, [folder])
    assert (report.replaced, report.removed, reasons(report)) == (("copy",), (), {})
    assert doc_ids(index) == ["copy", "two"]


def test_a_notice_edited_into_a_copy_of_another_is_dropped(index, folder):
    ingest_paths(index, [folder])
    (folder / "one.txt").write_text(TWO)
    report = ingest_paths(index, [folder])
    assert (report.removed, reasons(report)) == (("one",), {"one.txt": "duplicate"})
    assert doc_ids(index) == ["two"]


def test_what_cannot_be_taken_in_is_reported_and_the_rest_goes_on(index, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TIAOLI_MAX_FILE_MB", "1")
    settings.cache_clear()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "huge.txt").write_text("行" * 400_000)
    (folder / "table.xls").write_bytes(b"\xff\xd8")
    (folder / ".hidden.txt").write_text(ONE)
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.txt").write_text("三")
    os.mkfifo(folder / "pipe.txt")
    (tmp_path / "outside.txt").write_text("外面的文件")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "broken.txt").symlink_to(folder / "nothing.txt")
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "within.txt").symlink_to(folder / "one.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xd5\xfe.txt")).write_text("政")
    report = ingest_paths(index, [folder, tmp_path / "missing.txt"])
    settings.cache_clear()
    assert set(report.added) == {"one", "two"}
    assert reasons(report) == {
        "empty.txt": "empty_file", "program.txt": "binary_file", "huge.txt": "too_large", "table.xls": "unsupported",
        "pipe.txt": "unreadable", "out.txt": "link", "loop": "link", "broken.txt": "missing", "itself.txt": "missing",
        "missing.txt": "missing", "\ufffd\ufffd.txt": "bad_name"}
    assert all(skipped.reason for skipped in report.skipped)


def test_a_file_refused_later_keeps_what_was_taken_in(index, folder):
    ingest_paths(index, [folder])
    (folder / "one.txt").write_bytes(b"")
    report = ingest_paths(index, [folder])
    assert (reasons(report), report.removed) == ({"one.txt": "empty_file"}, ())
    assert doc_ids(index) == ["one", "two"]


def test_warnings_are_handed_on_by_document(index, folder):
    ingest_paths(index, [folder])
    expected = {doc_id: index.notice(doc_id).warnings for doc_id in doc_ids(index)}
    index.remove(["one", "two"])
    assert {each.doc_id: each.warnings for each in ingest_paths(index, [folder]).written} == expected


def test_a_long_ingest_is_published_now_and_then(index, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "_BATCH_CLAUSES", 1)
    monkeypatch.setattr(corpus, "_PUBLISH_SECONDS", -1)
    seen = []

    def look(step: Step) -> None:
        if step.done == 1 and step.source.endswith("two.md") and generations.published(tmp_path / "home"):
            with read_index(tmp_path / "home") as reader:
                seen.append(doc_ids(reader))

    ingest_paths(index, [folder], look)
    assert ["two"] in seen
