"""English questions to Chinese search terms, and Chinese bodies to English glosses."""

from __future__ import annotations

from pathlib import Path

import pytest

from answer.gloss import gloss
from index.glossary import translate
from ingest.script import simplify

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
HAN_TEXT = simplify("".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))))


def in_corpus(word: str) -> int:
    return HAN_TEXT.count(word)


def expand(question: str, known) -> tuple[str, ...]:
    """All terms of a question, in order."""
    return tuple(term for group in translate(question, known) for term in group)


def anything(word: str) -> int:
    return len(word)


@pytest.mark.parametrize(("question", "first"), [
    ("Which department leads administrative mediation?", "行政调解"),
    ("How are applications for administrative reconsideration handled?", "行政复议"),
    ("Who supervises government procurement?", "政府采购"),
    ("Which items are subject to random inspections?", "随机抽查"),
    ("What is said about disclosure of government information?", "政府信息公开"),
])
def test_official_terms_are_used(question: str, first: str) -> None:
    assert first in expand(question, anything)


@pytest.mark.parametrize(("question", "term"), [
    ("Who mediates?", "调解"),  # an inflection of a term of the table
    ("Are there rules on kindergartens?", "幼儿园"),  # only CC-CEDICT has it
    ("What about weather forecasts?", "天气预报"),  # a phrase of CC-CEDICT
    ("protection of pandas", "熊猫"),
])
def test_words_are_translated_by_meaning(question: str, term: str) -> None:
    assert term in expand(question, anything)


@pytest.mark.parametrize(("question", "term"), [
    ("Which areas are class-one protection zones?", "一类"), ("Who announces a level III response?", "三级"),
    ("What are Class A infectious diseases?", "甲类"), ("What is a second-tier market?", "二级"),
])
def test_kinds_and_ranks_are_told_by_numerals_or_stems(question: str, term: str) -> None:
    assert any(term in group for group in translate(question, anything, plain=True))
    assert not any(term in group for group in translate("Which class of areas, and one more?", anything, plain=True))


def test_two_words_make_a_chinese_compound_of_the_corpus() -> None:
    assert "执法案卷" in expand("enforcement dossiers or enforcement case files", in_corpus)
    known = {"水污染", "水", "防治", "水污染防治"}
    assert "水污染" in expand("water pollution", known.__contains__)


def test_only_known_words_are_returned() -> None:
    question = "Which credit, finance, education, health, market, land, water and tax plans are reviewed yearly?"
    terms = expand(question, in_corpus)
    assert terms and all(map(in_corpus, terms))
    assert expand(question, lambda word: False) == ()


@pytest.mark.parametrize(("question", "terms"), [
    ("Can't Chinese people register two children?", {"登记", "儿童"}),  # nothing of the country, the number, the contraction
    ("In place of it, supervision, law-based government", {"监督", "法治政府"}),  # no phrase across a mark: 监察法
    ("What are the five opens?", {"五公开"}), ("Who was responsable?", set()),
])
def test_of_a_question_the_words_that_name_something_are_searched(question: str, terms: set[str]) -> None:
    found = {term for group in translate(question, anything, plain=True) for term in group}
    known = {"登记", "儿童", "监督", "法治政府", "五公开", "监察法", "中国", "两", "应答", "响应", "我国"}
    assert found & known == terms


def test_a_word_the_corpus_does_not_speak_of_leaves_an_empty_group() -> None:
    groups = translate("Are there rules on kindergartens?", lambda word: "规" in word)
    assert () in groups


def test_words_of_asking_are_not_searched() -> None:
    assert expand("Which departments are responsible, and who is in charge?", anything) == ()
    assert expand("", anything) == ()
    assert expand("谁负责？", anything) == ()


@pytest.mark.parametrize(("body", "english"), [
    ("市财政局", "Municipal Finance Bureau"),
    ("市政府法制办", "Municipal Government Legal Affairs Office"),
    ("政府法制机构", "government legal affairs body"),
    ("各县区政府", "county and district governments"),
    ("市各有关部门", "relevant municipal departments"),
    ("市级行政审批部门", "municipal administrative-approval departments"),
    ("区司法局", "District Justice Bureau"),
    ("江苏省司法厅", "Jiangsu Provincial Department of Justice"),
    ("司法部", "Ministry of Justice"),
    ("重庆市綦江区人民政府", "Chongqing Qijiang District People's Government"),
    ("各级人民政府", "people's governments at all levels"),
    ("发改委（目标办）", "Development and Reform Commission (Performance Targets Office)"),
    ("商务部等有关部门", "Ministry of Commerce and other departments"),
    ("各部门各单位", "departments and units"),
    ("安丘经济开发区管委会", "Anqiu Economic Development Zone Administrative Committee"),
    ("国家发展改革委会同有关部门", "National Development and Reform Commission together with relevant departments"),
])
def test_bodies_are_glossed(body: str, english: str) -> None:
    assert gloss(body) == english


@pytest.mark.parametrize("text", ["", "适用范围", "市", "财政", "某某局", "请认真贯彻执行", "市昵称局"])
def test_what_is_not_fully_known_has_no_gloss(text: str) -> None:
    assert gloss(text) is None
