"""Look-ups over the notices on file, so that no question goes through them all: by number, name, issuer, place, date, validity."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock

from index.manifest import DocSummary
from index.relations import STATE, Upon, judge_on, name_key, names_of, title_is_missing
from ingest.gazetteer import gazetteer
from ingest.issuer import normal_issuer
from ingest.model import Meta
from ingest.script import simplify
from ingest.validity import Judgement

Ids = frozenset[str]
NONE: Ids = frozenset()

_ISSUED = re.compile(r"(?:批转|转发)(.+)的(?:通知|公告|决定|函)$")
_DIVISION = re.compile(r"[\u3400-\u9fff]{1,8}?(?:省|市|自治区|自治州|自治县|区|县|旗|盟|州)")


@dataclass(frozen=True, eq=False)
class Directory:
    """The notices on file, ready to be looked up. Doc ids by document number, issuer (each of several) and name.

    names: keys as `names_of` makes them. lengths: of the names that begin with two characters, longest first. joined: all
    names, a line each; starts: where each begins. within: ids by path of adcodes (() all with a place), of notices issued there
    or below; own: of those issued by that authority itself. days and dated: issue dates in order, and the ids to them.
    """

    source: Sequence[DocSummary]
    documents: Mapping[str, DocSummary]
    ids: Ids
    by_number: Mapping[str, Ids]
    by_issuer: Mapping[str, Ids]
    by_name: Mapping[str, Ids]
    lengths: Mapping[str, tuple[int, ...]]
    joined: str
    starts: tuple[int, ...]
    within: Mapping[tuple[str, ...], Ids]
    own: Mapping[tuple[str, ...], Ids]
    days: tuple[str, ...]
    dated: tuple[str, ...]

    def meta(self, doc_id: str) -> Meta:
        return self.documents[doc_id].meta


@dataclass(frozen=True)
class Standing:
    """Notices as of one day. ended: repealed, expired, or not in effect yet; current: neither ended nor replaced by a new edition."""

    ended: Ids
    current: Ids


def directory_of(documents: Sequence[DocSummary]) -> Directory:
    """The directory of these notices; made once for one and the same tuple, as `Index.documents` gives it."""
    return _kept(documents) if isinstance(documents, tuple) else _directory(documents)


def standing_on(directory: Directory, day: date, upon: Upon) -> Standing:
    """How the notices stand; worked out once a day for one state of the corpus. upon: as `acts_on_file` gives it."""
    return _judged(directory, upon)(day)


def by_identity(make: Callable, most: int = 4) -> Callable:
    """`make` with its last few results kept; arguments count as the same only when they are the same objects."""
    kept: dict[tuple[int, ...], tuple[tuple, object]] = {}
    lock = Lock()

    def get(*arguments: object) -> object:
        key = tuple(map(id, arguments))
        with lock:
            if key not in kept:
                while len(kept) >= most:
                    kept.pop(next(iter(kept)))
                kept[key] = (arguments, make(*arguments))  # holds the arguments, so that their ids stay theirs
            return kept[key][1]

    return get


def _directory(documents: Sequence[DocSummary]) -> Directory:
    numbers, issuers, names, within, own = (defaultdict(set) for _ in range(5))
    for doc_id, meta in ((held.doc_id, held.meta) for held in documents):
        if meta.doc_no:
            numbers[meta.doc_no].add(doc_id)
        for issuer in filter(None, meta.issuer.split("、")):
            issuers[issuer].add(doc_id)
        for name in () if title_is_missing(meta) else known_as(meta.title):
            names[name].add(doc_id)
        if meta.region:
            path = meta.region.adcodes
            own[path].add(doc_id)
            for depth in range(len(path) + 1):
                within[path[:depth]].add(doc_id)
    starts, joined = _joined(names)
    dated = sorted((held.meta.issued, held.doc_id) for held in documents if held.meta.issued)
    return Directory(
        documents, {held.doc_id: held for held in documents}, frozenset(held.doc_id for held in documents),
        _frozen(numbers), _frozen(issuers), _frozen(names), _lengths(names), joined, starts, _frozen(within), _frozen(own),
        tuple(day for day, _ in dated), tuple(doc_id for _, doc_id in dated))


def _frozen(table: Mapping) -> dict:
    return {key: frozenset(ids) for key, ids in table.items()}


def _lengths(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found = defaultdict(set)
    for name in names:
        found[name[:2]].add(len(name))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


def _joined(names: Iterable[str]) -> tuple[tuple[int, ...], str]:
    starts, at = [], 0
    for name in names:
        starts.append(at)
        at += len(name) + 1
    return tuple(starts), "\n".join(names)


def _judge_all(directory: Directory, upon: Upon) -> Callable[[date], Standing]:
    @lru_cache(maxsize=8)
    def standing(day: date) -> Standing:
        judge = judge_on(day, upon)
        judged = {doc_id: judge(doc_id, held.meta) for doc_id, held in directory.documents.items()}
        ended = frozenset(doc_id for doc_id, one in judged.items() if _has_ended(one))
        replaced = frozenset(doc_id for doc_id, one in judged.items() if one.reason == "edition")
        return Standing(ended, directory.ids - ended - replaced)

    return standing


def _has_ended(judged: Judgement) -> bool:
    """A notice that says nothing of its validity may be in force; one that is not in effect yet is not."""
    return judged.status in ("repealed", "expired") or judged.reason == "not_yet"


_kept: Callable[[Sequence[DocSummary]], Directory] = by_identity(_directory, most=2)
_judged: Callable[[Directory, Upon], Callable[[date], Standing]] = by_identity(_judge_all)


def issued_between(directory: Directory, since: str, until: str) -> Ids:
    """Notices issued from `since` to `until`, ISO dates, both included; '' for no bound. Those without a date are none of them."""
    first = bisect_left(directory.days, since)
    return frozenset(directory.dated[first:bisect_right(directory.days, until) if until else None])


def issued_after(directory: Directory, day: str) -> Ids:
    """Notices issued after an ISO day."""
    return frozenset(directory.dated[bisect_right(directory.days, day):])


def issued_by(directory: Directory, issuers: Iterable[str]) -> Ids:
    """Notices of any of these issuing bodies, alone or with others."""
    return NONE.union(*(directory.by_issuer.get(normal_issuer(simplify(name)), NONE) for name in issuers))


def of_place(directory: Directory, path: tuple[str, ...]) -> Ids:
    """Notices issued in the division of that path of adcodes, or in one under it."""
    return directory.within.get(path, NONE)


def above_place(directory: Directory, path: tuple[str, ...]) -> Ids:
    """Notices of the authorities above the division: its province, its city, the central bodies."""
    return NONE.union(*(directory.own.get(path[:depth], NONE) for depth in range(len(path))))


def known_as(title: str) -> tuple[str, ...]:
    """Keys of the names by which a notice goes: its title in full, with an edition and without, what it issues or passes on, and
    each without the province or city before the place itself (綦江区… for 重庆市綦江区…).
    """
    key = title_key(title)
    passed_on = _ISSUED.search(key)
    plain, *within = (title_key(name) for name in names_of(title))
    within += [passed_on[1]] if passed_on else []
    names = (key, plain, *within, *(names_of(name)[0] for name in within))
    return tuple(name for name in dict.fromkeys((*names, *map(_without_upper, names))) if len(name) > 1)


def _without_upper(name: str) -> str:
    """A name without the divisions above the last one at its beginning; '' when it begins with one or none."""
    places = gazetteer().names
    at = 0
    while (match := _DIVISION.match(name, at)) and match.group() in places:
        last, at = at, match.end()
    return name[last:] if at and last else ""


def title_key(title: str) -> str:
    """A title as names are compared: as `name_key`, 中华人民共和国 aside, wherever it stands."""
    key = name_key(title)
    return key.replace(STATE, "") or key


def names_with(directory: Directory, part: str) -> Iterator[str]:
    """Each name on file that `part` is a part of."""
    at = directory.joined.find(part)
    while at >= 0:
        start = directory.starts[bisect_right(directory.starts, at) - 1]
        end = directory.joined.find("\n", at)
        end = len(directory.joined) if end < 0 else end
        yield directory.joined[start:end]
        at = directory.joined.find(part, end)
