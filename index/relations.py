"""How the notices of a corpus bear on one another: which clause a reference means, and what is done to which notice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, ref

from index.locate import clause_at, tree_of
from ingest.gazetteer import covers_path, gazetteer
from ingest.model import Act, Meta, Notice, Reference, Region, Span
from ingest.script import search_key, simplify
from ingest.validity import ActUpon, Judgement, status_on

if TYPE_CHECKING:
    from index.manifest import DocSummary
    from index.store import Index

Upon = Mapping[str, tuple[ActUpon, ...]]
# How a notice (its doc id and meta) stands: what others on file do to it is already counted.
Judge = Callable[[str, Meta], Judgement]
NOTHING: Upon = MappingProxyType({})

_MARKS = re.compile(r"[\s《》〈〉<>“”\"「」『』、，,:：;；.·•—\-]")
STATE = "中华人民共和国"
# An edition in brackets at the end: （2019年修订）, (2018-10-26).
_EDITION = re.compile(r"[(（〔\[][^()（）]{0,20}?(?:修订|修正|修改|\d{4}年?(?:版|本)?|\d{4}-\d{2}-\d{2})[)）〕\]]$")
_TRIAL = re.compile(r"[(（](?:试行|暂行|试用)[)）]$")
_ISSUED = re.compile(r"关于(?:印发|发布|公布|颁布)(?P<what>.+)的(?:通知|公告|决定|令|函)$")
_ABOUT = re.compile(r"^[\u3400-\u9fff]{2,40}?(?=关于)")
# Numbers by which several authorities call their own papers: 市政府令第8号, 政发〔2003〕5号.
_VAGUE = re.compile(r"^(?:本?[省市县区州]?(?:人民)?政府|[省市县区]政?府办|政发|政办发|政办|政规|办发|公告|令)(?:令|〔|公告|\d|第)")
# A shorter title (实施细则) is borne by many notices, unless it is a law's.
_SHORTEST_EDITION = 6


@dataclass(frozen=True)
class Corpus:
    """The notices on file as references look them up: metas by doc id, doc ids by number and by each name of the title.

    notice: loads one. Titles are keyed in Simplified, without marks.
    """

    metas: Mapping[str, Meta]
    by_number: Mapping[str, tuple[str, ...]]
    by_title: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]
    notice: Callable[[str], Notice]


def corpus_of(documents: Iterable[DocSummary], notice: Callable[[str], Notice]) -> Corpus:
    """The view of a corpus that `resolve` needs. notice: as `Index.notice`."""
    metas = {document.doc_id: document.meta for document in documents}
    numbers, titles, names = (defaultdict(list) for _ in range(3))
    for doc_id, meta in metas.items():
        if meta.doc_no:
            numbers[meta.doc_no].append(doc_id)
        first, *others = names_of(meta.title)
        titles[first].append(doc_id)
        for name in others:
            names[name].append(doc_id)
    return Corpus(metas, *({key: tuple(ids) for key, ids in one.items()} for one in (numbers, titles, names)), notice)


def resolve(reference: Reference, notice: Notice, corpus: Corpus) -> str | None:
    """Id of the clause that a reference in `notice` means; of the first clause where it means a notice as a whole.

    None when the notice or the clause is not on file, or when several notices could be meant: nothing is guessed.
    """
    return resolver(notice, corpus)(reference)


def resolver(notice: Notice, corpus: Corpus) -> Callable[[Reference], str | None]:
    """`resolve` for all references of one notice: each notice that they lead to is loaded once."""
    target = lru_cache(maxsize=64)(lambda doc_id: tree_of(notice if doc_id == notice.doc_id else corpus.notice(doc_id)))

    def resolve_one(reference: Reference) -> str | None:
        if not (reference.title or reference.doc_no):
            return clause_at(target(notice.doc_id), reference.address, reference.clause)
        doc_id = document_of(reference, notice.meta, corpus)
        if doc_id is None:
            return None
        if reference.address:
            return clause_at(target(doc_id), reference.address, "")
        return next((one.id for one in target(doc_id).clauses), None)

    return resolve_one


def document_of(reference: Reference, citing: Meta, corpus: Corpus) -> str | None:
    """Doc id of the notice that a reference names by number, else by title; None for none or several."""
    if reference.doc_no and (held := corpus.by_number.get(reference.doc_no)):
        return held[0] if len(held) == 1 else None
    if not reference.title:
        return None
    name = names_of(reference.title)[0]
    held = corpus.by_title.get(name) or corpus.by_name.get(name, ())
    fitting = [one for one in held if not (reference.doc_no and corpus.metas[one].doc_no)]
    near = len(fitting) == 1 and _is_near(corpus.metas[fitting[0]], citing, name)
    return fitting[0] if near else None


def _is_near(meta: Meta, citing: Meta, name: str) -> bool:
    """Whether a notice of that title can be meant: it is of the same place, or one above or below, or names its own."""
    if meta.region is None or citing.region is None:
        return True
    own, other = meta.region.adcodes, citing.region.adcodes
    return covers_path(own, other) or covers_path(other, own) or gazetteer().by_code[own[-1]].name in name


def name_key(text: str) -> str:
    """What is compared when names of notices are: Simplified, without marks and blanks."""
    return _MARKS.sub("", search_key(text))


@lru_cache(maxsize=65536)
def names_of(title: str) -> tuple[str, ...]:
    """Keys of the names by which a notice goes: its title, what it issues (关于印发《…》的通知), its title without the issuer."""
    whole = _EDITION.sub("", search_key(title))
    key = _MARKS.sub("", whole).removeprefix(STATE) or whole
    issued, about = _ISSUED.search(key), _ABOUT.sub("", key)
    return tuple(dict.fromkeys((key, *([issued["what"].removeprefix(STATE)] if issued else ()), about)))


def acts_upon(documents: Sequence[DocSummary]) -> dict[str, tuple[ActUpon, ...]]:
    """doc id -> what the other notices do to it, in the order of their days.

    A notice is hit by its exact number, or by its exact title where issuer and place agree and no number contradicts; never
    by one that is older. The new edition of a title by the same issuer is an act too (supersede), without a clause.
    """
    numbers, names = defaultdict(list), defaultdict(list)
    for document in documents:
        numbers[document.meta.doc_no].append(document)
        for name in names_of(document.meta.title):
            names[name].append(document)
    found: dict[str, dict[tuple[str, str], ActUpon]] = defaultdict(dict)
    for document in documents:
        for act in document.acts:
            for hit in _hits(act, document, numbers, names):
                found[hit.doc_id].setdefault((act.kind, document.doc_id), _upon(act, document))
    for older, newer in _editions(documents):
        found[older.doc_id].setdefault(("supersede", newer.doc_id), _upon(_succession(older, newer), newer))
    return {doc_id: tuple(sorted(acts.values(), key=lambda one: one.day)) for doc_id, acts in found.items()}


def _upon(act: Act, by: DocSummary) -> ActUpon:
    return ActUpon(act, by.doc_id, by.meta.title, by.meta.doc_no, by.meta.issued, by.meta.effective)


def _hits(act: Act, by: DocSummary, numbers: Mapping[str, list], names: Mapping[str, list]) -> Iterator[DocSummary]:
    number = "" if _VAGUE.match(act.doc_no) else act.doc_no
    for held in numbers.get(number, ()) if number else ():
        if held.doc_id != by.doc_id and _is_older(held.meta, by.meta, same_day=True) and _may_bear(held.meta, by.meta):
            yield held
    if not act.title:
        return
    own = names_of(act.title)
    candidates = {held.doc_id: held for name in own for held in names.get(name, ())}
    for held in candidates.values():
        contradicted = number and held.meta.doc_no
        exact = names_of(held.meta.title)[0] == own[0]
        if held.doc_id != by.doc_id and not contradicted and _is_older(held.meta, by.meta) and _agree(held.meta, by.meta, exact):
            yield held


def _is_older(meta: Meta, by: Meta, same_day: bool = False) -> bool:
    """Whether a notice can be acted upon by `by`: not issued later, as far as the dates are known."""
    return not (meta.issued and by.issued) or meta.issued < by.issued or (same_day and meta.issued == by.issued)


def _may_bear(meta: Meta, by: Meta) -> bool:
    """Whether a number can be that of one's own place or of one above or below; numbers of other places may look alike."""
    if meta.region is None or by.region is None:
        return True
    return covers_path(meta.region.adcodes, by.region.adcodes) or covers_path(by.region.adcodes, meta.region.adcodes)


