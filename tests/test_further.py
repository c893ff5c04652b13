"""A question that asks for several kinds of thing: its parts, and what the clauses cited say to each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from answer.claims import Claim
from answer.further import joined
from answer.model import Answer
from answer.service import ask
from index.corpus import ingest_paths
from index.parts import further_parts
from index.query import understand
from index.store import Index
from index.writer import write_index
from ingest.model import Span

FUZHOU = """福州市人民政府关于加强燃气安全管理工作的通知

榕政〔2023〕7号

各县（市）区人民政府，市直各部门：

为加强燃气安全管理，现将有关事项通知如下：

一、规范餐饮场所用气

（一）餐饮场所每季度开展2次用气自查。自查由燃气经营企业负责指导，自查记录应当包括软管、阀门和报警器的状况。

二、加强入户安检

（二）燃气经营企业对居民用户每年安检1次。安检人员应当出示工作证件。

三、严格监督执法

（三）餐饮场所违规使用瓶装液化石油气的，由市城市管理部门会同应急管理、市场监管部门责令停止使用瓶装液化石油气并限期改正违规行为；逾期不改正的，处二千元以上一万元以下罚款。

福州市人民政府

2023年3月2日
"""
PARTS = (
    ("行政执法人员每年培训多少天，考试由谁组织？", ("行政执法人员每年培训多少天",)),
    ("規章公布後多久要送備案？要送給哪些機關？", ("要送給哪些機關",)),
    ("How often are doctors assessed, and who is in charge of it?", ("How often are doctors assessed",)),
    ("What share of wastewater was treated and what were the problems?", ("what were the problems",)),
    ("成效明显的市可获何种支持，由谁负责？", ("成效明显的市可获何种支持",)),
    ("多久作出决定，最多延长几天？", ()),  # of one kind
    ("啥手续都没办就开公司，要罚多少钱？", ()),  # for all procedures, not which
    ("如果逾期不改，要罚多少钱？", ()),
    ("行政调解由哪个部门牵头？", ()),
    ("昆山呢？", ()),
)


@pytest.fixture(scope="module")
def fuzhou(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("fuzhou")
    (folder / "榕政〔2023〕7号.txt").write_text(FUZHOU, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, [folder / "榕政〔2023〕7号.txt"])
        yield index


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


@pytest.mark.parametrize(("question", "parts"), PARTS)
def test_the_parts_that_ask_for_another_kind_of_thing(question: str, parts: tuple[str, ...]) -> None:
    assert further_parts(understand(question, lambda english: [], date(2024, 6, 1))) == parts


@pytest.mark.parametrize("question", [
    "福州餐饮场所每季度自查几次，自查记录应当包括哪些内容？", "福州餐飲場所每季度自查幾次？自查記錄應當包括哪些內容？"])
def test_both_parts_are_answered_from_the_clause_that_has_both(fuzhou: Index, question: str) -> None:
    answer = ask(fuzhou, question)
    assert any("每季度开展2次" in quote for quote in quotes(answer)) and any("软管、阀门" in quote for quote in quotes(answer))
    assert {citation.address for citation in answer.citations} == {"一、（一）"} and not answer.warnings
    assert ("軟管" in answer.answer) == ("餐飲" in question)


def test_of_a_part_that_the_clauses_cited_do_not_answer_the_reader_is_told(fuzhou: Index) -> None:
    answer = ask(fuzhou, "福州餐饮场所每季度自查几次，举报奖励包括哪些方式？")
    assert len(answer.citations) == 1 and "每季度开展2次" in quotes(answer)[0]
    assert len(answer.warnings) == 1 and "“举报奖励包括哪些方式”" in answer.warnings[0]
    answer = ask(fuzhou, "How many gas self-inspections must Fuzhou restaurants carry out each quarter, and what does a licence need?")
    assert any("“what does a licence need”" in warning for warning in answer.warnings)


@pytest.mark.parametrize("question", [
    "福州餐饮场所违规使用瓶装液化石油气，罚多少？由谁罚？", "福州餐飲場所違規使用瓶裝液化石油氣，罰多少？由誰罰？"])
def test_what_was_cut_of_a_sentence_may_answer_another_part(fuzhou: Index, question: str) -> None:
    answer = ask(fuzhou, question)
    assert "由市城市管理部门" in quotes(answer)[0] and "一万元以下罚款" in quotes(answer)[0] and not answer.warnings


def test_a_question_of_one_kind_is_answered_as_before(fuzhou: Index) -> None:
    answer = ask(fuzhou, "福州餐饮场所每季度自查几次？")
    assert len(answer.citations) == 1 and not answer.warnings


def test_a_sentence_takes_the_place_of_a_part_of_it_and_nothing_is_said_twice(fuzhou: Index) -> None:
    notice = fuzhou.notice(fuzhou.documents()[0].doc_id)
    clause = next(one for one in notice.clauses if "软管" in one.text)

    def claim(words: str) -> Claim:
        start = clause.text.index(words)
        return Claim(words, "verbatim", (words,), notice, clause, Span(start, start + len(words)))

    part, whole, other = claim("软管、阀门"), claim("自查记录应当包括软管、阀门和报警器的状况。"), claim("每季度开展2次用气自查。")
    assert joined([part], [whole]) == (whole,) and joined([whole], [part]) == (whole,)
    assert joined([part, other], [whole]) == (whole, other) and joined([other], [whole]) == (other, whole)
