"""The adapter moves a question's vector, and only one of the embedder it was fitted for."""

from __future__ import annotations

import numpy as np
import pytest

from index import embed
from index.adapter import adapted

CHANCE = np.random.default_rng(1)


def unit(size: int) -> np.ndarray:
    vector = CHANCE.normal(size=size).astype(np.float32)
    return vector / np.linalg.norm(vector)


def test_the_fitted_matrix_moves_a_vector_and_keeps_its_length() -> None:
    vector = unit(embed.DIMENSIONS)
    moved = adapted(vector)
    assert moved.shape == vector.shape and moved.dtype == np.float32
    assert np.linalg.norm(moved) == pytest.approx(1.0, abs=1e-5)
    assert not np.allclose(moved, vector)
    assert np.array_equal(adapted(vector), moved)


def test_a_matrix_given_is_added_to_the_vector() -> None:
    vector, matrix = unit(3), CHANCE.normal(size=(3, 3)).astype(np.float32)
    expected = vector + vector @ matrix
    assert adapted(vector, matrix) == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)
    assert np.array_equal(adapted(vector, np.zeros((3, 3), np.float32)), vector / np.linalg.norm(vector))
    assert np.array_equal(adapted(vector, -np.eye(3, dtype=np.float32)), np.zeros(3))


def test_vectors_of_another_embedder_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "embedder_id", lambda: "another@0")
    vector = unit(7)
    assert adapted(vector) is vector
