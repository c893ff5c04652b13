"""Claims about notices themselves: whether they are in force, their number, issuer and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from answer.claims import Claim
from answer.entries import entry_claims
from answer.grounds import ground_claims
from answer.header import validity_claim
from answer.made import made_claims
from answer.repeals import repeal_claims
from index.kinds import metadata_fields
from index.lexical import bigrams
from index.query import Query
from index.relations import Judge
from index.scope import Scope
from index.store import Index
from index.terms import Term
from index.title_words import most_named
from index.words import words
from ingest.model import Meta, Notice
from ingest.script import search_key, simplify

_MOST = 4
# What a document of a kind ends its title with, by the kind's name in English; a law is often called by that alone.
_KINDS_EN = (
    (r"\blaw\b|\bact\b", "法|法典"), (r"\bdetailed rules?\b|\bimplementation rules?\b", "细则"),
    (r"\bregulations?\b", "条例|规定"),
    (r"\bmeasures\b", "办法|措施"), (r"\bprovisions?\b", "规定"), (r"\binterpretations?\b", "解释|规定|批复"),
    (r"\brules?\b", "规则|细则|规定|办法"),
    (r"\bdecision\b", "决定"), (r"\bopinions?\b", "意见"), (r"\bannouncement\b", "公告|通告"),
    (r"\bnotice\b|\bcircular\b", "通知|通告|公告"),
)
_NAMED = 0.5
_ACTS = {"repeals": repeal_claims, "grounds": ground_claims}


def claims_about_notices(index: Index, query: Query, scope: Scope, judge: Judge, terms: Sequence[Term]) -> list[Claim]:
    """Claims about the notices that the question names; none when it names none on file."""
    meant = [notice for notice in _meant(index, query, scope, terms) if of_years(notice.meta, query)]
    return claims_about(index, query, meant, judge) or entry_claims(index, query, scope, terms)


def of_years(meta: Meta, query: Query) -> bool:
    """Whether a notice is of the years that the question names, by its title, number, dates or term."""
    term = range(meta.plan_years[0], meta.plan_years[1] + 1) if meta.plan_years else ()
    said = " ".join((meta.title, meta.doc_no, meta.issued, meta.published, meta.effective, meta.expires))
    return all(str(year) in said or year in term for year in query.years)


def claims_about(index: Index, query: Query, notices: Sequence[Notice], judge: Judge) -> list[Claim]:
    """Of each notice the catalogue fields asked for, else whether it is in force; none where the notice does not say."""
    return [claim for notice in notices for claim in _about(index, query, notice, judge) if claim]


def _about(index: Index, query: Query, notice: Notice, judge: Judge) -> Iterator[Claim | None]:
    fields = metadata_fields(search_key(query.text)) if query.field else ()
    for field in fields if query.field in fields else filter(None, (query.field,)):
        yield from _ACTS[field](query, notice) if field in _ACTS else made_claims(query, notice, field)
    if not query.field or (query.kind == "validity" and query.field not in _ACTS and not query.earlier):
        yield _validity(index, query, notice, judge)


def _validity(index: Index, query: Query, notice: Notice, judge: Judge) -> Claim | None:
    judged = judge(notice.doc_id, notice.meta)
    return validity_claim(query, notice, judged, index.notice(judged.doc_id) if judged.clause_id else None)


def _meant(index: Index, query: Query, scope: Scope, terms: Sequence[Term]) -> list[Notice]:
    """The notices that the question's words name: by number or title, else by words of the title (half of them at least);
    a question with no such words (`这份文件`) means the only notice there is in scope.
    """
    named = naming(query, terms)
    if scope.named or (not named and len(scope.local) == 1):
        return [index.notice(doc_id) for doc_id in sorted(scope.local)]
    if query.doc_nos or query.required or not named:
        return []
    # In a title every word names; how rare it is in the clauses says nothing of that.
    kind = _kind(query)
    found = [index.notice(doc_id) for doc_id in most_named(index.documents(), scope.local, named, _NAMED)]
    of_kind = [notice for notice in found if re.search(rf"(?:{kind})(?:[(（][^()（）]*[)）])?$", simplify(notice.meta.title))]
    return (of_kind or found)[:_MOST]


def naming(query: Query, terms: Sequence[Term]) -> list[Term]:
    """The terms of a question for a notice that name more than a document of some kind."""
    if query.lang == "en" and not query.expanded:
        return []
    pointing = _document_tokens() | {"年", *map(str, query.years)}
    found = [term for term in terms if not all(way <= pointing for way in term.alternatives)]
    if query.lang != "en" and all(term.alternatives[0] <= pointing for term in found):
        return []  # everyday words for its validity (到期, also 届满)
    return [term for term in found if not any(way <= _kind_tokens() for way in term.alternatives)] if _kind(query) else found


def _kind(query: Query) -> str:
    """What titles of the kind that an English question names end with; '' for none."""
    return next((kind for word, kind in _KINDS_EN if re.search(word, query.key)), "") if query.lang == "en" else ""


@lru_cache(maxsize=1)
def _kind_tokens() -> frozenset[str]:
    """Search tokens of what an English word for a kind of document is translated by."""
    return frozenset(bigrams("法律 条例 规定 办法 规则 规章 细则 解释 决定 意见 措施 公告 通告 通知"))


@lru_cache(maxsize=1)
def _document_tokens() -> frozenset[str]:
    """Search tokens of words for a document of any kind, and of two such words in a row (`份通` of 这份通知)."""
    joints = (one[-1] + other[0] for one in words("document") for other in words("document"))
    return frozenset((*bigrams(" ".join(words("document"))), *joints))
