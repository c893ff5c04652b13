"""What an answer asserts, claim by claim, each with the clause it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.model import Clause, Notice, Span

Relation = Literal[
    "lead", "responsible", "assisting", "verbatim", "item", "metadata", "history", "validity", "absence", "unsaid", "drafted"
]


@dataclass(frozen=True)
class Claim:
    """One sentence of an answer before it is checked.

    text: as shown, without its citation mark. said: the words (original script) that it takes from the clause or, for
    metadata and validity, from the notice, of an item of a list those that lead it in and its own, of an act by which a
    statute was made (history) its name and day, as `ingest.makings` reads them; quote: where the clause says it, in
    clause.text. notice: the one of the clause; subject: the one that the sentence is about, where that is another
    (repealed by the clause).
    """

    text: str
    relation: Relation
    said: tuple[str, ...]
    notice: Notice
    clause: Clause
    quote: Span
    subject: Notice | None = None

    @property
    def about(self) -> Notice:
        """The notice that the sentence is about."""
        return self.subject or self.notice
