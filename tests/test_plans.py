"""Questions of a plan: its period, numbers in other measure words than the question's, and never its title or opening for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.store import Index
from index.writer import write_index

FILES = {
    "学前教育.txt": """青山市人民政府办公室关于转发市教育局制订的青山市学前教育行动计划的通知

青政办发〔2010〕19号

各区人民政府：
市教育局制订的《青山市学前教育行动计划（2011—2013年）》已经市政府同意，现转发给你们，请认真按照执行。

青山市人民政府办公室
2010年12月18日

青山市学前教育行动计划（2011—2013年）

为满足市民对学前教育的需求，根据国家有关文件精神，结合本市实际，制订本计划。
一、加快幼儿园建设。全市新建和改扩建100所幼儿园，80%以上达到2005年公布的建设标准。
二、加强师资队伍建设。每年组织培训。
""",
    "用电.txt": """青山市工业局关于印发青山市节假日用电细则的通知

各有关单位：
现将《青山市节假日用电细则》印发给你们，请遵照执行。

青山市工业局
2021年2月2日

青山市节假日用电细则

一、实施方式
参与固定补贴模式的用户，每日用电申报量不低于3000千瓦时（平均用电功率不低于500千瓦）。
二、节日用电补贴由市工业局发放。
三、职责分工
（一）市电力办公室建立用电协调机制，负责指导监督;制定用电年度目标，并对各镇用电工作进行年度考核;编制用电统计报表。
（二）用电方案的初评由专家组负责，终评由市评审委员会负责。
四、申请材料
（一）节日用电奖励（事项一）
1．用电奖励申请表；
2．用电发票复印件；
3．其他相关材料。
（二）用电设备改造（事项二）
1．设备改造合同；
2．设备验收报告。
五、用电监测平台并入全市统一平台，由平台统一维护。（7月底前完成，牵头单位：市数据局）
""",
}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("plans")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, [folder / name for name in FILES])
        yield index


@pytest.mark.parametrize(("question", "said"), [
    ("青山市2011到2013年打算新建和改擴建幾間幼兒園？", "100所"),
    ("青山市固定补贴模式的用户每天最少申报多少度电？", "3000千瓦时"),
    ("青山市固定补贴模式的用电申报量和平均用电功率最低分别为多少？", "500千瓦"),
    ("青山市学前教育行动计划是根据什么制订的？", "根据国家有关文件精神"),
    ("青山市节假日用电补贴由谁发放？", "市工业局"),
    ("青山市由哪个机构对各镇用电工作进行年度考核？", "市电力办公室"),
    ("青山市用电方案的初评和终评分别由谁负责？", "初评由专家组负责，终评由市评审委员会负责"),
    ("青山市申请节日用电奖励应提交哪些材料？", "用电发票复印件； [3]其他相关材料"),
    ("用电监测平台什么时候并入全市统一平台？", "7月底前"),
])
def test_what_a_plan_says(plans: Index, question: str, said: str) -> None:
    assert said in ask(plans, question).answer.replace("國", "国")


@pytest.mark.parametrize("question", [
    "青山市学前教育的幼儿园收费标准是多少元？", "青山市学前教育行动计划里幼儿园老师的配备是几比几？",
    "青山市节假日用电细则什么时候检查电表？", "青山市学前教育行动计划要把多少亿元投给幼儿园？",
])
def test_the_opening_is_no_answer_to_what_the_plan_does_not_say(plans: Index, question: str) -> None:
    answer = ask(plans, question)
    assert answer.refused or not any("制订本计划" in one.quote or "印发给你们" in one.quote for one in answer.citations)
