"""The language and script of a question are told from its characters."""

from __future__ import annotations

import pytest

from eval.cases import DEFAULT_SET, load_cases
from ingest.script import detect


@pytest.mark.parametrize(("text", "script"), [
    ("昆山重大行政決策要履行哪些法定程序？", "zh-Hant"),  # 昆 is 崑 in Traditional as well
    ("昆山重大行政决策要履行哪些法定程序？", "zh-Hans"),
    ("昆山市", "zh-Hans"),
    ("Who leads in Kunshan (昆山)?", "en"),
])
def test_what_both_scripts_have_tells_nothing(text, script):
    assert detect(text) == script


def test_every_question_of_the_set_is_read_in_its_own_script():
    assert [(case.id, detect(said)) for case in load_cases(DEFAULT_SET) for said in case.asked if detect(said) != case.lang] == []
