"""A clause asked for by its address is answered whole: a paragraph with its items, and without the paragraphs after it."""

from __future__ import annotations

from pathlib import Path

from answer.service import ask
from index.store import read_index
from index.writer import write_index
from ingest.parse import parse

STATUTE = """青山市城市绿化条例

（2021年5月10日青山市人民代表大会常务委员会通过）

第一章　总则

第一条　为了加强城市绿化，制定本条例。

第二条　养护管理责任人按照下列规定确定：
（一）公共绿地，由园林绿化部门负责；
（二）单位附属绿地，由该单位负责。
责任人不明确的，由区人民政府确定。

第三条　本条例自2021年7月1日起施行。
"""


def test_a_paragraph_that_leads_in_a_list_is_answered_with_its_items(tmp_path: Path) -> None:
    with write_index(tmp_path, create=True) as index:
        index.put(parse(STATUTE.encode(), "green", "green.txt"))
    with read_index(tmp_path) as index:
        answer = ask(index, "《青山市城市绿化条例》第二条第一款怎么说？")
        assert [citation.address[-3:] for citation in answer.citations[1:]] == ["（一）", "（二）"]
        assert "按照下列规定确定" in answer.answer and "由该单位负责" in answer.answer and "不明确" not in answer.answer
        later = ask(index, "《青山市城市绿化条例》第二条第二款怎么说？")
        assert "责任人不明确的，由区人民政府确定" in later.answer and "公共绿地" not in later.answer
