"""A list of repealed notices is taken in, and what it names is no longer in force: on the command line and in answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from ingest.parse import parse

OLD = """青山市人民政府关于加强行政调解工作的意见
青政发〔2015〕12号
一、行政调解工作由市司法局牵头，依照本意见第二条办理。
二、各部门应当在15日内答复，具体办法见《青山市政府信息公开办法》（青政发〔2012〕3号）第五条。
青山市人民政府
2015年6月1日
"""
LIST = """<h1>青山市人民政府关于宣布失效一批规范性文件的决定</h1><p>青政发〔2024〕7号</p>
<p>经研究，市政府决定宣布下列规范性文件失效，自2024年3月1日起不再执行。</p>
<table><tr><th>序号</th><th>文件名称</th><th>文号</th></tr>
<tr><td>1</td><td>青山市人民政府关于加强行政调解工作的意见</td><td>青政发〔2015〕12号</td></tr>
<tr><td>2</td><td>青山市人民政府关于窗口服务的通知</td><td>青政发〔2014〕9号</td></tr></table>
<p>青山市人民政府</p><p>2024年2月20日</p>"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "old.txt").write_text(OLD, "utf-8")
    assert run(tmp_path / "home", "ingest", str(tmp_path / "in")).exit_code == 0
    return tmp_path / "home"


def run(home: Path, *arguments: str):
    return CliRunner().invoke(cli.app, ["--home", str(home), *arguments])


def status(home: Path) -> dict[str, str]:
    return json.loads(run(home, "docs", "show", "--json", "old").stdout)["validity"]


def test_a_list_repeals_what_it_names_with_the_row_as_evidence(home: Path, tmp_path: Path) -> None:
    assert status(home)["status"] == "unknown"
    (tmp_path / "in" / "list.html").write_text(f"<meta charset=utf-8>{LIST}", "utf-8")
    assert run(home, "ingest", str(tmp_path / "in")).exit_code == 0
    judged = status(home)
    assert (judged["status"], judged["by_doc_id"]) == ("repealed", "list") and "青政发〔2024〕7号" in judged["note"]
    shown = json.loads(run(home, "docs", "show", "--json", "list").stdout)
    rows = {clause["id"]: clause["text"] for clause in shown["clauses"]}
    assert "青政发〔2015〕12号" in rows[judged["clause_id"]]
    assert "repealed" in run(home, "docs").stdout
    asked = ["ask", "--json", "青山市行政调解工作由谁牵头？"]
    today, before = (json.loads(run(home, *asked, *more).stdout) for more in ((), ("--as-of", "2024-02-28")))
    assert {citation["validity"]["status"] for citation in today["citations"]} == {"repealed"}
    assert any("青政发〔2024〕7号" in warning for warning in today["warnings"])
    assert {citation["validity"]["status"] for citation in before["citations"]} == {"in_force"}
    (tmp_path / "in" / "list.html").unlink()
    run(home, "ingest", str(tmp_path / "in"))
    assert status(home)["status"] == "unknown"


def test_what_a_notice_cites_is_listed_with_the_clause_it_leads_to(home: Path) -> None:
    clauses = json.loads(run(home, "docs", "show", "--json", "old").stdout)["clauses"]
    cited = [(one["text"], one["target"]) for clause in clauses for one in clause["references"]]
    own = next(clause["id"] for clause in clauses if clause["address"] == "二、")
    assert ("本意见第二条", own) in cited
    assert any("青政发〔2012〕3号" in words and target is None for words, target in cited)


def test_references_and_acts_are_part_of_the_parse() -> None:
    assert parse(OLD.encode(), "x", "x.txt").references
    assert [act.doc_no for act in parse(LIST.encode(), "x", "x.html").acts] == ["青政发〔2015〕12号", "青政发〔2014〕9号"]
