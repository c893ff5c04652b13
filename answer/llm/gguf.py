"""A model in a GGUF file, run by llama.cpp on this machine: its own process, on loopback, behind a key made for it.

llama.cpp keeps Python's interpreter lock while it loads a model (ten seconds a gigabyte on two slow cores), and a damaged file or
want of memory may end the process it runs in; a child can do neither to its parent. The child ends when its parent does.
"""

from __future__ import annotations

import atexit
import json
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

from pydantic import SecretStr

from ingest.errors import TiaoliError

CHILD = Path(__file__).with_name("gguf_child.py")

_MAGIC = b"GGUF"  # specification of the format: the first four bytes
_lock = Lock()


def check_file(path: Path) -> None:
    """Raises TiaoliError: no_model where there is no such file, bad_model where it does not begin as a GGUF file does."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MAGIC))
    except OSError as error:
        raise TiaoliError("no_model", f"打不开模型文件 / cannot open the file of the model: TIAOLI_LLM_MODEL={path} ({error.strerror})",
                          "请写 .gguf 文件的完整路径 / give the full path of a .gguf file") from error
    if begins != _MAGIC:
        raise _bad_model(path, "不是 GGUF 文件 / not a GGUF file")


def serve(path: Path, context: int) -> tuple[str, SecretStr]:
    """(base address, key) of the server of this model, started at the first call and again where it has died; waits while it loads.

    context: tokens of prompt and answer together. Raises TiaoliError as `check_file`, and bad_model where llama.cpp cannot load it.
    """
    with _lock:
        running = _start(path, context)
        if running.process.poll() is not None:
            _start.cache_clear()
            running = _start(path, context)
        return running.url, running.key


@dataclass(frozen=True)
class _Running:
    process: subprocess.Popen[str]
    url: str
    key: SecretStr = field(repr=False)


@lru_cache(maxsize=1)
def _start(path: Path, context: int) -> _Running:
    check_file(path)
    key = secrets.token_urlsafe(32)
    # -P: modules that lie beside the child's file must not pass for the libraries it imports.
    process = subprocess.Popen([sys.executable, "-P", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True, encoding="utf-8")
    atexit.register(_stop, process)
    try:
        # Not as an argument or a variable, which other users of the machine may read.
        process.stdin.write(json.dumps({"path": str(path), "key": key, "context": context}) + "\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline() or "{}")
    except (OSError, ValueError):
        told = {}
    if "url" not in told:
        _stop(process)
        raise _bad_model(path, told.get("error") or "llama.cpp 未能启动 / llama.cpp did not start")
    return _Running(process, told["url"], SecretStr(key))


def _stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def _bad_model(path: Path, reason: str) -> TiaoliError:
    return TiaoliError("bad_model", f"无法使用该模型 / this model cannot be used: TIAOLI_LLM_MODEL={path}: {reason}",
                       "请重新下载该文件，或检查内存是否足够 / download the file again, or check that there is memory enough")
