"""Tiaoli's search as a LlamaIndex retriever, so that it drops into any LlamaIndex query or chat engine."""

from __future__ import annotations

from collections.abc import Iterator

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from index.context import context_of
from index.nodes import clause_of, node_of
from index.question import located, read_question
from index.scope import Limits
from index.search import search
from index.store import Index

_WITH_CONTEXT = 3


class NoticeRetriever(BaseRetriever):
    """Clauses for a question, best first, as `TextNode`s with the clause id as node id (see `index.nodes`).

    The clause whose address the question gives comes first, with a score above all others; scores are comparable within one
    question. Each node names its notice as source and the clause above it as parent; `ContextPostprocessor` adds the text of
    those.

    index: an open index; limits: filters on place, date and validity; top_k: how many clauses at most.
    """

    def __init__(self, index: Index, limits: Limits | None = None, top_k: int = 10) -> None:
        super().__init__()
        self._index, self._limits, self._top_k = index, limits or Limits(), top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        asked = read_question(self._index, query_bundle.query_str, self._limits)
        found = search(self._index, asked.query, asked.scope, asked.terms, self._top_k)
        above = max((one.score for one in found), default=0.0) + 1.0
        scores = {one.clause.id: above for one in located(self._index, asked)}
        scores |= {one.card.clause_id: one.score for one in found if one.card.clause_id not in scores}
        return [NodeWithScore(node=node_of(*self._index.clause(clause_id)), score=score)
                for clause_id, score in [*scores.items()][:self._top_k]]


class ContextPostprocessor(BaseNodePostprocessor):
    """Adds to the first three nodes the clauses that stand beside them, without a score, after all that were found.

    What each is stands in its metadata: `role` (parent, child, sibling or reference) and `beside`, the id of the clause found. A
    clause that is there already is not added again. Also for nodes that another retriever reads from Tiaoli's collection.
    """

    _index: Index = PrivateAttr()

    def __init__(self, index: Index) -> None:
        super().__init__()
        self._index = index

    def _postprocess_nodes(self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None) -> list[NodeWithScore]:
        held = {clause_of(one.node.node_id) for one in nodes}
        added: dict[str, NodeWithScore] = {}
        for one in nodes[:_WITH_CONTEXT]:
            for clause_id, node in self._context(clause_of(one.node.node_id)):
                if clause_id not in held:
                    added.setdefault(clause_id, node)
        return [*nodes, *added.values()]

    def _context(self, beside: str) -> Iterator[tuple[str, NodeWithScore]]:
        for one in context_of(self._index, *self._index.clause(beside)):
            node = node_of(one.notice, one.clause)
            node.metadata |= {"role": one.role, "beside": beside}
            yield one.clause.id, NodeWithScore(node=node)
