"""Whether the clauses found carry an answer at all: the decision between answering and `no basis found`."""

from __future__ import annotations

import re

from answer.extract import MODALITY
from index.kinds import ROLES
from index.query import Query
from index.search import Candidate
from ingest.script import search_key, simplify

# Cosines of multilingual-e5 lie in a narrow band (0.7 to 1, says its model card). neutral: what a question and an unrelated
# clause have in common; scale: how much coverage a step above it is worth; enough: the least strength that answers. Read off
# the eval set, with the gold clause there and taken away.
_NEUTRAL, _SCALE, _ENOUGH = 0.86, 8.0, 0.30
# Among all notices some clause is always near: a question that names no place and no notice must be met more fully.
_ENOUGH_ANYWHERE = 0.41
# Meaning alone does not carry: of 93 questions that name a place and 245 on subjects of which that place's notices do not
# speak, logistic regression weighs a tenth of cosine like a quarter of coverage, not like four fifths.
_WORDS_SCALE, _WORDS_ENOUGH = 2.6, 0.20
_QUOTED_BONUS = 0.3
# One or two search tokens (a word) stand in many clauses by chance.
_WORTH = {1: 0.25, 2: 0.6}
# Whether a notice is in force is for its header to say, and a heading says little: they answer only if plainly about what is asked.
_NAMED = 0.6
# A clause about the very subject may answer that it names nobody.
_FULLY = 0.8
# What is asked for must be there to be said: a question for a number or a date is answered by a clause that states one.
_STATED = {"figure": {"figure", "deadline"}, "deadline": {"deadline", "figure"}}
_ROLE_WORDS = re.compile("负责(?!人)|牵头|承担|主管|归口|管理工作|(责任|负责)(部门|单位|主体)|主体责任|组长|召集人")
_TERM = re.compile("年|月|周|日|天|时")


def strength(query: Query, candidate: Candidate) -> float:
    """How well a clause carries an answer: the share of the question's word weight that stands in it, plus what its meaning
    adds or takes away, plus a bonus for words that the question quotes. About 0 to 1.5.
    """
    key = search_key(candidate.clause.text)
    quoted = bool(query.quoted) and all(words in key for words in query.quoted)
    return _WORTH.get(candidate.terms, 1.0) * candidate.coverage + _SCALE * (candidate.cosine - _NEUTRAL) + _QUOTED_BONUS * quoted


def carries(query: Query, candidate: Candidate) -> bool:
    """Whether a clause may answer: strong enough, and fit to otherwise."""
    enough = _ENOUGH if query.places or query.doc_nos or query.titles else _ENOUGH_ANYWHERE
    words = candidate.coverage + _WORDS_SCALE * (candidate.cosine - _NEUTRAL)
    return strength(query, candidate) >= enough and words >= _WORDS_ENOUGH and carries_otherwise(query, candidate)


def carries_otherwise(query: Query, candidate: Candidate) -> bool:
    """Whether a clause is of the year asked about, names the documents asked about, and states the kind of thing asked for."""
    if (query.kind == "validity" or candidate.clause.kind == "heading") and candidate.coverage < _NAMED:
        return False
    key = search_key(candidate.clause.text)
    wanted = _STATED.get(query.kind)
    stated = not wanted or any(fact.kind in wanted for fact in candidate.clause.facts)
    stated = stated and (query.kind not in ROLES or _gives_role(candidate) or candidate.coverage >= _FULLY)
    return (stated and all(title in key for title in query.required)
            and all(_speaks_of_year(candidate, year) for year in query.years))


def _gives_role(candidate: Candidate) -> bool:
    """Whether a clause says of anybody that it is theirs to do, in a list of bodies or in a sentence."""
    return any(fact.kind in ROLES for fact in candidate.clause.facts) or bool(
        _ROLE_WORDS.search(simplify(candidate.clause.text)))


def states(query: Query, candidate: Candidate) -> bool:
    """Whether a clause gives the kind of thing asked for: the role, the figure, the term (`五年` is one as well as a figure);
    figures when things are compared, a command or ban when it is asked whether something may be.
    """
    facts = candidate.clause.facts
    if query.kind == "compare":
        return any(fact.kind == "figure" for fact in facts)
    if query.kind == "yesno":
        return bool(MODALITY.search(simplify(candidate.clause.text)))
    return any(fact.kind == query.kind or (query.kind == "deadline" and fact.kind == "figure" and _TERM.search(fact.value))
               for fact in facts)


def _speaks_of_year(candidate: Candidate, year: int) -> bool:
    meta = candidate.notice.meta
    covered = meta.plan_years and meta.plan_years[0] <= year <= meta.plan_years[1]
    return bool(covered) or any(
        str(year) in text for text in (search_key(candidate.clause.text), meta.title, meta.issued, meta.doc_no)
    )
