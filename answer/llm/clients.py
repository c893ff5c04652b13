"""One call through LlamaIndex's class for the model: the prompt goes out, pieces of text come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from llama_index.core.base.llms.types import ChatMessage

from answer.llm.configured import Engine
from answer.llm.gguf import serve
from answer.llm.thoughts import without_thoughts
from answer.llm.wire import Call, Line, too_long
from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

ANSWER_TOKENS, CONTEXT_TOKENS = 600, 4096
MAX_CHARACTERS = 8_000  # more than ANSWER_TOKENS make in Chinese or English: for servers that do not keep to them

# How OpenAI's and Ollama's protocols mark an answer that comes in pieces.
_STREAMS = ("text/event-stream", "application/x-ndjson")


def deltas(engine: Engine, prompt: str, call: Call) -> Iterator[str]:
    """Pieces of the answer as they come, none empty. Raises what the libraries raise, and TiaoliError for an answer that is none:
    llm_garbled when empty, llm_cut when it stops without an end, llm_too_long, llm_refused when the service withholds it."""
    url, key = serve(Path(engine.model).expanduser(), CONTEXT_TOKENS) if engine.kind == "gguf" else (engine.url, engine.key)
    size, seen = 0, {}
    with closing(Line(call, url, key)) as line:
        llm = _ollama(engine, url, line) if engine.kind == "ollama" else _openai(engine, url, line)
        for delta in without_thoughts(_read(llm, prompt, seen)):
            size += len(delta)
            if size > MAX_CHARACTERS:
                raise too_long()
            yield delta
    _check_end(seen.get("end"), size, call)


def _openai(engine: Engine, url: str, line: Line) -> LLM:
    from llama_index.llms.openai_like import OpenAILike

    http = httpx.Client(transport=line, follow_redirects=False)
    # The real key is the connection's; the client insists on one.
    return OpenAILike(model=engine.model if engine.kind == "openai" else Path(engine.model).stem, api_base=url, api_key="-",
                      http_client=http, timeout=engine.timeout, max_retries=0, temperature=0.0, max_tokens=ANSWER_TOKENS,
                      context_window=CONTEXT_TOKENS, is_chat_model=True, is_function_calling_model=False)


def _ollama(engine: Engine, url: str, line: Line) -> LLM:
    from llama_index.llms.ollama import Ollama
    from ollama import Client

    client = Client(host=url, transport=line, follow_redirects=False, timeout=engine.timeout)
    return Ollama(model=engine.model, base_url=url, client=client, request_timeout=engine.timeout, temperature=0.0,
                  context_window=CONTEXT_TOKENS, additional_kwargs={"num_predict": ANSWER_TOKENS},
                  is_function_calling_model=False, thinking=False)


def _read(llm: LLM, prompt: str, seen: dict[str, str]) -> Iterator[str]:
    """Text as it comes; seen['end']: why the model stopped, once it has said so."""
    for part in llm.stream_chat([ChatMessage(role="user", content=prompt)]):
        if end := _end(part.raw):
            seen["end"] = end
        if part.delta:
            yield part.delta


def _end(raw: Any) -> str | None:
    """OpenAI's finish_reason, Ollama's done_reason (`stop` from servers too old to have one)."""
    if isinstance(raw, dict):
        return raw.get("done_reason") or ("stop" if raw.get("done") else None)
    return raw.choices[0].finish_reason if raw.choices else None


def _check_end(end: str | None, size: int, call: Call) -> None:
    if end == "content_filter":
        raise TiaoliError("llm_refused", "模型服务拦下了这次回答（内容审查） / the service withheld this answer (content filter)",
                          "可换一种问法，或改用别的模型 / ask in other words, or use another model")
    if not size and end is None and not call.content_type.startswith(_STREAMS):
        raise TiaoliError("llm_garbled", f"该地址返回的不是语言模型的回答（{call.content_type or '?'}） / what this address returns is no "
                          "answer of a language model", "请检查 TIAOLI_LLM_URL，通常以 /v1 结尾 / check it: most end in /v1")
    if end is None:
        raise TiaoliError("llm_cut", "语言模型的回答中途断了 / the language model's answer broke off", "请再问一次 / ask again")
    if end == "length":
        raise too_long()
    if not size:
        raise TiaoliError("llm_garbled", "语言模型的回答是空的 / the language model's answer is empty", "请再问一次 / ask again")
