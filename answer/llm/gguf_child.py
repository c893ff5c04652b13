"""The process that runs llama.cpp, started as a file: reads one line of JSON, writes one, and ends when its input ends."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def start(asked: dict[str, Any]) -> Any:
    """A running server of the model. asked: path, key, context. Raises RuntimeError where the model cannot be loaded."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = asked["path"]
    params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [asked["key"]]
    params.n_ctx, params.n_parallel = asked["context"], 1
    # Answers are wanted, not thoughts (0: none), web pages, the prompts of others, or a log.
    params.enable_reasoning, params.ui, params.endpoint_slots, params.verbosity = 0, False, False, 0
    return xllamacpp.Server(params)


def main() -> None:
    """Speaks on the standard output it was given; whatever the library prints goes where errors go."""
    tell = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        server = start(json.loads(sys.stdin.readline()))
        told = {"url": f"{server.listening_address}/v1"}
    except (RuntimeError, ImportError, AttributeError, OSError) as error:
        told = {"error": str(error)}
    print(json.dumps(told), file=tell, flush=True)
    if "url" in told:
        sys.stdin.read()


if __name__ == "__main__":
    main()
