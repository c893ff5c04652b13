"""What a notice does to others: repeals and amendments that it makes, and those it only speaks of."""

from __future__ import annotations

import pytest

from ingest.acts import acts_of
from ingest.parse import parse


def acts(text: str) -> list[tuple[str, str, str, str]]:
    """(kind, title, number, day) of the acts of a notice; each rests on words of its own clause."""
    notice = parse(text.encode(), "d", "d.txt")
    found = acts_of(notice.text, notice.clauses, notice.meta)
    spans = {clause.id: clause.span for clause in notice.clauses}
    assert all(spans[act.clause].start <= act.span.start < act.span.end <= spans[act.clause].end for act in found)
    return [(act.kind, act.title, act.doc_no, act.day) for act in found]


def of_sentence(sentence: str) -> list[tuple[str, str, str, str]]:
    return acts(f"某市甲办法\n第一条 为了规范管理，制定本办法。\n第二条 {sentence}\n")


@pytest.mark.parametrize(("sentence", "expected"), [
    ("本办法自2020年1月1日起施行。《某市乙办法》同时废止。", [("repeal", "某市乙办法", "", "2020-01-01")]),
    ("本办法自2020年1月1日起施行。2003年5月1日某市人民政府发布的《乙办法》（某政发〔2003〕5号）和《丙规定》同时废止。",
     [("repeal", "乙办法", "某政发〔2003〕5号", "2020-01-01"), ("repeal", "丙规定", "", "2020-01-01")]),
    ("《乙办法》自2021年6月30日起停止执行。", [("repeal", "乙办法", "", "2021-06-30")]),
    ("《乙办法》自本办法施行之日起废止。本办法自2020年1月1日起施行。", [("repeal", "乙办法", "", "2020-01-01")]),
    ("自公布之日起，《乙办法》即行失效。", [("repeal", "乙办法", "", "")]),
    ("原某政发〔2004〕6号文件不再执行。", [("repeal", "", "某政发〔2004〕6号", "")]),
    ("市政府关于印发《乙办法》的通知（某政〔2000〕7号）即行失效。", [("repeal", "关于印发《乙办法》的通知", "某政〔2000〕7号", "")]),
    ("《关于修改〈乙办法〉的决定》第三次修正的《乙办法》同时废止。", [("repeal", "乙办法", "", "")]),
    ("原国家计委令第15号公布的《乙规定》同时废止。", [("repeal", "乙规定", "国家计委令第15号", "")]),
    ("现决定废止《乙办法》、《丙办法》。", [("repeal", "乙办法", "", ""), ("repeal", "丙办法", "", "")]),
    ("《乙辦法》（某府〔2001〕3號）同時廢止。", [("repeal", "乙办法", "某府〔2001〕3号", "")]),
    ("《乙办法》第三条同时废止。", [("amend", "乙办法", "", "")]),
    ("《乙条例》中关于收费的规定停止执行。", [("amend", "乙条例", "", "")]),
    ("将《乙办法》第五条修改为：“第五条　甲。”", [("amend", "乙办法", "", "")]),
    ("对《乙办法》（以下简称《办法》）作如下修改：", [("amend", "乙办法", "", "")]),
])  # fmt: skip
def test_acts_of_sentences(sentence: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert of_sentence(sentence) == expected


@pytest.mark.parametrize("sentence", [
    "市人民政府可以废止《乙办法》。", "拟将《乙办法》废止。", "建议废止《乙办法》。", "如果《乙办法》废止，另行规定。",
    "《乙办法》未废止。", "《乙办法》废止后，按本办法执行。", "制定、修改和废止《乙办法》，适用本条。", "《乙办法》继续有效。",
    "将第三条修改为：“《乙办法》同时废止。”", "自《乙办法》施行之日起，许可证失效。", "与本办法不一致的规定同时废止。",
    "依照《乙办法》，许可证自行失效。", "根据国务院关于废止《乙办法》的决定，作出安排。", "行政复议期间，《决定书》不停止执行。",
    "《乙办法》自2020年1月1日起施行，原有规定同时废止。", "《商标注册证》作废。", "需要对《乙目录》进行调整时，另行公布。",
])  # fmt: skip
def test_what_is_no_act(sentence: str) -> None:
    assert of_sentence(sentence) == []


LISTED = """某市人民政府关于公布规范性文件清理结果的通知
某政发〔2018〕11号
各县、区人民政府：
经研究，决定废止下列规范性文件：
1.关于加快法治政府建设的意见（连政发〔2011〕126号）
2.《某市养犬管理办法》（某政发〔2003〕5号）
以下文件继续有效：
3.关于戊的通知（某政发〔2009〕9号）
本通知自公布之日起施行。
某市人民政府
2018年2月1日
附件1
继续有效的规范性文件目录
1.关于甲的通知（某政发〔2001〕1号）
附件2
宣布失效的规范性文件目录
1.关于乙的通知（某政发〔2002〕1号）
2.关于丙的通知（某政发〔2002〕2号） 已被《丁办法》（某政发〔2010〕9号）替代
"""


def test_lists_of_repealed_notices_are_acts_and_lists_of_valid_ones_are_not() -> None:
    found = acts(LISTED)
    assert [number for _, _, number, _ in found] == ["连政发〔2011〕126号", "某政发〔2003〕5号", "某政发〔2002〕1号", "某政发〔2002〕2号"]
    assert {kind for kind, *_ in found} == {"repeal"}


def test_a_table_of_repealed_notices() -> None:
    table = ("| 序号 | 文件标题 | 文号 | 备注 |\n| 1 | 国务院关于甲的通知 | 国发〔1999〕1号 | 被国发〔2010〕3号代替 |\n"
             "| 2 | 国务院批转乙报告的通知 | 国发〔1999〕2号 | |\n")  # fmt: skip
    text = f"国务院关于宣布失效一批文件的决定\n国发〔2016〕38号\n各省：\n现决定如下。\n附件：国务院宣布失效的文件目录\n{table}"
    assert [(title, number) for _, title, number, _ in acts(text)] == [
        ("国务院关于甲的通知", "国发〔1999〕1号"), ("国务院批转乙报告的通知", "国发〔1999〕2号")]


def test_a_title_that_repeals_or_amends() -> None:
    repealing = "某市人民政府关于废止《甲办法》《乙办法》的决定\n为推进依法行政，作出以下决定。\n"
    amending = "某市人民政府关于修改《甲办法》的决定\n为推进依法行政，作出以下决定。\n"
    assert [(kind, title) for kind, title, *_ in acts(repealing)] == [("repeal", "甲办法"), ("repeal", "乙办法")]
    assert [(kind, title) for kind, title, *_ in acts(amending)] == [("amend", "甲办法")]
    assert acts("《关于废止〈甲办法〉的决定（征求意见稿）》的说明\n现说明如下。\n") == []
