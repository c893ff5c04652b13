"""A question about a place: what its own notices say comes before what those above it say, the nearest first."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.question import read_question
from index.scope import Limits
from index.search import search
from index.store import read_index
from index.writer import write_index
from ingest.parse import parse

ISSUERS = {"nation": "国务院办公厅", "province": "江苏省人民政府", "city": "苏州市人民政府", "county": "昆山市人民政府",
           "elsewhere": "山东省人民政府"}
TEXT = """{issuer}关于加强行政调解工作的通知
一、行政调解
行政调解工作由司法行政部门牵头，有关部门应当在15日内报告工作情况。
{issuer}
2020年6月16日
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places") / "home"
    with write_index(folder, create=True) as index:
        index.put_many([parse(TEXT.format(issuer=issuer).encode(), name, f"{name}.txt") for name, issuer in ISSUERS.items()])
    return folder


@pytest.mark.parametrize(("question", "order"), [
    ("昆山的行政调解由谁牵头", ["county", "city", "province", "nation"]),
    ("苏州的行政调解由谁牵头", ["city|county", "city|county", "province", "nation"]),
    ("江蘇的行政調解由誰牽頭", ["city|county|province"] * 3 + ["nation"]),
    ("南京的行政调解由谁牵头", ["province", "nation"]),
])
def test_the_nearest_authority_comes_first(home: Path, question: str, order: list[str]) -> None:
    with read_index(home) as index:
        asked = read_question(index, question, Limits())
        found = [hit.notice.doc_id for hit in search(index, asked.query, asked.scope, asked.terms)]
    first = list(dict.fromkeys(found))
    assert len(first) == len(order) and all(one in allowed.split("|") for one, allowed in zip(first, order, strict=True))
