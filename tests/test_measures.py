"""In what measure a number is wanted, and whether a clause has one in it."""

from __future__ import annotations

import pytest

from index.lexical import runs
from index.measures import is_bounded, is_for, measure_of, stands_measured
from ingest.script import search_key


@pytest.mark.parametrize(("question", "measure"), [
    ("一共收到多少条意见？", "pieces"), ("How many opinions were collected?", "pieces"),
    ("保安员要满几岁？", "age"), ("How old must a guard be?", "age"), ("满意度要达到百分之几？", "share"),
    ("覆盖率，要达到多少？", "share"),
    ("出庭应诉率要达到多少？", "share"),
    ("乱倒垃圾罚多少？", "money"), ("办证要交多少钱", "money"), ("逾期罰款幾元？", "money"),
    ("What is the fine for dumping rubbish?", "money"),
    ("监督员配几个人？", "people"), ("一年要自查几次", "times"), ("How often are rules to be cleaned up?", "interval"),
    ("规范性文件几年清理一次？", "interval"), ("隔多久体检一回", "interval"),
    ("多久给答复？", "time"), ("培训多少学时？", "time"), ("培训时长是多少", "duration"),
    ("幾個工作日內公示？", "time"), ("How long does registration take?", "time"), ("离测量标志多少米以内不许取土", "length"),
    ("电梯用满多少年报废", "years"), ("免费停放多少分钟", "hours"), ("哪一年完成", "year"), ("暖气从几号开始烧", "day"),
    ("要扩招多少万人", "people"),
    ("配备比例不低于几比几", "ratio"), ("新楼限高多少米？", "height"), ("離跑道多少米", "length"), ("总规模是多少万吨？", "weight"),
    ("每天最少报多少度电", "electricity"), ("打算新建幾間幼兒園？", "things"), ("影响多少户", "things"), ("哪几家单位？", ""),
    ("受到多少处罚", ""), ("用电功率最低为多少", ""), ("涉及多少户籍人口", ""),
    ("要有多少居民到场", "people"), ("按何比例增发", "share"), ("補辦要交多少工本費", "money"), ("What monthly fee is paid?", "money"),
    ("How far in advance must it be reported?", "time"),
    ("多久之內可以要求再考一次", "time"), ("最少拿出多少奖励科研人员", ""), ("得有多少邻居点头", "people"), ("坐地铁能便宜多少", "money"),
    ("最多开几个账号", "count"), ("How many penalty points?", "count"), ("限期几个月", "time"),
    ("车费高几个点", "share"), ("奖金怎么算", "money"),
    ("要隔多久才能再申请", "time"), ("隔多久清理一次", "interval"),
    ("专管员一个月薪水多少", "money"), ("What is the total budget for the projects?", "money"),
    ("第几次常务会议通过的", ""), ("由谁牵头？", ""), ("办了多少件案子？", ""), ("罚几个月工资", "time"),
])
def test_the_measure_word_of_a_question(question: str, measure: str) -> None:
    assert measure_of(search_key(question)) == measure


