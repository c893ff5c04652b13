"""One question in, one checked Answer out: understand, draft, verify, compose."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from answer.claims import Claim
from answer.compose import compose
from answer.draft import Draft, draft
from answer.listing import document, documents
from answer.model import Answer, Filters, NearestClause, Searched, Turn
from answer.phrases import refused
from answer.verify import verify
from index.explain import explain
from index.question import Asked, read_question
from index.scope import Limits
from index.spelling import respelt
from index.store import Index
from index.terms import frequency

__all__ = ["ENGINE", "ask", "ask_explained", "document", "documents"]

ENGINE = "extractive"
NO_FILTERS = Filters()


@dataclass(frozen=True)
class _Reading:
    """A question as it was read, what was drafted for it, and the claims that hold."""

    asked: Asked
    drafted: Draft
    claims: tuple[Claim, ...]


def ask(index: Index, question: str, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()) -> Answer:
    """Answers one question from the notices in `index`. Raises TiaoliError('bad_filter') for a bad date or place."""
    return _answered(index, question, filters, history)[0]


def ask_explained(
    index: Index, question: str, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()
) -> tuple[Answer, dict[str, Any]]:
    """The answer as `ask` gives it, and how it came about (`index.explain.explain`). Raises as `ask`."""
    answer, reading = _answered(index, question, filters, history)
    drafted = reading.drafted
    return answer, explain(index, reading.asked, drafted.found, drafted.exact, drafted.way)


def _answered(index: Index, question: str, filters: Filters, history: Sequence[Turn]) -> tuple[Answer, _Reading]:
    clock = _Clock()
    read = partial(_read, index, limits=Limits(**filters.model_dump()), earlier=[turn.question for turn in history], clock=clock)
    reading = read(question)
    if not reading.claims and not reading.drafted.refusal:
        written, corrected = respelt(question, partial(frequency, index))
        clock.mark("respell")
        if corrected and (again := read(written)).claims:
            query = replace(again.asked.query, text=question, corrected=corrected)
            reading = replace(again, asked=replace(again.asked, query=query))
    query, scope, limits = reading.asked.query, reading.asked.scope, reading.asked.limits
    nearest = tuple(_nearest(index, near.card.clause_id) for near in reading.drafted.nearest)
    searched = Searched(documents=len(scope.allowed) or len(index.documents()), filters=Filters(**asdict(limits)), nearest=nearest)
    refusal = reading.drafted.refusal or refused(len(scope.allowed), limits, query.lang)
    return compose(query, reading.claims, refusal, scope, searched, reading.asked.judge, ENGINE, clock.timings()), reading


def _read(index: Index, question: str, limits: Limits, earlier: Sequence[str], clock: _Clock) -> _Reading:
    asked = read_question(index, question, limits, earlier)
    clock.mark("understand")
    drafted = draft(index, asked)
    clock.mark("draft")
    claims = tuple(claim for claim in drafted.claims if verify(claim, asked.judge) == "supported")
    clock.mark("verify")
    return _Reading(asked, drafted, claims)


def _nearest(index: Index, clause_id: str) -> NearestClause:
    notice, clause = index.clause(clause_id)
    return NearestClause(clause_id=clause_id, address=clause.address, title=notice.meta.title)


class _Clock:
    """Milliseconds of each stage."""

    def __init__(self) -> None:
        self._last, self._start, self._marks = time.perf_counter(), time.perf_counter(), {}

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self._marks[stage] = round(self._marks.get(stage, 0.0) + 1000 * (now - self._last), 1)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._marks, "total": round(1000 * (time.perf_counter() - self._start), 1)}
