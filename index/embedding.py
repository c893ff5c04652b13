"""The embedded model as a LlamaIndex embedding, so that it drops into any LlamaIndex pipeline."""

from __future__ import annotations

import asyncio

from llama_index.core.embeddings import BaseEmbedding

from index.embed import EMBEDDER_ID, encode


class NoticeEmbedding(BaseEmbedding):
    """Vectors of `index.embed.encode`: 384 floats of unit length; questions and passages are embedded differently."""

    model_name: str = EMBEDDER_ID

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
