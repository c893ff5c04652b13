"""What retrieval is measured on: collections of passages as Tiaoli and as others take them in, and questions on them.

STARD (Su et al. 2024, arXiv:2406.15313; github.com/oneal2000/STARD): lay questions about Chinese statutes. Here its rebuilt corpus:
gold articles among others of the same laws, so that figures do not compare with the paper's. Each law becomes one notice,
each article one clause. LeCoQA (github.com/oneal2000/LeCoQA) has the same questions, ids and gold articles; what it adds
are a lawyer's key words for each question (关键词), which are asked here in the question's place, for the same held-out ids.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.match import address_key
from ingest.facts import facts_of
from ingest.header import title_kind
from ingest.markers import marker_of
from ingest.model import Clause, Meta, Notice, Span
from ingest.parse import parse
from ingest.region import level_of, region_of_issuer
from ingest.script import detect

_NAME = re.compile(r"(?P<law>.+?)(?P<article>第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?)")
_ARTICLES_A_QUESTION, _SEED = 50, 4


@dataclass(frozen=True)
class Question:
    """gold: the units any of which is right to find."""

    id: str
    text: str
    gold: frozenset[str]


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


@dataclass(frozen=True)
class Article:
    """An article of a law in STARD. name: law and number."""

    id: str
    name: str
    content: str


def questions_of(folder: Path, split: str) -> tuple[Question, ...]:
    """The questions of one split of STARD: `train`, or `dev`, which is kept for reporting."""
    gold = defaultdict(set)
    for line in (folder / "qrels_rebuilt.tsv").read_text("utf-8").splitlines():
        question, article, _, own = line.split("\t")
        if own == split:
            gold[question].add(article)
    texts = {str(row["query_id"]): row["问题"] for row in _json(folder / "queries.json")}
    return tuple(Question(id_, texts[id_], frozenset(right)) for id_, right in gold.items())


def key_words(folder: Path, questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those of these questions for which LeCoQA has key words, asked as these; for a few it has none (NaN)."""
    words = {str(row["query_id"]): row["关键词"] for row in _json(folder / "queries.json") if isinstance(row["关键词"], str)}
    return tuple(Question(one.id, words[one.id].replace("；", " "), one.gold) for one in questions if one.id in words)


def articles(folder: Path) -> tuple[Article, ...]:
    """STARD's rebuilt corpus."""
    with (folder / "corpus_rebuilt.jsonl").open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return tuple(Article(row["id"], row["name"], row["content"].strip()) for row in rows)


def sample(held: Sequence[Article], questions: Sequence[Question], size: int) -> tuple[list[Article], list[Question]]:
    """A smaller corpus of the same sort: `size` articles at random, one question for each 50, with all their gold."""
    rng = random.Random(_SEED)
    chosen = rng.sample(list(questions), min(len(questions), max(1, size // _ARTICLES_A_QUESTION)))
    gold = {article for one in chosen for article in one.gold}
    others = [one.id for one in held if one.id not in gold]
    kept = gold | set(rng.sample(others, min(len(others), max(0, size - len(gold)))))
    return [one for one in held if one.id in kept], chosen


def statutes(held: Iterable[Article]) -> Collection:
    """Articles as a collection. Of articles with the same number (a law's editions) each goes to a notice of its own."""
    editions: dict[tuple[str, int], list[tuple[str, Article]]] = defaultdict(list)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    kept = list(held)
    for one in kept:
        name = _NAME.fullmatch(one.name)
        law, number = (name["law"], name["article"]) if name else (one.name, one.id)
        seen[law, number] += 1
        editions[law, seen[law, number]].append((number, one))
    notices, unit_of = [], {}
    # By name and by number: the file has the gold articles first, and where a clause stands in its notice counts in ranking.
    for at, ((law, _), unordered) in enumerate(sorted(editions.items(), key=lambda item: item[0])):
        members = sorted(unordered, key=_article_number)
        notice = _law(f"law{at:05}", law, members)
        notices.append(notice)
        unit_of |= {clause.id: one.id for clause, (_, one) in zip(notice.clauses, members, strict=True)}
    passages = [Passage(one.id, one.name, one.content, (Unit(one.id, Span(0, len(one.content))),)) for one in kept]
    # The gold articles stand first in the file: whoever lists what it cannot tell apart as it came must not gain by that.
    random.Random(_SEED).shuffle(passages)
    return Collection("statutes", tuple(notices), unit_of, tuple(passages))


def _article_number(member: tuple[str, Article]) -> tuple[int, ...]:
    marker = marker_of(f"{member[0]} ")
    return (marker.number, marker.sub) if marker else (0, 0)


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


def _json(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))


def _law(doc_id: str, law: str, members: Sequence[tuple[str, Article]]) -> Notice:
    """A notice as ingest would make it of a law of which nothing is known but its name and its articles."""
    text = "\n".join(one.content for _, one in members)
    region = region_of_issuer(law)
    meta = Meta(title=law, region=region, level=level_of(law, region), kind=title_kind(law), script=detect(text[:5000]))
    return Notice(doc_id, f"{doc_id}.txt", hashlib.sha256(f"{law}\0{text}".encode()).hexdigest(), "utf-8", meta, text,
                  tuple(_clauses(doc_id, text, members)))


def _clauses(doc_id: str, text: str, members: Sequence[tuple[str, Article]]) -> Iterator[Clause]:
    start = 0
    for number, one in members:
        span = Span(start, start + len(one.content))
        marker = marker_of(f"{number} ")
        path = marker.path if marker else number
        yield Clause(f"{doc_id}#{path}", number, "item", "", one.content, span, None, facts=facts_of(text, span))
        start = span.end + 1
