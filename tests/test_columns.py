"""Tables copied one cell a line: whose task a row is stands in its last lines."""

from __future__ import annotations

import pytest

from ingest.columns import headers_in
from ingest.parse import parse

HEAD = ("安吉县人民政府办公室关于印发消防治理方案的通知\n\n安政办发〔2023〕7号\n\n各乡镇人民政府：\n\n现将方案印发给你们。\n\n"
        "附件：任务分工表\n\n")
HEADER = "序号\n\n重点任务\n\n牵头单位\n\n配合单位\n\n"


def roles(text: str) -> dict[str, list[tuple[str, str]]]:
    notice = parse((HEAD + text).encode(), "doc", "notice.txt")
    return {clause.address: [(fact.kind, fact.value) for fact in clause.facts if fact.kind in ("lead", "assisting", "responsible")]
            for clause in notice.clauses}


def test_the_lines_of_bodies_that_end_a_row_have_the_roles_of_the_columns() -> None:
    found = roles(f"{HEADER}1.做好规划配套\n\n编制消防专项规划，落实用地。\n\n县消防救援大队\n\n县应急局、县公安局、\n县资规局\n\n"
                  "2.纳入考核体系\n\n纳入年度目标考评，强化结果运用。\n\n县考核办\n\n各乡镇\n")
    assert found["附件 1."] == [("lead", "县消防救援大队"), ("assisting", "县应急局"), ("assisting", "县公安局"), ("assisting", "县资规局")]
    assert found["附件 2."] == [("lead", "县考核办"), ("assisting", "各乡镇")]


@pytest.mark.parametrize("rows", [
    "1.做好规划配套\n\n编制消防专项规划，落实用地。\n\n县消防救援大队\n",  # of two columns one is empty: which, nobody can tell
    "1.做好规划配套\n\n编制消防专项规划，落实用地。\n\n各项任务要按时完成\n\n不得拖延\n",
])
def test_a_row_without_a_cell_for_each_column_has_no_roles(rows: str) -> None:
    assert roles(HEADER + rows)["附件 1."] == []


@pytest.mark.parametrize(("text", "found"), [
    (HEADER, [("牵头单位", "配合单位")]), ("序号\n任务\n責任單位\n完成時限\n", [("责任单位",)]),
    ("牵头单位\n请尽快落实各项工作。\n", []), ("序号\n任务\n备注\n", []),
])
def test_a_header_is_a_run_of_columns_with_a_role(text: str, found: list[tuple[str, ...]]) -> None:
    assert [header.roles for header in headers_in(text)] == found


@pytest.mark.parametrize(("part", "heading", "found"), [
    ("职责分工", "县交通局", [("responsible", "县交通局")]), ("重点任务", "县交通局", []), ("职责分工", "打造诚信政府", []),
    ("職責分工", "縣交通局", [("responsible", "縣交通局")]), ("职责分工", "建设单位", []),
])
def test_the_heading_over_numbered_duties_is_whose_they_are(part: str, heading: str, found: list[tuple[str, str]]) -> None:
    text = f"安吉县人民政府关于停车共享的意见\n\n一、{part}\n（一）{heading}\n1.制定操作流程，建立协调制度。\n2.调研停车资源状况。\n"
    notice = parse(text.encode(), "doc", "notice.txt")
    facts = {clause.address: [(fact.kind, fact.value) for fact in clause.facts if fact.kind == "responsible"] for clause in notice.clauses}
    assert facts["一、（一）"] == facts["一、（一）2."] == found
