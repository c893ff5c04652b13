"""The server's log on standard error: words for people, or a JSON object a line for whatever gathers logs.

Never in it: the text of a question, a query string, a password or a key.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any, Literal

from pythonjsonlogger.json import JsonFormatter

from web.served import Served

Format = Literal["plain", "json"]
PATH_LIMIT = 200

log = logging.getLogger("tiaoli.requests")


def log_options(form: Format) -> dict[str, Any]:
    """Options of `uvicorn.Config`, whose own lines take the same form. plain: warnings alone; json: every request, too."""
    quiet = {"log_level": "warning", "access_log": False}
    if form == "plain":
        return quiet
    handler = logging.StreamHandler()
    handler.setFormatter(_Json(["levelname", "name", "message"], timestamp="at", json_ensure_ascii=False,
                               rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"}))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    log.setLevel(logging.INFO)
    return quiet | {"log_config": None}


def log_request(served: Served) -> None:
    """A line on a request."""
    # The session of a page is as good as a key to it.
    path = served.route if "{session" in served.route else served.path[:PATH_LIMIT]
    log.info("request", extra={"method": served.method, "path": path, "status": served.status,
                               "ms": round(1000 * served.seconds, 1), "user": served.who})


class _Json(JsonFormatter):
    def formatException(self, exc_info: Any) -> str:
        """Where it happened and what kind of error it was, without its words, which may quote the question; those of the
        system, such as a full disk, apart.
        """
        return _unquoted(exc_info[1])


def _unquoted(error: BaseException | None) -> str:
    told: list[str] = []
    while error is not None:
        words = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        told.insert(0, "".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__ + words)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)
