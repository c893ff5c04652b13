"""A fine that names the rule it punishes by its number alone is found by the words of the rule."""

from __future__ import annotations

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.sanctions import sanctions
from index.store import read_index
from index.writer import write_index

LAW = """云江市养犬管理条例
（2020年5月1日云江市人民代表大会常务委员会通过）
第一章 总则
第一条 为了规范养犬行为，制定本条例。
第二条 市公安局负责养犬登记工作。
第二章 养犬规范
第三条 携带犬只出户的，应当使用长度不超过一米五的犬绳牵领。
第四条 禁止携带犬只乘坐公共汽车、轨道交通车辆。
第五条 养犬人应当及时清除犬只在公共场所排泄的粪便。
第三章 法律责任
第六条 违反本条例第三条规定的，由公安机关责令改正，处五十元以上二百元以下罚款。
第七条 违反本条例第四条规定的，由公安机关责令改正，处一百元以上三百元以下罚款。
第八条 违反本条例第五条规定的，由城市管理部门责令改正，处三百元以上五百元以下罚款。
第四章 附则
第九条 本条例自2020年7月1日起施行。
"""


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sanctions")
    (folder / "dogs.txt").write_text(LAW, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, [folder / "dogs.txt"])
    with read_index(folder / "home") as index:
        yield index


def clause_at(index, address: str) -> str:
    return next(one.id for one in index.notice("dogs").clauses if one.address == address)


def test_what_punishes_a_breach_is_found_by_the_rule(law):
    rule, other, own = (clause_at(law, address) for address in ("第二章第三条", "第二章第四条", "第三章第六条"))
    assert sanctions(law, [rule, other, own]) == {own: rule, clause_at(law, "第三章第七条"): other}
    assert sanctions(law, [clause_at(law, "第一章第二条")]) == {}


@pytest.mark.parametrize(("question", "address", "fine"), [
    ("云江市遛狗不用犬绳牵着罚多少钱？", "第三章第六条", "五十元以上二百元以下"),
    ("云江市带犬只乘坐公共汽车会被罚多少钱？", "第三章第七条", "一百元以上三百元以下"),
    ("在雲江市公共場所不清除犬隻糞便要罰多少？", "第三章第八条", "三百元以上五百元以下"),
])
def test_a_fine_is_that_of_the_rule_broken(law, question, address, fine):
    said = ask(law, question)
    assert said.citations and said.citations[0].address == address
    assert fine in said.citations[0].quote


def test_who_asks_for_the_rule_gets_the_rule(law):
    assert ask(law, "云江市遛狗的犬绳最长多少米？").citations[0].address == "第二章第三条"
