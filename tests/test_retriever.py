"""The retriever as LlamaIndex uses it."""

from __future__ import annotations

import asyncio

import pytest

from index.nodes import node_of, nodes
from index.retriever import ContextPostprocessor, NoticeRetriever
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


@pytest.mark.parametrize(("question", "first"), [
    ("附件六、1.（1）由谁负责？", ["附件 六、1.（1）"]),
    ("第十八条讲什么？", ["七、（十八）", "七、（十八）"]),
    ("昆政办发〔2020〕94号第14条", ["五、14."]),
])
def test_the_clause_at_the_address_asked_for_comes_first(retriever: NoticeRetriever, question: str, first: list[str]) -> None:
    found = retriever.retrieve(question)
    assert [one.node.metadata["address"] for one in found][:len(first)] == first
    others = [one.score for one in found[len(first):]]
    assert all(one.score > max(others, default=0) for one in found[:len(first)]) and others == sorted(others, reverse=True)
    assert len({one.node.node_id for one in found}) == len(found) <= 5


def test_a_question_of_a_notice_itself_finds_its_catalogue(index: Index) -> None:
    found = NoticeRetriever(index).retrieve("连政发〔2011〕126号的发文机关和成文日期是什么？")
    assert "head" in {one.node.metadata["kind"] for one in found}


def test_a_node_by_itself_is_the_one_among_all(index: Index) -> None:
    notice = index.notice("000_8bbe5d078d9b0bd8")
    for clause, node in zip(notice.clauses, nodes(notice), strict=True):
        assert node_of(notice, clause) == node


def test_the_parent_of_a_node_can_be_followed(retriever: NoticeRetriever, index: Index) -> None:
    node = retriever.retrieve(QUESTION)[0].node
    notice, parent = index.clause(node.parent_node.node_id)
    assert (parent.address, notice.doc_id) == ("七、", node.source_node.node_id)


def test_context_is_added_after_what_was_found_each_marked(retriever: NoticeRetriever, index: Index) -> None:
    found = retriever.retrieve(QUESTION)
    added = ContextPostprocessor(index).postprocess_nodes(found, query_str=QUESTION)
    assert added[:len(found)] == found and not any("role" in one.node.metadata for one in found)
    context = added[len(found):]
    assert context and len({one.node.node_id for one in added}) == len(added)
    first = [(one.node.metadata["role"], one.node.metadata["address"]) for one in context
             if one.node.metadata["beside"] == found[0].node.node_id]
    assert ("parent", "七、") in first and all(one.score is None for one in context)
    assert {one.node.metadata["beside"] for one in context} <= {one.node.node_id for one in found[:3]}


def test_children_are_marked_and_parts_of_clauses_are_taken_for_the_clause(index: Index) -> None:
    from llama_index.core.schema import NodeWithScore, TextNode

    chapter = TextNode(id_="000_8bbe5d078d9b0bd8#7@2", text="")
    context = ContextPostprocessor(index).postprocess_nodes([NodeWithScore(node=chapter, score=1.0)])[1:]
    assert {one.node.metadata["role"] for one in context} == {"child"}
    assert "七、（十八）" in {one.node.metadata["address"] for one in context}


def test_context_goes_into_a_query_engine(retriever: NoticeRetriever, index: Index) -> None:
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine

    engine = RetrieverQueryEngine.from_args(retriever, llm=MockLLM(), node_postprocessors=[ContextPostprocessor(index)])
    assert "parent" in {node.node.metadata.get("role") for node in engine.query(QUESTION).source_nodes}
