"""Numbered lines to a tree of clauses with the addresses by which people cite them."""

from __future__ import annotations

import pytest
from golden.describe import CORPUS, HERE, describe_file

from ingest.markers import marker_of
from ingest.model import Clause
from ingest.parse import parse


def clauses(text: str) -> dict[str, Clause]:
    return {clause.address: clause for clause in parse(text.encode(), "d", "s").clauses}


def test_a_closing_formula_belongs_to_the_whole_and_not_to_the_last_item() -> None:
    text = ("关于行政调解的通知\n一、工作机制\n（一）建立联席会议，由司法局牵头。\n"
            "（二）各部门配合做好调解工作。\n本通知自2020年1月1日起施行。\n")
    assert clauses(text)["末段"].text == "本通知自2020年1月1日起施行。"


def addresses(text: str) -> list[str]:
    return [address for address in clauses(text) if address not in ("文件信息", "引言", "落款")]


@pytest.mark.parametrize(
    ("line", "kind", "number", "label"),
    [
        ("第一编 总则", "part", 1, "第一编"),
        ("第二部分：补缴", "part", 2, "第二部分"),
        ("第十二章　附则", "chapter", 12, "第十二章"),
        ("第三節 管理", "section", 3, "第三節"),
        ("第一百零三条 违反本条例的", "article", 103, "第一百零三条"),
        ("第 十二 條　為了", "article", 12, "第十二條"),
        ("第12条 为了", "article", 12, "第12条"),
        ("十一、加强领导", "cn", 11, "十一、"),
        ("二．加强领导", "cn", 2, "二．"),
        ("(二十一)强化", "cn_paren", 21, "（二十一）"),
        ("（十）　强化", "cn_paren", 10, "（十）"),
        ("㈢落实责任", "cn_paren", 3, "（三）"),
        ("三）落实责任", "cn_paren", 3, "三）"),
        ("1.加强统筹", "arabic", 1, "1."),
        ("10、加强统筹", "arabic", 10, "10、"),
        ("２．加强统筹", "arabic", 2, "２．"),
        ("⒉加强统筹", "arabic", 2, "2."),
        ("1.2020年全市工作", "arabic", 1, "1."),
        ("1.1 编制目的", "decimal", 1, "1.1"),
        ("2.3.1职责", "decimal", 1, "2.3.1"),
        ("3 组织体系", "decimal", 3, "3"),
        ("(3)加强", "arabic_paren", 3, "（3）"),
        ("4）加强", "arabic_paren", 4, "4）"),
        ("⑵加强", "arabic_paren", 2, "（2）"),
        ("③加强", "circled", 3, "③"),
        ("一是推进公开。", "shi", 1, "一是"),
        ("二要强化保障。", "shi", 2, "二要"),
        ("第一步：加强统筹", "step", 1, "第一步"),
        ("第二步 落实责任", "step", 2, "第二步"),
        ("01 加强什么？", "padded", 1, "01"),
        ("02推进公开", "padded", 2, "02"),
        ("首先，要明确。", "ordinal", 1, "首先"),
        ("第三，要落实。", "ordinal", 3, "第三"),
        ("第二分编 所有权", "subpart", 2, "第二分编"),
        ("第 26-1 條 公司", "article", 26, "第26-1條"),
        ("第１０条 违反", "article", 10, "第１０条"),
        ("（２）加强", "arabic_paren", 2, "（２）"),
        ("第 2 6 条 为了规范", "article", 26, "第26条"),
        ("第十 二条　加强", "article", 12, "第十二条"),
        ("Ⅱ、总体要求", "roman", 2, "Ⅱ、"),
        ("三　总体要求", "cn", 3, "三"),
        ("b）加强", "letter", 2, "b）"),
        ("第二、加强", "ordinal", 2, "第二、"),
    ],
)
def test_markers(line: str, kind: str, number: int, label: str) -> None:
    marker = marker_of(line)
    assert marker is not None
    assert (marker.kind, marker.number, marker.label) == (kind, number, label)
    assert line[marker.length :].strip("　 ：")[0] in "总总附管违为為加强落2编职组推要补所公"


