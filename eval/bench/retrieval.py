"""Retrieval beside LlamaIndex's defaults: `python -m eval.bench.retrieval --stard DIR --lecoqa DIR [--home DIR] [--json FILE]`.

Three sets of questions (`eval.bench.yardsticks`): STARD's held-out lay questions; for the same articles the key words that LeCoQA has for
them; the eval set on the five notices. Every system uses the same embedder and is asked every question, one after the other
in turn, in one process; each question once, after three others. A time is that of `retrieve`, the question's embedding included.

A unit is an article of a statute or a clause of a notice. Tiaoli finds clauses. LlamaIndex finds chunks of up to 1,024 tokens: of a
notice they hold about ten clauses each, and any of these counts as found, which is easier. Vectors of passages are kept
under --home, so that a second run is fast; the first takes an hour or more for STARD on two cores. Needs the extra `test`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import BaseNode

from eval.bench.llamaindex import baselines, chunks, units_of
from eval.bench.vector_cache import CachedEmbedding, VectorCache, open_cache, seed
from eval.bench.yardsticks import Collection, notices_in, on_notices, statutes
from eval.cases import DEFAULT_SET, load_cases
from eval.measures import NAMES, Estimate, by_question, estimate, estimates, p50_p95
from eval.yardsticks import Question, articles, hold, key_words, questions_of, sample
from index import embed
from index.retriever import NoticeRetriever
from index.store import Index, read_index
from ingest.errors import TiaoliError
from ingest.model import Notice

CORPUS = Path(__file__).parents[2] / "corpus"
DEFAULT_HOME = Path(tempfile.gettempdir()) / "tiaoli-bench"
TIAOLI = "Tiaoli"
# More than the ten that are measured: chunks of one article count once.
DEPTH = 20
_WARM_UP = ("政府信息公开由谁负责？", "被拖欠工资可以向哪里投诉？", "哪个部门受理行政复议申请？")


@dataclass(frozen=True)
class System:
    """units: what a node found holds."""

    name: str
    retriever: BaseRetriever
    units: Callable[[BaseNode], tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """One system on one set of questions. ahead: by how much Tiaoli is better. times, ratio: in milliseconds, and to Tiaoli's."""

    system: str
    measures: dict[str, Estimate]
    ahead: dict[str, Estimate]
    p50: float
    p95: float
    p50_ratio: float
    p95_ratio: float


def compare(systems: Sequence[System], questions: Sequence[Question]) -> tuple[Row, ...]:
    """A row for each system, that of Tiaoli first."""
    for question in _WARM_UP:
        for system in systems:
            system.retriever.retrieve(question)
    seconds: dict[str, list[float]] = {system.name: [] for system in systems}
    rankings: dict[str, list[list[str]]] = {system.name: [] for system in systems}
    for question in questions:
        for system in systems:
            began = time.perf_counter()
            found = system.retriever.retrieve(question.text)
            seconds[system.name].append(time.perf_counter() - began)
            rankings[system.name].append(ranking([system.units(one.node) for one in found], question.gold))
    golds = [question.gold for question in questions]
    values = {name: by_question(each, golds) for name, each in rankings.items()}
    return tuple(_row(system.name, values, seconds) for system in systems)


def ranking(found: Sequence[Sequence[str]], gold: frozenset[str]) -> list[str]:
    """What was found, each holding some units, as a ranking of units: of each the right ones, else its first."""
    units = [unit for held in found for unit in ([one for one in held if one in gold] or held[:1])]
    return list(dict.fromkeys(units))


def _row(name: str, values: Mapping[str, Mapping[str, np.ndarray]], seconds: Mapping[str, Sequence[float]]) -> Row:
    ours, own = p50_p95(seconds[TIAOLI]), p50_p95(seconds[name])
    ahead = {measure: estimate(values[TIAOLI][measure] - values[name][measure]) for measure in NAMES}
    return Row(name, estimates(values[name]), ahead, *own, own[0] / ours[0], own[1] / ours[1])


