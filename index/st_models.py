"""Models that sentence-transformers runs (the extra `[models]`): where one lies, what tells it from another, how it is asked.

Nothing here imports torch until a model is asked for vectors or scores.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

Role = Literal["SentenceTransformer", "CrossEncoder"]
"""Embedder or reranker, by the name of the class that runs it."""

# On the hub, a name without an owner belongs to these (documentation of sentence-transformers).
_OWNERS: dict[Role, str] = {"SentenceTransformer": "sentence-transformers", "CrossEncoder": "cross-encoder"}
_SETTINGS: dict[Role, str] = {"SentenceTransformer": "TIAOLI_EMBED_MODEL", "CrossEncoder": "TIAOLI_RERANK_MODEL"}
_HEADED = ("ForSequenceClassification", "ForCausalLM")

# What a family puts before a question and before a passage, for models whose own files do not say: from the model cards of
# intfloat/multilingual-e5-large-instruct, intfloat/multilingual-e5-small and BAAI/bge-small-zh-v1.5.
_PREFIXES = (
    (re.compile(r"\be5\b.*\binstruct\b"),
     ("Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ", "")),
    (re.compile(r"\be5\b"), ("query: ", "passage: ")),
    (re.compile(r"\bbge-\w+-zh\b"), ("为这个句子生成表示以用于检索相关文章：", "")),
)
# The files that decide what a model computes; the hub holds the same weights for other engines beside them.
_DECIDING = {".bin", ".json", ".model", ".pt", ".py", ".safetensors", ".txt"}
_OTHER_ENGINES = {"onnx", "openvino"}
_NOT_NEEDED = [*(f"{engine}/*" for engine in sorted(_OTHER_ENGINES)), "*.onnx", "*.h5", "*.msgpack", "*.ot"]
_CONFIGS = ("config.json", "modules.json")
_BATCH = 16

# A tokenizer of transformers must not be used by two threads at once, and a model is loaded once.
_lock = RLock()


def model_id(model: str, role: Role) -> str:
    """name@start of the SHA-256 of the files that decide what it computes; the same wherever its folder lies.

    model: a folder, or a name on the hub. Raises as `model_folder`.
    """
    return f"{_label(model)}@{_digest(model_folder(model, role))[:12]}"


@lru_cache
def model_folder(model: str, role: Role) -> Path:
    """The model's folder; of a name, the copy in the hub's cache. HF_HUB_OFFLINE=0 lets what is missing be downloaded.

    Raises TiaoliError: no_model where there is none, bad_model for a folder of other things.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not any((folder / name).is_file() for name in _CONFIGS):
            raise _bad_model(model, role, f"no {' or '.join(_CONFIGS)} in it")
        return folder.resolve()
    # Without a hub, asking it takes more than a minute.
    offline = os.environ.setdefault("HF_HUB_OFFLINE", "1") != "0"
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    for name in (model,) if "/" in model else (model, f"{_OWNERS[role]}/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=offline, ignore_patterns=_NOT_NEEDED))
        except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
            reason = error
    raise TiaoliError("no_model", f"找不到模型 / no such model: {_SETTINGS[role]}={model}",
                      "请写模型所在的文件夹；能访问模型站时，设 HF_HUB_OFFLINE=0 可按名称下载 / give the folder of the model; "
                      "with HF_HUB_OFFLINE=0 a name is downloaded where the hub is reachable") from reason


def embed(model: str, texts: Sequence[str], kind: Literal["query", "passage"]) -> np.ndarray:
    """float32 (n, dim), rows of unit length, in the order of `texts`, each cut at the model's length.

    Before a text goes what the model's own files put before a question or a passage, else what its family does.
    Raises TiaoliError: no_model, bad_model, no_models_extra.
    """
    with _lock:
        loaded = _embedder(model)
        options: dict[str, Any] = {"batch_size": _BATCH, "normalize_embeddings": True, "show_progress_bar": False}
        if not any(loaded.prompts.values()):
            question, passage = _prefixes(_label(model))
            options["prompt"] = question if kind == "query" else passage
        run = loaded.encode_query if kind == "query" else loaded.encode_document
        vectors = run(list(texts), **options) if texts else np.empty((0, dimensions(model)))
    return np.asarray(vectors, np.float32)


def dimensions(model: str) -> int:
    """Of the embedder's vectors. Raises as `embed`."""
    with _lock:
        return _embedder(model).get_embedding_dimension()


def pair_scores(model: str, question: str, passages: Sequence[str]) -> np.ndarray:
    """float32 (n,), how well each passage answers the question, 0 to 1: the sigmoid of the reranker's score.

    A pair is cut at the model's length. Raises TiaoliError: no_model, bad_model, no_models_extra.
    """
    with _lock:
        loaded = _reranker(model)
        from torch.nn import Sigmoid

        pairs = [(question, passage) for passage in passages]
        scores = loaded.predict(pairs, batch_size=_BATCH, activation_fn=Sigmoid(), show_progress_bar=False) if pairs else ()
    return np.asarray(scores, np.float32)


@lru_cache(maxsize=1)
def _embedder(model: str) -> SentenceTransformer:
    return _load(model, "SentenceTransformer")


@lru_cache(maxsize=1)
def _reranker(model: str) -> CrossEncoder:
    loaded = _load(model, "CrossEncoder")
    if loaded.num_labels != 1:
        raise _bad_model(model, "CrossEncoder", f"{loaded.num_labels} labels instead of one score")
    return loaded


def _load(model: str, role: Role) -> Any:
    """From the files of the model's folder alone: no network, and no program code that comes with the model."""
    folder = model_folder(model, role)
    if missing := [name for name in ("sentence_transformers", "torch") if find_spec(name) is None]:
        raise TiaoliError("no_models_extra", f"设置了 {_SETTINGS[role]}，但未安装 {missing[0]} / {_SETTINGS[role]} is set, but "
                          f"{missing[0]} is not installed", "请运行 / run: .venv/bin/pip install -e '.[models]'")
    _check_role(model, folder, role)
    import sentence_transformers
    from safetensors import SafetensorError
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        return getattr(sentence_transformers, role)(str(folder), local_files_only=True)
    except (OSError, ValueError, LookupError, RuntimeError, TypeError, AttributeError, ImportError, SafetensorError) as error:
        raise _bad_model(model, role, str(error).strip().partition("\n")[0]) from error


def _check_role(model: str, folder: Path, role: Role) -> None:
    """A reranker without its last layer would be given a random one; a reranker's encoder gives no useful vectors."""
    saved = _read(folder / "config_sentence_transformers.json").get("model_type")
    named = (_read(folder / "config.json").get("architectures") or [""])[0]
    if role == "CrossEncoder" and not (saved == role or (saved is None and named.endswith(_HEADED))):
        raise _bad_model(model, role, "not a CrossEncoder")
    if role == "SentenceTransformer" and (saved not in (None, role) or (saved is None and named.endswith(_HEADED[0]))):
        raise _bad_model(model, role, f"a {saved or 'CrossEncoder'}")


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text("utf-8")) if path.is_file() else {}
    except ValueError as error:
        raise TiaoliError("bad_model", f"模型文件已损坏 / a file of the model is damaged: {path}") from error


def _bad_model(model: str, role: Role, reason: str) -> TiaoliError:
    needed = "向量模型 / an embedding model" if role == "SentenceTransformer" else "重排模型 / a reranker (CrossEncoder)"
    return TiaoliError("bad_model", f"无法使用该模型 / this model cannot be used: {_SETTINGS[role]}={model}: {reason}",
                       f"需要 sentence-transformers 能直接载入的{needed} that sentence-transformers loads")


def _label(model: str) -> str:
    return Path(model).expanduser().resolve().name


def _prefixes(label: str) -> tuple[str, str]:
    return next((prefixes for family, prefixes in _PREFIXES if family.search(label.lower())), ("", ""))


@lru_cache
def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and path.suffix in _DECIDING and not _OTHER_ENGINES & set(inner.parts) and inner.parts[0][0] != ".":
            digest.update(inner.as_posix().encode() + b"\0" + _sha256(path))
    return digest.hexdigest()


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
