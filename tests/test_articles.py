"""Statutes: Taiwan's way of printing, parts and subsections, headings without number, paragraphs (款, 項) of an article."""

from __future__ import annotations

import pytest

from ingest.model import Notice
from ingest.paragraph import paragraph
from ingest.parse import parse


def parsed(text: str) -> Notice:
    return parse(text.encode(), "d", "x.txt")


def addresses(text: str) -> list[str]:
    return [one.address for one in parsed(text).clauses][1:]


TAIWAN = (
    "公司登記辦法\n   第 一 章 總則\n第 1 條\n本辦法依公司法第三百八十七條第一項規定訂定之。\n第 2 條\n公司分為下列二種：\n"
    "一、無限公司：指二人以上股東所組織之公司。\n二、有限公司：指一人以上股東所組織之公司。\n"
    "（一）甲。\n公司名稱，應標明公司之種類。\n前項規定，於分公司準用之。\n"
    "   第 二 章 附則\n第 2-1 條\n本辦法所稱主管機關，指經濟部。\n第 3 條\n本辦法自發布日施行。\n"
)


def test_a_statute_as_taiwan_prints_it() -> None:
    assert addresses(TAIWAN) == [
        "第一章", "第一章第1條", "第一章第2條", "第一章第2條一、", "第一章第2條二、", "第一章第2條二、（一）",
        "第一章第2條第二項", "第一章第2條第三項", "第二章", "第二章第2-1條", "第二章第3條",
    ]  # fmt: skip
    (warning,) = parsed(TAIWAN).warnings
    assert warning.endswith("据此推断为台湾省。")


def test_parts_of_sections_in_a_code() -> None:
    text = (
        "某法\n第 二 編 債\n第 一 章 通則\n第 一 節 債之發生\n第 一 款 契約\n第 1 條\n甲。\n第 二 款 代理權之授與\n第 2 條\n乙。\n"
        "第 三 編 物權\n第 3 條\n第一款規定不適用之。\n"
    )
    assert addresses(text) == [
        "第二編", "第二編第一章", "第二編第一章第一節", "第二編第一章第一節第一款", "第二編第一章第一節第一款第1條",
        "第二編第一章第一節第二款", "第二編第一章第一節第二款第2條", "第三編", "第三編第3條",
    ]  # fmt: skip


def test_a_subpart_stands_in_its_part() -> None:
    text = "某法\n第二编 物权\n第一分编 通则\n第一章 一般规定\n第一条 甲。\n第二分编 所有权\n第二条 乙。\n"
    assert addresses(text)[1:4] == ["第二编第一分编", "第二编第一分编第一章", "第二编第一分编第一章第一条"]
    assert addresses(text)[-1] == "第二编第二分编第二条"


def test_headings_without_number_hold_their_articles_and_are_not_cited() -> None:
    text = "某办法\n第一章 总则\n第一条 甲。\n附 则\n第二条 本办法自公布之日起施行。\n"
    notice = parsed(text)
    assert [one.address for one in notice.clauses][1:] == ["第一章", "第一章第一条", "附则", "第二条"]
    tree = {one.address: one for one in notice.clauses}
    assert (tree["附则"].kind, tree["附则"].parent, tree["第二条"].parent) == ("heading", None, tree["附则"].id)


def test_a_preface_and_an_explanation_are_clauses_of_their_own() -> None:
    text = "某市规划纲要\n序言\n甲乙丙丁。\n第一章 总则\n第一条 甲。\n说明\n一、乙。\n"
    assert addresses(text) == ["序言", "第一章", "第一章第一条", "说明", "说明 一、"]
    assert {one.address: one.text for one in parsed(text).clauses}["序言"] == "序言\n甲乙丙丁。"


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n第一章 总则……1\n第二章 附则……3\n",
        "目 录\n第一章 总则 1\n第二章 附则 3\n",
        "第一章 总则......1\n第二章 附则......3\n第三章 别则......4\n",
    ],
)
def test_a_table_of_contents_with_pages_is_no_text(contents: str) -> None:
    body = "第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n"
    assert addresses(f"某市管理办法\n{contents}{body}") == ["第一章", "第一章第一条", "第二章", "第二章第二条"]
    issued = f"关于印发办法的通知\n各区：\n现印发给你们。\n某市人民政府\n2020年1月2日\n某市管理办法\n{contents}{body}"
    assert addresses(issued)[-4:] == ["第一章", "第一章第一条", "第二章", "第二章第二条"]


ARTICLE = (
    "某办法\n第一条 【范围】本办法适用于全市。\n本办法不适用于县。\n第二条 【定义】\n甲是指乙。\n丙是指丁。\n"
    "第三条 下列情形：\n（一）甲；\n（二）乙。\n前款情形除外。\n"
)


@pytest.mark.parametrize(
    ("address", "number", "words"),
    [
        ("第一条", 1, "【范围】本办法适用于全市。"),
        ("第一条", 2, "本办法不适用于县。"),
        ("第一条", 3, None),
        ("第一条", 0, None),
        ("第二条", 1, "甲是指乙。"),
        ("第二条", 2, "丙是指丁。"),
        ("第三条", 1, "下列情形："),
        ("第三条", 2, None),
    ],
)
def test_a_paragraph_of_an_articles_own_text(address: str, number: int, words: str | None) -> None:
    notice = parsed(ARTICLE)
    found = paragraph(next(one for one in notice.clauses if one.address == address), number)
    assert (found.of(notice.text) if found else None) == words
    assert any(one.address == "第三条第二款" for one in notice.clauses)


def test_the_paragraphs_under_a_number_on_its_own_line() -> None:
    notice = parsed(TAIWAN)
    first = next(one for one in notice.clauses if one.address.endswith("第2條"))
    assert paragraph(first, 1).of(notice.text) == "公司分為下列二種："


def test_a_chapter_in_one_line_with_its_first_article() -> None:
    text = "某办法\n第一章　总则　第一条 为了规范，制定本办法。\n第二条 第三章规定的 第四条 情形。\n第二章 附则 第三条 施行。\n"
    assert addresses(text) == ["第一章", "第一章第一条", "第一章第二条", "第二章", "第二章第三条"]


SECTIONED = (
    "柳河县关于支持产业的意见\n一、支持方式\n第1条 设立基金。\n二、支持范围\n（一）投资奖励\n第2条 对项目给予奖励：\n（一）甲；\n"
    "（二）乙。\n（二）绩效奖励\n第 3 条 给予补助。\n三、其他\n第4条 自发布之日起施行。\n"
)


def test_sections_of_a_notice_hold_articles_numbered_on_through_them() -> None:
    assert addresses(SECTIONED) == [
        "一、", "一、第1条", "二、", "二、（一）", "二、（一）第2条", "二、（一）第2条（一）", "二、（一）第2条（二）", "二、（二）",
        "二、（二）第3条", "三、", "三、第4条",
    ]  # fmt: skip


def test_lists_in_articles_are_no_sections() -> None:
    text = "某办法\n第一条 种类：\n一、甲。\n二、乙。\n第二条 程序：\n一、申请\n二、审查\n第三条 自公布之日起施行。\n"
    assert addresses(text) == ["第一条", "第一条一、", "第一条二、", "第二条", "第二条一、", "第二条二、", "第三条"]
