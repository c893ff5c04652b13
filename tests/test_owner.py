"""Whose an unnumbered paragraph is, and what a line's number means beside those of the lines around it."""

from __future__ import annotations

import pytest

from ingest.model import Clause
from ingest.parse import parse


def clauses(text: str) -> dict[str, str]:
    """Text of each clause but the head, by address."""
    return {one.address: one.text for one in _parsed(text) if one.address != "文件信息"}


def _parsed(text: str) -> tuple[Clause, ...]:
    return parse(text.encode(), "d", "x.txt").clauses


LONG = "各有关部门要按照职责分工，密切配合，切实把各项工作任务落到实处，确保按时按质完成，并于年底前报送工作总结。"


def test_commencement_is_the_text_of_a_heading_with_nothing_else_under_it() -> None:
    found = clauses(f"某市补贴办法\n一、补贴对象\n{LONG}\n二、附则\n本办法由市民政局负责解释。\n本办法自印发之日起施行。\n")
    assert found["二、"] == "二、附则\n本办法由市民政局负责解释。\n本办法自印发之日起施行。"
    assert "末段" not in found


def test_commencement_is_the_text_of_an_article_that_has_but_its_caption() -> None:
    found = clauses(f"某市补贴办法\n第一条（对象）\n{LONG}\n第二条（实施日期）\n本办法自2021年11月1日起施行，有效期至2026年10月31日。\n")
    assert found["第二条"].endswith("有效期至2026年10月31日。") and "末段" not in found


def test_commencement_after_the_items_of_the_supplementary_provisions_is_theirs() -> None:
    found = clauses(f"某市补贴办法\n一、对象\n{LONG}\n二、附 则\n（一）有效期五年。\n本办法自2020年1月1日起施行。\n")
    assert found["二、末段"] == "本办法自2020年1月1日起施行。"


@pytest.mark.parametrize("last", ["（三）其他材料", "（三）其他材料。", "（三）委托他人办理的，另附委托书。"])
def test_commencement_is_not_that_of_the_last_of_a_list_of_phrases(last: str) -> None:
    found = clauses(f"某市工作通知\n一、材料：\n（一）身份证\n（二）户口本\n{last}\n本通知自2020年1月1日起施行。\n")
    assert found["一、（三）"] == last
    assert found["末段"] == "本通知自2020年1月1日起施行。"


@pytest.mark.parametrize(
    "close",
    [
        "特此函复。",
        "此复。",
        "妥否，请批示。",
        "现将有关部门的报告一并报送您，供审阅。",
        "以上意见如无不妥，请批转各地执行。",
        "市民政局救助处联系电话：12345678",
    ],
)
def test_what_closes_a_letter_is_no_part_of_its_last_item(close: str) -> None:
    found = clauses(f"某市关于建议的复函\n一、情况。{LONG}\n二、措施。{LONG}\n{close}\n")
    assert found["末段"] == close


def test_telephone_numbers_under_a_heading_that_promises_them_stay_there() -> None:
    found = clauses(f"某市工作通知\n一、时间\n{LONG}\n二、咨询方式\n工作日可以来电。\n联系电话：12345678\n")
    assert found["二、"].endswith("联系电话：12345678")


def test_a_paragraph_between_two_items_of_an_article_is_of_the_item_before() -> None:
    found = clauses(
        "某市办法\n第一条 可以申请以下补贴：\n（一）医养补贴。给予十万元。\n法定代表人应当一致。\n（二）星级补贴。给予五万元。\n"
        "不得重复享受。\n第二条 另有规定的：\n（一）从其规定。\n前款规定不适用于下列情形：\n（一）甲；\n（二）乙。\n"
    )
    assert found["第一条（一）"].endswith("法定代表人应当一致。")
    assert found["第一条第二款"] == "不得重复享受。"
    assert found["第二条第二款"] == "前款规定不适用于下列情形："


def test_a_heading_of_items_keeps_what_leads_to_them() -> None:
    found = clauses(
        "某市办法\n第一条 符合下列情形之一的：\n（一）第一类对象。\n1.甲的；\n2.乙的。\n（二）第二类对象。\n符合以下条件之一的老年人：\n"
        "1.80周岁及以上的；\n2.纯老家庭人员。\n第二条 丙。\n"
    )
    assert list(found)[1:-1] == [
        "第一条（一）", "第一条（一）1.", "第一条（一）2.", "第一条（二）", "第一条（二）1.", "第一条（二）2.",
    ]  # fmt: skip


