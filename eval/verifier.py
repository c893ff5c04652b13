"""How the verifier judges drafts that people wrote to be right, or wrong in one way each (eval/data/drafts)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from answer.evidence_list import Evidence
from answer.verify import check
from index.query import understand
from index.relations import judge_on
from ingest.model import Notice
from ingest.parse import parse

DRAFTS = Path(__file__).parent / "data" / "drafts"
FOLDERS = (Path(__file__).parent.parent / "corpus", DRAFTS / "texts")
RIGHT = "right"
_DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Judged:
    """kind: RIGHT, or what is wrong with the draft; is_right: whether the verdict is."""

    id: str
    kind: str
    is_right: bool


def judge_drafts(name: str) -> tuple[Judged, ...]:
    """The verdicts on one set of drafts, `first` or `second`."""
    lines = (DRAFTS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return tuple(Judged(draft["id"], draft["kind"], _holds(draft) == draft["supported"]) for draft in map(json.loads, lines))


def by_kind(judged: Iterable[Judged]) -> dict[str, tuple[Judged, ...]]:
    kinds = defaultdict(list)
    for one in judged:
        kinds[one.kind].append(one)
    return {kind: tuple(found) for kind, found in sorted(kinds.items())}


def caught_and_passed(judged: Sequence[Judged]) -> tuple[float, float]:
    """Shares of the wrong drafts that are caught, and of the right ones that pass."""
    right = [one.is_right for one in judged if one.kind == RIGHT]
    wrong = [one.is_right for one in judged if one.kind != RIGHT]
    return sum(wrong) / len(wrong), sum(right) / len(right)


def _holds(draft: dict[str, Any]) -> bool:
    """Whether every sentence is held to be supported."""
    evidence = []
    for n, cited in enumerate(draft["evidence"], 1):
        notice = _notice(cited.get("doc") or cited["law"])
        evidence.append(Evidence(n, notice, next(clause for clause in notice.clauses if clause.address == cited["address"])))
    query = understand(draft["question"], lambda asked: (), _DAY)
    findings = check(draft["draft"], evidence, judge_on(_DAY), query)
    return bool(findings) and all(finding.verdict == "supported" for finding in findings)


@cache
def _notice(stem: str) -> Notice:
    path = next(path for folder in FOLDERS if (path := folder / f"{stem}.txt").exists())
    return parse(path.read_bytes(), path.stem, path.name)
