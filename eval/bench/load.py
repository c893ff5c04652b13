"""Many readers at once, through the real server on loopback: `python -m eval.bench.load [--home DIR] [--users 50] [--seconds 60]`.

First each of the users asks one question after another of the evaluation set, with `--pause` seconds of reading between them:
errors, times and the server's memory. Then a language model is set that never answers, so many users wait for it, and one more
asks what needs no model (`answer.service`: refusals, lists): it must not wait for them. The home is copied, not changed. Needs httpx.

They ask through the JSON API; with `--chat` on the chat page, by the requests that it makes in a browser, without its scripts and
styles: each user opens it, asks a few questions in one conversation and opens it anew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import Any

import httpx

from eval.cases import DEFAULT_SET, load_cases
from index.settings import settings

ROOT = Path(__file__).parents[2]
WARMING, READY, ASIDE = 20.0, 300, 40
"""Seconds of questions before the clock starts; seconds a server may take to get ready; questions asked beside those who wait."""
ANSWER_TIMEOUT, TURNS = 120.0, 5
"""Seconds an answer may take; questions that a user asks in one conversation."""
Ask = Callable[[str], Awaitable[bool]]
"""Asks a question; whether it was refused. Raises httpx.HTTPError, or Unanswered."""
Door = Callable[[httpx.AsyncClient], AbstractAsyncContextManager[Ask]]
"""How a user comes in, for one conversation."""


@dataclass
class Seen:
    """seconds of each answer; what went wrong instead -> how often; questions refused and answered."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)

    def percentile(self, share: float) -> float:
        """By nearest rank; NaN of nothing."""
        ranked = sorted(self.seconds)
        return ranked[min(int(share * len(ranked)), len(ranked) - 1)] if ranked else float("nan")


class Unanswered(Exception):
    """What the reader got instead of an answer."""


@asynccontextmanager
async def api(client: httpx.AsyncClient) -> AsyncIterator[Ask]:
    """The JSON API, which keeps no conversation."""

    async def ask(question: str) -> bool:
        response = await client.post("/api/ask", json={"question": question})
        response.raise_for_status()
        return response.json()["refused"]

    yield ask


@asynccontextmanager
async def chat(client: httpx.AsyncClient) -> AsyncIterator[Ask]:
    """A chat page, as a browser has it open."""
    session = token_hex(5)
    page = await client.get("/")
    page.raise_for_status()
    config, _ = json.JSONDecoder().raw_decode(page.text, page.text.index("{", page.text.index("window.gradio_config")))
    loaded, worded, submitted = (next(event for event in config["dependencies"] if cause in [each[1] for each in event["targets"]])
                                 for cause in ("load", "then", "submit"))

    async def ask(question: str) -> bool:
        messages, *_ = await _event(client, session, submitted, [question, None, "", False, None, None, None, "zh-Hans"])
        reply = messages[-1]["content"][0]["text"]
        if "tl-error" in reply or "tl-actions" not in reply:
            raise Unanswered("error shown")
        return "tl-refusal" in reply

    async with client.stream("GET", f"/gradio_api/heartbeat/{session}"):  # open as long as the page is
        await _event(client, session, loaded, [""])
        await _event(client, session, worded, ["zh-Hans", None, "", False, None, None, None])
        yield ask


async def _event(client: httpx.AsyncClient, session: str, event: dict[str, Any], data: list[Any]) -> list[Any]:
    """Something that happens on a page, through Gradio's queue: the values of its outputs in the end."""
    sent = {"data": data, "event_data": None, "fn_index": event["id"], "trigger_id": event["targets"][0][0], "session_hash": session}
    (await client.post("/gradio_api/queue/join", json=sent)).raise_for_status()
    completed = ""
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            completed = line if '"process_completed"' in line[:60] else completed
    if not completed:
        raise Unanswered("cut off")
    message = json.loads(completed.removeprefix("data: "))
    if not message["success"]:
        raise Unanswered("event failed")
    return message["output"]["data"]


async def timed(ask: Ask, question: str, seen: Seen) -> None:
    """One question; what became of it goes into `seen`."""
    began = time.perf_counter()
    try:
        refused = await ask(question)
    except (httpx.HTTPError, Unanswered) as error:
        seen.errors[_told(error)] += 1
        return
    seen.seconds.append(time.perf_counter() - began)
    (seen.refused if refused else seen.answered).add(question)


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, Unanswered) else str(
        getattr(getattr(error, "response", None), "status_code", type(error).__name__))


async def crowd(url: str, door: Door, questions: Sequence[str], users: int, seconds: float, pause: float) -> Seen:
    """So many users who ask, each by itself, for so long. pause: mean seconds between an answer and the next question."""
    seen, ends = Seen(), time.monotonic() + seconds
    async with client_of(url, users) as client, asyncio.TaskGroup() as group:
        for user in range(users):
            group.create_task(_user(client, door, Random(user), questions, ends, pause, seen))
    return seen


