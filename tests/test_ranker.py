"""The learned weights: the files name what the code computes, and any candidates get finite scores."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import make_notice

from index import features, ranker, strength
from index.cards import Card, cards
from index.manifest import DocSummary
from index.query import Query, understand
from index.scope import Scope
from index.terms import Term

NOTICES = (make_notice("a", "行政调解由司法局牵头，每年不少于15天", "财政资金由财政局安排，不得挪用"),
           make_notice("b", "行政调解由信访局负责", "", region=None), make_notice("c", plan_years=None))
CARDS = tuple(card for notice in NOTICES for card in cards(notice))
SUMMARIES = {one.doc_id: DocSummary(one.doc_id, one.source, one.sha256, "", len(one.clauses), 0, one.meta) for one in NOTICES}
SCOPE = Scope(frozenset(SUMMARIES), frozenset(SUMMARIES), current=frozenset({"a"}))
QUESTIONS = ("行政调解由谁牵头", "昆山的培训每年多少天", "财政资金可以挪用吗", "行政調解", "附件里的表格列了哪些单位", "？", "")


def table(name: str) -> dict:
    return tomllib.loads(files("index").joinpath(name).read_text("utf-8"))


def read(question: str) -> Query:
    return understand(question, lambda english: [("行政调解", "财政"), ()], date(2024, 6, 1))


def rows(query: Query, terms: Sequence[Term], chosen: Sequence[Card], lexical: float = 3.0, cosine: float = 0.85) -> np.ndarray:
    words = {card.clause_id: lexical for card in chosen[::2]}
    cosines = {card.clause_id: cosine for card in chosen}
    return features.features(query, SCOPE, terms, chosen, SUMMARIES, words, (cosines, cosines), dict.fromkeys(SUMMARIES, cosine))


@pytest.mark.parametrize("names", [features.NAMES, strength.NAMES])
def test_no_two_features_have_one_name(names: tuple[str, ...]) -> None:
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("name", "known"), [(ranker.WEIGHTS_FILE, features.NAMES), (strength.WEIGHTS_FILE, strength.NAMES)])
def test_the_weights_file_names_only_features_that_there_are(name: str, known: tuple[str, ...]) -> None:
    weights = table(name)["weights"]
    assert weights and set(weights) <= set(known)
    assert all(isinstance(weight, float) and math.isfinite(weight) for weight in weights.values())


def test_weights_are_in_the_order_of_the_features() -> None:
    named = table(ranker.WEIGHTS_FILE)["weights"]
    assert ranker.weights().shape == (len(features.NAMES),)
    assert {name: weight for name, weight in zip(features.NAMES, ranker.weights(), strict=True) if weight} == {
        name: weight for name, weight in named.items() if weight}


def test_a_score_is_the_weighted_sum_of_its_row() -> None:
    query = read("行政调解由谁牵头")
    found = rows(query, (), CARDS)
    assert ranker.scores(found) == pytest.approx([sum(map(float.__mul__, map(float, row), ranker.weights())) for row in found])


@settings(deadline=None)
@given(st.sampled_from([*QUESTIONS, "Who leads mediation?"]), st.lists(st.sampled_from(CARDS), unique=True),
       st.lists(st.sampled_from(["行政", "调解", "财政", "15", "没有"]), unique=True),
       st.sampled_from([0.0, 1e-9, 30.0]), st.floats(-1, 1))
def test_any_candidates_get_finite_features_and_scores(
    question: str, chosen: list[Card], words: list[str], lexical: float, cosine: float,
) -> None:
    terms = [Term((frozenset({word}),), 2.0) for word in words] + [Term((), 1.0)] * (question == "")
    found = rows(read(question), terms, chosen, lexical, cosine)
    assert found.shape == (len(chosen), len(features.NAMES)) and found.dtype == np.float32
    assert np.isfinite(found).all()
    assert ranker.scores(found).shape == (len(chosen),) and np.isfinite(ranker.scores(found)).all()


@settings(deadline=None)
@given(st.permutations(CARDS))
def test_the_order_of_the_candidates_changes_no_score(order: list[Card]) -> None:
    query, terms = read("行政调解由谁牵头"), [Term((frozenset({"调解"}),), 2.0)]
    words, cosines = {"a#1/1": 3.0}, {card.clause_id: 0.8 + at / 100 for at, card in enumerate(CARDS)}

    def scored(chosen: Sequence[Card]) -> dict[str, float]:
        found = features.features(query, SCOPE, terms, chosen, SUMMARIES, words, (cosines, cosines), dict.fromkeys(SUMMARIES, 0.8))
        return dict(zip((card.clause_id for card in chosen), ranker.scores(found).tolist(), strict=True))

    assert scored(order) == pytest.approx(scored(CARDS), abs=1e-3)


def test_what_states_the_thing_asked_for_is_seen() -> None:
    by_id = {card.clause_id: card for card in CARDS}
    lead = replace(by_id["a#1/1"], facts=frozenset({"lead"}))
    asked = [("谁牵头", lead, True), ("由谁牵头", by_id["a#1/2"], False), ("培训多少天", by_id["a#1/1"], True),
             ("资金可以挪用吗", by_id["a#1/2"], True), ("资金可以挪用吗", by_id["b#1/1"], False)]
    for question, card, stated in asked:
        assert features.states(read(question), card) == stated, question
    assert features.asks_table(read("附表里列了什么")) and not features.asks_table(read("行政调解由谁牵头"))
