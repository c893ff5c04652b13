"""One question, answered: understood, drafted from the clauses found, written by a model where one is set, checked."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from answer.claims import Claim
from answer.compose import compose
from answer.draft import Draft, contradicting, draft
from answer.drafting import Written, evidence_for, write
from answer.further import further, joined
from answer.injection import instructions_of, question_in, untold
from answer.llm import Engine, complete, engine
from answer.model import Answer, Filters, NearestClause, Searched, Turn
from answer.phrases import phrase
from answer.premise import asking_instead, is_bare
from answer.refusal import refused
from answer.tracing import stage
from answer.turns import waiting, working
from answer.verify import verify
from index.explain import explain
from index.kinds import ROLES
from index.lexical import bigrams
from index.question import Asked, read_question
from index.rewrite import rewrite
from index.scope import Limits
from index.spelling import respelt
from index.spelling_en import respelt_in_english
from index.store import Index
from index.terms import frequency
from ingest.errors import TiaoliError

ENGINE = "extractive"
NO_FILTERS = Filters()
# Characters of the earlier questions that are read with a follow-up: what it leaves out was said lately.
_HISTORY_BUDGET = 2_000


@dataclass(frozen=True)
class _Reading:
    """A question as it was read, what was drafted for it, and the claims that hold. open: its parts to which nothing was found."""

    asked: Asked
    drafted: Draft
    claims: tuple[Claim, ...]
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """An answer, as far as it has come, and how it came about. written: the draft of the language model named `model`, None and ''
    where none was asked.
    """

    answer: Answer
    reading: _Reading
    written: Written | None = None
    model: str = ""


def ask(index: Index, question: str, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()) -> Answer:
    """Answers one question from the notices in `index`. Raises TiaoliError('bad_filter') for a bad date or place."""
    *_, last = answering(index, question, filters, history)
    return last.answer


def explained(index: Index, reply: Reply) -> dict[str, Any]:
    """How an answer came about (`index.explain.explain`), and what was cut of a language model's draft."""
    asked, drafted = reply.reading.asked, reply.reading.drafted
    shown = explain(index, asked, drafted.found, drafted.exact, drafted.way)
    cut = [{"text": one.text, "verdict": one.verdict, "reason": one.reason} for one in reply.written.cut] if reply.written else []
    return shown | ({"cut": cut} if cut else {})


def answering(index: Index, question: str, filters: Filters = NO_FILTERS, history: Sequence[Turn] = ()) -> Iterator[Reply]:
    """The answer as it grows, the last one whole; each has only sentences that have been checked. Raises as `ask`.

    Of earlier turns only the questions are read: nothing that was answered or cited before comes into an answer unchecked.
    """
    clock, earlier = _Clock(), _within_budget(history)
    model, fault = _model()
    with working():
        reading = _in_full(index, _understood(index, question, Limits(**filters.model_dump()), earlier, model, clock), earlier)
        drafting = model is not None and _to_write(reading)
        own = None if drafting else _reply(index, reading, clock, notes=_failed(reading, fault) if reading.claims else ())
    if own:
        yield own
        return
    query, judge = reading.asked.query, reading.asked.judge
    for written in write(model, query, evidence_for(index, reading.drafted, reading.claims), judge, earlier):
        clock.mark("model")
        if written.is_whole or written.fault:
            yield replace(_settled(index, reading, written, model, clock), written=written, model=model.name)
        elif written.answers:
            yield Reply(_composed(index, reading, written.claims, model.name, (), clock), reading, written, model.name)


def _understood(
    index: Index, question: str, limits: Limits, earlier: Sequence[str], model: Engine | None, clock: _Clock
) -> _Reading:
    """The question as it stands; where nothing answers that, asking for the figures that it takes for granted, with its spelling
    corrected, or, of a follow-up, as the model puts it in full.
    """
    read = partial(_read, index, limits=limits, clock=clock)
    if not (own := question_in(question)):
        reading = read(question, ())
        talk = phrase("refuse_talk", reading.asked.query.lang, count=len(index.documents()))
        return replace(reading, drafted=Draft(refusal=talk), claims=())
    question = own
    reading = read(question, earlier)
    if reading.claims or reading.drafted.refusal:
        return _better_spelt(index, question, earlier, reading, read)
    for again in (_asking, _respelt, partial(_rewritten, model=model)):
        if (other := again(index, question, earlier, reading, read)) and other.claims:
            return other
    return reading


def _in_full(index: Index, reading: _Reading, earlier: Sequence[str]) -> _Reading:
    """With what holds of the further parts of a question for which clauses were searched; a record gives all that is asked of it."""
    if reading.drafted.way != "search" or reading.asked.query.of_notice:
        return reading
    parts = {part: _held(claims, reading.asked) for part, claims in further(index, reading.asked, earlier, reading.claims).items()}
    claims = joined(reading.claims, [claim for found in parts.values() for claim in found])
    return replace(reading, claims=claims, open=tuple(part for part, found in parts.items() if not found))


def _asking(index: Index, question: str, earlier: Sequence[str], first: _Reading, read: Any) -> _Reading | None:
    """A figure that is to be confirmed need not stand in the clause that answers."""
    written = asking_instead(first.asked.query)
    if written == question or is_bare(first.asked.query) or not (again := read(written, earlier)).claims:
        return None
    claims = (*again.claims, *_held(contradicting(index, first.asked, again.claims), first.asked))
    return replace(again, claims=claims)


