"""The five notices, ingested once for all tests that ask real questions; and two hand-made ones for tests of the stores."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import CALLS, OLD, hashed

from index import embed
from index.corpus import ingest_paths
from index.store import Index, read_index
from index.writer import write_index

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the five notices, closed: other processes may open it. Tests must not change it."""
    folder = tmp_path_factory.mktemp("tiaoli") / "home"
    with write_index(folder, create=True) as index:
        report = ingest_paths(index, [CORPUS])
    assert len(report.added) == 5 and not report.skipped
    return folder


@pytest.fixture(scope="module")
def index(home: Path) -> Iterator[Index]:
    """The same home, open for reading in this process."""
    with read_index(home) as opened:
        yield opened


@pytest.fixture
def stand_in_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors of hashed bigrams in place of the embedder's."""
    monkeypatch.setattr(embed, "encode", hashed)
    monkeypatch.setattr(embed, "EMBEDDER_ID", "stand-in")
    CALLS.clear()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the two notices OLD with the stand-in embedder, closed, that no test changes."""
    folder = tmp_path_factory.mktemp("pristine") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embed, "encode", hashed)
        patch.setattr(embed, "EMBEDDER_ID", "stand-in")
        with write_index(folder, create=True) as index:
            assert index.put_many(OLD) == ("added", "added")
    return folder


@pytest.fixture
def stored_home(pristine: Path, tmp_path: Path, stand_in_embedder: None) -> Path:
    """A copy of that index."""
    return shutil.copytree(pristine, tmp_path / "home")
