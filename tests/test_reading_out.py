"""What is read out of the clause that was found: not nothing, not the remainder of a list, not half a row of a table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.store import Index
from index.writer import write_index

FOREST = """护林管理办法

第一条 为了规范护林工作，制定本办法。
第二条 护林费缴纳义务发生时间为取得林地使用权的当月。
第三条 林场应当建设完善下列设施设备：
（一）瞭望塔、望远镜；
（二）防火道、隔离沟；
（三）其他与护林有关的设施设备。
第四条 乡镇人民政府应当按照护林规划，加强下列建设：
（一）因地制宜营造生物防火林带；
（二）修建林区道路。
第五条 林场自批准设立之日起取得护林资格。国家鼓励社会组织开展护林宣传。
第六条 林场有重大火险的，应当停止采伐作业；重大火险排除后方可恢复采伐作业。
第七条 经批准野外用火的，应当事先开设隔离带，组织扑救人员。
"""
TRIAL = """国务院关于林场改革试点的通知

国发〔2018〕77号

各省、自治区、直辖市人民政府：
为深化林场改革，现就试点通知如下：
一、放宽准入
（一）在试点林场实施引进树种备案管理。（负责部门：国家林业和草原局）
（二）支持林场开展碳汇交易。（负责部门：生态环境部）
二、加强监督
对试点林场实行双随机抽查，抽查结果于2019年底前公开。

国务院
2018年11月7日
"""
WINDOWS = """<html><body><h1>东平区林木登记办理指南</h1><p>一、受理窗口如下：</p><table>
<tr><td>序号</td><td>街道</td><td>业务电话</td><td>办公地址</td></tr>
<tr><td>1</td><td>沙湾街</td><td>37286460</td><td>东平区沙湾大街89号1楼</td></tr>
<tr><td>2</td><td>石桥街</td><td>87028707</td><td>东平区石桥北路1号</td></tr>
</table></body></html>"""
TAIWAN = """林場設立登記規則

第 1 條
本規則依林業法第三條規定訂定之。
第 2 條
林場應向主管機關申請登記。

沿革
1.中華民國八十四年九月二十七日農業部令修正發布第 2、4、6 條條文
2.中華民國九十一年三月一日農業部令修正發布第 1 條條文
"""


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("forest")
    for name, text in (("a.txt", FOREST), ("b.txt", TRIAL), ("c.html", WINDOWS), ("d.txt", TAIWAN)):
        (folder / name).write_text(text, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, sorted(folder.glob("?.*")))
        yield index


@pytest.mark.parametrize(("question", "said"), [
    ("引进国外速生树种还要审批吗，备案就行？", "实施引进树种备案管理"),
    ("护林费缴纳义务从何时发生？", "取得林地使用权的当月"),
    ("林场要建设完善哪些与护林有关的设施设备？", "瞭望塔、望远镜"),
    ("护林要不要种防火的树带？", "应当按照护林规划，加强下列建设：因地制宜营造生物防火林带"),
    ("沙湾街办林木登记，电话多少？", "37286460"),
    ("林場設立登記規則民國84年改過哪幾條？", "第 2、4、6 條"),
    ("林场自何时起取得护林资格？", "自批准设立之日起"),
    ("有重大火险的林场，何时可恢复采伐作业？", "排除后方可恢复采伐作业"),
    ("社会组织能办护林宣传吗？", "鼓励社会组织开展护林宣传"),
    ("那个搞双随机抽查的林场文件是哪天发的？", "2018年11月7日"),
])
def test_what_answers_is_said(forest: Index, question: str, said: str) -> None:
    answer = ask(forest, question)
    assert not answer.refused and said in answer.answer


@pytest.mark.parametrize("question", ["试点林场的场长是谁？", "沙湾街街长叫什么名字？", "林场的地址在哪里？", "护林委员会由哪些人组成？"])
def test_what_is_not_there_is_refused(forest: Index, question: str) -> None:
    assert ask(forest, question).refused
