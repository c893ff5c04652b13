"""An answer as a language model writes it, sentence by sentence: what the clauses cited bear out becomes claims, the rest is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.checks.pieces import sentences_of
from answer.claims import Claim
from answer.draft import Draft
from answer.evidence_list import Evidence
from answer.extract import gives_number
from answer.injection import instructions_of, untold
from answer.llm import Engine, stream
from answer.model import Lang
from answer.phrases import phrase
from answer.prompting import NO_BASIS, answer_prompt, evidence_shown
from answer.shown import closed, show
from answer.verify import Finding, check
from index.query import Query
from index.relations import Judge
from index.store import Index
from index.strength import enough
from ingest.errors import TiaoliError

_MOST = 6
_FENCE = re.compile(r"</?\s*(?:条款|條款|提问|提問|答案|回答|clause|question|answer)\b[^<>\n]{0,8}>", re.I)


@dataclass(frozen=True)
class Written:
    """What a model has written so far. findings: its finished sentences, each with what came of checking it; claims: the
    supported ones, one for each clause that a sentence cites; declined: it says that the clauses do not answer; fault: why it
    broke off; is_whole: it has come to its end; prompt, text: what it was sent, and what it wrote as far as that was checked.
    """

    findings: tuple[Finding, ...] = ()
    claims: tuple[Claim, ...] = ()
    declined: bool = False
    fault: TiaoliError | None = None
    is_whole: bool = False
    prompt: str = ""
    text: str = ""

    @property
    def cut(self) -> tuple[Finding, ...]:
        """Sentences that cite a clause and are not borne out by it, and those that cite none."""
        return tuple(finding for finding in self.findings if finding.verdict != "supported")

    @property
    def answers(self) -> bool:
        """Whether it may stand as the answer: what comes first of what it cites is borne out, so that the direct answer is there."""
        first = next((finding for finding in self.findings if finding.cited), None)
        return bool(self.claims) and first is not None and first.verdict == "supported"


def evidence_for(index: Index, drafted: Draft, claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    """The clauses that the extractive answer rests on, then the next best that may answer, at most six."""
    chosen = {claim.clause.id: (claim.notice, claim.clause) for claim in claims}
    for one in drafted.found:
        if len(chosen) < _MOST and one.probability >= enough() and one.card.clause_id not in chosen:
            chosen[one.card.clause_id] = index.clause(one.card.clause_id)
    return tuple(Evidence(n, notice, clause) for n, (notice, clause) in enumerate(list(chosen.values())[:_MOST], 1))


def write(engine: Engine, query: Query, evidence: Sequence[Evidence], judge: Judge, earlier: Sequence[str]) -> Iterator[Written]:
    """The draft as it grows, a step for each finished sentence; the last step is whole or has a fault. Raises nothing."""
    written, text, seen = Written(), "", 0
    try:
        shown = evidence_shown(query.text, evidence, judge, query.lang)
        prompt = answer_prompt(query.text, evidence, judge, query.lang, earlier)
        for piece in stream(engine, prompt):
            text += piece
            finished = len(sentences_of(_unfenced(text))) - 1
            if finished > seen:
                seen = finished
                yield (written := replace(_checked(text, finished, shown, judge, query), prompt=prompt, text=text))
    except TiaoliError as error:
        yield replace(written, declined=False, fault=error)
        return
    yield replace(_checked(text, None, shown, judge, query), prompt=prompt, text=text)


def _checked(text: str, finished: int | None, shown: Sequence[Evidence], judge: Judge, query: Query) -> Written:
    """The first `finished` sentences (all: None)."""
    if text.strip().startswith(NO_BASIS):
        return Written(declined=True, is_whole=finished is None)
    said = _unfenced(text).replace(NO_BASIS, "")
    findings = tuple(_heard(one, shown, query.lang) for one in check(said, shown, judge, query)[:finished])
    claims = tuple(claim for finding in findings if finding.verdict == "supported" for claim in _claims(finding, shown, query))
    return Written(findings, claims if _gives(query, claims) else (), is_whole=finished is None)


def _gives(query: Query, claims: Sequence[Claim]) -> bool:
    """Whether what is borne out answers a question for a number or a day at all: some clause's words quoted have one."""
    return query.kind not in ("figure", "deadline") or any(gives_number(query, one.clause, one.quote) for one in claims)


def _unfenced(text: str) -> str:
    """Without fences as the prompt has them, which small models write before their answer."""
    return _FENCE.sub("", text)


def _heard(finding: Finding, shown: Sequence[Evidence], lang: Lang) -> Finding:
    """A sentence that rests on words which address the program is borne out by nothing that the notice says."""
    by_number = {one.n: one for one in shown}
    told = any(not untold([span], instructions_of(by_number[n].notice, by_number[n].clause)) for n, span in finding.quotes)
    return replace(finding, verdict="not_found", reason=phrase("cut_instructs", lang), quotes=()) if told else finding


def _claims(finding: Finding, shown: Sequence[Evidence], query: Query) -> Iterator[Claim]:
    by_number = {one.n: one for one in shown}
    text = finding.text.strip() if query.lang == "en" else show(finding.text, query.lang)
    for number, span in finding.quotes:
        one = by_number[number]
        yield Claim(closed(text, query.lang), "drafted", (span.of(one.clause.text),), one.notice, one.clause, span)
