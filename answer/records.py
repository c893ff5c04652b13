"""What is kept of each exchange: the answer as given, what it was drafted from and how its sentences were judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from answer import journal
from answer.journal import Checked, Exchange
from answer.model import Filters, Turn
from answer.service import ENGINE, Reply
from index import prompts
from index.settings import settings

Keep = Callable[[Exchange], None]
_RETRIEVED = 20


def unkept(exchange: Exchange) -> None:
    """Keeps nothing."""


def keeper(home: Path) -> Keep:
    """Keeps exchanges in the journal of `home`, from which those past their time are dropped; keeps nothing where that is switched
    off (TIAOLI_LOG).
    """
    if not settings().log:
        return unkept

    def keep(exchange: Exchange) -> None:
        journal.keep(home, exchange)
        journal.sweep(home, settings().log_days)

    return keep


def recorded(
    replies: Iterable[Reply], keep: Keep, question: str, filters: Filters, history: Sequence[Turn], exchange_id: str = ""
) -> Iterator[Reply]:
    """The replies as they come; the last one is kept.

    exchange_id: what it is kept as, of `journal.new_id`, by which `journal.feedback` finds it again; '' where nobody asks later.
    """
    last = None
    for last in replies:
        yield last
    if last:
        keep(_exchange(last, question, filters, history, exchange_id or journal.new_id()))


def _exchange(reply: Reply, question: str, filters: Filters, history: Sequence[Turn], exchange_id: str) -> Exchange:
    written, reading = reply.written, reply.reading
    found = (*(claim.clause.id for claim in reading.claims), *(one.card.clause_id for one in reading.drafted.found))
    judged = [Checked(one.text, one.verdict, one.reason) for one in written.findings] if written else [
        Checked(claim.text, "supported", "") for claim in reading.claims]
    return Exchange(
        id=exchange_id, question=question, answer=reply.answer, engine=reply.model or ENGINE,
        history=tuple(turn.question for turn in history), filters=filters, retrieved=tuple(dict.fromkeys(found))[:_RETRIEVED],
        verdicts=tuple(judged), prompt_hash=prompts.version("answer") if written else "", version=version("tiaoli"))
