"""Who leads, where a clause says it in words of its own."""

from __future__ import annotations

from datetime import date

import pytest

from answer.extract import claims_for
from index.query import understand
from index.terms import Term
from ingest.parse import parse
from ingest.roles import roles_in
from ingest.script import simplify

HEAD = "安吉县人民政府关于加强基层治理的通知\n\n安政发〔2021〕7号\n\n各乡镇人民政府：\n\n"


@pytest.mark.parametrize(("clause", "unsaid"), [
    ("治安委员会在基层政府领导下开展工作。", False),
    ("充分发挥法制机构的主导作用。（责任部门：县司法局）", False),
    ("治安委员会每月开会一次。", True),
    ("治安委员会每月开会一次。（责任部门：县司法局）", True),
])
def test_a_leader_in_other_words_is_not_said_to_be_missing(clause: str, unsaid: bool) -> None:
    notice = parse(f"{HEAD}一、{clause}\n\n安吉县人民政府\n\n2021年5月10日\n".encode(), "doc", "notice.txt")
    query = understand("治安委员会由谁领导？", lambda english: (), date(2026, 1, 1))
    claims = claims_for(query, notice, next(one for one in notice.clauses if one.address == "一、"), ())
    assert query.kind == "lead" and claims and ("absence" in {one.relation for one in claims}) is unsaid


@pytest.mark.parametrize(("question", "bodies"), [
    ("税率清单由哪个部门负责建立？", ["合肥海关"]), ("出口优势的牵头部门和配合部门分别是谁？", ["省商务厅", "合肥海关"]),
    ("出口优势由谁牵头扩大？", ["省商务厅", "合肥海关"]), ("農產品出口由哪個部門負責？", ["省农业厅"]),
])
def test_of_several_matters_each_with_a_note_the_one_asked_about(question: str, bodies: list[str]) -> None:
    clause = "扩大出口。建立税率清单。（合肥海关负责）扩大机电产品出口优势。（省商务厅牵头，合肥海关配合）支持农产品出口。（省农业厅负责）"
    notice = parse(f"{HEAD}一、{clause}\n\n安吉县人民政府\n\n2021年5月10日\n".encode(), "doc", "notice.txt")
    query = understand(question, lambda english: (), date(2026, 1, 1))
    terms = [Term((frozenset({word}),), 1.0) for word in ("税率", "清单", "优势", "农产") if word in simplify(question)]
    claims = claims_for(query, notice, next(one for one in notice.clauses if one.address == "一、"), terms)
    said = [body for claim in claims for body in claim.said if claim.relation in ("lead", "responsible", "assisting")]
    assert said == bodies


@pytest.mark.parametrize(("said", "body"), [
    ("国务院负责传统工艺美术保护工作的部门负责全国传统工艺美术保护工作。", "国务院负责传统工艺美术保护工作的部门"),
    ("县级以上人民政府负责安全生产监督管理的部门负责本行政区域内的监督。", "县级以上人民政府负责安全生产监督管理的部门"),
    ("市司法局负责全市行政调解工作。", "市司法局"),
])
def test_a_department_told_by_its_task_is_named_whole(said: str, body: str) -> None:
    assert [said[span.start:span.end] for _, span in roles_in(said)] == [body]


@pytest.mark.parametrize(("said", "roles"), [
    ("市文物局是本市文物保护工作的行政主管部门，负责日常工作。", [("responsible", "市文物局")]),
    ("市城管局为本市户外广告的主管机关。", [("responsible", "市城管局")]),
    ("县级以上人民政府是耕地保护的责任主体。", [("responsible", "县级以上人民政府")]),
    ("教育部为牵头单位，财政部为配合单位。", [("lead", "教育部")]),
    ("市司法局不是主管部门。", []), ("本条例所称主管部门，是指本市承担相应职责的主管部门。", []), ("主要负责人是第一责任人。", []),
])
def test_a_body_that_is_the_department_in_charge_has_its_role(said: str, roles: list[tuple[str, str]]) -> None:
    assert [(kind, said[span.start:span.end]) for kind, span in roles_in(said)] == roles


@pytest.mark.parametrize(("said", "bodies"), [
    ("市、县（市）、区民政部门负责殡葬管理。", ["市、县（市）、区民政部门"]),
    ("市和区、县体育行政部门是体育设施管理的主管部门。", ["市和区、县体育行政部门"]),
    ("（由市、区教育局牵头）", ["市、区教育局"]),
    ("市、县公安局、民政局负责管理。", ["市、县公安局", "民政局"]),
    ("责任单位：市教育局、各区、各部门", ["市教育局", "各区", "各部门"]),
    ("　　市、区财政部门负责经费保障。", ["市、区财政部门"]),
])
def test_levels_of_government_before_one_department_are_one_name(said: str, bodies: list[str]) -> None:
    assert [said[span.start:span.end] for _, span in roles_in(said)] == bodies


@pytest.mark.parametrize(("said", "bodies"), [
    ("区卫健委\n全面梳理医院停车需求状况，协调医院开放车位。", ["区卫健委"]),
    ("区教育局：指导各学校做好安全教育，落实责任。\n区财政局、区审计局：保障经费，监督使用情况。", ["区教育局", "区财政局", "区审计局"]),
    ("联系单位：市教育局基础教育处，请各校按时报送材料。", []), ("各有关单位：\n现将有关事项通知如下，请认真执行。", []),
    ("市教育局：张三", []), ("市公安局：0512-66666666", []), ("市政务服务中心\n市公安局、市民政局", []),
    ("公司：有限责任公司法定代表人姓名应当登记。", []),
])
def test_in_a_list_of_duties_the_body_before_each_has_the_role(said: str, bodies: list[str]) -> None:
    assert [said[span.start:span.end] for _, span in roles_in(said)] == bodies


def test_a_question_which_department_does_something_is_told_whose_task_it_is() -> None:
    clause = "（三）县卫健委\n全面梳理医院停车需求状况，协调医院开放车位。"
    text = f"{HEAD}一、职责分工\n{clause}\n（四）县教育局\n梳理学校停车需求状况，协调学校开放车位。\n\n安吉县人民政府\n\n2021年5月10日\n"
    notice = parse(text.encode(), "doc", "notice.txt")
    query = understand("医院停车难的情况由哪个部门去摸清？", lambda english: (), date(2026, 1, 1))
    claims = claims_for(query, notice, next(one for one in notice.clauses if one.address == "一、（三）"), ())
    assert [(one.relation, one.said) for one in claims][0] == ("responsible", ("县卫健委",))


def test_a_note_whose_bodies_have_brackets_of_their_own_is_of_one_matter() -> None:
    clause = ("（一）构建生态。\n金融支持：提供融资。（牵头单位：县政府办（金融），责任单位：县科技局）\n"
              "市场对接：举办路演。（牵头单位：县商务局，责任单位：县统计局）")
    notice = parse(f"{HEAD}一、任务\n{clause}\n\n安吉县人民政府\n\n2021年5月10日\n".encode(), "doc", "notice.txt")
    query = understand("融资支持由谁牵头？", lambda english: (), date(2026, 1, 1))
    terms = [Term((frozenset({"融资"}),), 1.0)]
    claims = claims_for(query, notice, next(one for one in notice.clauses if one.address == "一、（一）"), terms)
    assert [one.said for one in claims if one.relation == "lead"] == [("县政府办（金融）",)]
