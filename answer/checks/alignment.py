"""Which part of a cited clause carries which part of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from answer.checks.dates import Day, days_in
from answer.checks.names import blanked
from answer.checks.operators import Operator, operators
from answer.checks.quantities import Quantity, quantities
from answer.checks.reading import Claim, Segment, Source, pairs_of
from answer.checks.terms import Term, share, terms_of, terms_of_english
from ingest.model import Span
from ingest.places import find_places
from ingest.references import TITLE

# Words in translation tell less where they stand.
_NEARLY, _NEARLY_EN, _AS_GOOD, _MOST = 0.75, 0.4, 0.95, 3


@dataclass(frozen=True)
class Part:
    """A segment of the sentence: its terms, its operators, and the source segment that carries most of it (None for none)."""

    segment: Segment
    terms: tuple[Term, ...]
    operators: tuple[Operator, ...]
    home: Segment | None
    is_anchored: bool = False


@dataclass(frozen=True)
class Aligned:
    """A sentence laid beside a clause. blank: its key without names, numbers of documents and addresses."""

    claim: Claim
    source: Source
    blank: str
    days: tuple[Day, ...]
    quantities: tuple[Quantity, ...]
    parts: tuple[Part, ...]
    source_operators: tuple[Operator, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for part in self.parts for term in part.terms)

    def sentence_of(self, segment: Segment) -> Span:
        """The sentence of the clause that holds one of its segments."""
        return (
            self.source.sentences[self.source.sentence_at(segment.start)]
            if self.source.sentences
            else Span(0, len(self.source.key))
        )

    def run_of(self, segment: Segment) -> list[Segment]:
        """The segments of the clause up to and with this one that stand in its part between ；."""
        return [one for one in self.source.segments if one.group == segment.group and one.start <= segment.start]


def aligned(claim: Claim, source: Source) -> tuple[Aligned, ...]:
    """The sentence laid beside the clause, in the part of it between ； that has most of it, then in others with nearly as much."""
    blank = blanked(claim)
    days = days_in(blank, claim.is_english)
    without_days = _without(blank, [(day.start, day.end) for day in days])
    amounts = quantities(without_days, claim.is_english)
    spans = tuple((one.start, one.end) for one in (*days, *amounts))
    plain = _without(blank, spans)
    plain = _without(plain, _places(claim.key, claim.is_english))
    parts = [_part(segment, plain, claim, source) for segment in claim.segments]
    parts = [_anchored(part, amounts, source) for part in parts]
    found = operators_of_source(source)
    return tuple(Aligned(claim, source, blank, days, amounts, one, found) for one in _together(parts, amounts, source))


@lru_cache(maxsize=1024)
def _places(key: str, is_english: bool) -> tuple[tuple[int, int], ...]:
    """Where places stand: they are checked by themselves, and their words are no content."""
    return () if is_english else tuple((one.start, one.end) for one in find_places(key))


def _together(parts: list[Part], amounts: tuple[Quantity, ...], source: Source) -> list[tuple[Part, ...]]:
    """The parts with their segments of the clause in one part of it between ；, where that carries most of them as well."""
    if len({one.group for one in source.segments}) < 2:
        return [tuple(parts)]
    total: dict[int, float] = {}
    for part in parts:
        best: dict[int, float] = {}
        for one in source.segments:
            best[one.group] = max(best.get(one.group, 0.0), _met(part.terms, one, part.segment))
        for group, value in best.items():
            total[group] = total.get(group, 0.0) + value
    values = {amount.value for amount in amounts}
    for amount in quantities(source.key):
        at = next((one.group for one in source.segments if one.start <= amount.start < one.end), None)
        if at is not None and amount.value in values:
            total[at] += 1.0
    best = sorted(total, key=lambda one: -total[one])
    nearly = _NEARLY if any(term.is_noun or term.is_verb for part in parts for term in part.terms) else _NEARLY_EN
    groups = [
        one for one in best[:_MOST] if total[one] >= (_NEARLY if nearly == _NEARLY_EN else _AS_GOOD) * total[best[0]]
    ]
    return list(
        dict.fromkeys(
            tuple(replace(part, home=_home_in(part, group, source, nearly)) for part in parts) for group in groups
        )
    )


def homes_of(terms: tuple[Term, ...], segment: Segment, source: Source, near: Segment | None) -> list[Segment]:
    """The segment as `home_of`, and that in the part of the clause where `near` stands if it has nearly as much."""
    best = home_of(terms, segment, source)
    inside = [one for one in source.segments if near and one.group == near.group]
    other = max(inside, key=lambda one: _met(terms, one, segment), default=None)
    enough = best and other and _met(terms, other, segment) >= 0.5 * _met(terms, best, segment)
    return [one for one in (best, other if enough else None) if one]


def _anchored(part: Part, amounts: tuple[Quantity, ...], source: Source) -> Part:
    """A part that gives numbers is carried where the clause gives the same."""
    own = [one for one in amounts if part.segment.start <= one.start < part.segment.end]
    held = quantities(source.key)
    places = [
        one
        for one in source.segments
        if own
        and all(
            any(
                one.start <= other.start < one.end and (other.value, other.unit) == (amount.value, amount.unit)
                for other in held
            )
            for amount in own
        )
    ]
    best = max(places, key=lambda one: _met(part.terms, one, part.segment), default=None)
    return replace(part, home=best, is_anchored=True) if best else part


def _home_in(part: Part, group: int, source: Source, nearly: float) -> Segment | None:
    inside = [one for one in source.segments if one.group == group]
    best = max(inside, key=lambda one: _met(part.terms, one, part.segment), default=None)
    if part.is_anchored:
        return part.home
    enough = (
        part.home
        and best
        and _met(part.terms, best, part.segment) >= nearly * _met(part.terms, part.home, part.segment)
    )
    return best if enough else part.home


def _met(terms: tuple[Term, ...], one: Segment, segment: Segment) -> float:
    """How much of the terms a segment of the clause has, and how like it is to the sentence's in all its characters."""
    met = sum(term.weight for term in terms if share(term, one.text) == 1.0)
    return met and met * (0.5 + likeness(segment.text, one.text))


