"""Everyday words of a question: found as words, and looked for by their official names."""

from __future__ import annotations

from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from index.lay import lay_words
from index.lexical import runs
from index.query import understand
from index.terms import terms_of
from ingest.script import simplify

ROWS = [line.split("\t") for line in files("index").joinpath("lay.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")]


def test_the_table_is_sound():
    assert len(ROWS) > 1000 and all(len(row) == 2 for row in ROWS)
    assert [lay for lay, times in Counter(lay for lay, _ in ROWS).items() if times > 1] == []
    wrong = [row for row in ROWS if not 1 <= len(row[1].split()) <= 4 or row[0] in row[1].split() or simplify("".join(row)) != "".join(row)]
    assert wrong == []


@pytest.mark.parametrize(("text", "found"), [
    ("老百姓上访归谁管", ["老百姓", "上访"]), ("红头文件多久清理一次", ["红头文件"]), ("民众陈情由哪个单位主管", ["民众", "陈情"]),
    ("机关门户网站由谁维护", []), ("多数位于城区", []), ("对外国企业的检查", []),
])
def test_everyday_words_are_words_and_no_place_where_two_meet(text, found):
    groups, rest = lay_words(text)
    assert [lay for lay, *_ in groups] == found
    assert all(len(group) > 1 for group in groups) and not any(lay in rest for lay in found)


def test_an_everyday_word_stands_where_its_official_name_does(index):
    query = understand("老百姓上访归谁管？", lambda asked: (), date(2026, 11, 22))
    named = next(term for term in terms_of(index, query) if term.stands_in(runs("信访")))
    assert named.stands_in(runs("上访")) and not named.stands_in(runs("信用"))
