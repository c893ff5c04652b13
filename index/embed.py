"""Text -> vectors, with the embedded multilingual-e5-small unless TIAOLI_EMBED_MODEL names another model.

Imports no LlamaIndex, so that a cold question is fast.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib.resources import as_file, files
from pathlib import Path
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
    """One text a run: no padding, and the scale of the quantised activations comes from that text alone.

    A question waits for its vector: every core works on it. Of many passages each core takes one at a time, which is faster by a
    quarter than all cores on each.
    """
    if not texts:
        return np.empty((0, DIMENSIONS), np.float32)
    prefixed = [f"{kind}: {text}" for text in texts]
    if kind == "query":
        return np.concatenate([_embed(text, _cores()) for text in prefixed])
    _session(1)  # before the threads, which would each load their own
    with ThreadPoolExecutor(min(_cores(), len(texts))) as pool:
        return np.concatenate(list(pool.map(partial(_embed, threads=1), prefixed)))


def _embed(text: str, threads: int) -> np.ndarray:
    ids = np.array([_tokenizer().encode(text).ids], np.int64)
    return _session(threads).run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    """Safe to use from several threads at once."""
    from tokenizers import Tokenizer

    with _model_file(TOKENIZER_FILE) as vocabulary:
        return Tokenizer.from_file(str(vocabulary))


@lru_cache(maxsize=2)
def _session(threads: int) -> InferenceSession:
    """The model, run by so many threads; safe to use from several at once."""
    # From its import on, onnxruntime keeps a device id and records of use in ~/.cache and sends them where it can.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Between two questions an idle thread sleeps: the processor belongs to the rest of the machine. Within one it does not,
    # because waking it for each of the model's hundred steps costs a quarter of the time.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    with _model_file(MODEL_FILE) as model:
        return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


@contextmanager
def _model_file(name: str) -> Iterator[Path]:
    file = files("models") / name
    if not file.is_file():
        raise TiaoliError("no_embedder", f"找不到向量模型 / embedding model not found: {name}",
                          "请重新安装条理 / install Tiaoli again")
    with as_file(file) as path:
        yield path


def _cores() -> int:
    return os.cpu_count() or 1
