"""`tiaoli ask --explain`: how the question was read, what was searched, and what each candidate's score is made of."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

import cli

MEDIATION = "连云港的行政调解由哪个部门牵头？"
Call = Callable[..., str]


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Call:
    """Runs `tiaoli ask` in this process and gives what it prints."""
    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tiaoli", "--home", str(home), "ask", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        return capsys.readouterr().out
    return run


def explained(call: Call, question: str, *options: str) -> dict:
    return json.loads(call(question, "--json", "--explain", *options))


def test_json_has_the_explanation_beside_the_answer_and_only_when_asked(call: Call) -> None:
    without, answer = json.loads(call(MEDIATION, "--json")), explained(call, MEDIATION)
    explanation = answer.pop("explain")
    assert "explain" not in without
    for one in (without, answer):
        one.pop("timings_ms")
    assert answer == without
    assert set(explanation) == {"reading", "filters", "scope", "way", "exact", "candidates"}


def test_it_explains_the_run_that_answered(call: Call) -> None:
    answer = explained(call, MEDIATION)
    first, *others = answer["explain"]["candidates"]
    assert answer["explain"]["way"] == "search" and first["clause_id"] == answer["citations"][0]["clause_id"]
    assert (first["address"], first["title"]) == ("七、（十八）", "關于加快法治政府建設的意見")
    assert len(others) == 9 and [first["score"]] + [one["score"] for one in others] == \
        sorted((one["score"] for one in (first, *others)), reverse=True)
    assert all(0 <= one["probability"] <= 1 for one in (first, *others))
    assert first["probability"] > max(one["probability"] for one in others)


def test_the_shares_of_the_features_make_the_score_the_weightiest_first(call: Call) -> None:
    for one in explained(call, MEDIATION)["explain"]["candidates"]:
        shares = [share for _, share in one["features"].values()]
        assert sum(shares) == pytest.approx(one["score"], abs=0.001 * (len(shares) + 1))
        assert [abs(share) for share in shares] == sorted(map(abs, shares), reverse=True)


def test_the_reading_and_the_filters_are_told(call: Call) -> None:
    question = "2020年以后印发的文件里，昆山行政执法人员每年培训多少天？"
    explanation = explained(call, question, "--in-force", "--as-of", "2020-12-31")["explain"]
    reading = explanation["reading"]
    assert (reading["kind"], reading["places"], reading["since"]) == ("figure", {"昆山": ["江苏省苏州市昆山市"]}, "2020-01-01")
    assert "培训" in reading["topic"] and reading["terms"]["培训"] > reading["terms"]["行政"] > 0
    assert explanation["filters"] == {"since": "2020-01-01", "in_force": True, "as_of": "2020-12-31"}
    assert explanation["scope"] == {"notices": 1, "local": 1, "named": False, "absent": []}


def test_the_context_of_the_first_candidates_says_what_each_is(call: Call) -> None:
    candidates = explained(call, "附件六、1.（1）由谁负责？")["explain"]
    exact = candidates["exact"][0]
    assert (candidates["way"], exact["address"]) == ("address", "附件 六、1.（1）")
    assert [(one["role"], one["address"]) for one in exact["context"]][:3] == [
        ("parent", "附件 六、1."), ("parent", "附件 六、"), ("parent", "附件")]
    found = explained(call, MEDIATION)["explain"]["candidates"]
    assert ["context" in one for one in found] == [True] * 3 + [False] * 7
    assert {"role": "parent", "clause_id": "000_8bbe5d078d9b0bd8#7", "address": "七、", "title": "關于加快法治政府建設的意見"} \
        in found[0]["context"]


def test_an_answer_from_the_catalogue_says_that_nothing_was_searched(call: Call) -> None:
    explanation = explained(call, "连政发〔2011〕126号还有效吗？")["explain"]
    assert (explanation["way"], explanation["candidates"], explanation["scope"]["named"]) == ("catalogue", [], True)


@pytest.mark.parametrize("question", ["上海的行政调解由谁牵头？", "养老保险缴费比例是多少？"])
def test_a_refusal_is_explained_too(call: Call, question: str) -> None:
    answer = explained(call, question)
    explanation = answer["explain"]
    assert answer["refused"] and explanation["way"] == ""
    assert [one["clause_id"] for one in answer["searched"]["nearest"]] == [one["clause_id"] for one in explanation["candidates"]][:3]
    assert explanation["scope"]["absent"] == (["上海"] if question.startswith("上海") else [])


@pytest.mark.parametrize("question", [MEDIATION, "Which department leads administrative mediation?", "第十八条讲什么？", "？？？",
                                      "连政发〔2011〕126号还有效吗？", "昆山和綦江对出庭应诉率的要求有什么不同？"])
def test_the_plain_text_follows_the_answer(call: Call, question: str) -> None:
    answer, text = call(question), call(question, "--explain")
    assert text.startswith(answer) and "问题的理解 / how the question was read" in text[len(answer):]


def test_the_plain_text_stands_in_columns(call: Call) -> None:
    lines = call(MEDIATION, "--explain").splitlines()
    candidates = lines[lines.index("候选条款 / candidates") + 2:]
    ranked = [line for line in candidates if line[:4].strip().isdigit()]
    assert [int(line[:4]) for line in ranked] == list(range(1, 11))
    assert len({cell_len(line.partition("《")[0]) for line in ranked}) == 1
    assert "七、（十八）" in ranked[0] and "《關于加快法治政府建設的意見》" in ranked[0]
    assert "coverage 1 (" in candidates[1] and any("上级 / parent" in line and "七、" in line for line in candidates)
    assert any(line.split() == ["places", "连云港", "江苏省连云港市"] for line in lines)