def _respelt(index: Index, question: str, earlier: Sequence[str], first: _Reading, read: Any) -> _Reading | None:
    english = first.asked.query.lang == "en"
    written, corrected = respelt_in_english(question) if english else respelt(question, partial(frequency, index))
    if not corrected or not (again := read(written, earlier)).claims:
        return None
    return replace(again, asked=replace(again.asked, query=replace(again.asked.query, text=question, corrected=corrected)))


def _better_spelt(index: Index, question: str, earlier: Sequence[str], first: _Reading, read: Any) -> _Reading:
    """The reading with its spelling corrected, where that of characters which stand together in no clause finds more likely clauses;
    an English word that no dictionary has says nothing as it stands.
    """
    query = first.asked.query
    if first.drafted.way != "search" or not (query.lang == "en" or any(not frequency(index, pair) for pair in bigrams(query.topic))):
        return first
    other = _respelt(index, question, earlier, first, read)
    return other if other and (query.lang == "en" or _most(other) > _most(first)) else first


def _most(reading: _Reading) -> float:
    return max((one.probability for one in reading.drafted.found), default=0.0)


def _rewritten(index: Index, question: str, earlier: Sequence[str], first: _Reading, read: Any, model: Engine | None) -> _Reading | None:
    if not model or not earlier:
        return None
    with waiting():
        written = rewrite(question, earlier, partial(complete, model))
    return read(written, ()) if written != question else None


def _read(index: Index, question: str, earlier: Sequence[str], limits: Limits, clock: _Clock) -> _Reading:
    with stage("understand"):
        asked = read_question(index, question, limits, earlier)
    clock.mark("understand")
    with stage("draft"):
        drafted = draft(index, asked)
    clock.mark("draft")
    with stage("verify"):
        claims = _held(drafted.claims, asked)
    clock.mark("verify")
    return _Reading(asked, drafted, claims)


def _held(claims: Sequence[Claim], asked: Asked) -> tuple[Claim, ...]:
    """Those that their clauses bear out, by words that address the reader; an item only with what leads it in."""
    held = [claim for claim in claims if verify(claim, asked.judge) == "supported"
            and untold([claim.quote], instructions_of(claim.notice, claim.clause))]
    parts = Counter(claim.text for claim in held)
    return tuple(claim for claim in held if claim.relation != "item" or parts[claim.text] == 2)


def _model() -> tuple[Engine | None, TiaoliError | None]:
    """The language model that is set, or why it cannot be used."""
    try:
        return engine(), None
    except TiaoliError as error:
        return None, error


def _to_write(reading: _Reading) -> bool:
    """Whether a model is to write the answer. The catalogue and the roles that a clause lists are complete as they are, and a clause
    asked for by its address alone is wanted in its own words.
    """
    query, way = reading.asked.query, reading.drafted.way
    listed = any(claim.relation in ROLES for claim in reading.claims)
    return bool(reading.claims) and not listed and way != "catalogue" and (way != "address" or bool(query.topic))


def _settled(index: Index, reading: _Reading, written: Written, model: Engine, clock: _Clock) -> Reply:
    """What the reader gets in the end: the draft as far as it holds, else the clauses' own words and why."""
    lang = reading.asked.query.lang
    if written.fault:
        return _reply(index, reading, clock, _failed(reading, written.fault))
    if written.declined:
        return _reply(index, reading, clock, (phrase("note_declined", lang),))
    if not written.answers:
        return _reply(index, reading, clock, (phrase("note_replaced", lang),))
    notes = (phrase("note_cut", lang, count=len(written.cut)),) if written.cut else ()
    return Reply(_composed(index, reading, written.claims, model.name, notes, clock), reading)


def _failed(reading: _Reading, fault: TiaoliError | None) -> tuple[str, ...]:
    lang = reading.asked.query.lang
    return (phrase("note_failed", lang, reason=said(fault, lang)),) if fault else ()


def said(error: TiaoliError, lang: str) -> str:
    """The half of a message that is in the reader's language."""
    chinese, _, english = error.message.partition(" / ")
    return english or chinese if lang == "en" else chinese


def _reply(index: Index, reading: _Reading, clock: _Clock, notes: Sequence[str] = ()) -> Reply:
    return Reply(_composed(index, reading, reading.claims, ENGINE, notes, clock), reading)


def _composed(
    index: Index, reading: _Reading, claims: Sequence[Claim], engine: str, notes: Sequence[str], clock: _Clock
) -> Answer:
    asked, drafted = reading.asked, reading.drafted
    nearest = tuple(_nearest(index, near.card.clause_id) for near in drafted.nearest)
    searched = Searched(
        documents=len(asked.scope.allowed) or len(index.documents()), filters=Filters(**asdict(asked.limits)), nearest=nearest)
    refusal = drafted.refusal or (refused(index, asked, nearest) if not claims else "")
    shown = len({claim.notice.doc_id for claim in claims})
    counted = (phrase("note_listed", asked.query.lang, count=drafted.listed, shown=shown),) if drafted.listed else ()
    notes = (*notes, *counted, *(phrase("note_part", asked.query.lang, part=part) for part in reading.open))
    return compose(asked.query, claims, refusal, asked.scope, searched, asked.judge, engine, notes, clock.timings())


def _nearest(index: Index, clause_id: str) -> NearestClause:
    notice, clause = index.clause(clause_id)
    return NearestClause(clause_id=clause_id, address=clause.address, title=notice.meta.title)


def _within_budget(history: Sequence[Turn]) -> tuple[str, ...]:
    """The latest questions before, oldest first, as many as the budget holds."""
    kept: list[str] = []
    left = _HISTORY_BUDGET
    for turn in reversed(history):
        left -= len(turn.question)
        if left < 0:
            break
        kept.append(turn.question)
    return tuple(reversed(kept))


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
