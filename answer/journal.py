"""The journal: every exchange and what readers said of its answer, in an append-only file, `home/journal.db`.

It holds what people asked, so only its owner may read it; addresses of people and keys are never in it. Several processes and
threads may write at once.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from uuid import uuid4

from answer.journal_file import change, journal_path, reading
from answer.model import Answer, Filters
from index.scope import Limits, check_limits
from ingest.errors import TiaoliError

Opinion = Literal["helpful", "wrong_clause", "wrong_content", "outdated", "should_have_refused"]
"""What a reader may say of an answer."""

log = logging.getLogger("tiaoli")

_OPINIONS: tuple[Opinion, ...] = get_args(Opinion)
_COLUMNS = ("id", "at", "question", "history", "filters", "retrieved", "engine", "prompt_hash", "answer", "verdicts",
            "version")
_JSON = {"history", "filters", "retrieved", "answer", "verdicts"}
_FEEDBACK = ("at", "verdict", "clause_id", "note")


class Checked(NamedTuple):
    """A sentence that was drafted, shown or cut, and what checking it found. reason: '' when it is supported."""

    sentence: str
    verdict: str
    reason: str = ""


def new_id() -> str:
    """An id for an exchange, for whoever must name it before it is kept."""
    return uuid4().hex


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Exchange:
    """A question and its answer, as they are kept. at: aware.

    history: the questions before it. filters: as asked; answer.searched has them as understood. retrieved: clause ids, best
    first. engine: the one that drafted; where its draft was replaced, answer.engine is another. prompt_hash: '' without a
    language model. version: of Tiaoli.
    """

    question: str
    answer: Answer
    engine: str
    history: tuple[str, ...] = ()
    filters: Filters = Filters()
    retrieved: tuple[str, ...] = ()
    prompt_hash: str = ""
    verdicts: tuple[Checked, ...] = ()
    version: str = ""
    id: str = field(default_factory=new_id)
    at: datetime = field(default_factory=_now)


def keep(home: Path, exchange: Exchange) -> None:
    """Adds an exchange. When that fails a warning is logged, and nothing raised: whoever asked has the answer all the same.

    Lone surrogates, which are no text, are kept as `?`.
    """
    row = _row(exchange)
    query = f"INSERT INTO exchanges ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    try:
        change(home, lambda journal: journal.execute(query, row))
    except TiaoliError as error:
        log.warning("这次问答没有记下 / this exchange was not recorded: %s", error)


def feedback(home: Path, exchange_id: str, verdict: Opinion, clause_id: str = "", note: str = "") -> None:
    """Adds what a reader says of an answer. clause_id: of the clause meant, '' for the whole answer.

    Raises TiaoliError: no_such_exchange, bad_feedback, storage_failed, newer_journal.
    """
    if verdict not in _OPINIONS:
        raise TiaoliError("bad_feedback", f"不认识的评价 / unknown verdict: {verdict}", f"可用 / one of: {', '.join(_OPINIONS)}")
    row = tuple(map(_storable, (_stamp(_now()), verdict, clause_id, note, exchange_id)))
    query = f"INSERT INTO feedback (exchange_id, {', '.join(_FEEDBACK)}) SELECT id, ?, ?, ?, ? FROM exchanges WHERE id = ?"
    if not journal_path(home).exists() or not change(home, lambda journal: journal.execute(query, row).rowcount):
        raise TiaoliError("no_such_exchange", f"没有这次问答的记录 / no record of this exchange: {exchange_id}",
                          "它可能已超过保存期限，或当时未开启记录 / it may be past its retention, or recording was off")


def exported(home: Path, since: str = "", until: str = "") -> Iterator[dict[str, Any]]:
    """Every exchange with its feedback, oldest first, as JSON objects, read while they are asked for.

    since, until: ISO dates, days of this machine's time zone, both included; '' for no limit.
    Raises TiaoliError: bad_filter at once; storage_failed, newer_journal and journal_damaged while it is read.
    """
    check_limits(Limits(since=since, until=until))
    return _exported(home, _midnight(since) if since else "", _midnight(until, after=1) if until else "~")


def sweep(home: Path, days: int) -> int:
    """Drops the exchanges of more than `days` days ago with their feedback, and returns how many; 0 days keeps all.

    Each sweep is recorded. Cheap when there is nothing to do: all exchanges of a day (UTC) go together, on the first sweep
    of a day. When it fails a warning is logged, as in `keep`.
    """
    if not days or not journal_path(home).exists():
        return 0
    now = _now()
    before = _stamp(datetime.combine(now.date() - timedelta(days=days), time.min, UTC))
    try:
        return change(home, lambda journal: _sweep(journal, _stamp(now), before))
    except TiaoliError as error:
        log.warning("过期的问答记录没有清理 / records past their retention were not removed: %s", error)
        return 0


def _sweep(journal: sqlite3.Connection, at: str, before: str) -> int:
    done, due = journal.execute("SELECT coalesce(max(before), '') >= ?1, (SELECT count(*) FROM exchanges WHERE at < ?1) FROM sweeps",
                                (before,)).fetchone()
    if done:
        return 0
    journal.execute("INSERT INTO sweeps VALUES (?, ?, ?)", (at, before, due))
    journal.execute("DELETE FROM feedback WHERE exchange_id IN (SELECT id FROM exchanges WHERE at < ?)", (before,))
    journal.execute("DELETE FROM exchanges WHERE at < ?", (before,))
    return due


def _exported(home: Path, since: str, before: str) -> Iterator[dict[str, Any]]:
    if not journal_path(home).exists():
        return
    said = f"SELECT {', '.join(_FEEDBACK)} FROM feedback WHERE exchange_id = ? ORDER BY seq"
    with reading(home) as journal:
        rows = journal.execute(f"SELECT {', '.join(_COLUMNS)} FROM exchanges WHERE at >= ? AND at < ? ORDER BY at, seq", (since, before))
        for row in rows:
            exchange = {name: json.loads(value) if name in _JSON else value for name, value in zip(_COLUMNS, row, strict=True)}
            exchange["feedback"] = [dict(zip(_FEEDBACK, each, strict=True)) for each in journal.execute(said, (exchange["id"],))]
            yield exchange


def _row(exchange: Exchange) -> tuple[str, ...]:
    values: dict[str, Any] = {
        **{name: getattr(exchange, name) for name in _COLUMNS}, "at": _stamp(exchange.at),
        "filters": exchange.filters.model_dump(mode="json"), "answer": exchange.answer.model_dump(mode="json"),
        "verdicts": [each._asdict() for each in exchange.verdicts]}
    return tuple(_storable(json.dumps(value, ensure_ascii=False) if name in _JSON else value) for name, value in values.items())


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _stamp(moment: datetime) -> str:
    """UTC, of one width, so that it sorts as text: `2026-03-01T08:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _midnight(day: str, after: int = 0) -> str:
    try:
        return _stamp(datetime.combine(date.fromisoformat(day) + timedelta(days=after), time.min))
    except OverflowError as error:
        raise TiaoliError("bad_filter", f"日期超出范围 / out of range: {day}") from error
