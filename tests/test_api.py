"""The JSON API on the five notices: the contract of /api/ask, what is on file, and plain errors for bad input."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Event

import pytest
from fastapi.testclient import TestClient

from answer.model import Answer, Filters, Turn
from answer.request import AskRequest
from answer.service import answering as answering_really
from answer.service import ask
from app import serve
from ingest.errors import TiaoliError
from ingest.script import simplify
from web import asking
from web.api import BODY_LIMIT, create_api
from web.examples import example_questions

LEAD = {
    "zh-Hans": "行政调解工作由哪个部门牵头？",
    "zh-Hant": "行政調解工作由哪個部門牽頭？",
    "en": "Which department leads administrative mediation?",
}


@pytest.fixture(scope="module")
def api(index):
    with TestClient(create_api(lambda: nullcontext(index)), raise_server_exceptions=False) as client:
        yield client


def _timeless(answer):
    return answer.model_copy(update={"timings_ms": {}})


@pytest.mark.parametrize("lang", LEAD)
def test_ask_answers_and_cites_in_the_language_of_the_question(api, lang):
    response = api.post("/ask", json={"question": LEAD[lang]})
    answer = Answer.model_validate(response.json())
    assert (response.status_code, answer.lang, answer.refused) == (200, lang, False)
    first = answer.citations[0]
    assert (first.doc_no, first.address, first.validity.status) == ("连政发〔2011〕126号", "七、（十八）", "repealed")
    assert all(each.text[each.start:each.end] == each.quote and each.verified for each in answer.citations)
    assert any("连政发〔2018〕11号" in simplify(warning) for warning in answer.warnings)


def test_ask_returns_what_the_service_answers(api, index):
    filters = Filters(region="江苏省", since="2011-01-01", until="2011-12-31", as_of="2012-01-01")
    history = [Turn(question="连云港市的法治政府建设意见说了什么？", answer="见该意见。")]
    request = AskRequest(question=LEAD["zh-Hans"], filters=filters, history=history)
    answer = Answer.model_validate(api.post("/ask", json=request.model_dump()).json())
    assert _timeless(answer) == _timeless(ask(index, LEAD["zh-Hans"], filters, history))


@pytest.mark.parametrize("lang", LEAD)
def test_every_example_question_has_an_answer(index, lang):
    questions = example_questions([index.notice(each.doc_id) for each in index.documents()], lang)
    assert len(questions) == 4
    assert [question for question in questions if ask(index, question).refused] == []


def test_a_place_that_issued_nothing_is_refused(api):
    answer = api.post("/ask", json={"question": "上海市的行政调解由哪个部门牵头？"}).json()
    assert answer["refused"] and answer["citations"] == []
    assert "上海市" in answer["answer"]


def test_questions_asked_at_once_are_answered_as_one_by_one(api):
    questions = [*LEAD.values(), "上海市的行政调解由哪个部门牵头？"] * 2

    def cited(question):
        answer = Answer.model_validate(api.post("/ask", json={"question": question}).json())
        return answer.refused, answer.answer, [each.clause_id for each in answer.citations]

    with ThreadPoolExecutor(len(questions)) as pool:
        assert list(pool.map(cited, questions)) == [cited(question) for question in questions]


def test_a_slow_answer_does_not_hold_up_others(api, monkeypatch):
    asked, may_answer = Event(), Event()

    def slow(*arguments):
        asked.set()
        assert may_answer.wait(30)
        return answering_really(*arguments)

    monkeypatch.setattr(asking, "answering", slow)
    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(api.post, "/ask", json={"question": LEAD["en"]})
        assert asked.wait(30)
        assert api.get("/health").status_code == 200
        assert not answering.done()
        may_answer.set()
        assert answering.result(30).status_code == 200


BAD_BODIES = {
    "no question": b"{}",
    "empty question": b'{"question": "  \\n"}',
    "long question": b'{"question": "%s"}' % (b"a" * 20_000),
    "question not a text": b'{"question": 7}',
    "half a character": b'{"question": "\\ud800"}',
    "unknown key": b'{"question": "q", "model": "x"}',
    "unknown filter": b'{"question": "q", "filters": {"city": "x"}}',
    "bad date": b'{"question": "q", "filters": {"since": "2011-13-40"}}',
    "unknown history key": b'{"question": "q", "history": [{"role": "user", "content": "x"}]}',
    "long history": b'{"question": "q", "history": [%s]}' % b",".join([b'{"question": "q", "answer": "a"}'] * 21),
    "malformed JSON": b'{"question": ',
    "not an object": b'"q"',
    "not UTF-8": b'{"question": "\xff\xfe"}',
    "no body": b"",
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_bad_input_is_refused_with_a_plain_error(api, body):
    response = api.post("/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert _error(response)["message"]


def test_a_huge_body_is_refused(api):
    response = api.post("/ask", json={"question": "q", "history": [{"question": "q", "answer": "a" * BODY_LIMIT}]})
    assert (response.status_code, _error(response)["code"]) == (413, "too_large")


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/nothing", 404, "not_found"), ("GET", "/docs/nothing", 404, "no_such_document"),
    ("GET", "/redoc", 404, "not_found"), ("GET", "/ask", 405, "method_not_allowed"),
    ("DELETE", "/docs", 405, "method_not_allowed"),
])
def test_wrong_addresses_and_methods_get_the_error_body(api, method, path, status, code):
    response = api.request(method, path)
    assert (response.status_code, _error(response)["code"]) == (status, code)


def test_an_unforeseen_fault_shows_no_traceback(api, monkeypatch):
    def broken(*arguments):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(asking, "answering", broken)
    response = api.post("/ask", json={"question": "q"})
    assert (response.status_code, _error(response)["code"]) == (500, "internal_error")
    assert "secret" not in response.text


def test_health_counts_what_is_on_file(api, index):
    health = api.get("/health").json()
    assert health.pop("version")
    assert health == {"status": "ok", "documents": 5, "clauses": index.count_clauses()}


def test_documents_are_listed_and_shown(api, index):
    listed = api.get("/docs").json()
    assert [each["doc_id"] for each in listed] == [each.doc_id for each in index.documents()]
    for each in listed:
        shown = api.get(f"/docs/{each['doc_id']}").json()
        assert shown["doc_id"] == each["doc_id"] and shown["clauses"]


def test_the_api_describes_itself(api):
    described = api.get("/openapi.json").json()
    assert set(described["paths"]) == {"/ask", "/health", "/clauses", "/docs", "/docs/{doc_id}", "/docs/{doc_id}/clauses/{path}"}


def test_a_port_in_use_is_said_plainly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(TiaoliError) as raised:
        serve(tmp_path, "127.0.0.1", taken.getsockname()[1])
    assert raised.value.code == "port_in_use"


def _error(response):
    error = response.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    return error
