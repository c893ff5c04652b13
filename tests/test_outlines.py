"""Sixty real notices, drawn by seed and abridged (tests/outlines/make.py), against outlines put right by eye: what each
says of itself and the address of every clause.
"""

from __future__ import annotations

import json
from difflib import SequenceMatcher

import pytest
from outlines.make import EXPECTED, HERE, summary

from ingest.parse import parse

FIELDS = ("title", "issuer", "doc_no", "issued", "effective", "articles")
SHARE = 0.98


@pytest.fixture(scope="module")
def outlines() -> list[tuple[dict, dict]]:
    """(as it is, as parsed) of each notice of the sample."""
    lines = [json.loads(line) for line in EXPECTED.read_text("utf-8").splitlines()]
    return [(line, summary(parse((HERE / line["file"]).read_bytes(), "x", line["file"]))) for line in lines]


def test_the_sample_is_whole(outlines: list[tuple[dict, dict]]) -> None:
    files = {path.name for path in HERE.iterdir() if path.suffix in (".md", ".txt", ".html")}
    assert len(outlines) == 60
    assert {true["file"] for true, _ in outlines} == files


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_notice_says_of_itself(outlines: list[tuple[dict, dict]], field: str) -> None:
    pairs = [(true["file"], read[field], true[field]) for true, read in outlines]
    wrong = [f"{file}: {parsed!r}, not {right!r}" for file, parsed, right in pairs if parsed != right]
    assert 1 - len(wrong) / len(outlines) >= SHARE, "\n".join(wrong)


def test_addresses(outlines: list[tuple[dict, dict]]) -> None:
    """A lost clause counts as an error, so does a false one, and a wrong address is both."""
    right = total = 0
    wrong = []
    for true, read in outlines:
        matcher = SequenceMatcher(None, true["addresses"], read["addresses"], autojunk=False)
        right += sum(block.size for block in matcher.get_matching_blocks())
        total += max(len(true["addresses"]), len(read["addresses"]))
        wrong += [
            f"{true['file']}: {read['addresses'][c:d]}, not {true['addresses'][a:b]}"
            for tag, a, b, c, d in matcher.get_opcodes()
            if tag != "equal"
        ]
    assert right / total >= SHARE, "\n".join([f"{right} of {total}", *wrong])
