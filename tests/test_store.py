"""The index: put, replace, remove, reopen, filters, damage, a second process, and a kill at every step of writing."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import crash_points
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import CALLS, hashed, make_notice

from index import embed, manifest, nodes, store
from index.lexical import LexicalIndex, bigrams
from index.store import Index, Where, open_index
from ingest.errors import TiaoliError
from ingest.model import Clause, Fact, Meta, Notice, Region, Segment, Span, Validity

TESTS = Path(__file__).parent


@pytest.fixture(autouse=True)
def stand_in_embedder(monkeypatch):
    monkeypatch.setattr(embed, "encode", hashed)
    monkeypatch.setattr(embed, "EMBEDDER_ID", "stand-in")
    CALLS.clear()


@pytest.fixture(scope="module")
def pristine(tmp_path_factory) -> Path:
    """An index of two notices, closed, that no test changes."""
    folder = tmp_path_factory.mktemp("pristine") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embed, "encode", hashed)
        patch.setattr(embed, "EMBEDDER_ID", "stand-in")
        with open_index(folder, create=True) as index:
            assert index.put_many(crash_points.OLD) == ("added", "added")
    return folder


@pytest.fixture
def home(pristine, tmp_path) -> Path:
    """A copy of the index of two notices."""
    return shutil.copytree(pristine, tmp_path / "home")


def assert_whole(index: Index, *notices: Notice) -> None:
    """All stores hold exactly these notices: each clause is found by its words and its vector, and nothing else is."""
    assert [document.doc_id for document in index.documents()] == sorted(notice.doc_id for notice in notices)
    expected = {clause.id: text for notice in notices
                for clause, text in zip(notice.clauses, nodes.embed_texts(notice), strict=True)}
    assert index.count_clauses() == len(expected)
    everything = len(expected) + 10
    tokens = [token for notice in [*crash_points.OLD, *crash_points.NEW] for token in bigrams(notice.text)]
    assert {hit[0] for hit in index.lexical(tokens, everything)} == set(expected)
    for clause_id, text in expected.items():
        vector = hashed([text], "passage")[0]
        hits = dict(index.dense(vector, everything))
        assert set(hits) == set(expected)
        assert hits[clause_id] == pytest.approx(1.0, abs=1e-5)
    for notice in notices:
        assert index.notice(notice.doc_id) == notice


def error_code(action) -> str:
    with pytest.raises(TiaoliError) as caught:
        action()
    assert caught.value.message
    return caught.value.code


# Put, replace, remove

def test_what_is_put_is_found_again_after_reopening(home):
    with open_index(home) as index:
        assert_whole(index, *crash_points.OLD)
        notice, clause = index.clause("b#1/1")
        assert (notice.doc_id, clause.text) == ("b", "学校招生由教育局负责")
        assert index.doc_freq(["招生", "司法"]) == {"招生": 1, "司法": 1}
        summary = index.documents()[0]
        assert (summary.doc_id, summary.clauses, summary.warnings) == ("a", 3, 1)
        assert summary.meta == crash_points.OLD[0].meta


def test_putting_the_same_again_does_nothing(home):
    before = {path: path.stat().st_mtime_ns for path in (home / "lexical").iterdir()}
    with open_index(home) as index:
        assert index.put_many(crash_points.OLD) == ("unchanged", "unchanged")
    assert CALLS == []
    assert {path: path.stat().st_mtime_ns for path in (home / "lexical").iterdir()} == before


def test_only_a_changed_clause_is_embedded(home):
    changed = make_notice("a", "行政调解由信访局牵头", "财政资金由财政局安排")
    with open_index(home) as index:
        assert index.put(changed) == "replaced"
        assert CALLS == [["一、总则\n行政调解由信访局牵头"]]
        assert_whole(index, changed, crash_points.OLD[1])


def test_changed_metadata_embeds_nothing_but_is_stored(home):
    meta = replace(crash_points.OLD[0].meta, title="连云港市意见")
    retitled = replace(crash_points.OLD[0], sha256="0" * 64, meta=meta)
    with open_index(home) as index:
        assert index.put(retitled) == "replaced"
        assert CALLS == []
        assert {hit[0] for hit in index.lexical(["连云"], 10)} == {"a#1", "a#1/1", "a#1/2"}
        assert_whole(index, retitled, crash_points.OLD[1])


def test_a_clause_that_moved_keeps_its_vector(home):
    moved = make_notice("a", "财政资金由财政局安排", "行政调解由司法局牵头")
    with open_index(home) as index:
        index.put(moved)
        assert CALLS == []
        assert_whole(index, moved, crash_points.OLD[1])


def test_another_parser_writes_again_without_embedding(home, monkeypatch):
    monkeypatch.setattr(store, "parser_version", lambda: "newer")
    with open_index(home) as index:
        assert index.put(crash_points.OLD[0]) == "replaced"
        assert CALLS == []


def test_a_removed_notice_is_gone_from_all_stores(home):
    with open_index(home) as index:
        index.remove("a")
        assert_whole(index, crash_points.OLD[1])
        assert error_code(lambda: index.notice("a")) == "no_such_document"
        assert error_code(lambda: index.remove("a")) == "no_such_document"
        assert error_code(lambda: index.clause("a#1")) == "no_such_document"
        assert error_code(lambda: index.clause("b#99")) == "no_such_clause"
    with open_index(home) as index:
        assert_whole(index, crash_points.OLD[1])
        index.remove("b")
    with open_index(home) as index:
        assert_whole(index)


def test_many_notices_are_written_in_several_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_BATCH_CLAUSES", 5)
    notices = [make_notice(f"n{at}", f"第{at}项工作", "共同条款") for at in range(5)]
    with open_index(tmp_path, create=True) as index:
        assert index.put_many(notices) == ("added",) * 5
        assert len(CALLS) == 3
        assert [document.doc_id for document in index.documents()] == ["n0", "n1", "n2", "n3", "n4"]
        assert index.count_clauses() == 15


def test_ids_that_would_collide_are_refused(home):
    notice = make_notice("d", "一", "二")
    twice = replace(notice, clauses=(*notice.clauses, notice.clauses[1]))
    with open_index(home) as index:
        for wrong in ([twice], [replace(notice, doc_id="e")], [notice, notice]):
            with pytest.raises(ValueError, match="unique"):
                index.put_many(wrong)
        assert_whole(index, *crash_points.OLD)


def test_a_failing_embedder_leaves_everything_as_it_was(home, monkeypatch):
    def fail(texts, kind):
        raise RuntimeError("out of memory")

    with open_index(home) as index:
        monkeypatch.setattr(embed, "encode", fail)
        with pytest.raises(RuntimeError):
            index.put_many(crash_points.NEW)
        assert_whole(index, *crash_points.OLD)


def test_a_write_that_fails_half_way_is_not_seen_and_can_be_repeated(home, monkeypatch):
    def fail(self, doc_ids, documents):
        raise TiaoliError("storage_failed", "disk full")

    with open_index(home) as index:
        with monkeypatch.context() as patch:
            patch.setattr(LexicalIndex, "replace", fail)
            assert error_code(lambda: index.put_many(crash_points.NEW)) == "storage_failed"
        known = {clause.id for notice in crash_points.OLD for clause in notice.clauses}
        assert {hit[0] for hit in index.dense(hashed(["道路养护"], "query")[0], 99)} <= known
        assert index.put_many([crash_points.OLD[0], crash_points.NEW[1]]) == ("replaced", "added")
        assert_whole(index, *crash_points.OLD, crash_points.NEW[1])


# Filters

def test_dense_search_answers_only_from_the_notices_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_LEAST_FETCHED", 3)
    near = [make_notice(f"n{at}", *[f"行政调解工作{at}{item}" for item in range(6)]) for at in range(4)]
    far = make_notice("far", "道路养护", "桥梁检测")
    question = hashed(["行政调解工作"], "query")[0]
    with open_index(tmp_path, create=True) as index:
        index.put_many([*near, far])
        hits = index.dense(question, 2, Where(frozenset({"far"})))
        assert len(hits) == 2
        assert {clause_id.partition("#")[0] for clause_id, _ in hits} == {"far"}
        assert len(index.dense(question, 10, Where(frozenset({"far"})))) == 3
        assert index.dense(question, 10, Where(frozenset())) == ()
        assert index.dense(question, 10, Where(frozenset({"unknown"}))) == ()
        scores = [score for _, score in index.dense(question, 10)]
        assert len(scores) == 10
        assert scores == sorted(scores, reverse=True)
        assert [hit[0] for hit in index.lexical(bigrams("行政调解"), 99, Where(frozenset({"n1", "far"})))] == \
            [f"n1#1/{at}" for at in range(1, 7)]


# Opening

def test_reading_needs_neither_llama_index_nor_at_first_chroma(home):
    program = f"""if True:
        import sys
        from pathlib import Path
        from index import embed
        embed.EMBEDDER_ID = "stand-in"
        from index.store import open_index
        import numpy
        with open_index(Path({str(home)!r})) as index:
            assert index.lexical(["司法"], 5) and "chromadb" not in sys.modules
            assert index.dense(numpy.ones(384, dtype="float32"), 5)
        assert not [name for name in sys.modules if name.startswith("llama_index")]
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_an_index_it_says_so_and_creates_nothing(tmp_path):
    assert error_code(lambda: open_index(tmp_path / "none").__enter__()) == "no_index"
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    assert error_code(lambda: open_index(tmp_path / "file", create=True).__enter__()) == "bad_home"


