"""Which notices may answer a question: the place asked about, the numbers and titles named, and the filters set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from index.manifest import DocSummary
from index.naming import Place
from index.query import Query
from index.relations import NOTHING, Judge, Upon, judge_on
from ingest.errors import TiaoliError
from ingest.gazetteer import Division, covers_path
from ingest.model import Meta, Region
from ingest.region import covers, named_region
from ingest.script import search_key, simplify
from ingest.validity import Judgement

# A shorter title (行政许可法 is one) may stand in a question by chance.
_SHORTEST_TITLE = 6


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

    named: whether the question names the notices themselves, by number or title. absent: places and document numbers asked
    about of which there is no notice.
    """

    allowed: frozenset[str]
    local: frozenset[str]
    named: bool = False
    absent: tuple[str, ...] = ()


def scope_of(
    documents: Sequence[DocSummary], query: Query, limits: Limits, upon: Upon = NOTHING
) -> tuple[Scope, Query]:
    """Resolves a question and its filters to notices: the scope, and the query with what only the corpus can tell of it:
    which of its places and titles are on file. upon: as `index.relations.acts_upon` gives it.
    Raises TiaoliError('bad_filter') for a date or place that is none.
    """
    _check(limits)
    judge = judge_on(limits.day, upon)
    open_ = [document for document in documents if _passes(document, limits, judge)]
    query = replace(query, places=tuple(_on_file(place, open_) for place in query.places))
    absent = tuple(number for number in query.doc_nos if number not in {document.meta.doc_no for document in open_})
    named = [document for document in open_ if _is_named(document.meta, query)]
    filed = [search_key(document.meta.title) for document in open_]
    query = replace(query, required=tuple(title for title in query.titles if not any(title in other for other in filed)))
    if named:
        return Scope(_ids(named), _ids(named), True, absent), query
    if absent and not query.places:
        return Scope(frozenset(), frozenset(), False, absent), query
    return (_of_places(open_, query, absent) if query.places else Scope(_ids(open_), _ids(open_), False, absent)), query


def _of_places(documents: Sequence[DocSummary], query: Query, absent: tuple[str, ...]) -> Scope:
    divisions = [division for place in query.places for division in place.divisions]
    local = [document for document in documents if any(within(document.meta, division) for division in divisions)]
    if query.zones and not any(_is_of_zone(document.meta, query.zones) for document in local):
        names = tuple(f"{query.places[0].name}{zone}" for zone in query.zones)
        return Scope(frozenset(), frozenset(), False, (*absent, *names))
    above = [document for document in documents if any(governs(document.meta, division) for division in divisions)]
    missing = [place.name for place in query.places
               if not any(within(document.meta, division) for document in local for division in place.divisions)]
    return Scope(_ids([*local, *above]), _ids(local), False, (*absent, *missing))


def _ids(documents: Iterable[DocSummary]) -> frozenset[str]:
    return frozenset(document.doc_id for document in documents)


def _on_file(place: Place, documents: Sequence[DocSummary]) -> Place:
    """Of several divisions that a name may mean, those with a notice on file, if there are any."""
    held = tuple(d for d in place.divisions if any(within(document.meta, d) for document in documents))
    return replace(place, divisions=held or place.divisions)


def _passes(document: DocSummary, limits: Limits, judge: Judge) -> bool:
    meta = document.meta
    if limits.region and not any(within(meta, region) for region in _filter_regions(limits.region)):
        return False
    if (limits.since and meta.issued < limits.since) or (
        limits.until and (not meta.issued or meta.issued > limits.until)
    ):
        return False
    if limits.as_of and meta.issued > limits.as_of:
        return False
    return not limits.in_force or _may_be_in_force(judge(document.doc_id, meta))


def _may_be_in_force(judged: Judgement) -> bool:
    """A notice that says nothing of its validity may be; one that is not in effect yet is not."""
    return judged.status not in ("repealed", "expired") and judged.reason != "not_yet"


def _check(limits: Limits) -> None:
    for value in (limits.since, limits.until, limits.as_of):
        _check_date(value)
    if limits.region:
        _filter_regions(limits.region)


def _check_date(value: str) -> None:
    if not value:
        return
    try:
        if date.fromisoformat(value).isoformat() != value:
            raise ValueError(value)
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


def within(meta: Meta, place: Division | Region) -> bool:
    """Whether the notice was issued in `place` or in a division under it."""
    return bool(meta.region and covers(place, meta.region))


def governs(meta: Meta, place: Division) -> bool:
    """Whether the notice's issuer stands above `place`: its province, its city, or the central bodies."""
    return bool(
        meta.region and len(meta.region.adcodes) < len(place.path) and covers_path(meta.region.adcodes, place.path)
    )


def _is_of_zone(meta: Meta, zones: Sequence[str]) -> bool:
    """Whether the notice is of a zone, or addressed to it."""
    return any(zone in simplify(f"{meta.title} {meta.issuer} {meta.addressees}") for zone in zones)


def _is_named(meta: Meta, query: Query) -> bool:
    """Whether the question names the notice itself: by its number, by its title in 《》, or by its bare title in full."""
    names = _names(meta.title)
    return (
        bool(meta.doc_no and meta.doc_no in query.doc_nos)
        or any(len(name) >= _SHORTEST_TITLE and name in names[0] for name in query.titles)
        or any(len(name) >= _SHORTEST_TITLE and name in query.key for name in names)
    )


@lru_cache(maxsize=8192)
def _names(title: str) -> tuple[str, ...]:
    """Search keys by which a notice may be called: its title, and that of the document which it issues."""
    key = search_key(title)
    issued = re.search(r"(?:印发|发布|公布|批转|转发)《?(.+?)》?的(?:通知|公告|决定|函)$", key)
    return (key, re.sub(r"\s", "", issued[1])) if issued else (key,)
