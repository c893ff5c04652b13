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
