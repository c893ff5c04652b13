"""What the JSON API takes and gives, as its OpenAPI description shows it. Answers are `answer.model.Answer`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from answer.journal import Opinion
from answer.model import Filters
from answer.request import QUESTION_LIMIT
from ingest.model import ActKind, ClauseKind, FactKind, Format, Level, Status

CLAUSES_MOST, CLAUSES_USUAL = 50, 10
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_LIMIT)]


class ErrorDetail(BaseModel):
    """code: for machines; message: what happened; hint: what to do, '' where there is nothing to say."""

    code: str
    message: str
    hint: str


class ErrorBody(BaseModel):
    """Body of every error."""

    error: ErrorDetail


class Health(BaseModel):
    """documents, clauses: how many are on file."""

    status: Literal["ok"]
    documents: int
    clauses: int
    version: str


class Standing(BaseModel):
    """Whether a notice is in force today and why, in Simplified Chinese. by_doc_id, clause_id: the clause that decides it, where one
    does.
    """

    status: Status
    note: str
    by_doc_id: str = ""
    clause_id: str = ""


class NoticeHead(BaseModel):
    """What a notice says of itself. issued: ISO date; '' for what it does not say."""

    doc_id: str
    title: str
    issuer: str
    doc_no: str
    issued: str
    region: str
    validity: Standing


class DocumentListed(NoticeHead):
    """clauses: how many; warning_count: doubts of its parsing."""

    clauses: int
    warning_count: int


class FactShown(BaseModel):
    """A checkable statement: text[start:end] of its clause is `value`; null for a cell merged into the row from above."""

    kind: FactKind
    value: str
    start: int | None
    end: int | None


class ReferenceShown(BaseModel):
    """A mention of a notice or clause, text[start:end] of its clause. target: id of the clause on file that is meant."""

    text: str
    start: int
    end: int
    title: str
    doc_no: str
    address: str
    target: str | None


class ClauseTold(BaseModel):
    """A clause as it stands in its notice. text: in the notice's own script; parent, children: ids."""

    id: str
    address: str
    kind: ClauseKind
    heading: str
    text: str
    parent: str | None
    children: list[str]
    facts: list[FactShown]
    references: list[ReferenceShown]


class ActShown(BaseModel):
    """What a notice does to another, in the words `text` of its clause. day: from when, ISO."""

    kind: ActKind
    title: str
    doc_no: str
    day: str
    clause_id: str
    text: str


class DocumentShown(NoticeHead):
    """One notice with its clauses in text order; warnings: the doubts of its parsing."""

    clauses: list[ClauseTold]
    warning_count: int
    index_no: str
    published: str
    effective: str
    expires: str
    plan_years: tuple[int, int] | None
    addressees: str
    kind: str
    script: Literal["zh-Hans", "zh-Hant", "en"]
    level: Level
    format: Format
    region_inferred: bool
    acts: list[ActShown]
    warnings: list[str]


class ClauseQuery(Filters):
    """What to search the clauses for, in Chinese or English, and in which notices."""

    query: Text
    limit: Annotated[int, Field(ge=1, le=CLAUSES_MOST, description="How many clauses at most")] = CLAUSES_USUAL


class ClauseOfNotice(NoticeHead):
    """A clause with what must be known of its notice.

    text: the whole clause in the notice's own script; href: where this server gives it alone. machine_read: the text was
    recognised from a picture. instructs: it holds words that address an answering program, to be disregarded.
    """

    region_inferred: bool
    machine_read: bool
    clause_id: str
    address: str
    kind: ClauseKind
    heading: str
    text: str
    instructs: bool
    href: str


class ClauseList(BaseModel):
    """Clauses, the likeliest to answer first."""

    clauses: list[ClauseOfNotice]


class ClauseBeside(BaseModel):
    """A clause that one needs to be understood. role: what it is to that one."""

    role: Literal["parent", "sibling", "child", "reference"]
    clause_id: str
    address: str
    text: str


class ClauseShown(ClauseOfNotice):
    """One clause with its facts and references, and the clauses beside it."""

    parent: str | None
    children: list[str]
    facts: list[FactShown]
    references: list[ReferenceShown]
    beside: list[ClauseBeside]


class FeedbackRequest(BaseModel):
    """What a reader says of an answer. exchange_id: as the header Tiaoli-Exchange-Id of the answer gave it; clause_id: of the
    clause meant, such as the right one, '' for the answer as a whole.
    """

    model_config = ConfigDict(extra="forbid")

    exchange_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    verdict: Opinion
    clause_id: Annotated[str, StringConstraints(max_length=500)] = ""
    note: Annotated[str, StringConstraints(max_length=4_000)] = ""


class NoticeWritten(BaseModel):
    """A notice taken in. clauses: how many; warnings: the doubts of its parsing."""

    doc_id: str
    source: str
    outcome: Literal["added", "replaced", "unchanged"]
    clauses: int
    warnings: list[str]


class FileSkipped(BaseModel):
    """A file not taken in, and why."""

    source: str
    code: str
    reason: str


class IngestReport(BaseModel):
    """What became of the files sent, named as they were. unchanged, removed: doc ids; clauses: written in all."""

    written: list[NoticeWritten]
    unchanged: list[str]
    removed: list[str]
    skipped: list[FileSkipped]
    clauses: int
    seconds: float


class Removed(BaseModel):
    """removed: id of the notice that is no longer on file."""

    removed: str