async def _user(
    client: httpx.AsyncClient, door: Door, random: Random, questions: Sequence[str], ends: float, pause: float, seen: Seen
) -> None:
    await asyncio.sleep(random.uniform(0, pause))
    while time.monotonic() < ends:
        try:
            async with door(client) as ask:
                for _ in range(TURNS):
                    await timed(ask, random.choice(questions), seen)
                    await asyncio.sleep(random.uniform(0, 2 * pause))
                    if time.monotonic() >= ends:
                        break
        except (httpx.HTTPError, Unanswered) as error:
            seen.errors[f"on opening: {_told(error)}"] += 1


def client_of(url: str, users: int) -> httpx.AsyncClient:
    """With the connections that each user has open at once, and none through a proxy."""
    limits = httpx.Limits(max_connections=3 * users + 10)
    return httpx.AsyncClient(base_url=url, timeout=ANSWER_TIMEOUT, limits=limits, trust_env=False)


@contextmanager
def server(home: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`tiaoli serve` on a free port: (base address, process), once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "import cli; cli.main()", "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    try:
        if str(port) not in process.stdout.readline():
            raise SystemExit("the server did not start")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        print(f"  told to stop, it ended with exit code {process.wait(READY)}")


def memory(process: subprocess.Popen[str]) -> float:
    """MB that the process holds in memory (Linux: proc_pid_status(5), VmRSS)."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


async def extractive(
    url: str, door: Door, process: subprocess.Popen[str], questions: Sequence[str], options: argparse.Namespace
) -> Seen:
    """Prints errors, times and memory under load; returns what was seen before, of questions each asked by itself."""
    known = await crowd(url, api, questions, 4, WARMING, 0)
    sizes, halves = [memory(process)], []
    for _ in range(2):
        halves.append(await crowd(url, door, questions, options.users, options.seconds / 2, options.pause))
        sizes.append(memory(process))
    seen = Seen([*halves[0].seconds, *halves[1].seconds], halves[0].errors + halves[1].errors)
    print(f"  {len(seen.seconds)} answers, {len(seen.seconds) / options.seconds:.1f}/s; errors {dict(seen.errors) or 'none'}; "
          f"p50 {seen.percentile(0.5):.2f} s, p95 {seen.percentile(0.95):.2f} s, longest {max(seen.seconds):.2f} s")
    print(f"  memory MB: start {sizes[0]:.0f}, middle {sizes[1]:.0f}, end {sizes[2]:.0f}")
    return known


@asynccontextmanager
async def silent_model() -> AsyncIterator[tuple[str, set[asyncio.StreamWriter]]]:
    """A language model that hears every question and never answers: (base address, connections that wait)."""
    waiting: set[asyncio.StreamWriter] = set()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting.add(writer)
        await reader.read()  # ends when the other side hangs up
        waiting.discard(writer)
        writer.close()

    listening = await asyncio.start_server(hear, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1", waiting
    finally:
        for writer in tuple(waiting):
            writer.close()
        listening.close()
        await asyncio.sleep(1)  # while those that waited see it


async def beside_waiting(url: str, door: Door, waiting: set[asyncio.StreamWriter], known: Seen, users: int) -> None:
    """Prints how long questions that need no model take while so many users wait for one."""
    held, aside = Seen(), Seen()
    answered, refused = sorted(known.answered), sorted(known.refused)
    async with client_of(url, users) as client:
        asking = [asyncio.create_task(_until_held(client, door, answered[n % len(answered):], held)) for n in range(users)]
        while len(waiting) < users:
            await asyncio.sleep(0.1)
        for number in range(ASIDE):
            async with door(client) as ask:
                await timed(ask, refused[number % len(refused)], aside)
        print(f"  {len(waiting)} users waiting; beside them {len(aside.seconds)} answers, errors {dict(aside.errors) or 'none'}; "
              f"p50 {aside.percentile(0.5):.2f} s, p95 {aside.percentile(0.95):.2f} s")
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)


async def _until_held(client: httpx.AsyncClient, door: Door, questions: Sequence[str], seen: Seen) -> None:
    """Asks one question after another, each by itself; those that need no model pass, the first that does waits."""
    for question in questions:
        async with door(client) as ask:
            await timed(ask, question, seen)


async def measure(home: Path, questions: Sequence[str], options: argparse.Namespace) -> None:
    """Prints all of it."""
    door, where = (chat, "on the chat page") if options.chat else (api, "through the API")
    print(f"{options.users} users {where} for {options.seconds:.0f} s, pause {options.pause:g} s, without a language model")
    with server(home, TIAOLI_LLM="extractive") as (url, process):
        known = await extractive(url, door, process, questions, options)
    print(f"{options.users} users waiting for a language model that does not answer")
    async with silent_model() as (model, waiting):
        with server(home, TIAOLI_LLM="openai", TIAOLI_LLM_URL=model, TIAOLI_LLM_MODEL="silent", TIAOLI_LLM_TIMEOUT="600") as (url, _):
            await beside_waiting(url, door, waiting, known, options.users)


def main() -> None:
    """Reads the options and measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=settings().home)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0)
    parser.add_argument("--chat", action="store_true")
    options = parser.parse_args()
    questions = [case.question for case in load_cases(DEFAULT_SET) if case.question]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(options.home, Path(folder) / "home")
        asyncio.run(measure(home, questions, options))


if __name__ == "__main__":
    main()
