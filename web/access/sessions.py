"""Login sessions, held in this process: a random id in the browser's cookie, its digest here."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic

from web.access.roster import Roster
from web.identity import Identity

MOST_SESSIONS = 10_000
MOST_PAGES = 20_000


@dataclass(frozen=True)
class _Session:
    name: str
    password: str
    ends: float


@dataclass(frozen=True)
class Sessions:
    """seconds: how long a login lasts. Not for use by several threads at once."""

    seconds: float
    _held: OrderedDict[str, _Session] = field(default_factory=OrderedDict)

    def start(self, name: str, stored: str) -> str:
        """A new session of a user whose password hash is `stored`; returns its id, which is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        self._held[_digest(secret)] = _Session(name, stored, monotonic() + self.seconds)
        while len(self._held) > MOST_SESSIONS:
            self._held.popitem(last=False)
        return secret

    def identity(self, secret: str, roster: Roster) -> Identity | None:
        """Whose session it is; None once it has ended, or the user was removed or given another password."""
        session = self._held.get(_digest(secret))
        if session is None:
            return None
        user = roster.user(session.name)
        if monotonic() >= session.ends or user is None or user.password != session.password:
            self.end(secret)
            return None
        return Identity(user.name, user.role)

    def end(self, secret: str) -> None:
        """Forgets the session."""
        self._held.pop(_digest(secret), None)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class PageOwners:
    """Whose page each Gradio session is. The page makes up its own session id, and Gradio asks nothing more of whoever
    names one: here the first to use it owns it."""

    _held: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def owns(self, name: str, page: str) -> bool:
        """Whether the Gradio session is that user's; it becomes so where it is nobody's yet."""
        owner = self._held.setdefault(page, name)
        self._held.move_to_end(page)
        while len(self._held) > MOST_PAGES:
            self._held.popitem(last=False)
        return owner == name
