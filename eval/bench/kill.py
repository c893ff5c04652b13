"""Kills real `tiaoli ingest` processes at random moments and compares the index with that of one clean ingest.

`python -m eval.bench.kill [--kills 100] [--notices 200] [--seed 1]`. Between two kills a few notices are added, edited and
deleted, so that there is always something to write. Half of the kills come at any moment of a run; for the others the
first write to the disk is waited for, because loading libraries is most of a run.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from index import embed
from index.lexical import bigrams
from index.store import Index, read_index

ROOT = Path(__file__).parents[2]
PLACES = ("青田县", "昆山市", "綦江区", "安丘市", "荆州市", "连云港市", "海门区", "仙居县")
BODIES = ("司法局", "财政局", "教育局", "交通运输局", "生态环境局", "应急管理局", "市场监督管理局", "政务服务中心")
TASKS = ("行政调解", "窗口服务", "义务教育招生", "农村公路养护", "排污许可", "安全生产检查", "价格监督", "政府信息公开")
FIRST_RUN, LONGEST_RUN, POLL = 20.0, 600, 0.01  # seconds
TOP, QUERIES = 10, 24


@dataclass(frozen=True)
class Held:
    """All that can be asked of an index: notices (doc id, source, sha256), clause ids, and hits for some questions."""

    notices: tuple[tuple[str, str, str], ...]
    clauses: tuple[str, ...]
    lexical: tuple[frozenset[str], ...]
    dense: tuple[tuple[tuple[str, float], ...], ...]


def notice_text(random: Random) -> str:
    """A short notice of three to six clauses."""
    place, number = random.choice(PLACES), random.randrange(1, 10_000)
    lines = [f"{place}人民政府关于第{number}号{random.choice(TASKS)}工作的通知", f"〔20{random.randrange(10, 25)}〕{number}号"]
    for at, numeral in enumerate("一二三四五六"[:random.randrange(3, 7)], start=1):
        lines.append(f"{numeral}、{random.choice(TASKS)}由{place}{random.choice(BODIES)}牵头，"
                     f"第{random.randrange(1000)}项任务于{at}月底前完成。")
    return "\n".join(lines) + "\n"


def change(folder: Path, random: Random, few: int) -> None:
    """Adds, edits and deletes a few notices each."""
    files = sorted(folder.glob("*.txt"))
    for path in random.sample(files, min(2 * few, len(files))):
        if random.random() < 0.5:
            path.unlink()
        else:
            path.write_text(notice_text(random), "utf-8")
    for _ in range(few):
        (folder / f"n{random.randrange(10**9):09}.txt").write_text(notice_text(random), "utf-8")


def tiaoli(home: Path, *arguments: str) -> list[str]:
    """The command line of Tiaoli in a process of its own."""
    return [sys.executable, "-m", "cli", "--home", str(home), *arguments]


def kill_at_random(command: Sequence[str], home: Path, random: Random, expected: float) -> str:
    """Starts a run and ends it with SIGKILL; says when. expected: how long an undisturbed run takes, in seconds."""
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    began, when = time.monotonic(), "any moment"
    if random.random() < 0.5:
        _wait_for_write(home, run, began + LONGEST_RUN)
        began, expected, when = time.monotonic(), 1.5, "after a first write"
    try:
        run.wait(max(0.0, began + random.random() * expected - time.monotonic()))
        return "finished first"
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
        run.wait()
        return when


def _wait_for_write(home: Path, run: subprocess.Popen, until: float) -> None:
    def written() -> int:
        try:
            return (home / "work" / "chroma" / "chroma.sqlite3").stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    before = written()
    while run.poll() is None and time.monotonic() < until and written() <= before:
        time.sleep(POLL)


def _finish(command: Sequence[str]) -> None:
    """Lets a run come to its end. Raises RuntimeError with what it said if it failed."""
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"tiaoli ingest ended with {done.returncode}: {done.stderr}")


def held(home: Path, questions: Sequence[str]) -> Held:
    """What the published index holds and finds."""
    with read_index(home) as index:
        documents = index.documents()
        clauses = [clause.id for document in documents for clause in index.notice(document.doc_id).clauses]
        vectors = embed.encode(questions, "query")
        return Held(
            tuple((document.doc_id, document.source, document.sha256) for document in documents),
            tuple(sorted(clauses)), tuple(_matching(index, question) for question in questions),
            tuple(tuple((clause, round(cosine, 3)) for clause, cosine in index.dense(vector, TOP)) for vector in vectors))


def _matching(index: Index, question: str) -> frozenset[str]:
    """Every clause that shares a word with the question. BM25 scores count deleted entries until tantivy merges them away, so
    they depend on the index's history a little; what matches does not.
    """
    return frozenset(clause for clause, _ in index.lexical(bigrams(question), index.count_clauses() + 1))


def differences(one: Held, other: Held) -> list[str]:
    """Which parts of two states are not equal."""
    return [name for name in Held.__dataclass_fields__ if getattr(one, name) != getattr(other, name)]


def torture(folder: Path, home: Path, kills: int, notices: int, seed: int) -> tuple[Held, Held, list[str]]:
    """Kills `kills` ingests of a changing folder, then lets one finish: (what it holds, what a clean one holds, moments)."""
    random = Random(seed)
    folder.mkdir()
    for at in range(notices):
        (folder / f"n{at:05}.txt").write_text(notice_text(random), "utf-8")
    command = tiaoli(home, "ingest", str(folder))
    moments = [kill_at_random(command, home, random, FIRST_RUN)]
    _finish(command)
    few = max(1, notices // 50)
    change(folder, random, few)
    began = time.monotonic()
    _finish(command)
    expected = time.monotonic() - began
    for _ in range(kills - 1):
        change(folder, random, few)
        moments.append(kill_at_random(command, home, random, expected))
    _finish(command)
    clean = home.with_name("clean")
    _finish(tiaoli(clean, "ingest", str(folder)))
    questions = [notice_text(random).splitlines()[2] for _ in range(QUERIES)]
    return held(home, questions), held(clean, questions), moments


def main() -> None:
    """Prints when the runs were killed and whether the two indexes are equal; exit code 1 if they are not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("kills", 100), ("notices", 200), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with tempfile.TemporaryDirectory() as scratch:
        after, clean, moments = torture(Path(scratch, "in"), Path(scratch, "home"), given.kills, given.notices, given.seed)
    for moment in sorted(set(moments)):
        print(f"{moment:22} {moments.count(moment):5}")
    print(f"notices {len(after.notices)} / {len(clean.notices)} · clauses {len(after.clauses)} / {len(clean.clauses)} "
          "(after the kills / clean)")
    wrong = differences(after, clean)
    print("not equal: " + ", ".join(wrong) if wrong else "ids, content, lexical and dense results are equal")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
