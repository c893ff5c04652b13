"""Parsing in worker processes: stable order, several of them, and nothing that a file does ends the ingest."""

from __future__ import annotations

import multiprocessing
import os

import hostile_parser
import pytest

from index import parsing as module
from index.parsing import Job, parsing
from index.scan import Found, Skipped
from ingest.model import Notice

LIMIT = 1_000_000


def jobs(*names: str, size: int = 100_000, plain: bool = False) -> list[Job]:
    return [Job(Found(f"/in/{name}.pdf", name, size, plain), name) for name in names]


@pytest.fixture
def hostile(monkeypatch):
    monkeypatch.setattr(module, "_parse", hostile_parser.parse_or_not)


def test_what_a_file_does_to_its_worker_is_reported_and_the_rest_goes_on(hostile):
    names = ["a", "deadly", "b", "endless", "faulty", "refused", "c"]
    with parsing(jobs(*names), LIMIT, seconds=1.0) as parsed:
        outcomes = list(parsed)
    assert [isinstance(outcome, Notice) and outcome.doc_id for outcome in outcomes] == \
        ["a", False, "b", False, False, False, "c"]
    skipped = {outcome.source: outcome.code for outcome in outcomes if isinstance(outcome, Skipped)}
    assert skipped == {"/in/deadly.pdf": "parser_died", "/in/endless.pdf": "too_slow", "/in/faulty.pdf": "parser_failed",
                       "/in/refused.pdf": "empty_file"}


def test_many_files_come_back_in_order_from_processes_of_their_own(hostile, monkeypatch):
    monkeypatch.setattr(module, "_cores", lambda: 2)
    names = [f"n{at:03}" for at in range(150)]
    with parsing(jobs(*names), LIMIT) as parsed:
        notices = list(parsed)
    assert [notice.doc_id for notice in notices] == names
    makers = {notice.clauses[1].text for notice in notices}
    assert makers and str(os.getpid()) not in makers


def test_no_more_is_handed_out_than_fits_in_memory(hostile, monkeypatch):
    handed = []

    def here(resources):
        def submit(source, doc_id, limit):
            handed.append(doc_id)
            future = module.Future()
            future.set_result(hostile_parser.parse_or_not(source, doc_id, limit))
            return future
        return submit

    monkeypatch.setattr(module, "_workers", lambda jobs, seconds, resources: here(resources))
    ahead = []
    with parsing(jobs(*map(str, range(300)), size=module._AHEAD_BYTES // 4), LIMIT) as parsed:
        for at, _ in enumerate(parsed, start=1):
            ahead.append(len(handed) - at)
    assert len(ahead) == 300 and max(ahead) <= 4
    handed.clear()
    with parsing(jobs(*map(str, range(300)), size=1), LIMIT) as parsed:
        assert next(parsed).doc_id == "0" and len(handed) == module._AHEAD_FILES + 1
        assert len(list(parsed)) == 299


def test_a_few_small_texts_need_no_process(hostile):
    with parsing(jobs("a", "faulty", size=1_000, plain=True), LIMIT) as parsed:
        notice, failed = parsed
    assert notice.clauses[1].text == str(os.getpid()) and failed.code == "parser_failed"


def test_leaving_early_ends_the_workers(hostile):
    with pytest.raises(KeyboardInterrupt), parsing(jobs("a", "endless", "b"), LIMIT) as parsed:
        assert next(parsed).doc_id == "a" and multiprocessing.active_children()
        raise KeyboardInterrupt
    assert multiprocessing.active_children() == []
