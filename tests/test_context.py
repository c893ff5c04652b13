"""What stands beside a clause: headings above, the rest of its list, what it refers to, never too much."""

from __future__ import annotations

import pytest
from held import Held

from index.context import context_of

TEXTS = {
    "law": """# 中华人民共和国青山法
（2019年3月1日第十三届全国人民代表大会第二次会议通过）
第一章　总则
第一条　为了保护青山，制定本法。
第二章　保护
第三条　国家保护青山。
第四条　有下列情形之一的，责令改正：
（一）毁林；
（二）采石；
（三）排放污水；
（四）焚烧。
前款规定以外的行为，由国务院另行规定。
第五条　违反本法第三条、第四条规定的，依法处罚。
""",
    "opinion": """青山市人民政府关于加强青山保护工作的意见
青政发〔2020〕94号
一、主要任务
（一）加强巡查。由市林业局牵头。
（二）加强执法。依照《中华人民共和国青山法》第四条处罚，具体按照本意见第一部分第一项和《绿水法》第二条办理。
二、保障措施
（三）加强宣传。根据《中华人民共和国青山法》开展宣传。
青山市人民政府
2020年6月16日
""",
    "long": "青山市名录\n一、列入名录的单位如下：\n" + "".join(f"（{n}）第{n}林场；\n" for n in range(1, 31)),
}
INDEX = Held(TEXTS)


def beside(clause_id: str) -> list[tuple[str, str]]:
    notice, clause = INDEX.clause(clause_id)
    return [(one.role, one.clause.id) for one in context_of(INDEX, notice, clause)]


@pytest.mark.parametrize(("clause_id", "found"), [
    ("law#2/3", [("parent", "law#2")]),
    ("law#2/4", [("parent", "law#2"), *(("child", f"law#2/4/{n}") for n in (1, 2, 3, 4, "p2"))]),
    ("law#2/4/3", [("parent", "law#2/4"), ("parent", "law#2"), ("sibling", "law#2/4/2"), ("sibling", "law#2/4/4"),
                   ("sibling", "law#2/4/1")]),
    ("law#2/4/1", [("parent", "law#2/4"), ("parent", "law#2"), ("sibling", "law#2/4/2"), ("sibling", "law#2/4/3"),
                   ("sibling", "law#2/4/4")]),
    ("law#2/5", [("parent", "law#2"), ("reference", "law#2/3"), ("reference", "law#2/4")]),
    ("opinion#1/1", [("parent", "opinion#1")]),
    ("opinion#1/2", [("parent", "opinion#1"), ("reference", "law#2/4"), ("reference", "opinion#1/1")]),
    ("opinion#2", [("child", "opinion#2/3")]),
    ("opinion#2/3", [("parent", "opinion#2")]),
])
def test_what_stands_beside_a_clause(clause_id: str, found: list[tuple[str, str]]) -> None:
    assert beside(clause_id) == found


def test_a_clause_of_another_notice_comes_with_that_notice() -> None:
    notice, clause = INDEX.clause("opinion#1/2")
    found = {one.clause.id: one.notice.doc_id for one in context_of(INDEX, notice, clause)}
    assert found["law#2/4"] == "law"


@pytest.mark.parametrize(("clause_id", "first", "count"), [
    ("long#1", [("child", f"long#1/{n}") for n in range(1, 5)], 12),
    ("long#1/15", [("parent", "long#1"), ("sibling", "long#1/14"), ("sibling", "long#1/16"), ("sibling", "long#1/13")], 12),
])
def test_of_a_long_list_the_nearest_members_are_given(clause_id: str, first: list[tuple[str, str]], count: int) -> None:
    found = beside(clause_id)
    assert (found[:4], len(found), len(set(found))) == (first, count, count)


def test_only_a_reference_loads_another_notice() -> None:
    notice, clause = INDEX.clause("law#2/4/3")
    INDEX.loaded.clear()
    context_of(INDEX, notice, clause)
    assert INDEX.loaded == []
