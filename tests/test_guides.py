"""Questions of a guide and of a statute copied into one line: parts by headings, terms defined, discounts, labels of offices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.figures import states_number
from answer.service import ask
from index.corpus import ingest_paths
from index.store import Index
from index.writer import write_index

GUIDE = """青湾市老年人优待办事指南
办事依据
1．青湾市老年人权益保障办法（2018年3月1日起施行）；
2．青湾市人民政府关于印发老年人优待规定的通知（青政发〔2019〕5号）；
申领流程
1．申领优待凭证。年满60周岁的老年人向户籍所在地的社区提出申请，由社区当场办理优待凭证，凭证在全市范围内通用。
2．公示（2天）。及时对申领名单进行公示。
优待内容
1．年满60周岁不满65周岁的老年人持本市老年人优待凭证乘坐市内线路公共汽车、轮渡、水上巴士和城市轨道交通，享受半价优惠。
2．所称优待凭证，是指市民政局统一制发的老年人优待卡或者电子凭证。
职责分工
1．市政管理办：协调指导专业力量对独居老人电气线路、燃气安全定期开展检查巡查。
2．各社区应当在寒潮到来前完成独居老人的走访。
"""
FILL = "有关部门应当按照各自职责做好相关工作，加强协作配合，及时研究解决工作中遇到的问题。" * 4
NUMERALS = "一二三四五六七八九十"
STATUTE = "青湾市码头管理办法第一章  总  则" + "".join(f"第{one}条  {FILL}" for one in NUMERALS[:9]) + (
    "第十条  有下列行为之一的，由市交通部门处五百元罚款：（一）擅自占用泊位的；（二）在码头晾晒渔网的。")


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("guides")
    for name, text in (("优待.txt", GUIDE), ("码头.txt", STATUTE)):
        (folder / name).write_text(text, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, [folder / "优待.txt", folder / "码头.txt"])
        yield index


@pytest.mark.parametrize(("question", "said", "address"), [
    ("青湾市62岁的老年人凭优待凭证坐城市轨道交通能便宜多少？", "享受半价优惠", "优待内容 1．"),
    ("青湾市老年人优待办事指南里的“优待凭证”指什么？", "老年人优待卡", "优待内容 2．"),
    ("青湾市申领名单公示几天？", "2天", "申领流程 2．"),
    ("青湾市独居老人的电气线路检查归哪个部门协调？", "市政管理办", "职责分工 1．"),
    ("青湾市各社区最晚什么时候要完成独居老人走访？", "寒潮到来前", "职责分工 2．"),
    ("在青湾市的码头晾晒渔网罚多少钱？", "五百元", "第一章第十条（二）"),
])
def test_what_a_guide_says_is_cited_by_its_headings(guides: Index, question: str, said: str, address: str) -> None:
    answer = ask(guides, question)
    assert said in answer.answer and address in [one.address for one in answer.citations]


def test_an_entry_among_the_documents_it_rests_on_is_no_answer(guides: Index) -> None:
    answer = ask(guides, "青湾市的老年人优待规定对外地老人有什么规定？")
    assert not any("青政发" in one.quote for one in answer.citations)


@pytest.mark.parametrize(("text", "words", "stated"), [
    ("24小时内过境", "一天", True), ("十二个月内", "1年", True), ("六个月以内", "半年", True), ("15日内", "一天", False),
    ("不少于60学时", "60學時", True),
])
def test_a_length_of_time_is_the_same_in_smaller_units(text: str, words: str, stated: bool) -> None:
    assert states_number(text, words) is stated
