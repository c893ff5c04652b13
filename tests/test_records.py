"""Exchanges are kept by the command line and the server, unless that is switched off; and exported."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done
from fastapi.testclient import TestClient
from homes import unopened

from answer import journal
from answer.model import Filters
from answer.records import keeper, recorded
from answer.service import answering
from index.live import live_index
from index.settings import settings
from index.store import Index
from web.api import create_api

QUESTION = "綦江的行政执法人员每人每年至少要学多少学时法律知识？"


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of its own: others must not find these records in theirs."""
    return shutil.copytree(unopened(home), tmp_path / "home", ignore=shutil.ignore_patterns("journal*"))


Call = Callable[..., Done]


def exported(call: Call, home: Path, *options: str) -> list[dict]:
    done = call("--home", str(home), "log", "export", *options)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_what_is_asked_on_the_command_line_is_kept(call: Call, own: Path):
    assert exported(call, own) == []
    assert call("--home", str(own), "ask", QUESTION).code == 0
    (kept,) = exported(call, own)
    assert kept["question"] == QUESTION and kept["engine"] == "extractive" and kept["answer"]["citations"]
    assert kept["retrieved"][0] == kept["answer"]["citations"][0]["clause_id"] and kept["verdicts"][0]["verdict"] == "supported"
    assert kept["answer"]["timings_ms"]["total"] > 0 and kept["feedback"] == []
    assert exported(call, own, "--until", "2001-01-01") == []


def test_what_is_asked_over_http_is_kept(call: Call, own: Path):
    with live_index(own) as live:
        client = TestClient(create_api(live, keeper(own)))
        asked = {"question": "昆山呢？", "history": [{"question": QUESTION, "answer": "…"}], "filters": {"since": "2015-01-01"}}
        assert client.post("/ask", json=asked).status_code == 200
    (kept,) = exported(call, own)
    assert kept["history"] == [QUESTION] and kept["filters"]["since"] == "2015-01-01"


def test_a_reader_can_judge_the_answer_just_shown(index: Index, tmp_path: Path):
    """Under the id that the caller made, before anything was kept."""
    ids = [journal.new_id(), journal.new_id()]
    for exchange_id in ids:
        replies = answering(index, QUESTION, Filters(), ())
        assert list(recorded(replies, keeper(tmp_path), QUESTION, Filters(), (), exchange_id))
    journal.feedback(tmp_path, ids[1], "wrong_clause", "a#7/18", "应为第七条")
    kept = {each["id"]: [said["note"] for said in each["feedback"]] for each in journal.exported(tmp_path)}
    assert kept == {ids[0]: [], ids[1]: ["应为第七条"]}


def test_nothing_is_kept_when_that_is_switched_off(call: Call, own: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TIAOLI_LOG", "false")
    settings.cache_clear()
    try:
        assert call("--home", str(own), "ask", QUESTION).code == 0 and exported(call, own) == []
        assert not list(own.glob("journal*"))
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_a_bad_day_is_said_plainly(call: Call, own: Path):
    done = call("--home", str(own), "log", "export", "--since", "soon")
    assert done.code == 1 and "soon" in done.err and "Traceback" not in done.err
