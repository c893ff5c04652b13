"""Questions for the notices themselves are answered from their records, each with its source."""

from __future__ import annotations

from datetime import date

import pytest

from answer.model import Filters, Turn
from answer.service import ask
from index.catalogue import asks_catalogue
from index.query import understand
from index.store import Index

KUNSHAN, QIJIANG, LIANYUNGANG, ANQIU = "昆政办发〔2020〕94号", "綦江区", "连政发〔2011〕126号", "安经开〔2018〕7号"


@pytest.mark.parametrize(("question", "asks"), [
    ("库里有哪些公文？", True), ("你们收录了多少份公文", True), ("昆山有哪些文件？", True), ("哪些公文已經失效", True),
    ("有没有2022年的公文", True), ("关于交通应急的文件有哪些", True),
    ("关于法治政府建设的文件有哪些", True), ("What notices do you have?", True), ("Which documents are from Jiangsu?", True),
    ("昆山要清理哪些文件", False), ("申请时需要哪些文件", False), ("哪些文件应当公开", False), ("What documents are required?", False),
    ("What documents are needed to set up a university?", False), ("On which date is a tax notice served?", False),
    ("How many notices issued by the Kunshan government since 2019 are still in force?", True),
    ("连政发〔2011〕126号还有效吗", False), ("哪些规定要报备", False), ("What must a notice say?", False),
])
def test_a_question_for_notices_is_none_for_what_they_say(question: str, asks: bool) -> None:
    assert asks_catalogue(understand(question, lambda english: [], date(2024, 6, 1))) is asks


@pytest.mark.parametrize(("question", "there", "absent"), [
    ("江苏省的公文有哪些？", [KUNSHAN, LIANYUNGANG], [QIJIANG, ANQIU]),
    ("2018年以后印发的公文有哪些？", [KUNSHAN, QIJIANG, ANQIU], [LIANYUNGANG]),
    ("哪些公文已经失效？", [KUNSHAN, QIJIANG, LIANYUNGANG], [ANQIU]), ("哪些文件现在还有效？", [ANQIU], [KUNSHAN, QIJIANG, LIANYUNGANG]),
    ("有没有2022年的公文？", [QIJIANG], [KUNSHAN, LIANYUNGANG, ANQIU]), ("哪些通知是关于工作要点的？", [KUNSHAN], [QIJIANG, ANQIU]),
    ("Which documents are from Jiangsu?", [KUNSHAN, LIANYUNGANG], [QIJIANG, ANQIU]),
])
def test_the_notices_asked_for_are_listed(index: Index, question: str, there: list[str], absent: list[str]) -> None:
    answer = ask(index, question, Filters(as_of="2026-06-01"))
    assert all(one in answer.answer for one in there) and not any(one in answer.answer for one in absent)
    assert all(line.rstrip().endswith("]") for line in answer.answer.split("\n"))
    assert {citation.clause_id.split("#")[1] for citation in answer.citations} and any(str(len(there)) in note for note in answer.warnings)


def test_the_latest_comes_first_and_the_day_is_told_where_dates_are_asked_for(index: Index) -> None:
    answer = ask(index, "2018年以后印发的公文有哪些？")
    assert answer.answer.index("2022-05-04") < answer.answer.index("2020-06-16") < answer.answer.index("2018-02-01")


def test_where_no_notice_is_about_it_the_clauses_are_searched(index: Index) -> None:
    answer = ask(index, "关于食品安全的文件有哪些？")
    assert answer.citations and "文件信息" not in {citation.address for citation in answer.citations}


@pytest.mark.parametrize("question", [
    "綦江的实施方案到期了吗？", "綦江實施方案什麼時候到期？", "綦江实施方案有效期到什么时候？", "昆山的要点过期了没有？"])
def test_whether_a_notice_is_over_is_told_by_its_record(index: Index, question: str) -> None:
    answer = ask(index, question, Filters(as_of="2026-06-01"))
    assert [citation.address for citation in answer.citations] == ["文件信息"] and ("2025" in answer.answer or "2020" in answer.answer)


def test_which_notices_there_are_is_asked_anew_in_a_conversation(index: Index) -> None:
    earlier = (Turn(question="綦江的行政规范性文件几年评估一次？", answer=""),)
    answer = ask(index, "Which documents issued after 2018 are on file?", history=earlier)
    assert KUNSHAN in answer.answer and QIJIANG in answer.answer


def test_where_none_is_in_force_all_are_listed_with_what_became_of_them(index: Index) -> None:
    answer = ask(index, "库里有哪些江苏省的公文？哪些还有效？", Filters(as_of="2026-06-01"))
    assert KUNSHAN in answer.answer and LIANYUNGANG in answer.answer and "失效" in answer.answer


@pytest.mark.parametrize("question", ["昆山的文件印發日期是哪天，發給哪些單位？", "昆山的通知哪天成文的，发给了哪些部门？"])
def test_two_fields_of_one_record(index: Index, question: str) -> None:
    answer = ask(index, question)
    assert "2020-06-16" in answer.answer and any("花桥" in one.quote for one in answer.citations)
    assert {citation.address for citation in answer.citations} == {"文件信息"}


@pytest.mark.parametrize("question", ["Is Lianyungang's opinion out of date?", "Has Lianyungang's opinion been repealed?"])
def test_a_notice_of_which_only_its_validity_is_asked(index: Index, question: str) -> None:
    assert "连政发〔2018〕11号" in ask(index, question).answer


def test_what_the_record_of_a_notice_does_not_say_no_clause_says(index: Index) -> None:
    assert ask(index, "安丘的文件下发到哪些地方？").refused


def test_a_misspelt_english_word_is_read_as_the_word_meant(index: Index) -> None:
    answer = ask(index, "Which departements are responsable for strengthening adminstrative reconsideraton in Lianyungang?")
    assert [citation.address for citation in answer.citations][:1] == ["七、（十九）"]


@pytest.mark.parametrize("question", [
    "昆山的要点是哪一年度的？", "昆政辦發〔2020〕94號印發的工作要點，是哪一年的？", "Which year do Kunshan's work points cover?"])
def test_the_year_that_a_notice_is_for_is_told_by_its_record(index: Index, question: str) -> None:
    answer = ask(index, question, Filters(as_of="2026-06-01"))
    assert [citation.address for citation in answer.citations] == ["文件信息"] and "2020" in answer.answer


def test_a_record_asked_for_in_a_conversation_leaves_no_part_open(index: Index) -> None:
    earlier = (Turn(question="綦江的行政规范性文件几年评估一次？", answer=""),)
    answer = ask(index, "昆山的通知发给了哪些部门，哪天成文的？", history=earlier)
    assert "2020-06-16" in answer.answer and not any("发给了哪些部门" in note for note in answer.warnings)
