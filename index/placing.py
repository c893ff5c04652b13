"""The places of a question in the light of what is on file: words that may name a place, places that only say where another lies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce

from index.directory import NONE, Directory, Ids, of_place
from index.lexical import bigrams
from index.naming import Place
from index.query import Query
from index.store import EVERYWHERE, Index, Where
from ingest.gazetteer import Division, covers_path, stem
from ingest.script import simplify

# 台湾, 香港, 澳门 (GB/T 2260).
_OF_ANOTHER_LAW = {("710000",), ("810000",), ("820000",)}
# The clauses with the most of a phrase's pairs of characters are looked through for it.
_LOOKED_THROUGH = 20
# 台湾人, 澳门厂商: whose somebody is, and from where something comes, are no places of which a rule is asked.
_SOMEBODY_EN = (
    r"(?:residents?|investors?|people|citizens?|compatriots?|students?|children|workers?|nationals?|compan(?:y|ies)|firms?|business(?:es)?)\b")
_SOMEBODY = r"(?:籍|居民|同胞|厂商|公司|企业|投资|学生|律师|服务提供者|人(?![民大社才力口员工事防行均体身数群]))"
_COMING = r"(?:从|来自){0}(?:省|市|县|区)?(?:$|[^，,。？?]{{0,4}}?(?:拉|运|来|买|进|调|寄|带|迁|转|回|购))"
_JOINED = r"\s*(?:(?:省|市)?(?:和|与|及|以及|跟|同|比|或|、)|,? (?:and|or|vs\.?|versus|than) )\s*(?:the )?"


def settled(query: Query, directory: Directory, is_said: Callable[[str, Ids], bool]) -> Query:
    """The question with its places settled.

    A doubtful word (`index.naming.Doubtful`) is none where a clause on file says it with the words beside it (日照标准, 入湖口): as a
    place it would keep that clause from answering. It names a place where there are notices of that place (of a county only if
    notices of other parts do not use it as a word, as they do 公安 and 港口), or where it is rather a name than a word. A place in
    which another one lies of which there are notices is left out, unless the two are asked about side by side; so is one that only
    says whose somebody is.
    """
    for one in query.doubtful:
        divisions = tuple(division for division in one.place.divisions if of_place(directory, division.path))
        if one.is_rather == bool(divisions):
            continue
        is_word = any(is_said(phrase, directory.ids) for phrase in one.phrases)
        if one.is_rather and is_word:
            query = _without(query, one.place)
        elif not one.is_rather and not is_word and not is_said(one.place.name, _others(divisions, directory)):
            query = _with(query, replace(one.place, divisions=divisions))
    whose = [one for one in query.places if _is_whose(one, query)]
    if len(whose) < len(query.places) or all(map(_is_of_another_law, whose)):
        query = reduce(_without, whose, query)
    kept = tuple(one for one in query.places if not any(_only_locates(one, other, query, directory) for other in query.places))
    return replace(query, places=kept, doubtful=())


def _others(divisions: Sequence[Division], directory: Directory) -> Ids:
    """For counties the notices that have no reason to name them: of a known place, neither theirs nor
    their city's or province's. None for larger divisions.
    """
    if any(division.level < 3 for division in divisions):
        return NONE
    above = (directory.own.get(one.path[:depth], NONE) for one in divisions for depth in range(1, len(one.path)))
    return directory.within.get((), NONE).difference(*above, *(of_place(directory, one.path) for one in divisions))


def is_said(index: Index, phrase: str, ids: Ids) -> bool:
    """Whether a Simplified phrase stands in a clause of these notices."""
    if not ids:
        return False
    where = EVERYWHERE if len(ids) == len(index.documents()) else Where(ids)
    hits = index.lexical(bigrams(phrase), _LOOKED_THROUGH, where)
    return any(phrase in card.body or phrase in card.heading for card in index.cards([clause_id for clause_id, _ in hits]).values())


def _with(query: Query, place: Place) -> Query:
    """With one more place, whose name is then none of the words searched for."""
    elsewhere = tuple(name for name in query.elsewhere if name != place.name)
    return replace(query, places=(*query.places, place), elsewhere=elsewhere, topic=query.topic.replace(place.name, " ").strip())


def _without(query: Query, place: Place) -> Query:
    """Without a place, whose name is then among the words searched for."""
    places = tuple(one for one in query.places if one.name != place.name)
    name = stem(place.divisions[0].name) if query.lang == "en" else place.name
    expanded = (*query.expanded, (name,)) if query.lang == "en" else query.expanded
    return replace(query, places=places, topic=f"{query.topic} {name}".lstrip(), expanded=expanded)


def _is_whose(place: Place, query: Query) -> bool:
    """Whether a place only says whose somebody is or where something comes from: beside the place asked about, or one of another
    law (香港, 澳门, 台湾), whose people and firms the rules of others name.
    """
    name, text = re.escape(place.name), simplify(query.text)
    others = f"(?:{_JOINED}(?:{'|'.join(re.escape(one.name) for one in query.places)}))*"
    whose = re.search(f"{name}{others}(?:(?:省|市|特别行政区|地区)?(?:的)?{_SOMEBODY}|(?:ese)? {_SOMEBODY_EN})", text)
    beside = len(query.places) > 1
    return bool(whose and (beside or _is_of_another_law(place)) or beside and re.search(_COMING.format(name), text))


def _is_of_another_law(place: Place) -> bool:
    return all(division.path[:1] in _OF_ANOTHER_LAW for division in place.divisions)


def _only_locates(place: Place, other: Place, query: Query, directory: Directory) -> bool:
    """Whether `place` only says where `other` lies: 广州 in 在广州租房的孩子怎么上天河的小学."""
    inside = all(any(above.path != one.path and covers_path(above.path, one.path) for one in other.divisions) for above in place.divisions)
    if not inside or query.kind == "compare" or not any(of_place(directory, one.path) for one in other.divisions):
        return False
    names = (re.escape(place.name), re.escape(other.name))
    return not any(re.search(first + _JOINED + second, query.text) for first, second in (names, names[::-1]))
