"""Many readers at once, through the real server on loopback: `python -m eval.bench.load [--home DIR] [--users 50] [--seconds 60]`.

First each of the users asks one question after another of the evaluation set, with `--pause` seconds of reading between them:
errors, times and the server's memory. Then a language model is set that never answers, so many users wait for it, and one more
asks what needs no model (`answer.service`: refusals, lists): it must not wait for them. The home is copied, not changed. Needs httpx.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from eval.cases import DEFAULT_SET, load_cases
from index.settings import settings

ROOT = Path(__file__).parents[2]
WARMING, READY, ASIDE = 20.0, 300, 40
"""Seconds of questions before the clock starts; seconds a server may take to get ready; questions asked beside those who wait."""
ANSWER_TIMEOUT = 120.0


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


async def ask(client: httpx.AsyncClient, question: str, seen: Seen) -> None:
    """One question; what became of it goes into `seen`."""
    began = time.perf_counter()
    try:
        response = await client.post("/api/ask", json={"question": question})
        response.raise_for_status()
    except httpx.HTTPError as error:
        told = str(getattr(getattr(error, "response", None), "status_code", type(error).__name__))
        seen.errors[told] += 1
        return
    seen.seconds.append(time.perf_counter() - began)
    (seen.refused if response.json()["refused"] else seen.answered).add(question)


async def crowd(url: str, questions: Sequence[str], users: int, seconds: float, pause: float) -> Seen:
    """So many users who ask, each by itself, for so long. pause: mean seconds between an answer and the next question."""
    seen, ends = Seen(), time.monotonic() + seconds
    async with client_of(url, users) as client, asyncio.TaskGroup() as group:
        for user in range(users):
            group.create_task(_user(client, Random(user), questions, ends, pause, seen))
    return seen


async def _user(client: httpx.AsyncClient, random: Random, questions: Sequence[str], ends: float, pause: float, seen: Seen) -> None:
    await asyncio.sleep(random.uniform(0, pause))
    while time.monotonic() < ends:
        await ask(client, random.choice(questions), seen)
        await asyncio.sleep(random.uniform(0, 2 * pause))


def client_of(url: str, users: int) -> httpx.AsyncClient:
    """With a connection for each user, and none through a proxy."""
    limits = httpx.Limits(max_connections=users + 10)
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


async def extractive(url: str, process: subprocess.Popen[str], questions: Sequence[str], options: argparse.Namespace) -> Seen:
    """Prints errors, times and memory under load."""
    await crowd(url, questions, 4, WARMING, 0)
    sizes, halves = [memory(process)], []
    for _ in range(2):
        halves.append(await crowd(url, questions, options.users, options.seconds / 2, options.pause))
        sizes.append(memory(process))
    seen = Seen([*halves[0].seconds, *halves[1].seconds], halves[0].errors + halves[1].errors,
                halves[0].refused | halves[1].refused, halves[0].answered | halves[1].answered)
    print(f"  {len(seen.seconds)} answers, {len(seen.seconds) / options.seconds:.1f}/s; errors {dict(seen.errors) or 'none'}; "
          f"p50 {seen.percentile(0.5):.2f} s, p95 {seen.percentile(0.95):.2f} s, longest {max(seen.seconds):.2f} s")
    print(f"  memory MB: start {sizes[0]:.0f}, middle {sizes[1]:.0f}, end {sizes[2]:.0f}")
    return seen


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


async def beside_waiting(url: str, waiting: set[asyncio.StreamWriter], known: Seen, users: int) -> None:
    """Prints how long questions that need no model take while so many users wait for one."""
    held, aside = Seen(), Seen()
    answered, refused = sorted(known.answered), sorted(known.refused)
    async with client_of(url, users) as client:
        asking = [asyncio.create_task(_until_held(client, answered[n % len(answered):], held)) for n in range(users)]
        while len(waiting) < users:
            await asyncio.sleep(0.1)
        for number in range(ASIDE):
            await ask(client, refused[number % len(refused)], aside)
        print(f"  {len(waiting)} users waiting; beside them {len(aside.seconds)} answers, errors {dict(aside.errors) or 'none'}; "
              f"p50 {aside.percentile(0.5):.2f} s, p95 {aside.percentile(0.95):.2f} s")
        for task in asking:
            task.cancel()


async def _until_held(client: httpx.AsyncClient, questions: Sequence[str], seen: Seen) -> None:
    """Asks one question after another; those that need no model pass, the first that does waits."""
    for question in questions:
        await ask(client, question, seen)


async def measure(home: Path, questions: Sequence[str], options: argparse.Namespace) -> None:
    """Prints all of it."""
    print(f"{options.users} users for {options.seconds:.0f} s, pause {options.pause:g} s, without a language model")
    with server(home, TIAOLI_LLM="extractive") as (url, process):
        known = await extractive(url, process, questions, options)
    print(f"{options.users} users waiting for a language model that does not answer")
    async with silent_model() as (model, waiting):
        with server(home, TIAOLI_LLM="openai", TIAOLI_LLM_URL=model, TIAOLI_LLM_MODEL="silent", TIAOLI_LLM_TIMEOUT="600") as (url, _):
            await beside_waiting(url, waiting, known, options.users)


def main() -> None:
    """Reads the options and measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=settings().home)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0)
    options = parser.parse_args()
    questions = [case.question for case in load_cases(DEFAULT_SET) if case.question]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(options.home, Path(folder) / "home")
        asyncio.run(measure(home, questions, options))


if __name__ == "__main__":
    main()
