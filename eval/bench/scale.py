"""How retrieval grows: `python -m eval.bench.scale --laws DIR --taiwan FILE [--sizes 10000 50000 100000 300000] [--home DIR]`.

The five notices, alone and among so many clauses of real laws (`eval.bench.gather`): time to retrieve and to answer, each in a
process of its own that answers questions one after the other, its memory, the index on the disk and the time to publish it;
how often the right clause still comes first on the eval set's answerable questions; beside it LlamaIndex's default vector
index in memory over the same clauses and vectors, up to 100,000.

Embedding 300,000 clauses takes hours on two cores. So only a sample of them and all titles are embedded; the vector of every other
clause IS A STAND-IN: the mean of the sample plus a mixture of how two clauses of the sample differ from it, which has the sample's mean
and spread. Texts, search by words, storage and times are real; what is found by meaning among the added clauses is not.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.bench.gather import parsed, sources
from eval.bench.vector_cache import VectorCache, open_cache, seed, texts_of
from eval.bench.yardsticks import notices_in, on_notices
from eval.cases import DEFAULT_SET, load_cases
from eval.measures import p50_p95
from eval.yardsticks import Question
from index import embed, nodes
from index.embedded import open_embedded
from index.store import Index, read_index
from index.writer import write_index
from ingest.model import Notice

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SIZES = (10_000, 50_000, 100_000, 300_000)
SAMPLE = 5_000
_OTHER = 0.4  # weight of the second clause in a mixture
_MOST_IN_MEMORY = 100_000
_BATCH, _DEPTH, _WARM_UP, _SEED = 2_000, 10, 5, 4

LAY = (
    "公司拖欠工资三个月怎么办？", "试用期最长可以约定多久？", "怀孕期间单位能辞退我吗？", "上班路上出车祸算工伤吗？",
    "没签劳动合同能要双倍工资吗？", "房东不退押金该找谁？", "邻居装修噪音太大可以投诉吗？", "网上买到假货怎么赔偿？",
    "借条没写还款日期还能要回来吗？", "老人去世没有遗嘱房子归谁？", "离婚后孩子的抚养费给到几岁？", "父母可以随便打骂孩子吗？",
    "被狗咬了医药费谁出？", "酒后驾车会受什么处罚？", "驾驶证丢了去哪里补办？", "交通事故责任认定不服怎么办？",
    "外地户口可以在本地上学吗？", "残疾人可以领哪些补贴？", "低保要符合什么条件？", "食品过期商家要赔多少？",
    "开饭店需要办哪些许可证？", "个体户怎么注销营业执照？", "专利被别人用了怎么维权？", "宅基地可以卖给城里人吗？",
    "征地补偿款怎么分？", "对行政处罚不服多久内可以申请复议？", "警察可以随便查手机吗？", "信访多久要给答复？",
    "政府信息公开申请被拒绝怎么办？", "野生动物可以买来吃吗？", "工廠排放廢水要罰多少錢？", "勞工加班費怎麼計算？",
    "房屋租賃契約要公證嗎？", "公務人員退休年齡是幾歲？", "農地可以蓋房子嗎？",
)


@dataclass(frozen=True)
class Sample:
    """Clauses really embedded. rows: text_sha -> row of vectors, (n, dim) float32; mean: (dim,) of these."""

    rows: dict[str, int]
    vectors: np.ndarray
    mean: np.ndarray

    def stand_ins(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count, dim) float32 unit vectors (see the module)."""
        one, other = (self.vectors[rng.integers(0, len(self.vectors), count)] - self.mean for _ in range(2))
        mixed = self.mean + np.sqrt(1 - _OTHER ** 2) * one + _OTHER * other
        return (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


def sampled(notices: Iterable[Notice], most: int, cache: VectorCache) -> Sample:
    """The embedded sample of the first `most` clauses: those whose texts have the smallest digests."""
    texts = {part.text_sha: part.embed_text for batch in _batches(notices, most) for notice in batch for part in nodes.parts(notice)}
    chosen = heapq.nsmallest(SAMPLE, texts)
    vectors = cache.passages([texts[sha] for sha in chosen])
    return Sample({sha: row for row, sha in enumerate(chosen)}, vectors, vectors.mean(axis=0))


def fill(home: Path, notices: Sequence[Notice], sample: Sample, cache: VectorCache, rng: np.random.Generator) -> None:
    """Puts a vector for each text of the notices where the index's writer looks first: of the sample, of a title, or a stand-in."""
    wanted = texts_of(notices)
    titles = [nodes.title_text(notice) for notice in notices]
    vectors = dict(zip(map(nodes.text_sha, titles), cache.passages(titles), strict=True))
    vectors |= {sha: sample.vectors[sample.rows[sha]] for each in wanted.values() for sha in each if sha in sample.rows}
    missing = list(dict.fromkeys(sha for each in wanted.values() for sha in each if sha not in vectors))
    vectors |= zip(missing, sample.stand_ins(len(missing), rng), strict=True)
    with open_embedded(home) as kept:
        kept.keep({doc_id: list(each) for doc_id, each in wanted.items()}, vectors)


def grow(home: Path, batches: Iterable[Sequence[Notice]], give: Callable[[Sequence[Notice]], None]) -> dict[str, float]:
    """Writes batches of notices and publishes. give: provides the vectors, which is not timed. Seconds and MB."""
    home.mkdir(parents=True, exist_ok=True)
    written = 0.0
    with write_index(home, create=True) as index:
        index.prepare()
        for batch in batches:
            give(batch)
            began = time.perf_counter()
            index.put_many(batch)
            written += time.perf_counter() - began
        began = time.perf_counter()
        index.publish()
        published = time.perf_counter() - began
    current = home / "generations" / (home / "current").read_text("ascii").strip()
    return {"write_s": written, "publish_s": published, "index_mb": _megabytes(current), "home_mb": _megabytes(home)}


def measure(home: Path, what: str) -> dict[str, Any]:
    """One column of figures on the index under `home`, asking in this process. what: retrieve, ask or llamaindex."""
    with read_index(home) as index:
        five = [index.notice(path.stem) for path in sorted(CORPUS.glob("*.txt"))]
        gold = on_notices(load_cases(DEFAULT_SET), five)
        find = {"retrieve": _tiaoli, "ask": _asking, "llamaindex": _llamaindex}[what](index, home)
        for text in LAY[:_WARM_UP]:
            find(text)
        seconds, first = [], []
        for question in (*gold, *(Question("", text, frozenset()) for text in LAY[_WARM_UP:])):
            began = time.perf_counter()
            found = find(question.text)
            seconds.append(time.perf_counter() - began)
            if question.gold:
                first.append(bool(found) and found[0] in question.gold)
        p50, p95 = p50_p95(seconds)
        return {"clauses": index.count_clauses(), "notices": len(index.documents()), "p50_ms": p50, "p95_ms": p95,
                "hit_1": float(np.mean(first)), "rss_mb": _memory("VmRSS"), "peak_mb": _memory("VmHWM")}


Find = Callable[[str], Sequence[str]]


def _tiaoli(index: Index, home: Path) -> Find:
    from index.retriever import NoticeRetriever

    retriever = NoticeRetriever(index, top_k=_DEPTH)
    return lambda text: [one.node.node_id for one in retriever.retrieve(text)]


def _asking(index: Index, home: Path) -> Find:
    from answer.service import ask

    return lambda text: [citation.clause_id for citation in ask(index, text).citations]


def _llamaindex(index: Index, home: Path) -> Find:
    """Its defaults but for the cutting: over the index's own clauses and vectors, in memory."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode

    from index.embedding import NoticeEmbedding

    held = []
    with open_embedded(home) as kept:
        for document in index.documents():
            parts = list(nodes.parts(index.notice(document.doc_id)))
            vectors = kept.known([part.text_sha for part in parts])
            held += [TextNode(id_=part.node_id, text=part.text, embedding=vectors[part.text_sha].tolist()) for part in parts]
    retriever = VectorStoreIndex(nodes=held, embed_model=NoticeEmbedding()).as_retriever(similarity_top_k=_DEPTH)
    return lambda text: [nodes.clause_of(one.node.node_id) for one in retriever.retrieve(text)]


def run(laws: Path, taiwan: Path, sizes: Sequence[int], home: Path) -> Iterator[dict[str, Any]]:
    """Figures for the five notices alone (size 0) and for each size, ascending. home: kept from run to run but for the index."""
    found = sources(laws, taiwan)
    with open_cache(home) as cache, tempfile.TemporaryDirectory(dir=home) as scratch:
        folder, five = Path(scratch, "home"), notices_in(CORPUS).notices
        sample = sampled(parsed(found, home / "parsed"), max(sizes), cache)
        print(f"{len(sample.vectors)} clauses embedded; the vectors of all others are stand-ins", flush=True)
        rng = np.random.default_rng(_SEED)
        yield _figures(0, folder, grow(folder, [five], lambda batch: seed(folder, batch, cache)))
        stream, held = parsed(found, home / "parsed"), 0
        for size in sorted(sizes):
            more = _batches(stream, size - held)
            yield _figures(size, folder, grow(folder, more, lambda batch: fill(folder, batch, sample, cache, rng)))
            held = size


def _figures(size: int, home: Path, grown: dict[str, float]) -> dict[str, Any]:
    asked = ["retrieve", "ask", *(["llamaindex"] if size <= _MOST_IN_MEMORY else [])]
    return {"added": size, **grown, **{what: _in_own_process(home, what) for what in asked}}


def _in_own_process(home: Path, what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "eval.bench.scale", "--index", str(home), "--measure", what]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    return json.loads(done.stdout.splitlines()[-1])


def line(figures: dict[str, Any], alone: dict[str, Any]) -> str:
    """Figures of one size. alone: those of the five notices without others."""
    ours, ask, theirs = figures["retrieve"], figures["ask"], figures.get("llamaindex")
    lines = [
        f"+ {figures['added']} clauses: {ours['clauses']} clauses of {ours['notices']} notices; written in {figures['write_s']:.1f} s, "
        f"published in {figures['publish_s']:.1f} s; index {figures['index_mb']:.0f} MB, whole home {figures['home_mb']:.0f} MB",
        _times("retrieve", ours, alone["retrieve"]), _times("ask", ask, alone["ask"])]
    if theirs:
        lines += [_times("LlamaIndex vector", theirs, alone["llamaindex"])
                  + f"; {theirs['p50_ms'] / ours['p50_ms']:.2f} x and {theirs['p95_ms'] / ours['p95_ms']:.2f} x Tiaoli's times"]
    return "\n".join(lines)


def _times(name: str, one: dict[str, Any], alone: dict[str, Any]) -> str:
    return (f"  {name:18} p50 {one['p50_ms']:7.1f} ms  p95 {one['p95_ms']:7.1f} ms  hit@1 {one['hit_1']:.3f} "
            f"({one['hit_1'] - alone['hit_1']:+.3f})  memory {one['rss_mb']:.0f} MB, peak {one['peak_mb']:.0f} MB")


def _batches(notices: Iterable[Notice], most: int) -> Iterator[list[Notice]]:
    """Whole notices, until there are `most` clauses, in batches of about 2,000 clauses; the rest is left where it came from."""
    batch: list[Notice] = []
    waiting = taken = 0
    for notice in notices:
        batch.append(notice)
        waiting, taken = waiting + len(notice.clauses), taken + len(notice.clauses)
        if waiting >= _BATCH or taken >= most:
            yield batch
            batch, waiting = [], 0
        if taken >= most:
            return
    if batch:
        yield batch


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _memory(field: str) -> float:
    """Of this process, in MB: VmRSS now, VmHWM at its highest (proc(5))."""
    return int(re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--laws", type=Path, help="folder of LawRefBook's Laws")
    parser.add_argument("--taiwan", type=Path, help="Taiwan's laws, .jsonl.gz")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="clauses to add to the five notices")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "tiaoli-bench", help="keeps parses and vectors")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=("retrieve", "ask", "llamaindex"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.index, given.measure)))
        return
    if not given.laws or not given.taiwan:
        parser.error("--laws and --taiwan are needed")
    print(f"embedder {embed.embedder_id()}, {os.cpu_count()} cores", flush=True)
    all_figures: list[dict[str, Any]] = []
    for figures in run(given.laws, given.taiwan, given.sizes, given.home.expanduser().absolute()):
        all_figures.append(figures)
        print(line(figures, all_figures[0]), flush=True)
    if given.json:
        given.json.write_text(json.dumps(all_figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
