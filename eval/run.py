"""`tiaoli eval`: ask a question set over an index, score the answers, show and write the result."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track

from answer.llm import engine
from answer.model import Answer, Filters, Turn
from answer.service import ENGINE, answering
from eval.backing import backing_of, stem
from eval.cases import DEFAULT_SET, Case, load_cases
from eval.marks import Mark, faults, score
from eval.predict import Backing, Versions, code_version, corpus_version, predict, prompts_version
from eval.report import as_json, console_table, html_page
from index.embed import embedder_id
from index.manifest import DocSummary
from index.rerank import reranker_id
from index.store import Index, read_index
from ingest.errors import TiaoliError


def run(set_path: Path | None, home: Path, json_path: Path | None, report_path: Path | None) -> int:
    """Evaluate a question set (the one that ships, unless named) on the notices in `home`; returns the exit code, 0.

    The answers are kept in `home`/eval, the scores printed and, where a path is given, written. Raises TiaoliError for
    a set or an index that cannot be used, and for a file that cannot be written.
    """
    set_path = set_path or DEFAULT_SET
    cases = load_cases(set_path)
    outputs = [path for path in (json_path, report_path) if path]
    _make_folders(outputs)
    with read_index(home) as index:
        marks = evaluate(index, cases, home / "eval" / f"{set_path.stem}.predictions.jsonl")
    if json_path:
        _write(json_path, json.dumps(as_json(marks), ensure_ascii=False, indent=1) + "\n")
    if report_path:
        _write(report_path, html_page(marks))
    console = Console()
    console.print(console_table(marks))
    for mark in marks:
        if found := faults(mark):
            console.print(f"{mark.case.id}  {mark.case.asked[-1]}  {'; '.join(found)}", markup=False, highlight=False)
    return 0


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


def _make_folders(paths: Iterable[Path]) -> None:
    """Before anything is asked, so that a bad path is found before the long part."""
    for path in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> TiaoliError:
    return TiaoliError("cannot_write", f"无法写入 / cannot write: {path} ({error.strerror})",
                       "请换一个路径 / choose another path")
