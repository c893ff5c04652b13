"""One HTML page that loads nothing and runs nothing: scores with plots, then every miss with what was expected, got and found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.match import address_key
from eval.report import plots
from eval.report.plots import Bar
from eval.report.summary import CAUSES, Miss, Part, Summary
from eval.report.words import (
    AMOUNTS,
    CAUSE_MEANINGS,
    CITING,
    FAULTY,
    FINDING,
    MAIN,
    REFUSING,
    TERMS,
    cited,
    number,
    row,
)

_FOLDER = Path(__file__).parent
# Of the table of each group, after the number of questions and of misses.
_GROUP = (*MAIN, "hit", "precision", "false", "verbatim", "stale", "found_1", "found_5", "mrr", "p50", "p95")
_PERCENTILES = (5, 25, 50, 75, 90, 95, 99, 100)


def html_page(summary: Summary, command: str = "") -> str:
    """The report, readable without a network. command: what was run, shown at the top."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    drawn = {name: Markup(svg) for name, svg in _plots(summary).items()}
    return environment.get_template("page.html").render(
        summary=summary, command=command, css=Markup((_FOLDER / "page.css").read_text("utf-8")), plots=drawn, terms=TERMS,
        headline=_terms(summary.whole, (*CITING, *FAULTY, *AMOUNTS)), finding=_terms(summary.whole, FINDING),
        refusing=_terms(summary.whole, REFUSING), main=_terms(summary.whole, MAIN), columns=_GROUP,
        groups={grouping: [(group, part, row(part, _GROUP)) for group, part in parts.items()]
                for grouping, parts in summary.by.items()},
        confusion=_confusion(summary), percentiles=_percentiles(summary), causes=CAUSES, cause_meanings=CAUSE_MEANINGS,
        worst=_causes_by_type(summary), misses=[_miss(miss) for miss in summary.misses], filters=_filters(summary))


def _plots(summary: Summary) -> dict[str, str]:
    """Name -> SVG. Their numbers stand in the tables beside them."""
    whole, drawn = summary.whole, {}
    labels = [TERMS[name].label for name in MAIN]
    drawn["headline"] = plots.shares("plot-headline", "Headline scores with 95 % intervals, in per cent: higher is better",
                                     _bars(whole, CITING), ["score"])
    drawn["faulty"] = plots.shares("plot-faulty", "Faults with 95 % intervals, in per cent: lower is better",
                                   _bars(whole, FAULTY), ["score"])
    for grouping, parts in summary.by.items():
        rows = {group: [_bar(part, name) for name in MAIN] for group, part in parts.items()}
        drawn[grouping] = plots.shares(f"plot-{grouping}", f"{', '.join(labels)} by {grouping}, in per cent, with 95 % intervals",
                                       rows, labels)
    drawn["finding"] = plots.shares("plot-finding", "Retrieval measures with 95 % intervals, in per cent",
                                    _bars(whole, FINDING), ["score"])
    drawn["refusing"] = plots.shares("plot-refusing", "Precision, recall and F1 of refusing with 95 % intervals, in per cent",
                                     _bars(whole, REFUSING), ["score"])
    if summary.calibration:
        drawn["calibration"] = plots.reliability(
            "plot-calibration", "Reliability diagram: share of right first clauses against the probability given to them, "
            "and how many questions there are in each tenth", summary.calibration)
    drawn["latency"] = plots.latency("plot-latency", "How many questions took how many milliseconds, on a logarithmic axis",
                                     [mark.prediction.ms for mark in summary.marks],
                                     {"median": whole.scores.p50, "95th percentile": whole.scores.p95})
    if summary.misses:
        drawn["causes"] = plots.stacked("plot-causes", "Misses by type of question and by cause", _causes_by_type(summary), CAUSES)
    return drawn


def _bars(part: Part, names: Iterable[str]) -> dict[str, list[Bar]]:
    return {TERMS[name].label: [_bar(part, name)] for name in names}


def _bar(part: Part, name: str) -> Bar:
    return Bar(part.values.get(name), part.intervals.get(name))


def _terms(part: Part, names: Sequence[str]) -> list[tuple[str, str, str]]:
    """(name, value, interval) of each score there is, as written."""
    return [(name, *cells) for name, cells in zip(names, row(part, names), strict=True) if name in part.values]


def _confusion(summary: Summary) -> dict[str, tuple[int, int]]:
    """Whether a notice answers -> (how many were answered, how many were refused)."""
    split = {"a notice answers": True, "no notice answers": False}
    return {label: tuple(sum(mark.refused is refused for mark in summary.marks if mark.case.answerable is answerable)
                         for refused in (False, True)) for label, answerable in split.items()}


def _percentiles(summary: Summary) -> list[tuple[str, str]]:
    times = np.percentile([mark.prediction.ms for mark in summary.marks], _PERCENTILES)
    return [("longest" if at == 100 else f"{at}th percentile", number("p50", each))
            for at, each in zip(_PERCENTILES, times, strict=True)]


def _causes_by_type(summary: Summary) -> dict[str, list[int]]:
    """Type -> how many misses of each cause, most misses first."""
    counts = {name: [sum(miss.cause == cause for miss in summary.misses if miss.mark.case.type == name) for cause in CAUSES]
              for name, _ in summary.worst}
    return dict(sorted(counts.items(), key=lambda each: -sum(each[1])))


def _filters(summary: Summary) -> dict[str, list[tuple[str, int]]]:
    """What the misses can be filtered by -> its values, with how many misses each has."""
    filters = {}
    for name in ("cause", "language", "type"):
        values = [_kept(miss)[name] for miss in summary.misses]
        filters[name] = [(value, values.count(value)) for value in sorted(set(values))]
    return filters


def _kept(miss: Miss) -> dict[str, str]:
    return {"cause": miss.cause, "language": miss.mark.case.lang, "type": miss.mark.case.type}


def _miss(miss: Miss) -> dict[str, Any]:
    case, backing = miss.mark.case, miss.mark.prediction.backing
    gold = {(each.doc, address_key(each.address)) for each in case.citations}
    found = [each.model_dump() | {"gold": (each.doc, address_key(each.address)) in gold} for each in backing.found]
    return {"kept": _kept(miss), "case": case, "faults": miss.faults, "cause": miss.cause, "answer": miss.mark.prediction.answer,
            "cut": backing.cut, "found": found, "rank": next((rank for rank, each in enumerate(found, 1) if each["gold"]), None),
            "cited": [each | {"gold": (each["doc"], address_key(each["address"])) in gold} for each in cited(miss.mark)]}
