"""Terms: tokens stand in a text as it is searched, and what is made of how often they do."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.lexical import bigrams, runs
from index.query import understand
from index.store import read_index
from index.terms import Term, bm25, counts, covered, frequency, searched_text, terms_of, together

# Few characters, so that tokens meet again: Han in both scripts, numbers, other words, marks, what normalising changes.
TEXTS = st.text("政府行政调解調局a1b2.,，。 　《》〔〕\nＡ１½𠮷〇-%", max_size=40) | st.text(max_size=30)
WEIGHTS = st.floats(0.01, 15)
COUNTED = st.lists(st.tuples(WEIGHTS, st.integers(0, 30)), min_size=1, max_size=8)
LENGTHS = st.integers(0, 20_000)


def term(*ways: str, weight: float = 1.0) -> Term:
    return Term(tuple(frozenset(bigrams(way)) for way in ways), weight)


@settings(deadline=None)
@given(TEXTS)
def test_every_token_of_a_text_stands_in_it(text: str) -> None:
    searched = runs(text)
    for token in bigrams(text):
        one = Term((frozenset({token}),), 1.0)
        assert one.stands_in(searched) and next(one.places(searched)) >= 0


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_no_other_token_does(text: str, other: str) -> None:
    held = set(bigrams(text))
    for token in bigrams(other):
        assert Term((frozenset({token}),), 1.0).stands_in(runs(text)) == (token in held)


@settings(deadline=None)
@given(TEXTS)
def test_tokens_are_counted_as_the_lexical_index_counts_them(text: str) -> None:
    tokens = bigrams(text)
    for token in set(tokens):
        found = Term((frozenset({token}),), 1.0).count(runs(text))
        # 人人人 holds 人人 twice, one over the other.
        in_a_row = any(one == after == token for one, after in zip(tokens, tokens[1:], strict=False))
        assert found == tokens.count(token) or (in_a_row and 0 < found < tokens.count(token))


@pytest.mark.parametrize(("ways", "text", "count"), [
    (("调解",), "行政調解与人民调解", 2),
    (("12",), "第12条、第112条、12,000元", 1),
    (("调",), "调解", 0),
    (("行政调解",), "行政机关的政调会调解", 1),
    (("行政调解",), "行政复议", 0),
    (("调解", "和解"), "和解、和解、调解", 2),
    ((), "调解", 0),
    (("",), "调解", 0),
])
def test_of_several_ways_the_commonest_counts_and_of_several_words_the_rarest(ways: tuple[str, ...], text: str, count: int) -> None:
    assert term(*ways).count(runs(text)) == count
    assert term(*ways).stands_in(runs(text)) == bool(list(term(*ways).places(runs(text)))) == bool(count)


def bm25_of(terms: Sequence[Term], counted: Sequence[int], length: int, usual: int) -> float:
    return float(bm25(terms, np.array([counted], float), np.array([float(length)]), usual)[0])


@settings(deadline=None)
@given(COUNTED, LENGTHS, st.integers(1, 1000))
def test_bm25_and_coverage_are_shares(given_: list[tuple[float, int]], length: int, usual: int) -> None:
    terms, counted = [term("调解", weight=weight) for weight, _ in given_], [count for _, count in given_]
    share = covered(terms, counted)
    assert 0 <= share <= 1 + 1e-9
    assert 0 <= bm25_of(terms, counted, length, usual) <= share + 1e-9
    assert (share == 0) == (not any(counted))


@settings(deadline=None)
@given(COUNTED, st.integers(0, 7), LENGTHS, st.integers(1, 5_000))
def test_more_of_a_term_is_worth_more_and_a_longer_text_less(given_: list[tuple[float, int]], at: int, length: int, more: int) -> None:
    terms, counted = [term("调解", weight=weight) for weight, _ in given_], [count for _, count in given_]
    richer = [count + (number == at % len(counted)) for number, count in enumerate(counted)]
    assert bm25_of(terms, richer, length, 100) > bm25_of(terms, counted, length, 100)
    assert covered(terms, richer) >= covered(terms, counted)
    assert bm25_of(terms, richer, length + more, 100) < bm25_of(terms, richer, length, 100)


def test_nothing_asked_covers_nothing() -> None:
    assert covered((), ()) == bm25_of((), (), 100, 100) == together((), runs("调解"), 60) == 0
    assert counts((), runs("调解")) == ()


def test_together_is_what_stands_close_by() -> None:
    terms = [term("调解", weight=3.0), term("牵头", weight=1.0)]
    far = runs("调解" + "工作" * 100 + "牵头")
    assert together(terms, far, 60) == pytest.approx(0.75)
    assert together(terms, far, 500) == together(terms, runs("调解由司法局牵头"), 60) == pytest.approx(1.0)
    # The same word again and again is no more than once.
    assert together(terms, runs("调解、调解、调解"), 60) == pytest.approx(0.75)
    assert together(terms, runs("财政资金"), 60) == 0


@settings(deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=5), st.integers(0, 40), st.integers(0, 40))
def test_together_grows_with_the_width_up_to_the_coverage(text: str, words: list[str], width: int, wider: int) -> None:
    terms = [Term((frozenset({token}),), weight + 1.0) for weight, token in enumerate(dict.fromkeys(bigrams(" ".join(words))))]
    assume(terms)
    searched = runs(text)
    narrow, wide, most = (together(terms, searched, one) for one in (width, width + wider, len(searched)))
    assert -1e-9 <= narrow <= wide + 1e-9 <= most + 2e-9
    assert most == pytest.approx(covered(terms, counts(terms, searched)))


def test_a_text_met_again_is_searched_alike() -> None:
    assert searched_text("行政調解") == searched_text("行政调解") == runs("行政调解")


# Over an index: OLD holds 行政调解, 财政资金 and 学校招生, once each in five clauses

@pytest.fixture(scope="module")
def stored(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(pristine, tmp_path_factory.mktemp("terms") / "home")


@pytest.mark.usefixtures("stand_in_embedder")
def test_what_is_rare_weighs_more(stored: Path) -> None:
    with read_index(stored) as index:
        query = understand("总则里的行政调解", lambda english: [], date(2024, 6, 1))
        weights = {token: one.weight for one in terms_of(index, query) for token in one.tokens}
        assert weights["调解"] == pytest.approx(math.log(1 + (5 - 1 + 0.5) / 1.5))
        assert weights["调解"] > weights["总则"] > 0
        assert frequency(index, "总则") > frequency(index, "行政调解") == 1
        assert frequency(index, "招生调解") == frequency(index, "火星") == 0


@pytest.mark.usefixtures("stand_in_embedder")
def test_a_translated_word_weighs_as_its_commonest_way_and_an_unknown_one_half(stored: Path) -> None:
    def translate(english: str) -> list[tuple[str, ...]]:
        return [("行政调解", "总则"), ()]

    with read_index(stored) as index:
        query = understand("mediation of the frobnicators", translate, date(2024, 6, 1))
        known, unknown = terms_of(index, query)
        assert known.alternatives == (frozenset({"行政", "政调", "调解"}), frozenset({"总则"}))
        assert known.stands_in(runs("总则")) and not known.stands_in(runs("行政"))
        assert known.weight == pytest.approx(math.log(1 + (5 - index.doc_freq(["总则"])["总则"] + 0.5)
                                                      / (index.doc_freq(["总则"])["总则"] + 0.5)))
        assert unknown.weight == pytest.approx(0.5 * math.log(1 + 5.5 / 0.5)) and not unknown.stands_in(runs("总则"))
