"""Bodies that a question names as issuers, and bodies that it asks about."""

from __future__ import annotations

from datetime import date

import pytest

from index.issuers import is_issuer
from index.query import Query, understand


def read(question: str) -> Query:
    """A question read by itself, without a corpus that could translate it."""
    return understand(question, lambda english: [], date(2026, 3, 18))


@pytest.mark.parametrize(("question", "issuers"), [
    ("国务院办公厅印发的养老意见有哪些", ("国务院办公厅",)),
    ("連雲港市司法局2019年印發的通知", ("连云港市司法局",)),
    ("昆山市政府办公室出台的要点", ("昆山市人民政府办公室",)),
    ("江苏省连云港市人民政府的规定", ("连云港市人民政府",)),
    ("市场监管总局发布的公告", ("市场监管总局",)),
    ("财政部、税务总局联合发布的公告", ("财政部", "税务总局")),
    ("人力资源社会保障部对加班费怎么规定", ("人力资源社会保障部",)),
    ("由国务院公布的条例", ("国务院",)),
    ("市教育局去年出台的规定", ("市教育局",)),
    ("Which notices were issued by the State Council?", ("国务院",)),
    ("rules of the Ministry of Education on schools", ("教育部",)),
    ("opinions issued by the Kunshan Municipal People's Government Office", ("昆山市人民政府办公室",)),
    ("连云港市司法局负责什么", ()),
    ("由市场监管总局牵头吗", ()),
    ("生态环境部的职责是什么", ()),
    ("教育部门的规定", ()),
    ("綦江区法治政府建设实施方案的索引号是什么", ()),
    ("行政调解由哪个部门牵头", ()),
    ("谁印发了这份通知", ()),
    ("What does the Ministry of Finance do?", ()),
])
def test_issuing_bodies_named_and_bodies_asked_about(question: str, issuers: tuple[str, ...]) -> None:
    assert read(question).issuers == issuers


@pytest.mark.parametrize(("name", "issuer", "expected"), [
    ("市场监管总局", "国家市场监督管理总局", True),
    ("国家发改委", "国家发展和改革委员会", True),
    ("昆山市人民政府", "昆山市人民政府办公室", True),
    ("税务总局", "财政部、国家税务总局", True),
    ("教育部", "财政部", False),
    ("昆山市人民政府", "江苏省人民政府", False),
])
def test_a_short_name_is_that_of_an_issuer(name: str, issuer: str, expected: bool) -> None:
    assert is_issuer(name, issuer) == expected
