"""Many readers wait for a language model: others are answered meanwhile, and a server told to stop finishes with all of them."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event, Lock, Thread
from types import SimpleNamespace

import httpx
import pytest
from fake_openai import STALL, Reply, answer, serving
from pydantic import SecretStr

from answer.llm import Engine, complete
from answer.llm.calls import MOST, Calls
from answer.turns import Turns
from ingest.errors import TiaoliError
from web import running
from web.running import THREADS, Gate

ROOT = Path(__file__).parent.parent
READERS = 16
DRAFTED, REFUSED = "如何规范行政决策程序？", "上海市的行政调解由哪个部门牵头？"
# The server without the chat page, whose library alone takes seconds to load.
SERVER = """if True:
    import asyncio, socket, sys
    from functools import partial
    from pathlib import Path
    from fastapi import FastAPI
    from answer.llm import engine
    from answer.records import unkept
    from index.live import live_index
    from web.api import create_api
    from web.health import add_readiness
    from web.logs import log_request
    from web.metrics import add_metrics, count_request, counted, create_metrics
    from web.running import Gate, run, stoppable
    from web.served import observed

    with stoppable(), live_index(Path(sys.argv[1])) as live:
        app, gate, listener = FastAPI(), Gate(live), socket.create_server(("127.0.0.1", 0))
        metrics = create_metrics(gate, engine)
        api = create_api(gate, counted(unkept, metrics))
        add_readiness(api, gate)
        add_metrics(app, metrics)
        app.mount("/api", api)
        app.add_middleware(observed, watchers=(partial(count_request, metrics), log_request))
        ready = partial(print, listener.getsockname()[1], flush=True)
        asyncio.run(run(app, listener, gate, ready, engine().calls.give_up, bool, "json"))
"""


def until(holds, seconds=60):
    """Waits for what another process or thread brings about."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


@contextmanager
def server(home, model):
    environment = os.environ | {"TIAOLI_LLM_URL": model, "TIAOLI_LLM_MODEL": "slow", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", SERVER, home], env=environment, text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{process.stdout.readline().strip()}", timeout=120, trust_env=False) as client:
            yield process, client
    finally:
        process.kill()
        process.wait()


def test_readers_who_wait_for_a_model_hold_up_nobody_and_are_answered_when_the_server_stops(home):
    released = Event()

    def slow():
        released.wait(120)
        yield from answer("一句没有依据的话。").pieces

    with serving(lambda request: Reply(slow())) as model, server(home, model.url) as (process, client), \
            ThreadPoolExecutor(READERS) as pool:
        def ask(question):
            return client.post("/api/ask", json={"question": question})

        def figure(line):
            return line in client.get("/metrics").text.splitlines()

        waiting = [pool.submit(ask, DRAFTED) for _ in range(READERS)]
        until(lambda: figure(f"tiaoli_model_calls_in_progress {READERS}.0"))
        beside = ask(REFUSED)
        assert (beside.status_code, beside.json()["refused"]) == (200, True)
        assert client.get("/api/ready").json() == {"ready": True, "documents": 5}
        assert figure('tiaoli_questions_total{engine="extractive",outcome="refused"} 1.0')
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 200  # believed from a known proxy only
        assert not any(each.done() for each in waiting)

        process.terminate()
        until(lambda: client.get("/api/ready").status_code == 503)
        assert client.get("/api/ready").json()["error"]["code"] == ask(REFUSED).json()["error"]["code"] == "shutting_down"
        assert not any(each.done() for each in waiting)
        released.set()
        answers = [each.result() for each in waiting]
        assert {(each.status_code, each.json()["refused"], each.json()["engine"]) for each in answers} == {(200, False, "extractive")}
        assert process.wait(60) == 0
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
    asked = [line for line in lines if line["logger"] == "tiaoli.requests" and line["path"] == "/api/ask"]
    assert [line["status"] for line in asked].count(200) == READERS + 1
    assert DRAFTED not in str(lines) and {"at", "level", "method", "ms", "user"} <= set(asked[0])


def engine_at(url, most=MOST):
    return Engine("slow", "openai", "slow", url, SecretStr(""), timeout=60, calls=Calls(most))


def test_no_more_wait_for_a_model_than_leave_threads_to_others():
    assert 2 * MOST <= THREADS
    with serving([Reply((STALL,))]) as model, ThreadPoolExecutor(1) as pool:
        engine = engine_at(model.url, most=1)
        first = pool.submit(complete, engine, "问题")
        until(lambda: model.requests)
        with pytest.raises(TiaoliError) as second:
            complete(engine, "问题")
        assert (second.value.code, engine.calls.under_way) == ("llm_crowded", 1)
        engine.calls.give_up()
        with pytest.raises(TiaoliError) as given_up:
            first.result(60)
        assert given_up.value.code == "llm_given_up"
        with pytest.raises(TiaoliError) as later:
            complete(engine, "问题")
        assert later.value.code == "llm_given_up"
    assert engine.calls.faults == {"llm_crowded": 1, "llm_given_up": 2} and engine.calls.under_way == 0


def test_answers_under_way_are_hurried_when_their_time_is_up(monkeypatch):
    monkeypatch.setattr(running, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(running, "STREAM_SECONDS", 0.05)
    gate, hurried, let_go, hung_up = Gate(nullcontext), Event(), Event(), Event()
    listening = SimpleNamespace(transport=SimpleNamespace(close=hung_up.set))
    server = SimpleNamespace(force_exit=False, should_exit=False, server_state=SimpleNamespace(connections=[listening]))

    def answering():
        with gate():
            assert hurried.wait(60) and not let_go.is_set() and not server.should_exit

    async def leaving():
        told = asyncio.Event()
        told.set()
        await running._leave(server, gate, hurried.set, let_go.set, told)

    reader = Thread(target=answering)
    reader.start()
    until(lambda: gate.under_way)
    asyncio.run(leaving())
    reader.join()
    assert hurried.is_set() and let_go.is_set() and server.should_exit and hung_up.is_set() and gate.under_way == 0


def test_turns_are_taken_in_order_and_never_more_at_once():
    turns, lock, order, most, inside = Turns(2), Lock(), [], [0], [0]
    turns.take()
    turns.take()

    def work(number):
        turns.take()
        with lock:
            order.append(number)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        with lock:
            inside[0] -= 1
        turns.give()

    threads = []
    for number in range(6):
        threads.append(Thread(target=work, args=(number,)))
        threads[-1].start()
        until(lambda: len(turns._waiting) == len(threads))
    turns.give()
    for thread in threads:
        thread.join()
    turns.give()
    assert order == list(range(6)) and most[0] <= 2 and turns._free == 2
