"""The data that ingest produces and everything to its right reads: frozen, plain, comparable by value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["in_force", "repealed", "expired", "unknown"]
FactKind = Literal["lead", "responsible", "assisting", "deadline", "figure", "definition"]
ActKind = Literal["repeal", "amend", "supersede"]
Level = Literal["", "national", "province", "prefecture", "county", "township"]
Format = Literal["text", "markdown", "html", "pdf", "docx", "image"]
ClauseKind = Literal["head", "preamble", "heading", "item", "paragraph", "row", "closing", "signature", "annex"]


@dataclass(frozen=True)
class Span:
    """A half-open range of characters, [start, end), in a notice's cleaned text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start:self.end]


@dataclass(frozen=True)
class Fact:
    """One checkable statement of a clause. `value` is text[span] of the notice, in its original script.

    kind: lead 牵头 · responsible 责任部门 · assisting 协助部门 · deadline 时限 · figure 数字与单位 · definition 所定义的词.
    A list of bodies is one Fact a body.
    """

    kind: FactKind
    value: str
    span: Span


@dataclass(frozen=True)
class Clause:
    """One addressable piece of a notice (条款).

    id: doc_id + '#' + structural path, e.g. `…#7/18`. address: as people cite it, `七、（十八）`.
    text: own text without that of children, equal to notice.text[span]. parent and children: clause ids.
    """

    id: str
    address: str
    kind: ClauseKind
    heading: str
    text: str
    span: Span
    parent: str | None
    children: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Region:
    """Place whose authority issued a notice. name: full path `江苏省连云港市`; adcodes: from province down (GB/T 2260)."""

    name: str
    adcodes: tuple[str, ...]
    inferred: bool = False


@dataclass(frozen=True)
class Reference:
    """A mention of a notice or of a clause (引用): `本办法第十条第二款`, `《…》（国发〔2019〕5号）第三条`, `前款`, `附件2`.

    clause: id of the clause it stands in; span: of the words in the notice's text.
    title, doc_no: of the notice named (Simplified), both '' when it is this one. address: what is cited in it, canonical
    Chinese (`第十条第二款`, `附件2`), '' for the notice as a whole.
    """

    clause: str
    span: Span
    title: str = ""
    doc_no: str = ""
    address: str = ""


@dataclass(frozen=True)
class Act:
    """What a notice does to another: repeals (废止), amends (修改) or supersedes (replaces as its new edition) it.

    clause, span: the evidence, as in Reference. title, doc_no: of the notice meant (Simplified; either may be '').
    day: from when, ISO; '' when the acting notice does not say (then its own date counts).
    """

    kind: ActKind
    clause: str
    span: Span
    title: str = ""
    doc_no: str = ""
    day: str = ""


@dataclass(frozen=True)
class Validity:
    """Whether a notice is in force. by: the instrument that says so; evidence: where its words stand in the text."""

    status: Status = "unknown"
    by: str = ""
    evidence: Span | None = None


@dataclass(frozen=True)
class Meta:
    """What a notice says of itself. Dates are ISO `YYYY-MM-DD`, or '' when the notice does not say.

    issuer and doc_no are in Simplified script (they are keys); title is as published.
    plan_years: first and last year of the planning period a plan covers, e.g. (2021, 2025).
    level: of the issuing authority. machine_read: the text was recognised from a picture and may hold misread characters.
    """

    title: str = ""
    issuer: str = ""
    doc_no: str = ""
    index_no: str = ""
    issued: str = ""
    published: str = ""
    effective: str = ""
    expires: str = ""
    plan_years: tuple[int, int] | None = None
    region: Region | None = None
    validity: Validity = field(default_factory=Validity)
    addressees: str = ""
    kind: str = ""
    script: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    level: Level = ""
    machine_read: bool = False


@dataclass(frozen=True)
class Segment:
    """A run of cleaned text copied unchanged from the source: text[start:start+length] was source bytes [byte_start, byte_end)."""

    start: int
    length: int
    byte_start: int
    byte_end: int


@dataclass(frozen=True)
class Notice:
    """One notice (公文) as parsed. clauses are in text order; their spans never overlap and cover all but whitespace.

    segments map the text to bytes of the file; there are none for formats that do not hold it as such (PDF, DOCX, HTML,
    pictures). encoding: of plain text and HTML, '' otherwise.
    """

    doc_id: str
    source: str
    sha256: str
    encoding: str
    meta: Meta
    text: str
    clauses: tuple[Clause, ...]
    segments: tuple[Segment, ...] = ()
    warnings: tuple[str, ...] = ()
    format: Format = "text"
    references: tuple[Reference, ...] = ()
    acts: tuple[Act, ...] = ()
