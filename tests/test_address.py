"""Clause addresses in questions, in any style of numerals and script, and the clauses that stand at them."""

from __future__ import annotations

from datetime import date

import pytest

from index.address import Address, fit, in_taiwan
from index.query import Query, understand


def read(question: str) -> Query:
    """A question read by itself, without a corpus that could translate it."""
    return understand(question, lambda english: [], date(2026, 3, 18))


@pytest.mark.parametrize(("question", "steps"), [
    ("第18条讲什么", ("18",)),
    ("第十八条讲什么", ("18",)),
    ("第十八條講什麼", ("18",)),
    ("第一百二十条讲什么", ("120",)),
    ("七、（十八）讲什么", ("7", "18")),
    ("七、(十八)讲什么", ("7", "18")),
    ("七（十八）讲什么", ("7", "18")),
    ("第七部分第十八项讲什么", ("7", "18")),
    ("第三章第十八条第二款", ("3", "18")),
    ("第18-1條講什麼", ("18-1",)),
    ("第十八条之一讲什么", ("18-1",)),
    ("第四章之一讲什么", ("4-1",)),
    ("第 5 条", ("5",)),
    ("第二条第（三）项", ("2", "3")),
    ("附件二第2项第（2）点", ("a2", "2", "2")),
    ("第三点讲什么", ("3",)),
    ("第三点半开会", ()),
    ("附件2第3行", ("a2", "r3")),
    ("附件二第3行是什么", ("a2", "r3")),
    ("附表3讲什么", ("a3",)),
    ("附第三条", ("a1", "3")),
    ("表格第3行写的什么", ("r3",)),
    ("第一步怎么办", ("1",)),
    ("附件1、2分别是什么", ("a1",)),
    ("What does annex 2, row 3 say?", ("a2", "r3")),
    ("section seven, item eighteen", ("7", "18")),
    ("the third item of chapter 2", ("2", "3")),
    ("Chapter 3 Article 18-1", ("3", "18-1")),
    ("一、二、三类医疗器械有什么区别", ()),
    ("第一项目部的职责", ()),
    ("第二行业的要求", ()),
    ("（十八）讲什么", ("18",)),
    ("四、（三）2.说了什么", ("4", "3", "2")),
    ("二、三是讲什么", ("2", "3")),
    ("附件六、1.（1）由谁负责", ("a1", "6", "1", "1")),
    ("附件 六、1.（1）由谁负责", ("a1", "6", "1", "1")),
    ("附件2第三条讲什么", ("a2", "3")),
    ("What does item 18 of section 7 say?", ("7", "18")),
    ("What does section 7, item 18 say?", ("7", "18")),
    ("What does Article 18 say?", ("18",)),
    ("有3.5万元吗", ()),
    ("每年选取1-2件吗", ()),
    ("1. 行政调解由谁牵头", ()),
    ("2.0版的平台", ()),
    ("连政发（2011）126号讲什么", ()),
])
def test_clause_addresses(question: str, steps: tuple[str, ...]) -> None:
    assert read(question).steps == steps


@pytest.mark.parametrize(("question", "steps", "paragraph"), [
    ("第十八条第二款", ("18",), 2),
    ("第十八條第二款第三項", ("18", "3"), 2),
    ("第三条的第二款", ("3",), 2),
    ("第二款呢", (), 2),
    ("第三条第（二）款", ("3", "2"), 0),
    ("第七部分第二款", ("7", "2"), 0),
    ("第18條第2項第3款", ("18", "3"), 2),
    ("Article 18, paragraph 2", ("18",), 2),
    ("the second paragraph of Article 18", ("18",), 2),
    ("Article 18(2)", ("18",), 2),
    ("第十八条", ("18",), 0),
])
def test_the_paragraph_of_an_article_is_apart_from_its_steps(question: str, steps: tuple[str, ...], paragraph: int) -> None:
    query = read(question)
    assert (query.steps, query.paragraph) == (steps, paragraph)
    assert len(query.units) == len(steps)


@pytest.mark.parametrize(("question", "clause", "label", "expected"), [
    ("第三条", "d#1/3", "第一章第三条", 2),
    ("第三条", "d#3", "三、", 1),
    ("附件第二部分第2点", "d#a1/2/2", "附件 二、2.", 1),
    ("第三条", "d#3", "第三章", 0),
    ("第三章第十八条", "d#3/2/18", "第三章第二节第十八条", 2),
    ("第三章第十八条", "d#4/2/18", "第四章第二节第十八条", 0),
    ("第七部分第十八项", "d#7/18", "七、（十八）", 1),
    ("七、（十八）", "d#7/18", "七、（十八）", 2),
    ("section 7, item 18", "d#7/18", "七、（十八）", 1),
    ("附件六、1.（1）", "d#a1/6/1/1", "附件 六、1.（1）", 2),
    ("附件2第3行", "d#a2/r3", "附件2 第3行", 2),
    ("第一步", "d#5/1/1", "第五章一、第一步", 2),
    ("第一步", "d#1", "一、", 0),
    ("第二条第二款", "d#1/2/p2", "第一章第二条第二款", 2),
    ("第二条第二款", "d#1/2", "第一章第二条", 1),
    ("第二条第三款第一项", "d#1/2/p3/1", "第一章第二条第三款（一）", 1),
    ("第二条第三款第一项", "d#1/2/p4/1", "第一章第二条第四款（一）", 0),
    ("讲什么", "d#1", "一、", 0),
])
def test_how_well_a_clause_stands_at_an_address(question: str, clause: str, label: str, expected: int) -> None:
    assert fit(read(question).address, clause, label) == expected


def test_taiwan_calls_the_paragraph_of_an_article_xiang() -> None:
    assert in_taiwan(read("第18條第2項").address) == Address(("18",), ("条",), 2)
    assert in_taiwan(read("第18條第2款").address) == read("第18條第2款").address
