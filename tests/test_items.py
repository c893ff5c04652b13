"""Items of a list are said with what leads them in; of the items of a penalty only the one that is meant; parts that lean on others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.store import Index
from index.writer import write_index

# ruff: noqa: E501 (an article is one line)
GUARDS = """护卫服务管理规定

第一条 为了规范护卫服务，制定本规定。
第二条 有下列情形之一的，不得担任护卫员：
（一）曾被收容教育、强制隔离戒毒的；
（二）曾因故意犯罪被刑事处罚的；
（三）患有精神疾病的。
第三条 护卫员年满十八周岁，可以申领护卫员证。
第四条 有下列情形之一的，由公安机关责令改正，并处一千元的罚款：
（一）到注册地以外开展护卫员培训的；
（二）培训记录弄虚作假的；
（三）未公示收费标准的。
第五条 在护卫区域内使用音响器材，音量过高，对周围环境造成噪声污染，严重干扰周围居民正常生活和休息，影响其他单位和个人正常的工作、学习、科研和医疗活动的，由公安机关给予批评教育，责令改正；经批评教育仍不改正的，处二百元以上五百元以下罚款。
第六条 护卫公司应当自收到申请之日起十日内作出答复；情况复杂的，可以延长五日。申请人应当如实填写申请表。
第七条 护卫装备按照下列规定存放：
（一）警棍存放于专用装备柜；
（二）强光手电由夜班人员随身携带；
（三）对讲机统一编号。
对讲机的编号和强光手电的配发办法，由护卫公司另行制定并报公安机关备案。
第八条 护卫培训应当达到下列目标:熟悉法规;掌握急救技能;保持体能。参加培训不得旷课。
第九条 护卫员证永久保存。举报冒用护卫员证的，由公安机关核实；冒用护卫员证的，处三百元罚款。第三批护卫装备更新经费由市财政承担。
第十条 护卫岗亭的管理：
（一）护卫岗亭每月演练2次。演练情况记入台账。
（二）岗亭保持整洁。整洁情况每周通报。
第十一条 护卫公司遇有下列情形之一时，应当申请办理注销登记：
（一）公司解散的；
（二）护卫许可被撤销的。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "护卫服务管理规定.txt").write_text(GUARDS, encoding="utf-8")
    home = folder / "home"
    with write_index(home, create=True) as index:
        ingest_paths(index, [folder / "护卫服务管理规定.txt"])
        yield index


def said(index: Index, question: str) -> tuple[str, list[str]]:
    answer = ask(index, question)
    return answer.answer, [citation.address for citation in answer.citations]


@pytest.mark.parametrize(("question", "framed"), [
    ("曾因故意犯罪被刑事处罚的还能担任护卫员吗？", "有下列情形之一的，不得担任护卫员：曾因故意犯罪被刑事处罚的； [1][2]"),
    ("曾因故意犯罪被刑事處罰的還能擔任護衛員嗎？", "有下列情形之一的，不得擔任護衛員：曾因故意犯罪被刑事處罰的； [1][2]"),
])
def test_an_item_is_said_with_what_leads_it_in(rules: Index, question: str, framed: str) -> None:
    assert said(rules, question) == (framed, ["第二条（二）", "第二条"])


def test_a_penalty_is_followed_by_the_deed_that_is_meant(rules: Index) -> None:
    text, addresses = said(rules, "护卫员培训记录弄虚作假罚款多少元？")
    assert "一千元" in text and "弄虚作假" in text and "注册地" not in text and set(addresses) == {"第四条", "第四条（二）"}


def test_a_list_that_is_asked_for_comes_whole(rules: Index) -> None:
    text, addresses = said(rules, "哪些情形不得担任护卫员？")
    assert all(word in text for word in ("戒毒", "故意犯罪", "精神疾病")) and addresses[0] == "第二条"


def test_a_part_that_leans_on_the_one_before_brings_it(rules: Index) -> None:
    text, addresses = said(rules, "护卫区域内音响器材音量过高干扰居民，批评教育仍不改正的罚款多少元？")
    assert addresses == ["第五条"] and "音响器材" in text and "二百元以上五百元以下" in text


def test_a_number_in_another_measure_is_no_answer(rules: Index) -> None:
    assert ask(rules, "申领护卫员证要交多少钱？").refused


def test_two_numbers_asked_for_are_both_given(rules: Index) -> None:
    text, addresses = said(rules, "护卫公司收到申请后几天内答复，情况复杂的可以延长几天？")
    assert "十日内" in text and "五日" in text and addresses == ["第六条"]


@pytest.mark.parametrize(("question", "addresses"), [
    ("夜班人员怎样携带强光手电？", ["第七条（二）", "第七条"]),
    ("护卫装备要按哪些规定存放？", ["第七条", "第七条（一）", "第七条（二）", "第七条（三）"]),
])
def test_of_a_list_the_item_that_alone_is_spoken_of(rules: Index, question: str, addresses: list[str]) -> None:
    assert said(rules, question)[1] == addresses


@pytest.mark.parametrize("question", ["护卫公司什么时候要办注销登记？", "護衛公司何時應當辦理註銷登記？"])
def test_when_something_must_be_done_is_told_by_the_cases(rules: Index, question: str) -> None:
    assert said(rules, question)[1] == ["第十一条", "第十一条（一）", "第十一条（二）"]


def test_a_colon_opens_all_that_follows_to_the_full_stop(rules: Index) -> None:
    assert said(rules, "护卫培训应当达到哪些目标？")[0].startswith("护卫培训应当达到下列目标:熟悉法规;掌握急救技能;保持体能。")


def test_for_ever_is_a_length_of_time(rules: Index) -> None:
    assert said(rules, "护卫员证要保存多少年？")[0].startswith("护卫员证永久保存。")


def test_a_fine_is_no_reward(rules: Index) -> None:
    assert ask(rules, "举报冒用护卫员证奖励多少元？").refused
    assert "三百元" in said(rules, "冒用护卫员证罚款多少元？")[0]


def test_another_batch_is_not_the_one_asked_about(rules: Index) -> None:
    assert not ask(rules, "第三批护卫装备更新经费由谁承担？").refused
    assert ask(rules, "第五批护卫装备更新经费由谁承担？").refused


def test_a_paragraph_after_a_list_answers_by_itself_when_it_is_meant(rules: Index) -> None:
    text, addresses = said(rules, "强光手电的配发办法有哪些要求，报哪里备案？")
    assert "另行制定" in text and "警棍" not in text and addresses == ["第七条第二款"]


def test_a_heading_that_has_the_number_asked_for_is_said(rules: Index) -> None:
    text, addresses = said(rules, "护卫岗亭每月演练几次？")
    assert text == "护卫岗亭每月演练2次。 [1]" and addresses == ["第十条（一）"]
