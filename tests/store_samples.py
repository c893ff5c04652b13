"""Hand-made notices and a deterministic stand-in for the embedder, for the tests of the stores."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence

import numpy as np
import pytest

from index import nodes
from index.lexical import bigrams
from index.store import Index
from ingest.errors import TiaoliError
from ingest.model import Clause, Fact, Meta, Notice, Region, Segment, Span, Validity

CALLS: list[list[str]] = []


def hashed(texts: Sequence[str], kind: str) -> np.ndarray:
    """(n, 384) float32 unit vectors of hashed bigrams; what was asked for is appended to CALLS."""
    CALLS.append(list(texts))
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    for row, text in enumerate(texts):
        for token in bigrams(text):
            vectors[row, zlib.crc32(token.encode()) % 384] += 1.0
        vectors[row, 0] += 0.01
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def make_notice(doc_id: str, *texts: str, source: str = "", **meta) -> Notice:
    """A notice with one chapter, 一、总则, and one item below it for each text."""
    heading = "一、总则"
    bodies = [heading, *texts]
    text = "\n".join(bodies)
    starts = [sum(len(body) + 1 for body in bodies[:at]) for at in range(len(bodies))]
    spans = [Span(start, start + len(body)) for start, body in zip(starts, bodies, strict=True)]
    ids = [f"{doc_id}#1", *(f"{doc_id}#1/{at}" for at in range(1, len(bodies)))]
    top = Clause(ids[0], "一、", "heading", heading, heading, spans[0], None, tuple(ids[1:]))
    items = [Clause(ids[at], f"一、（{at}）", "item", "", bodies[at], spans[at], ids[0],
                    facts=(Fact("figure", bodies[at][:2], Span(starts[at], starts[at] + 2)),))
             for at in range(1, len(bodies))]
    region = Region("江苏省苏州市昆山市", ("320000", "320500", "320583"))
    settled = {"title": f"{doc_id}的通知", "issued": "2020-06-16", "region": region, "plan_years": (2021, 2025),
               "validity": Validity("repealed", "某文件", Span(0, 2)), **meta}
    return Notice(doc_id, source or f"/notices/{doc_id}.txt", hashlib.sha256(text.encode()).hexdigest(), "utf-8",
                  Meta(**settled), text, (top, *items), (Segment(0, len(text), 0, len(text.encode())),), ("日期残缺",))


OLD = [make_notice("a", "行政调解由司法局牵头", "财政资金由财政局安排"),
       make_notice("b", "学校招生由教育局负责")]
NEW = [make_notice("a", "行政调解由信访局牵头", "财政资金由财政局安排", "新增一项应急管理工作"),
       make_notice("c", "道路养护由交通局负责")]


def assert_whole(index: Index, *notices: Notice) -> None:
    """All stores hold exactly these notices: each clause is found by its words and its vector, and nothing else is."""
    assert [document.doc_id for document in index.documents()] == sorted(notice.doc_id for notice in notices)
    expected = {part.node_id: part.embed_text for notice in notices for part in nodes.parts(notice)}
    assert index.count_clauses() == len(expected)
    everything = len(expected) + 10
    tokens = [token for notice in [*OLD, *NEW] for token in bigrams(notice.text)]
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
