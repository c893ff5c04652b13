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


def item(text: str) -> Card:
    return Card("d#1", "d", "item", frozenset(), 0.5, 0, "", "", runs(text))


@pytest.mark.parametrize(("text", "framed"), [
    ("第一条 为了加强公租房管理，根据《实施意见》（沪房规范〔2021〕5号），结合长宁区实际，制定本管理办法。", True),
    ("7．财政厅 人民银行转发财政部关于实施创业担保贷款的通知（郑银〔2016〕246号）；", True),
    ("第九条 市水务部门根据本条例制定节水管理的具体办法。", False),
    ("第二条 依照《贷款办法》（渝公积金发〔2004〕427号）办理的，停止执行。", False),
])
def test_purposes_and_entries_answer_nothing_else(text: str, framed: bool) -> None:
    assert frames(read("申请贷款要满足哪些条件？"), item(text), TITLE) is framed
    assert not frames(read("这是根据哪些文件制定的？"), item(text), TITLE)


@pytest.mark.parametrize(("text", "formula"), [
    ("深圳市行动计划（2025—2027年）。为贯彻决策部署，结合我市实际，制定本行动计划。", True),
    ("《工作规则》已经2004年6月16日召开的第54次常务会议通过，现予印发。", True),
    ("近三年发生火灾7起，为提升消防水平，制定本方案。", False),
])
def test_dates_and_numbers_of_meetings_are_no_figures(text: str, formula: bool) -> None:
    assert is_formula(preamble(text, "figure"), TITLE) is formula
