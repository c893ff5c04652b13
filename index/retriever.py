"""Tiaoli's search as a LlamaIndex retriever, so that it drops into any LlamaIndex query or chat engine."""

from __future__ import annotations

from functools import partial

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from index.glossary import translate
from index.nodes import nodes
from index.query import understand
from index.scope import Limits, scope_of
from index.search import frequency, search, terms_of
from index.store import Index


class NoticeRetriever(BaseRetriever):
    """Clauses for a question, best first, as `TextNode`s with the clause id as node id (see `index.nodes`).

    index: an open index; limits: filters on place, date and validity; top_k: how many clauses at most.
    """

    def __init__(self, index: Index, limits: Limits | None = None, top_k: int = 10) -> None:
        super().__init__()
        self._index, self._limits, self._top_k = index, limits or Limits(), top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = understand(query_bundle.query_str, partial(translate, frequency=partial(frequency, self._index)))
        scope, query = scope_of(self._index.documents(), query, self._limits)
        found = search(self._index, query, scope, terms_of(self._index, query), self._top_k)
        by_notice = {one.notice.doc_id: {node.id_: node for node in nodes(one.notice)} for one in found}
        return [NodeWithScore(node=by_notice[one.notice.doc_id][one.clause.id], score=one.score) for one in found]
