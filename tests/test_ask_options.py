"""Questions that ask for every place, have a wrong character, or say themselves which notices they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from answer import service
from answer.model import Answer, Filters, Turn
from answer.service import answering, ask, explained
from index.corpus import ingest_paths
from index.lexical import bigrams
from index.manifest import DocSummary
from index.store import Index, read_index
from index.terms import Term
from index.title_words import most_named
from index.writer import write_index
from ingest.script import simplify

CITIES = ("杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华")
CROWD = 40
RAILWAY = "铁路沿线环境整治由市交通运输局牵头。"


def told(index: Index, question: str) -> tuple[Answer, dict]:
    """The answer to a question, and how it came about."""
    *_, reply = answering(index, question)
    return reply.answer, explained(index, reply)


def notice(issuer: str, number: str, subject: str, *items: str, year: int = 2021) -> str:
    body = "\n\n".join(f"{numeral}、{item}" for numeral, item in zip("一二三四", items, strict=False))
    return (f"{issuer}关于{subject}的通知\n\n{number}\n\n各区、县（市）人民政府，市政府各部门：\n\n现将有关事项通知如下：\n\n{body}\n\n"
            f"{issuer}\n\n{year}年5月10日\n")


def texts() -> Iterator[tuple[str, str]]:
    """Seven cities with one notice each, and one with so many on the same that they take all places in a search."""
    for at, city in enumerate(CITIES, start=2):
        yield city, notice(f"{city}市人民政府", f"{city[0]}政〔2021〕5号", "加强食品安全监管工作",
                           f"明确抽检频次。食品安全每季度抽检不少于{at}00批次。（牵头部门：市市场监管局；责任部门：市农业农村局）",
                           "规范公示内容。公示内容包括食品名称、生产单位和检验结论。")
    for at in range(1, CROWD + 1):
        yield f"苏州{at}", notice("苏州市人民政府", f"苏府〔2021〕{at}号", f"第{at}批食品安全抽检", "食品安全抽检频次每季度不少于50批次。",
                                "食品安全抽检频次每季度向社会公布。", "食品安全抽检频次由各区确定，每季度调整。", year=2015)
    yield "南京", notice("南京市人民政府", "宁政发〔2021〕9号", "加强铁路护路工作", RAILWAY, "铁路道口由区人民政府派人值守。", year=2019)


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("cities")
    for name, text in texts():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    with write_index(home, create=True) as writing:
        assert not ingest_paths(writing, [folder]).skipped
    with read_index(home) as opened:
        yield opened


def places(answer: Answer) -> list[str]:
    return list(dict.fromkeys(re.search(r"[^省]+(?=市$)", citation.region)[0] for citation in answer.citations))


# Every place.


@pytest.mark.parametrize("question", ["各地对食品安全抽检批次有什么规定？", "哪些城市規定了食品安全抽檢批次？",
                                      "各地食品安全抽检由谁牵头？"])
def test_each_place_answers_once_and_no_place_crowds_the_others_out(cities: Index, question: str) -> None:
    answer = ask(cities, question)
    named = places(answer)
    assert len(named) == 6 == len(answer.answer.splitlines()) and len(set(named) & set(CITIES)) >= 5
    for line in simplify(answer.answer).splitlines():
        city, number = re.match(r"\w+省(\w+)市：.*?\[(\d+)\]", line).groups()
        assert places(answer)[[one.n for one in answer.citations].index(int(number))] == city


def test_the_strongest_place_comes_first(cities: Index) -> None:
    *_, reply = answering(cities, "各地对食品安全抽检批次有什么规定？")
    likely = {one.card.clause_id: one.probability for one in reply.reading.drafted.found}
    cited = [likely[citation.clause_id] for citation in reply.answer.citations if citation.clause_id in likely]
    assert len(cited) >= 4 and cited == sorted(cited, reverse=True)


def test_only_places_that_have_an_answer_are_named(cities: Index) -> None:
    assert places(ask(cities, "哪些城市规定了铁路沿线环境整治由谁牵头？")) == ["南京"]
    assert ask(cities, "各地养老保险缴费比例是多少？").refused


def test_places_named_have_the_best_of_each(cities: Index) -> None:
    answer = ask(cities, "杭州和宁波食品安全每季度抽检多少批次？")
    assert places(answer) == ["杭州", "宁波"] and "200批次" in answer.answer and "300批次" in answer.answer


def test_a_question_without_a_place_is_answered_from_several_notices(cities: Index) -> None:
    answer = ask(cities, "食品安全监管工作中公示内容包括哪些？")
    cited = [citation.doc_id for citation in answer.citations]
    assert 1 < len(cited) <= 4 and len(set(cited)) == len(cited)


# Wrong characters.


@pytest.mark.parametrize(("question", "wrong", "right", "warning"), [
    ("抽捡几次？", "抽捡", "抽检", "按“抽检”理解“抽捡”。"),
    ("抽撿由誰負責？", "抽撿", "抽檢", "按“抽檢”理解“抽撿”。"),
    ("铁露由谁牵头？", "铁露", "铁路", "按“铁路”理解“铁露”。"),
])
def test_a_wrong_word_is_read_as_the_right_one_and_that_is_said(
    cities: Index, question: str, wrong: str, right: str, warning: str
) -> None:
    answer, explanation = told(cities, question)
    assert not answer.refused and simplify(right) in "".join(citation.text for citation in answer.citations) and warning in answer.warnings
    assert explanation["reading"]["corrected"] == ((wrong, right),) and explanation["reading"]["text"] == question


def test_an_english_reader_is_told_in_english(cities: Index) -> None:
    from answer.phrases import phrase

    assert phrase("warn_corrected", "en", wrong="铁露", right="铁路") == "Read “铁露” as “铁路”."


def test_a_wrong_word_in_a_follow_up_is_read_in_its_conversation(cities: Index) -> None:
    history = [Turn(question="南京的铁路沿线环境整治由谁牵头？", answer="牵头：市交通运输局。")]
    answer = ask(cities, "铁露由谁牵头？", history=history)
    assert places(answer) == ["南京"] and "按“铁路”理解“铁露”。" in answer.warnings


@pytest.mark.parametrize(("question", "is_answered"), [
    ("公示内容包括哪些？", True),
    ("上海的铁露道口由谁值守？", False),
    ("苏府〔2099〕7号对铁露道口有什么规定？", False),
    ("宁政发〔2021〕9号第九十条对铁露道口有什么规定？", False),
])
def test_nothing_is_respelt_when_the_question_is_answered_or_names_what_is_not_on_file(
    cities: Index, monkeypatch: pytest.MonkeyPatch, question: str, is_answered: bool
) -> None:
    asked = []
    monkeypatch.setattr(service, "respelt", lambda *arguments: asked.append(arguments) or (question, ()))
    assert ask(cities, question).refused is not is_answered
    assert asked == []


def test_a_word_that_helps_nothing_stays_as_it_was_and_is_tried_once(cities: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    respelt = service.respelt
    monkeypatch.setattr(service, "respelt", lambda *arguments: asked.append(arguments) or respelt(*arguments))
    answer, explanation = told(cities, "养老保险公式的缴费比例是多少？")
    assert answer.refused and answer.warnings == () and "corrected" not in explanation["reading"] and len(asked) == 1


# What a question itself says of the notices it means.


def test_filters_in_words_are_filters_in_force(cities: Index) -> None:
    asked = ask(cities, "2020年以后印发的文件对食品安全抽检频次是怎样规定的？")
    assert asked.searched.filters == Filters(since="2020-01-01") and "苏州" not in places(asked)
    given = Filters(since="2021-01-01", in_force=True)
    assert ask(cities, "2020年以后印发的文件对食品安全抽检频次是怎样规定的？", given).searched.filters == given
    assert ask(cities, "食品安全抽检频次是怎样规定的？").searched.filters == Filters()
    assert ask(cities, "现行有效的食品安全抽检频次规定有哪些？").searched.filters == Filters(in_force=True)


@pytest.mark.parametrize(("question", "filters", "said"), [
    ("2020年以后印发的文件里，铁路沿线环境整治由谁牵头？", Filters(), "公文（只限2020-01-01及以后成文的）中没有"),
    ("2020年以後印發的文件裡，鐵路沿線環境整治由誰牽頭？", Filters(), "公文（只限2020-01-01及以後成文的）中沒有"),
    ("Who leads railway environment improvement?", Filters(since="2020-01-01", in_force=True),
     "searched (only those issued on or after 2020-01-01, in force) answers"),
    ("铁路沿线环境整治由谁牵头？", Filters(until="2001-01-01"), "没有公文符合筛选条件（只限2001-01-01及以前成文的）"),
    ("养老保险缴费比例是多少？", Filters(region="南京市", as_of="2022-01-01"), "只限南京市的、截至2022-01-01已成文的"),
    ("养老保险缴费比例是多少？", Filters(), "份公文中没有"),
])
def test_a_refusal_says_within_which_filters(cities: Index, question: str, filters: Filters, said: str) -> None:
    answer = ask(cities, question, filters)
    assert answer.refused and said in answer.answer


# Which notice a question about a notice itself means, among thousands.


def test_words_name_the_notice_of_thousands_as_they_would_of_a_few(cities: Index) -> None:
    held = cities.documents()
    many = tuple(replace(one, doc_id=f"{at:05}") for at, one in enumerate(held * 100))
    terms = [Term((frozenset({token}),), 1.0) for token in bigrams("铁路护路")]
    named = {one.doc_id for one in many if "铁路护路" in one.meta.title}
    assert set(most_named(many, frozenset(one.doc_id for one in many), terms, 0.5)) == named and len(named) == 100
    assert most_named(many, frozenset(sorted(named)[:2]), terms, 0.5) == sorted(named)[:2]
    assert most_named(many, frozenset(one.doc_id for one in many) - named, terms, 0.5) == []


@pytest.mark.parametrize(("way", "is_named"), [
    ((frozenset({"铁路", "路护"}),), True),
    ((frozenset({"铁路", "水路"}),), False),
    ((frozenset({"水路"}), frozenset({"护路"})), True),
    ((frozenset({"2019"}),), True),
    ((frozenset({"南京"}),), True),
    ((frozenset(),), False),
])
def test_a_term_names_by_any_way_to_say_it_all_of_whose_words_stand(
    cities: Index, way: tuple[frozenset[str], ...], is_named: bool
) -> None:
    railway: list[DocSummary] = [one for one in cities.documents() if "铁路" in one.meta.title]
    found = most_named(cities.documents(), frozenset({railway[0].doc_id}), [Term(way, 1.0)], 0.5)
    assert found == [railway[0].doc_id] * is_named


def test_a_notice_is_meant_by_words_of_its_title(cities: Index, tmp_path: Path) -> None:
    answer = ask(cities, "铁路护路工作的通知是哪天印发的？")
    assert "2019-05-10" in answer.answer and places(answer) == ["南京"]
