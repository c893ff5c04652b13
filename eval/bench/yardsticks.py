"""What retrieval is measured on beside others: collections of passages as Tiaoli and as others take them in, and questions on them.

Statutes are those of STARD's rebuilt corpus (`eval.yardsticks`).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case
from eval.match import address_key
from eval.yardsticks import Article, Question, laws
from ingest.model import Notice, Span
from ingest.parse import parse

_SEED = 4


@dataclass(frozen=True)
class Unit:
    """What can be found, and where it stands in its passage's text."""

    id: str
    span: Span


@dataclass(frozen=True)
class Passage:
    """One document as a framework without notices takes it in: text with a title, and the units it holds, in text order."""

    id: str
    title: str
    text: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Collection:
    """The same texts twice: as notices, with the unit that each clause is, and as passages."""

    name: str
    notices: tuple[Notice, ...]
    unit_of: Mapping[str, str]
    passages: tuple[Passage, ...]


def statutes(held: Iterable[Article]) -> Collection:
    """Articles as a collection (`eval.yardsticks.laws`)."""
    kept = list(held)
    notices, unit_of = laws(kept)
    passages = [Passage(one.id, one.name, one.content, (Unit(one.id, Span(0, len(one.content))),)) for one in kept]
    # The gold articles stand first in the file: whoever lists what it cannot tell apart as it came must not gain by that.
    random.Random(_SEED).shuffle(passages)
    return Collection("statutes", notices, unit_of, tuple(passages))


def notices_in(folder: Path) -> Collection:
    """The notices in a folder of text files; the units are their clauses."""
    files = sorted(folder.glob("*.txt"))
    notices = tuple(parse(path.read_bytes(), path.stem, path.name) for path in files)
    passages = tuple(
        Passage(notice.doc_id, notice.meta.title, notice.text, tuple(Unit(clause.id, clause.span) for clause in notice.clauses))
        for notice in notices)
    return Collection("notices", notices, {clause.id: clause.id for one in notices for clause in one.clauses}, passages)


def on_notices(cases: Iterable[Case], notices: Iterable[Notice]) -> tuple[Question, ...]:
    """The answerable questions of one turn, with the clauses that bear the addresses they should cite."""
    at = {(notice.doc_id, address_key(clause.address)): clause.id for notice in notices for clause in notice.clauses}
    return tuple(
        Question(case.id, case.question, frozenset(at[gold.doc, address_key(gold.address)] for gold in case.citations))
        for case in cases if case.answerable and case.question)
