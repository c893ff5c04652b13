"""A cited clause and a stretch of a draft, read once for all checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from answer.evidence_list import Evidence
from answer.injection import cleared, instructions_of, untold
from index.kinds import ROLES
from index.relations import Judge
from ingest.fold import folded
from ingest.model import Clause, Notice, Span
from ingest.script import HAN
from ingest.sentences import sentences

_STOP = re.compile(r"[，；。：！？\n|（）()]|[,;:!?](?!\d)|\.(?=\s|$)")
_LEADS_IN = re.compile(r"[:：]\s*$")


@dataclass(frozen=True)
class Segment:
    """A stretch between marks of punctuation: key[start:end]. group: number of its part between ；or full stops."""

    start: int
    end: int
    text: str
    group: int


@dataclass(frozen=True)
class Source:
    """A cited clause. key: its folded text, before it the sentence that leads in the list it stands in, `offset` characters.

    frame: folded headings, title, issuer, place and address: what may be repeated with the clause; sentences: of key.
    """

    n: int
    notice: Notice
    clause: Clause
    judge: Judge
    key: str
    offset: int
    frame: str
    sentences: tuple[Span, ...]
    segments: tuple[Segment, ...]

    @property
    def whole(self) -> str:
        return f"{self.frame}\n{self.key}"

    def sentence_at(self, at: int) -> int:
        """Number of the sentence that holds the position."""
        return next((number for number, span in enumerate(self.sentences) if span.start <= at < span.end), 0)


@dataclass(frozen=True)
class Claim:
    """A stretch of a draft. key: folded, as long as text; is_english: its words are to be translated.

    asked: the question, folded: what it states an answer need not repeat.
    """

    text: str
    key: str
    is_english: bool
    segments: tuple[Segment, ...]
    asked: str = ""


def read_source(evidence: Evidence, judge: Judge) -> Source:
    """The clause without the sentences that address the program that answers: they bear out nothing."""
    notice, clause = evidence.notice, cleared(evidence.notice, evidence.clause)
    if told := instructions_of(notice, clause):
        clause = replace(clause, text=_without(clause.text, told))
    lead, key, frame, spans, segments = _read_clause(clause, notice.doc_id, *_above(notice, clause), _frame(notice))
    return Source(evidence.n, notice, clause, judge, key, lead, frame, spans, segments)


def list_of(sources: Sequence[Source]) -> Source | None:
    """A clause that leads in a list and items of it, cited together, as the one rule that they are; None where they are not that."""
    lead, *items = sorted(sources, key=lambda source: source.clause.span.start)
    if not items or any(item.clause.parent != lead.clause.id or item.notice != lead.notice for item in items):
        return None
    text = "\n".join(source.clause.text for source in (lead, *items))
    facts = tuple(fact for source in (lead, *items) for fact in source.clause.facts)
    return read_source(Evidence(lead.n, lead.notice, replace(lead.clause, text=text, facts=facts)), lead.judge)


def _without(text: str, told: Sequence[Span]) -> str:
    """A text as long as before, blank where a sentence holds something of `told`."""
    kept = untold(sentences(text), told)
    blank = [" "] * len(text)
    for span in kept:
        blank[span.start : span.end] = text[span.start : span.end]
    return "".join(blank)


def read_claim(text: str, asked: str = "") -> Claim:
    han, words = len(HAN.findall(text)), len(re.findall(r"[A-Za-z]{2,}", text))
    key = folded(text)
    return Claim(text, key, words > 0 and han < 2 * words, tuple(segments_of(key)), folded(asked))


def segments_of(key: str) -> Iterator[Segment]:
    """The segments of a folded text with words in them."""
    group, at = 0, 0
    for stop, mark in (*((match.start(), match.group()) for match in _STOP.finditer(key)), (len(key), "")):
        if re.search(r"\w", key[at:stop]):
            yield Segment(at, stop, key[at:stop], group)
        group += mark in ("；", ";", "。", "！", "？", "\n", "|", ".", "!", "?")
        at = stop + len(mark)


@lru_cache(maxsize=2048)
def _read_clause(clause: Clause, doc_id: str, lead: str, above: str, of_notice: str):
    before = folded(lead)
    key = before + folded(clause.text)
    inside = tuple(sentences(key))
    bodies = "、".join(folded(fact.value) for fact in clause.facts if fact.kind in ROLES)
    frame = "\n".join((of_notice, folded(above), folded(clause.heading), folded(clause.address), bodies))
    return len(before), key, frame, inside, tuple(segments_of(key))


def _above(notice: Notice, clause: Clause) -> tuple[str, str]:
    """The sentence that leads in the list in which a clause is an item, and the headings above it."""
    lead, headings, parent = "", [], _clause(notice, clause.parent)
    if parent and _LEADS_IN.search(parent.text):
        spans = sentences(parent.text)
        lead = spans[-1].of(parent.text) if spans else ""
    while parent:
        headings.append(parent.heading or (parent.text if parent.kind == "heading" else ""))
        parent = _clause(notice, parent.parent)
    return lead, "\n".join(headings)


def _clause(notice: Notice, clause_id: str | None) -> Clause | None:
    return next((one for one in notice.clauses if one.id == clause_id), None) if clause_id else None


def _frame(notice: Notice) -> str:
    meta = notice.meta
    region = meta.region.name if meta.region else ""
    return folded("\n".join((meta.title, meta.issuer, region, meta.doc_no, meta.addressees)))


def pairs_of(text: str) -> set[str]:
    """Pairs of neighbouring Han characters."""
    return {a + b for a, b in pairwise(text) if HAN.match(a) and HAN.match(b)}
