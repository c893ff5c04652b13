"""A question set asked over an open index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track

from answer.llm import engine
from answer.model import Answer, Filters, Turn
from answer.service import ENGINE, answering
from eval.backing import backing_of, stem
from eval.cases import Case
from eval.marks import Mark, score
from eval.predict import Backing, Versions, code_version, corpus_version, predict, prompts_version
from index.embed import embedder_id
from index.manifest import DocSummary
from index.rerank import reranker_id
from index.store import Index
from ingest.errors import TiaoliError


def evaluate(index: Index, cases: Sequence[Case], record: Path) -> tuple[Mark, ...]:
    """A mark for each case, over an open index; the answers are kept in the file `record`.

    Raises TiaoliError `notice_missing` when a case rests on a notice that the index does not hold, and what `engine` raises.
    """
    held = index.documents()
    _require(cases, held)
    versions = Versions(
        code=code_version(), prompts=prompts_version(), embedder=_models(), engine=_engine(),
        corpus=corpus_version(f"{document.sha256} {document.parser}" for document in held))

    def asking(question: str, history: Sequence[Turn]) -> tuple[Answer, Callable[[], Backing]]:
        *_, last = answering(index, question, Filters(), history)
        return last.answer, partial(backing_of, index, last)

    asked = track(cases, "eval", console=Console(stderr=True), transient=True)
    return score(cases, predict(asked, asking, versions, record))


def _engine() -> str:
    model = engine()
    return model.name if model else ENGINE


def _models() -> str:
    """The embedder, and the reranker where one is set."""
    return " ".join(filter(None, (embedder_id(), reranker_id())))


def _require(cases: Iterable[Case], held: Iterable[DocSummary]) -> None:
    missing = sorted(frozenset[str]().union(*(case.notices for case in cases)) - set(map(stem, held)))
    if missing:
        raise TiaoliError("notice_missing", f"问题集用到的公文未入库 / notices not in the index: {', '.join(missing)}",
                          "请先用 tiaoli ingest 收入这些公文 / add them with tiaoli ingest first")
