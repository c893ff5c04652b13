"""Traces: a question's stages reach the collector as one tree, without what was asked; off, nothing is imported."""

from __future__ import annotations

import logging
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from llama_index_instrumentation import root_dispatcher
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from traced_asking import ask

from answer.tracing import stage, start_tracing
from ingest.errors import TiaoliError

ROOT = Path(__file__).parent.parent
SECRET = "拆迁补偿找谁"
CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
OFF = """if True:
    import sys
    from answer.tracing import stage, start_tracing
    start_tracing()
    with stage("question", kind="lead") as question, stage("draft", question) as draft:
        draft.note(verdicts=3)
        draft.quote(text="x")
    print(sorted({name.partition(".")[0] for name in sys.modules}
                 & {"opentelemetry", "llama_index", "llama_index_instrumentation", "pydantic", "requests"}))
"""
FORK = multiprocessing.get_context("fork")


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on a free port: its address, and the bodies posted to it."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", bodies
        finally:
            server.shutdown()


def environment(**variables: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    return {**own, "PYTHONPATH": str(ROOT), **variables}


def ask_and_flush(**variables: str) -> None:
    os.environ.update(environment(**variables))
    assert ask(SECRET) == 0
    root_dispatcher.shutdown()


@pytest.fixture(scope="module")
def withheld() -> list[bytes]:
    """What a program that asks sends until it ends, when traces are to hold no content. It remembers nothing of what it sent."""
    with collector() as (address, bodies):
        done = subprocess.run([sys.executable, ROOT / "tests" / "traced_asking.py", SECRET], capture_output=True, text=True,
                              env=environment(OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_SERVICE_NAME="office"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return bodies


@pytest.fixture(scope="module")
def told() -> list[bytes]:
    """The same when traces are to hold content."""
    with collector() as (address, bodies):
        variables = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{address}/v1/traces", CONTENT: "true"}
        process = FORK.Process(target=ask_and_flush, kwargs=variables)
        process.start()
        process.join()
    assert process.exitcode == 0
    return bodies


def spans(bodies: list[bytes]) -> list[Span]:
    requests = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    return [span for request in requests for resource in request.resource_spans for scope in resource.scope_spans
            for span in scope.spans]


def service(body: bytes) -> str:
    attributes = ExportTraceServiceRequest.FromString(body).resource_spans[0].resource.attributes
    return next(each.value.string_value for each in attributes if each.key == "service.name")


def trace(bodies: list[bytes], name: str) -> list[Span]:
    """The spans of the trace whose first has this name, by start."""
    [root] = [span for span in spans(bodies) if span.name == name]
    return sorted((span for span in spans(bodies) if span.trace_id == root.trace_id), key=lambda span: span.start_time_unix_nano)


def tree(bodies: list[bytes], name: str) -> list[tuple[str, str]]:
    """(parent, span), by name, of the same."""
    found = trace(bodies, name)
    names = {span.span_id: span.name for span in found}
    return [(names.get(span.parent_span_id, ""), span.name) for span in found]


def attributes(span: Span) -> dict[str, object]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


@pytest.mark.parametrize("name", ["plain", "web"])
def test_the_stages_of_a_question_are_one_tree_with_the_calls_of_the_model(withheld, name):
    # The web reads each sentence in a context of its own: there only what is said to be within the question is.
    judge = ("verify", "judge")
    assert tree(withheld, name) == [
        ("", name), (name, "understand"), (name, "model"), ("model", "Model.complete"), (name, "verify"), judge]


def test_stages_say_what_was_found_and_nothing_more(withheld):
    found = {span.name: attributes(span) for span in trace(withheld, "web")}
    assert found["model"] == {"tiaoli.engine": "qwen", "tiaoli.supported": 2, "tiaoli.contradicted": 1}
    assert found["web"] == {"tiaoli.kind": "lead", "tiaoli.documents": 5, "tiaoli.refused": False}
    assert found["understand"] == {}


def test_what_was_asked_stays_out_of_traces_unless_told(withheld, told):
    assert SECRET.encode() not in b"".join(withheld)
    assert {attributes(span).get("tiaoli.text") for span in spans(told) if span.name in {"plain", "web"}} == {SECRET}
    prompts = [each.value.string_value for span in spans(told) for event in span.events for each in event.attributes
               if each.key == "prompt"]
    assert prompts == [SECRET] * 3


def test_errors_are_marked_by_their_kind_and_a_reader_who_leaves_is_none(withheld):
    errors = {span.name: span.status.message for span in spans(withheld) if span.status.code == Status.STATUS_CODE_ERROR}
    assert errors == {"refused": "bad_filter", "draft": "bad_filter", "broken": "ConnectionError", "Model.fail": "ConnectionError"}
    assert tree(withheld, "left") == [
        ("", "left"), ("left", "understand"), ("left", "model"), ("model", "Model.complete")]
    assert tree(withheld, "alone") == [("", "alone")]


def test_the_service_has_our_name_unless_the_environment_gives_one(withheld, told):
    assert (service(withheld[0]), service(told[0])) == ("office", "tiaoli")


@pytest.mark.parametrize("variables", [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}])
def test_off_nothing_is_imported(variables):
    done = subprocess.run([sys.executable, "-c", OFF], capture_output=True, text=True, env=environment(**variables))
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_without_the_extra_a_warning_says_so_and_stages_go_on(monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "llama_index.observability.otel.base", None)
    start_tracing()
    [warning] = caplog.records
    assert warning.levelno == logging.WARNING and "tiaoli[otel]" in warning.getMessage()
    with pytest.raises(TiaoliError), stage("question") as question:
        question.note(kind="lead")
        raise TiaoliError("bad_filter", "甲")


def test_a_collector_that_is_away_costs_one_line():
    program = """if True:
        from answer.tracing import stage, start_tracing
        start_tracing()
        with stage("question"):
            print("answered")
    """
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_TIMEOUT": "0.2"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment(**variables))
    assert (done.returncode, done.stdout) == (0, "answered\n")
    assert len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


@pytest.mark.parametrize(("name", "value"), [("OTEL_EXPORTER_OTLP_PROTOCOL", "carrier-pigeon"), ("OTEL_BSP_MAX_QUEUE_SIZE", "0")])
def test_a_malformed_variable_is_a_warning(monkeypatch, caplog, name, value):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv(name, value)
    start_tracing()
    [warning] = caplog.records
    assert "no traces are sent" in warning.getMessage()
