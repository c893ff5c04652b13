"""What readers said of answers, as drafts of eval cases. A draft counts only once somebody has reviewed it.

A draft is a line of a question set (`eval.cases.Case`) without its facts, and two keys more: `draft`, and `review`, which holds
what the reviewer needs. To review it is to check the question, fill in what is missing and delete both; until then `load_cases`
refuses the line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from answer.journal import exported
from answer.model import Answer, Citation, Lang
from eval.cases import GoldCitation
from index.kinds import kind_of
from index.store import Index, read_index
from ingest.errors import TiaoliError
from ingest.script import detect, search_key

_WARNED = ("repealed", "expired")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Frozen):
    """One reader's opinion. verdict: an `answer.journal.Opinion`; clause: the one picked, '' for none or one no longer on file."""

    at: str
    verdict: str
    clause: str
    note: str


class Cited(_Frozen):
    title: str
    address: str
    quote: str


class Review(_Frozen):
    """What happened. at: when it was asked (UTC); filters: those set, as asked; feedback: oldest first."""

    at: str
    version: str
    engine: str
    answer: str
    refused: bool
    cited: tuple[Cited, ...]
    filters: dict[str, Any]
    feedback: tuple[Said, ...]


class Draft(_Frozen):
    """A case to be reviewed; fields as in `eval.cases.Case`, of which the facts are always left to the reviewer.

    type: the kind of question as it was understood, `unanswerable` where it should be refused. citations: the clause that a
    reader picked; of an answer called helpful, those it cites.
    """

    id: str
    question: str = ""
    turns: tuple[str, ...] = ()
    lang: Lang
    type: str
    answerable: bool
    facts: tuple[tuple[str, ...], ...] = ()
    citations: tuple[GoldCitation, ...] = ()
    flags: tuple[str, ...] = ()
    draft: bool = True
    review: Review


def draft_cases(home: Path) -> tuple[Draft, ...]:
    """A draft for each exchange of the journal that readers judged, oldest first.

    Where several judged one, the latest opinion decides; the draft holds all. Raises TiaoliError: storage_failed, newer_journal and
    journal_damaged of the journal; no_index and the like when no index can be opened.
    """
    judged = [exchange for exchange in exported(home) if exchange["feedback"]]
    if not judged:
        return ()
    with read_index(home) as index:
        return tuple(_draft(exchange, index) for exchange in judged)


def write_drafts(home: Path, out: Path) -> int:
    """Adds the drafts that the JSONL file `out` does not hold yet, by id, and returns how many.

    What stands in it is left as it is, reviewed or not. Raises TiaoliError: as `draft_cases`; bad_eval_set when `out` is no such
    file; cannot_write.
    """
    drafts = draft_cases(home)
    try:
        kept = out.read_text("utf-8-sig") if out.exists() else ""
        known = _ids(kept, out)
        lines = [_line(draft) for draft in drafts if draft.id not in known]
        if lines:
            out.parent.mkdir(parents=True, exist_ok=True)
            with out.open("a", encoding="utf-8") as file:
                file.write(("\n" if kept and not kept.endswith("\n") else "") + "".join(lines))
    except UnicodeDecodeError as error:
        raise _unusable(out, "UTF-8") from error
    except OSError as error:
        raise TiaoliError("cannot_write", f"无法写入 / cannot write: {out} ({error.strerror})",
                          "请换一个路径 / choose another path") from error
    return len(lines)


def _draft(exchange: dict[str, Any], index: Index) -> Draft:
    answer, asked, said = Answer.model_validate(exchange["answer"]), exchange["question"], exchange["feedback"]
    verdict = said[-1]["verdict"]
    answerable = verdict != "should_have_refused" and not (verdict == "helpful" and answer.refused)
    picked = next((each["clause_id"] for each in reversed(said) if each["clause_id"]), "")
    meant = [citation.clause_id for citation in answer.citations] if verdict == "helpful" else [picked]
    return Draft(
        id=f"feedback-{exchange['id'][:12]}", question="" if exchange["history"] else asked,
        turns=(*exchange["history"], asked) if exchange["history"] else (), lang=detect(asked),
        type=kind_of(search_key(asked)) if answerable else "unanswerable", answerable=answerable,
        citations=tuple(_gold(index, meant)) if answerable else (), flags=_flags(answer.citations, meant) if answerable else (),
        review=_review(exchange, answer, index))


def _review(exchange: dict[str, Any], answer: Answer, index: Index) -> Review:
    said = tuple(Said(at=each["at"], verdict=each["verdict"], clause=_named(index, each["clause_id"]), note=each["note"])
                 for each in exchange["feedback"])
    return Review(
        at=exchange["at"], version=exchange["version"], engine=exchange["engine"], answer=answer.answer, refused=answer.refused,
        cited=tuple(Cited(title=each.title, address=each.address, quote=each.quote) for each in answer.citations),
        filters={name: value for name, value in exchange["filters"].items() if value}, feedback=said)


def _gold(index: Index, clause_ids: Iterable[str]) -> Iterable[GoldCitation]:
    """Each clause once; what is no longer on file is left out."""
    found = (_found(index, clause_id) for clause_id in clause_ids)
    return dict.fromkeys(gold for gold in found if gold)


def _named(index: Index, clause_id: str) -> str:
    gold = _found(index, clause_id)
    return f"{gold.doc} {gold.address}" if gold else ""


def _found(index: Index, clause_id: str) -> GoldCitation | None:
    try:
        notice, clause = index.clause(clause_id)
    except TiaoliError as error:
        if error.code not in ("no_such_document", "no_such_clause"):
            raise
        return None
    return GoldCitation(doc=Path(notice.source).stem, address=clause.address) if clause.address else None


def _flags(citations: Iterable[Citation], clause_ids: Sequence[str]) -> tuple[str, ...]:
    """Of the notices meant, the validity of which the answer had to warn, as far as the answer told it."""
    meant = {clause_id.partition("#")[0] for clause_id in clause_ids}
    return tuple(sorted({each.validity.status for each in citations if each.doc_id in meant and each.validity.status in _WARNED}))


def _line(draft: Draft) -> str:
    """Facts stay, empty, where they are to be filled in; of question and turns, the one that is asked."""
    unused = {"question"} if draft.turns else {"turns"}
    return json.dumps(draft.model_dump(mode="json", exclude=unused), ensure_ascii=False) + "\n"


def _ids(text: str, path: Path) -> set[str]:
    try:
        return {json.loads(line)["id"] for line in text.split("\n") if line.strip()}
    except (ValueError, KeyError, TypeError) as error:
        raise _unusable(path, "JSON") from error


def _unusable(path: Path, what: str) -> TiaoliError:
    return TiaoliError("bad_eval_set", f"不是问题集 / not a question set: {path} ({what})", "请换一个路径 / choose another path")
