"""How much of a clause is said: the item that is asked for alone, a penalty with all its degrees, a definition with its extent; of a clause
without any body nothing to who is responsible.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.store import Index
from index.writer import write_index

HILLS = """青丘山保护办法

第一条 为了保护青丘山，制定本办法。
第二条 本办法所称青丘山，是指本市北部的山地。具体范围：东至东湖，西至铁路，南至环山路以北。现有村庄除外。
第三条 青丘山划分为一类保护区、二类保护区和三类保护区。一类保护区包括核心林地、饮用水源地。二类保护区包括风景区。三类保护区为其他区域。
第四条 对违反本办法的下列行为，由市林业局给予以下处罚：
（一）倒卖、出租或者转让采挖许可证的，没收违法所得，吊销许可证；
（二）未取得许可证采挖的，没收采挖所得，处五百元罚款；
（三）未按照规定填报采挖许可证、租用设备的，给予警告。
第五条 在山上倾倒建筑垃圾的，责令限期清除；逾期的，代为清除；情节较重的，处五千元罚款；情节严重的，处一万元罚款。
第六条 加强山林档案整理，规范山林档案的接收、登记和归档，做到一案一号。加强护林队伍建设。
第七条 护林员应当每日巡山，由镇林业站组织培训。
第八条 市林业局应当自收到采挖申请之日起十日内作出决定。
第九条 市林业局应当会同规划部门编制青丘山山林专项规划，山林专项规划应当与各项规划衔接，其内容应当征求公众意见，并组织论证。
第十条 山林专项规划应当包括以下内容：
（一）山体名录；
（二）修复措施。
第十一条 申请采挖许可，应当向市林业局提出。
第十二条 林区道路的养护经费列入财政预算。但是，专用道路的养护经费由建设单位承担。
"""


@pytest.fixture(scope="module")
def hills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("hills")
    (folder / "青丘山保护办法.txt").write_text(HILLS, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, [folder / "青丘山保护办法.txt"])
        yield index


@pytest.mark.parametrize(("question", "said", "unsaid"), [
    ("有人把采挖许可证租给别人用，会受什么处罚？", "吊销许可证", "五百元"),
    ("在山上倾倒建筑垃圾会怎么处理？", "责令限期清除；逾期的，代为清除；情节较重的，处五千元罚款；情节严重的，处一万元罚款", "吊销"),
    ("青丘山保护办法所称的青丘山是指什么？", "具体范围：东至东湖，西至铁路，南至环山路以北。", "村庄除外"),
    ("Which areas count as class-one protection zones?", "一类保护区包括核心林地、饮用水源地。", "二类保护区包括"),
    ("青丘山山林专项规划应当包括哪些内容？", "修复措施", "论证"),
    ("专用道路的养护经费由建设单位承担吗？", "林区道路的养护经费列入财政预算。 [1]但是，专用道路的养护经费由建设单位承担。", "采挖"),
    ("护林员的培训由谁组织？", "镇林业站", "山林档案"),
])
def test_as_much_of_a_clause_as_answers(hills: Index, question: str, said: str, unsaid: str) -> None:
    answer = ask(hills, question).answer
    assert said in answer and unsaid not in answer


def test_who_is_responsible_is_not_answered_by_a_clause_that_names_nobody(hills: Index) -> None:
    assert ask(hills, "山林档案整理由谁负责？").refused
    assert not ask(hills, "山林档案怎么整理？").refused


def test_a_time_limit_for_a_remedy_is_not_that_for_something_else(hills: Index) -> None:
    assert ask(hills, "对市林业局的采挖决定不服，几日内申请行政复议？").refused
    assert "十日内" in ask(hills, "收到采挖申请，几日内作出决定？").answer


def test_papers_to_hand_in_are_called_papers(hills: Index) -> None:
    assert ask(hills, "申请采挖许可要提交哪些材料？").refused
    assert "市林业局" in ask(hills, "申请采挖许可向谁提出？").answer
