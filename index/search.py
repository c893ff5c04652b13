"""Question -> ranked clauses: words and meaning weighed together, exact addresses first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.embed import encode
from index.lexical import bigrams
from index.nodes import heading_path
from index.query import Query
from index.scope import Scope
from index.store import Index, Where
from ingest.model import Clause, Notice
from ingest.script import simplify

_POOL = 40
# score = BM25 / best BM25 + 0.12 z-scored cosine + 0.3 coverage + 0.3 if the clause states the kind of fact asked for. The dense
# weight measured best on 1,257 questions about notices; all four on the dev half of the eval set, for English too.
_DENSE, _COVERAGE, _KIND = 0.12, 0.3, 0.3
_FACTS = {
    "lead": {"lead"},
    "responsible": {"responsible", "lead"},
    "assisting": {"assisting"},
    "deadline": {"deadline"},
    "figure": {"figure"},
}
# What frames a notice (catalogue rows, signature, the title of an annex) repeats its words without saying anything.
_FRAME = ("head", "signature", "annex")
_KIND_WEIGHT = {"heading": 0.8, "row": 0.9}
# A rule from above the place asked about yields to its own (Legislation Law art. 103: the special before the general), that of
# the nation, of the province and of the city each to the next one below.
_ABOVE = (0.72, 0.76, 0.8)
# An annex restates the text in a table; it comes first only when the table is asked for.
_ASKS_TABLE = re.compile(r"附件|附表|分解表|表格|清单|表(里|中|上)|\b(annex|table|schedule|breakdown)\b")


@dataclass(frozen=True)
class Candidate:
    """A clause that may answer. score: for ranking; coverage: share of the question's word weight found in the clause with
    its headings and title, 0 to 1; cosine: with the question, -1 to 1; terms: how
    many there are in the question.
    """

    notice: Notice
    clause: Clause
    score: float
    cosine: float
    coverage: float
    terms: int = 0


def search(index: Index, query: Query, scope: Scope, terms: Sequence[Term], limit: int = 20) -> tuple[Candidate, ...]:
    """The best clauses of the notices in scope, best first. terms: what the question names (`terms_of`)."""
    if not scope.allowed:
        return ()
    everywhere = len(scope.allowed) == len(index.documents())
    where = Where(None if everywhere else scope.allowed)
    lexical = dict(
        index.lexical(sorted({token for term in terms for way in term.alternatives for token in way}), _POOL, where)
    )
    vector = query_vector(query)
    dense = dict(index.dense(vector, _POOL, where))
    cosines = np.array(list(dense.values()) or [0.0])
    top, mean, spread = max(lexical.values(), default=1.0), float(cosines.mean()), float(cosines.std()) or 1.0
    candidates = []
    for clause_id in lexical.keys() | dense.keys():
        notice, clause = index.clause(clause_id)
        if clause.kind in _FRAME:
            continue
        # A clause outside the dense pool is no nearer than the last of it.
        cosine = dense.get(clause_id, float(cosines.min()))
        own = clause_tokens(notice, clause)
        share = covered(terms, own | tokens_of(notice.meta.title))
        states = bool(_FACTS.get(query.kind, set()) & {fact.kind for fact in clause.facts})
        score = (
            lexical.get(clause_id, 0.0) / top + _DENSE * (cosine - mean) / spread + _COVERAGE * share + _KIND * states
        )
        weight = 1.1 if clause.kind == "row" and asks_table(query) else _KIND_WEIGHT.get(clause.kind, 1.0)
        score *= weight * (1.0 if notice.doc_id in scope.local else _above(notice))
        candidates.append(Candidate(notice, clause, score, cosine, share, len(terms)))
    ranked = sorted(candidates, key=lambda candidate: (-candidate.score, candidate.clause.id))
    return tuple(ranked[:limit])


def _above(notice: Notice) -> float:
    """Weight of a notice from above the place asked about: the nearer its authority, the more."""
    region = notice.meta.region
    return _ABOVE[min(len(region.adcodes) if region else 0, len(_ABOVE) - 1)]


def addressed(index: Index, query: Query, scope: Scope) -> tuple[tuple[Notice, Clause], ...]:
    """The clauses whose structural path ends with the address that the question names, in the notices in scope."""
    if not query.steps:
        return ()
    found = []
    for doc_id in sorted(scope.allowed):
        notice = index.notice(doc_id)
        found += [(notice, clause) for clause in notice.clauses if _ends_with(clause, query.steps)]
    shortest = min((clause.id.count("/") for _, clause in found), default=0)
    return tuple((notice, clause) for notice, clause in found if clause.id.count("/") == shortest)


def asks_table(query: Query) -> bool:
    """Whether the question is about an annex or table itself."""
    return bool(_ASKS_TABLE.search(query.key))


def _ends_with(clause: Clause, steps: Sequence[str]) -> bool:
    path = clause.id.partition("#")[2].split("/")
    return path[-len(steps) :] == list(steps)


@dataclass(frozen=True)
class Term:
    """One thing a question names. alternatives: ways to say it, each a set of search tokens that must stand together;
    weight: inverse document frequency of the commonest way (BM25's, Robertson & Zaragoza 2009, eq. 3.3).
    """

    alternatives: tuple[frozenset[str], ...]
    weight: float

    def stands_in(self, tokens: frozenset[str]) -> bool:
        return any(tokens >= alternative for alternative in self.alternatives)


def terms_of(index: Index, query: Query) -> tuple[Term, ...]:
    """What the question names: each bigram of a Chinese question's subject, each word or phrase of an English one."""
    if query.lang == "en" and query.expanded:
        return _terms(index, (*query.expanded, *((str(year),) for year in query.years)))
    tokens = bigrams(" ".join((query.topic, *query.titles, *map(str, query.years)))) or bigrams(query.key)
    return _terms(index, [(token,) for token in dict.fromkeys(tokens)])


def _terms(index: Index, groups: Iterable[Sequence[str]]) -> tuple[Term, ...]:
    ways = [[frozenset(bigrams(word)) for word in group] for group in groups]
    counts = index.doc_freq({token for group in ways for way in group for token in way})
    total = max(1, index.count_clauses())

    def rarity(way: frozenset[str]) -> float:
        known = min((counts[token] for token in way), default=0)
        return math.log(1 + (total - known + 0.5) / (known + 0.5))

    # A word with no known translation is something the corpus does not speak of, or says with a word the dictionary lacks:
    # it counts half of one that stands in no clause.
    return tuple(Term(tuple(group), min(map(rarity, group), default=0.5 * rarity(frozenset()))) for group in ways)


def frequency(index: Index, word: str) -> int:
    """In how many clauses a Chinese word can stand at most: those of its rarest bigram."""
    return min(index.doc_freq(bigrams(word)).values(), default=0)


def covered(terms: Sequence[Term], tokens: frozenset[str]) -> float:
    """Share of the terms' weight whose terms stand among the tokens, 0 to 1."""
    total = sum(term.weight for term in terms) or 1.0
    return sum(term.weight for term in terms if term.stands_in(tokens)) / total


@lru_cache(maxsize=256)
def _vector(text: str) -> np.ndarray:
    return encode([text], "query")[0]


def query_vector(query: Query) -> np.ndarray:
    """Unit vector (384,) of the question, in Simplified Chinese as the clauses are.

    An English question is embedded through the commonest Chinese term of each of its words: measured on the eval set, the
    right clause is then nearest for 23 of 28 questions, against 7 when the English itself is embedded.
    """
    translated = " ".join(group[0] for group in query.expanded if group)
    return _vector(translated or simplify(f"{re.sub('《[^》]*》', '', query.text)} {query.topic}"))


def clause_tokens(notice: Notice, clause: Clause) -> frozenset[str]:
    """Search tokens of a clause and of the headings above it."""
    clauses = {other.id: other for other in notice.clauses}
    return tokens_of("\n".join((*heading_path(clauses, clause), clause.text)))


@lru_cache(maxsize=4096)
def tokens_of(text: str) -> frozenset[str]:
    """The search tokens of a text, as a set."""
    return frozenset(bigrams(text))
