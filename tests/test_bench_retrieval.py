"""The retrieval benchmark: what is measured on, how it is scored, and that nothing is embedded twice."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from store_samples import CALLS, OLD, hashed

from eval.bench import retrieval, scale
from eval.bench.gather import parsed, sources
from eval.bench.llamaindex import BM25, BM25_ZH, FUSED, FUSED_ZH, VECTOR, baselines, chunks, units_of
from eval.bench.vector_cache import CachedEmbedding, open_cache, seed
from eval.bench.yardsticks import Passage, Unit, notices_in, on_notices, statutes
from eval.cases import Case
from eval.measures import by_question, estimate
from eval.yardsticks import Question, articles, key_words, questions_of, sample
from index.store import read_index
from index.writer import write_index
from ingest.model import Span

ARTICLES = [
    ("g1", "中华人民共和国劳动法第五十条", "工资应当以货币形式按月支付给劳动者本人，不得克扣或者无故拖欠劳动者的工资。"),
    ("g2", "中华人民共和国劳动法第十六条", "劳动合同是劳动者与用人单位确立劳动关系、明确双方权利和义务的协议。"),
    ("d1", "中华人民共和国劳动法第五十条", "工资分配应当遵循按劳分配原则，实行同工同酬。"),
    ("d2", "中华人民共和国刑法第一百二十条之一", "资助恐怖活动组织的，处五年以下有期徒刑、拘役、管制或者剥夺政治权利，并处罚金。"),
    ("d3", "北京市物业管理条例第三条", "本市物业管理纳入社区治理体系，由街道办事处、乡镇人民政府组织实施。"),
]
QUERIES = [("7", "老板拖欠工资怎么办？", "工资；拖欠"), ("8", "资助恐怖活动判几年？", "恐怖活动"), ("9", "劳动合同是什么？", float("nan"))]
QRELS = "7\tg1\t1\tdev\n7\tg2\t1\tdev\n8\td2\t1\ttrain\n9\tg2\t1\tdev\n"
NOTICE = "关于加强河道管理的通知\n各区人民政府：\n一、河道采砂由市水务局牵头管理。\n二、清淤由各区负责。\n青山市人民政府\n2021年3月4日\n"
CASE = {"id": "q1", "question": "河道采砂由谁牵头？", "lang": "zh-Hans", "type": "lead", "answerable": True, "facts": [["水务局"]],
        "citations": [{"doc": "river", "address": "一、"}]}


@pytest.fixture
def stard(tmp_path: Path) -> Path:
    """A folder of STARD's files, LeCoQA's in `lecoqa` below it."""
    folder = tmp_path / "stard"
    (folder / "lecoqa").mkdir(parents=True)
    rows = [{"id": id_, "stard_id": None, "name": name, "content": f"{content}\n"} for id_, name, content in ARTICLES]
    (folder / "corpus_rebuilt.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    (folder / "qrels_rebuilt.tsv").write_text(QRELS, "utf-8")
    (folder / "queries.json").write_text(json.dumps([{"query_id": int(id_), "问题": text} for id_, text, _ in QUERIES]), "utf-8")
    words = [{"query_id": int(id_), "关键词": words} for id_, _, words in QUERIES]
    (folder / "lecoqa" / "queries.json").write_text(json.dumps(words), "utf-8")
    return folder


def test_only_the_held_out_questions_are_asked(stard: Path) -> None:
    lay = questions_of(stard, "dev")
    assert [(one.id, one.text, one.gold) for one in lay] == [
        ("7", "老板拖欠工资怎么办？", {"g1", "g2"}), ("9", "劳动合同是什么？", {"g2"})]
    assert key_words(stard / "lecoqa", lay) == (Question("7", "工资 拖欠", frozenset({"g1", "g2"})),)


def test_a_law_is_a_notice_and_its_articles_are_clauses_by_their_numbers(stard: Path) -> None:
    held = statutes(articles(stard))
    labour, crimes, beijing, edition = (
        next(one for one in held.notices if unit in [held.unit_of[clause.id] for clause in one.clauses])
        for unit in ("g1", "d2", "d3", "d1"))
    assert [(one.id.partition("#")[2], one.address, one.kind) for one in labour.clauses] == [
        ("16", "第十六条", "item"), ("50", "第五十条", "item")]
    assert crimes.clauses[0].address == "第一百二十条之一" and len(edition.clauses) == 1
    assert edition.meta.title == labour.meta.title == "中华人民共和国劳动法" and labour.meta.level == "national"
    assert beijing.meta.region.adcodes == ("110000",)
    for notice in held.notices:
        assert [clause.span.of(notice.text) for clause in notice.clauses] == [clause.text for clause in notice.clauses]
    texts = {held.unit_of[clause.id]: clause.text for notice in held.notices for clause in notice.clauses}
    assert texts == {id_: content for id_, _, content in ARTICLES} == {one.id: one.text for one in held.passages}


def test_a_sample_keeps_the_right_articles(stard: Path) -> None:
    some, asked = sample(articles(stard), questions_of(stard, "dev"), 3)
    assert len(asked) == 1 and asked[0].gold <= {one.id for one in some} and len(some) == 3


def test_measures_of_rankings_worked_out_by_hand() -> None:
    values = by_question([["x", "a"], [], ["c", "y", "z"]], [{"a", "b"}, {"c"}, {"c"}])
    assert values["Success@1"].tolist() == [0, 0, 1] and values["Success@5"].tolist() == [1, 0, 1]
    assert values["R@10"].tolist() == [0.5, 0, 1] and values["RR@10"].tolist() == [0.5, 0, 1]
    assert values["nDCG@10"][0] == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))


def test_an_interval_holds_the_mean_and_narrows_with_more_questions() -> None:
    few, many = (estimate(np.array([0.0, 1.0] * half)) for half in (10, 1000))
    assert few.low < few.value == 0.5 < few.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_a_chunk_counts_for_the_right_unit_it_holds_and_a_unit_once() -> None:
    assert retrieval.ranking([("u1", "u2"), ("u3",), ("u3",), ("u4", "u5")], frozenset({"u2"})) == ["u2", "u3", "u4"]
    assert retrieval.ranking([(), ("u1",)], frozenset({"u1"})) == ["u1"]


def test_chunks_hold_the_clauses_they_cover_by_half() -> None:
    text = "".join(f"{chr(0x4e00 + at)}{'字' * 98}。" for at in range(40))
    passage = Passage("p", "题", text, tuple(Unit(f"u{at}", Span(100 * at, 100 * at + 100)) for at in range(40)))
    held = [units_of(node, passage) for node in chunks([passage])]
    assert len(held) > 1 and {unit for units in held for unit in units} == {unit.id for unit in passage.units}
    assert all(units == tuple(sorted(units, key=lambda unit: int(unit[1:]))) for units in held)


@pytest.mark.parametrize("name", [VECTOR, BM25_ZH, FUSED_ZH])
def test_the_baselines_find_what_the_question_speaks_of(stard: Path, tmp_path: Path, stand_in_embedder: None,
                                                        monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("index.embedding.encode", hashed)
    with open_cache(tmp_path) as cache:
        found = baselines(chunks(statutes(articles(stard)).passages), CachedEmbedding(cache), 3)[name].retrieve("资助恐怖活动判几年？")
    assert found[0].node.ref_doc_id == "d2"
    assert found[0].node.metadata["title"] == "中华人民共和国刑法第一百二十条之一"


def test_bm25_as_it_comes_knows_no_chinese_words(stard: Path, tmp_path: Path, stand_in_embedder: None) -> None:
    with open_cache(tmp_path) as cache:
        found = baselines(chunks(statutes(articles(stard)).passages), CachedEmbedding(cache), 3)[BM25].retrieve("资助恐怖活动判几年？")
    assert [one.score for one in found] == [0, 0, 0]


def test_a_passage_is_embedded_once_for_all_runs(tmp_path: Path, stand_in_embedder: None) -> None:
    with open_cache(tmp_path) as cache:
        first = cache.passages(["甲", "乙", "甲"])
        assert cache.embedded == 2
    CALLS.clear()
    with open_cache(tmp_path) as cache:
        assert np.array_equal(cache.passages(["甲", "乙", "甲"]), first) and np.array_equal(first[0], first[2])
        assert CachedEmbedding(cache).get_text_embedding_batch(["乙"]) == [first[1].tolist()]
        assert not CALLS and cache.embedded == 0


def test_the_index_takes_the_vectors_given_it_beforehand(tmp_path: Path, stand_in_embedder: None) -> None:
    home = tmp_path / "home"
    with open_cache(tmp_path) as cache:
        seed(home, OLD, cache)
    CALLS.clear()
    with write_index(home, create=True) as index:
        index.put_many(OLD)
    assert not CALLS


def test_an_index_is_brought_in_line_with_its_collection(tmp_path: Path, stand_in_embedder: None) -> None:
    with open_cache(tmp_path) as cache:
        for notices in (OLD, OLD[:1]):
            with read_index(retrieval.index_of(notices, tmp_path / "home", cache)) as index:
                assert [held.doc_id for held in index.documents()] == [notice.doc_id for notice in notices]


def test_gold_addresses_become_clauses(tmp_path: Path) -> None:
    (tmp_path / "river.txt").write_text(NOTICE, "utf-8")
    held = notices_in(tmp_path)
    (asked,) = on_notices([Case.model_validate_json(json.dumps(CASE))], held.notices)
    assert asked == Question("q1", "河道采砂由谁牵头？", frozenset({"river#1"}))
    with pytest.raises(KeyError):
        on_notices([Case.model_validate_json(json.dumps(CASE).replace(r"\u4e00\u3001", "九、"))], held.notices)


def test_a_whole_run_measures_every_system_on_every_set(stard: Path, tmp_path: Path, stand_in_embedder: None,
                                                        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    corpus, report = tmp_path / "corpus", tmp_path / "report.json"
    corpus.mkdir()
    (corpus / "river.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "cases.jsonl").write_text(json.dumps(CASE), "utf-8")
    monkeypatch.setattr(retrieval, "CORPUS", corpus)
    monkeypatch.setattr(retrieval, "DEFAULT_SET", tmp_path / "cases.jsonl")
    monkeypatch.setattr("index.embedding.encode", hashed)
    monkeypatch.setattr("sys.argv", ["retrieval", "--stard", str(stard), "--lecoqa", str(stard / "lecoqa"),
                                     "--home", str(tmp_path / "home"), "--json", str(report)])
    retrieval.main()
    sets = json.loads(report.read_text("utf-8"))["sets"]
    assert [name.partition(",")[0] for name in sets] == ["STARD", "LeCoQA", "five notices"]
    for rows in sets.values():
        assert [row["system"] for row in rows] == ["Tiaoli", VECTOR, BM25, FUSED, BM25_ZH, FUSED_ZH]
        assert rows[0]["measures"]["R@10"]["value"] == 1 and all(row["p50"] > 0 for row in rows)
    assert "5 articles, lay questions, 2 questions" in capsys.readouterr().out


@pytest.fixture
def collections(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of two mainland laws beside what is none, and a file of one of Taiwan."""
    laws, taiwan = tmp_path / "laws", tmp_path / "taiwan.jsonl.gz"
    laws.mkdir()
    for number in (1, 2):
        text = f"# 第{number}号条例\n\n## 第一章 总则\n\n第一条 为了规范管理，制定本条例。\n\n第二条 本条例由市司法局负责解释。\n"
        (laws / f"{number}.md").write_text(text, "utf-8")
    (laws / "README.md").write_text("# 说明", "utf-8")
    law = {"法規名稱": "公務人員測試法", "法規網址": "https://example.invalid/?pcode=A1", "沿革內容": "1.中華民國三十六年一月一日公布",
           "前言": "", "法規內容": [{"編章節": "第 一 章 總綱"}, {"條號": "第 1 條", "條文內容": "本法依憲法制定之。"},
                                {"條號": "第 2 條", "條文內容": "主管機關為考試院。"}]}
    taiwan.write_bytes(gzip.compress(f"{json.dumps(law)}\n".encode()))
    return laws, taiwan


