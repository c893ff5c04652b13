"""`tiaoli eval` and its commands as typed."""

from __future__ import annotations

import json
import shutil

import pytest
from eval_samples import LINE, write_set
from homes import unopened

from eval.cases import load_cases
from eval.sheet import export_sheet

LEAD = {**LINE, "question": "连云港的行政调解工作由哪个部门牵头？", "flags": ["repealed"],
        "citations": [{"doc": "000_8bbe5d078d9b0bd8", "address": "七、（十八）"}], "facts": [["政府法制机构"]]}


@pytest.fixture(scope="module")
def own(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(unopened(home), folder)
    return folder


def test_a_set_is_run_by_its_name_and_a_limit_missed_is_an_exit_code(call, own, tmp_path):
    lines, limits = write_set(tmp_path, LEAD), tmp_path / "limits.toml"
    limits.write_text("[all]\nexact = { min = 1 }", "utf-8")
    page = tmp_path / "page.html"
    assert call("eval", lines, "--home", own, "--thresholds", limits, "--report", page).code == 0
    assert "tiaoli --home" in page.read_text("utf-8")
    limits.write_text("[test]\nexact = { min = 1 }\n[dev]\nexact = { min = 1 }", "utf-8")
    done = call("--home", own, "eval", "run", lines, "--thresholds", limits)
    assert done.code == 1 and "exact = –" in done.out


def test_a_sheet_filled_in_is_a_set_and_two_runs_are_compared(call, own, tmp_path):
    sheet = tmp_path / "sheet.csv"
    assert call("eval", "sheet", write_set(tmp_path, LEAD), "--out", sheet).code == 0
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sheet.read_bytes().decode("utf-8") == export_sheet(load_cases(tmp_path / "set.jsonl"))
    assert call("eval", sheet, "--home", own).code == 0
    record = own / "eval" / "sheet.predictions.jsonl"
    before = json.loads(record.read_text("utf-8"))
    worse = before | {"answer": before["answer"] | {"answer": "不详[1]"}}
    (tmp_path / "worse.jsonl").write_text(json.dumps(worse) + "\n", "utf-8")
    done = call("eval", "compare", record, tmp_path / "worse.jsonl", "--set", sheet, "--markdown", tmp_path / "c.md")
    assert done.code == 0 and "1 went wrong" in done.out and "不详" in (tmp_path / "c.md").read_text("utf-8")


def test_a_judge_that_is_not_set_is_told(call, own, tmp_path):
    done = call("eval", "judge", tmp_path / "none.jsonl")
    assert done.code == 1 and "none.jsonl" in done.err and "Traceback" not in done.err
