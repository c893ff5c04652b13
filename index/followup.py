"""A follow-up question read with what was asked before it: `那协助部门呢？`, `昆山呢？`, `第二款呢`, `and the deadline?`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.address import Address
from index.catalogue import asks_catalogue
from index.elliptic import (
    asks_something,
    compares_with,
    depends,
    has_own_case,
    how_many_places,
    is_elliptic,
    is_predicate,
    is_second_thought,
    is_small_talk,
    lacks_antecedent,
    next_or_last,
    own_words,
    points_back,
    substitute,
)
from index.kinds import Kind
from index.naming import Place, without
from index.query import Query
from ingest.places import find_places
from ingest.references import KINDS

# How the divisions of a notice stand one above the other, by what a step of an address is called (`index.address`).
_LEVELS = ("附", "编", "分编", "部分章、", "节", "条", "款", "项（", "目.．是", "步行")
_LONGEST = 200  # characters; a longer question has a subject of its own
_SHORT = 6  # characters of a subject that a pronoun may still need: 这项工作的考核方式
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_DOCUMENT = re.compile(rf"(?:{KINDS})(?:是|在|于|的|由|从|到|还|现|已|被|过|失|作|废|有|何|哪|什么|谁|$)")
_ONLY_DOCUMENT = re.compile(rf"(?:{KINDS}|文件|公文|实施|工作| )+")
_OF_TITLE = re.compile(
    r"^关于|印发|(?:暂行|试行|实施)?(?:条例|办法|规定|细则|规则|意见|方案|通知|决定|公告|要点|规划|计划)(?:的通知)?$")


@dataclass(frozen=True)
class _Thread:
    """What has been talked about. query: the last question in full; places: those named of the same matter, in order."""

    query: Query
    places: tuple[Place, ...]


def resolve_followup(query: Query, earlier: Iterable[Query]) -> Query:
    """The query completed from the earlier ones, the latest last; a question that names its own subject stays as it is.

    What a follow-up does not name itself it takes over: subject, place, notice, clause, dates, kind of question. It never
    widens: a place or a date asked for stays until another is named. Thanks and greetings are passed over. `text` stays as
    asked. 上一条 is the clause before where its content is asked for (上一条呢, after 第十八条讲什么: nobody asks again for what
    was just shown) and the clause just spoken of where something is asked of it (上一条的期限是多久); 前一条 and 下一条
    are always neighbours.
    """
    if is_small_talk(query.key):
        return query
    thread: _Thread | None = None
    for asked in (*(one for one in earlier if not is_small_talk(one.key)), query):
        thread = _after(thread, asked)
    return thread.query if thread else query


def _after(thread: _Thread | None, query: Query) -> _Thread:
    """The thread with one more question."""
    if not thread or len(query.key) > _LONGEST:
        return _Thread(query, query.places)
    own = own_words(query)
    how = _leaning(query, own, thread.query)
    if how == "alone":
        return _Thread(query, (*_same_matter(thread, query), *query.places))
    if how == "scope":
        return _Thread(_in_scope(query, thread.query), (*thread.places, *query.places))
    return _completed(query, own, thread)


def _leaning(query: Query, own: str, previous: Query) -> str:
    """`full` of a question that lacks a subject, or is short on one and points back; `scope` of one that goes on about the
    same notices with a subject of its own (那遛狗不牵绳罚多少); else `alone`, as one that asks which notices there are or names one.
    """
    # A place and a kind of document name a notice: 綦江的实施方案是哪几年的.
    if asks_catalogue(query) or (query.of_notice and query.places and _DOCUMENT.search(query.key)):
        return "alone"
    elliptic = is_elliptic(query)
    if query.doc_nos or query.titles:
        return "full" if elliptic and not own else "alone"
    if not own or depends(own, query.lang) or elliptic:
        return "full"
    if query.steps or query.paragraph:
        return "alone"
    if is_second_thought(query.key) and not has_own_case(query.key):
        return "scope"
    if query.lang == "en":
        return "full" if lacks_antecedent(query.key, own) else "alone"
    short = len(own.replace(" ", "")) <= _SHORT
    return "full" if short and (points_back(query.key) or is_predicate(own, previous.topic)) else "alone"


def _same_matter(thread: _Thread, query: Query) -> tuple[Place, ...]:
    """The places named before, if a question in full asks of the same matter: their comparison may follow."""
    before, now = (set(one.topic.replace(" ", "")) for one in (thread.query, query))
    return thread.places if now and len(before & now) >= 0.6 * len(before | now) else ()


def _in_scope(query: Query, previous: Query) -> Query:
    """A question with its own subject, asked of the places, notices and dates spoken of."""
    same = not (query.places or query.elsewhere or query.everywhere)
    return replace(
        query,
        places=previous.places if same else query.places,
        zones=previous.zones if same else query.zones,
        elsewhere=previous.elsewhere if same else query.elsewhere,
        doc_nos=previous.doc_nos if same else query.doc_nos,
        titles=previous.titles if same else query.titles,
        issuers=query.issuers or (previous.issuers if same else ()),
        everywhere=query.everywhere or (previous.everywhere and same),
        in_force=query.in_force or previous.in_force,
        **_dates(query, previous),
    )


def _dates(query: Query, previous: Query) -> dict:
    """The dates of the question if it names any, else those asked for before."""
    dated = query if query.years or query.since or query.until or query.as_of else previous
    return {name: getattr(dated, name) for name in ("years", "since", "until", "as_of")}


def _completed(query: Query, own: str, thread: _Thread) -> _Thread:
    previous, query = thread.query, _with_places(query, thread)
    scoped = _in_scope(query, previous)
    is_other = scoped.places != previous.places or scoped.elsewhere != previous.elsewhere
    dated = bool(query.years) and query.years != previous.years
    if query.doc_nos or query.titles:
        scoped, is_other = replace(scoped, doc_nos=query.doc_nos, titles=query.titles), True
    elif dated:
        titles = tuple(_YEAR.sub(str(query.years[-1]), title) for title in scoped.titles)
        is_other = is_other or bool(scoped.doc_nos) or titles != scoped.titles
        scoped = replace(scoped, doc_nos=(), titles=titles)
    address = _next_address(query, thread, own, is_other)
    called = previous.of_notice and _ONLY_DOCUMENT.fullmatch(own)  # 那綦江的实施方案呢, of what was asked of another notice
    topic, expanded = (own, ()) if called else _subject(query, own, thread, is_other, _is_new_address(query, thread))
    asks = asks_something(query)
    earlier = _answered_as(previous) if query.of_notice and not own else None
    full = replace(
        scoped, topic=topic, expanded=expanded, steps=address.steps, units=address.units, paragraph=address.paragraph, earlier=earlier,
        kind=query.kind if asks else previous.kind,
        field=query.field or (None if asks or (own and not called) or query.of_notice else previous.field),
        quoted=tuple(dict.fromkeys((*previous.quoted, *query.quoted))),
        corrected=tuple(dict.fromkeys((*previous.corrected, *query.corrected))),
        # A notice called by its bare title is known by the words of the question that did.
        key=f"{previous.key} {query.key}" if query.of_notice and previous.of_notice and not is_other else query.key,
    )
    return _Thread(full, tuple(dict.fromkeys((*thread.places, *query.places))))


def _with_places(query: Query, thread: _Thread) -> Query:
    """With the places that `两地`, `both cities` or `与昆山相比` stand for."""
    if query.places and compares_with(query.key):
        return replace(query, places=tuple(dict.fromkeys((*thread.query.places, *query.places))))
    heard = tuple(dict.fromkeys(thread.places))
    count = 0 if query.places else how_many_places(query, len(heard))
    return replace(query, places=heard[-count:]) if 1 < count <= len(heard) else query


def _answered_as(previous: Query) -> Kind | None:
    """As what kind of question clauses were searched for it; None when it asked of a notice by name."""
    return previous.earlier if previous.of_notice else previous.kind


def _subject(query: Query, own: str, thread: _Thread, is_other: bool, is_new: bool) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The topic of the completed question and, of an English one, its terms."""
    previous = thread.query
    before = "" if is_new else previous.topic
    if query.lang == "en":
        stands_alone = is_elliptic(query) and not depends(own, "en") and len(previous.expanded) == 1
        kept = () if is_new or (own and stands_alone) else previous.expanded
        expanded = tuple(dict.fromkeys((*kept, *(query.expanded if own else ()))))
        topic = " ".join(word for group in expanded for word in group) if expanded or previous.lang == "en" else before
        return topic, expanded
    if is_other:
        gone = {name for name in previous.elsewhere if name not in query.elsewhere}
        before = " ".join(filter(None, (*(_matter_of(title) for title in previous.titles), before)))
        before = re.sub("|".join(map(re.escape, gone)), " ", before) if gone else before
    if query.years and query.years != previous.years:
        before = re.sub(r"(?<!\d)(?:19|20)\d{2}年(?:度|版)?", " ", before)
    years = " ".join(dict.fromkeys(f"{year}年" for year in query.years))
    topic = substitute(before, own) if is_elliptic(query) else f"{before} {own}"
    return " ".join(dict.fromkeys(f"{topic} {years}".split())), (*previous.expanded, *query.expanded)


