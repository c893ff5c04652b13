"""The one error that reaches a user: a code for machines, a message and a hint for people."""

from __future__ import annotations


class TiaoliError(Exception):
    """Something a clerk can act on. message: what happened and where; hint: what to do."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    def as_dict(self) -> dict[str, dict[str, str]]:
        """The JSON error body of the API."""
        return {"error": {"code": self.code, "message": self.message, "hint": self.hint}}
