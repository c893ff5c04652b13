"""`tiaoli eval`: ask a question set, score the answers, show and write the result, hold it to limits."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from eval.asking import evaluate
from eval.cases import DEFAULT_SET, load_cases
from eval.files import make_folders, write
from eval.gate import breaches, load_limits
from eval.marks import faults
from eval.report import Summary, as_json, console_table, html_page, markdown, summary_of
from index.store import read_index


@dataclass(frozen=True)
class Outputs:
    """Where the scores are written; None for nowhere."""

    json: Path | None = None
    html: Path | None = None
    markdown: Path | None = None


def run(set_path: Path, home: Path, outputs: Outputs, thresholds: Path | None = None) -> bool:
    """Evaluate a question set on the notices in `home`; whether every limit in the file `thresholds` is kept.

    The answers are kept in `home`/eval, the scores printed and written. Raises TiaoliError for a set, limits or an index that
    cannot be used, and for a file that cannot be written.
    """
    cases, limits = load_cases(set_path), load_limits(thresholds) if thresholds else {}
    make_folders(path for path in (outputs.json, outputs.html, outputs.markdown) if path)
    with read_index(home) as index:
        marks = evaluate(index, cases, home / "eval" / f"{set_path.stem}.predictions.jsonl")
    summary = summary_of(marks)
    _write_reports(summary, outputs, _command(set_path, home, outputs, thresholds))
    console = Console()
    console.print(console_table(summary))
    for mark in marks:
        if found := faults(mark):
            _say(console, f"{mark.case.id}  {mark.case.asked[-1]}  {'; '.join(found)}")
    broken = breaches(marks, limits)
    for breach in broken:
        _say(console, f"门槛未达 / below the limit: {breach}")
    return not broken


def _write_reports(summary: Summary, outputs: Outputs, command: str) -> None:
    if outputs.json:
        write(outputs.json, json.dumps(as_json(summary), ensure_ascii=False, indent=1) + "\n")
    if outputs.html:
        write(outputs.html, html_page(summary, command))
    if outputs.markdown:
        write(outputs.markdown, markdown(summary, command))


def _command(set_path: Path, home: Path, outputs: Outputs, thresholds: Path | None) -> str:
    """What a reader of the report types to have it again."""
    options = {"--json": outputs.json, "--report": outputs.html, "--markdown": outputs.markdown, "--thresholds": thresholds}
    words = ["tiaoli", "--home", home, "eval", *([] if set_path == DEFAULT_SET else [set_path])]
    return shlex.join(map(str, (*words, *(word for name, path in options.items() if path for word in (name, path)))))


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False)
