"""Wrong characters, corrected to words that the corpus has, and right words let be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from index.lexical import bigrams
from index.spelling import corrections, respelt

# Clauses of a small corpus, each as often as it stands in it.
CLAUSES = {
    "行政调解工作由司法局牵头，责任部门和协助部门分工负责": 12,
    "行政复议案件由复议机构办理，申请人提出复议申请": 12,
    "对违法行为处以罚款，罚款全额上缴": 9,
    "举行听证会，听取公众意见后作出重大行政决策": 9,
    "连云港市人民政府所属部门负责人和工作人员": 9,
    "规范性文件清理，信访事项依法办理": 9,
    "发挥经济调节职能": 2,
    "答复意见要及时公布": 1,
}


@pytest.fixture(scope="module")
def frequency() -> Callable[[str], int]:
    """In how many clauses a word's rarest bigram stands."""
    counts: Counter[str] = Counter()
    for clause, times in CLAUSES.items():
        counts.update(dict.fromkeys(bigrams(clause), times))
    return lambda word: min((counts[token] for token in bigrams(word)), default=0)


@pytest.mark.parametrize(("question", "pairs"), [
    ("行政调解由谁签头", (("签头", "牵头"),)),
    ("行政调节由谁牵头", (("调节", "调解"),)),
    ("行政調節由誰牽頭", (("調節", "調解"),)),
    ("行政复意的申请怎么办", (("复意", "复议"),)),
    ("行政附议的申请怎么办", (("附议", "复议"),)),
    ("罚宽怎么交", (("罚宽", "罚款"),)),
    ("听正会由谁组织", (("听正会", "听证会"),)),
    ("连云岗的责任步门有哪些", (("连云岗", "连云港"), ("步门", "部门"))),
    ("规范性文建由谁清理", (("文建", "文件"),)),
    ("信仿怎么办", (("信仿", "信访"),)),
    ("机关负则人是谁", (("负则人", "负责人"),)),
])
def test_a_wrong_character_is_read_as_the_right_one(question: str, pairs, frequency: Callable[[str], int]) -> None:
    text, found = respelt(question, frequency)
    assert found == pairs == corrections(question, frequency)
    expected = question
    for wrong, right in pairs:
        expected = expected.replace(wrong, right)
    assert text == expected


@pytest.mark.parametrize("question", [
    "行政调解由谁牵头", "养犬登记由谁负责", "供暖温度不得低于多少度", "高温津贴是多少", "租房补贴怎么申请", "医保报销比例",
    "标签头部的要求", "人行道的宽度是多少", "最低工资标准是多少", "廉租房退出期限", "遛狗不牵绳会怎么处罚", "纳税人是谁", "河长制",
    "调节水价", "無錫的規定", "特種設備多久檢驗一次", "Who leads mediation?", "", "2020", "鎗",
])
def test_a_right_word_unknown_to_the_corpus_stays(question: str, frequency: Callable[[str], int]) -> None:
    assert respelt(question, frequency) == (question, ())


def test_a_corpus_without_clauses_corrects_nothing() -> None:
    assert respelt("行政调解由谁签头", lambda word: 0) == ("行政调解由谁签头", ())


def test_characters_that_look_alike() -> None:
    assert corrections("劳动仲栽怎么申请", lambda word: 5 * (word == "仲裁")) == (("仲栽", "仲裁"),)
    assert corrections("枝术标准", lambda word: 5 * (word == "技术")) == (("枝术", "技术"),)
