"""Fitting the weights: what is right is learnt, what law decides is not, and nothing is fitted on the fold it is measured on."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from eval.fit import adapter, ranker, strength
from eval.fit.samples import Sample, Without, fold_of, samples
from index.features import NAMES
from index.strength import NAMES as STRENGTH

RNG = np.random.default_rng(0)


def sample(seed: int, *marks: str) -> Sample:
    """Twenty candidates; the right one has the most coverage, and the features `marks`."""
    rng = np.random.default_rng(seed)
    rows = rng.random((20, len(NAMES))).astype(np.float32)
    rows[:, NAMES.index("coverage")] = rng.permutation(20) / 20
    right = rows[:, NAMES.index("coverage")] == rows[:, NAMES.index("coverage")].max()
    rows[np.ix_(right, [NAMES.index(mark) for mark in marks])] = 5.0
    return Sample("toy", None, None, tuple(SimpleNamespace(features=row) for row in rows), right)


@pytest.fixture(scope="module")
def data() -> list[Sample]:
    return [sample(seed) for seed in range(150)]


@pytest.fixture
def no_prior(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing known before, and a penalty as loose as that allows."""
    monkeypatch.setattr(ranker, "weights", lambda: np.zeros(len(NAMES)))
    monkeypatch.setattr(ranker, "_PENALTY", 0.003)
    monkeypatch.setattr(ranker, "_RATE", 0.1)


@pytest.mark.usefixtures("no_prior")
def test_the_ranker_learns_what_sets_the_right_clause_apart(data: list[Sample]) -> None:
    hit, first_five, mrr = ranker.measured(data)["toy"]
    assert hit >= 0.6 and first_five >= hit and mrr >= hit
    without = np.array([not name.startswith("coverage") for name in NAMES], float)
    assert ranker.measured(data, without)["toy"][0] < 0.3


def test_questions_that_tell_nothing_leave_the_weights_as_they_are() -> None:
    """One candidate each: whatever its features, it comes first."""
    alone = [Sample("toy", None, None, one.found[:1], np.array([True])) for one in map(sample, range(20))]
    assert ranker.fit(alone) == pytest.approx(ranker.weights(), abs=1e-3)


def test_what_law_decides_is_not_learnt() -> None:
    """Whatever the questions say."""
    weights = dict(zip(NAMES, ranker.fit([sample(seed, "row", "national", "city") for seed in range(60)]), strict=True))
    assert weights["national"] < weights["province"] < weights["city"] < 0 and weights["row"] < 0 < weights["asked_row"]


def test_a_question_whose_right_clause_is_no_candidate_is_a_miss() -> None:
    one = sample(1)
    missing = Sample("toy", None, None, one.found, np.zeros(20, bool))
    assert ranker.rank(missing, np.ones(len(NAMES))) > 10


def test_the_adapter_moves_questions_to_their_clauses() -> None:
    clauses = RNG.normal(size=(40, 16)).astype(np.float32)
    clauses /= np.linalg.norm(clauses, axis=1, keepdims=True)
    asked = clauses + 0.5 * clauses @ RNG.normal(size=(16, 16)).astype(np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    folds = np.arange(40) % adapter.FOLDS
    one = adapter.Pairs(asked, folds, tuple(frozenset((row,)) for row in range(40)), clauses)
    as_it_is, moved = adapter.measured(one, [None]), adapter.measured(one, [adapter.fit([one])])
    assert moved[0] > as_it_is[0] + 0.1 and moved[2] > as_it_is[2] + 0.1
    assert len(adapter.folds([one])) == adapter.FOLDS and len(one.without(0).right) == int((folds != 0).sum())


def test_the_strength_tells_right_from_wrong_and_is_calibrated() -> None:
    trials = []
    for question in range(300):
        rows = RNG.random((5, len(STRENGTH)))
        chance = 1 / (1 + np.exp(-8 * (rows[:, STRENGTH.index("coverage")] - 0.8)))
        trials.append(strength.Trial(question, "toy", rows, (RNG.random(5) < chance).astype(float)))
    guesses = strength.held_out(trials)
    said, right = np.concatenate(guesses), np.concatenate([one.right for one in trials])
    for low in (0.0, 0.25, 0.5):
        inside = (said >= low) & (said < low + 0.25)
        assert abs(said[inside].mean() - right[inside].mean()) < 0.1
    strict, lax = (strength.refusal(trials, guesses, enough) for enough in (0.6, 0.2))
    assert strict[1] > lax[1] and strict[3] > lax[3]


def test_an_index_without_some_clauses_finds_the_next() -> None:
    index = SimpleNamespace(lexical=lambda tokens, k: (("a#1", 3.0), ("a#2", 2.0), ("a#3", 1.0))[:k], count_clauses=lambda: 3)
    less = Without(index, frozenset(("a#1",)))
    assert less.lexical(("调解",), 2) == (("a#2", 2.0), ("a#3", 1.0)) and less.count_clauses() == 3


def test_a_question_stays_in_its_fold() -> None:
    assert {fold_of(f"问题{number}", 3) for number in range(50)} == {0, 1, 2} and fold_of("问题", 3) == fold_of("问题", 3)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One question of each sort from the eval set: in Chinese, in English, not to be answered."""
    lines = Path("eval/data/questions.jsonl").read_text("utf-8").splitlines()
    wanted = ('"id": "q001"', '"id": "q002"', '"type": "unanswerable"')
    chosen = [next(line for line in lines if mark in line) for mark in wanted]
    file = tmp_path_factory.mktemp("fit") / "some.jsonl"
    file.write_text("\n".join(chosen), encoding="utf-8")
    return file


def test_a_question_is_asked_once_more_of_a_few_notices(home: Path, questions: Path) -> None:
    whole = list(samples([(home, questions)], removed=True))
    both = list(samples([(home, questions)], removed=True, small=True))
    few = both[1::2]
    assert [len(one.found) for one in both[::2]] == [len(one.found) for one in whole]
    for one in few[:2]:
        assert one.answerable and one.right.any() and not any(each.card.clause_id in gold(one) for each in one.removed)
    assert not few[2].answerable and not few[2].right.any() and not few[2].removed
    assert [len(notices(one)) < 5 for one in few].count(True) >= 2


def notices(one: Sample) -> set[str]:
    return {each.card.doc_id for each in one.found}


def gold(one: Sample) -> set[str]:
    return {each.card.clause_id for each, right in zip(one.found, one.right, strict=True) if right}
