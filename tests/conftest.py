"""The five notices, ingested once for all tests that ask real questions; and two hand-made ones for tests of the stores."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from homes import unopened
from hypothesis import settings
from store_samples import CALLS, OLD, hashed

import cli
from index import embed
from index import settings as tiaoli_settings
from index.corpus import ingest_paths
from index.store import Index, read_index
from index.writer import write_index

CORPUS = Path(__file__).parent.parent / "corpus"
# Files of few tests that take long, the longest first: begun last, they would leave one of two processes without work.
LONGEST = ("test_models.py", "test_browser.py", "test_kill.py", "test_damage.py", "test_read_ocr.py", "test_generations.py")

# How long one example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of the files LONGEST first."""
    rank = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs the command line's entry point in this process: saves the seconds it takes to start one."""

    def run(*arguments: object, **environment: object) -> Done:
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as ended:
            patch.setattr(sys, "argv", ["tiaoli", *map(str, arguments)])
            for name, value in environment.items():
                patch.setenv(name, str(value))
            tiaoli_settings.settings.cache_clear()
            cli.main()
        tiaoli_settings.settings.cache_clear()
        captured = capsys.readouterr()
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the five notices, closed: other processes may open it. Tests must not change it.

    Made once for all processes of pytest-xdist, whose folders for temporary files lie in one common to the run.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = shared / "five-notices"
    with FileLock(shared / "five-notices.lock"):
        if not folder.exists():
            made = shared / "five-notices.partial" / "home"
            with write_index(made, create=True) as index:
                report = ingest_paths(index, [CORPUS])
            assert len(report.added) == 5 and not report.skipped
            shutil.copytree(made, unopened(folder))
            made.rename(folder)
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
