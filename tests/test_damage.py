"""Damaged files are said plainly and nothing is deleted; a kill at any step of writing or publishing harms no notice."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import crash_points
import numpy as np
import pytest
from store_samples import CALLS, NEW, OLD, assert_whole, error_code, make_notice

from index import manifest
from index.lexical import bigrams
from index.store import read_index
from index.writer import write_index

TESTS = Path(__file__).parent
PUBLISHED = {"publish-after-_point", "publish-before-_sweep", "publish-after-_sweep"}

pytestmark = pytest.mark.usefixtures("stand_in_embedder")


@pytest.fixture
def home(stored_home: Path) -> Path:
    return stored_home


# Damage

FILES = ["tiaoli.db", "lexical/meta.json", "lexical/*.store", "lexical/*.term", "chroma/chroma.sqlite3"]


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "deleted":
        path.unlink()
    else:
        path.write_bytes({"cut": content[:len(content) // 2], "garbage": b"\x5a" * len(content), "emptied": b""}[how])


def files_of(home: Path) -> set[Path]:
    return {path for path in home.rglob("*") if path.is_file() and path.parent.name != "readers"}


@pytest.mark.parametrize("how", ["cut", "garbage", "emptied", "deleted"])
@pytest.mark.parametrize("pattern", FILES)
def test_damage_is_reported_to_readers_and_nothing_deleted(home, pattern, how):
    damage(next(home.glob(f"generations/*/{pattern}")), how)
    before = files_of(home)

    def use():
        with read_index(home) as index:
            index.lexical(bigrams("行政调解"), 10)
            index.dense(np.ones(384, dtype=np.float32), 10)
            index.notice("a")

    assert error_code(use) == "index_corrupt"
    assert before <= files_of(home)


@pytest.mark.parametrize("how", ["cut", "emptied", "deleted"])
@pytest.mark.parametrize("pattern", FILES)
def test_damage_is_reported_to_writers_and_readers_go_on(home, pattern, how):
    damage(next(home.glob(f"work/{pattern}")), how)
    before = files_of(home)

    def use():
        with write_index(home) as index:
            index.put_many(NEW)

    assert error_code(use) == "index_corrupt"
    assert before - files_of(home) <= {home / "work" / "tiaoli.db-wal", home / "work" / "tiaoli.db-shm"}
    with read_index(home) as index:
        assert_whole(index, *OLD)


@pytest.mark.parametrize("name", ["", "../../other", "g1\n"])
def test_a_damaged_pointer_is_reported(home, name):
    (home / "current").write_text(name)
    assert error_code(lambda: read_index(home).__enter__()) == "index_corrupt"


def test_a_damaged_notice_is_reported(home):
    database = next(home.glob(f"generations/*/{manifest.DATABASE}"))
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE notices SET notice = substr(notice, 1, 40) WHERE doc_id = 'a'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with read_index(home) as index:
        assert error_code(lambda: index.notice("a")) == "index_corrupt"
        assert index.notice("b") == OLD[1]


def test_a_store_of_another_index_is_noticed(home, tmp_path):
    with write_index(tmp_path / "other", create=True) as index:
        index.put(make_notice("z", "别的公文"))
    mine, other = (next(folder.glob("generations/*/chroma")) for folder in (home, tmp_path / "other"))
    shutil.rmtree(mine)
    shutil.copytree(other, mine)
    with read_index(home) as index:
        assert error_code(lambda: index.dense(np.ones(384, dtype=np.float32), 10)) == "index_corrupt"


# A kill at every step

@pytest.fixture(scope="module")
def killed(pristine, tmp_path_factory) -> Path:
    """A folder with one index for each point at which its writer was killed."""
    folder = tmp_path_factory.mktemp("killed")
    for point in crash_points.POINTS:
        shutil.copytree(pristine, folder / point)
    subprocess.run([sys.executable, TESTS / "crash_points.py", folder], check=True)
    for point in crash_points.POINTS:
        shutil.copytree(folder / point, folder / "again" / point)
    return folder


@pytest.mark.parametrize("point", crash_points.POINTS)
def test_a_kill_leaves_each_notice_whole_or_absent(killed, point):
    old, new = OLD, NEW
    written = (new[0], old[1], new[1])
    after = written if point == "put-after-commit" or point.startswith("publish") else old
    after = (old[1],) if point.startswith("remove") else after
    with read_index(killed / point) as index:
        assert_whole(index, *(written if point in PUBLISHED else old))
    with write_index(killed / point) as index:
        assert_whole(index, *after)
    with read_index(killed / point) as index:
        assert_whole(index, *after)
    with write_index(killed / point) as index:
        index.put_many(new)
    with read_index(killed / point) as index:
        assert_whole(index, *written)
    assert len(list((killed / point / "generations").iterdir())) == 1


@pytest.mark.parametrize("point", ["put-before-apply", "put-after-apply", "remove-after-remove"])
def test_a_graph_left_half_written_by_a_kill_is_made_again_without_the_embedder(killed, point, tmp_path):
    home = shutil.copytree(killed / "again" / point, tmp_path / "home")
    for path in (home / "work" / "chroma").glob("*/*"):
        path.write_bytes(b"\x5a" * 100)
    CALLS.clear()
    with write_index(home) as index:
        assert CALLS == []
        assert_whole(index, *((OLD[1],) if point.startswith("remove") else OLD))
        index.put_many(NEW)
    with read_index(home) as index:
        assert_whole(index, NEW[0], OLD[1], NEW[1])


def test_a_kill_before_anything_was_published_loses_nothing_that_was_written(killed, tmp_path):
    home = shutil.copytree(killed / "again" / "put-after-apply", tmp_path / "home")
    shutil.rmtree(home / "generations")
    (home / "current").unlink()
    with write_index(home) as index:
        assert_whole(index, *OLD)
    with read_index(home) as index:
        assert_whole(index, *OLD)
