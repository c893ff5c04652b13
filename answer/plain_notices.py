"""The notices on file, and the clause tree of one, as lines of plain text for a terminal or a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.model import Notice

_STATUS = {"in_force": "现行有效 / in force", "repealed": "已失效 / repealed", "expired": "已届满 / expired",
           "unknown": "时效不明 / validity unknown"}
_FACTS = {"lead": "牵头 / leads", "responsible": "责任 / responsible", "assisting": "协助 / assists",
          "deadline": "时限 / deadline", "figure": "数字 / figure", "definition": "定义 / defines"}
_ACTS = {"repeal": "废止 / repeals", "amend": "修改 / amends", "supersede": "替代 / supersedes"}
_SHOWN = 60


def listed_lines(row: dict[str, Any]) -> str:
    """Two lines for one notice: id and title, then what is known of it."""
    known = (row["doc_no"], row["issuer"], row["issued"], row["region"], _validity(row["validity"]),
             f"{row['clauses']} 条 / clauses")
    return f"{row['doc_id']}  {row['title']}\n    {' · '.join(filter(None, known))}"


def _validity(judged: dict[str, str]) -> str:
    """The status, why, and the clause that is the evidence when one on file is."""
    why = (judged["note"].removeprefix("的"), judged.get("clause_id", "")) if judged["status"] != "unknown" or "clause_id" in judged else ()
    return f"{_STATUS[judged['status']]}" + (f"（{'；见 / see '.join(filter(None, why))}）" if why else "")


def tree_lines(notice: Notice) -> Iterator[str]:
    """A line a clause, indented by its depth, and below it its facts, what it cites and what it does to other notices."""
    depth: dict[str | None, int] = {None: -1}
    for clause in notice.clauses:
        depth[clause.id] = depth[clause.parent] + 1
        indent = "  " * depth[clause.id]
        yield f"{indent}{clause.address}  {_beginning(clause.text)}"
        notes = [f"{_FACTS[fact.kind]}: {_beginning(fact.value)}" for fact in clause.facts]
        notes += [f"引用 / cites: {_beginning(reference.span.of(notice.text))}"
                  for reference in notice.references if reference.clause == clause.id]
        notes += [f"{_ACTS[act.kind]}: {_beginning(act.title and f'《{act.title}》')}{act.doc_no}"
                  for act in notice.acts if act.clause == clause.id]
        yield from (f"{indent}    · {note}" for note in notes)


def _beginning(text: str) -> str:
    """A text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
