"""A summary on a topic follows the notice's own division of it: all clauses of the section that speaks of the topic."""

from __future__ import annotations

import pytest

from answer.service import ask
from index.store import Index

PROMISES = ["八、（二十六）59.", "八、（二十六）60.", "八、（二十六）61.", "八、（二十六）62."]
DISPUTES = ["七、（十八）", "七、（十九）", "七、（二十）"]


@pytest.mark.parametrize(("question", "addresses"), [
    ("概括一下綦江建设诚信政府的做法", PROMISES), ("概括一下綦江建設誠信政府的做法", PROMISES),
    ("Summarise what Qijiang does so that the government keeps its promises and stays creditworthy.", PROMISES),
    ("概括连云港化解社会矛盾的做法", DISPUTES),
    ("Give an overview of how Lianyungang wants to settle disputes and defuse social conflicts.", DISPUTES),
])
def test_the_section_on_the_topic_is_summarised(index: Index, question: str, addresses: list[str]) -> None:
    assert [one.address for one in ask(index, question).citations] == addresses
