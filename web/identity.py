"""Who asks: set for each request by the access middleware, read by whoever must know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

Role = Literal["reader", "curator"]
"""A reader asks and reads; a curator also takes notices in and removes them."""

SCOPE_KEY = "tiaoli.identity"


@dataclass(frozen=True)
class Identity:
    """name: of the user, the key or 'local'; '' for nobody in particular."""

    name: str
    role: Role


NOBODY = Identity("", "reader")
LOCAL = Identity("local", "curator")
"""Whoever sits at the machine itself, where access control is off."""


def identity_of(connection: HTTPConnection) -> Identity:
    """Who makes this request; a reader without a name where no middleware has said."""
    return connection.scope.get(SCOPE_KEY, NOBODY)
