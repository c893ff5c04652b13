"""Sentences of a clause: exact spans, in order, nothing lost, quotations and parentheses kept whole."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences

_TEXTS = st.text(alphabet="甲乙不得一二1。！？；，：、“”（）()《》「」|\n 　\t", max_size=300)


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("第一句。第二句！第三句？", ["第一句。", "第二句！", "第三句？"]),
    ("第一句。\n第二句", ["第一句。", "第二句"]),
    ("他说“好。可以。”然后走了。", ["他说“好。可以。”然后走了。"]),
    ("要做到「辦成。辦好。」才行。", ["要做到「辦成。辦好。」才行。"]),
    ("依照《甲办法。》执行。", ["依照《甲办法。》执行。"]),
    ("牵头（责任部门：甲局。协助部门：乙局。）并公布。下一句。", ["牵头（责任部门：甲局。协助部门：乙局。）并公布。", "下一句。"]),
    ("说完了。”下一句。", ["说完了。”", "下一句。"]),
    ("甲局 |\n乙局 |\n|", ["甲局", "乙局"]),
    ("实施方案\n（2021—2025年）", ["实施方案\n（2021—2025年）"]),
    ("实施方案\n（一）总体要求", ["实施方案", "（一）总体要求"]),
    ("短句；不分开。", ["短句；不分开。"]),
    ("没关上（的括号。下一行\n不受影响。另一句。", ["没关上（的括号。下一行", "不受影响。", "另一句。"]),
    ("  。 \n——\n", []),
    ("", []),
])
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_only_a_long_sentence_is_cut_at_semicolons() -> None:
    part = "按照规定的程序和期限办理有关行政许可事项并向社会公布办理结果"
    text = f"{part}；" * 4 + f"{part}（含{part}；{part}）。"
    assert cut(text) == [f"{part}；"] * 4 + [f"{part}（含{part}；{part}）。"]


@given(_TEXTS)
def test_spans_are_in_order_and_lose_nothing_but_blanks_borders_and_marks(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in zip(spans, spans[1:], strict=False))
    assert all(span.of(text) == span.of(text).strip(" \t　\n|") for span in spans)
    between = [0, *(at for span in spans for at in (span.start, span.end)), len(text)]
    lost = "".join(text[start:end] for start, end in zip(between[::2], between[1::2], strict=True))
    assert not re.search(r"\w", lost)


@given(st.lists(st.text(alphabet="甲乙丙丁，、一二12", min_size=1, max_size=20), min_size=1, max_size=6),
       st.sampled_from([("“", "”"), ("（", "）"), ("《", "》"), ("「", "」"), ("(", ")")]))
def test_what_is_quoted_or_bracketed_stays_whole(parts: list[str], marks: tuple[str, str]) -> None:
    inside = marks[0] + "。".join(parts) + marks[1]
    text = f"甲说明{inside}的内容。乙另有说明。"
    assert cut(text) == [f"甲说明{inside}的内容。", "乙另有说明。"]
