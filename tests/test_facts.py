"""Who leads, who is responsible, who assists, by when, how much: sentences as they stand in official documents."""

from __future__ import annotations

import pytest

from ingest.facts import facts_of
from ingest.model import Span
from ingest.parse import parse


def values(text: str, *kinds: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in facts_of(text, Span(0, len(text))):
        assert fact.span.of(text) == fact.value
        if fact.kind in kinds:
            found.setdefault(fact.kind, []).append(fact.value)
    return found


def roles(text: str) -> dict[str, list[str]]:
    return values(text, "lead", "responsible", "assisting")


@pytest.mark.parametrize(
    ("text", "lead", "responsible", "assisting"),
    [
        ("温州市人民政府和辖区内县级人民政府地方金融管理部门负责监督管理。", "", "温州市人民政府和辖区内县级人民政府地方金融管理部门", ""),
        ("（全国工商联、发展改革委、全国妇联等和各省级人民政府负责）", "", "全国工商联 发展改革委 全国妇联 各省级人民政府", ""),
        # labelled lists
        ("（责任单位：市教育局；配合单位：市公安局）", "", "市教育局", "市公安局"),
        (
            "（牵头单位：市司法局，责任单位：市财政局、市人社局，配合单位：各区政府）",
            "市司法局",
            "市财政局 市人社局",
            "各区政府",
        ),
        ("【责任单位：市教育局；配合单位：市公安局、市卫生健康委】", "", "市教育局", "市公安局 市卫生健康委"),
        (
            "牵头单位：市发展改革委 责任单位：市商务局、各县（市、区）人民政府",
            "市发展改革委",
            "市商务局 各县（市、区）人民政府",
            "",
        ),
        ("（责任单位：各县区政府,市编办、法制办等）", "", "各县区政府 市编办 法制办", ""),
        ("（责任单位：市发改委（目标办）、人社局等部门按职责分工落实）", "", "市发改委（目标办） 人社局", ""),
        ("（责任单位：各区政府，各有关部门。完成时间：长期坚持）", "", "各区政府 各有关部门", ""),
        ("（责任单位：市民政局；完成时限：2022年12月底前）", "", "市民政局", ""),
        ("（負責部門：銀保監會、證監會）", "", "銀保監會 證監會", ""),
        ("(牽頭單位：市司法局；協助單位：各區政府)", "市司法局", "", "各區政府"),
        # bracketed notes
        ("促进跨境贸易便利。（海关总署、财政部、税务总局负责）", "", "海关总署 财政部 税务总局", ""),
        ("（各有关部门和单位，各省级人民政府按职责分工负责）", "", "各有关部门和单位 各省级人民政府", ""),
        (
            "（市场监管总局牵头，各省级人民政府、国务院有关部门参与）",
            "市场监管总局",
            "",
            "各省级人民政府 国务院有关部门",
        ),
        ("（工业和信息化部牵头，发展改革委、财政部配合）", "工业和信息化部", "", "发展改革委 财政部"),
        ("（农业农村部、工业和信息化部等负责）", "", "农业农村部 工业和信息化部", ""),
        ("（国家发展改革委会同有关部门负责）", "", "国家发展改革委 有关部门", ""),
        ("（扶贫办、财政部等和各有关省级人民政府负责）", "", "扶贫办 财政部 各有关省级人民政府", ""),
        # sentences
        ("建立由农业农村部、工业和信息化部牵头的国家农业机械化发展协调推进机制。", "农业农村部 工业和信息化部", "", ""),
        ("建立政府负总责、政府法制机构牵头、各职能部门为主体的行政调解工作体制。", "政府法制机构", "", ""),
        ("建立政府負總責、政府法制機構牽頭、各職能部門為主體的工作體制。", "政府法制機構", "", ""),
        ("区委依法治区办、区司法局要牵头抓好协调指导和督察督办。", "区委依法治区办 区司法局", "", ""),
        (
            "县级以上地方人民政府交通运输主管部门负责本行政区域的道路运输管理工作。",
            "",
            "县级以上地方人民政府交通运输主管部门",
            "",
        ),
        ("由市发展改革委牵头，市财政局、市商务局等部门配合。", "市发展改革委", "", "市财政局 市商务局"),
        ("居民委员会、村民委员会协助做好居家社区养老服务工作。", "", "", "居民委员会 村民委员会"),
        ("由市长任组长、市司法局牵头的协调机制。", "市司法局", "", ""),
    ],
)
def test_roles(text: str, lead: str, responsible: str, assisting: str) -> None:
    expected = {"lead": lead, "responsible": responsible, "assisting": assisting}
    assert roles(text) == {kind: names.split() for kind, names in expected.items() if names}


@pytest.mark.parametrize(
    "text",
    [
        "明确责任单位、分管领导、解决措施和完成时限。",
        "落实党政主要负责人为第一责任人的责任追究制度。",
        "推行行政机关负责人出庭应诉。",
        "各有关部门要密切配合，形成合力。",
        "对不负责任的单位和个人，及时约谈。",
        "坚持谁执法谁负责、谁主管谁负责。",
        "公安机关主管人员和其他直接责任人员。",
        "不得提供任何资助或者协助。",
    ],
)
def test_no_role_is_made_up(text: str) -> None:
    assert roles(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年，政府行为全面纳入法治轨道。", ["到2025年"]),
        ("到2022年年底，建成率达100%。", ["到2022年年底"]),
        ("2022年年底前基本形成复议体制。", ["2022年年底前"]),
        ("（责任单位：市民政局；完成时限：2022年12月底前）", ["2022年12月底前"]),
        ("于2021年12月31日前完成。", ["2021年12月31日前"]),
        ("自2021年1月1日起施行。", ["2021年1月1日起"]),
        ("每年4月1日前公布报告。", ["每年4月1日前"]),
        ("每月15日为议事日。", ["每月15日"]),
        ("每半年要听取1次汇报。", ["每半年"]),
        ("自受理之日起30日内作出决定。", ["自受理之日起30日内"]),
        ("應當在十五日內答復。", ["十五日內"]),
        ("三十个工作日内办结，年底前公示。", ["三十个工作日内", "年底前"]),
        ("“十四五”期间新建学校。", ["“十四五”期间"]),
        ("2020年是收官之年。", []),
        ("落实《实施纲要（2015—2020年）》。", []),
    ],
)
def test_deadlines(text: str, expected: list[str]) -> None:
    assert values(text, "deadline").get("deadline", []) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("培训时间不少于15天。", ["不少于15天"]),
        ("率达90%以上，满意率98%。", ["达90%以上", "98%"]),
        ("應當舉辦兩期以上講座，共計104項。", ["兩期以上", "共計104項"]),
        ("选取1-2件决策。", ["1-2件"]),
        ("处二万元以上十万元以下的罚款。", ["二万元以上", "十万元以下"]),
        ("经三分之二以上代表通过。", ["三分之二以上"]),
        ("至少接受一次脱产培训。", ["一次"]),
        ("面积41376平方米，发放1万余份、40余台次。", ["41376平方米", "1万余份", "40余台次"]),
        ("第三次会议、第十四批、上一年度、新一轮、统一台账、一个时期。", []),
        ("推进“最多跑一次”改革，落实“三个区分开来”要求。", []),
        ("（国发〔2010〕33号）和《条例（2020年版）》。", []),
    ],
)
def test_figures(text: str, expected: list[str]) -> None:
    assert [value.strip() for value in values(text, "figure").get("figure", [])] == expected


