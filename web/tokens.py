"""Tokens of a conversation, as services of language models report them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from index.embed import TOKENIZER_FILE

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def usage(messages: Sequence[str], content: str) -> dict[str, int]:
    """Tokens of what was sent and of what came back, counted with the vocabulary of the embedder that Tiaoli ships with
    (multilingual-e5-small, cut to Chinese and English). Clauses read and a language model's own tokens are not in it: clients
    compare and chart these figures, nobody is billed by them.
    """
    prompt, completion = sum(map(_tokens, messages)), _tokens(content)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _tokens(text: str) -> int:
    return len(_tokenizer().encode(text, add_special_tokens=False).ids)


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    """One of its own: that of the embedder cuts texts at the model's length."""
    from tokenizers import Tokenizer

    with as_file(files("models") / TOKENIZER_FILE) as path:
        tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    return tokenizer
