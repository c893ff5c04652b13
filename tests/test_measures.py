"""In what measure a number is wanted, and whether a clause has one in it."""

from __future__ import annotations

import pytest

from index.lexical import runs
from index.measures import measure_of, stands_measured
from ingest.script import search_key


@pytest.mark.parametrize(("question", "measure"), [
    ("保安员要满几岁？", "age"), ("How old must a guard be?", "age"), ("满意度要达到百分之几？", "share"),
    ("出庭应诉率要达到多少？", "share"),
    ("乱倒垃圾罚多少？", "money"), ("办证要交多少钱", "money"), ("逾期罰款幾元？", "money"),
    ("What is the fine for dumping rubbish?", "money"),
    ("监督员配几个人？", "people"), ("一年要自查几次", "times"), ("How often are rules to be cleaned up?", "interval"),
    ("规范性文件几年清理一次？", "interval"), ("隔多久体检一回", "interval"),
    ("多久给答复？", "time"),
    ("幾個工作日內公示？", "time"), ("How long does registration take?", "time"), ("离测量标志多少米以内不许取土", "length"),
    ("第几次常务会议通过的", ""), ("由谁牵头？", ""), ("办了多少件案子？", ""), ("罚几个月工资", "time"),
])
def test_the_measure_word_of_a_question(question: str, measure: str) -> None:
    assert measure_of(search_key(question)) == measure


@pytest.mark.parametrize(("measure", "said", "stands"), [
    ("money", "处二百元以上五百元以下罚款", True), ("money", "处违法所得一倍以上三倍以下罚款", True), ("money", "不得收取任何费用", True),
    ("money", "年满18周岁可以申领保安员证", False), ("age", "年滿18周歲", True), ("time", "自收到之日起十五日内", True),
    ("time", "应当立即报告", True),
    ("time", "设委员三人", False), ("people", "设委员三人", True), ("times", "每年不少于两次", True), ("share", "不低于90%", True),
    ("interval", "每两年清理一次", True), ("interval", "两年一清理", True), ("interval", "实行5年有效期制度", False),
    ("share", "三分之一以上", True), ("length", "五十米以内", True), ("area", "五十米以内", False), ("", "随便什么", True),
])
def test_what_states_it(measure: str, said: str, stands: bool) -> None:
    key = search_key(said)
    assert (stands_measured(measure, key), stands_measured(measure, runs(said))) == (stands, stands)
