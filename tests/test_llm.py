"""Language models over HTTP: every way a service can fail ends, in time, as an error in plain words; the key is never shown."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fake_openai import BEGUN, FAULTS, STALL, Reply, answer, line, ollama, redirect, serving, status
from pydantic import SecretStr

from answer.llm import Engine, complete, stream
from answer.llm.breaker import FAILURES, PAUSE, Breaker
from ingest.errors import TiaoliError

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
KEY = "sk-5f0c1d2e3b4a"
SECONDS = 0.4


class Pauses(list):
    """Takes the place of time.sleep and keeps what was asked of it."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def made(url: str, kind: str = "openai", timeout: float = 20) -> Engine:
    return Engine("fake (test)", kind, "fake", url, SecretStr(KEY), timeout, sleep=Pauses())


def _bytes(piece: bytes | float) -> bytes:
    return piece if isinstance(piece, bytes) else b""


def fails(engine: Engine) -> tuple[list[str], TiaoliError]:
    """What came before the error, and the error."""
    pieces = []
    with pytest.raises(TiaoliError) as caught:
        for piece in stream(engine, "问题"):
            pieces.append(piece)
    return pieces, caught.value


@pytest.fixture(autouse=True, scope="module")
def libraries():
    """Loaded before the clock of any test runs."""
    with serving([answer("好")]) as model:
        complete(made(model.url), "问题")
    with serving([ollama("好")]) as model:
        complete(made(model.url.removesuffix("/v1"), "ollama"), "问题")


def test_the_answer_comes_piece_by_piece():
    with serving([Reply((*BEGUN, STALL))]) as model:
        pieces = stream(made(model.url), "谁牵头？")
        assert next(pieces) == "第一句[1]。"
        pieces.close()
    with serving([answer("第一句[1]。", "", "第二句[2]。")]) as model:
        assert list(stream(made(model.url), "谁牵头？")) == ["第一句[1]。", "第二句[2]。"]
        asked = model.requests[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.body == {"model": "fake", "messages": [{"role": "user", "content": "谁牵头？"}], "stream": True,
                          "temperature": 0.0, "max_tokens": 600}


def test_nothing_but_the_question_and_the_key_is_sent(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-another")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-another")
    monkeypatch.setenv("OLLAMA_API_KEY", "sk-another")
    with serving([answer("好"), ollama("好"), answer("好")]) as model:
        complete(made(model.url), "问题")
        complete(made(model.url.removesuffix("/v1"), "ollama"), "问题")
        complete(replace(made(model.url), key=SecretStr("")), "问题")
        sent = [{name.lower(): value for name, value in each.headers.items()} for each in model.requests]
    assert [each.pop("authorization", None) for each in sent] == [f"Bearer {KEY}", f"Bearer {KEY}", None]
    assert all(set(each) == {"host", "accept", "connection", "content-type", "content-length"} for each in sent)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_as_an_error_in_plain_words(fault):
    reply, code = FAULTS[fault]
    with serving([reply]) as model:
        engine = made(model.url, timeout=SECONDS if code == "llm_timeout" else 20)
        pieces, error = fails(engine)
        tries = len(model.requests)
    assert error.code == code
    assert error.message and error.hint and KEY not in f"{error.message}{error.hint}{error!r}"
    if isinstance(reply.pieces, tuple):
        assert "".join(pieces).startswith("第一句") == (b"\xe7\xac\xac" in b"".join(map(_bytes, reply.pieces)))
    assert tries == 1 or not pieces


@pytest.mark.parametrize("fault", ["stalls at once", "pings for ever", "no head"])
def test_no_thread_outlives_its_call(fault):
    with serving([FAULTS[fault][0]]) as model:
        fails(made(model.url, timeout=SECONDS))
        mine = [each for each in threading.enumerate() if each.name == "tiaoli-llm"]
        assert all(each.daemon for each in mine)
        for each in mine:
            each.join(10)
        assert not any(each.is_alive() for each in mine)


def test_a_service_that_is_not_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    engine = made(url)
    pieces, error = fails(engine)
    assert (pieces, error.code) == ([], "llm_unreachable")
    assert len(engine.sleep) == 3


def test_an_address_that_does_not_answer_the_call():
    with ExitStack() as held, socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            caller = held.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        _, error = fails(made(f"http://127.0.0.1:{full.getsockname()[1]}/v1", timeout=SECONDS))
    assert error.code in ("llm_timeout", "llm_unreachable")


def test_a_host_without_an_address(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    _, error = fails(made("http://model.example/v1"))
    assert (error.code, "找不到" in error.message) == ("llm_unreachable", True)


def test_a_directory_of_hosts_that_does_not_answer(monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(60))
    _, error = fails(made("http://model.example/v1", timeout=SECONDS))
    ended.set()
    assert error.code == "llm_timeout"


def test_a_connection_that_is_not_safe():
    with serving([answer("好")]) as model:
        _, error = fails(made(model.url.replace("http://", "https://")))
        assert (error.code, "SSL_CERT_FILE" in error.hint, model.requests) == ("llm_unreachable", True, [])


def test_this_machine_is_never_reached_through_a_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving([answer("好")]) as model:
        assert complete(made(model.url), "问题") == "好"


def test_other_machines_are_reached_through_the_proxy_of_the_environment(monkeypatch):
    with serving([answer("好")]) as model:
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, model.url.removesuffix("/v1"))
        assert complete(made("http://model.example/v1"), "问题") == "好"
        assert model.requests[0].path == "http://model.example/v1/chat/completions"
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "gopher://user:secret@127.0.0.1:9")
    _, error = fails(made("http://model.example/v1"))
    assert (error.code, "secret" in str(error)) == ("llm_unreachable", False)


