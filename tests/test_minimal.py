"""The part of a long sentence that answers, with what it depends on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.minimal import minimal
from index.lexical import bigrams
from index.terms import Term
from ingest.facts import facts_of
from ingest.model import Span

TRAINING = ("落实行政执法人员上岗前法律知识考试制度和日常培训、轮训常态化工作机制，行政执法人员法律知识培训时间每年不少于15天，"
            "培训情况和学习成绩作为行政执法人员任职晋职的依据之一。")
FINE = ("违反本条例规定，未取得许可证从事经营活动的，由市场监督管理部门责令停止经营，没收违法所得，"
        "并处一万元以上五万元以下罚款，但首次违法且危害后果轻微的除外。")


def terms(words: str) -> list[Term]:
    return [Term((frozenset([pair]),), 1.0) for pair in bigrams(words)]


def part(sentence: str, words: str, kind: str = "figure") -> str:
    facts = [fact.span for fact in facts_of(sentence, Span(0, len(sentence))) if fact.kind == kind]
    return minimal(sentence, terms(words), facts).of(sentence)


def test_the_clause_with_the_figure_is_enough():
    assert part(TRAINING, "培训时间") == "行政执法人员法律知识培训时间每年不少于15天，"


def test_words_of_the_question_widen_it():
    assert part(TRAINING, "考试制度 培训时间").startswith("落实行政执法人员上岗前法律知识考试制度")


@pytest.mark.parametrize("words", ["罚款", "经营活动 罚款"])
def test_conditions_and_exceptions_stay(words: str):
    said = part(FINE, words)
    assert said.endswith("但首次违法且危害后果轻微的除外。")
    assert "从事经营活动的" in part(FINE, "经营活动 罚款")


def test_a_term_is_not_told_without_its_extension():
    term = ("申请人应当自接到正式申请表之日起1年内完成筹建工作；在规定的期限内未完成筹建工作，有正当理由的，经国务院保险监督管理机构批准，"
            "可以延长3个月。")
    assert part(term, "申请人", "deadline") == term


def test_one_of_several_cases_is_told_with_the_others():
    cases = ("单位逾期不整改，造成公民人身伤害、公私财产损失，或者严重威胁公民人身安全、公私财产安全或者公共安全的，对单位处1万元以上"
             "10万元以下的罚款，对单位主要负责人处500元以上5000元以下的罚款。")
    assert part(cases, "罚款") == cases


@pytest.mark.parametrize("sentence", ["行政执法人员培训每年不少于15天。", FINE.replace("一万元以上五万元以下", "")])
def test_short_sentences_and_those_without_the_fact_are_whole(sentence: str):
    assert part(sentence, "培训") == sentence


@given(st.text(alphabet="甲乙丙，；。的但除外（）“”15天", max_size=120), st.integers(0, 119))
def test_it_is_a_run_of_the_sentence_that_holds_what_is_needed(sentence: str, at: int):
    need = Span(at % (len(sentence) or 1), at % (len(sentence) or 1) + 1)
    span = minimal(sentence, terms("甲乙"), [need] if sentence else [])
    assert 0 <= span.start <= need.start and (not sentence or need.end <= span.end <= len(sentence))
