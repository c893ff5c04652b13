"""A second opinion on the best candidates: a CrossEncoder reads question and passage together (TIAOLI_RERANK_MODEL)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index import st_models
from index.settings import settings


def reranker_id() -> str:
    """name@digest of the reranker that is set (`index.st_models.model_id`); empty when none is."""
    model = settings().rerank_model
    return st_models.model_id(model, "CrossEncoder") if model else ""


def scores(question: str, passages: Sequence[str]) -> np.ndarray | None:
    """float32 (n,), 0 to 1, how well each passage answers the question, in the order of `passages`; None when no reranker is set.

    A score depends on its own passage only; its scale is the model's, so that scores of two models must not be compared.
    Safe to call from several threads. Raises TiaoliError: no_model, bad_model, no_models_extra.
    """
    model = settings().rerank_model
    return st_models.pair_scores(model, question, passages) if model else None
