"""The term that a clause defines, in both scripts."""

from __future__ import annotations

import pytest

from ingest.facts import facts_of
from ingest.markers import marker_of
from ingest.model import Span


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("第二条 本办法所称公共租赁住房，是指限定建设标准的住房。", ["公共租赁住房"]),
        ("本条例所称“老年人”（以下简称老人），是指60周岁以上的公民。", ["老年人"]),
        ("本法所稱公司，謂以營利為目的之社團法人。", ["公司"]),
        ("本法所稱主管機關：在中央為經濟部。", ["主管機關"]),
        ("（一）用人单位，是指企业；", ["用人单位"]),
        ("（二）道路是指公路、城市道路。", ["道路"]),
        ("一、無限公司：指二人以上股東所組織之公司。", ["無限公司"]),
        ("本条例所称水资源，包括地表水和地下水。", ["水资源"]),
        ("突发事件是指突然发生的事件。预警，是指提前发布信息。", ["突发事件", "预警"]),
        ("这就是指导思想。", []),
        ("各部门，指定专人负责。", []),
        ("其中是指甲。", []),
        ("各单位要加强指导，落实责任。", []),
    ],
)
def test_definitions(text: str, terms: list[str]) -> None:
    marker = marker_of(text)
    facts = facts_of(text, Span(0, len(text)), marker.length if marker else 0)
    assert [fact.value for fact in facts if fact.kind == "definition"] == terms
    assert all(fact.value == fact.span.of(text) for fact in facts)