def _agree(meta: Meta, by: Meta, exact: bool) -> bool:
    """Whether issuers or places of two notices agree; where one of them is not known, only the whole title will do."""
    if meta.issuer and by.issuer and set(meta.issuer.split("、")) & set(by.issuer.split("、")):
        return True
    if meta.region and by.region:
        return _place(meta.region) == _place(by.region)
    return exact


def _place(region: Region) -> str:
    return region.adcodes[-1] if region.adcodes else ""


def _editions(documents: Sequence[DocSummary]) -> Iterator[tuple[DocSummary, DocSummary]]:
    """(older, newer) of notices with one title, （试行） and the year of an edition aside, by one issuer, of different days."""
    same: dict[tuple[str, str, str], list[DocSummary]] = defaultdict(list)
    for document in documents:
        meta = document.meta
        name = names_of(_TRIAL.sub("", _EDITION.sub("", meta.title.strip())))[-1]
        issued = names_of(meta.title)[1] if _ISSUED.search(names_of(meta.title)[0]) else name
        name = _TRIAL.sub("", issued)
        is_law = simplify(meta.title).strip("《").startswith(STATE)
        told_apart = (is_law or len(name) >= _SHORTEST_EDITION) and not title_is_missing(meta)
        if meta.issued and (meta.issuer or meta.region) and told_apart:
            same[name, meta.issuer, _place(meta.region) if meta.region else "-"].append(document)
    for group in same.values():
        ordered = sorted(group, key=lambda one: one.meta.issued)
        for older, newer in zip(ordered, ordered[1:], strict=False):
            numbers = older.meta.doc_no, newer.meta.doc_no
            if older.meta.issued < newer.meta.issued and not (numbers[0] and numbers[0] == numbers[1]):
                yield older, newer


