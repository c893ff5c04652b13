"""One question in, one checked Answer out: understand, draft, verify, compose."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from answer.compose import compose
from answer.draft import draft
from answer.listing import document, documents
from answer.model import Answer, Filters, NearestClause, Searched, Turn
from answer.phrases import phrase
from answer.verify import verify
from index.followup import resolve_followup
from index.glossary import translate
from index.query import understand
from index.relations import acts_on_file, judge_on
from index.scope import Limits, scope_of
from index.search import frequency
from index.store import Index

__all__ = ["ENGINE", "ask", "document", "documents"]

ENGINE = "extractive"
NO_FILTERS = Filters()


def ask(index: Index, question: str, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()) -> Answer:
    """Answers one question from the notices in `index`. Raises TiaoliError('bad_filter') for a bad date or place."""
    clock = _Clock()
    into_chinese = partial(translate, frequency=partial(frequency, index))
    earlier = [understand(turn.question, into_chinese) for turn in history]
    query = resolve_followup(understand(question, into_chinese), earlier)
    limits = Limits(**filters.model_dump())
    upon = acts_on_file(index)
    scope, query = scope_of(index.documents(), query, limits, upon)
    judge = judge_on(limits.day, upon)
    clock.mark("understand")
    drafted = draft(index, query, scope, judge)
    clock.mark("draft")
    claims = [claim for claim in drafted.claims if verify(claim, judge) == "supported"]
    clock.mark("verify")
    nearest = tuple(NearestClause(clause_id=near.clause.id, address=near.clause.address, title=near.notice.meta.title)
                    for near in drafted.nearest)
    searched = Searched(documents=len(scope.allowed) or len(index.documents()), filters=filters, nearest=nearest)
    refusal = drafted.refusal or phrase("refuse", query.lang, count=len(scope.allowed))
    return compose(query, claims, refusal, scope, searched, judge, ENGINE, clock.timings())


class _Clock:
    """Milliseconds of each stage."""

    def __init__(self) -> None:
        self._last, self._start, self._marks = time.perf_counter(), time.perf_counter(), {}

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self._marks[stage] = round(1000 * (now - self._last), 1)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._marks, "total": round(1000 * (time.perf_counter() - self._start), 1)}