@pytest.mark.parametrize("marker", ["（一）", "12.", "三、"])
def test_the_number_of_a_clause_is_no_fact(marker: str) -> None:
    text = f"{marker}市司法局负责审核工作。"
    facts = facts_of(text, Span(0, len(text)), len(marker))
    assert [(fact.kind, fact.value) for fact in facts] == [("responsible", "市司法局")]


def test_columns_of_a_table_give_the_roles() -> None:
    table = "附件\n任务分解表\n工作任务 |\n牵头单位 |\n责任部门 |\n协助部门 |\n完成时限 |\n" + "".join(
        f"{number}.{task} |\n{lead} |\n{who} |\n{helps} |\n{when} |\n"
        for number, task, lead, who, helps, when in (
            (1, "健全机制。", "市司法局", "市财政局、人社局等部门", "市各有关部门", "2022年6月底前"),
            (2, "加强培训。", "市人社局", "工业和信息化局", "各区政府,市编办", "长期"),
        )
    )
    rows = [
        clause
        for clause in parse(f"工作方案\n一、总则\n内容。\n{table}".encode(), "d", "s").clauses
        if clause.kind == "row"
    ]
    found = [[(fact.kind, fact.value) for fact in row.facts] for row in rows]
    assert found == [
        [
            ("lead", "市司法局"),
            ("responsible", "市财政局"),
            ("responsible", "人社局"),
            ("assisting", "市各有关部门"),
            ("deadline", "2022年6月底前"),
        ],
        [
            ("lead", "市人社局"),
            ("responsible", "工业和信息化局"),
            ("assisting", "各区政府"),
            ("assisting", "市编办"),
            ("deadline", "长期"),
        ],
    ]