def _matter_of(title: str) -> str:
    """What a document is about, without its place and its kind: 连云港市养犬管理条例 -> 养犬管理."""
    return _OF_TITLE.sub("", without(title, find_places(title)).strip()).strip()


def _is_new_address(query: Query, thread: _Thread) -> bool:
    """Whether the question goes from a subject to an article: the subject asked about before was another matter."""
    address = query.address
    named = thread.query.steps or thread.query.doc_nos or thread.query.titles
    return bool(address.steps) and not named and address.units != ("附",)


def _next_address(query: Query, thread: _Thread, own: str, is_other: bool) -> Address:
    """The address that the question means: its own under the one before, its neighbour, or the same; none in another notice."""
    before, address = (Address() if is_other else thread.query.address), query.address
    if address != Address():
        return _under(before, address)
    step = next_or_last(query, own)
    if not step or not before.steps:
        return before
    if before.paragraph and ("款" in query.key or "paragraph" in query.key):
        return replace(before, paragraph=before.paragraph + step)
    prefix, number = re.match(r"(\D*)(\d*)", before.steps[-1]).groups()
    return replace(before, steps=(*before.steps[:-1], f"{prefix}{int(number or 0) + step}"), paragraph=0)


def _under(before: Address, own: Address) -> Address:
    """A short address under the one before it: 第二款 of 第十八条, （十九） after 七、（十八）. Articles are numbered
    throughout a notice, so 第二十六条 leaves the chapter before it.
    """
    if not before.steps:
        return own
    level = _level("款" if not own.steps or _is_paragraph(before, own) else own.units[0])
    if level == _level("条"):
        kept = [n for n, unit in enumerate(before.units) if unit == "附"]
    else:
        kept = [n for n, unit in enumerate(before.units) if _level(unit) < level]
    head = Address(tuple(before.steps[n] for n in kept), tuple(before.units[n] for n in kept))
    if _is_paragraph(before, own):
        return replace(head, paragraph=int(own.steps[0]))
    paragraph = own.paragraph or (before.paragraph if own.steps and level > _level("款") else 0)
    return Address((*head.steps, *own.steps), (*head.units, *own.units), paragraph)


def _is_paragraph(before: Address, own: Address) -> bool:
    """Whether a lone English `paragraph 2` is one of the article spoken of; by itself it may be an item."""
    return "条" in before.units and own.units == ("",) and own.steps[0].isdigit() and not own.paragraph


def _level(unit: str) -> int:
    return next((n for n, names in enumerate(_LEVELS) if unit and unit in (names if len(names) > 2 else [*names, names])), 7)
