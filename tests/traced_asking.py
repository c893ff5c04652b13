"""A program that asks traced questions, with a stand-in for one of LlamaIndex's model classes: `python traced_asking.py TEXT`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from contextvars import copy_context

from llama_index_instrumentation import get_dispatcher, root_dispatcher
from llama_index_instrumentation.base.event import BaseEvent

from answer.tracing import stage, start_tracing
from ingest.errors import TiaoliError

dispatcher = get_dispatcher("llama_index.core.llms")


class Prompted(BaseEvent):
    prompt: str


class Model:
    @dispatcher.span
    def complete(self, prompt: str) -> None:
        dispatcher.event(Prompted(prompt=prompt))

    @dispatcher.span
    def fail(self, prompt: str) -> None:
        raise ConnectionError(prompt)


def answer(name: str, text: str) -> Iterator[str]:
    """A stream of two sentences."""
    with stage(name, kind="lead", documents=5) as question:
        question.quote(text=text)
        with stage("understand", question):
            pass
        with stage("model", question, engine="qwen") as model:
            Model().complete(text)
            yield "甲"
            model.note(supported=2, contradicted=1, missing=None)
        with stage("verify", question), stage("judge"):
            yield "乙"
        question.note(refused=False)


def ask(text: str) -> int:
    """Asks in each way that a question may go; returns how many spans are remembered after that."""
    start_tracing()
    start_tracing()
    assert list(answer("plain", text)) == ["甲", "乙"]
    web = answer("web", text)
    while copy_context().run(next, web, None):  # a web server reads each sentence in a context of its own
        pass
    left = answer("left", text)
    next(left)
    left.close()
    with suppress(TiaoliError), stage("refused"), stage("draft"):
        raise TiaoliError("bad_filter", text)
    with suppress(ConnectionError), stage("broken"):
        Model().fail(text)
    with stage("alone"):
        pass
    [handler] = [handler for handler in root_dispatcher.span_handlers if hasattr(handler, "all_spans")]
    return sum(map(len, (handler.all_spans, handler.open_spans, handler.completed_spans, handler.dropped_spans)))


if __name__ == "__main__":
    sys.exit(ask(sys.argv[1]))
