"""Questions for the notices themselves: which are on file, of a place or a year, and which of them are in force."""

from __future__ import annotations

import re
from dataclasses import replace

from answer.claims import Claim
from answer.notices import claims_about, of_years
from index.lexical import bigrams
from index.manifest import DocSummary
from index.query import Query
from index.relations import Judge
from index.scope import Scope
from index.store import Index
from index.terms import searched_text

_MOST = 10
_NOTICES = "(?:公文|文件|通知|通告|公告)"
_ASKS = re.compile(
    rf"(?:哪些|哪几|什么|几[份个件]|多少|有没有|有无|列出|列举|最新)[^，,。？?]{{0,12}}?{_NOTICES}"
    rf"|{_NOTICES}(?:都|一?共|分别|现在|还|又|有|是)*(?:哪|什么|多少|几[份个件])"
    r"|\b(?:what|which|how many|list|show)\b[^?]{0,40}\b(?:notices?|documents?|circulars?)\b")
# Papers that somebody has to hand in are none of these.
_DUTY = re.compile(r"[需须应带交]|要(?!点)|\b(?:must|needs?|required?|should|have to|shall)\b")
# What is left of such a question for its subject: words of keeping and issuing, and of documents.
_NO_SUBJECT = re.compile(
    r"(?:库[里中内]?|系统|收录|收入|入库|公文|规范性|文件|通知|通告|公告|列出|列举|目录|(?:\d{4})?年|印发|发布|出台|已经|现在|目前|现行|有效"
    r"|失效|最新|一?共|份|\s)*")
_ABOUT = re.compile(
    rf"(?:关于|有关|涉及)([\u3400-\u9fff]{{2,24}}?)的?{_NOTICES}|{_NOTICES}(?:是|和|与)?(?:关于|有关|涉及)([\u3400-\u9fff]{{2,24}}?)(?:的|[?？]?$)")
# Share of the pairs of characters of what notices are to be about that a title must have.
_OF_TITLE = 0.6
_OVER = re.compile(r"失效|废止|过期|作废|届满|到期|\b(?:repealed|expired|abolished|no longer|invalid)\b")


def asks_catalogue(query: Query) -> bool:
    """Whether a question asks which notices there are, and nothing of what they say."""
    named = query.steps or query.titles or query.doc_nos or query.field or query.earlier
    asks = _ASKS.search(query.key) and not _DUTY.search(query.key)
    return not named and bool(asks and (_NO_SUBJECT.fullmatch(query.topic) or _ABOUT.search(query.key)))


def catalogue(index: Index, query: Query, scope: Scope, judge: Judge) -> tuple[tuple[Claim, ...], int]:
    """Of each notice in scope whether it is in force, and when it was issued where dates are named, the latest first, at most ten;
    and how many there are in all. Where a question asks for those in force, those no longer so or those about something, only these.
    """
    held = [one for one in map(index.summary, scope.local or scope.allowed) if of_years(one.meta, query)]
    wanted = [one for one in held if _is_wanted(one, query, judge) and _is_about(one.meta.title, query)]
    wanted.sort(key=lambda one: (one.meta.issued or "", one.doc_id), reverse=True)
    asked = (query, replace(query, field="issued")) if query.since or query.until or query.years else (query,)
    notices = [index.notice(one.doc_id) for one in wanted[:_MOST]]
    return tuple(claim for notice in notices for one in asked for claim in claims_about(index, one, [notice], judge)), len(wanted)


def _is_about(title: str, query: Query) -> bool:
    match = _ABOUT.search(query.key)
    pairs = bigrams(match[1] or match[2]) if match else ()
    searched = searched_text(title)
    return sum(pair in searched for pair in pairs) >= _OF_TITLE * len(pairs)


def _is_wanted(one: DocSummary, query: Query, judge: Judge) -> bool:
    is_over = judge(one.doc_id, one.meta).status in ("repealed", "expired")
    return query.kind != "validity" or is_over == bool(_OVER.search(query.key))
