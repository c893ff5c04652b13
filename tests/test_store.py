"""The index: put, replace, remove, reopen, filters, long clauses, and what is stored of a notice."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import CALLS, NEW, OLD, assert_whole, error_code, hashed, make_notice

from index import embed, manifest, nodes, store, writer
from index.lexical import LexicalIndex, bigrams
from index.store import Where, read_index
from index.writer import write_index
from ingest.errors import TiaoliError
from ingest.model import Clause, Fact, Meta, Notice, Region, Segment, Span, Validity

pytestmark = pytest.mark.usefixtures("stand_in_embedder")


@pytest.fixture
def home(stored_home: Path) -> Path:
    return stored_home


# Put, replace, remove

def test_what_is_put_is_found_again_after_reopening(home):
    with read_index(home) as index:
        assert_whole(index, *OLD)
        notice, clause = index.clause("b#1/1")
        assert (notice.doc_id, clause.text) == ("b", "学校招生由教育局负责")
        assert index.doc_freq(["招生", "司法"]) == {"招生": 1, "司法": 1}
        summary = index.documents()[0]
        assert (summary.doc_id, summary.clauses, summary.warnings) == ("a", 3, 1)
        assert summary.meta == OLD[0].meta


def test_putting_the_same_again_does_nothing(home):
    before = {path: path.stat().st_mtime_ns for path in (home / "work" / "lexical").iterdir()}
    with write_index(home) as index:
        assert index.put_many(OLD) == ("unchanged", "unchanged")
    assert CALLS == []
    assert {path: path.stat().st_mtime_ns for path in (home / "work" / "lexical").iterdir()} == before


def test_only_a_changed_clause_is_embedded(home):
    changed = make_notice("a", "行政调解由信访局牵头", "财政资金由财政局安排")
    with write_index(home) as index:
        assert index.put(changed) == "replaced"
        assert CALLS == [["一、总则\n行政调解由信访局牵头", "行政调解由信访局牵头"]]
        assert_whole(index, changed, OLD[1])


def test_changed_metadata_embeds_only_the_title_but_is_stored(home):
    meta = replace(OLD[0].meta, title="连云港市意见")
    retitled = replace(OLD[0], sha256="0" * 64, meta=meta)
    with write_index(home) as index:
        assert index.put(retitled) == "replaced"
        assert CALLS == [["连云港市意见"]]
        assert {hit[0] for hit in index.lexical(["连云"], 10)} == {"a#1", "a#1/1", "a#1/2"}
        assert_whole(index, retitled, OLD[1])


def test_a_clause_that_moved_keeps_its_vector(home):
    moved = make_notice("a", "财政资金由财政局安排", "行政调解由司法局牵头")
    with write_index(home) as index:
        index.put(moved)
        assert CALLS == []
        assert_whole(index, moved, OLD[1])


def test_another_parser_writes_again_without_embedding(home, monkeypatch):
    monkeypatch.setattr(writer, "parser_version", lambda: "newer")
    with write_index(home) as index:
        assert index.put(OLD[0]) == "replaced"
        assert CALLS == []


def test_a_removed_notice_is_gone_from_all_stores(home):
    with write_index(home) as index:
        index.remove(["a"])
        assert_whole(index, OLD[1])
        assert error_code(lambda: index.notice("a")) == "no_such_document"
        assert error_code(lambda: index.remove(["a"])) == "no_such_document"
        assert error_code(lambda: index.clause("a#1")) == "no_such_document"
        assert error_code(lambda: index.clause("b#99")) == "no_such_clause"
    with write_index(home) as index:
        assert_whole(index, OLD[1])
        index.remove(["b"])
    with read_index(home) as index:
        assert_whole(index)


def test_many_notices_are_written_in_several_steps(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "_BATCH_CLAUSES", 5)
    notices = [make_notice(f"n{at}", f"第{at}项工作", "共同条款") for at in range(5)]
    with write_index(tmp_path, create=True) as index:
        assert index.put_many(notices) == ("added",) * 5
        assert len(CALLS) == 3
        assert [document.doc_id for document in index.documents()] == ["n0", "n1", "n2", "n3", "n4"]
        assert index.count_clauses() == 15


def test_ids_that_would_collide_are_refused(home):
    notice = make_notice("d", "一", "二")
    twice = replace(notice, clauses=(*notice.clauses, notice.clauses[1]))
    with write_index(home) as index:
        for wrong in ([twice], [replace(notice, doc_id="e")], [notice, notice]):
            with pytest.raises(ValueError, match="unique"):
                index.put_many(wrong)
        assert_whole(index, *OLD)


def test_a_failing_embedder_leaves_everything_as_it_was(home, monkeypatch):
    def fail(texts, kind):
        raise RuntimeError("out of memory")

    with write_index(home) as index:
        monkeypatch.setattr(embed, "encode", fail)
        with pytest.raises(RuntimeError):
            index.put_many(NEW)
        assert_whole(index, *OLD)


def test_a_write_that_fails_half_way_is_not_seen_and_can_be_repeated(home, monkeypatch):
    def fail(self, doc_ids, documents):
        raise TiaoliError("storage_failed", "disk full")

    with write_index(home) as index:
        with monkeypatch.context() as patch:
            patch.setattr(LexicalIndex, "replace", fail)
            assert error_code(lambda: index.put_many(NEW)) == "storage_failed"
        known = {clause.id for notice in OLD for clause in notice.clauses}
        assert {hit[0] for hit in index.dense(hashed(["道路养护"], "query")[0], 99)} <= known
        assert index.put_many([OLD[0], NEW[1]]) == ("replaced", "added")
        assert_whole(index, *OLD, NEW[1])


# Filters

def test_dense_search_answers_only_from_the_notices_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_LEAST_FETCHED", 3)
    near = [make_notice(f"n{at}", *[f"行政调解工作{at}{item}" for item in range(6)]) for at in range(4)]
    far = make_notice("far", "道路养护", "桥梁检测")
    question = hashed(["行政调解工作"], "query")[0]
    with write_index(tmp_path, create=True) as index:
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


# Long clauses

SENTENCES = [f"第{number}项工作由第{number}局按照职责分工负责组织实施，并于每季度末报告进展情况。" for number in range(60)]


def test_a_long_clause_is_searched_in_parts_and_found_as_one(tmp_path):
    long, short = make_notice("long", "".join(SENTENCES)), make_notice("short", "第59局另有任务。", "道路养护")
    with write_index(tmp_path, create=True) as index:
        index.put_many([long, short])
    parts = {part.node_id: part.text for part in nodes.parts(long)}
    assert list(parts)[:4] == ["long#1", "long#1/1", "long#1/1@2", "long#1/1@3"]
    with read_index(tmp_path) as index:
        assert index.count_clauses() == 5
        for sentence in SENTENCES:
            assert [hit[0] for hit in index.lexical(bigrams(sentence), 3)][0] == "long#1/1"
        for node_id, text in parts.items():
            (nearest, score), *_ = index.dense(hashed([f"一、总则\n{text}" if "/" in node_id else text], "query")[0], 3)
            assert (nearest, score) == (nodes.clause_of(node_id), pytest.approx(1.0, abs=1e-5))
        everything = {"long#1", "long#1/1", "short#1", "short#1/1", "short#1/2"}
        hits = index.dense(hashed([SENTENCES[30]], "query")[0], 5)
        assert {hit[0] for hit in hits} == everything and len(hits) == 5
        assert len(index.dense(hashed([SENTENCES[30]], "query")[0], 9, Where(frozenset({"long"})))) == 2
        assert [hit[0] for hit in index.lexical(bigrams("第59局"), 2)] == ["short#1/1", "long#1/1"]
        assert index.clause("long#1/1")[1].text == "".join(SENTENCES)
        assert index.doc_freq(["通知", "道路"]) == {"通知": 5, "道路": 1}


def test_a_changed_sentence_embeds_its_part_alone(tmp_path):
    with write_index(tmp_path, create=True) as index:
        index.put(make_notice("long", "".join(SENTENCES)))
        CALLS.clear()
        index.put(make_notice("long", "".join(SENTENCES[:-1]) + SENTENCES[-1].replace("报告", "通报")))
        assert [len(call) for call in CALLS] == [2]  # the part and the sentence
        index.remove(["long"])
        assert index.lexical(bigrams(SENTENCES[30]), 5) == ()


@given(st.text(alphabet="政府工作，。；！\n ”", max_size=4_000))
def test_pieces_give_the_text_and_fit_the_embedder(text):
    pieces = nodes.pieces(text)
    assert "".join(pieces) == text
    assert all(len(piece.rstrip()) <= nodes.PIECE for piece in pieces)
    assert len(pieces) == 1 or len(pieces) <= len(text) // (nodes.PIECE // 3) + 1


# Opening

def test_reading_needs_neither_llama_index_nor_at_first_chroma(home):
    program = f"""if True:
        import sys
        from pathlib import Path
        from index import embed
        embed.EMBEDDER_ID = "stand-in"
        from index.store import read_index
        import numpy
        with read_index(Path({str(home)!r})) as index:
            assert index.lexical(["司法"], 5) and "chromadb" not in sys.modules
            assert index.dense(numpy.ones(384, dtype="float32"), 5)
        assert not [name for name in sys.modules if name.startswith("llama_index")]
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("way", [read_index, write_index])
def test_without_an_index_it_says_so_and_creates_nothing(tmp_path, way):
    assert error_code(lambda: way(tmp_path / "none").__enter__()) == "no_index"
    assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    assert error_code(lambda: way(tmp_path / "file").__enter__()) == "bad_home"


