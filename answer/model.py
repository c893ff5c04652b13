"""The answer contract: what `tiaoli ask --json` prints and `POST /api/ask` returns."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Lang = Literal["zh-Hans", "zh-Hant", "en"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ValidityNote(_Frozen):
    status: Literal["in_force", "repealed", "expired", "unknown"]
    note: str = ""


class Citation(_Frozen):
    """One clause an answer rests on. text[start:end] == quote, both in the notice's own script."""

    n: int
    doc_id: str
    title: str
    issuer: str
    doc_no: str
    issued: str
    region: str
    validity: ValidityNote
    clause_id: str
    address: str
    text: str
    quote: str
    start: int
    end: int
    verified: bool


class NearestClause(_Frozen):
    clause_id: str
    address: str
    title: str


class Filters(_Frozen):
    """Which notices may answer. Dates are ISO; as_of is the day on which validity is judged (today when empty)."""

    region: str = Field("", max_length=100)
    since: str = ""
    until: str = ""
    in_force: bool = False
    as_of: str = ""


class Searched(_Frozen):
    documents: int
    filters: Filters
    nearest: tuple[NearestClause, ...] = ()


class Answer(_Frozen):
    answer: str
    refused: bool
    engine: str
    lang: Lang
    citations: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()
    searched: Searched
    timings_ms: dict[str, float] = Field(default_factory=dict)


class Turn(_Frozen):
    """One earlier exchange of a conversation."""

    question: str
    answer: str