def test_a_heading_alone_on_its_line_keeps_its_paragraphs_and_a_sentence_does_not() -> None:
    found = clauses(
        f"某市意见\n一、总体要求\n（一）指导思想。{LONG}\n（二）发展目标。\n到2020年，{LONG}\n到2025年，{LONG}\n"
        f"二、任务\n（三）甲。{LONG}\n（四）乙。{LONG}\n（五）丙。{LONG}\n"
        f"三、事项\n（六）应当真实，{LONG}\n（七）期限超过二十年的，超过部分无效。\n问：要哪些材料？\n四、其他\n（八）丁。{LONG}\n"
    )
    assert found["一、（二）"].count("\n") == 2
    assert found["三、末段"] == "问：要哪些材料？"


def test_the_last_of_a_list_closes_as_the_others_do() -> None:
    items = "".join(f"{n}、某类补贴\n（1）{LONG}\n（2）{LONG}\n补贴期限：一次性，不得重复申领同一补贴。\n" for n in range(1, 5))
    found = clauses(f"某市补贴指南\n{items}")
    assert [address for address in found if "末段" in address] == [f"{n}、末段" for n in range(1, 5)]


def test_numbers_in_an_annex_do_not_hide_the_end_of_the_notice() -> None:
    found = clauses("某市工作通知\n一、甲。\n二、乙。\n本通知自2020年1月1日起施行。\n某市司法局\n2020年1月1日\n附件1\n细则\n一、丙。\n")
    assert found["末段"] == "本通知自2020年1月1日起施行。"


def test_a_sentence_that_begins_with_the_number_of_an_article_is_none_where_numbers_stand_alone() -> None:
    found = clauses("補助辦法\n第 6 條\n得發給補助金。\n第 7 條\n第六條補助金，每人五百元。\n第 8 條\n本辦法自發布日施行。\n")
    assert list(found) == ["第6條", "第7條", "第8條"]
    assert list(clauses("某市办法\n第六条补助金每人五百元。\n第七条本办法自发布之日起施行。\n")) == ["第六条", "第七条"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("1.80周岁及以上的；\n2.独居的。\n", ["1.", "2."]),
        ("1.独居的；\n2.60岁以上的；\n3.失能的。\n", ["1.", "2.", "3."]),
        ("1.独居的；\n2.失能的。\n2.5万元以上的另行规定。\n", ["1.", "2."]),
        ("1.总则\n1.1 目的\n1.2 依据\n2.职责\n2.1 机构\n", ["1.", "1.1", "1.2", "2.", "2.1"]),
    ],
)
def test_an_item_that_begins_with_a_number_is_known_by_its_neighbours(lines: str, expected: list[str]) -> None:
    assert list(clauses(f"某市工作通知\n{lines}")) == expected


def test_steps_stand_above_the_lists_under_them() -> None:
    found = clauses("某市办事指南\n一、方法\n第一步：准备\n1.甲。\n第二步：申领\n（一）网上\n1.乙。\n（二）现场\n第三步：领卡\n")
    assert list(found) == [
        "一、", "一、第一步", "一、第一步1.", "一、第二步", "一、第二步（一）", "一、第二步（一）1.", "一、第二步（二）", "一、第三步",
    ]  # fmt: skip


def test_steps_without_lists_stand_in_the_item_they_explain() -> None:
    found = clauses("某市办事指南\n一、方法\n（一）网上\n第一步：登录\n第二步：提交\n（二）现场\n")
    assert list(found) == ["一、", "一、（一）", "一、（一）第一步", "一、（一）第二步", "一、（二）"]


def test_an_annex_may_be_called_nothing_but_attached() -> None:
    found = clauses("某市税法\n第一条 甲。\n第二条 本法自2019年9月1日起施行。\n附：\n平均税额表\n")
    assert found["附"] == "附：\n平均税额表"


def test_an_annex_named_in_the_list_of_annexes_opens_where_its_name_stands_again() -> None:
    found = clauses("某法院规定\n第一条 甲。\n第二条 乙。\n附件：文书样式\n附件：文书样式\n协助执行通知书\n一、丙。\n")
    assert list(found) == ["第一条", "第二条", "落款", "附件", "附件 一、"]


def test_a_title_that_asks_is_no_text() -> None:
    notice = parse("怎么申领社会保障卡？\n信息来源：某市人社局\n一、对象\n本市户籍人员。\n".encode(), "d", "x.txt")
    assert [one.address for one in notice.clauses] == ["文件信息", "一、"]
    assert notice.meta.title == "怎么申领社会保障卡？"