def test_a_creation_cut_short_can_be_taken_up(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / manifest.DATABASE).touch()
    assert error_code(lambda: read_index(tmp_path).__enter__()) == "no_index"
    with write_index(tmp_path, create=True) as index:
        assert index.documents() == ()
    with read_index(tmp_path) as index:
        assert index.lexical(["行政"], 5) == index.dense(hashed(["行政"], "query")[0], 5) == ()


@pytest.mark.parametrize("way", [read_index, write_index])
def test_another_embedder_or_format_is_refused(home, monkeypatch, way):
    monkeypatch.setattr(embed, "EMBEDDER_ID", "another")
    assert error_code(lambda: way(home).__enter__()) == "other_embedder"
    monkeypatch.setattr(manifest, "FORMAT", manifest.FORMAT + 1)
    assert error_code(lambda: way(home).__enter__()) == "old_index"


@pytest.mark.parametrize("way", [read_index, write_index])
def test_an_index_of_the_first_format_is_refused(tmp_path, way):
    (tmp_path / manifest.DATABASE).write_bytes(b"SQLite format 3")
    assert error_code(lambda: way(tmp_path).__enter__()) == "old_index"


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
    assert [part.embed_text for part in nodes.parts(notice)] == ["一、总则", "一、总则\n行政调解由司法局牵头"]
    assert {type(value) for value in item.metadata.values()} <= {str, int}
    stored = {key: value for key, value in item.metadata.items() if not key.endswith("_sha")}
    assert stored == {
        "doc_id": "a", "clause_id": "a#1/1", "title": "a的通知", "address": "一、（1）", "kind": "item", "parent": "a#1",
        "issued": 20200616, "status": "repealed", "region": "江苏省苏州市昆山市",
        "adcode1": "320000", "adcode2": "320500", "adcode3": "320583"}
    bare = replace(notice, meta=Meta())
    assert (nodes.nodes(bare)[0].metadata["issued"], nodes.nodes(bare)[0].metadata["region"]) == (0, "")
