"""Text -> vectors with the embedded multilingual-e5-small. Imports no LlamaIndex, so that a cold question is fast."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Literal

import numpy as np

from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Kind = Literal["query", "passage"]
DIMENSIONS = 384
MODEL_FILE, TOKENIZER_FILE = "e5-small-zh-en.onnx", "tokenizer.json"
# name@start of the SHA-256 of model and tokenizer together: an index remembers it and refuses vectors of another
EMBEDDER_ID = "e5-small-zh-en@f7b8c64cb97e"


def encode(texts: Sequence[str], kind: Kind) -> np.ndarray:
    """float32 (n, 384), rows of unit length, in the order of `texts`; a text's vector does not depend on the others.

    kind: e5 models are trained with the prefix "query: " before questions and "passage: " before what is searched
    (Wang et al. 2024, arXiv:2402.05672). A text is cut at 512 tokens. Raises TiaoliError when the model is
    not installed.
    """
    if not texts:
        return np.empty((0, DIMENSIONS), np.float32)
    _loaded()  # before the threads, which would each load their own
    # One text a run: no padding, and the scale of the quantised activations comes from that text alone
    with ThreadPoolExecutor(min(_cores(), len(texts))) as pool:
        return np.concatenate(list(pool.map(_embed, (f"{kind}: {text}" for text in texts))))


def _embed(text: str) -> np.ndarray:
    tokenizer, session = _loaded()
    ids = np.array([tokenizer.encode(text).ids], np.int64)
    return session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]


@lru_cache(maxsize=1)
def _loaded() -> tuple[Tokenizer, InferenceSession]:
    """Both are safe to use from several threads at once."""
    # From its import on, onnxruntime keeps a device id and records of use in ~/.cache and sends them where it can.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from onnxruntime import InferenceSession, SessionOptions
    from tokenizers import Tokenizer

    options = SessionOptions()
    options.intra_op_num_threads = _cores()
    options.log_severity_level = 3
    # an idle thread sleeps at once: the processor belongs to the rest of the machine between two questions
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    folder = files("models")
    if not all((folder / name).is_file() for name in (MODEL_FILE, TOKENIZER_FILE)):
        raise TiaoliError("no_embedder", f"找不到向量模型 / embedding model not found: {MODEL_FILE}",
                          "请重新安装条理 / install Tiaoli again")
    with as_file(folder / MODEL_FILE) as model, as_file(folder / TOKENIZER_FILE) as vocabulary:
        return (Tokenizer.from_file(str(vocabulary)),
                InferenceSession(str(model), options, providers=["CPUExecutionProvider"]))


def _cores() -> int:
    return os.cpu_count() or 1
