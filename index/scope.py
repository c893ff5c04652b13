"""Which notices may answer a question: the place asked about, the numbers and titles named, and the filters set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from index.directory import (
    NONE,
    Directory,
    Ids,
    above_place,
    by_identity,
    directory_of,
    issued_after,
    issued_between,
    issued_by,
    of_place,
    standing_on,
)
from index.manifest import DocSummary
from index.naming import Place
from index.query import Query
from index.relations import NOTHING, Upon
from index.titles import asked_of, called, cited_bare, is_unfiled, mentioned, without_inner
from ingest.errors import TiaoliError
from ingest.gazetteer import Division, covers_path, gazetteer, stem
from ingest.model import Meta, Region
from ingest.region import covers, named_region
from ingest.script import simplify


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
    about of which there is no notice. current: those of allowed that stand on the day asked about: not repealed, not
    expired, and not replaced by a new edition; of a title with several editions they come first.
    """

    allowed: frozenset[str]
    local: frozenset[str]
    named: bool = False
    absent: tuple[str, ...] = ()
    current: frozenset[str] = frozenset()


def among(scope: Scope, doc_ids: frozenset[str]) -> Scope:
    """As much of a scope as lies among these notices."""
    return replace(scope, allowed=scope.allowed & doc_ids, local=scope.local & doc_ids)


def scope_of(
    documents: Sequence[DocSummary], query: Query, limits: Limits, upon: Upon = NOTHING
) -> tuple[Scope, Query]:
    """Resolves a question and its filters to notices: the scope, and the query with what only the corpus can tell of it:
    which of its places and titles are on file. upon: as `index.relations.acts_on_file` gives it.

    What the question itself says of dates, validity and issuers narrows the filters; a notice that it names is not lost
    by that. Raises TiaoliError('bad_filter') for a date or place that is none.
    """
    check_limits(limits)
    directory, meant = directory_of(documents), narrowed(limits, query)
    passing = _filters(directory, upon)
    open_, narrow = passing(limits, limits.day), passing(meant, meant.day)
    narrow = issued_by(directory, query.issuers) & narrow or narrow
    titles = _titles(directory, query)
    named = _named(directory, query, titles, open_)
    scope, query = _resolved(directory, query, titles, named & narrow or named, narrow, open_)
    current = standing_on(directory, meant.day, upon).current
    return replace(scope, current=current if scope.allowed is directory.ids else scope.allowed & current), query


def narrowed(limits: Limits, query: Query) -> Limits:
    """The filters set, made narrower by what the question says: never wider. Its `day` is that on which validity is judged."""
    return replace(
        limits,
        since=max(limits.since, query.since),
        until=min(filter(None, (limits.until, query.until)), default=""),
        in_force=limits.in_force or query.in_force,
        as_of=min(filter(None, (limits.as_of, query.as_of)), default=""),
    )


def _resolved(
    directory: Directory, query: Query, titles: Sequence[str], named: Ids, narrow: Ids, open_: Ids
) -> tuple[Scope, Query]:
    query = replace(query, places=tuple(_on_file(place, directory, open_ if named else narrow) for place in query.places))
    absent = tuple(number for number in query.doc_nos if open_.isdisjoint(directory.by_number.get(number, NONE)))
    unmet = (title for title in titles if named.isdisjoint(called(directory, title)))
    query = replace(query, required=tuple(title for title in unmet if _is_required(directory, title, query, open_)))
    if named:
        return Scope(named, named, True, absent), query
    if absent and not query.places:
        return Scope(NONE, NONE, False, absent), query
    return (_of_places(directory, query, narrow, absent) if query.places else Scope(narrow, narrow, False, absent)), query


def _is_required(directory: Directory, title: str, query: Query, open_: Ids) -> bool:
    """Whether a document of that title is not on file, or only one of another place than that asked about."""
    held = called(directory, title)
    if not held or held.isdisjoint(open_):
        return is_unfiled(directory, title) or bool(held)
    return not _fitting(directory, held, title, query)


