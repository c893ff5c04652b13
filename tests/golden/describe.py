"""A notice as parsed, as a page to read by eye. `python tests/golden/describe.py` rewrites the pages of the corpus."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

from ingest.model import Clause, Fact, Meta, Notice
from ingest.parse import parse

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
_EDGE = 20


def describe(notice: Notice) -> str:
    """Meta, warnings, and each clause: address, id, kind, heading, facts, its first and last characters and its length."""
    head = [f"{name}: {value}" for name, value in _meta(notice.meta)]
    doubts = [f"! {warning}" for warning in notice.warnings]
    clauses = [line for clause in notice.clauses for line in _clause(clause)]
    return "\n".join([*head, f"encoding: {notice.encoding}", "", *doubts, "", *clauses, ""])


def _meta(meta: Meta) -> list[tuple[str, object]]:
    return [(field.name, getattr(meta, field.name)) for field in fields(meta)]


def _clause(clause: Clause) -> list[str]:
    title = f"[{clause.address}] {clause.id.partition('#')[2]} {clause.kind}"
    lines = ["", title + (f" 《{clause.heading}》" if clause.heading else ""), f"    {_excerpt(clause.text)}"]
    return lines + [f"    {line}" for line in _facts(clause.facts)]


def _excerpt(text: str) -> str:
    flat = text.strip().replace("\n", "⏎")
    shown = flat if len(flat) <= 2 * _EDGE else f"{flat[:_EDGE]} … {flat[-_EDGE:]}"
    return f"{shown} ({len(text)})"


def _facts(facts: tuple[Fact, ...]) -> list[str]:
    kinds = dict.fromkeys(fact.kind for fact in facts)
    return [f"{kind}: {' | '.join(fact.value for fact in facts if fact.kind == kind)}" for kind in kinds]


def describe_file(path: Path) -> str:
    """The page of one file, parsed under its stem."""
    return describe(parse(path.read_bytes(), path.stem, path.name))


def main() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        (HERE / path.name).write_text(describe_file(path), encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
