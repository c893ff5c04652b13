"""The question set: one JSON object a line, read and checked before anything is asked."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import TiaoliError

DEFAULT_SET = Path(__file__).parent / "data" / "questions.jsonl"
Split = Literal["dev", "test"]
_REPAIR = "请改正该行后重试 / correct that line and try again"
# What a draft made from feedback has beside the fields of a case.
_UNREVIEWED = ("draft", "review")
_REVIEW = ("请核对该题，补上答案要点与条款，再删去 draft 与 review 两项 / check the question, fill in facts and citations, "
           "then delete its keys draft and review")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class GoldCitation(_Frozen):
    """A clause that suffices. doc: file name of the notice without its suffix; address: as cited, `七、（十八）`."""

    doc: str = Field(min_length=1)
    address: str = Field(min_length=1)


class Case(_Frozen):
    """One question with what a right answer holds.

    question or turns: what is asked; of several turns the last is scored. lang: script and language of the question.
    facts: every one must stand in the answer, in any of its alternatives. citations: each suffices alone, unless `all`
    is set: then one clause of every notice named must be cited. beside: what may be cited as well, and answers nothing by itself
    (whose the figure is that the question takes for granted). flags: the validity of which the answer has to warn.
    """

    id: str = Field(min_length=1)
    question: str = ""
    turns: tuple[str, ...] = ()
    lang: Literal["zh-Hans", "zh-Hant", "en"]
    type: str = Field(min_length=1)
    answerable: bool
    facts: tuple[tuple[str, ...], ...] = ()
    citations: tuple[GoldCitation, ...] = ()
    flags: tuple[Literal["repealed", "expired"], ...] = ()
    all: bool = False
    beside: tuple[GoldCitation, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Case:
        if bool(self.question.strip()) == bool(self.turns):
            raise ValueError("give either question or turns")
        if any(not text.strip() for text in self.turns):
            raise ValueError("turns: an empty question")
        if any(not fact or not all(alternative.strip() for alternative in fact) for fact in self.facts):
            raise ValueError("facts: an empty fact or alternative")
        if self.answerable != bool(self.citations) or self.answerable != bool(self.facts):
            raise ValueError("an answerable question has facts and citations, any other has neither")
        if self.all and len(self.notices) < 2:
            raise ValueError("all: needs citations of two notices or more")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        return self.turns or (self.question,)

    @property
    def notices(self) -> frozenset[str]:
        return frozenset(gold.doc for gold in self.citations)

    @property
    def split(self) -> Split:
        """Half the ids each, by the first byte of their SHA-256: stable when questions are added."""
        return "dev" if hashlib.sha256(self.id.encode()).digest()[0] < 128 else "test"


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a question set, in file order; blank lines are passed over. A .csv file is a sheet (`eval.sheet`).

    Raises TiaoliError `bad_eval_set` naming the line and the field of the first fault, or that the file cannot be read, and
    `unreviewed_draft` for a line of `eval.feedback` that nobody has reviewed.
    """
    if path.suffix.lower() == ".csv":
        from eval.sheet import read_sheet

        return read_sheet(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TiaoliError("bad_eval_set", f"读不了问题集 / cannot read the question set: {path} ({error})",
                          "请检查路径，文件须为 UTF-8 / check the path; the file must be UTF-8") from error
    seen: dict[str, Case] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            case = _case(path, number, line)
            if case.id in seen:
                raise _fault(path, number, "id", f"repeated: {case.id}")
            seen[case.id] = case
    if not seen:
        raise TiaoliError("bad_eval_set", f"问题集是空的 / the question set is empty: {path}", _REPAIR)
    return tuple(seen.values())


def _case(path: Path, number: int, line: str) -> Case:
    try:
        return Case.model_validate_json(line)
    except ValidationError as error:
        if any(each["loc"][0] in _UNREVIEWED for each in error.errors() if each["loc"]):
            raise TiaoliError("unreviewed_draft", f"{path.name} 第 {number} 行是尚未审核的草稿 / line {number} is a draft, "
                                                  "not reviewed yet", _REVIEW) from error
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "-"
        raise _fault(path, number, field, first["msg"].removeprefix("Value error, ")) from error


def _fault(path: Path, number: int, field: str, message: str) -> TiaoliError:
    where = f"{path.name} 第 {number} 行字段 {field} 有误 / line {number}, field {field}"
    return TiaoliError("bad_eval_set", f"{where}: {message}", _REPAIR)
