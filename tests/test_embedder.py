"""The embedded embedder: faithful to the unquantised weights, the same for a text whatever it is embedded with."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index import embed
from index.embed import DIMENSIONS, EMBEDDER_ID, encode
from ingest.errors import TiaoliError
from models.packed import read_packed
from models.vocabulary import chinese_english, tokenizer

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "models"
REFERENCE = ROOT / "tests" / "data" / "embedder_reference.jsonl"
PASSAGES = [
    "市水务局牵头负责河道采砂管理，市公安局、市交通运输局配合。",
    "对符合条件的高校毕业生，按每人每月500元的标准发放租房补贴，期限不超过36个月。",
    "本办法自印发之日起施行，有效期三年。",
    "幼儿园应当建立传染病防控制度，发现疫情及时向疾病预防控制机构报告。",
]


def _reference(lang: str) -> list[dict]:
    lines = [json.loads(line) for line in REFERENCE.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["lang"] == lang]


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_vectors_stay_within_a_cosine_of_099_of_the_unquantised_weights(lang):
    cosines = []
    for line in (lines := _reference(lang)):
        expected = np.frombuffer(base64.b64decode(line["vector"]), "<f2").astype(np.float64)
        cosines.append(encode([line["text"]], line["kind"])[0] @ expected / np.linalg.norm(expected))
    assert len(lines) >= 13
    assert min(cosines) >= 0.99, f"min {min(cosines):.4f}, mean {np.mean(cosines):.4f}"


def test_rows_are_unit_length_and_in_order():
    vectors = encode(PASSAGES, "passage")
    assert vectors.shape == (4, DIMENSIONS) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(encode(PASSAGES[::-1], "passage"), vectors[::-1], atol=1e-6)


def test_a_vector_does_not_depend_on_its_neighbours_or_on_threads():
    alone = np.concatenate([encode([text], "passage") for text in PASSAGES])
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: encode([*PASSAGES, "长" * 900], "passage")[:4], range(4)))
    assert all(np.allclose(alone, vectors, atol=1e-6) for vectors in together)


@pytest.mark.parametrize(("question", "best"), [
    ("谁负责管理河里挖沙子的事", 0),
    ("Who is in charge of sand mining in rivers?", 0),
    ("大学生租房每个月能领多少钱", 1),
    ("rent subsidy for university graduates", 1),
    ("這個辦法什麼時候開始生效", 2),
    ("infectious disease prevention in kindergartens", 3),
])
def test_questions_find_the_passage_that_answers_them_across_languages(question, best):
    assert int(np.argmax(encode(PASSAGES, "passage") @ encode([question], "query")[0])) == best


def test_questions_and_passages_are_embedded_differently():
    assert encode(PASSAGES[:1], "query")[0] @ encode(PASSAGES[:1], "passage")[0] < 0.999


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000", "\u200b\ufeff", "\x00", "🙂", "ཀ"])
def test_text_without_words_has_a_vector(text):
    vector = encode([text], "query")[0]
    assert np.isfinite(vector).all() and np.isclose(np.linalg.norm(vector), 1, atol=1e-5)


def test_nothing_in_nothing_out():
    assert encode([], "passage").shape == (0, DIMENSIONS)


def test_text_is_cut_at_512_tokens():
    long = "各县区人民政府要落实属地管理责任。" * 200
    assert np.array_equal(encode([long + "森林防火"], "passage"), encode([long + "公积金贷款" * 99], "passage"))
    assert not np.allclose(encode(["防火" + long], "passage"), encode([long], "passage"))


def test_embedder_id_names_the_bytes_of_model_and_tokenizer():
    data = (MODELS / embed.MODEL_FILE).read_bytes() + (MODELS / embed.TOKENIZER_FILE).read_bytes()
    name, _, digest = EMBEDDER_ID.partition("@")
    assert f"{name}.onnx" == embed.MODEL_FILE and digest == hashlib.sha256(data).hexdigest()[:12]
    assert len(data) < 40_000_000


@pytest.mark.parametrize("path", [MODELS / embed.MODEL_FILE, MODELS / embed.TOKENIZER_FILE, REFERENCE])
def test_the_readme_records_the_sha256_of_what_the_build_wrote(path):
    readme = (MODELS / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in readme


def test_a_missing_model_is_a_plain_error(tmp_path, monkeypatch):
    embed._session.cache_clear()
    embed._tokenizer.cache_clear()
    monkeypatch.setattr(embed, "files", lambda _: tmp_path)
    with pytest.raises(TiaoliError) as caught:
        encode(["水库"], "query")
    assert caught.value.code == "no_embedder" and caught.value.hint


@pytest.mark.parametrize(("text", "plain"), [
    ("（５０％）", "(50%)"),
    ("行政\u200b调解\ufeff", "行政 调解"),
    ("\u3000ＧＤＰ  ①", "GDP 1"),
    ("水\x07库\x1f", "水库"),
])
def test_text_is_normalised_as_sentencepiece_does(text, plain):
    assert np.array_equal(encode([text], "query"), encode([plain], "query"))


def test_a_wave_between_figures_is_not_a_tilde():
    cut = Tokenizer.from_file(str(MODELS / embed.TOKENIZER_FILE))
    assert "～" in "".join(cut.encode("5～10万元").tokens)


def test_the_cut_vocabulary_keeps_chinese_and_the_english_of_the_texts_only():
    foreign = ["ضوء", "▁kaupunki", "ひらがな", "▁très", "▁gobierno"]
    wanted = ["▁", "市政府", "(三)", "▁Department", "department", "ation", "2020年", "～", "é"]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *foreign, *wanted, *"abcdefghijklmnopqrstuvwxyz"]
    whole = tokenizer(pieces, [0.0] * 4 + [-5.0] * (len(pieces) - 4), 3)
    kept = [pieces[i] for i in chinese_english(pieces, whole, ["Department of education"])]
    assert kept == [piece for piece in pieces if piece not in foreign]


def _packed_file() -> bytes:
    """One piece, one float tensor (2 values) and one block of 32 weights 0.5 * (0, 1, …, 15, 0, …) - 8 * 0.5."""
    head = b"E5S1" + struct.pack("<i7ifi", 1, 32, 1, 1, 64, 1, 4, 2, 1e-12, 32)
    text = "水".encode()
    pieces = struct.pack("<5iQ2If", 1, 0, 2, 1, 0, len(text), 0, len(text), -1.5) + text
    normal = struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF08, 1, ord("("))
    names = [b"bias", b"matrix"]
    directory = 4 + sum(2 + len(name) + 21 for name in names)
    at = len(head + pieces + normal) + directory
    block = struct.pack("<e", 0.5) + bytes(value | value << 4 for value in range(16))
    entries = struct.pack("<i", 2)
    for name, count, offset, size in ((names[0], 2, at, 8), (names[1], 32, at + 8, 18)):
        entries += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", 0, count, offset, size)
    return head + pieces + normal + entries + struct.pack("<2f", 1.0, -2.0) + block


def test_the_packed_weights_are_read():
    packed = read_packed(_packed_file())
    assert (packed.hidden, packed.layers, packed.ffn, packed.positions) == (32, 1, 64, 4)
    assert (packed.pieces, packed.scores, packed.normal) == (("水",), (-1.5,), {0xFF08: "("})
    assert packed.weights("bias").tolist() == [1.0, -2.0]
    assert packed.weights("matrix").tolist() == [0.5 * (value - 8) for value in [*range(16)] * 2]


def test_another_file_is_not_read_as_weights():
    with pytest.raises(ValueError, match="E5S1"):
        read_packed(b"GGUF" + bytes(100))


def test_llama_index_gets_the_same_vectors():
    from index.embedding import NoticeEmbedding

    embedding = NoticeEmbedding()
    question, passages = encode(PASSAGES[:1], "query")[0], encode(PASSAGES, "passage")
    assert embedding.model_name == EMBEDDER_ID and embedding.class_name() == "NoticeEmbedding"
    assert np.allclose(embedding.get_query_embedding(PASSAGES[0]), question, atol=1e-6)
    assert np.allclose(embedding.get_text_embedding(PASSAGES[1]), passages[1], atol=1e-6)
    assert np.allclose(embedding.get_text_embedding_batch(PASSAGES), passages, atol=1e-6)
    assert np.allclose(asyncio.run(embedding.aget_query_embedding(PASSAGES[0])), question, atol=1e-6)
    assert np.allclose(asyncio.run(embedding.aget_text_embedding_batch(PASSAGES)), passages, atol=1e-6)
