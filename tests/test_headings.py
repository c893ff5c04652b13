"""Headings without number divide a page that numbers nothing so high; short lines that are none do not."""

from __future__ import annotations

import pytest

from ingest.parse import parse

TEXT = "符合条件的居民可以向户籍所在地的街道办事处提出申请，由街道办事处在十个工作日内办结。"
LISTS = """青湾市创业贷款办事指南
办事依据
1．青湾市就业促进办法（2018年3月1日起施行）；
2．青湾市创业贷款管理规定（青政发〔2019〕5号）；
办事流程
1．申请。申请人到受理窗口递交完善的贷款资料。
2．公示（2天）。及时对评审通过人员进行公示。
适用对象
1．个人创业：在法定劳动年龄内的创业者。
"""


def addresses(text: str) -> list[str]:
    return [clause.address for clause in parse(text.encode(), "one", "one.txt").clauses]


def page(*headings: str) -> str:
    return "青湾市长者饭堂就餐攻略来了\n" + TEXT + "\n" + "".join(f"{heading}\n{TEXT}\n{TEXT}\n" for heading in headings)


def test_the_parts_of_a_page_are_cited_by_their_headings() -> None:
    found = parse(page("谁可以去吃", "补贴标准", "怎样报名").encode(), "one", "one.txt")
    assert [clause.address for clause in found.clauses[1:]] == ["引言", "谁可以去吃", "补贴标准", "怎样报名"]
    assert [clause.heading for clause in found.clauses[2:]] == ["谁可以去吃", "补贴标准", "怎样报名"]


def test_a_second_short_line_belongs_to_the_heading_above_it() -> None:
    found = parse(page("小学招生\n5月7日至11日网上报名", "初中招生", "民办招生").encode(), "one", "one.txt")
    clause = next(clause for clause in found.clauses if clause.address == "小学招生")
    assert clause.text.startswith("小学招生\n5月7日至11日网上报名\n符合条件")


def test_lists_that_begin_anew_are_told_apart_by_their_headings() -> None:
    assert addresses(LISTS)[-5:] == ["办事流程", "办事流程 1．", "办事流程 2．", "适用对象", "适用对象 1．"]


@pytest.mark.parametrize("text", [
    page("谁可以去吃", "补贴标准"),  # two may be chance
    page("谁可以去吃", "补贴标准", "怎样报名").replace(TEXT, "一、" + TEXT, 1),  # what is numbered so high has numbered headings
    page("谁可以去吃；", "补贴标准：", "张三 13900000000"),
])
def test_short_lines_that_are_no_headings(text: str) -> None:
    assert not {"谁可以去吃", "补贴标准"} & set(addresses(text))


def test_questions_of_a_page_are_cited_by_their_place() -> None:
    text = """Q: 青湾市居家养老服务的对象有哪些
A: 具有本市户籍且常住的七十周岁以上低保老年人、空巢老年人。
Q：青湾市加装电梯的条件是什么
A：（一）具有合法的房屋权属证明；
（二）已建成投入使用的四层以上无电梯住宅；
问：青湾市医保待遇享受期是哪天
答：1.职工自缴费次月起享受；
2.居民自次年1月1日起享受。
"""
    found = {clause.address: clause for clause in parse(text.encode(), "one", "one.txt").clauses}
    assert [*found] == ["第1问", "第2问", "第2问（一）", "第2问（二）", "第3问", "第3问1.", "第3问2."]
    assert found["第2问"].heading == "青湾市加装电梯的条件是什么" and found["第3问1."].text == "1.职工自缴费次月起享受；"


def test_a_question_within_a_numbered_part_is_no_part_of_its_own() -> None:
    text = f"青湾市养老服务答问\n一、对象\n问：谁可以申请？\n答：{TEXT}\n二、标准\n问：标准是多少？\n答：{TEXT}\n"
    assert not any("问" in address for address in addresses(text))
