"""Conversations: what a follow-up takes over from the questions before it, and what it must not."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.followup import resolve_followup
from index.glossary import translate
from index.query import Query, understand
from ingest.script import traditionalise

CONVERSATIONS = tomllib.loads((Path(__file__).parent / "data" / "conversations.toml").read_text(encoding="utf-8"))
LISTS = ("doc_nos", "titles", "steps", "zones", "years")
OPTIONAL = ("kind", "field", "earlier", "since", "elsewhere")


def in_chinese(english: str) -> tuple[tuple[str, ...], ...]:
    """The translation of a question's words by a corpus that knows them all."""
    return translate(english, lambda word: 1)


def read(question: str) -> Query:
    return understand(question, in_chinese, date(2024, 5, 1))


def last_of(*turns: str) -> Query:
    """The last question, read after the others."""
    *earlier, question = map(read, turns)
    return resolve_followup(question, earlier)


def places(query: Query) -> list[str]:
    return [place.name for place in query.places]


def speaks_of(query: Query, word: str) -> bool:
    """Whether the word, or one of its translations, is part of the question's subject."""
    if query.lang != "en":
        return word in query.topic.replace(" ", "")
    return bool({term for group in in_chinese(word) for term in group} & {term for group in query.expanded for term in group})


def faults(row: dict, query: Query) -> dict:
    """Where a reading is not that of the table: name -> what was read instead."""
    wrong = {name: getattr(query, name) for name in LISTS if getattr(query, name) != tuple(row.get(name, ()))}
    for name in OPTIONAL:
        wanted = tuple(row[name]) if isinstance(row.get(name), list) else row.get(name)
        if name in row and getattr(query, name) != wanted:
            wrong[name] = getattr(query, name)
    if places(query) != row.get("places", []):
        wrong["places"] = places(query)
    if query.paragraph != row.get("paragraph", 0):
        wrong["paragraph"] = query.paragraph
    if not all(speaks_of(query, word) for word in row.get("topic", ())) or any(speaks_of(query, word) for word in row.get("drop", ())):
        wrong["topic"] = query.topic
    return wrong


@pytest.mark.parametrize("row", CONVERSATIONS["follow_up"], ids=lambda row: " / ".join(row["turns"]))
def test_a_follow_up_takes_over_what_it_lacks(row: dict) -> None:
    query = last_of(*row["turns"])
    assert faults(row, query) == {}
    assert query.text == row["turns"][-1]


@pytest.mark.parametrize("row", CONVERSATIONS["alone"], ids=lambda row: " / ".join(row["turns"]))
def test_a_question_that_is_complete_keeps_nothing(row: dict) -> None:
    assert last_of(*row["turns"]) == read(row["turns"][-1])


def test_the_table_is_broad() -> None:
    langs = [read(row["turns"][-1]).lang for row in CONVERSATIONS["follow_up"]]
    assert (len(langs), len(CONVERSATIONS["alone"])) >= (90, 30)
    assert min(map(langs.count, ("zh-Hans", "zh-Hant", "en"))) >= 14


def test_both_scripts_follow_alike() -> None:
    for row in CONVERSATIONS["follow_up"]:
        plain, traditional = (last_of(*turns) for turns in (row["turns"], [*map(traditionalise, row["turns"])]))
        if plain.lang == "zh-Hans":
            assert [place.divisions for place in plain.places] == [place.divisions for place in traditional.places], row["turns"]
            assert (plain.kind, plain.steps, plain.paragraph, plain.years) == (
                traditional.kind, traditional.steps, traditional.paragraph, traditional.years), row["turns"]


@pytest.mark.parametrize(("first", "then", "since", "until", "in_force"), [
    ("2018年以后印发的昆山养犬文件有哪些要求？", "连云港呢？", "2018-01-01", "", False),
    ("2018—2020年间印发的昆山养犬文件有哪些要求？", "由谁负责？", "2018-01-01", "2020-12-31", False),
    ("2018年以后印发的昆山养犬文件有哪些要求？", "2020年以后的呢？", "2020-01-01", "", False),
    ("现行有效的昆山养犬文件有哪些要求？", "连云港呢？", "", "", True),
])
def test_a_filter_stays_until_another_is_named(first: str, then: str, since: str, until: str, in_force: bool) -> None:
    query = last_of(first, then)
    assert (query.since, query.until, query.in_force) == (since, until, in_force)
    assert "养犬" in query.topic


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


