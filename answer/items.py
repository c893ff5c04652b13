"""Items of lists: what leads them in belongs to them (`有下列情形之一的，不得担任保安员：` … `（二）曾因故意犯罪被刑事处罚的；`).

In a statute the lead-in has the subject and the command, the item the case (全国人大常委会法工委《立法技术规范（试行）（一）》):
neither alone says what holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.asked_list import asks_what_is_listed
from answer.claims import Claim
from answer.extract import asks_who, gives_number, says_who
from answer.quotes import sentence_claim, sentences_in, shown, whole
from answer.summary import asks_summary
from index.cases import asks_case, tells_case
from index.query import Query
from index.store import Index
from index.terms import Term, counts, covered, searched_text
from ingest.leadin import lead_in
from ingest.markers import marker_of
from ingest.model import Clause, Notice, Span
from ingest.script import simplify

_MAX_ITEMS = 8
# A lead-in that commands, defines or counts up; `主要任务如下：` before whole sentences binds nothing.
_BINDS = re.compile(
    "(下列|之一|以下|不得|禁止|严禁|应当|必须|可以|不予|有权|是指|包括|视为|处以?|符合|具备|提交|提供|履行|职责|适用)[^。]*[:：]\\s*$")
_FRAGMENT = re.compile("[；;]\\s*$|的[。；;]?\\s*$|[^。！？]$")
_PART = re.compile("[；;]\\s*$")
# Of the items one is meant, where it has so many times as much of the question as any other, and so much at least.
_CLEAR, _SHARE = 2.0, 0.15
# A clause for what the list leaves out (兜底条款) says nothing without the list: 其他不文明行为。
_REST = re.compile("(?:[^，。；;]{0,16}(?:规定|认[定为]|确定|约定|禁止|要求|需要|应当)[^，。；;]{0,8}的)?其[他它][^，。；;]{0,20}[。；;]?")
_OPENING = re.compile(r"([\u3400-\u9fff]{2,12})[，,：:]")
# A question for several things wants all the items, unless one alone has words of it that what leads the list in has not.
_ALL = ("list", "definition", "general", "compare")


def led_in(
    index: Index, query: Query, notice: Notice, clause: Clause, claims: Sequence[Claim], terms: Sequence[Term], by_itself: bool = False
) -> Sequence[Claim]:
    """A claim that is an item of a list, with what leads the list in: one sentence on both clauses, the item's first unless only the
    other has the number or the body asked for. Of a list that is asked for, all items, or the one that is plainly meant; by_itself:
    that this item is.
    """
    parent = index.clause(clause.parent)[1] if clause.parent else None
    leads = _lead_in(notice, parent) if parent else None
    if not clause.text.strip() or not parent:
        return claims
    items = _items(index, parent)
    if not leads:
        return _of_heading(query, notice, clause, parent, items, terms) or claims
    if clause not in items and _weight(terms, clause.text) > _weight(terms, leads.of(parent.text)):
        return claims  # a paragraph after the list, which answers by itself
    cases = asks_case(query.key) and tells_case(searched_text(leads.of(parent.text)))
    of_list = asks_what_is_listed(query.key, leads.of(parent.text)) or not by_itself and (
        _is_rest(clause) or _meant(query, items, _beyond(terms, parent, leads)) != clause)
    wants_all = (query.kind == "list" or cases) and of_list
    if wants_all or asks_summary(query):
        return [sentence_claim(query, notice, parent, leads), *_whole(index, query, notice, parent)]
    if not claims and gives_number(query, parent, leads):
        claims = (whole(query, notice, clause),)
    if len(claims) != 1 or claims[0].relation != "verbatim" or not _FRAGMENT.search(simplify(claims[0].said[0])):
        return claims
    return _joined(query, claims[0], sentence_claim(query, notice, parent, leads))


def _of_heading(
    query: Query, notice: Notice, clause: Clause, parent: Clause, items: Sequence[Clause], terms: Sequence[Term]
) -> list[Claim]:
    """Of a list that is asked for and has a heading for a lead-in, which the question names, the heading and all items; they are parts
    of one sentence, between semicolons (GB/T 15834-2011, 4.6). None where one item is plainly meant.
    """
    is_list = len(items) > 1 and all(_PART.search(item.text) for item in items[:-1])
    if query.kind != "list" or not is_list or not parent.heading or not _weight(terms, parent.heading):
        return []
    heading = sentences_in(notice, parent)[0]
    if _meant(query, items, _beyond(terms, parent, heading)) == clause:
        return []
    return [sentence_claim(query, notice, parent, heading), *(whole(query, notice, item) for item in items[:_MAX_ITEMS])]


def with_items(
    index: Index, query: Query, notice: Notice, clause: Clause, claims: Sequence[Claim], terms: Sequence[Term]
) -> Sequence[Claim]:
    """A sentence that leads in a list is followed by its items, or by the one that is plainly meant; a later paragraph is none of
    them.
    """
    if not claims or not claims[-1].said[-1].rstrip().endswith((":", "：")):
        return claims
    wanted = _beyond(terms, clause, claims[-1].quote) if query.kind in _ALL or asks_case(query.key) else terms
    if asks_what_is_listed(query.key, claims[-1].said[-1]):
        return [*claims, *_whole(index, query, notice, clause)]
    if meant := _meant(query, _items(index, clause), wanted):
        return [*claims, whole(query, notice, meant)]
    return [*claims, *_whole(index, query, notice, clause)]


def _items(index: Index, clause: Clause) -> list[Clause]:
    return [child for child in (index.clause(child)[1] for child in clause.children) if child.kind != "closing"]


def _whole(index: Index, query: Query, notice: Notice, clause: Clause) -> list[Claim]:
    return [whole(query, notice, child) for child in _items(index, clause)[:_MAX_ITEMS]]


def _beyond(terms: Sequence[Term], clause: Clause, leads: Span) -> list[Term]:
    """The words of the question that what leads a list in has not."""
    found = searched_text(leads.of(clause.text))
    return [term for term in terms if not term.stands_in(found)]


def _names(item: Clause, query: Query) -> bool:
    """Whether an item opens with what the question names (公益金，用于…): it speaks of that (赵元任《中国话的文法》, 主语即话题)."""
    opening = _OPENING.match(_unmarked(item))
    return bool(opening) and opening[1] in simplify(query.topic)


def _is_rest(item: Clause) -> bool:
    return bool(_REST.fullmatch(_unmarked(item)))


def _unmarked(item: Clause) -> str:
    marker = marker_of(item.text)
    return simplify(item.text[marker.length if marker else 0:]).strip()


def _weight(terms: Sequence[Term], text: str) -> float:
    """Share of the question's weight in a text."""
    return covered(terms, counts(terms, searched_text(text)))