def test_a_creation_cut_short_can_be_taken_up(tmp_path):
    (tmp_path / manifest.DATABASE).touch()
    assert error_code(lambda: open_index(tmp_path).__enter__()) == "no_index"
    with open_index(tmp_path, create=True) as index:
        assert index.documents() == ()
        assert index.lexical(["行政"], 5) == index.dense(hashed(["行政"], "query")[0], 5) == ()


def test_another_embedder_or_format_is_refused(home, monkeypatch):
    monkeypatch.setattr(embed, "EMBEDDER_ID", "another")
    assert error_code(lambda: open_index(home).__enter__()) == "other_embedder"
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    assert error_code(lambda: open_index(home, create=True).__enter__()) == "old_index"


def test_a_second_process_is_refused_until_the_first_is_gone(home, monkeypatch):
    monkeypatch.setattr(store, "_LOCK_SECONDS", 0.1)
    program = f"""if True:
        from pathlib import Path
        from index import embed
        embed.EMBEDDER_ID = "stand-in"
        from index.store import open_index
        with open_index(Path({str(home)!r})):
            print("open", flush=True)
            input()
    """
    first = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert first.stdout.readline() == "open\n"
    assert error_code(lambda: open_index(home).__enter__()) == "home_busy"
    first.communicate("\n")
    assert first.returncode == 0
    with open_index(home) as index:
        assert_whole(index, *crash_points.OLD)


