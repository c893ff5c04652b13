"""The audit log: who did what from where, a JSON line each, in a file that only its owner may read."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from starlette.requests import HTTPConnection

from web.identity import Identity, identity_of

AUDIT_KEY = "tiaoli.audit"
AUDIT_FILE = "audit.log"
DETAIL_LIMIT = 300
Audit = Callable[[str, Identity, str, str], None]
"""(what, who, address, detail): never a password, a key or the text of a question."""

log = logging.getLogger("tiaoli")


def audit_file(home: Path) -> Audit:
    """Appends to `home/audit.log`, opened anew for each line so that log rotation may move it.

    A line that cannot be written is told in the server's log; the request goes on.
    """
    path = home / AUDIT_FILE

    def write(what: str, who: Identity, address: str, detail: str) -> None:
        line = {"when": datetime.now(UTC).isoformat(timespec="milliseconds"), "what": what, "who": who.name,
                "role": who.role, "from": address, "detail": detail[:DETAIL_LIMIT]}
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, f"{json.dumps(line, ensure_ascii=False)}\n".encode())
            finally:
                os.close(descriptor)
        except OSError as error:
            log.error("the audit line %s cannot be written to %s: %s", what, path, error.strerror)

    return write


def unaudited(what: str, who: Identity, address: str, detail: str) -> None:
    """Writes nothing."""


def note(connection: HTTPConnection, what: str, detail: str = "") -> None:
    """An audit line on whoever makes this request, such as ("upload", doc_id); none where no gate stands before it."""
    write: Audit = connection.scope.get(AUDIT_KEY, unaudited)
    write(what, identity_of(connection), address_of(connection), detail)


def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from: behind the trusted proxy, the address that it forwards."""
    return connection.client.host if connection.client else ""
