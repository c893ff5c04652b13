"""Public yardsticks: their files as published and as rebuilt, the split that is reported, and the measures on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console
from store_samples import hashed

from eval.yardsticks import OF_ANSWERS, articles, cases, laws, questions, run_yardstick, table
from index import embed
from ingest.errors import TiaoliError

ARTICLES = {
    "个体河道管理办法第三条": "河道采砂由水务局牵头管理。", "个体河道管理办法第四条": "河道清淤由各区人民政府负责。",
    "借伞办法第二条": "公用雨伞由雨伞管理组保管。", "借伞办法第五条": "借伞应当在三日内归还。", "工资支付办法第九条": "工资应当按月支付。"}
ROWS = [
    {"query_id": 0, "问题": "河道采砂由谁牵头管理？", "关键词": "河道采砂；水务局", "相关法规": ["个体河道管理办法第三条"]},
    {"query_id": 1, "问题": "借伞应当在几日内归还？", "关键词": "借伞；归还", "相关法规": ["借伞办法第五条", "借伞办法第二条"]},
    {"query_id": 2, "问题": "工资多久发一次？", "关键词": float("nan"), "相关法规": ["工资支付办法第九条"]},
    {"query_id": 3, "问题": float("nan"), "关键词": "雨伞", "相关法规": ["借伞办法第二条"]}]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder like the repositories': `data` and `data/example` below it. The split is yet to be added."""
    folder = tmp_path / "published"
    (folder / "data" / "example").mkdir(parents=True)
    rows = [row | {"相关法规": {name: f"{ARTICLES[name]}\n" for name in row["相关法规"]}} for row in ROWS]
    (folder / "data" / "queries.json").write_text(json.dumps(rows), "utf-8")
    lines = [json.dumps({"id": at, "name": name, "content": f"{text}\n"}) for at, (name, text) in enumerate(ARTICLES.items())]
    (folder / "data" / "corpus.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture
def embedded(stand_in_embedder: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding.encode", hashed)


def test_the_published_files_are_read_by_the_names_of_articles(published: Path) -> None:
    held = articles(published)
    assert [(one.id, one.name, one.content) for one in held[:1]] == [("0", "个体河道管理办法第三条", "河道采砂由水务局牵头管理。")]
    lay, held_out = questions("stard", published)
    assert not held_out and [(one.id, one.text, one.gold) for one in lay] == [
        ("0", "河道采砂由谁牵头管理？", {"0"}), ("1", "借伞应当在几日内归还？", {"2", "3"}), ("2", "工资多久发一次？", {"4"})]
    words, _ = questions("lecoqa", published)
    assert [(one.id, one.text) for one in words] == [("0", "河道采砂 水务局"), ("1", "借伞 归还")]


@pytest.mark.parametrize(("file", "content"), [
    ("dev.query.txt", "1\t借伞应当在几日内归还？\n2\t工资多久发一次？\n"), ("test.json", json.dumps([ROWS[1], ROWS[2]]))])
def test_only_the_held_out_questions_are_reported_on(published: Path, file: str, content: str) -> None:
    (published / "data" / "example" / file).write_text(content, "utf-8")
    asked, held_out = questions("stard", published)
    assert held_out and [one.id for one in asked] == ["1", "2"]


def test_without_a_corpus_the_articles_quoted_are_the_corpus(published: Path) -> None:
    (published / "data" / "corpus.jsonl").unlink()
    assert {one.name: one.content for one in articles(published)} == {
        name: text for name, text in ARTICLES.items() if name != "个体河道管理办法第四条"}
    asked, _ = questions("stard", published)
    assert asked[0].gold == {"个体河道管理办法第三条"}


def test_the_rebuilt_files_have_their_own_gold_and_split(published: Path) -> None:
    rows = [{"id": f"g{at}", "stard_id": None, "name": name, "content": text} for at, (name, text) in enumerate(ARTICLES.items())]
    (published / "corpus_rebuilt.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    (published / "qrels_rebuilt.tsv").write_text("0\tg0\t1\ttrain\n1\tg3\t1\tdev\n", "utf-8")
    asked, held_out = questions("stard", published)
    assert held_out and [(one.id, one.gold) for one in asked] == [("1", {"g3"})] and articles(published)[0].id == "g0"


def test_questions_become_cases_with_their_articles_for_gold(published: Path) -> None:
    notices, unit_of = laws(articles(published))
    asked, _ = questions("stard", published)
    case = cases(asked, notices, unit_of)[1]
    law = next(notice for notice in notices if notice.meta.title == "借伞办法")
    assert [(gold.doc, gold.address) for gold in case.citations] == [(law.doc_id, "第二条"), (law.doc_id, "第五条")]
    assert case.asked == ("借伞应当在几日内归还？",) and case.answerable and case.facts == ()


def test_a_run_measures_retrieval_and_answers_and_reuses_its_index(published: Path, tmp_path: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    (published / "data" / "example" / "dev.query.txt").write_text("0\t\n1\t\n2\t\n", "utf-8")
    found = run_yardstick("stard", published, tmp_path / "home", answers=3)
    assert (found.kind, found.articles, found.questions, found.held_out, found.answered) == ("stard", 5, 3, True, 3)
    assert set(found.retrieval) == {"found_1", "found_5", "mrr", "ndcg", "recall_10"} and found.retrieval["recall_10"][0] == 1
    assert all(low <= value <= high for value, (low, high) in found.retrieval.values())
    assert {"exact", "hit", "recall", "refusal_right"} <= set(found.answers) <= set(OF_ANSWERS)
    assert found.answers["hit"][0] > 0 and found.answers["verbatim"][0] == 1
    out = Console(width=120, record=True)
    out.print(table(found))
    shown = " ".join(out.export_text().split())
    assert "5 articles, 3 held-out questions; 3 answered" in shown and "recall_10" in shown and "100.0 to 100.0" in shown
    encode, kinds = embed.encode, []
    monkeypatch.setattr(embed, "encode", lambda texts, kind: kinds.append(kind) or encode(texts, kind))
    assert run_yardstick("stard", published, tmp_path / "home", answers=0).answers == {}
    assert "passage" not in kinds


def test_a_sample_is_smaller_and_keeps_what_is_right(published: Path, tmp_path: Path, embedded: None) -> None:
    found = run_yardstick("lecoqa", published, tmp_path / "home", size=2, answers=0)
    assert found.articles == 2 and found.questions == 1 and not found.held_out and found.retrieval["recall_10"][0] == 1


@pytest.mark.parametrize(("file", "content"), [
    ("queries.json", None), ("queries.json", "["), ("queries.json", "[]"), ("corpus.jsonl", '{"id": 1}\n'), ("queries.json", '{"a": 1}')])
def test_files_that_are_none_of_a_yardstick_are_told(published: Path, tmp_path: Path, file: str, content: str | None) -> None:
    path = published / "data" / file
    path.unlink()
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(TiaoliError) as caught:
        run_yardstick("stard", published, tmp_path / "home")
    assert caught.value.code == "bad_yardstick" and str(published) in caught.value.message
    assert not (tmp_path / "home").exists()
