"""When something must or may be done: asked for, and told by a case."""

from __future__ import annotations

import pytest

from index.cases import asks_case, has_event, tells_case
from index.lexical import runs
from ingest.script import search_key


@pytest.mark.parametrize(("question", "asks"), [
    ("什么时候要注销登记？", True), ("護衛公司何時應當申請註銷？", True), ("When must a registration be cancelled?", True),
    ("最迟什么时候要报送？", False), ("到什么时候要建成？", False), ("By when must it be built?", False), ("什么时候施行？", False),
    ("Since when is it in force?", False),
])
def test_what_asks_for_a_case(question: str, asks: bool) -> None:
    assert asks_case(search_key(question)) is asks


@pytest.mark.parametrize(("said", "tells"), [
    ("有下列情形之一的，应当申请注销：", True), ("公司解散后，应当申请注销。", True), ("停业期间不得经营。", True),
    ("公司应当申请登记。", False),
])
def test_what_tells_a_case(said: str, tells: bool) -> None:
    assert tells_case(runs(said)) is tells


@pytest.mark.parametrize(("question", "said", "told"), [
    ("最晚什么时候要公布？", "要在毕业生离校前出台补偿办法。", True), ("預定兵工作什麼時候完成？", "放暑假前基本完成预定兵工作。", True),
    ("最晚什么时候要公布？", "目前已经公布。", False), ("最迟何时报送？", "应当提前报送。", False),
    ("什么时候施行？", "毕业生离校前报到。", False),
])
def test_an_end_may_be_set_by_an_event(question: str, said: str, told: bool) -> None:
    assert has_event(search_key(question), runs(said)) is told
