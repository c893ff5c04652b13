"""Drafts that are wrong in one way each, and some that are right, judged by the verifier; written blind to it."""

from __future__ import annotations

import pytest

from eval.verifier import RIGHT, by_kind, caught_and_passed, judge_drafts

CAUGHT, PASSED = 0.97, 0.95
RESULTS = by_kind(judge_drafts("first"))


@pytest.mark.parametrize("kind", RESULTS)
def test_wrong_drafts_are_caught_and_right_ones_pass(kind: str) -> None:
    judged = RESULTS[kind]
    wrongly = [one.id for one in judged if not one.is_right]
    assert 1 - len(wrongly) / len(judged) >= (PASSED if kind == RIGHT else CAUGHT), wrongly


def test_a_second_set_written_blind_to_the_verifier_as_the_first_had_made_it_is_held_to_as_much() -> None:
    judged = judge_drafts("second")
    caught, passed = caught_and_passed(judged)
    assert sum(one.kind != RIGHT for one in judged) >= 100 and caught >= CAUGHT and passed >= PASSED
