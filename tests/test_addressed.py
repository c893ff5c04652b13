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


PLAN = """青山市人民政府关于加强城市绿化工作的意见

青政发〔2021〕8号

一、总体要求
（一）坚持因地制宜。
（二）坚持节约用水。

附件

青山市城市绿化工作任务分解表

一、规划
1.编制绿地规划
（1）划定绿线。
（2）公布绿线。
二、建设
1.建设公园
（1）建设口袋公园。
（2）建设郊野公园。
"""


def test_what_is_asked_of_a_part_is_said_by_the_clause_under_it(tmp_path: Path) -> None:
    with write_index(tmp_path, create=True) as index:
        index.put(parse(PLAN.encode(), "plan", "plan.txt"))
    with read_index(tmp_path) as index:
        answer = ask(index, "青政发〔2021〕8号第一部分对节约用水怎么要求？")
        assert [citation.address for citation in answer.citations] == ["一、（二）"] and "节约用水" in answer.answer


def test_a_part_of_the_only_annex_may_be_named_with_it(tmp_path: Path) -> None:
    with write_index(tmp_path, create=True) as index:
        index.put(parse(PLAN.encode(), "plan", "plan.txt"))
    with read_index(tmp_path) as index:
        for question in ("青山附件二第1项第（2）点是什么？", "青政发〔2021〕8号附件的第二部分第1项第2点"):
            answer = ask(index, question)
            assert "郊野公园" in answer.answer and len(answer.citations) == 1
        assert ask(index, "青政发〔2021〕8号附件三第1项第（2）点是什么？").refused


def test_a_paragraph_that_leads_in_a_list_is_answered_with_its_items(tmp_path: Path) -> None:
    with write_index(tmp_path, create=True) as index:
        index.put(parse(STATUTE.encode(), "green", "green.txt"))
    with read_index(tmp_path) as index:
        answer = ask(index, "《青山市城市绿化条例》第二条第一款怎么说？")
        assert [citation.address[-3:] for citation in answer.citations[1:]] == ["（一）", "（二）"]
        assert "按照下列规定确定" in answer.answer and "由该单位负责" in answer.answer and "不明确" not in answer.answer
        later = ask(index, "《青山市城市绿化条例》第二条第二款怎么说？")
        assert "责任人不明确的，由区人民政府确定" in later.answer and "公共绿地" not in later.answer
