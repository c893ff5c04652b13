"""What was learnt of questions: a matrix that moves a question's vector nearer to the clauses that answer it (`adapter.npy`).

Users and notices say the same in other words. The embedder stays as it is, and so do the vectors of clauses; only questions
are mapped, q + q·A, and made unit length again (a linear adapter, as in LlamaIndex's LinearAdapterEmbeddingModel).
Fitted by `python -m eval.fit.adapter`, which says how.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from index import embed

ADAPTER_FILE = "adapter.npy"


def adapted(vector: np.ndarray, matrix: np.ndarray | None = None) -> np.ndarray:
    """The unit vector (dim,) to search with for a question's unit vector. matrix: (dim, dim), that of the file by default;
    with another embedder than the embedded one there is none, and the vector stays as it is.
    """
    if matrix is None:
        if embed.embedder_id() != embed.EMBEDDER_ID:
            return vector
        matrix = _matrix()
    moved = vector + vector @ matrix
    return moved / (np.linalg.norm(moved) or 1.0)


@lru_cache(maxsize=1)
def _matrix() -> np.ndarray:
    return np.load(BytesIO(files("index").joinpath(ADAPTER_FILE).read_bytes())).astype(np.float32)
