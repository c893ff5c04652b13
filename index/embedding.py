"""The embedder in use as a LlamaIndex embedding, so that it drops into any LlamaIndex pipeline."""

from __future__ import annotations

import asyncio

from llama_index.core.embeddings import BaseEmbedding
from pydantic import Field

from index.embed import embedder_id, encode


class NoticeEmbedding(BaseEmbedding):
    """Vectors of `index.embed.encode`, of unit length; questions and passages are embedded differently."""

    model_name: str = Field(default_factory=embedder_id)

    @classmethod
    def class_name(cls) -> str:
        return "NoticeEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return encode([query], "query")[0].tolist()

    def _get_text_embedding(self, text: str) -> list[float]:
        return encode([text], "passage")[0].tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return encode(texts, "passage").tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return await asyncio.to_thread(self._get_text_embedding, text)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)