# Damage

FILES = ["tiaoli.db", "lexical/meta.json", "lexical/*.store", "lexical/*.term", "chroma/chroma.sqlite3"]


@pytest.mark.parametrize("how", ["cut", "garbage", "emptied", "deleted"])
@pytest.mark.parametrize("pattern", FILES)
def test_damage_is_reported_and_nothing_deleted(home, pattern, how):
    path = next(home.glob(pattern))
    content = path.read_bytes()
    if how == "deleted":
        path.unlink()
    else:
        path.write_bytes({"cut": content[:len(content) // 2], "garbage": b"\x5a" * len(content), "emptied": b""}[how])
    before = {file for file in home.rglob("*") if file.is_file()}

    def use():
        with open_index(home) as index:
            index.lexical(bigrams("行政调解"), 10)
            index.dense(np.ones(384, dtype=np.float32), 10)
            index.notice("a")

    assert error_code(use) == "index_corrupt"
    assert before - set(home.rglob("*")) <= {home / "tiaoli.db-wal", home / "tiaoli.db-shm"}


def test_a_damaged_notice_is_reported(home):
    with sqlite3.connect(home / manifest.DATABASE) as connection:
        connection.execute("UPDATE notices SET notice = substr(notice, 1, 40) WHERE doc_id = 'a'")
    connection.close()
    with open_index(home) as index:
        assert error_code(lambda: index.notice("a")) == "index_corrupt"
        assert index.notice("b") == crash_points.OLD[1]


def test_a_store_of_another_index_is_noticed(home, tmp_path):
    with open_index(tmp_path / "other", create=True) as index:
        index.put(make_notice("z", "别的公文"))
    shutil.rmtree(home / "chroma")
    shutil.copytree(tmp_path / "other" / "chroma", home / "chroma")
    with open_index(home) as index:
        assert error_code(lambda: index.dense(np.ones(384, dtype=np.float32), 10)) == "index_corrupt"


# A kill at every step

@pytest.fixture(scope="module")
def killed(pristine, tmp_path_factory) -> Path:
    """A folder with one index for each point at which its writer was killed."""
    folder = tmp_path_factory.mktemp("killed")
    for point in crash_points.POINTS:
        shutil.copytree(pristine, folder / point)
    subprocess.run([sys.executable, TESTS / "crash_points.py", folder], check=True)
    return folder


@pytest.mark.parametrize("point", crash_points.POINTS)
def test_a_kill_leaves_each_notice_whole_or_absent(killed, point):
    old, new = crash_points.OLD, crash_points.NEW
    after = {"put-after-commit": (new[0], old[1], new[1])}.get(point, (old[1],) if point.startswith("remove") else old)
    with open_index(killed / point) as index:
        assert_whole(index, *after)
        index.put_many(new)
        assert_whole(index, new[0], old[1], new[1])


# The manifest's JSON

words = st.text(max_size=12)
spans = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6))
facts = st.builds(Fact, st.sampled_from(["lead", "deadline"]), words, spans)
kinds = st.sampled_from(["head", "item", "row"])
clauses = st.builds(Clause, words, words, kinds, words, words, spans, st.none() | words,
                    st.lists(words, max_size=3).map(tuple), st.lists(facts, max_size=2).map(tuple))
regions = st.builds(Region, words, st.lists(words, max_size=3).map(tuple), st.booleans())
validities = st.builds(Validity, st.sampled_from(["repealed", "unknown"]), words, st.none() | spans)
metas = st.builds(Meta, title=words, issued=words, plan_years=st.none() | st.tuples(st.integers(), st.integers()),
                  region=st.none() | regions, validity=validities)
notices = st.builds(Notice, words, words, words, words, metas, words, st.lists(clauses, max_size=3).map(tuple),
                    st.lists(st.builds(Segment, *[st.integers(0, 10**9)] * 4), max_size=3).map(tuple),
                    st.lists(words, max_size=2).map(tuple))


@given(notices)
def test_a_notice_comes_back_from_json_equal(notice):
    assert manifest.notice_from_json(manifest.notice_to_json(notice)) == notice


# Nodes

def test_nodes_fit_any_llama_index_store():
    notice = make_notice("a", "行政調解由司法局牽頭")
    top, item = nodes.nodes(notice)
    assert (top.id_, item.id_, item.ref_doc_id, item.parent_node.node_id) == ("a#1", "a#1/1", "a", "a#1")
    assert item.text == item.get_content("embed") == "行政調解由司法局牽頭"
    assert nodes.embed_texts(notice) == ["一、总则", "一、总则\n行政调解由司法局牵头"]
    assert {type(value) for value in item.metadata.values()} <= {str, int}
    stored = {key: value for key, value in item.metadata.items() if not key.endswith("_sha")}
    assert stored == {
        "doc_id": "a", "title": "a的通知", "address": "一、（1）", "kind": "item", "parent": "a#1", "issued": 20200616,
        "status": "repealed", "region": "江苏省苏州市昆山市",
        "adcode1": "320000", "adcode2": "320500", "adcode3": "320583"}
    bare = replace(notice, meta=Meta())
    assert (nodes.nodes(bare)[0].metadata["issued"], nodes.nodes(bare)[0].metadata["region"]) == (0, "")
