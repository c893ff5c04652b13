"""Which notices may answer a question: the place asked about, the numbers and titles named, and the filters set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.manifest import DocSummary
from index.query import Query
from ingest.errors import TiaoliError
from ingest.gazetteer import Division, covers_path
from ingest.model import Meta, Region
from ingest.region import covers, named_region
from ingest.script import search_key, simplify
from ingest.validity import status_on


@dataclass(frozen=True)
class Limits:
    """Filters of a question, checked. region: full name of a division ('' for any); dates ISO or ''."""

    region: str = ""
    since: str = ""
    until: str = ""
    in_force: bool = False
    as_of: str = ""

    @property
    def day(self) -> date:
        """The day on which validity is judged."""
        return date.fromisoformat(self.as_of) if self.as_of else date.today()


@dataclass(frozen=True)
class Scope:
    """allowed: notices that may answer; local: those issued in a place asked about (all when none is asked about).

    absent: places, document numbers and titles asked about of which there is no notice.
    """

    allowed: frozenset[str]
    local: frozenset[str]
    absent: tuple[str, ...] = ()


def scope_of(documents: Sequence[DocSummary], query: Query, limits: Limits) -> Scope:
    """Resolves a question and its filters to notices. Raises TiaoliError('bad_filter') for a date or place that is none."""
    open_ = [document for document in documents if _passes(document.meta, limits)]
    named = [document for document in open_ if _is_named(document.meta, query)]
    absent = _absent_names(open_, query)
    if named:
        ids = frozenset(document.doc_id for document in named)
        return Scope(ids, ids, absent)
    if query.doc_nos and not query.places:
        return Scope(frozenset(), frozenset(), absent)
    if not query.places:
        ids = frozenset(document.doc_id for document in open_)
        return Scope(ids, ids, absent)
    local = [document for document in open_ if any(_within(document.meta, place) for place in query.places)]
    if query.zones and not any(_is_of_zone(document.meta, query.zones) for document in local):
        names = tuple(f"{place.full_name}{zone}" for place in query.places[:1] for zone in query.zones)
        return Scope(frozenset(), frozenset(), (*absent, *names))
    above = [document for document in open_ if any(_governs(document.meta, place) for place in query.places)]
    found = {place.name for place in query.places if any(_within(document.meta, place) for document in local)}
    missing = dict.fromkeys(place.full_name for place in query.places if place.name not in found)
    return Scope(
        frozenset(document.doc_id for document in (*local, *above)),
        frozenset(document.doc_id for document in local),
        (*absent, *missing),
    )


def _passes(meta: Meta, limits: Limits) -> bool:
    for value in (limits.since, limits.until, limits.as_of):
        _check_date(value)
    if limits.region and not any(_within(meta, region) for region in _filter_regions(limits.region)):
        return False
    if (limits.since and meta.issued < limits.since) or (
        limits.until and (not meta.issued or meta.issued > limits.until)
    ):
        return False
    if limits.as_of and meta.issued > limits.as_of:
        return False
    return not (limits.in_force and status_on(meta, limits.day).status in ("repealed", "expired"))


def _check_date(value: str) -> None:
    if not value:
        return
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise TiaoliError(
            "bad_filter", f"日期应写作 YYYY-MM-DD / not a date: {value}", "例如 2020-06-16 / for example 2020-06-16"
        ) from error


def _filter_regions(name: str) -> tuple[Region, ...]:
    regions = named_region(name)
    if not regions:
        raise TiaoliError(
            "bad_filter",
            f"不认识的地名 / unknown place: {name}",
            "请写行政区划名称，例如 昆山市 / give an administrative division",
        )
    return regions


def _within(meta: Meta, place: Division | Region) -> bool:
    """Whether the notice was issued in `place` or in a division under it."""
    return bool(meta.region and covers(place, meta.region))


def _governs(meta: Meta, place: Division) -> bool:
    """Whether the notice's issuer stands above `place`: its province, its city, or the central bodies."""
    return bool(
        meta.region and len(meta.region.adcodes) < len(place.path) and covers_path(meta.region.adcodes, place.path)
    )


def _is_of_zone(meta: Meta, zones: Sequence[str]) -> bool:
    """Whether the notice is of a zone, or addressed to it."""
    return any(zone in simplify(f"{meta.title} {meta.issuer} {meta.addressees}") for zone in zones)


def _is_named(meta: Meta, query: Query) -> bool:
    """Whether the question names the notice itself, by its number or by its title in 《》."""
    title = search_key(meta.title)
    return bool(meta.doc_no and meta.doc_no in query.doc_nos) or any(
        len(name) >= 6 and name in title for name in query.titles
    )


def _absent_names(documents: Sequence[DocSummary], query: Query) -> tuple[str, ...]:
    known = {document.meta.doc_no for document in documents}
    return tuple(number for number in query.doc_nos if number not in known)
