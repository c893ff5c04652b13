"""Wording quoted over several lines is no structure of the text that quotes it."""

from __future__ import annotations

import pytest

from ingest.parse import parse
from ingest.quotation import quoted_lines


def addresses(text: str) -> list[str]:
    return [one.address for one in parse(text.encode(), "d", "x.txt").clauses]


AMENDING = (
    "某市人民代表大会常务委员会关于修改《某市管理条例》的决定\n"
    "一、将第十条修改为：{0}第十条 有下列情形之一的，予以处罚：\n（一）甲的；\n（二）乙的。{1}\n"
    "二、增加一条，作为第十二条：\n{0}第十二条 本条例所称丙，是指丁。\n第二章 附则\n一、戊。{1}\n"
    "三、删去第五条。\n本决定自公布之日起施行。\n"
)


@pytest.mark.parametrize("marks", ["“”", "「」", '""'])
def test_articles_quoted_by_an_amending_decision(marks: str) -> None:
    assert addresses(AMENDING.format(*marks)) == ["文件信息", "一、", "二、", "三、", "末段"]


def test_a_quotation_that_opens_anew_at_each_paragraph_closes_once() -> None:
    text = ["将第十条修改为：“第十条 甲：", "“（一）乙；", "“（二）丙。", "“丁”包括戊。”", "二、己。"]
    assert quoted_lines(text) == {1, 2, 3}


def test_a_mark_that_lost_its_fellow_quotes_nothing() -> None:
    assert quoted_lines(["一、目标是“甲。", "（一）乙。", "二、丙。"]) == set()
    assert quoted_lines(["一、修改为：“甲。", "二、修改为：“乙：", "（一）丙。”", "三、丁。"]) == {2}


def test_a_quotation_within_a_line_is_no_matter() -> None:
    assert quoted_lines(["本办法所称“甲”，是指：", "（一）“乙”；", "（二）“丙”。"]) == set()


def test_all_of_the_quoted_words_stay_in_the_clause_that_quotes_them() -> None:
    notice = parse(AMENDING.format(*"“”").encode(), "d", "x.txt")
    first = next(one for one in notice.clauses if one.address == "一、")
    assert first.text.endswith("（二）乙的。”")
