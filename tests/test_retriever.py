"""The retriever as LlamaIndex uses it."""

from __future__ import annotations

import asyncio

import pytest

from index.retriever import NoticeRetriever
from index.scope import Limits
from index.store import Index
from ingest.errors import TiaoliError

QUESTION = "连云港的行政调解由谁牵头？"


@pytest.fixture(scope="module")
def retriever(index: Index) -> NoticeRetriever:
    return NoticeRetriever(index, top_k=5)


def test_the_nodes_are_clauses_with_their_own_ids_best_first(retriever: NoticeRetriever, index: Index) -> None:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, TextNode

    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve(QUESTION)
    assert len(found) == 5 and all(isinstance(one, NodeWithScore) and isinstance(one.node, TextNode) for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].node.metadata["address"] == "七、（十八）"
    for one in found:
        notice, clause = index.clause(one.node.node_id)
        assert one.node.text == clause.text and one.node.metadata["doc_id"] == notice.doc_id == one.node.ref_doc_id
        assert one.node.metadata["region"] == "江苏省连云港市"


@pytest.mark.parametrize("question", ["連雲港的行政調解由誰牽頭？", "Which department leads administrative mediation in Lianyungang?"])
def test_other_languages_find_the_same_clause(retriever: NoticeRetriever, question: str) -> None:
    assert retriever.retrieve(question)[0].node.metadata["address"] == "七、（十八）"


def test_async_retrieval_finds_the_same(retriever: NoticeRetriever) -> None:
    found = asyncio.run(retriever.aretrieve(QUESTION))
    assert [(one.node.node_id, one.score) for one in found] == [(one.node.node_id, one.score) for one in retriever.retrieve(QUESTION)]


def test_it_drops_into_a_query_engine(retriever: NoticeRetriever) -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    response = RetrieverQueryEngine.from_args(retriever, llm=MockLLM()).query(QUESTION)
    assert [node.node.node_id for node in response.source_nodes] == [one.node.node_id for one in retriever.retrieve(QUESTION)]
    assert "政府法制機構牽頭" in str(response)


def test_filters_and_places_bind_it(index: Index) -> None:
    filtered = NoticeRetriever(index, Limits(region="昆山市")).retrieve("行政调解由谁牵头？")
    assert filtered and {one.node.metadata["region"] for one in filtered} == {"江苏省苏州市昆山市"}
    assert NoticeRetriever(index).retrieve("上海的行政调解由谁牵头？") == []
    with pytest.raises(TiaoliError, match="2020-13-01"):
        NoticeRetriever(index, Limits(since="2020-13-01")).retrieve(QUESTION)
