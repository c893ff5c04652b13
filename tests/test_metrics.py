"""Metrics, readiness and logs: right figures, for the right eyes, and nothing of what people ask."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager, nullcontext, redirect_stderr
from functools import partial
from io import StringIO

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from answer.journal import Checked, Exchange
from answer.llm.calls import Calls
from answer.model import Answer, Filters, Searched
from ingest.errors import TiaoliError
from web import logs
from web.api import create_api
from web.health import add_readiness
from web.identity import SCOPE_KEY, Identity
from web.logs import log_request
from web.metrics import add_metrics, count_request, counted, create_metrics
from web.running import Gate
from web.served import Served, observed

QUESTION = "行政调解工作由哪个部门牵头？"
PAGE = "/gradio_api/heartbeat/{session_hash}"


class Model:
    """Stands where a configured language model does."""

    calls = Calls()


@pytest.fixture
def kept():
    return []


@pytest.fixture
def app(index, kept):
    app, gate = FastAPI(), Gate(lambda: nullcontext(index))
    metrics = create_metrics(gate, lambda: Model)
    api = create_api(gate, counted(kept.append, metrics))
    add_readiness(api, gate)
    add_metrics(app, metrics)
    app.mount("/api", api)
    app.add_api_route(PAGE, lambda session_hash: "alive")
    app.add_middleware(observed, watchers=(partial(count_request, metrics), log_request))
    app.state.gate, app.state.metrics = gate, metrics
    return app


@pytest.fixture
def client(app):
    return TestClient(app, client=("127.0.0.1", 5000), raise_server_exceptions=False)


def figures(client):
    lines = client.get("/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


def test_questions_requests_and_the_index_are_counted(client, kept):
    for _ in range(2):
        client.post("/api/ask", json={"question": QUESTION})
    client.post("/api/ask", json={"question": "上海市的行政调解由哪个部门牵头？"})
    client.get("/api/docs/nothing")
    shown = figures(client)
    assert shown['tiaoli_questions_total{engine="extractive",outcome="answered"}'] == 2
    assert shown['tiaoli_questions_total{engine="extractive",outcome="refused"}'] == 1
    assert shown['tiaoli_answer_seconds_count{engine="extractive"}'] == 3
    assert shown['tiaoli_http_requests_total{method="POST",route="/api/ask",status="200"}'] == 3
    assert shown['tiaoli_http_requests_total{method="GET",route="/api/docs/{doc_id}",status="404"}'] == 1
    assert shown['tiaoli_http_request_seconds_count{route="/api/ask"}'] == 3
    assert (shown["tiaoli_ready"], shown["tiaoli_index_documents"]) == (1, 5)
    assert shown["tiaoli_index_clauses"] > 100 and shown["process_resident_memory_bytes"] > 1e6
    assert [each.question for each in kept][:2] == [QUESTION] * 2


def test_what_a_model_writes_is_counted_by_what_checking_it_found(app, client):
    said = Answer(answer="x", refused=False, engine="extractive", lang="zh-Hans", timings_ms={"total": 1500},
                  searched=Searched(documents=1, filters=Filters()))
    verdicts = (Checked("一", "supported"), Checked("二", "not_found"), Checked("三", "not_found"))
    counted(lambda exchange: None, app.state.metrics)(Exchange(QUESTION, said, "slow (127.0.0.1)", verdicts=verdicts))
    with pytest.raises(TiaoliError), Model.calls.one():
        raise TiaoliError("llm_timeout", "")
    shown = figures(client)
    assert shown["tiaoli_model_answers_replaced_total"] == 1
    assert shown['tiaoli_model_sentences_total{verdict="not_found"}'] == 2
    assert shown['tiaoli_model_failures_total{code="llm_timeout"}'] == 1
    assert shown["tiaoli_model_calls_in_progress"] == 0
    assert shown['tiaoli_answer_seconds_sum{engine="extractive"}'] == 1.5


def test_labels_hold_nothing_that_a_reader_sends(client):
    client.request("BREW", "/secret-path?token=secret-query")
    client.get(PAGE.replace("{session_hash}", "secret-session"))
    client.post("/api/ask", json={"question": "secret-question 由谁牵头？"}, headers={"Authorization": "Bearer secret-key"})
    for number in range(20):
        client.get(f"/nothing/{number}")
    shown = client.get("/metrics").text
    assert "secret" not in shown
    assert figures(client)['tiaoli_http_requests_total{method="GET",route="(none)",status="404"}'] == 20
    assert 'method="OTHER"' in shown and "BREW" not in shown


@pytest.mark.parametrize(("address", "name", "status"), [
    ("203.0.113.5", "", 403), ("not an address", "", 403), ("203.0.113.5", "prometheus", 200), ("::1", "", 200)])
def test_metrics_are_for_this_machine_and_known_users(app, address, name, status):
    async def entered(scope, receive, send):
        await app({**scope, SCOPE_KEY: Identity(name, "reader")}, receive, send)

    response = TestClient(entered, client=(address, 5000)).get("/metrics")
    assert response.status_code == status and ("tiaoli_ready" in response.text) == (status == 200)


def test_readiness_says_why_not(app, client, index):
    assert client.get("/api/ready").json() == {"ready": True, "documents": 5}
    app.state.gate.close()
    response = client.get("/api/ready")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "shutting_down")
    assert figures(client)["tiaoli_ready"] == 0

    def damaged():
        raise TiaoliError("index_corrupt", "索引已损坏 / the index is damaged", "")

    api = FastAPI()
    add_readiness(api, damaged)
    response = TestClient(api).get("/ready")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "index_corrupt")
    assert "503" in api.openapi()["paths"]["/ready"]["get"]["responses"]


@contextmanager
def logged():
    """Lines of the log in its JSON form, as objects, once the block has ended."""
    root, lines, written = logging.getLogger(), [], StringIO()
    handlers, levels = root.handlers, (root.level, logs.log.level)
    root.handlers = []
    try:
        with redirect_stderr(written):
            assert logs.log_options("json")["log_config"] is None
            yield lines
        lines += map(json.loads, written.getvalue().splitlines())
    finally:
        root.handlers = handlers
        root.setLevel(levels[0])
        logs.log.setLevel(levels[1])


def test_a_request_is_a_line_without_query_or_session(client):
    with logged() as lines:
        client.get("/api/docs/nothing?token=secret")
        client.get(PAGE.replace("{session_hash}", "secret"))
        client.post("/api/ask", json={"question": QUESTION})
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/api/docs/nothing", 404), ("GET", PAGE, 200), ("POST", "/api/ask", 200)]
    assert "secret" not in str(lines) and QUESTION not in str(lines)
    assert all(line["level"] == "INFO" and line["ms"] >= 0 and line["user"] == "" for line in lines)


def test_a_line_names_the_user_and_stays_one_line():
    with logged() as lines:
        log_request(Served("GET", "(none)", "/a\n{}" + "b" * 1000, 404, 0.0123, "王"))
    (line,) = lines
    assert (line["user"], line["ms"], len(line["path"])) == ("王", 12.3, 200)


def test_an_unforeseen_error_is_told_without_its_words():
    with logged() as lines:
        try:
            try:
                raise OSError(28, "No space left on device", QUESTION)
            except OSError as error:
                raise ValueError(f"cannot read {QUESTION}") from error
        except ValueError:
            logging.getLogger("tiaoli").exception("a question could not be answered")
    (line,) = lines
    assert line["message"] == "a question could not be answered" and QUESTION not in str(line)
    assert "OSError: No space left on device" in line["exception"] and line["exception"].endswith("ValueError")
    assert "test_metrics.py" in line["exception"]
