"""LlamaIndex as it comes, to compare with: https://docs.llamaindex.ai. Its language models are never called."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import llama_index.core
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore, QueryBundle, TextNode
from llama_index.retrievers.bm25 import BM25Retriever

from eval.bench.yardsticks import Passage
from index.lexical import bigrams

VECTOR, BM25, FUSED = "LlamaIndex vector", "LlamaIndex BM25", "LlamaIndex BM25 + vector, RRF"
BM25_ZH, FUSED_ZH = "… BM25 on Chinese bigrams", "… BM25 on bigrams + vector, RRF"


def chunks(passages: Sequence[Passage]) -> list[BaseNode]:
    """What `SentenceSplitter` makes of passages with its defaults; the title is metadata, which LlamaIndex embeds too."""
    documents = [Document(id_=one.id, text=one.text, metadata={"title": one.title}) for one in passages]
    with _word_lists():
        return SentenceSplitter().get_nodes_from_documents(documents)


def baselines(nodes: Sequence[BaseNode], embedder: BaseEmbedding, k: int) -> dict[str, BaseRetriever]:
    """Name -> retriever: the vector index, BM25, and both fused by reciprocal rank, with their defaults but for k, which is 2.

    `BM25Retriever` takes whatever stands between two punctuation marks for one word, so that it finds next to nothing in Chinese.
    Both with BM25 are therefore given a second time with words that Chinese search can use: pairs of characters.
    """
    vector = VectorStoreIndex(nodes=list(nodes), embed_model=embedder).as_retriever(similarity_top_k=k)
    bm25 = BM25Retriever.from_defaults(nodes=list(nodes), similarity_top_k=k)
    chinese = BigramRetriever(nodes, k)
    return {VECTOR: vector, BM25: bm25, FUSED: _fused([vector, bm25], k),
            BM25_ZH: chinese, FUSED_ZH: _fused([vector, chinese], k)}


class BigramRetriever(BaseRetriever):
    """`BM25Retriever` over texts and questions cut into pairs of characters beforehand."""

    def __init__(self, nodes: Sequence[BaseNode], k: int) -> None:
        super().__init__()
        self._nodes = {node.node_id: node for node in nodes}
        cut = [TextNode(id_=node.node_id, text=_cut(node.get_content(MetadataMode.EMBED))) for node in nodes]
        self._bm25 = BM25Retriever.from_defaults(nodes=cut, similarity_top_k=k)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._bm25.retrieve(_cut(query_bundle.query_str))
        return [NodeWithScore(node=self._nodes[one.node.node_id], score=one.score) for one in found]


def units_of(node: BaseNode, passage: Passage) -> tuple[str, ...]:
    """The units that a chunk of a passage holds: at least half of the unit, or making up at least half of the chunk."""
    start = node.start_char_idx or 0
    end = node.end_char_idx if node.end_char_idx is not None else len(passage.text)
    held = []
    for unit in passage.units:
        shared = min(end, unit.span.end) - max(start, unit.span.start)
        if shared > 0 and 2 * shared >= min(unit.span.end - unit.span.start, end - start):
            held.append(unit.id)
    return tuple(held)


@contextmanager
def _word_lists() -> Iterator[None]:
    """SentenceSplitter reads English stop words through NLTK, which refuses hard-linked files, and uv installs such."""
    import nltk.data  # with it come sklearn, pandas and scipy, seconds of them

    bundled = Path(llama_index.core.__file__).parent / "_static" / "nltk_cache" / "corpora" / "stopwords"
    with TemporaryDirectory() as folder:
        shutil.copytree(bundled, Path(folder, "corpora", "stopwords"))
        nltk.data.path.insert(0, folder)
        try:
            yield
        finally:
            nltk.data.path.remove(folder)


def _fused(retrievers: Sequence[BaseRetriever], k: int) -> BaseRetriever:
    return QueryFusionRetriever(list(retrievers), llm=MockLLM(), mode="reciprocal_rerank", similarity_top_k=k, num_queries=1)


def _cut(text: str) -> str:
    return " ".join(bigrams(text))
