"""The learned ranker: a weight for each feature (`ranker.toml`), fitted by `python -m eval.fit.ranker`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

import numpy as np

from index.features import NAMES

WEIGHTS_FILE = "ranker.toml"


@lru_cache(maxsize=1)
def weights() -> np.ndarray:
    """float64 (len(NAMES),) in the order of NAMES; a feature that the file does not name has none."""
    table = tomllib.loads(files("index").joinpath(WEIGHTS_FILE).read_text(encoding="utf-8"))["weights"]
    return np.array([table.get(name, 0.0) for name in NAMES])


def scores(rows: np.ndarray) -> np.ndarray:
    """The scores of candidates of one question, higher is better. rows: as `index.features.features` gives them."""
    return rows @ weights()
