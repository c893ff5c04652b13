"""An answer, and how it came about, as lines of plain text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size

from answer.model import Answer

_FEATURES = 6
_LABEL, _ADDRESS, _TITLE = 12, 24, 48
_WAYS = {
    "catalogue": "据公文自身的记载，未经检索 / from the notice's own record, without a search",
    "address": "按问题所指的条款编号 / by the clause address that the question gives",
    "search": "检索 / by search",
    "sentences": "检索之后逐句比对 / by search, then sentence by sentence",
    "summary": "所据公文各部分的要点 / the parts of a notice, in short",
    "": "未找到依据 / no basis found",
}
_ROLES = {"parent": "上级 / parent", "sibling": "同级 / sibling", "child": "下级 / child", "reference": "引用 / reference"}


def answer_lines(answer: Answer) -> Iterator[str]:
    """Warnings, the answer, and what it rests on; of a refusal the nearest clauses."""
    yield from (f"⚠ {warning}" for warning in answer.warnings)
    yield answer.answer
    for near in answer.searched.nearest if answer.refused else ():
        yield f"最接近（未必相关） / nearest, perhaps unrelated: 《{near.title}》{near.address}"
    for citation in answer.citations:
        yield f"[{citation.n}] 《{citation.title}》{citation.doc_no} {citation.address}\n    {citation.quote}"


def explanation_lines(explanation: Mapping[str, Any]) -> Iterator[str]:
    """What `index.explain.explain` gives, a fact a line, in columns."""
    yield "\n问题的理解 / how the question was read"
    yield from _facts(explanation["reading"])
    yield "筛选与范围 / filters and scope"
    yield from _facts(explanation["filters"] | explanation["scope"])
    yield f"答案的来历 / what the answer was drawn from\n  {_WAYS[explanation['way']]}"
    for clause in explanation["exact"]:
        yield f"  {_place(clause)}"
        yield from _context(clause)
    if explanation["candidates"]:
        yield "候选条款 / candidates\n   #   score  prob.  " + _cells(("条款 / clause", _ADDRESS), ("公文 / notice", 0))
    for number, clause in enumerate(explanation["candidates"], start=1):
        yield f"  {number:2} {clause['score']:7.2f} {clause['probability']:6.2f}  {_place(clause)}"
        yield "      " + "  ".join(f"{name} {value:g} ({share:+.2f})" for name, (value, share) in [*clause["features"].items()][:_FEATURES])
        yield from _context(clause)
    if explanation.get("cut"):
        yield "删去的草稿句子 / sentences cut from the draft"
    for one in explanation.get("cut", ()):
        yield f"  {one['text']}\n      {one['verdict']}: {one['reason']}"


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    for name, value in facts.items():
        if value not in (None, "", [], ()):
            yield f"  {set_cell_size(name, max(_LABEL, cell_len(name)))}  {_said(value)}"


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name} {_said(one)}" for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(map(_said, value))
    return str(value)


def _context(clause: Mapping[str, Any]) -> Iterator[str]:
    for one in clause.get("context", ()):
        yield "      " + _cells((_ROLES[one["role"]], 18), (one["address"], _ADDRESS), (_named(one["title"]), 0))


def _place(clause: Mapping[str, Any]) -> str:
    return _cells((clause["address"], _ADDRESS), (_named(clause["title"]), 0))


def _named(title: str) -> str:
    return f"《{title}》" if cell_len(title) <= _TITLE else f"《{set_cell_size(title, _TITLE).rstrip()}…》"


def _cells(*cells: tuple[str, int]) -> str:
    """Texts in columns of so many places on the screen (a Han character takes two); a longer one is not cut."""
    return "  ".join(set_cell_size(text, max(width, cell_len(text))) for text, width in _flat(cells))


def _flat(cells: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for text, width in cells:
        yield " ".join(text.split()), width
