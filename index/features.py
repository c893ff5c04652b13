"""What ranking looks at: for each candidate clause of a question a row of numbers, most of them 0 to 1."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import rjieba

from index.cards import Card
from index.manifest import DocSummary
from index.measures import is_for, measure_of, stands_measured
from index.query import Query
from index.scope import Scope
from index.terms import Term, bm25, counts, coverage, searched_text, together

# Characters of a usual clause, of the headings above it, of a title (median of 269,000 clauses of statutes; of notices).
_BODY, _ABOVE, _TITLE = 100, 20, 20
_TOGETHER = 60
# e5's cosines lie in a narrow band, 0.7 to 1 (its model card).
_COSINE_FLOOR = 0.7
# What frames a notice (catalogue rows, signature, the title of an annex) repeats its words without saying anything.
FRAME = ("head", "signature", "annex")
_FACTS = {
    "lead": {"lead"},
    "responsible": {"responsible", "lead"},
    "assisting": {"assisting"},
    "deadline": {"deadline", "term"},
    "figure": {"figure"},
    "definition": {"definition"},
    "compare": {"figure"},
}
_RULES = re.compile("不得|不准|不许|严禁|禁止|可以|应当|应该|必须|不再|无需|不予|免予|一律")
# An annex restates the text in a table; it comes first only when the table is asked for.
_ASKS_TABLE = re.compile(r"附件|附表|分解表|表格|清单|表(里|中|上)|\b(annex|table|schedule|breakdown)\b")

BASE = (
    "lexical",  # BM25 of body, headings and title together, as a share of the best candidate's
    "body", "above", "heading", "title",  # BM25 in each, as a share of the most possible; heading: the clause's own
    "coverage", "own_coverage",  # share of the question's word weight in clause, headings and title; in the clause alone
    "words",  # share of the question's words that stand in clause, headings or title whole, each counting alike
    "together",  # greatest share of the question's word weight that stands within some sixty characters of the clause
    "phrase",  # share of the question's runs of three characters that stand in the clause or the headings
    "cosine", "adapted", "near",  # with the question as it is, as the adapter moves it, that in deviations from the others'
    "title_cosine",
    "company",  # how well the best candidates of the same notice do, as a share of the best notice's
    "states", "rules",  # gives the kind of fact asked for; commands or forbids where it is asked whether something may be
    "row", "asked_row", "bare_heading", "preamble", "closing", "first",  # its kind and place in the notice
    "frame",  # catalogue rows, title, signature: candidates only where the question asks of a notice itself
    "short",  # 1 for an empty clause, 0 for one of 200 characters or more
    "national", "province", "city",  # issued above the place asked about, by whom
    "local_rule",  # issued for a place, when none is asked about
    "former",  # of a notice no longer current, while a newer one is there
    "said",  # cosine of its nearest sentence, in deviations from the other first candidates'; 0 beyond these
)
# The weight of words and that of meaning depend on the question: in English, in lay words (which few clauses have), short.
_CROSSED = ("lexical", "body", "coverage", "phrase", "cosine", "adapted", "near", "title_cosine", "company", "said")
_OF_QUESTION = ("english", "lay", "brief", "named")
NAMES = (*BASE, *(f"{name} × {sort}" for sort in _OF_QUESTION for name in _CROSSED), *_OF_QUESTION)


def features(
    query: Query, scope: Scope, terms: Sequence[Term], candidates: Sequence[Card], notices: Mapping[str, DocSummary],
    lexical: Mapping[str, float], cosines: Sequence[Mapping[str, float]], titles: Mapping[str, float],
) -> np.ndarray:
    """float32 (candidates, len(NAMES)).

    notices: by doc id. lexical: BM25 by clause id; cosines: with the question as it is and as the adapter moves it, by clause
    id; titles: of the notice's title, by doc id.
    """
    top = max(lexical.values(), default=0.0) or 1.0
    matches = _matches(query, terms, candidates, notices)
    rows = [(lexical.get(card.clause_id, 0.0) / top, *words, *_row(query, scope, card, notices[card.doc_id], [
        found[card.clause_id] for found in cosines], titles[card.doc_id]))
        for card, words in zip(candidates, matches, strict=True)]
    base = np.array(rows, np.float32).reshape(len(rows), len(BASE))
    near = base[:, BASE.index("adapted")]
    base[:, BASE.index("near")] = (near - near.mean()) / (near.std() or 1.0) if len(rows) else 0.0
    base[:, BASE.index("company")] = _company(candidates, base)
    crossed = base[:, [BASE.index(name) for name in _CROSSED]]
    of_question = _of_question(query, scope, terms, base)
    constant = np.tile(np.array(of_question, np.float32), (len(rows), 1))
    return np.hstack([base, *(crossed * weight for weight in of_question), constant])


def with_sentences(rows: np.ndarray, first: Sequence[int], nearest: Sequence[float]) -> np.ndarray:
    """The rows with `said` set for the first candidates. first: their places; nearest: cosines of their sentences."""
    if not len(first):
        return rows
    cosines = np.array(nearest, np.float32)
    said = (cosines - cosines.mean()) / (cosines.std() or 1.0)
    filled = rows.copy()
    filled[first, NAMES.index("said")] = said
    for sort in _OF_QUESTION:
        filled[first, NAMES.index(f"said × {sort}")] = said * filled[first, NAMES.index(sort)]
    return filled


def asks_table(query: Query) -> bool:
    """Whether the question is about an annex or table itself."""
    return bool(_ASKS_TABLE.search(query.key))


def states(query: Query, card: Card) -> bool:
    """Whether a clause gives the kind of thing asked for: the role, the figure or term in the measure asked for; a command or ban
    when it is asked whether something may be.
    """
    if query.kind == "yesno":
        return bool(_RULES.search(card.body))
    if query.kind in ("figure", "deadline") and (measure := measure_of(query.key)):
        return stands_measured(measure, card.body) and is_for(query.key, card.body)
    return bool(_FACTS.get(query.kind, set()) & card.facts)


def _matches(
    query: Query, terms: Sequence[Term], candidates: Sequence[Card], notices: Mapping[str, DocSummary],
) -> list[list[float]]:
    """Of each candidate `body` to `phrase` of BASE, worked out for all at once."""
    texts = [(card.body, card.above, card.heading, searched_text(notices[card.doc_id].meta.title)) for card in candidates]
    known = {text: counts(terms, text) for text in dict.fromkeys(chain.from_iterable(texts))}  # headings and titles are shared
    counted = np.array([[known[text] for text in four] for four in texts], float).reshape(len(texts), 4, len(terms))
    lengths = np.array([[len(text) for text in four] for four in texts], float).reshape(len(texts), 4)
    fields = [bm25(terms, counted[:, at], lengths[:, at], usual) for at, usual in enumerate((_BODY, _ABOVE, _ABOVE, _TITLE))]
    anywhere = counted[:, 0] + counted[:, 1] + counted[:, 3]
    # Of an English question the share of its terms, of which each is a word.
    whole = () if query.lang == "en" else _cut(query.topic)
    words = [_share(whole, f"{body}|{above}|{title}") for body, above, _, title in texts] if whole else \
        (anywhere > 0).mean(axis=1) if terms else np.zeros(len(texts))
    own = coverage(terms, counted[:, 0])
    near = own * [together([term for term, found in zip(terms, known[card.body], strict=True) if found], card.body, _TOGETHER)
                  for card in candidates]
    phrase = [_share(_triples(query.topic), card.above + card.body) for card in candidates]
    return np.column_stack([*fields, coverage(terms, anywhere), own, words, near, phrase]).tolist()


def _row(query: Query, scope: Scope, card: Card, notice: DocSummary, cosines: Sequence[float], title_cosine: float) -> tuple[float, ...]:
    """The rest of BASE, from `cosine` on."""
    table = asks_table(query)
    level = _level(notice) if notice.doc_id not in scope.local else ""
    placed = bool(query.places) or scope.named
    return (
        *map(_spread, cosines), 0.0, _spread(title_cosine), 0.0,
        query.kind != "yesno" and states(query, card), query.kind == "yesno" and states(query, card),
        card.kind == "row" and not table, card.kind == "row" and table, card.kind == "heading", card.kind == "preamble",
        card.kind == "closing", card.place < 0.05, card.kind in FRAME, max(0.0, 1 - len(card.body) / 200),
        level == "national", level == "province", level == "city",
        not placed and bool(notice.meta.region and notice.meta.region.adcodes),
        bool(scope.current) and notice.doc_id not in scope.current,
        0.0,
    )


def _spread(cosine: float) -> float:
    return (cosine - _COSINE_FLOOR) / (1 - _COSINE_FLOOR)


def _level(notice: DocSummary) -> str:
    region = notice.meta.region
    return ("national", "province", "city")[min(len(region.adcodes) if region else 0, 2)]


def _share(parts: Sequence[str], searched: str) -> float:
    """Share of these that stand in a text."""
    return sum([part in searched for part in parts]) / len(parts) if parts else 0.0


@lru_cache(maxsize=256)
def _cut(topic: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in rjieba.cut(topic) if len(word) > 1))


@lru_cache(maxsize=256)
def _triples(topic: str) -> tuple[str, ...]:
    return tuple(run[at:at + 3] for run in searched_text(topic).split() for at in range(len(run) - 2))


def _company(candidates: Sequence[Card], base: np.ndarray) -> list[float]:
    """Of each candidate's notice, what its three best candidates have by words and meaning; the best notice has 1."""
    worth = base[:, BASE.index("lexical")] + 0.3 * np.maximum(base[:, BASE.index("near")], 0.0)
    by_notice: dict[str, list[float]] = defaultdict(list)
    for card, value in zip(candidates, worth.tolist(), strict=True):
        by_notice[card.doc_id].append(value)
    sums = {doc_id: sum(sorted(values, reverse=True)[:3]) for doc_id, values in by_notice.items()}
    best = max(sums.values(), default=1.0) or 1.0
    return [sums[card.doc_id] / best for card in candidates]


def _of_question(query: Query, scope: Scope, terms: Sequence[Term], base: np.ndarray) -> tuple[float, ...]:
    best = float(base[:, BASE.index("coverage")].max()) if len(base) else 0.0
    return float(query.lang == "en"), 1.0 - best, max(0.0, 1 - len(terms) / 10), float(scope.named)
