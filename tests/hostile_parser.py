"""A parser for worker processes whose behaviour the file's name decides, in the place of `index.parsing._parse`."""

from __future__ import annotations

import os
import signal
import time

from store_samples import make_notice

from index.scan import Skipped
from ingest.model import Notice


def parse_or_not(source: str, doc_id: str, limit: int) -> Notice | Skipped:
    """Dies, hangs, fails, refuses, or gives a notice that tells which process made it."""
    if "deadly" in source:
        os.kill(os.getpid(), signal.SIGKILL)
    if "endless" in source:
        time.sleep(600)
    if "faulty" in source:
        raise RecursionError("too deep")
    if "refused" in source:
        return Skipped(source, "empty_file", "空文件 / empty file")
    return make_notice(doc_id, str(os.getpid()), source=source)