def _of_places(directory: Directory, query: Query, open_: Ids, absent: tuple[str, ...]) -> Scope:
    paths = [division.path for place in query.places for division in place.divisions]
    local = open_ & NONE.union(*(of_place(directory, path) for path in paths))
    if query.zones and not any(_is_of_zone(directory.meta(doc_id), query.zones) for doc_id in local):
        names = tuple(f"{query.places[0].name}{zone}" for zone in query.zones)
        return Scope(NONE, NONE, False, (*absent, *names))
    above = open_ & NONE.union(*(above_place(directory, path) for path in paths))
    missing = [place.name for place in query.places if not _held(place, directory, open_)]
    return Scope(local | above, local, False, (*absent, *missing))


def _held(place: Place, directory: Directory, open_: Ids) -> tuple[Division, ...]:
    return tuple(one for one in place.divisions if not open_.isdisjoint(of_place(directory, one.path)))


def _on_file(place: Place, directory: Directory, open_: Ids) -> Place:
    """Of several divisions that a name may mean, those with a notice on file, if there are any."""
    return replace(place, divisions=_held(place, directory, open_) or place.divisions)


def _filters_of(directory: Directory, upon: Upon) -> Callable[[Limits, date], Ids]:
    @lru_cache(maxsize=16)
    def passing(limits: Limits, day: date) -> Ids:
        """The notices that the filters let through; day: `limits.day`, which without as_of is another tomorrow."""
        found = directory.ids
        if limits.region:
            found = NONE.union(*(of_place(directory, region.adcodes) for region in _filter_regions(limits.region)))
        if limits.since or limits.until:
            found &= issued_between(directory, limits.since, limits.until)
        if limits.as_of:
            found -= issued_after(directory, limits.as_of)
        return found - standing_on(directory, day, upon).ended if limits.in_force else found

    return passing


_filters: Callable[[Directory, Upon], Callable[[Limits, date], Ids]] = by_identity(_filters_of)


def check_limits(limits: Limits) -> None:
    """Raises TiaoliError('bad_filter') for a date or place that is none."""
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


def _named(directory: Directory, query: Query, titles: Sequence[str], open_: Ids) -> Ids:
    """Notices that the question names itself: by number, by a title in 《》, or by a bare name in full; of several of one name,
    those of the place asked about.
    """
    numbered = NONE.union(*(directory.by_number.get(number, NONE) for number in query.doc_nos))
    bare = mentioned(directory, query.text, query.of_notice)
    titled = [(title, called(directory, title)) for title in titles]
    titled += [*((name, directory.by_name[name]) for name in bare), *asked_of(directory, query.text)]
    return (numbered & open_).union(*(_fitting(directory, held & open_, name, query) for name, held in titled))


def _titles(directory: Directory, query: Query) -> tuple[str, ...]:
    """Titles that the question gives, in 《》 or before the number of an article."""
    quoted = without_inner(query.titles, mentioned(directory, query.text)) if query.titles else ()
    return tuple(dict.fromkeys((*quoted, *cited_bare(directory, query.text))))


def _fitting(directory: Directory, held: Ids, name: str, query: Query) -> Ids:
    """Of the notices of one name those that are of a place asked about, else of one within it, or that bind it; another's only
    if the name says whose.
    """
    paths = [division.path for place in query.places for division in place.divisions]
    if not paths:
        return held
    near = held & NONE.union(*(of_place(directory, path) | above_place(directory, path) for path in paths))
    own = held & NONE.union(*(directory.own.get(path, NONE) for path in paths))
    return own or near or frozenset(one for one in held if _names_place(directory.meta(one).region, name))


def _names_place(region: Region | None, name: str) -> bool:
    if region is None or not region.adcodes:
        return True
    division = gazetteer().by_code.get(region.adcodes[-1])
    return division is not None and stem(division.name) in simplify(name)
