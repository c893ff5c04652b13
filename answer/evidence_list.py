"""The numbered clauses that a language model drafts from, and that its sentences are checked against."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.model import Clause, Notice


@dataclass(frozen=True)
class Evidence:
    """One clause as a draft cites it. n: its number, from 1."""

    n: int
    notice: Notice
    clause: Clause
