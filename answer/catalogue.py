"""The notices themselves, listed from their records, for questions that ask which there are (`index.catalogue`)."""

from __future__ import annotations

import re
from dataclasses import replace

from answer.claims import Claim
from answer.notices import claims_about, of_years
from index.catalogue import named_subject
from index.lexical import bigrams
from index.manifest import DocSummary
from index.query import Query
from index.relations import Judge
from index.scope import Scope
from index.store import Index
from index.terms import searched_text

_MOST = 10
# Share of the pairs of characters of what notices are to be about that a title must have.
_OF_TITLE = 0.6
_OVER = re.compile(r"失效|废止|过期|作废|届满|到期|\b(?:repealed|expired|abolished|no longer|invalid)\b")


def catalogue(index: Index, query: Query, scope: Scope, judge: Judge) -> tuple[tuple[Claim, ...], int]:
    """Of each notice in scope whether it is in force, and when it was issued where dates are named, the latest first, at most ten;
    and how many there are in all. Where a question asks for those in force or those no longer so, only these, if there are any.
    """
    held = [one for one in map(index.summary, scope.local or scope.allowed)
            if of_years(one.meta, query) and _is_about(one.meta.title, query)]
    wanted = [one for one in held if _is_wanted(one, query, judge)] or held
    wanted.sort(key=lambda one: (one.meta.issued or "", one.doc_id), reverse=True)
    asked = (query, replace(query, field="issued")) if query.since or query.until or query.years else (query,)
    notices = [index.notice(one.doc_id) for one in wanted[:_MOST]]
    return tuple(claim for notice in notices for one in asked for claim in claims_about(index, one, [notice], judge)), len(wanted)


def _is_about(title: str, query: Query) -> bool:
    pairs = bigrams(named_subject(query))
    searched = searched_text(title)
    return sum(pair in searched for pair in pairs) >= _OF_TITLE * len(pairs)


def _is_wanted(one: DocSummary, query: Query, judge: Judge) -> bool:
    is_over = judge(one.doc_id, one.meta).status in ("repealed", "expired")
    return query.kind != "validity" or is_over == bool(_OVER.search(query.key))