@pytest.mark.parametrize(("measure", "said", "stands"), [
    ("pieces", "先后收集各类意见建议289条", True), ("pieces", "组成8人的小组", False), ("pieces", "依照第十五条规定", False),
    ("ratio", "师生比不低于1:4", True), ("ratio", "按1：4的比例配备", True), ("ratio", "不少于4人", False), ("weight", "储备3万吨", True),
    ("weight", "10天的供应量", False), ("height", "两侧各10公里以内", False), ("electricity", "不低于3000千瓦时", True),
    ("things", "新建和改扩建100所幼儿园", True), ("things", "80%以上达标", False),
    ("day", "停业六个月前提出申请", False), ("day", "自收到申请之日起二十日内决定", False), ("day", "自公布之日起施行", True),
    ("day", "每年十一月开始", True),
    ("money", "处二百元以上五百元以下罚款", True), ("money", "处违法所得一倍以上三倍以下罚款", True), ("money", "不得收取任何费用", True),
    ("money", "年满18周岁可以申领保安员证", False), ("age", "年滿18周歲", True), ("time", "自收到之日起十五日内", True),
    ("time", "应当立即报告", True), ("times", "现将《2020年工作要点》印发", False), ("time", "规划期为2021年至2025年", False),
    ("hours", "不少于60学时", True), ("duration", "每人60学时", True), ("duration", "每年至少接受一次培训", False),
    ("years", "终身学习", False), ("years", "终身禁止从业", True), ("share", "武政〔2004〕66号", False),
    ("time", "设委员三人", False), ("people", "设委员三人", True), ("times", "每年不少于两次", True), ("share", "不低于90%", True),
    ("interval", "每两年清理一次", True), ("interval", "两年一清理", True), ("interval", "实行5年有效期制度", False),
    ("count", "46个自然村", True), ("count", "辖9镇3街道", True), ("count", "五至十个义务工", True), ("count", "不少于三个月", False),
    ("count", "二十日内", False), ("count", "依照第十五条", False), ("count", "百分之九十以上", False), ("count", "1万元以上", False),
    ("people", "经三分之二以上业主同意", True), ("length", "两侧各15km", True), ("length", "5mg", False),
    ("share", "三分之一以上", True), ("length", "五十米以内", True), ("area", "五十米以内", False), ("", "随便什么", True),
])
def test_what_states_it(measure: str, said: str, stands: bool) -> None:
    key = search_key(said)
    assert (stands_measured(measure, key), stands_measured(measure, runs(said))) == (stands, stands)


@pytest.mark.parametrize(("question", "said", "answers"), [
    ("許可證的有效期是多久？", "应当在十五个工作日内作出决定", False), ("许可证的有效期是多久？", "许可证有效期为三年", True),
    ("试用期最长几个月？", "提前三日通知用人单位", False),
    ("管理费用不得超过总支出的百分之几？", "应当经成员三分之二以上同意", False), ("经百分之几的成员同意？", "经成员三分之二以上同意", True),
    ("专家出席一次可以领多少酬劳？", "专家不得少于成员总数的三分之二", False), ("專家出席一次可以領多少酬勞？", "每次支付酬金五百元", True),
    ("行政复议要几天办完？", "每人接受不少于60学时的培训", False), ("行政复议要几天办完？", "2022年年底前形成高效的复议体制", False),
    ("行政复议要几天办完？", "应当在六十日内作出决定", True), ("每年培训几天？", "不少于60学时", True),
    ("How much will I be charged for the survey?", "成员总数的三分之二", False),
    ("How much cash is paid for reporting it?", "处三倍以上五倍以下罚款", False),
    ("举报查实后奖励多少元？", "对举报人给予五百元奖励", True), ("举报查实后奖励多少元？", "处五百元罚款", False),
    ("停车每小时收多少钱？", "每小时五元", True), ("停车每小时收多少钱？", "处一千元罚款", False),
    ("停车费多少钱？", "收费标准为每小时五元", True), ("乱停车罚多少钱？", "处一千元罚款", True),
    ("乱停车罚多少钱？", "每平方米补贴二十元", False), ("How much is the fine?", "处一千元罚款", True),
    ("年度最高支付限额是多少万元？", "居民医疗保险（以下简称居民医保）人均补助达到580元", False),
    ("年度最高支付限额是多少万元？", "年度最高支付限额提高到30万元", True),
    ("民间借贷利率最高百分之几？", "不得超过资金规模的百分之三十", False), ("贷款利率是多少？", "按年息百分之四计", True),
    ("How much is the fee?", "处一千元罚款", False), ("几天内答复？", "处一千元罚款", True),
])
def test_a_sum_or_share_is_for_what_it_is_asked_for(question: str, said: str, answers: bool) -> None:
    assert is_for(search_key(question), search_key(said)) is answers


@pytest.mark.parametrize(("question", "said", "answers"), [
    ("最长能用多久？", "不超过4个月", True), ("最长能用多久？", "60天内不得采取", False), ("至少要几个人？", "不少于三人", True),
    ("What is the maximum term?", "最长十年", True), ("要几个人？", "不少于三人", False),
])
def test_the_end_of_a_range_that_is_asked_for(question: str, said: str, answers: bool) -> None:
    assert is_bounded(search_key(question), search_key(said)) is answers