def test_what_passes_is_tried_again():
    with serving([status(503), status(500), answer("好")]) as model:
        engine = made(model.url)
        assert complete(engine, "问题") == "好"
    first, second = engine.sleep
    assert 0.5 <= first <= 1 <= second <= 1.5


def test_the_wait_that_a_server_asks_for_is_kept():
    with serving([status(429, retry_after="7"), answer("好")]) as model:
        engine = made(model.url)
        assert complete(engine, "问题") == "好"
    assert engine.sleep == [7]
    with serving([status(429, retry_after="Wed, 21 Oct 2099 07:28:00 GMT"), answer("好")]) as model:
        engine = made(model.url)
        assert fails(engine)[1].code == "llm_busy"
    assert engine.sleep == []


@pytest.mark.parametrize("code", [400, 401, 404])
def test_what_will_not_pass_is_not_tried_again(code):
    with serving([status(code)]) as model:
        engine = made(model.url)
        fails(engine)
        assert (len(model.requests), engine.sleep) == (1, [])


def test_the_service_s_own_words_are_told_without_the_key():
    with serving([status(400, f"context\nlength 4096 exceeded, key {KEY}")]) as model:
        assert "context length 4096 exceeded, key ***" in fails(made(model.url))[1].message


def test_the_key_is_in_no_log_and_no_traceback(caplog):
    caplog.set_level(logging.DEBUG)
    for fault in ("status 401", "status 500", "invalid JSON", "hangs up later", "nonsense for HTTP"):
        with serving([FAULTS[fault][0]]) as model:
            _, error = fails(made(model.url))
            shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
            assert "llm" in shown and KEY not in shown
    with serving([answer("好")]) as model:
        complete(made(model.url), "问题")
    assert caplog.records and KEY not in caplog.text


@pytest.mark.parametrize("texts", [("<think>", "想一想", "</think>\n\n", "好。"), ("<thi", "nk>想</th", "ink>好", "。"), ("好", "。")])
def test_thoughts_are_taken_out(texts):
    with serving([answer(*texts)]) as model:
        assert complete(made(model.url), "问题") == "好。"


def test_a_mark_within_the_answer_is_text():
    with serving([answer("<th", "好<think>。</think>")]) as model:
        assert complete(made(model.url), "问题") == "<th好<think>。</think>"


