"""Misspelt English words, and right ones let be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.glossary import OFFICIAL, words_known
from index.spelling_en import respelt_in_english


@pytest.mark.parametrize(("wrong", "right"), [
    ("Which departements are responsable?", "Which departments are responsible?"),
    ("strengthening adminstrative reconsideraton", "strengthening administrative reconsideration"),
    ("who heads the leading gruop of the Developement zone", "who heads the leading group of the Development zone"),
    ("how many days of trainning", "how many days of training"),
])
def test_what_is_a_letter_away_is_put_right(wrong: str, right: str) -> None:
    assert respelt_in_english(wrong)[0] == right


def test_what_was_put_right_is_told() -> None:
    assert respelt_in_english("Are Departements responsable?")[1] == (("Departements", "Departments"), ("responsable", "responsible"))


@pytest.mark.parametrize("question", [
    "Summarise what Lianyungang does for licences and kilometres", "Supervising inspectors' organised subsidies", "It needn't be published",
    "What does Kunshan say of hukou?", "Qijiang", "",
])
def test_names_inflections_and_british_words_stay(question: str) -> None:
    assert respelt_in_english(question) == (question, ())


@given(st.sampled_from(sorted(words_known(OFFICIAL))))
def test_no_term_of_law_is_changed(word: str) -> None:
    assert respelt_in_english(word)[1] == ()