@pytest.mark.parametrize(
    "line",
    [
        "1.5万元以上的",
        "3 个月内完成",
        "9 月 1 日前",
        "2020年是收官之年",
        "2011-09-29",
        "二○一一年九月二十九日",
        "第三条规定的情形",
        "第五条、第六条",
        "一、二、三年级学生",
        "3.5%以上",
        "一个时期",
        "（一个中心）",
        "第一款规定的情形",
        "第三项所列",
        "第一、第二产业",
        "（028）85399067",
        "第一、二款",
        "第五条及第六条规定",
        "A.B公司",
        "三 个月内",
        "",
    ],
)
def test_what_only_looks_like_a_marker(line: str) -> None:
    assert marker_of(line) is None


def test_article_between_articles_has_its_own_path() -> None:
    marker = marker_of("第十条之一 违反本法的")
    assert marker is not None and (marker.label, marker.path) == ("第十条之一", "10-1")


def test_the_four_levels_of_a_notice() -> None:
    text = "某市工作通知\n一、甲\n（一）乙\n1.丙。丙。\n（1）丁。\n①戊。\n2.己。\n（二）庚。\n二、辛\n内容。\n"
    assert addresses(text) == [
        "一、", "一、（一）", "一、（一）1.", "一、（一）1.（1）", "一、（一）1.（1）①", "一、（一）2.", "一、（二）", "二、",
    ]  # fmt: skip
    tree = clauses(text)
    assert tree["一、（一）1."].parent == tree["一、（一）"].id == "d#1/1"
    assert tree["一、（一）"].children == (tree["一、（一）1."].id, tree["一、（一）2."].id)
    assert tree["二、"].text == "二、辛\n内容。"


def test_a_statute_by_its_articles_paragraphs_and_items() -> None:
    text = (
        "某市管理条例\n第一章 总则\n第一条 为了规范管理，制定本条例。\n第二条 有下列情形之一的，予以处罚：\n（一）甲的；\n（二）乙的。\n"
        "前款规定之外，有下列情形的，从轻处罚：\n（一）丙的；\n（二）丁的。\n其他情形依法处理。\n"
        "第二章 附则\n第三条 本条例自公布之日起施行。\n"
    )
    assert addresses(text) == [
        "第一章", "第一章第一条", "第一章第二条", "第一章第二条（一）", "第一章第二条（二）", "第一章第二条第二款",
        "第一章第二条第二款（一）", "第一章第二条第二款（二）", "第一章第二条第三款", "第二章", "第二章第三条",
    ]  # fmt: skip
    assert parse(text.encode(), "d", "s").warnings == ()


def test_a_plan_by_decimal_numbers_is_cited_by_the_number_alone() -> None:
    head = "某市应急预案\n1 总则\n1.1 编制目的\n为提高能力。\n"
    text = f"{head}2 组织体系\n2.1 领导机构\n2.1.1 指挥部\n市设指挥部。\n(1)成员。\n3 附则\n施行。\n"
    assert addresses(text) == ["1", "1.1", "2", "2.1", "2.1.1", "2.1.1（1）", "3"]
    assert clauses(text)["2.1.1"].id == "d#2/1/1"


def test_a_table_of_contents_is_no_clause_of_the_text() -> None:
    entries = "第一章 总则\n第二章 附则\n"
    body = "第一章 总则\n第一条 为了规范，制定本办法。\n第二章 附则\n第二条 本办法自印发之日起施行。\n"
    expected = ["第一章", "第一章第一条", "第二章", "第二章第二条"]
    assert addresses(f"某市管理办法\n目　录\n{entries}{body}") == expected
    notice = "关于印发办法的通知\n各区：\n现印发给你们。\n某市人民政府\n2020年1月2日\n"
    assert addresses(f"{notice}某市管理办法\n目录\n{entries}{body}") == ["印发通知", "目录", *expected]


def test_headings() -> None:
    text = (
        "某市工作通知\n一、加强组织领导\n1.加强统筹部署。坚持党的领导。\n2.坚持优化政府组织结构与促进政府职能转变、理顺部门职责关系统筹结合，机构设置更加科学。\n"
        "第三条 【适用范围】本办法适用于全市。\n"
    )
    assert [clause.heading for clause in clauses(text).values()][1:] == ["加强组织领导", "加强统筹部署", "", "适用范围"]


def test_numbers_that_run_through_chapters_are_no_fault_and_a_gap_is() -> None:
    text = "某市工作通知\n一、甲\n（一）乙。\n（二）丙。\n二、丁\n（三）戊。\n（五）己。\n三、庚\n"
    assert parse(text.encode(), "d", "s").warnings == ("编号不连续：（五）（前一编号为 3）",)