def _meant(query: Query, items: Sequence[Clause], terms: Sequence[Term]) -> Clause | None:
    items = [item for item in items if not _is_rest(item)]
    named = [item for item in items if _names(item, query)]
    if len(named) == 1:
        return named[0]
    shares = [_weight(terms, item.text) for item in items]
    best, *rest = sorted(shares, reverse=True) or [0.0]
    return items[shares.index(best)] if best >= max(_SHARE, _CLEAR * max(rest, default=0.0)) else None


def _lead_in(notice: Notice, parent: Clause) -> Span | None:
    said = sentences_in(notice, parent) if lead_in(parent) else ()
    return said[-1] if said and _BINDS.search(simplify(said[-1].of(parent.text))) else None


def _joined(query: Query, item: Claim, leads: Claim) -> tuple[Claim, ...]:
    said = (leads.said[0], item.said[0])
    text = shown(query, "".join(said))
    first = (leads, item) if _answers(query, leads) and not _answers(query, item) else (item, leads)
    return tuple(Claim(text, "item", said, one.notice, one.clause, one.quote) for one in first)


def _answers(query: Query, claim: Claim) -> bool:
    """Whether the words of one clause have the number, or name the body, that is asked for."""
    if query.kind in ("figure", "deadline"):
        return gives_number(query, claim.clause, claim.quote)
    return asks_who(query) and says_who(claim.said[0])
