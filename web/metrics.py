"""Figures for Prometheus at /metrics. No label holds anything of a user, a question or a notice; all take few values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from answer.journal import Exchange
from answer.llm import Engine
from answer.records import Keep
from answer.service import ENGINE
from ingest.errors import TiaoliError
from web.identity import identity_of
from web.running import Gate
from web.served import Served

# Seconds. An extractive answer takes hundredths to tenths, a language model's up to a minute.
_REQUEST_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60)
_ANSWER_BUCKETS = (0.03, 0.1, 0.3, 0.5, 1, 2, 3, 5, 10, 20, 40, 60, 120)


@dataclass(frozen=True)
class Metrics:
    """What is counted as it happens; the rest is read when it is asked for."""

    registry: CollectorRegistry
    requests: Counter
    request_seconds: Histogram
    questions: Counter
    answer_seconds: Histogram
    sentences: Counter
    replaced: Counter


def create_metrics(gate: Gate, engine: Callable[[], Engine | None]) -> Metrics:
    """A fresh set, each at nought."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    Gauge("tiaoli_readings_in_progress", "Requests that read the index at this moment, questions among them",
          registry=registry).set_function(lambda: gate.under_way)
    registry.register(_Read(gate, engine))
    return Metrics(
        registry,
        Counter("tiaoli_http_requests", "HTTP requests ended", ["method", "route", "status"], registry=registry),
        Histogram("tiaoli_http_request_seconds", "Time to the end of the response; of pages that stay connected, that of the connection",
                  ["route"], buckets=_REQUEST_BUCKETS, registry=registry),
        Counter("tiaoli_questions", "Questions answered, by what the answer was written by, or refused", ["engine", "outcome"],
                registry=registry),
        Histogram("tiaoli_answer_seconds", "Time from question to answer", ["engine"], buckets=_ANSWER_BUCKETS, registry=registry),
        Counter("tiaoli_model_sentences", "Sentences that the language model wrote, by what checking them found", ["verdict"],
                registry=registry),
        Counter("tiaoli_model_answers_replaced", "Answers asked of the language model and given in the clauses' own words",
                registry=registry),
    )


class _Read(Collector):
    """The index and the language model as they are when they are asked for."""

    def __init__(self, gate: Gate, engine: Callable[[], Engine | None]) -> None:
        self._gate, self._engine = gate, engine

    def describe(self) -> list[Metric]:
        """None beforehand: reading the index waits for a request."""
        return []

    def collect(self) -> Iterator[Metric]:
        ready = GaugeMetricFamily("tiaoli_ready", "1 while questions are answered")
        try:
            with self._gate() as index:
                yield GaugeMetricFamily("tiaoli_index_documents", "Notices on file", len(index.documents()))
                yield GaugeMetricFamily("tiaoli_index_clauses", "Clauses on file", index.count_clauses())
            ready.add_metric([], 1)
        except TiaoliError:
            ready.add_metric([], 0)
        yield ready
        yield from _model(self._engine)


def _model(engine: Callable[[], Engine | None]) -> Iterator[Metric]:
    try:
        model = engine()
    except TiaoliError:
        return  # told with every answer
    if model:
        yield GaugeMetricFamily("tiaoli_model_calls_in_progress", "Answers of the language model waited for at this moment",
                                model.calls.under_way)
        failed = CounterMetricFamily("tiaoli_model_failures", "Calls of the language model that failed, by error", labels=["code"])
        for code, times in tuple(model.calls.faults.items()):
            failed.add_metric([code], times)
        yield failed


def counted(keep: Keep, metrics: Metrics) -> Keep:
    """Counts each exchange before it is kept. `inspect.unwrap` gives the keep back, for whoever asks whether anything is kept."""

    @wraps(keep)
    def count(exchange: Exchange) -> None:
        answer = exchange.answer
        metrics.questions.labels(answer.engine, "refused" if answer.refused else "answered").inc()
        metrics.answer_seconds.labels(answer.engine).observe(answer.timings_ms["total"] / 1000)
        if exchange.engine != ENGINE:
            metrics.replaced.inc(answer.engine == ENGINE)
            for each in exchange.verdicts:
                metrics.sentences.labels(each.verdict).inc()
        keep(exchange)

    return count


def count_request(metrics: Metrics, served: Served) -> None:
    """A request has ended."""
    metrics.requests.labels(served.method, served.route, served.status).inc()
    metrics.request_seconds.labels(served.route).observe(served.seconds)


def add_metrics(app: FastAPI, metrics: Metrics) -> None:
    """Adds GET /metrics, for whoever is known by name and for this machine itself."""

    @app.get("/metrics", include_in_schema=False)
    def show(request: Request) -> Response:
        if not (identity_of(request).name or _is_local(request)):
            refused = TiaoliError("not_allowed", "指标只供本机或已登录者查看 / the metrics are for this machine and for known users",
                                  "请用接口密钥 / use an API key")
            return JSONResponse(refused.as_dict(), 403)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _is_local(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