def test_a_repeated_number_keeps_both_clauses_apart() -> None:
    notice = parse("某市工作通知\n一、甲。\n二、乙。\n二、丙。\n".encode(), "d", "s")
    assert [(clause.address, clause.id) for clause in notice.clauses][1:] == [
        ("一、", "d#1"),
        ("二、", "d#2"),
        ("二、〔2〕", "d#2~2"),
    ]
    assert notice.warnings == ("编号重复：二、〔2〕",)


def test_an_article_and_a_chapter_of_one_number_are_not_each_others_repetition() -> None:
    notice = parse("某市管理办法\n第一条 甲。\n第二条 乙。\n第二章 丙\n第三条 丁。\n".encode(), "d", "s")
    assert [clause.address for clause in notice.clauses][1:] == ["第一条", "第二条", "第二章", "第二章第三条"]
    assert len({clause.id for clause in notice.clauses}) == len(notice.clauses)
    assert not any("重复" in warning for warning in notice.warnings)


def test_signature_annex_list_and_annexes() -> None:
    text = (
        "某市工作通知\n各区：\n一、甲。\n二、乙。\n附件：1.任务清单\n2.考核办法\n某市司法局\n2021年3月4日\n（联系人：张三，电话：12345678）\n"
        "附件1\n任务清单\n一、丙。\n二、丁。\n附件2\n考核办法\n一、戊。\n"
    )
    tree = clauses(text)
    assert addresses(text) == ["一、", "二、", "附件1", "附件1 一、", "附件1 二、", "附件2", "附件2 一、"]
    assert (
        tree["落款"].text == "附件：1.任务清单\n2.考核办法\n某市司法局\n2021年3月4日\n（联系人：张三，电话：12345678）"
    )
    assert tree["附件2"].heading == "考核办法"
    assert tree["附件2 一、"].id == "d#a2/1"


def test_the_list_of_annexes_may_begin_on_its_own_line() -> None:
    text = "某市工作通知\n一、甲。\n附件：\n1.操作指引.pdf\n2.网点.xlsx\n某市社会保险基金管理中心\n2025年3月27日\n"
    assert addresses(text) == ["一、"]
    assert clauses(text)["落款"].text.startswith("附件：\n1.操作指引.pdf")


def test_the_colophon_is_no_part_of_the_last_article() -> None:
    text = "某市管理办法\n第一条 甲。\n第二条 本办法自印发之日起施行。\n公开方式：主动公开\n某市人民政府办公厅秘书处 2024年7月29日印发\n"
    assert clauses(text)["第二条"].text == "第二条 本办法自印发之日起施行。"


def test_a_notice_of_issuance_lends_plain_addresses_to_what_it_issues() -> None:
    text = (
        "某市政府关于印发某办法的通知\n各区：\n现将《某办法》印发给你们。\n某市人民政府\n2020年1月2日\n（此件公开发布）\n某办法\n（试行）\n"
        "为加强管理，制定本办法。\n一、甲。\n各部门要抓好落实。\n"
    )
    tree = clauses(text)
    assert list(tree)[1:4] == ["印发通知", "落款", "引言"]
    assert tree["引言"].heading == "某办法 （试行）"
    assert tree["印发通知"].id == "d#issue"


def test_rows_of_a_table_without_numbers_are_counted() -> None:
    text = "某市工作通知\n一、补贴标准如下：\n项目 |\n标准 |\n低保 |\n800元 |\n特困 |\n1200元 |\n二、其他。\n"
    tree = clauses(text)
    assert [(address, tree[address].text) for address in tree if tree[address].kind == "row"] == [
        ("一、第1行", "低保 |\n800元 |"),
        ("一、第2行", "特困 |\n1200元 |"),
    ]
    assert tree["二、"].text == "二、其他。"


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_each_notice_parses_as_read_through_by_eye(path) -> None:
    """`python tests/golden/describe.py` writes these pages anew; read the difference before keeping it."""
    assert describe_file(path) == (HERE / path.name).read_text(encoding="utf-8")


@pytest.mark.parametrize("numeral", ["〇十一", "零十二", "十百", "千千", "〇3３"])
def test_an_odd_numeral_is_no_marker_and_no_error(numeral: str) -> None:
    text = f"关于行政调解的通知\n一、司法局牵头。\n{numeral}、另行规定。\n第{numeral}条　另行规定。\n"
    assert "".join(clause.text for clause in clauses(text).values()).count("另行规定") == 2
