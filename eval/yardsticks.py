"""Public yardsticks: STARD and LeCoQA, from a folder of their files, with the measures of the evaluation.

STARD (Su et al. 2024, arXiv:2406.15313; github.com/oneal2000/STARD): lay questions about Chinese statutes, each with the articles that
answer it. LeCoQA (github.com/oneal2000/LeCoQA) has the same questions, ids and articles; what it adds are a lawyer's key words for
each question (关键词), which are asked here in the question's place.

Read are the files as published, in one folder or as in their repositories (`data/`, `data/example/`), and the rebuilt corpus of
STARD (`corpus_rebuilt.jsonl`, `qrels_rebuilt.tsv`): gold articles among others of the same laws, so that figures do not compare with
the paper's. Without a corpus the articles that the questions name are the corpus, which is easier by far. Each law becomes one
notice, each article one clause.
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
from typing import Any, Literal

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from eval.asking import evaluate
from eval.cases import Case, GoldCitation
from eval.intervals import Interval, intervals
from eval.measures import by_question, estimates
from eval.scores import RETRIEVAL, measured
from index.store import Index, read_index
from index.writer import write_index
from ingest.errors import TiaoliError
from ingest.facts import facts_of
from ingest.header import title_kind
from ingest.markers import marker_of
from ingest.model import Clause, Meta, Notice, Span
from ingest.region import level_of, region_of_issuer
from ingest.script import detect

Kind = Literal["stard", "lecoqa"]
DEPTH, ANSWERS = 10, 100
# What can be told of an answer of which the articles are known and the facts are not.
OF_ANSWERS = ("exact", "hit", "precision", "recall", "false", "verbatim", "refusal_right")
_RANKING = RETRIEVAL | {"recall_10": "R@10"}
_NAME = re.compile(r"(?P<law>.+?)(?P<article>第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五六七八九十]+)?)")
_ARTICLES_A_QUESTION, _SEED = 50, 4
_FOLDERS = ("", "data", "example", "data/example", "split", "data/split")


@dataclass(frozen=True)
class Question:
    """gold: the units any of which is right to find."""

    id: str
    text: str
    gold: frozenset[str]


@dataclass(frozen=True)
class Article:
    """An article of a law. name: law and number."""

    id: str
    name: str
    content: str


@dataclass(frozen=True)
class Yardstick:
    """What a run measured. articles, questions, answered: how many; held_out: only questions that nothing was fitted on; retrieval:
    found_1, found_5, mrr, ndcg and recall_10 of all questions; answers: of `OF_ANSWERS`, of a sample. Shares with 95 % intervals.
    """

    kind: Kind
    articles: int
    questions: int
    held_out: bool
    answered: int
    retrieval: dict[str, tuple[float, Interval]]
    answers: dict[str, tuple[float, Interval]]


def run_yardstick(kind: Kind, path: Path, home: Path, size: int | None = None, answers: int = ANSWERS) -> Yardstick:
    """Measures on the files in the folder `path`; the index of the articles is kept in a folder of its own in `home` for the next run.

    size: so many articles only, and one question for each 50. answers: for so many questions an answer is asked for as well.
    Embedding 60,000 articles takes an hour or more on two cores. Raises TiaoliError `bad_yardstick` for files that are missing or
    not in their format, and what writing an index raises.
    """
    try:
        held, asked, held_out = articles(path), *questions(kind, path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, str(error) or type(error).__name__) from error
    if not held or not asked:
        raise _unreadable(path, "no articles or no questions")
    if size:
        held, asked = sample(held, asked, size)
    notices, unit_of = laws(held)
    folder = hold(notices, home / f"{kind}-{len(held)}")
    chosen = random.Random(_SEED).sample(list(asked), min(len(asked), answers))
    with read_index(folder) as index:
        ranked = estimates(by_question(_rankings(index, asked, unit_of), [one.gold for one in asked]))
        marks = evaluate(index, cases(chosen, notices, unit_of), folder / "eval" / "predictions.jsonl") if chosen else ()
    values, spread = (measured(marks), intervals(marks)) if marks else ({}, {})
    return Yardstick(
        kind, len(held), len(asked), held_out, len(marks),
        {name: (ranked[measure].value, Interval(ranked[measure].low, ranked[measure].high)) for name, measure in _RANKING.items()},
        {name: (values[name], spread[name]) for name in OF_ANSWERS if name in spread})


def table(found: Yardstick) -> Table:
    """For the console: a row a measure, in per cent."""
    whom = "held-out questions" if found.held_out else "questions, those that Tiaoli's models were fitted on among them"
    rows = Table(title=f"{found.kind}: {found.articles} articles, {found.questions} {whom}; {found.answered} answered", box=SIMPLE)
    for heading in ("", "per cent", "95 % interval"):
        rows.add_column(heading, justify="right" if heading else "left")
    for values in (found.retrieval, found.answers):
        rows.add_section()
        for name, (value, spread) in values.items():
            rows.add_row(name, f"{100 * value:.1f}", f"{100 * spread.low:.1f} to {100 * spread.high:.1f}")
    return rows


def articles(folder: Path) -> tuple[Article, ...]:
    """The corpus, rebuilt or as published; without one the articles that the questions quote. Raises as reading JSON does."""
    if not (file := _file(folder, "corpus_rebuilt.jsonl") or _file(folder, "corpus.jsonl")):
        quoted = {name: text for row in _queries(folder) for name, text in row["相关法规"].items()}
        return tuple(Article(name, name, text.strip()) for name, text in quoted.items())
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return tuple(Article(str(row["id"]), row["name"], row["content"].strip()) for row in rows)


def questions(kind: Kind, folder: Path) -> tuple[tuple[Question, ...], bool]:
    """The questions to report on: those of the published or rebuilt test split, and True; where no split is told, all, and False."""
    if _file(folder, "qrels_rebuilt.tsv"):
        asked, held_out = questions_of(folder, "dev"), True
    else:
        split = _held_out(folder)
        ids: dict[str, list[str]] = defaultdict(list)
        for article in articles(folder):
            ids[article.name].append(article.id)
        rows = [row for row in _queries(folder) if split is None or str(row["query_id"]) in split]
        named = [(row, frozenset(id_ for name in row["相关法规"] for id_ in ids[name])) for row in rows]
        asked = tuple(Question(str(row["query_id"]), row["问题"], gold) for row, gold in named if gold and isinstance(row["问题"], str))
        held_out = split is not None
    return (key_words(folder, asked) if kind == "lecoqa" else asked), held_out


def questions_of(folder: Path, split: str) -> tuple[Question, ...]:
    """The questions of one split of the rebuilt STARD: `train`, or `dev`, which is kept for reporting."""
    gold = defaultdict(set)
    for line in _found(folder, "qrels_rebuilt.tsv").read_text("utf-8").splitlines():
        question, article, _, own = line.split("\t")
        if own == split:
            gold[question].add(article)
    texts = {str(row["query_id"]): row["问题"] for row in _queries(folder)}
    return tuple(Question(id_, texts[id_], frozenset(right)) for id_, right in gold.items())


def key_words(folder: Path, asked: Iterable[Question]) -> tuple[Question, ...]:
    """Those of these questions for which LeCoQA has key words, asked as these; for a few it has none (NaN)."""
    words = {str(row["query_id"]): row["关键词"] for row in _queries(folder) if isinstance(row["关键词"], str)}
    return tuple(Question(one.id, words[one.id].replace("；", " "), one.gold) for one in asked if one.id in words)


def sample(held: Sequence[Article], asked: Sequence[Question], size: int) -> tuple[list[Article], list[Question]]:
    """A smaller corpus of the same sort: `size` articles at random, one question for each 50, with all their gold."""
    rng = random.Random(_SEED)
    chosen = rng.sample(list(asked), min(len(asked), max(1, size // _ARTICLES_A_QUESTION)))
    gold = {article for one in chosen for article in one.gold}
    others = [one.id for one in held if one.id not in gold]
    kept = gold | set(rng.sample(others, min(len(others), max(0, size - len(gold)))))
    return [one for one in held if one.id in kept], chosen


def laws(held: Iterable[Article]) -> tuple[tuple[Notice, ...], dict[str, str]]:
    """Articles as notices, and clause id -> article id. Of articles with the same number (a law's editions) each goes to a notice
    of its own.
    """
    editions: dict[tuple[str, int], list[tuple[str, Article]]] = defaultdict(list)
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for one in held:
        name = _NAME.fullmatch(one.name)
        law, number = (name["law"], name["article"]) if name else (one.name, one.id)
        seen[law, number] += 1
        editions[law, seen[law, number]].append((number, one))
    notices, unit_of = [], {}
    # By name and by number: a file may have the gold articles first, and where a clause stands in its notice counts in ranking.
    for at, ((law, _), unordered) in enumerate(sorted(editions.items(), key=lambda item: item[0])):
        members = sorted(unordered, key=_article_number)
        notice = _law(f"law{at:05}", law, members)
        notices.append(notice)
        unit_of |= {clause.id: one.id for clause, (_, one) in zip(notice.clauses, members, strict=True)}
    return tuple(notices), unit_of


def cases(asked: Iterable[Question], notices: Iterable[Notice], unit_of: Mapping[str, str]) -> tuple[Case, ...]:
    """The questions as cases, whose gold are their articles. They have no facts, which a question set in a file must have."""
    at = {unit_of[clause.id]: GoldCitation(doc=notice.doc_id, address=clause.address) for notice in notices for clause in notice.clauses}
    return tuple(
        Case.model_construct(id=one.id, question=one.text, lang="zh-Hans", type="statute", answerable=True,
                             citations=tuple(at[unit] for unit in sorted(one.gold)))
        for one in asked)


def hold(notices: Sequence[Notice], home: Path) -> Path:
    """`home`, holding an index of exactly these notices. Raises what writing an index raises."""
    with write_index(home, create=True) as index, Progress(console=Console(stderr=True), transient=True) as progress:
        if gone := {held.doc_id for held in index.documents()} - {notice.doc_id for notice in notices}:
            index.remove(sorted(gone))
        task = progress.add_task("index")
        index.put_many(notices, lambda done, total: progress.update(task, completed=done, total=total))
    return home


def _rankings(index: Index, asked: Iterable[Question], unit_of: Mapping[str, str]) -> list[list[str]]:
    from index.retriever import NoticeRetriever

    retriever = NoticeRetriever(index, top_k=DEPTH)
    return [[unit_of[found.node.node_id] for found in retriever.retrieve(one.text)] for one in asked]


def _held_out(folder: Path) -> frozenset[str] | None:
    """Ids of the questions of the published test split: `dev.query.txt` of STARD (id, tab, question), `test.json` of LeCoQA."""
    if file := _file(folder, "dev.query.txt"):
        return frozenset(line.split("\t")[0].strip() for line in file.read_text("utf-8").splitlines() if line.strip())
    if file := _file(folder, "test.json"):
        return frozenset(str(row["query_id"]) for row in json.loads(file.read_text("utf-8")))
    return None


def _queries(folder: Path) -> list[dict[str, Any]]:
    return json.loads(_found(folder, "queries.json").read_text("utf-8"))


def _found(folder: Path, name: str) -> Path:
    if not (file := _file(folder, name)):
        raise FileNotFoundError(f"{name} is missing")
    return file


def _file(folder: Path, name: str) -> Path | None:
    return next((file for below in _FOLDERS if (file := folder / below / name).is_file()), None)


def _article_number(member: tuple[str, Article]) -> tuple[int, ...]:
    marker = marker_of(f"{member[0]} ")
    return (marker.number, marker.sub) if marker else (0, 0)


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


def _unreadable(path: Path, why: str) -> TiaoliError:
    return TiaoliError("bad_yardstick", f"读不了这份公开评测集 / cannot read this public yardstick: {path} ({why})",
                       "请指明含 queries.json 的文件夹（STARD 或 LeCoQA） / name the folder with queries.json, of STARD or LeCoQA")
