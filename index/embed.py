"""Text -> vectors, with the embedded multilingual-e5-small unless TIAOLI_EMBED_MODEL names another model.

Imports no LlamaIndex, so that a cold question is fast.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Literal

import numpy as np

from index import st_models
from index.settings import settings
from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Kind = Literal["query", "passage"]
DIMENSIONS = 384
MODEL_FILE, TOKENIZER_FILE = "e5-small-zh-en.onnx", "tokenizer.json"
# Of the embedded model: name@start of the SHA-256 of model and tokenizer together.
EMBEDDER_ID = "e5-small-zh-en@f7b8c64cb97e"


def embedder_id() -> str:
    """name@digest of the embedder in use: an index remembers it and refuses vectors of another.

    Raises TiaoliError (no_model, bad_model) when the one that is set is not there.
    """
    model = settings().embed_model
    return st_models.model_id(model, "SentenceTransformer") if model else EMBEDDER_ID


def dimensions() -> int:
    """Of the vectors of `encode`. Raises as `encode`."""
    model = settings().embed_model
    return st_models.dimensions(model) if model else DIMENSIONS


def encode(texts: Sequence[str], kind: Kind) -> np.ndarray:
    """float32 (n, dim), rows of unit length, in the order of `texts`; a text's vector does not depend on the others.

    kind: many models are trained with a prefix before questions and another before what is searched, such as "query: " and
    "passage: " of e5 (Wang et al. 2024, arXiv:2402.05672). A text is cut at the model's length, the embedded model's being
    512 tokens. Raises TiaoliError: no_embedder when the embedded model is not installed; no_model, bad_model,
    no_models_extra when the one that is set cannot be used.
    """
    model = settings().embed_model
    return st_models.embed(model, texts, kind) if model else _encode(texts, kind)


def _encode(texts: Sequence[str], kind: Kind) -> np.ndarray:
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
