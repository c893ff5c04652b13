"""The one way in which every door asks: the service, over the published index, each exchange kept."""

from __future__ import annotations

from collections.abc import Generator
from inspect import unwrap

from answer.journal import new_id
from answer.records import Keep, recorded, unkept
from answer.request import AskRequest
from answer.service import Reply, answering
from index.live import Reading

EXCHANGE_HEADER = "Tiaoli-Exchange-Id"


def exchange_id(keep: Keep) -> str:
    """An id for an exchange that is to be kept; '' where none is kept."""
    return "" if unwrap(keep) is unkept else new_id()


def replies(reading: Reading, keep: Keep, request: AskRequest, kept_as: str = "") -> Generator[Reply, None, None]:
    """The answer as it grows, the last one whole (`answer.service.answering`). kept_as: of `exchange_id`.

    Raises what `answering` and opening the index raise.
    """
    asked = (request.question, request.filters, request.history)
    with reading() as index:
        yield from recorded(answering(index, *asked), keep, *asked, exchange_id=kept_as)
