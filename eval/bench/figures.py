"""The speed figures of the README: `python -m eval.bench.figures`. Cold start, ingest, warm answers over HTTP, peak memory.

Baselines of the same run: starting Python for cold figures, an empty request (/api/health) for warm ones.
"""

from __future__ import annotations

import itertools
import json
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from eval.cases import DEFAULT_SET, load_cases

ROOT = Path(__file__).parents[2]
ASKED = 200


def main() -> None:
    """Runs everything in a temporary home and prints one line a figure."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        python = _timed([sys.executable, "-c", "pass"])
        ingest = _timed(_tiaoli(home, "ingest", str(ROOT / "corpus")))
        cold = statistics.median(_timed(_tiaoli(home, "ask", "--json", "连云港的行政调解由谁牵头？")) for _ in range(3))
        english = _timed(_tiaoli(home, "ask", "--json", "Which department leads administrative mediation?"))
        print(f"python start        {python:6.2f} s (baseline)")
        print(f"ingest, 5 notices   {ingest:6.2f} s  {ingest / python:6.0f} x")
        print(f"cold ask, Chinese   {cold:6.2f} s  {cold / python:6.0f} x")
        print(f"cold ask, English   {english:6.2f} s  {english / python:6.0f} x")
        print(f"peak memory so far  {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:6.0f} MB (ingest or ask)")
        _serve(home)
        print(f"peak memory         {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:6.0f} MB (server too)")


def _serve(home: Path) -> None:
    port = _free_port()
    server = subprocess.Popen(_tiaoli(home, "serve", "--port", str(port)), stdout=subprocess.PIPE, text=True)
    try:
        began = time.perf_counter()
        server.stdout.readline()
        print(f"server ready        {time.perf_counter() - began:6.2f} s")
        url = f"http://127.0.0.1:{port}/api"
        questions = [case.asked[-1] for case in load_cases(DEFAULT_SET)]
        empty = [_request(f"{url}/health") for _ in range(50)]
        warm = sorted(_request(f"{url}/ask", {"question": q}) for q in itertools.islice(itertools.cycle(questions), ASKED))
        base = statistics.median(empty)
        for name, at in (("p50", 0.50), ("p95", 0.95)):
            value = warm[int(at * len(warm))]
            print(f"warm /api/ask {name}   {1000 * value:6.0f} ms {value / base:6.1f} x /api/health ({1000 * base:.1f} ms)")
    finally:
        server.terminate()
        server.wait(10)


def _tiaoli(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", "--home", str(home), *arguments]


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def _request(url: str, body: dict | None = None) -> float:
    """Seconds for one request."""
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as response:
        response.read()
    return time.perf_counter() - began


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
