"""A clause being built, and the rules on where a numbered line may stand and what its heading is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.markers import DIVISIONS, Marker
from ingest.model import ClauseKind, Span

SENTENCE_END = re.compile(r"[。；！？;：:]")
_BRACKETED = re.compile(r"^[\s　]*[【〔\[（(](?P<heading>[^】〕\])）]{2,30})[】〕\])）]")
# A heading is a phrase: measured on official texts, headings run to 28 characters.
_HEADING = 28


@dataclass
class Draft:
    """A clause being built. step: its part of the structural path; label: its part of the address."""

    step: str
    label: str
    kind: ClauseKind
    lines: list[Span]
    heading: str = ""
    marker: Marker | None = None
    parent: Draft | None = None
    children: list[Draft] = field(default_factory=list)
    cells: dict[str, Span] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return Span(self.lines[0].start, self.lines[-1].end)

    def add(self, child: Draft) -> Draft:
        child.parent = self
        self.children.append(child)
        return child

    def ancestors(self):
        """This draft and those above it, the root left out."""
        here: Draft | None = self
        while here and here.parent:
            yield here
            here = here.parent


def open_above(above: Draft, owner: Draft, marker: Marker) -> Draft:
    """The nearest open clause in which `marker` may stand: one of lower rank, or a later paragraph (款) of an article
    whose earlier paragraph already has its own list.
    """
    while above is not owner:
        if above.marker and above.marker.rank < marker.rank:
            break
        if above.kind == "closing" and _takes(above, marker):
            break
        above = above.parent or owner
    return above


def _takes(paragraph: Draft, marker: Marker) -> bool:
    """Whether a numbered line begins a list of this paragraph (its article having one already), or goes on with it."""
    article = paragraph.parent
    if article is None or article.marker is None or article.marker.kind != "article":
        return False
    if marker.number == 1:
        return any(child.marker and child.marker.kind == marker.kind for child in article.children)
    return any(child.marker and child.marker.kind == marker.kind for child in paragraph.children)


def heading_of(line: str, marker: Marker) -> str:
    """The heading of a numbered line: the question asked, its bracketed title, the whole line if no sentence, or a short first sentence."""
    rest = line[marker.length :].strip()
    if marker.kind == "named":
        return marker.label
    if marker.kind == "question":
        return rest
    if bracketed := _BRACKETED.match(rest):
        return bracketed["heading"].strip()
    stop = SENTENCE_END.search(rest)
    if stop is None:
        return rest if marker.kind in DIVISIONS or len(rest) <= 80 else ""
    if marker.kind in (*DIVISIONS, "article"):
        return ""
    is_whole = stop.end() == len(rest)
    return rest[: stop.start()] if stop.start() <= (25 if is_whole else _HEADING) else ""