def test_ollama_answers():
    with serving([ollama("第一句[1]。", "第二句[2]。")]) as model:
        assert list(stream(made(model.url.removesuffix("/v1"), "ollama"), "谁牵头？")) == ["第一句[1]。", "第二句[2]。"]
        asked = model.requests[0]
    assert (asked.path, asked.body["model"], asked.body["think"]) == ("/api/chat", "fake", False)
    assert asked.body["options"] == {"temperature": 0.0, "num_ctx": 4096, "num_predict": 600}


NDJSON = "application/x-ndjson"


@pytest.mark.parametrize(("reply", "code"), [
    (status(404, "model 'fake' not found"), "llm_refused"),
    (status(503), "llm_busy"),
    (redirect(), "llm_refused"),
    (Reply((line("第一句[1]。"),), content_type=NDJSON), "llm_cut"),
    (Reply((line("第一句[1]。"),), content_type=NDJSON, ending="cut"), "llm_cut"),
    (Reply((line("第一句[1]。"), STALL), content_type=NDJSON), "llm_timeout"),
    (Reply((line("第一句[1]。"), b'{"error": "out of memory"}\n'), content_type=NDJSON), "llm_failed"),
    (Reply((b"[1]\n",), content_type=NDJSON), "llm_garbled"),
    (Reply((b'{"done": true}\n',), content_type=NDJSON), "llm_garbled"),
    (Reply((b"\xff\xfe nonsense\n",), content_type=NDJSON), "llm_garbled"),
    (ollama(), "llm_garbled"),
])
def test_ollama_fails(reply, code):
    with serving([reply]) as model:
        engine = made(model.url.removesuffix("/v1"), "ollama", SECONDS if code == "llm_timeout" else 20)
        assert fails(engine)[1].code == code


def test_after_failures_in_a_row_the_model_is_left_alone_for_a_while():
    now = [0.0]
    with serving([*[FAULTS["hangs up later"][0]] * FAILURES, status(401), answer("好")]) as model:
        engine = replace(made(model.url), breaker=Breaker(lambda: now[0]))
        assert [fails(engine)[1].code for _ in range(FAILURES + 2)] == ["llm_cut"] * FAILURES + ["llm_paused"] * 2
        assert len(model.requests) == FAILURES
        now[0] += PAUSE
        assert fails(engine)[1].code == "llm_refused"
        assert complete(engine, "问题") == "好"


def test_one_trial_at_a_time_decides_whether_the_pause_is_over():
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    entered = []

    def attempt(code: str | None = None) -> str:
        try:
            with breaker.call():
                entered.append(code)
                if code:
                    raise TiaoliError(code, "")
        except TiaoliError as error:
            return error.code
        return "ok"

    assert {attempt("llm_timeout") for _ in range(FAILURES)} == {"llm_timeout"}
    now[0] += PAUSE
    with breaker.call(), ThreadPoolExecutor(4) as pool:
        assert set(pool.map(attempt, [None] * 8)) == {"llm_paused"}
    assert [attempt("llm_timeout") for _ in range(FAILURES)] == ["llm_timeout"] * FAILURES
    now[0] += PAUSE
    assert (attempt("llm_busy"), attempt()) == ("llm_busy", "llm_paused")
    now[0] += PAUSE
    given_up = breaker.call()
    given_up.__enter__()
    given_up.__exit__(GeneratorExit, GeneratorExit(), None)
    assert attempt() == attempt() == "ok"


def test_many_calls_at_once_do_not_wait_for_one_another():
    gate = threading.Barrier(6, timeout=20)

    def script(request):
        gate.wait()
        return answer(request.body["messages"][0]["content"])

    with serving(script) as model, ThreadPoolExecutor(6) as pool:
        engine = made(model.url)
        assert list(pool.map(lambda n: complete(engine, f"第{n}问"), range(6))) == [f"第{n}问" for n in range(6)]
