"""Numbers of documents spelt in pinyin."""

from __future__ import annotations

import pytest

from index.docno_en import with_numbers_in_han

HELD = ("国发〔2018〕39号", "穗府办规〔2024〕13号", "连政发〔2011〕126号", "绿政发〔2020〕1号", "国令第7号")


@pytest.mark.parametrize(("question", "written"), [
    ("What does Guofa [2018] No. 39 say of loans?", "What does 国发〔2018〕39号 say of loans?"),
    ("Under Sui Fu Ban Gui (2024) 13, who may apply?", "Under 国 who may apply?".replace("国", "穗府办规〔2024〕13号,")),
    ("Lianzhengfa〔2011〕126 on mediation", "连政发〔2011〕126号 on mediation"),
    ("Is Lvzhengfa [2020] No. 1 in force?", "Is 绿政发〔2020〕1号 in force?"),
    ("What does Guofa [2018] No. 40 say?", "What does Guofa [2018] No. 40 say?"),
    ("What does Guoban [2018] No. 39 say?", "What does Guoban [2018] No. 39 say?"),
    ("Notice [2018] No. 39", "Notice [2018] No. 39"),
])
def test_a_number_in_pinyin_is_that_on_file(question: str, written: str) -> None:
    assert with_numbers_in_han(question, HELD) == written
