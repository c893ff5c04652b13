"""References in text: what is cited, of which notice, exactly where; and which clause on file it leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.manifest import DocSummary
from index.relations import corpus_of, resolve
from ingest.docno import doc_numbers
from ingest.fold import folded
from ingest.model import Clause, Notice, Reference, Span
from ingest.parse import parse
from ingest.references import references_of


def read(text: str, kind: str = "item") -> list[tuple[str, str, str, str]]:
    """(words, title, number, address) of the references in one clause."""
    clause = Clause("d#1", "一、", kind, "", text, Span(0, len(text)), None)
    return [(one.span.of(text), one.title, one.doc_no, one.address) for one in references_of(text, (clause,))]


@pytest.mark.parametrize(("text", "addresses"), [
    ("违反本办法第十条第二款、第（三）项的规定", ["第十条第二款", "第十条第二款第三项"]),
    ("违反第十八条规定的", ["第十八条"]),
    ("依照前款规定", ["前款"]),
    ("有前条、前两款情形的", ["前条", "前两款"]),
    ("按上一条规定办理", ["前条"]),
    ("详见附件2和附表一", ["附件2", "附表1"]),
    ("见附件。", ["附件"]),
    ("按照本意见第七部分第（十八）项执行", ["第七部分第十八项"]),
    ("违反本条例第十条第一款、第三款和第十二条的", ["第十条第一款", "第十条第三款", "第十二条"]),
    ("适用本法第三条至第六条的规定", ["第三条", "第六条"]),
    ("依第 3 条第2款及第101條之1規定", ["第三条第二款", "第一百零一条之一"]),
    ("前項規定，於第三條第一項但書、第三項準用之", ["前项", "第三条第一项", "第三条第三项"]),
    ("本条第二款所称的单位", ["本条第二款"]),
    ("将第三条修改为：“第三条　为了规范管理”", ["第三条"]),
    ("完成第一项工作、购买第二款手机、上第一节课、在目前条件下，以前款项另计，附件：", []),
    ("本条例、本办法所称单位", []),
])  # fmt: skip
def test_own_clauses(text: str, addresses: list[str]) -> None:
    found = read(text)
    assert [address for *_, address in found] == addresses
    assert all(title == number == "" for _, title, number, _ in found)


@pytest.mark.parametrize(("text", "expected"), [
    ("按照《国务院关于监管的意见》（国发〔2019〕5号）第三条执行",
     [("《国务院关于监管的意见》（国发〔2019〕5号）第三条", "国务院关于监管的意见", "国发〔2019〕5号", "第三条")]),
    ("依《行政处罚法》第七条第（二）项和《行政许可法》",
     [("《行政处罚法》第七条第（二）项", "行政处罚法", "", "第七条第二项"), ("《行政许可法》", "行政许可法", "", "")]),
    ("按照国办发〔2018〕118号文件要求", [("国办发〔2018〕118号", "", "国办发〔2018〕118号", "")]),
    ("依行政訴訟法第二條第一項及民法第三條、第五條規定",
     [("行政訴訟法第二條第一項", "行政诉讼法", "", "第二条第一项"), ("民法第三條", "民法", "", "第三条"),
      ("第五條", "民法", "", "第五条")]),
    ("《甲办法》（2006年国务院令第460号公布，以下简称《办法》）施行。《办法》第五条",
     [("《甲办法》（2006年国务院令第460号公布，以下简称《办法》）", "甲办法", "国务院令第460号", ""),
      ("《办法》第五条", "甲办法", "", "第五条")]),
    ("根据《关于印发〈某方案〉的通知》附件1", [("《关于印发〈某方案〉的通知》附件1", "关于印发〈某方案〉的通知", "", "附件1")]),
    ("依照《甲条例》处理，该条例第五条另有规定", [("《甲条例》", "甲条例", "", ""), ("该条例第五条", "甲条例", "", "第五条")]),
    ("适用民法典第二编第六章的规定", [("民法典第二编第六章", "民法典", "", "第二编第六章")]),
    ("出示《出生医学证明》，订阅《人民日报》", []),
])  # fmt: skip
def test_other_notices(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("text", "numbers"), [
    ("国务院令第746号、公安部第69号令", ["国务院令第746号", "公安部令第69号"]),
    ("中华人民共和国国务院令 第707号", ["国务院令第707号"]),
    ("广东省人民政府令第一百七十九号", ["广东省人民政府令第179号"]),
    ("省政府令第179号", ["省政府令第179号"]),
    ("財政部、税务总局公告2019年第13号和公告2025年第3号", ["财政部、税务总局公告2019年第13号", "公告2025年第3号"]),
    ("院臺教字第1080001234號、府規〔2020〕3號", ["院台教字第1080001234号", "府规〔2020〕3号"]),
    ("昆政办发［２０２０］９４号", ["昆政办发〔2020〕94号"]),
    ("2003年市政府令第8号公布", ["市政府令第8号"]),
    ("命令第三号机组停机，共33号", []),
])  # fmt: skip
def test_numbers_of_every_style(text: str, numbers: list[str]) -> None:
    found = doc_numbers(text)
    assert [number for number, _, _ in found] == numbers
    assert all(text[start:end].strip() == text[start:end] for _, start, end in found)


@given(st.text(alphabet="第一二三十百条款项目章之本前附件2《》（）〔〕办法国发号、和至“” \n條項", max_size=200))
def test_spans_lie_in_their_clause_and_nothing_raises(text: str) -> None:
    clause = Clause("d#1", "一、", "item", "", text, Span(0, len(text)), None)
    found = references_of(text, (clause,))
    assert all(one.clause == "d#1" and one.span.of(text).strip() for one in found)
    assert all(one.title or one.doc_no or one.address for one in found)
    assert [one.span.start for one in found] == sorted(one.span.start for one in found)


@given(st.text(max_size=100))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


LAW = """某市甲条例
第一章 总则
第一条 为了规范，制定本条例。
第二条 本条例所称单位包括：
（一）机关；
（二）学校。
前款规定的单位应当登记。
第二章 责任
第三条 违反前条第一款第（二）项、第二条第二款和第九条的，依照《某市乙办法》第二条处理。
第四条 违反前款和第二条第（九）项的，见附件。
附件
某某名录
1.甲单位
"""
OTHER = "某市人民政府关于印发《某市乙办法》的通知\n某政发〔2020〕1号\n现予印发。\n某市乙办法\n第一条 甲。\n第二条 乙。\n"


def notice(doc_id: str, text: str) -> Notice:
    parsed = parse(text.encode(), doc_id, f"{doc_id}.txt")
    return replace(parsed, references=references_of(parsed.text, parsed.clauses))


def resolved(text: str, *others: Notice) -> dict[str, str | None]:
    """Words of each reference -> address of the clause it leads to, '' for a notice as a whole."""
    own = notice("own", text)
    held = {one.doc_id: one for one in (own, *others)}
    documents = [DocSummary(one.doc_id, one.source, "", "", 1, 0, one.meta) for one in held.values()]
    corpus = corpus_of(documents, held.__getitem__)
    addresses = {clause.id: f"{one.doc_id} {clause.address}" for one in held.values() for clause in one.clauses}
    return {one.span.of(own.text): addresses.get(resolve(one, own, corpus) or "") for one in own.references}


def test_references_lead_to_clauses_of_the_same_notice_and_of_others() -> None:
    found = resolved(LAW, notice("other", OTHER))
    assert found["前款"].endswith("第四条") and found["附件"] == "own 附件"
    assert found["前条第一款第（二）项"].endswith("第二条（二）")
    assert "第二条" in found["第二条第二款"]
    assert found["第九条"] is None
    assert found["第二条第（九）项"] is None
    assert found["《某市乙办法》第二条"] == "other 第二条"


def test_two_notices_of_one_title_are_not_guessed_between() -> None:
    assert resolved(LAW, notice("a", OTHER), notice("b", OTHER.replace("1号", "2号")))["《某市乙办法》第二条"] is None
    assert resolved(LAW)["《某市乙办法》第二条"] is None


def test_a_number_decides_between_notices_of_one_title() -> None:
    text = LAW.replace("《某市乙办法》", "《某市乙办法》（某政发〔2020〕2号）")
    found = resolved(text, notice("a", OTHER), notice("b", OTHER.replace("1号", "2号")))
    assert found["《某市乙办法》（某政发〔2020〕2号）第二条"] == "b 第二条"


def test_a_title_of_another_place_is_not_meant() -> None:
    held = notice("other", "连云港市司法局\n关于加强行政调解的意见\n一、甲。\n连云港市司法局\n2020年1月1日\n")
    near, far = (f"{place}市司法局关于调解的通知\n一、按照《关于加强行政调解的意见》执行。\n" for place in ("连云港", "昆山"))
    assert resolved(near, held)["《关于加强行政调解的意见》"] is not None
    assert resolved(far, held)["《关于加强行政调解的意见》"] is None


def test_a_reference_of_nothing_leads_nowhere() -> None:
    own = notice("own", LAW)
    corpus = corpus_of((), {}.__getitem__)
    assert resolve(Reference(own.clauses[0].id, Span(0, 1), "不在库", "某发〔1999〕1号", "第一条"), own, corpus) is None
