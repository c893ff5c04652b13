"""The exact resolver: a clause address in a question goes straight to its clauses, 第二款 of it to the paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.address import ADDRESS, Address, address_in, fit, in_taiwan
from index.directory import NONE, Directory, Ids, directory_of
from index.locate import is_taiwan
from index.query import Query
from index.scope import Scope
from index.store import Index
from index.titles import called, cited_bare, mentioned, without_inner
from ingest.docno import doc_numbers
from ingest.model import Clause, Notice, Span
from ingest.paragraph import paragraph
from ingest.script import simplify

# An address by itself is looked for in as many notices as can be read at once; among more it would mean nothing.
_MOST_NOTICES = 50
# Units whose numbers begin anew in each clause above.
_ITEMS = ("项", "目", "（", ".")
_TITLE = re.compile(r"《[^》]{2,80}》")
# The step of the document issued; elsewhere p2 is the second paragraph of an article.
_ISSUED = re.compile(r"^p\d+/")
# What tells the second clause of one path from the first (`3~2`).
_REPEATED = re.compile(r"~\d+")


@dataclass(frozen=True)
class Located:
    """A clause that a question gives the address of. span: of the paragraph asked for, in the notice's text; None where none
    is, or where the paragraph is a clause by itself or cannot be told apart.
    """

    notice: Notice
    clause: Clause
    span: Span | None = None


@dataclass(frozen=True)
class _Wanted:
    """An address and the notices in which it is looked for."""

    address: Address
    doc_ids: Ids


def addressed(index: Index, query: Query, scope: Scope) -> tuple[Located, ...]:
    """The clauses at the addresses that the question names, in the notices in scope; several where it may mean several.

    《甲》第三条和《乙》第五条 is looked for each in its own. Of the clauses of a notice those that agree in unit come before
    those that agree in number only (第三条 may be 三、), the main text before the annexes, then the shortest path. () when there
    are none, when the document named is not on file, or when none is named and too many could be meant.
    """
    if not query.steps or (query.required and not scope.named):
        return ()
    found = [located for wanted in _wanted(index, query, scope) for located in _at(index, wanted, scope.named)]
    return tuple({(located.clause.id, located.span): located for located in found}.values())


def _wanted(index: Index, query: Query, scope: Scope) -> list[_Wanted]:
    doc_ids = scope.allowed if scope.named else scope.local or scope.allowed
    if len(doc_ids) > _MOST_NOTICES:
        return []
    several = list(_cited(query.text))
    if len(several) < 2:
        return [_Wanted(query.address, doc_ids)]
    directory, wanted, meant = directory_of(index.documents()), [], doc_ids
    for said, address in several:
        meant = _meant(directory, said, doc_ids, meant)
        wanted.append(_Wanted(address, meant))
    return list(dict.fromkeys(wanted))


def _cited(question: str) -> Iterator[tuple[str, Address]]:
    """The addresses in a question, each with the words from the one before up to its end."""
    plain = unicodedata.normalize("NFKC", simplify(question))
    outside, last, before = _TITLE.sub(lambda title: "　" * len(title.group()), plain), 0, Address()
    for match in ADDRESS.finditer(outside):
        before = _completed(address_in(match.group()), before)
        if before.steps:
            yield plain[last:match.end()], before
            last = match.end()


def _completed(address: Address, before: Address) -> Address:
    """A shortened member of a list with the upper steps of the one before: 第十条第一项、第三项; 第十条第一款和第二款."""
    if not address.steps and address.paragraph:
        depth = next((at for at, unit in enumerate(before.units) if unit in _ITEMS), len(before.units))
        return Address(before.steps[:depth], before.units[:depth], address.paragraph)
    unit = address.units[0] if address.units else ""
    if unit not in _ITEMS or unit not in before.units:
        return address
    depth = before.units.index(unit)
    return Address(before.steps[:depth] + address.steps, before.units[:depth] + address.units, address.paragraph or before.paragraph)


def _meant(directory: Directory, said: str, doc_ids: Ids, before: Ids) -> Ids:
    """Of the notices in scope those that the words name; `before` when they name none, nothing when what they name is not on file."""
    numbers = [number for number, _, _ in doc_numbers(said)]
    names = mentioned(directory, said)
    titles = [*without_inner(_TITLE.findall(said), names), *cited_bare(directory, said)]
    named = NONE.union(*(directory.by_number.get(number, NONE) for number in numbers))
    named = named.union(*(called(directory, title) for title in titles), *(directory.by_name[name] for name in names))
    return named & doc_ids if numbers or titles or named else before


def _at(index: Index, wanted: _Wanted, named: bool) -> Iterator[Located]:
    fitting = [(notice, *_best(notice, wanted.address)) for notice in map(index.notice, sorted(wanted.doc_ids))]
    # Where the question names no notice, one with a 第三条 is meant before one with a 三、.
    least = 1 if named else max((agreed for _, agreed, _ in fitting), default=0)
    for notice, agreed, clauses in fitting:
        if agreed >= max(1, least):
            yield from (Located(notice, clause, _paragraph(clause, notice, wanted.address)) for clause in clauses)


def _best(notice: Notice, address: Address) -> tuple[int, tuple[Clause, ...]]:
    """How well a notice's clauses agree with the address at best, as `fit` counts, and those that do."""
    address = _in_only_annex(notice, in_taiwan(address) if is_taiwan(notice) else address)
    fits = {clause: agreed for clause in _ending(notice.clauses, address) if (agreed := fit(address, *_place(clause)))}
    best = max(fits.values(), default=0)
    clauses = [clause for clause, agreed in fits.items() if agreed == best]
    if not any(unit == "附" for unit in address.units):
        clauses = [clause for clause in clauses if not _in_annex(clause)] or clauses
    shortest = min((clause.id.count("/") for clause in clauses), default=0)
    return best, tuple(clause for clause in clauses if clause.id.count("/") == shortest)


def _in_only_annex(notice: Notice, address: Address) -> Address:
    """附件二第1项, where there is but one annex: of its part 二."""
    annexes = {step for clause in notice.clauses if re.fullmatch(r"a\d+", step := clause.id.partition("#")[2].split("/")[0])}
    first = address.steps[0] if address.steps else ""
    if annexes != {"a1"} or first == "a1" or not re.fullmatch(r"a\d+", first):
        return address
    return Address(("a1", first[1:], *address.steps[1:]), ("附", "、", *address.units[1:]), address.paragraph)


def _ending(clauses: Iterable[Clause], address: Address) -> Iterator[Clause]:
    """Clauses whose path ends with the last step, or with a paragraph under it: cheap to tell, before `fit`."""
    for clause in clauses:
        *_, above, last = ("", *_REPEATED.sub("", clause.id.partition("#")[2]).split("/"))
        if address.steps[-1] == last or (address.paragraph and above == address.steps[-1]):
            yield clause


def _place(clause: Clause) -> tuple[str, str]:
    """Id and address of a clause as `fit` reads them: within the document that holds it, which may be one that the notice issues."""
    doc_id, _, path = clause.id.partition("#")
    own = _ISSUED.sub("", _REPEATED.sub("", path))
    return f"{doc_id}#{own}", clause.address.removeprefix("印发件").strip()


def _in_annex(clause: Clause) -> bool:
    step = clause.id.partition("#")[2].split("/")[0]
    return step[:1] == "a" and step[1:].isdigit()


def _paragraph(clause: Clause, notice: Notice, address: Address) -> Span | None:
    number = (in_taiwan(address) if is_taiwan(notice) else address).paragraph
    is_own = number and clause.id.endswith(f"/p{number}")
    return paragraph(clause, number) if number and not is_own else None
