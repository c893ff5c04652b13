"""What a question takes for granted (昆山要求60学时？): whether the clause found says that number, and which other place's does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer.claims import Claim
from answer.figures import states_number, value_in
from answer.injection import sayable
from answer.phrases import phrase
from answer.quotes import sentence_claim
from answer.shown import show
from index.kinds import ROLES
from index.query import Query
from index.question import Asked
from index.scope import Scope
from index.search import Candidate, search
from index.store import Index
from index.strength import enough
from index.terms import terms_of
from ingest.facts import facts_of
from ingest.model import Span
from ingest.script import search_key, simplify

_ENGLISH = re.compile(r"\b\d+(?:\.\d+)?(?:\s?%|\s(?!of\b)[a-z-]+(?:\s[a-z]+)?)", re.I)
# A question that asks by one of these words takes nothing for granted that its answer would contradict.
# 搭一套云: with the measure word of a thing 一 is an indefinite article (吕叔湘《现代汉语八百词》, 一); 我和邻居两个人 tells who asks.
_INDEFINITE = re.compile("一[套台家名位份间所张辆条起处只座件块艘栋户人]|[两二三]个?(?:人|户|口)?")
_ASKS = re.compile(r"多少|几|哪|什么|谁|怎|如何|何|多[长久大高]|\b(?:what|which|who|whom|how|when|where)\b")
_TRIED = 20


def premises(query: Query) -> tuple[str, ...]:
    """The figures that a yes-or-no question states, with their units, as it words them; none for any other question."""
    if query.of_notice or query.kind in ROLES or _ASKS.search(query.key):
        return ()
    if query.lang == "en":
        stated = (found.group() for found in _ENGLISH.finditer(query.text))
        return tuple(words for words in stated if value_in(words) not in map(str, query.years))
    facts = facts_of(query.text, Span(0, len(query.text)))
    return tuple(fact.value for fact in facts
                 if fact.kind in ("figure", "deadline") and value_in(fact.value) and not _INDEFINITE.fullmatch(fact.value))


def asking_instead(query: Query) -> str:
    """The question with `how much` in the place of the figures that it takes for granted; as it is where there are none."""
    text = query.text
    for words in premises(query):
        text = text.replace(words, "how many" if query.lang == "en" else "多少")
    return text


def unsaid(query: Query, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """For each figure taken for granted that the clauses of `claims` do not have, word of that; it rests on the first of them."""
    missing = [] if not claims else [
        words for words in premises(query) if not any(states_number(claim.clause.text, words) for claim in claims)]
    return tuple(
        replace(claims[0], relation="unsaid", said=(words,), text=phrase("unsaid", query.lang, words=show(words, query.lang)))
        for words in missing)


def said_elsewhere(index: Index, asked: Asked, words: str, but: frozenset[str]) -> Claim | None:
    """The sentence of another place's notice that has a figure which that of the place asked about has not. but: notices that
    have been heard.
    """
    everywhere = frozenset(one.doc_id for one in index.documents())
    scope = Scope(everywhere - but, everywhere - but, current=asked.scope.current)
    for candidate in search(index, replace(asked.query, places=()), scope, asked.terms, _TRIED):
        if candidate.probability >= enough() and (claim := _stating(index, asked.query, candidate, words)):
            return claim
    return None


def is_bare(query: Query) -> bool:
    """Whether a question has no subject but the figures that it takes for granted (昆山要求60学时？)."""
    rest = query.topic
    for words in premises(query):
        rest = rest.replace(search_key(words), "")
    return bool(premises(query)) and not re.search(r"\w", rest)


def on_same_subject(index: Index, asked: Asked, claim: Claim) -> Asked:
    """The question as one for a figure on the subject of which another place's sentence speaks."""
    query = replace(asked.query, topic=search_key(claim.said[0]), text=claim.said[0], kind="figure", expanded=())
    return replace(asked, query=query, terms=terms_of(index, query))


def _stating(index: Index, query: Query, candidate: Candidate, words: str) -> Claim | None:
    notice, clause = index.clause(candidate.card.clause_id)
    unit = re.sub(r"^.*[\d一二三四五六七八九十百千零〇两]", "", simplify(words)).strip()
    for span in sayable(notice, clause):
        text = simplify(span.of(clause.text))
        if states_number(text, words) and (query.lang == "en" or unit in text):
            return sentence_claim(query, notice, clause, span)
    return None
