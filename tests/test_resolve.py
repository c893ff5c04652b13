"""A clause address goes straight to its clauses: with a notice named, without, in annexes, to a paragraph, of several notices."""

from __future__ import annotations

from datetime import date

import pytest
from held import Held

from index.query import understand
from index.resolve import Located, addressed
from index.scope import Limits, scope_of

TEXTS = {
    "law": """# 中华人民共和国青山法
（2019年3月1日第十三届全国人民代表大会第二次会议通过）
第一章　总则
第一条　为了保护青山，制定本法。
第二条　本法所称青山，是指有林木的山地。
第二章　保护
第三条　国家保护青山。
县级以上人民政府负责本行政区域内青山的保护工作。
第四条　禁止下列行为：
（一）毁林；
（二）采石；
（三）排放污水。
前款规定以外的行为，由国务院另行规定。
第四条之一　破坏青山的，应当恢复原状。
""",
    "rules": """昆山市青山管理办法
昆政发〔2021〕12号
第一章　总则
第一条　根据《中华人民共和国青山法》，制定本办法。
第三条　市林业局主管青山管理工作。
镇人民政府协助做好青山管理工作。
附件
青山管理任务分解表
一、巡查
1.每月巡查一次。
第三条　附件所称巡查，是指日间巡查。
昆山市人民政府
2021年5月1日
""",
    "opinion": """昆山市人民政府关于加强青山保护工作的意见
昆政发〔2020〕94号
一、总体要求
（一）指导思想。以保护为主。
（二）基本原则。保护优先。
二、主要任务
（三）加强巡查。由市林业局牵头，每月巡查一次。
（四）加强执法。由市公安局牵头。
昆山市人民政府
2020年6月16日
""",
}
INDEX = Held(TEXTS)


def asked(question: str, index: Held = INDEX) -> tuple[Located, ...]:
    query = understand(question, lambda english: [], date(2022, 1, 1))
    scope, query = scope_of(index.documents(), query, Limits())
    return addressed(index, query, scope)


def ids(question: str) -> list[str]:
    return [one.clause.id for one in asked(question)]


@pytest.mark.parametrize(("question", "found"), [
    ("《中华人民共和国青山法》第三条怎么规定", ["law#2/3"]),
    ("《青山法》第3条怎么规定", ["law#2/3"]),
    ("青山法第三条怎么规定", ["law#2/3"]),
    ("依据青山法第二章第三条由谁负责", ["law#2/3"]),
    ("青山法第二章怎么规定", ["law#2"]),
    ("青山法第四条之一", ["law#2/4-1"]),
    ("青山法第四条第（二）项", ["law#2/4/2"]),
    ("青山法第一章第三条", []),
    ("青山法第九条", []),
    ("昆政发〔2020〕94号二、（三）由谁牵头", ["opinion#2/3"]),
    ("昆政發[2020]94號二、（三）由誰牽頭", ["opinion#2/3"]),
    ("昆政发〔2020〕94号第二部分第三项由谁牵头", ["opinion#2/3"]),
    ("What does section 2 item 4 of 昆政发〔2020〕94号 say?", ["opinion#2/4"]),
    ("昆政发〔2020〕94号第二条", ["opinion#2"]),
    ("昆政发〔2020〕94号由谁牵头", []),
])
def test_an_address_in_a_notice_named(question: str, found: list[str]) -> None:
    assert ids(question) == found


@pytest.mark.parametrize(("question", "found"), [
    ("昆山市青山管理办法第三条", ["rules#1/3"]),
    ("昆山市青山管理办法附件第三条", ["rules#a1/3"]),
    ("昆山市青山管理办法附件一、1.", ["rules#a1/1/1"]),
])
def test_the_main_text_comes_before_an_annex_unless_that_is_asked_for(question: str, found: list[str]) -> None:
    assert ids(question) == found


@pytest.mark.parametrize(("question", "clause_id", "text"), [
    ("青山法第三条第二款由谁负责", "law#2/3", "县级以上人民政府负责本行政区域内青山的保护工作。"),
    ("青山法第三条第一款", "law#2/3", "国家保护青山。"),
    ("昆山市青山管理办法第三条第二款", "rules#1/3", "镇人民政府协助做好青山管理工作。"),
    ("青山法第四条第二款", "law#2/4/p2", None),
    ("青山法第三条第五款", "law#2/3", None),
    ("青山法第三条", "law#2/3", None),
])
def test_a_paragraph_is_a_span_or_a_clause_of_its_own(question: str, clause_id: str, text: str | None) -> None:
    (found,) = asked(question)
    assert (found.clause.id, found.span and found.span.of(found.notice.text)) == (clause_id, text)


@pytest.mark.parametrize(("question", "found"), [
    ("青山法第三条和昆山市青山管理办法第一条有什么不同", ["law#2/3", "rules#1/1"]),
    ("《青山法》第二条与《昆山市青山管理办法》第三条有何不同", ["law#1/2", "rules#1/3"]),
    ("《绿水法》第二条与《昆山市青山管理办法》第三条有何不同", ["rules#1/3"]),
    ("昆政发〔2020〕94号二、（三）和昆政发〔2021〕12号第三条", ["opinion#2/3", "rules#1/3"]),
    ("青山法第二条、第三条和第四条之一", ["law#1/2", "law#2/3", "law#2/4-1"]),
    ("青山法第四条第一项和第三项", ["law#2/4/1", "law#2/4/3"]),
    ("青山法第三条第一款和第二款", ["law#2/3", "law#2/3"]),
    ("昆政发〔2020〕94号一、（一）和（二）", ["opinion#1/1", "opinion#1/2"]),
])
def test_several_addresses_are_each_of_their_own_notice(question: str, found: list[str]) -> None:
    assert sorted(ids(question)) == sorted(found)


@pytest.mark.parametrize(("question", "found"), [
    ("二、（三）由谁牵头", ["opinion#2/3"]),
    ("第四条之一怎么规定", ["law#2/4-1"]),
    ("第三条怎么规定", ["law#2/3", "rules#1/3"]),
    ("昆山的第三条怎么规定", ["rules#1/3"]),
    ("绿水法第三条怎么规定", []),
    ("《绿水法》第三条怎么规定", []),
    ("由谁牵头", []),
])
def test_an_address_alone_is_looked_for_in_all_notices_it_may_mean(question: str, found: list[str]) -> None:
    assert ids(question) == found


def test_an_address_alone_means_nothing_among_many_notices_and_loads_none() -> None:
    many = Held({f"n{at}": TEXTS["opinion"].replace("94号", f"{at + 1}号") for at in range(60)})
    assert asked("二、（三）由谁牵头", many) == () and many.loaded == []
    assert [one.clause.id for one in asked("昆政发〔2020〕7号二、（三）由谁牵头", many)] == ["n6#2/3"]
    assert set(many.loaded) == {"n6"}
