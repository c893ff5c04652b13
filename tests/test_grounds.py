"""On what authority and to what end a notice was made: the sentence with which it opens, and nothing about what it rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.kinds import metadata_field
from index.store import Index
from index.writer import write_index
from ingest.script import search_key


@pytest.mark.parametrize(("question", "said"), [
    ("连云港的意见是根据国务院哪份文件订定的？", "国发〔2010〕33号"),
    ("連雲港2011年關於加快法治政府建設的意見，是根據國務院哪份文件訂定的？", "國發〔2010〕33號"),
    ("Which document is Qijiang's implementation plan based on?", "法治政府建设实施纲要(2021—2025年)"),
    ("昆山的工作要点是根据什么文件制定的？", "法治政府建设实施纲要(2015—2020年)"),
])
def test_the_opening_tells_on_what_a_notice_is_based(index: Index, question: str, said: str) -> None:
    answer = ask(index, question)
    assert said in answer.answer and {one.address for one in answer.citations} <= {"引言", "印发通知"}


def test_what_the_rules_themselves_rest_on_is_another_question(index: Index) -> None:
    assert "引言" not in {one.address for one in ask(index, "綦江的规范性文件按照什么程序制定？").citations}


def test_a_statute_says_it_in_its_first_article(tmp_path: Path) -> None:
    (tmp_path / "白水湖保护条例.txt").write_text(
        "白水湖保护条例\n\n第一条 为了保护白水湖，根据《中华人民共和国水法》，制定本条例。\n第二条 划定保护区。\n", encoding="utf-8")
    with write_index(tmp_path / "home", create=True) as index:
        ingest_paths(index, [tmp_path / "白水湖保护条例.txt"])
        for question in ("白水湖保护条例的立法依据是什么？", "白水湖保护条例的上位法是什么？", "《白水湖保护条例》为什么制定？"):
            assert [one.address for one in ask(index, question).citations] == ["第一条"], question


@pytest.mark.parametrize(("question", "field"), [
    ("该条例根据哪部法律制定的？", "grounds"), ("溫泉法之立法目的為何？", "grounds"), ("国防教育立法的目的是什么？", "grounds"),
    ("应急预案的编制依据有哪些？", "grounds"), ("违反该规定而上位法已有规定的如何适用？", None),
    ("处罚决定是根据什么作出的？", None), ("收费的依据是什么？", None),
    ("Which law is the Charity Regulation based on?", "grounds"), ("Which fee is charged based on weight?", None),
])
def test_what_asks_for_it(question: str, field: str | None) -> None:
    assert metadata_field(search_key(question))[0] == field
