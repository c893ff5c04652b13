"""Questions that take a figure for granted, questions for a summary, several fields at once: by the five notices."""

from __future__ import annotations

import re
from datetime import date

import pytest

from answer.premise import asking_instead, premises
from answer.service import ask
from answer.summary import asks_summary
from index.query import Query, understand

TODAY = date(2026, 11, 22)


def read(question: str) -> Query:
    return understand(question, lambda english: [(word,) for word in english.lower().split()], TODAY)


@pytest.mark.parametrize(("question", "figures"), [
    ("昆山要求60学时？", ("60学时",)),
    ("昆山规定执法人员每年培训不少于60学时，对吗？", ("不少于60学时",)),
    ("連雲港要求60學時嗎？", ("60學時",)),
    ("应诉率必须达到百分之九十以上吗", ("达到百分之九十以上",)),
    ("Is it true that Kunshan requires 60 class hours?", ("60 class hours",)),
    ("执法人员每年培训多少学时？", ()),
    ("60学时的培训由谁组织？", ()), ("局里能自己搭一套云吗？", ()), ("我和邻居举报，两个人都有奖金吗？", ()),
    ("连云港的行政调解由司法局牵头吗？", ()),
])
def test_the_figures_taken_for_granted(question: str, figures: tuple[str, ...]):
    assert tuple(words for words in premises(read(question)) if words != "每年") == figures


def test_the_question_that_asks_for_them():
    assert asking_instead(read("昆山要求培训60学时吗？")) == "昆山要求培训多少吗？"
    assert asking_instead(read("昆山培训多少学时？")) == "昆山培训多少学时？"


@pytest.mark.parametrize("question", [
    "昆山要求60学时？", "昆山要求执法人员每年培训60学时？", "昆山是不是要求执法人员每年培训60学时", "昆山要求執法人員每年培訓60學時嗎？",
])
def test_what_the_clause_says_then_whose_the_figure_is(index, question: str):
    answer = ask(index, question)
    kunshan, qijiang = answer.answer.splitlines()
    assert "15天" in kunshan and re.search("60[学學][时時]", qijiang)
    assert [one.doc_id[:3] for one in answer.citations] == ["004", "001"]


def test_a_figure_that_no_place_has_is_said_to_be_missing(index):
    answer = ask(index, "綦江的行政执法人员每年要接受77学时的法律知识培训吗？")
    assert "60学时" in answer.answer and "该条没有“77学时”" in answer.answer


def test_a_figure_that_is_right_is_not_contradicted(index):
    answer = ask(index, "綦江的行政执法人员每年要接受60学时的法律知识培训吗？")
    assert "60学时" in answer.answer and "没有" not in answer.answer and len({one.doc_id for one in answer.citations}) == 1


@pytest.mark.parametrize(("question", "asked"), [
    ("昆山2020年法治政府建设工作要点主要讲了什么？", True), ("请概括一下綦江的实施方案", True), ("总结一下连云港的行政调解规定", True),
    ("Summarise Qijiang's plan.", True), ("年度工作总结什么时候报送？", False), ("主要负责人有哪些职责？", False),
    ("What is the deadline for the annual summary report?", False),
])
def test_what_asks_for_a_summary(question: str, asked: bool):
    assert asks_summary(read(question)) is asked


def test_a_notice_is_summed_up_by_its_chapters(index):
    answer = ask(index, "昆山2020年法治政府建设工作要点主要讲了什么？")
    assert [one.address for one in answer.citations] == ["一、", "二、", "三、", "四、", "五、"]


def test_a_topic_is_summed_up_by_the_clauses_on_it(index):
    answer = ask(index, "总结一下连云港关于行政调解的规定")
    assert answer.citations[0].address == "七、（十八）" and 1 <= len(answer.citations) <= 5
    assert all("行政調解" in one.text or "調解" in one.text for one in answer.citations)


def test_several_fields_are_given_in_the_order_asked(index):
    answer = ask(index, "连政发〔2011〕126号是谁印发的、哪天成文？")
    assert re.search("连云港市人民政府.*2011-09-29", answer.answer) and {one.address for one in answer.citations} == {"文件信息"}