def operators_of_source(source: Source) -> tuple[Operator, ...]:
    """Bounds of quantities (不得少于) and titles of documents (禁止吸烟的规定) give no force."""
    amounts = [(one.start, one.end) for one in quantities(source.key)] + [one.span() for one in TITLE.finditer(source.key)]
    return tuple(one for one in operators(source.key) if not any(start <= one.start < end for start, end in amounts))


def _part(segment: Segment, plain: str, claim: Claim, source: Source) -> Part:
    text = plain[segment.start : segment.end]
    found = tuple(
        Operator(one.kind, one.start + segment.start, one.end + segment.start)
        for one in operators(text, claim.is_english)
    )
    if claim.is_english:
        terms = tuple(_english(segment, found, plain, source))
    else:
        terms = terms_of(
            segment, (), _without(plain, [(one.start, one.end) for one in found if one.end - one.start > 1])
        )
    return Part(segment, terms, found, home_of(terms, segment, source))


def _english(segment: Segment, found: tuple[Operator, ...], plain: str, source: Source) -> Iterator[Term]:
    """The terms of each stretch between operators."""
    begins = [segment.start, *(one.end for one in found)]
    ends = [*(one.start for one in found), segment.end]
    for begin, end in zip(begins, ends, strict=True):
        if re.search(r"[a-z]{2}", plain[begin:end]):
            yield from terms_of_english(plain[begin:end], begin, source.whole)


def home_of(terms: tuple[Term, ...], segment: Segment, source: Source) -> Segment | None:
    """The segment of the clause with most of the terms; of several, the one most like the sentence's in all its characters."""
    best = max(source.segments, key=lambda one: _met(terms, one, segment), default=None)
    return best if best and _met(terms, best, segment) else None


def likeness(one: str, other: str) -> float:
    """Dice's coefficient of the pairs of Han characters of two texts."""
    first, second = pairs_of(one), pairs_of(other)
    return 2 * len(first & second) / (len(first) + len(second) or 1)


def _without(text: str, spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