def title_is_missing(meta: Meta) -> bool:
    return meta.title.startswith("（无标题）")


def _succession(older: DocSummary, newer: DocSummary) -> Act:
    return Act("supersede", "", Span(0, 0), older.meta.title, older.meta.doc_no, max(newer.meta.effective, newer.meta.issued))


_known: WeakKeyDictionary[Index, tuple[tuple[DocSummary, ...], Upon]] = WeakKeyDictionary()
_corpora: WeakKeyDictionary[Index, tuple[tuple[DocSummary, ...], Corpus]] = WeakKeyDictionary()


def acts_on_file(index: Index) -> Upon:
    """`acts_upon` of the notices an index holds now; worked out once for each state of it."""
    documents = index.documents()
    known = _known.get(index)
    if known is None or known[0] is not documents:
        known = _known[index] = (documents, acts_upon(documents))
    return known[1]


def corpus_on_file(index: Index) -> Corpus:
    """`corpus_of` the notices an index holds now; worked out once for each state of it."""
    documents = index.documents()
    known = _corpora.get(index)
    if known is None or known[0] is not documents:
        # Not index.notice: what the cache holds must not keep its own key alive.
        held = ref(index)
        known = _corpora[index] = (documents, corpus_of(documents, lambda doc_id: held().notice(doc_id)))
    return known[1]


def judge_on(day: date, upon: Upon = NOTHING) -> Judge:
    """Validity of any notice as of `day`. upon: as `acts_upon` gives it."""
    return lambda doc_id, meta: status_on(meta, day, upon.get(doc_id, ()))