def test_laws_of_both_collections_are_parsed_once(collections: tuple[Path, Path], tmp_path: Path) -> None:
    found = sources(*collections)
    notices = list(parsed(found, tmp_path / "kept"))
    assert len(notices) == 3 and sources(*collections) == found
    taiwanese = next(one for one in notices if one.meta.title == "公務人員測試法")
    assert [clause.id.rpartition("/")[2] for clause in taiwanese.clauses if "主管機關" in clause.text] == ["2"]
    (kept,) = (tmp_path / "kept").iterdir()
    stamp = kept.stat().st_mtime_ns
    assert list(parsed(found, tmp_path / "kept")) == notices and kept.stat().st_mtime_ns == stamp


def test_a_grown_index_holds_real_texts_and_embeds_but_the_sample(tmp_path: Path, stand_in_embedder: None,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "SAMPLE", 2)
    home, rng = tmp_path / "home", np.random.default_rng(0)
    with open_cache(tmp_path) as cache:
        drawn = scale.sampled(OLD, 100, cache)
        assert len(drawn.rows) == 2
        CALLS.clear()
        home.mkdir()
        figures = scale.grow(home, [OLD], lambda batch: scale.fill(home, batch, drawn, cache, rng))
    assert sum(CALLS, []) == ["a的通知", "b的通知"]
    assert figures["index_mb"] > 0 and figures["home_mb"] > figures["index_mb"]
    with read_index(home) as index:
        assert index.count_clauses() == sum(len(notice.clauses) for notice in OLD)


def test_stand_ins_have_the_mean_and_the_spread_of_the_sample() -> None:
    rng = np.random.default_rng(0)
    real = rng.standard_normal((500, 384)) * 0.02 + np.eye(384)[0]
    real = (real / np.linalg.norm(real, axis=1, keepdims=True)).astype(np.float32)
    made = scale.Sample({}, real, real.mean(axis=0)).stand_ins(2000, rng)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert np.abs(made.mean(axis=0) - real.mean(axis=0)).max() < 0.01
    assert np.trace(np.cov(made.T)) == pytest.approx(np.trace(np.cov(real.T)), rel=0.05)
