"""Run as a program: `crash_points.py FOLDER`. Kills writers of the index at every step, each in a child process.

FOLDER/<point> holds a copy of one index for each name in POINTS; a child opens it, writes or removes, publishes, and dies.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import chromadb  # noqa: F401  imported before forking, so that the children need not
from llama_index.vector_stores.chroma import ChromaVectorStore
from store_samples import NEW, hashed

from index import embed, generations
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.vectors import VectorIndex
from index.writer import write_index

BEFORE, AFTER = "before", "after"
STEPS = {"begin": Manifest, "apply": VectorIndex, "add": ChromaVectorStore, "replace": LexicalIndex, "commit": Manifest}
PUT_POINTS = [f"put-{when}-{step}" for step in STEPS for when in (BEFORE, AFTER)]
REMOVE_POINTS = ["remove-after-remove", "remove-after-apply", "remove-after-replace", "remove-before-settle"]
PUBLISH_STEPS = ("_copy", "_point", "_sweep")
PUBLISH_POINTS = [f"publish-{when}-{step}" for step in PUBLISH_STEPS for when in (BEFORE, AFTER)]
POINTS = [*PUT_POINTS, *REMOVE_POINTS, *PUBLISH_POINTS]

def die_at(owner: object, step: str, when: str) -> None:
    """Makes the process kill itself before or after the first call of a step."""
    original = getattr(owner, step)

    def deadly(*arguments):
        if when == AFTER:
            original(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, step, deadly)


def write(home: Path) -> None:
    verb, when, step = home.name.split("-")
    with write_index(home) as index:
        die_at(generations if verb == "publish" else STEPS.get(step, Manifest), step, when)
        if verb == "remove":
            index.remove(["a"])
        else:
            index.put_many(NEW)


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
