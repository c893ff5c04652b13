"""The evidence strength: a probability, and less of it for what does not state the thing asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import make_notice

from index.cards import Card, cards
from index.features import NAMES, features, with_sentences
from index.manifest import DocSummary
from index.query import Query, understand
from index.ranker import scores
from index.scope import Scope
from index.strength import enough, probabilities
from index.terms import Term

NOTICE = make_notice("a", "行政执法人员每年参加培训不少于15天", "行政调解工作的安排")
SUMMARIES = {"a": DocSummary("a", NOTICE.source, NOTICE.sha256, "", len(NOTICE.clauses), 0, NOTICE.meta)}
TRAINING, MEDIATION = list(cards(NOTICE))[1:]
SCOPE = Scope(frozenset(SUMMARIES), frozenset(SUMMARIES))


def read(question: str) -> Query:
    return understand(question, lambda english: [], date(2024, 6, 1))


def likely(question: str, *chosen: Card, words: str = "培训", cosine: float = 0.88) -> list[float]:
    query, terms = read(question), [Term((frozenset({words}),), 3.0)]
    cosines = {card.clause_id: cosine for card in chosen}
    rows = features(query, SCOPE, terms, chosen, SUMMARIES, {}, (cosines, cosines), {"a": cosine})
    rows = with_sentences(rows, range(len(chosen)), [cosine] * len(chosen))
    return probabilities(query, chosen, rows, scores(rows)).tolist()


@settings(deadline=None)
@given(st.integers(0, 4), st.integers(0, 10_000), st.sampled_from([0.1, 1.0, 30.0]),
       st.sampled_from(["培训多少天", "由谁牵头", "培训", "Who leads?"]))
def test_any_candidates_get_probabilities(count: int, seed: int, scale: float, question: str) -> None:
    rows = np.random.default_rng(seed).normal(scale=scale, size=(count, len(NAMES))).astype(np.float32)
    with np.errstate(over="ignore"):
        made = probabilities(read(question), [TRAINING] * count, rows, scores(rows))
    assert made.shape == (count,) and ((made >= 0) & (made <= 1)).all()


def test_the_bar_is_a_probability() -> None:
    assert 0 < enough() < 1


@pytest.mark.parametrize("facts", [{"deadline"}, {"figure", "term"}])
def test_without_the_date_asked_for_it_is_less_likely(facts: set[str]) -> None:
    stating, silent = replace(TRAINING, facts=frozenset(facts)), replace(TRAINING, facts=frozenset({"definition"}))
    (with_it,), (without_it,) = likely("培训什么时候完成", stating), likely("培训什么时候完成", silent)
    assert with_it > without_it


def test_without_a_number_in_the_measure_asked_for_it_is_less_likely() -> None:
    silent = replace(TRAINING, body=" 行政执法人员每年培训不少于 15 人 ")
    (with_it,), (without_it,) = likely("行政执法人员每年培训多少天", TRAINING), likely("行政执法人员每年培训多少天", silent)
    assert with_it > without_it


@pytest.mark.parametrize("question", ["行政调解由谁牵头", "行政调解由哪个部门负责"])
def test_without_anybody_whose_it_is_to_do_it_is_less_likely(question: str) -> None:
    listed = replace(MEDIATION, facts=frozenset({"lead", "responsible"}))
    said = replace(MEDIATION, facts=frozenset(), body=" 行政调解工作由司法局承担 ")
    silent = replace(MEDIATION, facts=frozenset())
    (by_list,), (by_words,), (none,) = (likely(question, one, words="调解") for one in (listed, said, silent))
    assert by_list > none and by_words > none


def test_the_words_and_meaning_of_the_question_make_it_likelier() -> None:
    question = "行政执法人员每年培训多少天"
    (near,), (far,) = likely(question, TRAINING, cosine=0.92), likely(question, TRAINING, cosine=0.78)
    (about,), (aside,) = likely(question, TRAINING), likely(question, TRAINING, words="移民")
    assert near > far and about > aside


def test_no_candidates_have_no_probabilities() -> None:
    assert likely("行政执法人员每年培训多少天") == []


def test_a_row_that_restates_a_clause_does_not_tell_against_it() -> None:
    said, again, other = (replace(TRAINING, clause_id=f"a#{at}", kind=kind, body=body) for at, (kind, body) in enumerate((
        ("item", " 行政执法人员每年参加培训不少于 15 天 "), ("row", " 行政执法人员每年参加培训不少于 15 天 "),
        ("row", " 行政调解培训 16 天 每年参加工作安排 "))))
    beside_its_row, beside_another = likely("培训多少天", said, again), likely("培训多少天", said, other)
    assert beside_its_row[0] > beside_another[0]
