"""The scores for people and for machines: a table for the console, JSON, and one HTML page with every miss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from typing import Any

from rich.box import SIMPLE
from rich.markup import escape as plain
from rich.table import Table

from eval.cases import Case
from eval.marks import Mark, faults
from eval.predict import Prediction
from eval.scores import Scores, summarise, tables

# Share -> its column; as narrow as a console of 80 characters asks for.
COLUMNS = {"exact": "exact", "hit": "hit", "facts": "facts", "refusal_right": "refuse", "precision": "gold",
           "false": "false", "verbatim": "quote", "stale": "stale"}
TIMES = ("p50", "p95")
_LEGEND = ("Per cent. exact: first citation is a right clause, and no other notice is cited; hit: a right clause is "
           "cited; facts: expected facts in the answer; refuse: refused exactly when nothing answers; gold: citations "
           "of a right clause, false: of a wrong notice; quote: verbatim; stale: no longer in force, without a "
           "warning. p50, p95: milliseconds to an answer.")
_CSS = """
:root{color-scheme:light dark}body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0;width:100%}th,td{border-bottom:1px solid #8886;padding:.3rem .6rem}
th{text-align:left}.scores th+th{text-align:right}
td.n{text-align:right;font-variant-numeric:tabular-nums}td.pre{white-space:pre-wrap}
tr{vertical-align:top}caption{text-align:left;font-weight:600}
"""


def console_table(marks: Sequence[Mark]) -> Table:
    """A row for all questions, then one a group. Shares in per cent, times in milliseconds."""
    table = Table(title=plain(_title(marks)), caption=_LEGEND, box=SIMPLE, padding=0)
    table.add_column("", no_wrap=True, max_width=12)
    for name, width in zip(_heads(), (3, *(5 for _ in COLUMNS), 4, 4), strict=True):
        table.add_column(name, justify="right", no_wrap=True, min_width=max(width, len(name)))
    for _, rows in _rows(marks):
        table.add_section()
        for group, scores in rows.items():
            table.add_row(plain(group), *_cells(scores))
    return table


def as_json(marks: Sequence[Mark]) -> dict[str, Any]:
    """`versions`, `engines`, `overall`, `by` (grouping -> group -> scores) and `misses`; shares in 0..1."""
    return {
        "versions": marks[0].prediction.versions.model_dump(), "engines": _engines(marks),
        "overall": asdict(summarise(marks)),
        "by": {name: {group: asdict(scores) for group, scores in groups.items()}
               for name, groups in tables(marks).items()},
        "misses": [_miss(mark) for mark in marks if faults(mark)],
    }


def html_page(marks: Sequence[Mark]) -> str:
    """One page that loads nothing: the scores of every group, then each miss with what was expected and what came."""
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *_heads()))
    scores = "".join(f"<table class=scores><caption>{escape(grouping)}</caption><tr>{head}</tr>"
                     f"{''.join(map(_html_scores, rows.items()))}</table>" for grouping, rows in _rows(marks))
    missed = [mark for mark in marks if faults(mark)]
    misses = "".join(map(_html_miss, missed))
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Tiaoli eval</title><style>{_CSS}</style>'
            f"<h1>Tiaoli eval</h1><p>{escape(_title(marks))}</p><p>{escape(_LEGEND)}</p>{scores}"
            f"<h2>{len(missed)} of {len(marks)} missed</h2><table><tr><th>question</th><th>fault</th><th>expected</th>"
            f"<th>got</th></tr>{misses}</table></html>\n")


def _rows(marks: Sequence[Mark]) -> Iterator[tuple[str, dict[str, Scores]]]:
    yield "all", {"all": summarise(marks)}
    yield from tables(marks).items()


def _heads() -> tuple[str, ...]:
    return ("n", *COLUMNS.values(), *TIMES)


def _cells(scores: Scores) -> list[str]:
    shares = (getattr(scores, name) for name in COLUMNS)
    return [str(scores.n), *("–" if share is None else f"{100 * share:.1f}" for share in shares),
            *(f"{getattr(scores, name):.0f}" for name in TIMES)]


def _title(marks: Sequence[Mark]) -> str:
    versions = marks[0].prediction.versions
    engines = ", ".join(_engines(marks))
    return f"code {versions.code} · notices {versions.corpus} · embedder {versions.embedder} · engine {engines}"


def _engines(marks: Sequence[Mark]) -> list[str]:
    return sorted({mark.prediction.answer.engine for mark in marks})


def _miss(mark: Mark) -> dict[str, Any]:
    case, answer = mark.case, mark.prediction.answer
    return {
        "id": case.id, "asked": case.asked, "type": case.type, "lang": case.lang, "faults": faults(mark),
        "expected": {"refused": not case.answerable, "facts": case.facts,
                     "citations": [gold.model_dump() for gold in case.citations]},
        "got": {"refused": answer.refused, "answer": answer.answer, "warnings": answer.warnings,
                "citations": _cited(mark.prediction)},
    }


def _cited(prediction: Prediction) -> list[dict[str, str]]:
    return [{"doc": source.doc or citation.doc_id, "address": citation.address, "quote": citation.quote}
            for citation, source in zip(prediction.answer.citations, prediction.backing.sources, strict=True)]


def _html_scores(row: tuple[str, Scores]) -> str:
    group, scores = row
    return f"<tr><td>{escape(group)}</td>{''.join(f'<td class=n>{cell}</td>' for cell in _cells(scores))}</tr>"


def _html_miss(mark: Mark) -> str:
    case, answer = mark.case, mark.prediction.answer
    cited = [f"{cited['doc']} {cited['address']}" for cited in _cited(mark.prediction)]
    cells = (f"{case.id} · {case.type} · {case.lang}\n" + "\n".join(case.asked), "\n".join(faults(mark)),
             _expected(case), "\n".join((answer.answer, *answer.warnings, *cited)))
    return f"<tr>{''.join(f'<td class=pre>{escape(cell)}</td>' for cell in cells)}</tr>"


def _expected(case: Case) -> str:
    if not case.answerable:
        return "refused"
    return "\n".join((*(" / ".join(fact) for fact in case.facts), "all of:" if case.all else "one of:",
                      *(f"{gold.doc} {gold.address}" for gold in case.citations)))