def test_a_notice_called_by_its_place_and_kind_is_no_longer_the_one_that_answered() -> None:
    query = last_of("连云港的意见过期了吗？", "綦江的实施方案是哪几年的？")
    assert (query.kind, places(query), query.earlier) == ("validity", ["綦江"], None)
    assert last_of("昆山行政调解由谁牵头？", "綦江的有效吗？").earlier == "lead"
    assert "工作要点" not in last_of("昆山的工作要點是根據什麼制定的？", "綦江的实施方案是哪几年的？").topic
    assert last_of("昆山的工作要點是根據什麼制定的？", "連雲港的意見被什麼文件取代了？").field is None
    query = last_of("连云港的意见为什么制定？", "那綦江的实施方案呢？")
    assert (query.field, places(query)) == ("grounds", ["綦江"]) and "意见" not in query.topic
    assert last_of("昆山的工作要点是谁印发的？", "那连云港的行政调解呢？").field is None
    assert last_of("连云港的意见过期了吗？", "昆山的是哪天印发的？").field == "issued"


def test_a_notice_called_by_its_bare_title_is_still_called_so() -> None:
    query = last_of("昆山市法治政府建设工作要点的文号是多少？", "什么时候印发的？")
    assert "昆山市法治政府建设工作要点" in query.key
    assert (query.field, query.earlier) == ("issued", None)


def test_a_place_of_its_own_leaves_the_notice_named_before() -> None:
    query = last_of("连政发〔2011〕126号第十八条由谁负责？", "昆山呢？")
    assert (query.doc_nos, query.titles, query.steps, places(query)) == ((), (), (), ["昆山"])


def test_a_place_that_nobody_knows_is_not_the_place_before() -> None:
    assert last_of("苏州工业园区的行政调解由谁牵头？", "昆山呢？").zones == ()
    assert last_of("东京的行政调解由谁牵头？", "那协助部门呢？").elsewhere == ("东京",)
    assert last_of("东京的行政调解由谁牵头？", "昆山呢？").elsewhere == ()
    query = last_of("昆山的行政调解由谁牵头？", "东京呢？")
    assert (places(query), query.elsewhere) == ([], ("东京",))


def test_a_subject_another_stands_against_gives_way_and_a_word_of_procedure_does_not() -> None:
    topics = {follow_up: last_of("苏州的职工医保缴费比例是多少？", follow_up).topic for follow_up in ("居民医保呢？", "那期限呢？")}
    assert "职工" not in topics["居民医保呢？"] and "缴费" in topics["居民医保呢？"]
    assert "职工医保缴费" in topics["那期限呢？"] and "期限" in topics["那期限呢？"]


def test_thanks_between_the_questions_break_nothing() -> None:
    for thanks in ("谢谢", "好的，谢谢！", "嗯嗯", "明白了", "收到，辛苦了", "謝謝您", "Thanks!", "ok, got it", "Thank you very much."):
        query = last_of("昆山的养犬登记由谁负责？", thanks, "那协助部门呢？")
        assert (query.kind, places(query)) == ("assisting", ["昆山"]), thanks
        assert last_of("昆山的养犬登记由谁负责？", thanks) == read(thanks)


def test_the_bounds_of_an_article_are_not_overstepped_silently() -> None:
    assert last_of("《工伤保险条例》第一条讲什么？", "上一条呢？").steps == ("0",)
    query = last_of("《工伤保险条例》第十条第二款讲什么？", "下一款呢？")
    assert (query.steps, query.paragraph) == (("10",), 3)


def test_a_first_question_stays_as_it_is() -> None:
    assert last_of("那协助部门呢？") == read("那协助部门呢？")
    assert last_of("谢谢", "那协助部门呢？") == read("那协助部门呢？")


TEXTS = st.text(alphabet="昆山连云港那呢它第十八条款下上一这份文件谁罚多少不？《》（）12 abcandtheit", max_size=30)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_any_conversation_is_read(turns: list[str]) -> None:
    query = last_of(*turns)
    assert query.text == turns[-1]
    assert last_of(*turns) == query


@pytest.mark.parametrize("piece", ["份文", "有效期", "退费", "那这份", "谢谢", "罚不", "昆山呢", "it and that "])
def test_long_turns_end(piece: str) -> None:
    long = (piece * 2000)[:2000]
    query = last_of("昆山的养犬登记由谁负责？", *[long, "那协助部门呢？"] * 9, long)
    assert query.text == long
