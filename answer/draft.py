"""From a question that is understood to claims: about notices, about an address, about the clauses that search finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from answer.catalogue import catalogue
from answer.choice import choose
from answer.claims import Claim
from answer.evidence import carries
from answer.extract import claims_for
from answer.items import led_in, with_items
from answer.notices import claims_about, claims_about_notices, naming
from answer.phrases import filters_said, phrase
from answer.premise import is_bare, on_same_subject, premises, said_elsewhere, unsaid
from answer.quotes import opening, sentence_claim
from answer.second_look import second_look
from answer.shown import listed
from answer.summary import asks_summary, summary
from index.adapter import adapted
from index.catalogue import asks_catalogue
from index.elliptic import is_small_talk
from index.kinds import ROLES
from index.query import Query
from index.question import Asked, located
from index.resolve import Located
from index.scope import Scope, among
from index.search import Candidate, query_vector, search
from index.settings import settings
from index.store import Index
from index.terms import Term, counts, covered, frequency, searched_text
from ingest.leadin import lead_in
from ingest.model import Clause, Span
from ingest.references import KINDS

# A document told by what it says, not by its title: 那个管随机抽查的文件是哪天发的.
_DESCRIBED = re.compile(
    rf"(?:(?:那|这)[个份部篇件](?!.*(?:提到|说的|所说|依据|根据|引用|里|中的))[^，。？]{{2,60}}|[^，。？]{{2,60}}的(?:那|这)[个份部篇件])(?:{KINDS}|文件|公文|政策)"
    "[，,]?(?:到底|究竟|又|是|在|由|的|从|自)*(?:谁|哪|什么时|何时|几[时月号]|文号)")
_DESCRIBED_EN = re.compile(
    r"\b(?:notice|opinion|measure|plan|rule|circular|announcement|document)s? (?:on|about|of|for|relaying|concerning|regarding|to)\b")
_NEAREST = 3
_MAX_NOTICES = 4
_MAX_CHILDREN = 8
_POOL = 40
# What leads a list in is as near to a question for the list; where it is so much farther than an item, that item is asked for. Measured
# on the 22 questions of the development sets to which an item was found: of 10 below it none wants the list, of 12 above 6 do.
_OF_LIST = 0.05

Way = Literal["catalogue", "address", "search", "sentences", "summary", ""]


@dataclass(frozen=True)
class Draft:
    """Claims before verification, the clauses that came nearest, and, when more than that can be said, why nothing answers.

    way: what gave the claims: the notice's own record, an address, the search, the second look at sentences, or the parts of a
    notice; '' for none.
    exact: the clauses at the address asked for; found: all candidates of the search, best first; listed: of a question for notices
    how many there are.
    """

    claims: tuple[Claim, ...] = ()
    nearest: tuple[Candidate, ...] = ()
    refusal: str = ""
    way: Way = ""
    exact: tuple[Located, ...] = ()
    found: tuple[Candidate, ...] = ()
    listed: int = 0


def draft(index: Index, asked: Asked) -> Draft:
    query, scope = asked.query, asked.scope
    if is_small_talk(query.key):
        return Draft(refusal=phrase("refuse_talk", query.lang, count=len(index.documents())))
    unknown = tuple(name for name in query.elsewhere if not frequency(index, name))
    if not scope.allowed or (unknown and not query.places):
        near = _elsewhere(index, asked)
        return Draft((), near, _nothing_in_scope(index, asked, (*scope.absent, *unknown)), found=near)
    if recorded := _of_catalogue(index, asked):
        return recorded
    exact, unfiled = located(index, asked), _unfiled(query, scope)
    if asks_summary(query) and not query.steps and not unfiled and (claims := summary(index, asked)):
        return Draft(claims, way="summary")
    if query.steps and scope.named and not exact:
        return Draft(refusal=phrase("refuse_address", query.lang))
    if query.steps and unfiled:
        return Draft(refusal=unfiled)
    if exact:
        said = (_within(index, asked, one) or _addressed_claims(index, query, one, asked.terms) for one in exact[:_MAX_NOTICES])
        return Draft(tuple(chain.from_iterable(said)), way="address", exact=exact)
    return _searched(index, asked, unfiled)


def _of_catalogue(index: Index, asked: Asked) -> Draft | None:
    """What the records of notices say: which there are, or what a question asks of one; None for nothing."""
    query, scope = asked.query, asked.scope
    if asks_catalogue(query):
        claims, count = catalogue(index, query, scope, asked.judge)
        return Draft(claims, way="catalogue", listed=count) if claims else None
    if query.of_notice and (scope.named or not query.earlier):
        claims = claims_about_notices(index, query, scope, asked.judge, asked.terms)
        # Of a notice and nothing else no clause says what its record does not.
        silent = query.field and (not naming(query, asked.terms) or query.field == "repeals")
        return Draft(tuple(claims), way="catalogue") if claims or silent else None
    return None


def _searched(index: Index, asked: Asked, unfiled: str) -> Draft:
    """What search finds. unfiled: the refusal for documents named that are not on file."""
    subject = _with_subject(index, asked)
    query = subject.query
    described = query.field == "grounds" or (query.field and not query.years and (
        _DESCRIBED.search(query.key) or (query.places and _DESCRIBED_EN.search(query.key))))
    by_content = query.earlier or ("general" if described else None)
    sought = replace(query, kind=by_content, field=None) if by_content else query
    chosen, found = choose(index, sought, asked.scope, subject.terms)
    if by_content:
        notices = [index.notice(one.notice.doc_id) for one in chosen[:None if query.earlier else 1]]
        return Draft(tuple(claims_about(index, query, notices, asked.judge)), found[:_NEAREST], way="search", found=found)
    # Of another place's sentence only what the clauses found speak of as well is asked of them.
    terms = asked.terms if subject is asked else [
        term for term in subject.terms if any(term.stands_in(one.card.body) for one in chosen)]
    claims = tuple(claim for candidate in chosen for claim in clause_claims(index, query, candidate, terms, found))
    way: Way = "search" if claims else "sentences"
    if claims := claims or second_look(index, query, found):
        return Draft((*claims, *contradicting(index, asked, claims)), found[:_NEAREST], unfiled, way, found=found)
    return Draft((), found[:_NEAREST], unfiled, found=found)


def _with_subject(index: Index, asked: Asked) -> Asked:
    """A question of a place that names nothing but a figure is about that of which another place says the figure."""
    if not asked.query.places or not is_bare(asked.query):
        return asked
    other = said_elsewhere(index, asked, premises(asked.query)[0], asked.scope.local)
    return on_same_subject(index, asked, other) if other else asked


def contradicting(index: Index, asked: Asked, claims: Sequence[Claim]) -> Sequence[Claim]:
    """Of a figure that the question takes for granted and the clauses do not have: the other place that has it, or that they
    have it not.
    """
    missing = unsaid(asked.query, claims)
    if not missing or not asked.query.places:
        return missing
    heard = frozenset(claim.notice.doc_id for claim in claims)
    return [said_elsewhere(index, asked, claim.said[0], heard) or claim for claim in missing]


def _elsewhere(index: Index, asked: Asked) -> tuple[Candidate, ...]:
    """The nearest clauses of other notices, to show with a refusal where none of those asked for is on file."""
    on_file = frozenset(document.doc_id for document in index.documents())
    return search(index, asked.query, Scope(on_file, on_file), asked.terms, _NEAREST) if asked.query.topic else ()


def _unfiled(query: Query, scope: Scope) -> str:
    """Refusal for documents that the question names and that are not on file: an address in it is one of theirs. '' when
    there are none, or it names one that is on file as well.
    """
    names = (*(f"《{title}》" for title in query.required), *(number for number in query.doc_nos if number in scope.absent))
    return phrase("refuse_absent_doc", query.lang, names=listed(names, query.lang)) if names and not scope.named else ""


def _within(index: Index, asked: Asked, located: Located) -> Sequence[Claim]:
    """What the clause under a part named by its address says that has more of the question than the part itself (第一部分的工作原则);
    nothing of a list, which is one with what leads it in.
    """
    notice, part = located.notice, located.clause
    if located.span or not part.children or lead_in(part) or not asked.query.topic:
        return ()
    own = covered(asked.terms, counts(asked.terms, searched_text(part.text)))
    found = search(index, asked.query, among(asked.scope, frozenset([notice.doc_id])), asked.terms, _POOL)
    under = (one for one in found if one.card.clause_id.startswith(f"{part.id}/") and one.value("coverage") > own)
    best = max((one for one in under if carries(asked.query, one)), key=lambda one: one.probability, default=None)
    return clause_claims(index, asked.query, best, asked.terms) if best else ()


def _addressed_claims(index: Index, query: Query, located: Located, terms: Sequence[Term]) -> Sequence[Claim]:
    """What a clause named by its address says: to the question, or, when nothing else is asked, at its beginning; of one of
    its paragraphs all.
    """
    notice, clause, span = located.notice, located.clause, located.span
    if span:
        at = Span(span.start - clause.span.start, span.end - clause.span.start)
        return with_items(index, query, notice, clause, [sentence_claim(query, notice, clause, at)], ())
    asks = query.topic or query.kind in ROLES
    said = claims_for(query, notice, clause, terms) if asks else opening(query, notice, clause)
    return with_items(index, query, notice, clause, said, terms)


def clause_claims(
    index: Index, query: Query, candidate: Candidate, terms: Sequence[Term], found: Sequence[Candidate] = ()
) -> Sequence[Claim]:
    """Claims of a clause. A bare heading answers with the first sentence of each clause under it. found: what was found with it."""
    notice, clause = index.clause(candidate.card.clause_id)
    if clause.kind == "heading" and clause.children:
        children = [index.clause(child)[1] for child in clause.children[:_MAX_CHILDREN]]
        return [claim for child in children for claim in claims_for(query, notice, child, terms)[:1]]
    claims = claims_for(query, notice, clause, terms, _near(index, query, clause), candidate.probability)
    of_list = next((one.probability for one in found if one.card.clause_id == clause.parent), candidate.probability)
    by_itself = of_list < _OF_LIST * candidate.probability
    claims = led_in(index, query, notice, clause, claims, terms, by_itself)
    return with_items(index, query, notice, clause, claims, terms)


def _near(index: Index, query: Query, clause: Clause) -> Sequence[float]:
    """Of each sentence of a clause the cosine with the question; none with another embedder, whose cosines are of another scale."""
    if settings().embed_model:
        return ()
    return index.sentence_cosines(adapted(query_vector(query)), [clause.id])[clause.id].tolist()


def _nothing_in_scope(index: Index, asked: Asked, absent: Sequence[str]) -> str:
    query, documents = asked.query, index.documents()
    if not documents:
        return phrase("refuse_empty", query.lang)
    if absent and not query.doc_nos:
        places = list(dict.fromkeys(document.meta.region.name for document in documents if document.meta.region))
        return phrase("refuse_absent", query.lang, names=listed(absent, query.lang), places=listed(places[:20], query.lang))
    if absent:
        return phrase("refuse_absent_doc", query.lang, names=listed(absent, query.lang))
    return phrase("refuse_filtered", query.lang, filters=filters_said(asked.limits, query.lang))
