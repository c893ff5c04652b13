"""How fast notices are taken in, and in how much memory: `python -m eval.bench.ingest FOLDER [--notices 200 2000] [--embed]`.

First the parsers alone, one file after the other in this process, by format. Then whole ingests of the first notices of the
folder, each in a process of its own: without --embed a stand-in for the embedder is used, which costs next to nothing, so
that all else shows.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from index import embed
from ingest.errors import TiaoliError
from ingest.parse import parse
from ingest.read.dispatch import SUFFIXES

ROOT = Path(__file__).parents[2]
LIMIT = 20_000_000
MOST_PARSED = 400


def parse_speed(files: Sequence[Path]) -> None:
    """Prints a line a format: files, MB/s, notices/s, and how many were refused."""
    by_format = defaultdict(list)
    for path in files:
        by_format[path.suffix.lower()].append(path)
    for suffix, paths in sorted(by_format.items()):
        chosen = paths[::max(1, len(paths) // MOST_PARSED)]
        data = [(path, path.read_bytes()) for path in chosen]
        for path, content in data[:2]:
            _refused(content, path)  # loads dictionaries and readers
        began = time.process_time()
        refused = sum(_refused(content, path) for path, content in data)
        seconds = time.process_time() - began
        size = sum(len(content) for _, content in data) / 1e6
        print(f"parse {suffix:9} {len(data):5} files  {size / seconds:6.2f} MB/s  {len(data) / seconds:7.1f} notices/s  "
              f"{refused} refused", flush=True)


def _refused(content: bytes, path: Path) -> bool:
    try:
        parse(content, path.stem, str(path))
    except TiaoliError:
        return True
    return False


def whole_ingest(folder: Path, home: Path, *, with_embedder: bool) -> None:
    """Takes a folder in and prints what it cost. Runs in a process of its own, for its peak memory."""
    from index.corpus import ingest_paths
    from index.writer import write_index

    if not with_embedder:
        embed.encode = _stand_in
    parsers = {0: 0}
    began = time.perf_counter()
    with write_index(home, create=True) as index:
        report = ingest_paths(index, [folder], lambda step: parsers.update(_peaks_of_parsers()))
        written = time.perf_counter() - began
    seconds = time.perf_counter() - began
    own, worker = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, max(parsers.values())
    stored = sum(path.stat().st_size for path in (home / "generations").rglob("*") if path.is_file()) / 1e6
    print(f"ingest {'with' if with_embedder else 'without'} embedding: {len(report.written)} notices, {report.clauses} clauses, "
          f"{len(report.skipped)} skipped in {seconds:.1f} s: {len(report.written) / seconds:.1f} notices/s, "
          f"{report.clauses / seconds:.0f} clauses/s; publishing {seconds - written:.1f} s for {stored:.0f} MB; "
          f"peak memory {own:.0f} MB, of a parser {worker:.0f} MB", flush=True)


def _peaks_of_parsers() -> dict[int, float]:
    """Process id -> MB, from /proc; `getrusage` would count what a process shared with its parent when it was forked."""
    peaks = {}
    for child in multiprocessing.active_children():
        with suppress(OSError):  # it may have just ended
            status = Path(f"/proc/{child.pid}/status").read_text()
            if found := re.search(r"VmHWM:\s+(\d+)", status):
                peaks[child.pid] = int(found[1]) / 1024
    return peaks


def _stand_in(texts: Sequence[str], kind: str) -> np.ndarray:
    """(n, 384) float32 unit vectors of no meaning, different for different texts."""
    vectors = np.array([np.random.default_rng(len(text) + ord(text[-1])).standard_normal(embed.DIMENSIONS, np.float32)
                        if text else np.ones(embed.DIMENSIONS, np.float32) for text in texts], np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notices", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--embed", action="store_true")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.home:
        whole_ingest(given.folder, given.home, with_embedder=given.embed)
        return
    files = sorted(path for path in given.folder.rglob("*")
                   if path.suffix.lower() in SUFFIXES and path.stat().st_size <= LIMIT)
    parse_speed(files)
    for notices in given.notices:
        with tempfile.TemporaryDirectory() as scratch:
            chosen = Path(scratch, "in")
            chosen.mkdir()
            for at, path in enumerate(files[::max(1, len(files) // notices)][:notices]):
                shutil.copyfile(path, chosen / f"{at:06}{path.suffix}")
            command = [sys.executable, "-m", "eval.bench.ingest", str(chosen), "--home", str(Path(scratch, "home"))]
            subprocess.run([*command, *(["--embed"] if given.embed else [])], cwd=ROOT, check=True,
                           env={**os.environ, "HF_HUB_OFFLINE": "1"})


if __name__ == "__main__":
    main()
