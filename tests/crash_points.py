"""Run as a program: `crash_points.py FOLDER`. Kills writers of the index at every step, each in a child process.

FOLDER/<point> holds a copy of one index for each name in POINTS; a child opens it, writes or removes, and dies.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import chromadb  # noqa: F401  imported before forking, so that the children need not
from llama_index.vector_stores.chroma import ChromaVectorStore
from store_samples import hashed, make_notice

from index import embed
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.store import open_index
from index.vectors import VectorIndex

BEFORE, AFTER = "before", "after"
STEPS = {"begin": Manifest, "apply": VectorIndex, "add": ChromaVectorStore, "replace": LexicalIndex, "commit": Manifest}
PUT_POINTS = [f"put-{when}-{step}" for step in STEPS for when in (BEFORE, AFTER)]
REMOVE_POINTS = ["remove-after-remove", "remove-after-apply", "remove-after-replace", "remove-before-settle"]
POINTS = [*PUT_POINTS, *REMOVE_POINTS]

OLD = [make_notice("a", "行政调解由司法局牵头", "财政资金由财政局安排"),
       make_notice("b", "学校招生由教育局负责")]
NEW = [make_notice("a", "行政调解由信访局牵头", "财政资金由财政局安排", "新增一项应急管理工作"),
       make_notice("c", "道路养护由交通局负责")]


def die_at(owner: type, step: str, when: str) -> None:
    """Makes the process kill itself before or after the first call of a step."""
    original = getattr(owner, step)

    def deadly(self, *arguments):
        if when == AFTER:
            original(self, *arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, step, deadly)


def write(home: Path) -> None:
    verb, when, step = home.name.split("-")
    with open_index(home) as index:
        die_at(STEPS.get(step, Manifest), step, when)
        if verb == "put":
            index.put_many(NEW)
        else:
            index.remove("a")


def main(folder: Path) -> None:
    embed.encode, embed.EMBEDDER_ID = hashed, "stand-in"
    for point in POINTS:
        child = os.fork()
        if not child:
            write(folder / point)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit(f"{point}: was not killed ({status})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
