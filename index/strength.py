"""How likely a candidate answers the question: a calibrated probability (`strength.toml`), fitted by `python -m eval.fit.strength`.

Logistic regression on what the ranker looks at and on how far a candidate stands clear of the others; fitted on development
questions with their right clauses in the index and, again, taken out of it, so that a near miss is told from an answer.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np

from index.cards import Card
from index.cases import asks_case, has_event, tells_case
from index.features import NAMES as FEATURES
from index.kinds import ROLES
from index.lexical import bigrams
from index.measures import measure_of, stands_measured
from index.query import Query

WEIGHTS_FILE = "strength.toml"
_SEEN = (
    "body", "above", "heading", "title", "coverage", "own_coverage", "words", "together", "phrase", "adapted", "company", "states",
    "rules", "bare_heading", "preamble", "closing", "first", "short", "said",
)
NAMES = (
    *_SEEN,
    "lead",  # ranker's score above (or below) that of the best clause of its notice that says something else, at most 2 either way
    "behind",  # how far below the best clause of another notice, at most 2; 0 for the best: what others say as well takes nothing
    "unstated",  # does not give the number, date or role that is asked for
    "unstated role",
    "english", "lay", "brief", "named", "placed",
    "coverage × english", "adapted × english", "coverage × named", "words × named", "adapted × lay", "lead × coverage",
)
# What is asked for must be there to be said: a question for a number or a date is answered by a clause that states one.
_STATED = {"figure": {"figure", "deadline", "term"}, "deadline": {"deadline", "figure"}}
_ROLE_WORDS = re.compile("负责(?!人)|牵头|承担|主管|归口|管理工作|(责任|负责)(部门|单位|主体)|主体责任|组长|召集人"
    "|[办局委会处](?:公室)? (?:协调|指导|组织|监督|审核|受理|实施|开展)")
_MOST_LEAD = 2.0
# A row that shares so much of its words with a clause restates it: in one table of tasks .89 to .98, in others below .44.
_SAME = 0.6


def strength_features(query: Query, cards: Sequence[Card], rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """float64 (candidates, len(NAMES)). rows: as `index.features.features` gives them; scores: the ranker's."""
    seen = {name: rows[:, FEATURES.index(name)].astype(float) for name in _SEEN}
    of_question = {sort: _of_question(rows, sort) for sort in ("english", "lay", "brief", "named")}
    seen |= of_question
    seen["lead"], seen["behind"] = _leads(cards, scores), np.clip(scores.max() - scores, 0, _MOST_LEAD)
    seen["unstated"] = np.array([not states_asked(query, card) for card in cards], float) * (query.kind not in ROLES)
    seen["unstated role"] = np.array([not states_asked(query, card) for card in cards], float) * (query.kind in ROLES)
    seen["placed"] = np.full(len(cards), float(bool(query.places)))
    columns = [np.prod([seen[part] for part in name.split(" × ")], axis=0) if " × " in name else seen[name] for name in NAMES]
    return np.column_stack(columns)


def probabilities(query: Query, cards: Sequence[Card], rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Of each candidate the probability that it answers, 0 to 1."""
    if not len(cards):
        return np.zeros(0)
    return 1 / (1 + np.exp(-(_constant() + strength_features(query, cards, rows, scores) @ _weights())))


@lru_cache(maxsize=1)
def enough() -> float:
    """The probability from which a clause answers."""
    return float(_table()["enough"])


def _leads(cards: Sequence[Card], scores: np.ndarray) -> np.ndarray:
    by_notice: dict[str, list[tuple[float, Card]]] = defaultdict(list)
    for score, card in sorted(zip(scores.tolist(), cards, strict=True), key=lambda one: -one[0]):
        by_notice[card.doc_id].append((score, card))
    others = [next((score for score, other in by_notice[card.doc_id] if other is not card and not _restates(card, other)), -np.inf)
              for card in cards]
    return np.clip(scores - np.array(others), -_MOST_LEAD, _MOST_LEAD)


def _restates(card: Card, other: Card) -> bool:
    """Whether one is a row of an annex that says again what the other says: then neither tells against the other."""
    if (card.kind == "row") == (other.kind == "row"):
        return False
    shorter, longer = sorted((set(bigrams(card.body)), set(bigrams(other.body))), key=len)
    return len(shorter & longer) > _SAME * len(shorter)


def states_asked(query: Query, card: Card) -> bool:
    """Whether a clause says what a question for a number, a date or a role must have: the like of it, in the measure asked for; in a
    list of bodies or in a sentence.
    """
    if query.kind in ROLES:
        return not card.facts.isdisjoint(ROLES) or bool(_ROLE_WORDS.search(card.body))
    if not (wanted := _STATED.get(query.kind)):
        return True
    measure = measure_of(query.key)
    if measure:
        return stands_measured(measure, card.above + card.body)
    said = card.above + card.body
    return not wanted.isdisjoint(card.facts) or (asks_case(query.key) and tells_case(said)) or has_event(query.key, said)


def _of_question(rows: np.ndarray, sort: str) -> np.ndarray:
    """What `index.features` says of the question itself; it is the last block of a row, the same for all candidates."""
    return rows[:, FEATURES.index(sort)].astype(float)


@lru_cache(maxsize=1)
def _table() -> dict:
    return tomllib.loads(files("index").joinpath(WEIGHTS_FILE).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _weights() -> np.ndarray:
    return np.array([_table()["weights"].get(name, 0.0) for name in NAMES])


@lru_cache(maxsize=1)
def _constant() -> float:
    return float(_table()["constant"])
