"""Conversations: what a follow-up takes over from the questions before it, and what it must not."""

from __future__ import annotations

import pytest

from index.followup import resolve_followup
from index.query import Query, understand

TERMS = {"training": ("培训",), "mediation": ("调解", "调停")}


def in_chinese(question: str) -> list[tuple[str, ...]]:
    """Stand-in for the translation of a question's words; words of asking have none."""
    return [TERMS[word] for word in question.lower().split() if word in TERMS]


def last_of(*turns: str) -> Query:
    """The last question, read after the others."""
    *earlier, question = (understand(turn, in_chinese) for turn in turns)
    return resolve_followup(question, earlier)


def places(query: Query) -> list[str]:
    return [place.name for place in query.places]


@pytest.mark.parametrize(("turns", "topic", "kind", "named"), [
    (("连云港的行政复议由谁负责？", "那协助部门呢？"), "行政复议", "assisting", ["连云港"]),
    (("連雲港的行政復議由誰負責？", "那協助部門呢？"), "行政复议", "assisting", ["连云港"]),
    (("连云港的行政复议由谁负责？", "牵头的呢？"), "行政复议", "lead", ["连云港"]),
    (("连云港行政执法培训多少天？", "昆山呢？"), "行政执法培训", "figure", ["昆山"]),
    (("连云港行政执法培训多少天？", "那昆山呢？"), "行政执法培训", "figure", ["昆山"]),
    (("连云港行政执法培训多少天？", "昆山呢？", "綦江呢？"), "行政执法培训", "figure", ["綦江"]),
    (("连云港的行政调解由谁牵头？", "那信访工作呢？"), "行政调解 信访工作", "lead", ["连云港"]),
    (("连云港的信访由谁负责？", "昆山的行政调解由谁牵头？", "那协助部门呢？"), "行政调解", "assisting", ["昆山"]),
    (("连云港的信访由谁负责？", "那协助部门呢？", "昆山呢？"), "信访", "assisting", ["昆山"]),
])
def test_a_follow_up_takes_over_what_it_lacks(turns, topic: str, kind: str, named: list[str]) -> None:
    query = last_of(*turns)
    assert (" ".join(query.topic.split()), query.kind, places(query)) == (topic, kind, named)
    assert query.text == turns[-1]


def test_in_english() -> None:
    first = "How many days of training are held in Lianyungang?"
    for follow_up in ("What about Kunshan?", "And Kunshan?", "How about Kunshan?"):
        query = last_of(first, follow_up)
        assert (query.kind, places(query)) == ("figure", ["Kunshan"])
        assert (query.expanded, query.topic) == ((("培训",),), "培训")
    assert last_of(first, "Who leads mediation in Kunshan?") == last_of("Who leads mediation in Kunshan?")


@pytest.mark.parametrize("question", ["那有效吗？", "它还有效吗", "这份文件废止了吗？"])
def test_whether_the_notice_just_named_is_in_force(question: str) -> None:
    query = last_of("连政发〔2011〕126号的文号是什么？", question)
    assert (query.kind, query.field, query.doc_nos, query.earlier) == ("validity", None, ("连政发〔2011〕126号",), None)


def test_whether_the_notice_that_answered_is_in_force() -> None:
    for question in ("那有效吗？", "这份文件还有效吗？", "這份通知廢止了嗎？"):
        query = last_of("连云港的行政调解由谁牵头？", question)
        assert (query.kind, query.earlier, query.topic, places(query)) == ("validity", "lead", "行政调解", ["连云港"])
    query = last_of("连云港的行政调解由谁牵头？", "那有效吗？", "什么时候印发的？")
    assert (query.field, query.earlier, query.topic) == ("issued", "lead", "行政调解")


def test_an_address_follows_to_its_next_question() -> None:
    query = last_of("连政发〔2011〕126号第十八条讲什么？", "由谁负责？")
    assert (query.doc_nos, query.steps, query.kind) == (("连政发〔2011〕126号",), ("18",), "responsible")


def test_a_place_of_its_own_leaves_the_notice_named_before() -> None:
    query = last_of("连政发〔2011〕126号第十八条由谁负责？", "昆山呢？")
    assert (query.doc_nos, query.titles, query.steps, places(query)) == ((), (), (), ["昆山"])


def test_a_zone_and_an_unknown_place_stay_with_their_follow_up() -> None:
    query = last_of("苏州工业园区的行政调解由谁牵头？", "那协助部门呢？")
    assert (places(query), query.zones) == (["苏州"], ("工业园区",))
    assert last_of("苏州工业园区的行政调解由谁牵头？", "昆山呢？").zones == ()
    assert last_of("东京的行政调解由谁牵头？", "那协助部门呢？").elsewhere == ("东京",)
    assert last_of("东京的行政调解由谁牵头？", "昆山呢？").elsewhere == ()


@pytest.mark.parametrize("question", [
    "綦江的政务诚信建设有哪些重点领域？", "行政执法人员每年培训多少天？", "《关于加快法治政府建设的意见》由谁牵头？",
    "连政发〔2011〕126号还有效吗？", "第十八条讲什么？", "昆山的重大行政决策要履行哪些程序呢？",
])
def test_a_full_question_keeps_nothing(question: str) -> None:
    assert last_of("2011年连云港的“行政调解”由谁牵头？", "那协助部门呢？", question) == last_of(question)


def test_a_first_question_stays_as_it_is() -> None:
    assert last_of("那协助部门呢？") == understand("那协助部门呢？", lambda english: [])
