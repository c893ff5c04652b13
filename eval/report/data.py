"""The scores as JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from eval.report.summary import Miss, Part, Summary
from eval.report.words import cited


def as_json(summary: Summary) -> dict[str, Any]:
    """`versions`, `engines`, `overall`, `by` (grouping -> group -> scores), `intervals` ({"overall": score -> [low, high],
    "by": grouping -> group -> the same}), `parity`, `calibration` (None where nothing was found), `causes` (of misses -> how
    many) and `misses`. Shares in 0..1.
    """
    return {
        "versions": summary.versions.model_dump(), "engines": summary.engines, "overall": asdict(summary.whole.scores),
        "by": {name: {group: asdict(part.scores) for group, part in groups.items()} for name, groups in summary.by.items()},
        "intervals": {"overall": _spans(summary.whole),
                      "by": {name: {group: _spans(part) for group, part in groups.items()}
                             for name, groups in summary.by.items()}},
        "parity": summary.whole.values.get("parity"),
        "calibration": asdict(summary.calibration) if summary.calibration else None,
        "causes": summary.causes, "misses": [_miss(miss) for miss in summary.misses],
    }


def _spans(part: Part) -> dict[str, list[float]]:
    return {name: list(interval) for name, interval in part.intervals.items()}


def _miss(miss: Miss) -> dict[str, Any]:
    case, prediction = miss.mark.case, miss.mark.prediction
    answer = prediction.answer
    return {
        "id": case.id, "asked": case.asked, "type": case.type, "lang": case.lang, "faults": miss.faults, "cause": miss.cause,
        "expected": {"refused": not case.answerable, "facts": case.facts,
                     "citations": [gold.model_dump() for gold in case.citations]},
        "got": {"refused": answer.refused, "answer": answer.answer, "warnings": answer.warnings, "citations": cited(miss.mark),
                "found": [found.model_dump() for found in prediction.backing.found]},
    }
