"""Files -> notices, in worker processes: up to as many as there are cores, and none of them can take the ingest down.

Workers import this module, so it imports only `ingest` and what reads files.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from index.scan import Found, Skipped, read_source
from ingest.errors import TiaoliError
from ingest.model import Notice
from ingest.parse import parse

# Text takes seconds at most; a scan of a hundred pages whose characters must be recognised takes minutes.
PARSE_SECONDS = 600
# Fewer and smaller files than these need no processes, if they are plain text: reading it needs no native library that might
# crash, and is linear in its length. A process costs a second or more of work before its first file.
_HERE_FILES, _HERE_BYTES = 8, 1_000_000
_BYTES_PER_WORKER = 200_000
# Files handed out or parsed and not yet fetched. They bound the memory: a notice takes some ten times its file.
_AHEAD_FILES, _AHEAD_BYTES = 64, 40_000_000
# A worker is replaced after so many files: what native libraries leak goes with it.
_FILES_PER_WORKER = 500


@dataclass(frozen=True)
class Job:
    """A file to parse, and the id its notice gets."""

    file: Found
    doc_id: str


@contextmanager
def parsing(jobs: Sequence[Job], limit: int, seconds: float = PARSE_SECONDS) -> Iterator[Iterator[Notice | Skipped]]:
    """Begins to parse at once; gives what became of each file, in the order of `jobs`. limit: bytes a file may have.

    A file that takes longer than `seconds`, or whose worker dies, is skipped and the rest goes on.
    """
    with ExitStack() as resources:
        ahead = _Ahead(_here(resources) if _is_light(jobs) else _workers(jobs, seconds, resources), jobs, limit, seconds)
        ahead.fill()
        yield ahead.results()


Submit = Callable[[str, str, int], Future]


def _is_light(jobs: Sequence[Job]) -> bool:
    return (len(jobs) < _HERE_FILES and sum(job.file.size for job in jobs) < _HERE_BYTES
            and all(job.file.plain for job in jobs))


def _here(resources: ExitStack) -> Submit:
    """Parses in a thread of this process."""
    pool = resources.enter_context(ThreadPoolExecutor(1))
    return lambda *arguments: pool.submit(_parse, *arguments)


def _workers(jobs: Sequence[Job], seconds: float, resources: ExitStack) -> Submit:
    """Parses in processes of its own."""
    wanted = min(_cores(), len(jobs), 1 + sum(job.file.size for job in jobs) // _BYTES_PER_WORKER)
    pool = ProcessPool(max_workers=wanted, max_tasks=_FILES_PER_WORKER, initializer=_set_up_worker,
                       context=multiprocessing.get_context("spawn"))
    resources.callback(pool.join)
    resources.callback(pool.stop)
    return lambda *arguments: pool.schedule(_parse, args=arguments, timeout=seconds)


class _Ahead:
    """The files handed out, in order."""

    def __init__(self, submit: Submit, jobs: Sequence[Job], limit: int, seconds: float) -> None:
        self._submit, self._limit, self._seconds = submit, limit, seconds
        self._waiting, self._running = deque(jobs), deque[tuple[Job, Future]]()
        self._bytes = 0

    def fill(self) -> None:
        while self._waiting and len(self._running) < _AHEAD_FILES and (
                not self._running or self._bytes + self._waiting[0].file.size <= _AHEAD_BYTES):
            job = self._waiting.popleft()
            self._running.append((job, self._submit(job.file.source, job.doc_id, self._limit)))
            self._bytes += job.file.size

    def results(self) -> Iterator[Notice | Skipped]:
        while self._running:
            job, future = self._running.popleft()
            outcome = _outcome(job, future, self._seconds)
            self._bytes -= job.file.size
            del future  # holds the notice
            self.fill()
            yield outcome


def _outcome(job: Job, future: Future, seconds: float) -> Notice | Skipped:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, TooSlow):
        code, reason = "too_slow", f"解析超过 {seconds:g} 秒，已放弃 / parsing took more than {seconds:g} s"
    elif isinstance(error, ProcessExpired):
        code, reason = "parser_died", "解析时进程异常终止，文件可能已损坏 / its parser died: the file may be damaged"
    else:
        code, reason = "parser_failed", f"无法解析 / cannot be parsed: {type(error).__name__}: {error}"
    return Skipped(job.file.source, code, reason)


def _parse(source: str, doc_id: str, limit: int) -> Notice | Skipped:
    try:
        return parse(read_source(source, limit), doc_id, source)
    except TiaoliError as error:
        return Skipped(source, error.code, error.message)


def _set_up_worker() -> None:
    """Ctrl-C goes to every process of a terminal: only the ingest itself heeds it. Short of memory, Linux ends a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _cores() -> int:
    """Those this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
