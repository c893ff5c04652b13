"""Readers and a writer at once: nobody waits for the other, and each reader sees one state from beginning to end."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from store_samples import NEW, OLD, assert_whole, error_code, hashed

from index import generations
from index.live import live_index
from index.store import read_index
from index.writer import write_index
from web.api import create_api

ROOT = Path(__file__).parent.parent
AFTER = (NEW[0], OLD[1], NEW[1])
PRELUDE = """
import sys
from pathlib import Path
import numpy
from index import embed
embed.EMBEDDER_ID = "stand-in"
embed.encode = lambda texts, kind: numpy.ones((len(texts), 384), "float32") / 384 ** 0.5
from index.store import read_index
from index.writer import write_index
from web.api import create_api
home = Path(sys.argv[1])
"""


@pytest.fixture
def home(stored_home: Path) -> Path:
    return stored_home


def generation_names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "generations").iterdir())


@contextmanager
def process(home: Path, program: str) -> Iterator[subprocess.Popen]:
    """Another process that runs a program until it prints a line; ended when the block ends."""
    running = subprocess.Popen([sys.executable, "-c", PRELUDE + program, home], cwd=ROOT, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout.readline() == "ready\n"
        yield running
    finally:
        running.kill()
        running.communicate()


READER = "with read_index(home):\n    print('ready', flush=True)\n    input()"
WRITER = "with write_index(home):\n    print('ready', flush=True)\n    input()"


def write_new(home: Path) -> None:
    with write_index(home) as index:
        index.put_many(NEW)


def test_a_writer_keeps_no_reader_waiting_but_another_writer_is_refused(home, monkeypatch):
    monkeypatch.setattr(generations, "_LOCK_SECONDS", 0.1)
    with process(home, WRITER) as writer:
        with read_index(home) as index:
            assert_whole(index, *OLD)
        assert error_code(lambda: write_index(home).__enter__()) == "home_busy"
        writer.communicate("\n")
        assert writer.returncode == 0
    write_new(home)


def test_a_reader_sees_what_was_published_when_it_began(home):
    with read_index(home) as before:
        assert before.documents()
        with write_index(home) as index:
            index.put_many(NEW)
            with read_index(home) as during:
                assert_whole(during, *OLD)
        assert_whole(before, *OLD)
        with read_index(home) as after:
            assert_whole(after, *AFTER)


def test_a_generation_is_kept_while_another_process_reads_it(home):
    old = generations.published(home)
    with process(home, READER) as reader:
        write_new(home)
        assert old in generation_names(home)
        reader.send_signal(signal.SIGKILL)
        reader.wait()
    with write_index(home):
        pass
    assert generation_names(home) == [generations.published(home)] != [old]


def test_nothing_new_is_published_where_nothing_changed(home):
    old = generations.published(home)
    with write_index(home) as index:
        index.put_many(OLD)
    assert generation_names(home) == [generations.published(home)] == [old]


def test_a_long_ingest_shows_what_it_has_before_its_end(home):
    with write_index(home) as index:
        index.put(NEW[0])
        index.publish()
        with read_index(home) as reader:
            assert_whole(reader, NEW[0], OLD[1])
        index.put(NEW[1])
        assert_whole(index, *AFTER)
    with read_index(home) as reader:
        assert_whole(reader, *AFTER)


def test_a_first_ingest_that_failed_is_told_and_taken_up(tmp_path, stand_in_embedder):
    with pytest.raises(RuntimeError), write_index(tmp_path / "home", create=True) as index:
        index.put_many(OLD)
        raise RuntimeError("the power fails")
    assert error_code(lambda: read_index(tmp_path / "home").__enter__()) == "no_index"
    with write_index(tmp_path / "home", create=True):
        pass
    with read_index(tmp_path / "home") as index:
        assert_whole(index, *OLD)


def test_an_interrupted_writer_publishes_what_it_has_written(home):
    with pytest.raises(KeyboardInterrupt), write_index(home) as index:
        index.put_many(NEW)
        raise KeyboardInterrupt
    with read_index(home) as index:
        assert_whole(index, *AFTER)


def test_a_full_disk_at_publication_leaves_readers_the_former_state(home, monkeypatch):
    def full(source, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        assert error_code(lambda: write_new(home)) == "storage_failed"
    assert len(generation_names(home)) == 1
    with read_index(home) as index:
        assert_whole(index, *OLD)
    with write_index(home):
        pass
    with read_index(home) as index:
        assert_whole(index, *AFTER)


def test_without_links_the_files_are_copied(home, monkeypatch):
    def refuse(self, target):
        raise OSError(95, "Operation not supported")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "hardlink_to", refuse)
        write_new(home)
    with read_index(home) as index:
        assert_whole(index, *AFTER)


def test_readers_change_nothing_but_chromas_own_note_of_being_opened(home):
    folder = home / "generations" / generations.published(home)

    def state() -> dict[str, str]:
        return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in folder.rglob("*") if path.is_file()}

    before = state()
    search = "\nwith read_index(home) as index:\n    hits = index.dense(numpy.ones(384, 'float32') / 384 ** 0.5, 3)\n" \
             "assert len(hits) == 3 and index\nprint('ready', flush=True)\ninput()"
    with process(home, search) as first, process(home, search), read_index(home) as index:
        assert_whole(index, *OLD)
        first.communicate("\n")
        assert first.returncode == 0
    after = state()
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= {"chroma/chroma.sqlite3"}


def test_a_server_follows_publications_and_requests_under_way_keep_theirs(home):
    with live_index(home) as live:
        with live() as before:
            assert_whole(before, *OLD)
            write_new(home)
            with live() as after:
                assert_whole(after, *AFTER)
            assert_whole(before, *OLD)
        with live() as again:
            assert again is after
    with write_index(home):
        pass
    assert generation_names(home) == [generations.published(home)]


def test_what_is_ingested_shows_in_the_next_request_to_a_running_server(home):
    with live_index(home) as live, TestClient(create_api(live)) as client:
        assert [each["doc_id"] for each in client.get("/docs").json()] == ["a", "b"]
        write_new(home)
        assert [each["doc_id"] for each in client.get("/docs").json()] == ["a", "b", "c"]
        assert client.get("/health").json()["documents"] == 3
        shutil.rmtree(home / "generations")
        (home / "current").unlink()
        gone = client.get("/health")
        assert (gone.status_code, gone.json()["error"]["code"]) == (503, "no_index")


def test_a_server_under_load_fails_no_request_while_publications_go_on(home):
    failures, stop, answered = [], threading.Event(), [0]
    vector = hashed(["行政调解"], "query")[0]

    def ask(live) -> None:
        while not stop.is_set():
            try:
                with live() as index:
                    for clause_id, _ in index.dense(vector, 5):
                        index.clause(clause_id)
                    answered[0] += 1
            except Exception as error:  # noqa: BLE001  whatever it is, the test fails with it
                failures.append(error)

    with live_index(home) as live:
        askers = [threading.Thread(target=ask, args=(live,)) for _ in range(3)]
        for asker in askers:
            asker.start()
        for round_ in range(4):
            with write_index(home) as index:
                index.put_many(OLD if round_ % 2 else NEW)
        stop.set()
        for asker in askers:
            asker.join()
    assert failures == [] and answered[0] > 0


def test_a_server_says_plainly_when_the_new_generation_is_damaged(home):
    with live_index(home) as live:
        write_new(home)
        (home / "generations" / generations.published(home) / "tiaoli.db").write_bytes(b"")
        assert error_code(lambda: live().__enter__()) == "index_corrupt"


def test_a_vector_search_in_an_empty_index_finds_nothing(tmp_path, stand_in_embedder):
    with write_index(tmp_path, create=True):
        pass
    with live_index(tmp_path) as live, live() as index:
        assert index.dense(np.eye(1, 384, dtype=np.float32)[0], 5) == ()
