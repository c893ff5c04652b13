"""The journal: what was asked comes back as it was, nothing is lost or changed, and no failure of it reaches the asker."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.journal import Checked, Exchange, exported, feedback, keep, sweep
from answer.model import Answer, Filters, Searched
from ingest.errors import TiaoliError

NOBODY = 65534
ANSWER = Answer(answer="牵头：政府法制机构。 [1]", refused=False, engine="extractive", lang="zh-Hans",
                searched=Searched(documents=5, filters=Filters()), timings_ms={"total": 12.5})
EXCHANGE = Exchange(
    question="行政調解由哪個部門牽頭？", answer=ANSWER, engine="qwen", history=("昆山呢？",), filters=Filters(region="昆山", in_force=True),
    retrieved=("a#7/18", "a#1"), prompt_hash="ab12", version="0.1.0",
    verdicts=(Checked("牵头：政府法制机构。", "supported"), Checked("牵头：公安局。", "contradicted", "条款中是协助部门")))

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def asked(question: str, at: str = "") -> Exchange:
    return replace(EXCHANGE, question=question, id=question, at=datetime.fromisoformat(at) if at else datetime.now(UTC))


def write(home: Path, name: str) -> None:
    for n in range(30):
        keep(home, asked(f"{name}-{n}"))


def questions(home: Path, since: str = "", until: str = "") -> list[str]:
    return [each["question"] for each in exported(home, since, until)]


def refused_statement(home: Path, statement: str) -> str:
    with closing(sqlite3.connect(home / "journal.db")) as connection, pytest.raises(sqlite3.IntegrityError) as caught:
        connection.execute(statement)
    return str(caught.value)


def error_code(action) -> str:
    with pytest.raises(TiaoliError) as caught:
        action()
    assert caught.value.message
    return caught.value.code


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Permissions do not bind the superuser."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may reach, with its parents."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


# What is kept

def test_an_exchange_comes_back_whole(home):
    keep(home, EXCHANGE)
    feedback(home, EXCHANGE.id, "wrong_clause", "a#7/18", "应为第七条")
    feedback(home, EXCHANGE.id, "helpful")
    [kept] = exported(home)
    said = kept.pop("feedback")
    assert json.loads(json.dumps(kept)) == {
        "id": EXCHANGE.id, "at": f"{EXCHANGE.at:%Y-%m-%dT%H:%M:%S}.{EXCHANGE.at.microsecond // 1000:03d}Z",
        "question": EXCHANGE.question, "history": ["昆山呢？"], "filters": EXCHANGE.filters.model_dump(),
        "retrieved": ["a#7/18", "a#1"], "engine": "qwen", "prompt_hash": "ab12", "answer": ANSWER.model_dump(mode="json"),
        "verdicts": [{"sentence": "牵头：政府法制机构。", "verdict": "supported", "reason": ""},
                     {"sentence": "牵头：公安局。", "verdict": "contradicted", "reason": "条款中是协助部门"}],
        "version": "0.1.0"}
    assert [(each["verdict"], each["clause_id"], each["note"]) for each in said] == [
        ("wrong_clause", "a#7/18", "应为第七条"), ("helpful", "", "")]
    assert all(datetime.fromisoformat(each["at"]) >= EXCHANGE.at.replace(microsecond=0) for each in said)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(), min_size=4, max_size=4))
def test_any_text_comes_back_the_same(tmp_path_factory, texts):
    home = tmp_path_factory.getbasetemp() / "any-text"
    home.mkdir(exist_ok=True)
    question, answer, earlier, note = texts
    exchange = replace(asked(question), id=uuid4().hex, answer=ANSWER.model_copy(update={"answer": answer}), history=(earlier,),
                       verdicts=(Checked(answer, "not_found", note),))
    keep(home, exchange)
    feedback(home, exchange.id, "outdated", note, note)
    [kept] = [each for each in exported(home) if each["id"] == exchange.id]
    assert (kept["question"], kept["answer"]["answer"], kept["history"]) == (question, answer, [earlier])
    assert kept["verdicts"] == [{"sentence": answer, "verdict": "not_found", "reason": note}]
    assert (kept["feedback"][0]["note"], kept["feedback"][0]["clause_id"]) == (note, note)


def test_half_a_character_from_a_language_model_does_no_harm(home):
    keep(home, replace(EXCHANGE, verdicts=(Checked("甲\ud83d乙", "not_found"),)))
    assert [each["verdicts"][0]["sentence"] for each in exported(home)] == ["甲?乙"]


def test_ids_differ_and_moments_are_kept_in_utc(home):
    keep(home, Exchange(question="甲", answer=ANSWER, engine="extractive"))
    keep(home, Exchange(question="乙", answer=ANSWER, engine="extractive",
                        at=datetime.fromisoformat("2020-01-01T00:30:00+08:00")))
    first, second = exported(home)
    assert (first["question"], first["at"]) == ("乙", "2019-12-31T16:30:00.000Z")
    assert first["id"] != second["id"]


def test_only_the_owner_may_read_it(home):
    before = os.umask(0)
    try:
        keep(home, EXCHANGE)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.glob("journal.db*")} == {0o600}


# Nothing is lost

def test_processes_and_threads_that_write_at_once_lose_nothing(home):
    processes = [FORK.Process(target=write, args=(home, name)) for name in "ab"]
    threads = [Thread(target=write, args=(home, name)) for name in "cd"]
    for writer in (*processes, *threads):
        writer.start()
    for writer in (*processes, *threads):
        writer.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert sorted(questions(home)) == sorted(f"{name}-{n}" for name in "abcd" for n in range(30))
    assert list(home.glob("journal.damaged*")) == []


def test_what_a_killed_process_wrote_is_there(home):
    def killed() -> None:
        write(home, "a")
        os.kill(os.getpid(), signal.SIGKILL)

    process = FORK.Process(target=killed)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert len(questions(home)) == 30


def test_a_forked_process_does_not_use_what_its_parent_opened(home):
    keep(home, asked("甲"))
    process = FORK.Process(target=write, args=(home, "a"))
    process.start()
    write(home, "b")
    process.join()
    assert process.exitcode == 0
    assert len(questions(home)) == 61


def test_rows_are_only_added(home):
    keep(home, asked("甲"))
    feedback(home, "甲", "helpful")
    for table, column in (("exchanges", "question"), ("feedback", "note")):
        assert "append-only" in refused_statement(home, f"UPDATE {table} SET {column} = '乙'")
        assert "append-only" in refused_statement(home, f"DELETE FROM {table}")
    keep(home, asked("旧", "2020-01-01T00:00:00+00:00"))
    assert sweep(home, 30) == 1
    for statement in ("UPDATE sweeps SET before = 'z'", "DELETE FROM sweeps"):
        assert "append-only" in refused_statement(home, statement)
    assert questions(home) == ["甲"]


def test_an_id_is_never_taken_twice(home, caplog):
    keep(home, asked("甲"))
    keep(home, replace(asked("甲"), engine="other"))
    assert [each["engine"] for each in exported(home)] == ["qwen"]
    assert "没有记下" in caplog.text


# Retention

def test_retention_drops_what_is_older_with_its_feedback(home):
    today = datetime.now(UTC)
    for days in (0, 29, 30, 31, 400):
        keep(home, asked(str(days), (today - timedelta(days=days)).isoformat()))
        feedback(home, str(days), "helpful")
    assert sweep(home, 0) == 0
    assert sweep(home, 30) == 2
    assert questions(home) == ["30", "29", "0"]
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        assert connection.execute("SELECT count(*) FROM feedback").fetchone() == (3,)
        assert connection.execute("SELECT exchanges FROM sweeps").fetchall() == [(2,)]
    assert sweep(home, 30) == 0
    assert sweep(home, 29) == 1


def test_what_is_swept_is_gone_from_the_file(home):
    keep(home, replace(asked("甲", "2020-01-01T00:00:00+00:00"), question="无人再能读到的问题"))
    assert sweep(home, 1) == 1
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "无人再能读到的问题".encode() not in (home / "journal.db").read_bytes()


def test_sweeping_where_nothing_is_makes_nothing(home):
    assert sweep(home, 30) == 0
    assert list(home.iterdir()) == []


# Feedback

def test_feedback_needs_an_exchange_and_a_known_verdict(home):
    assert error_code(lambda: feedback(home, "none", "helpful")) == "no_such_exchange"
    keep(home, EXCHANGE)
    assert error_code(lambda: feedback(home, "none", "helpful")) == "no_such_exchange"
    assert error_code(lambda: feedback(home, EXCHANGE.id, "nice")) == "bad_feedback"
    assert [each["feedback"] for each in exported(home)] == [[]]


# Export

def test_export_is_oldest_first_and_by_days_of_this_machine(home):
    def local(text: str) -> str:
        return datetime.fromisoformat(text).astimezone().isoformat()

    for question, at in (("丙", "2026-05-03T00:00"), ("甲", "2026-05-01T23:59:59.999"), ("乙", "2026-05-02T00:00"),
                         ("乙二", "2026-05-02T23:59")):
        keep(home, asked(question, local(at)))
    assert questions(home) == ["甲", "乙", "乙二", "丙"]
    assert questions(home, since="2026-05-02") == ["乙", "乙二", "丙"]
    assert questions(home, until="2026-05-02") == ["甲", "乙", "乙二"]
    assert questions(home, "2026-05-02", "2026-05-02") == ["乙", "乙二"]
    assert questions(home, "2026-05-04", "2026-05-01") == []


@pytest.mark.parametrize("day", ["5月2日", "2026-13-01", "2026-5-2", "20260502", "9999-12-31"])
def test_a_bad_date_is_said_before_anything_is_read(home, day):
    assert error_code(lambda: exported(home, until=day)) == "bad_filter"


def test_export_of_no_journal_is_empty(home):
    assert list(exported(home)) == [] == list(home.iterdir())


def test_export_streams_a_steady_view(home):
    for question in "甲乙丙":
        keep(home, asked(question))
    reader = exported(home)
    assert next(reader)["question"] == "甲"
    keep(home, asked("丁"))
    assert [each["question"] for each in reader] == ["乙", "丙"]


# Failures

@pytest.mark.parametrize("how", ["garbage", "cut", "page"])
@pytest.mark.parametrize("opened", [True, False])
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(home, caplog, how, opened):
    source = home / "source"
    source.mkdir()
    for n in range(40):
        keep(source, asked(f"旧{n}"))
    with closing(sqlite3.connect(source / "journal.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (source / "journal.db").read_bytes()
    damaged = {"garbage": b"\x5a" * len(content), "cut": content[:len(content) // 2],
               "page": content[:4096] + b"\x5a" * 12288 + content[16384:]}[how]
    if opened:
        keep(home, asked("先"))
        for path in home.glob("journal.db-*"):
            path.unlink()
    (home / "other").write_bytes(damaged)
    (home / "other").replace(home / "journal.db")
    keep(home, asked("新"))
    feedback(home, "新", "helpful")
    assert questions(home) == ["新"]
    [aside] = home.glob("journal.damaged-*.db")
    assert aside.read_bytes() == damaged
    [warning] = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert str(aside) in warning.getMessage()


def test_processes_that_find_the_damage_at_once_set_it_aside_once(home):
    (home / "journal.db").write_bytes(b"\x5a" * 5000)
    processes = [FORK.Process(target=write, args=(home, name)) for name in "abc"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(questions(home)) == 90
    assert len(list(home.glob("journal.damaged-*.db"))) == 1


def test_export_of_a_damaged_file_says_so(home):
    (home / "journal.db").write_bytes(b"\x5a" * 5000)
    assert error_code(lambda: list(exported(home))) == "journal_damaged"
    assert len(list(home.iterdir())) == 1


def test_a_journal_of_a_newer_version_is_left_alone(home, caplog):
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        connection.execute("PRAGMA user_version = 2")
        connection.execute("CREATE TABLE later (x)")
    before = (home / "journal.db").read_bytes()
    for action in (lambda: feedback(home, "甲", "helpful"), lambda: list(exported(home))):
        assert error_code(action) == "newer_journal"
    keep(home, EXCHANGE)
    assert "newer version" in caplog.text and sweep(home, 3) == 0
    assert (home / "journal.db").read_bytes() == before


def test_a_journal_taken_away_is_begun_anew(home):
    keep(home, asked("甲"))
    for path in home.glob("journal.db*"):
        path.rename(path.with_name(f"old-{path.name}"))
    keep(home, asked("乙"))
    assert questions(home) == ["乙"]


@pytest.mark.parametrize("before", [(), ("甲",)])
def test_a_read_only_folder_costs_a_warning_and_can_be_exported(open_folder, caplog, before):
    with as_ordinary_user():
        home = open_folder / "home"
        home.mkdir()
        # By another process, so that nothing is open here.
        for question in before:
            shutil.copy(journal_of(open_folder, question), home / "journal.db")
        for path in (*home.iterdir(), home):
            path.chmod(0o555 if path.is_dir() else 0o444)
        keep(home, asked("乙"))
        [warning] = caplog.records
        assert "not recorded" in warning.getMessage()
        assert questions(home) == list(before)
        expected = "storage_failed" if before else "no_such_exchange"
        assert error_code(lambda: feedback(home, "甲", "helpful")) == expected
        assert sweep(home, 1) == 0
        home.chmod(0o755)


def journal_of(folder: Path, question: str) -> Path:
    made = folder / "made"
    made.mkdir()
    keep(made, asked(question))
    with closing(sqlite3.connect(made / "journal.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made / "journal.db"


def test_a_full_disk_costs_a_warning(home):
    warnings = home / "warnings"

    def fill() -> None:
        logging.getLogger("tiaoli").addHandler(logging.FileHandler(warnings, "w"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
        for n in range(20):
            keep(home, replace(asked(str(n)), prompt_hash="问" * 20_000))

    process = FORK.Process(target=fill)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert "not recorded" in warnings.read_text("utf-8")
    assert 1 <= len(questions(home)) < 20
    keep(home, asked("又有地方了"))
    assert questions(home)[-1] == "又有地方了"
