"""Traces of a question's stages, sent to an OpenTelemetry collector through LlamaIndex's instrumentation.

On when OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) is set; the other standard variables hold too
(https://opentelemetry.io/docs/specs/otel/protocol/exporter/). Off, a stage costs a function call and nothing is imported.
What people ask, what models are told and what they write stays out of traces, unless the standard variable
OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is `true`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ingest.errors import TiaoliError

if TYPE_CHECKING:
    from llama_index.observability.otel.base import OTelCompatibleSpanHandler
    from opentelemetry.sdk.trace.export import SpanExporter

Value = str | bool | int | float | Sequence[str]

log = logging.getLogger("tiaoli")

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_TIMEOUTS = ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")
_SECONDS = 3.0  # The libraries' 10 hold up the end of a command by as much, where the collector is away.
_EXPORTERS = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}
_CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"


class Withheld(Exception):
    """Stands in a trace for an error whose words may quote what people asked."""


@dataclass(frozen=True)
class Stage:
    """A stage under way; without an id where tracing is off."""

    id: str = ""

    def note(self, **attributes: Value | None) -> None:
        """Adds what is known by now, each as `tiaoli.<name>`; None adds nothing."""
        if self.id:
            _started.note(self.id, attributes)

    def quote(self, **texts: str) -> None:
        """Adds, as `note`, words of people or models: only where traces are to have them."""
        if self.id and _started.content:
            _started.note(self.id, texts)


_OFF = Stage()
"""What `stage` gives while tracing is off."""


@dataclass(frozen=True)
class _Tracing:
    """Tracing that has been started."""

    handler: OTelCompatibleSpanHandler
    content: bool

    def note(self, id_: str, attributes: Mapping[str, Value | None]) -> None:
        span = self.handler.all_spans.get(id_)
        for name, value in attributes.items():
            if span and value is not None:
                span.set_attribute(f"tiaoli.{name}", value)


_started: _Tracing | None = None


def start_tracing() -> None:
    """Begins to trace, when an endpoint is set; once in a process. A warning is logged where that cannot be: without the
    extra `[otel]`, or with a variable that is malformed.
    """
    global _started
    wanted = any(map(os.environ.get, _ENDPOINTS)) and os.environ.get("OTEL_SDK_DISABLED", "").lower() != "true"
    if _started or not wanted:
        return
    protocol = next(filter(None, map(os.environ.get, _PROTOCOLS)), "http/protobuf")
    try:
        _started = _start(_exporter(protocol))
    except ImportError as error:
        log.warning("缺少组件，不发送追踪 / no traces are sent, a package is missing: %s；pip install 'tiaoli[otel]'", error)
    except ValueError as error:
        log.warning("OTEL_ 变量有误，不发送追踪 / no traces are sent, an OTEL_ variable is malformed: %s", error)


@contextmanager
def stage(name: str, within: Stage = _OFF, **attributes: Value | None) -> Iterator[Stage]:
    """A span around a `with` block, below the one that is around it or, where given, below `within`.

    A generator whose `with` block spans a `yield` must give `within`: its caller may go on in another context, where nothing
    is around it. attributes: as `Stage.note`. Costs next to nothing when tracing is off.
    """
    if _started is None:
        yield _OFF
        return
    with _span(name, within.id) as id_:
        _started.note(id_, attributes)
        yield Stage(id_)


def _exporter(protocol: str) -> SpanExporter:
    """The exporter that is installed for a protocol. Raises ImportError, and ValueError for an unknown protocol."""
    from importlib.metadata import entry_points

    if protocol not in _EXPORTERS:
        raise ValueError(f"OTEL_EXPORTER_OTLP_PROTOCOL={protocol}")
    found = entry_points(group="opentelemetry_traces_exporter", name=_EXPORTERS[protocol])
    if not found:
        raise ImportError(f"OTLP {protocol}")
    # It tells of every attempt to send again; that it has given up is enough.
    logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)
    timeout = {} if any(map(os.environ.get, _TIMEOUTS)) else {"timeout": _SECONDS}
    return next(iter(found)).load()(**timeout)


def _start(exporter: SpanExporter) -> _Tracing:
    from llama_index.observability.otel.base import OTelCompatibleEventHandler
    from llama_index_instrumentation import get_dispatcher
    from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # What the environment says of the service goes before our name for it.
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "tiaoli"}).merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    content = os.environ.get(_CONTENT, "").lower() == "true"
    handler = _handler_class(content)(tracer=provider.get_tracer("tiaoli"), tracer_provider=provider)
    dispatcher = get_dispatcher()
    dispatcher.add_span_handler(handler)
    if content:  # LlamaIndex's events hold whole prompts and answers.
        dispatcher.add_event_handler(OTelCompatibleEventHandler(span_handler=handler))
    return _Tracing(handler, content)


def _handler_class(content: bool) -> type[OTelCompatibleSpanHandler]:
    """LlamaIndex's handler, but for two things: it keeps no list of all spans ended, and errors give their kind only."""
    from llama_index.observability.otel.base import OTelCompatibleSpanHandler

    class Handler(OTelCompatibleSpanHandler):
        def prepare_to_exit_span(self, *args: Any, **kwargs: Any) -> Any:
            ended = super().prepare_to_exit_span(*args, **kwargs)
            self.completed_spans.clear()
            return ended

        def prepare_to_drop_span(self, *args: Any, err: BaseException | None = None, **kwargs: Any) -> Any:
            ended = super().prepare_to_drop_span(*args, err=err if content or err is None else _withheld(err), **kwargs)
            self.dropped_spans.clear()
            return ended

    return Handler


def _withheld(error: BaseException) -> Withheld:
    return Withheld(error.code if isinstance(error, TiaoliError) else type(error).__qualname__)


@contextmanager
def _span(name: str, parent: str) -> Iterator[str]:
    """As `Dispatcher.span` does for a function, but for a block. Gives the id of the span."""
    import inspect

    from llama_index_instrumentation import get_dispatcher
    from llama_index_instrumentation.span import active_span_id

    dispatcher, id_ = get_dispatcher("tiaoli"), f"{name}-{uuid4()}"
    around = {"id_": id_, "bound_args": inspect.Signature().bind(), "instance": None}
    dispatcher.span_enter(**around, parent_id=parent or active_span_id.get())
    token = active_span_id.set(id_)
    try:
        yield id_
    except GeneratorExit:  # the reader of a stream has left: no error
        dispatcher.span_exit(**around, result=None)
        raise
    except BaseException as error:
        dispatcher.span_drop(**around, err=error)
        raise
    else:
        dispatcher.span_exit(**around, result=None)
    finally:
        with suppress(ValueError):  # a stream that was read on in another context has nothing to reset there
            active_span_id.reset(token)
