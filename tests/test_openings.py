"""The formula with which a notice opens answers only questions for just that."""

from __future__ import annotations

from datetime import date

import pytest

from index.cards import Card
from index.lexical import runs
from index.openings import frames, is_formula
from index.query import Query, understand

TITLE = runs("崇明区人民政府办公室关于印发《崇明区处置燃气事故应急预案》的通知")
FORMULA = "为加强装修垃圾处理，根据《关于加强监管的通知》等文件精神，结合本区实际，提出如下工作方案。"


def read(question: str) -> Query:
    return understand(question, lambda _: (), date(2026, 11, 23))


def preamble(text: str, *facts: str) -> Card:
    return Card("d#0", "d", "preamble", frozenset(facts), 0.0, 0, "", "", runs(text))


@pytest.mark.parametrize("text", [
    "崇明区处置燃气事故应急预案", "关于装修垃圾的工作方案\n" + FORMULA, "为确保办案公正，根据《刑法》，结合司法实践，制定本规定。",
    "《粮食应急预案》已经国务院同意，现印发给你们，请认真实施。", "为维护净空安全，根据《国家安全法》，现就有关事项通告如下：",
])
def test_titles_and_formulas(text: str) -> None:
    assert is_formula(preamble(text), TITLE)


@pytest.mark.parametrize(("text", "facts"), [
    ("消费扶贫是社会各界通过消费来自贫困地区的产品帮助贫困人口增收的一种扶贫方式。经国务院同意，现提出如下意见：", ()),
    ("为健全激励机制，将24项措施调整为30项。现将有关事项通知如下：", ("figure",)),
    ("来函收悉。同意建立联席会议制度，不刻制印章，不正式行文。", ()),
])
def test_openings_that_say_something(text: str, facts: tuple[str, ...]) -> None:
    assert not is_formula(preamble(text, *facts), TITLE)


@pytest.mark.parametrize(("question", "framed"), [
    ("徐汇的装修垃圾由哪个部门处理？", True), ("How is renovation waste in Xuhui to be sorted?", True),
    ("徐汇为什么要出这份装修垃圾的方案？", False), ("徐汇的装修垃圾方案是根据什么提出的？", False),
    ("Why did Xuhui issue the plan on renovation waste?", False), ("应急预案经第几次常务会议审议通过？", False),
])
def test_only_what_asks_for_the_opening_finds_it(question: str, framed: bool) -> None:
    assert frames(read(question), preamble(FORMULA), TITLE) is framed


def test_another_clause_is_never_framed() -> None:
    item = Card("d#1", "d", "item", frozenset(), 0.5, 0, "", "", runs(FORMULA))
    assert not frames(read("装修垃圾由谁处理？"), item, TITLE)
