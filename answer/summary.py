"""A summary of a notice, or of what it says on a topic: the leading sentence of each of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.claims import Claim
from answer.quotes import leading, whole
from index.features import asks_table
from index.query import Query
from index.question import Asked
from index.search import Candidate, search
from index.store import Index
from index.terms import counts, covered, searched_text
from ingest.model import Clause, Notice

_MOST = 5
_MOST_PARTS, _FEW = 12, 3
_POOL = 40
# A clause belongs to the topic if it has so much of the question's words as this share of what the best one has.
_ON_TOPIC, _NAMES = 0.5, 0.25
_SUMMARY = re.compile(
    r"^(?:请|帮我|麻烦)?(?:你|您)?(?:给我)?(?:简要|简单|大致)?(?:地)?(?:概括|总结|归纳|概述|综述|简述|梳理|整理|介绍|简要说明)|^简要说明|(?:概括|总结|归纳|概述|梳理)一下|(?:主要|大致|都)?(?:讲|说|写)(?:了|的是)?(?:些|一些)?(?:什么|哪些内容)[?]?$"
    r"|^(?:please )?(?:summari[sz]e|outline)\b|\b(?:summary|overview|main points|key points|gist) of\b|\bwhat is [^?]{0,60} about[?]?$"
)


def asks_summary(query: Query) -> bool:
    """Whether the question asks for a summary (概括一下, 主要讲了什么) rather than for one thing."""
    return bool(_SUMMARY.search(query.key))


def summary(index: Index, asked: Asked) -> tuple[Claim, ...]:
    """The leading sentences of the clauses on the topic asked about, in the notice's order; without a topic the headings of the
    notice's parts, or the leading sentences of these where they have none. All of one notice: the one meant or found.
    """
    found = search(index, asked.query, asked.scope, asked.terms, _POOL) if asked.query.topic else ()
    doc_ids = sorted(asked.scope.local if asked.query.places or asked.scope.named else asked.scope.allowed)
    chosen = found[0].notice.doc_id if found else doc_ids[0] if len(doc_ids) == 1 else ""
    if not chosen:
        return ()
    notice = index.notice(chosen)
    on_topic = _on_topic(asked, [one for one in found if one.notice.doc_id == chosen])
    clauses = {one.card.clause_id for one in on_topic}
    if not clauses:
        return tuple(whole(asked.query, notice, clause) for clause in _parts(notice))
    section = _section(asked, notice, [one.card.clause_id for one in on_topic])
    picked = section or [clause for clause in notice.clauses if clause.id in clauses]
    return tuple(leading(asked.query, notice, clause) for clause in picked)


def _on_topic(asked: Asked, found: Sequence[Candidate]) -> list[Candidate]:
    """The best clauses of one notice that speak of the topic, neither its preamble nor, unless the table is asked for, rows of its
    annex; none when the words asked with only name the notice.
    """
    left_out = ("heading", "preamble") if asks_table(asked.query) else ("heading", "preamble", "row")
    found = [one for one in found if one.card.kind not in left_out]
    title = searched_text(found[0].notice.meta.title) if found else ""
    terms = [term for term in asked.terms if not term.stands_in(title)]
    shares = [covered(terms, counts(terms, f"{one.card.above}\n{one.card.body}")) for one in found] if terms else []
    most = max(shares, default=0.0)
    return [one for one, share in zip(found, shares, strict=False) if share >= _ON_TOPIC * most > 0][:_MOST]


def _section(asked: Asked, notice: Notice, clause_ids: Sequence[str]) -> list[Clause]:
    """All clauses under the heading that names the topic and has the best clause found and another: a notice's own unit on it."""
    parents = {clause.id: clause.parent for clause in notice.clauses}
    own = parents[clause_ids[0]]
    heading = next((clause for clause in notice.clauses if clause.id == own and clause.kind == "heading"), None)
    beside = sum(parents[one] == own for one in clause_ids)
    return _texts(notice, own)[:_MOST] if heading and beside > 1 and _names_topic(asked, notice, heading) else []


def _names_topic(asked: Asked, notice: Notice, heading: Clause) -> bool:
    """Whether a heading has a fourth of the question's weight that the title has not."""
    title, said = searched_text(notice.meta.title), searched_text(heading.text)
    terms = [term for term in asked.terms if not term.stands_in(title)]
    return covered(terms, counts(terms, said)) >= _NAMES


def _parts(notice: Notice) -> list[Clause]:
    """Its chapters, or else its clauses of the highest level that are text of its own; of one or two, which say little, the parts."""
    parts = _texts(notice, None)
    chapters = [clause for clause in parts if clause.heading]
    chosen = chapters if len(chapters) > 1 else parts
    within = [child for part in chosen for child in _texts(notice, part.id)] if len(chosen) < _FEW else []
    return (within or chosen)[:_MOST_PARTS]


def _texts(notice: Notice, parent: str | None) -> list[Clause]:
    return [clause for clause in notice.clauses if clause.parent == parent and clause.kind in ("heading", "item", "paragraph")]
