"""The five notices, ingested once for all tests that ask real questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.corpus import ingest_paths
from index.store import Index, open_index

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the five notices, closed: other processes may open it. Tests must not change it."""
    folder = tmp_path_factory.mktemp("tiaoli") / "home"
    with open_index(folder, create=True) as index:
        report = ingest_paths(index, [CORPUS])
    assert len(report.added) == 5 and not report.skipped
    return folder


@pytest.fixture(scope="module")
def index(home: Path) -> Iterator[Index]:
    """The same home, open for reading in this process."""
    with open_index(home) as opened:
        yield opened
