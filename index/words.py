"""Words of a question that name nothing of its subject (`words.toml`)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal


@lru_cache(maxsize=4)
def words(sort: Literal["frame", "role", "asked", "document"]) -> frozenset[str]:
    """One of the lists of words.toml."""
    table = tomllib.loads(files("index").joinpath("words.toml").read_text(encoding="utf-8"))
    return frozenset(table[sort].split())