def systems_on(collection: Collection, index: Index, cache: VectorCache) -> tuple[System, ...]:
    """Tiaoli and the baselines on the same collection."""
    passages = {one.id: one for one in collection.passages}
    others = baselines(chunks(collection.passages), CachedEmbedding(cache), DEPTH)
    return (
        System(TIAOLI, NoticeRetriever(index, top_k=DEPTH), lambda node: (collection.unit_of[node.node_id],)),
        *(System(name, retriever, lambda node: units_of(node, passages[node.ref_doc_id])) for name, retriever in others.items()),
    )


def index_of(notices: Sequence[Notice], home: Path, cache: VectorCache) -> Path:
    """`home`, holding an index of exactly these notices; one that another version of Tiaoli made is made anew."""
    seed(home, notices, cache)
    try:
        hold(notices, home)
    except TiaoliError as error:
        if error.code not in ("old_index", "other_embedder"):
            raise
        shutil.rmtree(home)
        seed(home, notices, cache)
        hold(notices, home)
    return home


def run(stard: Path, lecoqa: Path, home: Path, size: int | None) -> dict[str, tuple[Row, ...]]:
    """Set of questions -> rows. size: so many articles of STARD only."""
    held, lay = articles(stard), questions_of(stard, "dev")
    if size:
        held, lay = sample(held, lay, size)
    on_statutes = statutes(held)
    on_five = notices_in(CORPUS)
    sets = ((on_statutes, {f"STARD, {len(held)} articles, lay questions": lay,
                           f"LeCoQA, {len(held)} articles, key words": key_words(lecoqa, lay)}),
            (on_five, {"five notices, eval set": on_notices(load_cases(DEFAULT_SET), on_five.notices)}))
    found = {}
    with open_cache(home) as cache:
        for collection, asked in sets:
            with ExitStack() as stack:
                folder = home / f"{collection.name}-{len(collection.passages)}"
                index = stack.enter_context(read_index(index_of(collection.notices, folder, cache)))
                systems = systems_on(collection, index, cache)
                print(f"{collection.name}: {index.count_clauses()} clauses; {cache.embedded} passages embedded in this run", flush=True)
                for name, questions in asked.items():
                    found[name] = compare(systems, questions)
                    print(table(f"{name}, {len(questions)} questions", found[name]), flush=True)
    return found


def table(title: str, rows: Sequence[Row]) -> str:
    """Means with their 95 % intervals, and below those of another system by how much Tiaoli is ahead of it."""
    lines = [f"\n{title}", f"{'':32}" + "".join(f"{name:>20}" for name in NAMES) + f"{'p50 ms':>16}{'p95 ms':>16}"]
    for row in rows:
        times = f"{row.p50:8.1f} {row.p50_ratio:5.2f} x {row.p95:7.1f} {row.p95_ratio:5.2f} x"
        lines.append(f"{row.system:32}" + "".join(_cell(row.measures[name]) for name in NAMES) + times)
        if row.system != TIAOLI:
            lines.append(f"{'    Tiaoli ahead by':32}" + "".join(_cell(row.ahead[name], "+") for name in NAMES))
    return "\n".join(lines)


def _cell(mean: Estimate, sign: str = "") -> str:
    return f"  {mean.value:{sign}.3f} {f'[{mean.low:{sign}.2f} {mean.high:{sign}.2f}]':12}"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stard", type=Path, required=True, help="folder with corpus_rebuilt.jsonl, qrels_rebuilt.tsv, queries.json")
    parser.add_argument("--lecoqa", type=Path, required=True, help="folder with queries.json")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="keeps vectors and indexes from one run to the next")
    parser.add_argument("--sample", type=int, help="so many articles and a 50th of that in questions: minutes, not hours")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    given = parser.parse_args()
    found = run(given.stard, given.lecoqa, given.home.expanduser().absolute(), given.sample)
    if given.json:
        sets = {name: [asdict(row) for row in rows] for name, rows in found.items()}
        report = {"embedder": embed.embedder_id(), "cores": os.cpu_count(), "sets": sets}
        given.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
