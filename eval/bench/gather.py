"""Real statutes in numbers: LawRefBook's texts of the mainland's laws and Taiwan's laws as JSON lines, parsed once and kept.

https://github.com/LawRefBook/Laws (a folder of .md files) and https://github.com/kong0107/mojLawSplitJSON (one law a line, gzip).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import pickle
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from index.manifest import parser_version
from ingest.errors import TiaoliError
from ingest.model import Notice
from ingest.parse import parse

_SHARD, _SEED = 100, 4
_NOT_LAWS = ("README.md", "法律法规模版.md")


class Source(NamedTuple):
    """The file of one notice: its id, its name, its bytes."""

    doc_id: str
    name: str
    data: bytes


def sources(laws: Path, taiwan: Path) -> list[Source]:
    """All laws of both collections, shuffled, so that every number of them is a mixture; the same each time."""
    files = [path for path in sorted(laws.rglob("*.md")) if path.name not in _NOT_LAWS]
    found = [Source(_doc_id(str(path.relative_to(laws))), path.name, path.read_bytes()) for path in files]
    with gzip.open(taiwan, "rt", encoding="utf-8") as lines:
        found += [_taiwanese(json.loads(line)) for line in lines]
    random.Random(_SEED).shuffle(found)
    return found


def parsed(found: Sequence[Source], folder: Path) -> Iterator[Notice]:
    """The notices, in order, parsed by a process a core only as far as they are asked for, and kept in `folder`.

    What cannot be parsed is passed over. Another version of the parser parses anew.
    """
    shards = [found[at:at + _SHARD] for at in range(0, len(found), _SHARD)]
    cores = os.cpu_count() or 1
    # Processes of their own, not copies of this one, which may have threads.
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        for at in range(0, len(shards), cores):
            kept = {_kept_as(folder, shard): shard for shard in shards[at:at + cores]}
            new = [path for path in kept if not path.exists()]
            list(pool.map(_parse_shard, map(kept.get, new), new))
            for path in kept:
                yield from pickle.loads(path.read_bytes())


def _kept_as(folder: Path, shard: Sequence[Source]) -> Path:
    digest = hashlib.sha256(parser_version().encode())
    for source in shard:
        digest.update(source.doc_id.encode() + source.data)
    return folder / f"{digest.hexdigest()[:24]}.pickle"


def _parse_shard(shard: Sequence[Source], path: Path) -> None:
    notices = []
    for source in shard:
        try:
            notices.append(parse(source.data, source.doc_id, source.name))
        except TiaoliError as error:
            print(f"{source.name}: {error.code}", file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_bytes(pickle.dumps(notices))
    scratch.replace(path)


def _taiwanese(law: dict) -> Source:
    """A law as its text is printed: name, history, chapters, and each article's number on a line of its own."""
    lines = [law["法規名稱"], law.get("沿革內容", ""), law.get("前言", "")]
    for part in law["法規內容"]:
        lines += [part[field] for field in ("編章節", "條號", "條文內容") if part.get(field)]
    text = "\n".join(line.replace("\r\n", "\n") for line in lines if line)
    return Source(_doc_id(law["法規網址"]), f"{law['法規名稱']}.txt", text.encode())


def _doc_id(name: str) -> str:
    return f"law-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
