"""Who issued a statute, under which number and when: read from the note under its title, asked for in many words, answered from it."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from answer.made import made_claims
from answer.verify import verify
from index.kinds import metadata_fields
from index.query import Query, understand
from ingest.docno import doc_numbers
from ingest.makings import makings
from ingest.model import Meta, Notice
from ingest.parse import parse
from ingest.script import search_key
from ingest.validity import status_on

GUARDS = """昆山保安条例
2009年9月28日 国务院第82次常务会议通过
2009年10月13日 中华人民共和国国务院令第564号公布
2017年9月27日 中华人民共和国国务院令第689号第一次修订
第一条 为了规范保安服务，制定本条例。
第二条 本条例自公布之日起施行。
"""
CITY = """# 某市节约用水条例

2006年8月25日 某市第十二届人民代表大会常务委员会第二十三次会议通过

2006年12月1日 某省第十届人民代表大会常务委员会第二十七次会议批准

2020年4月29日 某市第十五届人民代表大会常务委员会第十五次会议通过

2020年6月3日 某省第十三届人民代表大会常务委员会第十八次会议批准的《某市人民代表大会常务委员会关于修改部分地方性法规的决定》修正

第一条 为了节约用水，制定本条例。
第二条 本条例自2007年2月1日起施行。
"""
TAIWAN = """廢棄物申報管理辦法
（最新異動日期：2019年3月5日）

1.中華民國九十二年七月九日行政院環境保護署環署廢字第 0920047395
  號令訂定發布全文 14 條；並自發布日施行
2.中華民國一百零八年三月五日行政院環境保護署環署空字第 108001441
  3 號令修正發布第 13 條條文
  中華民國一百十二年八月十八日行政院院臺規字第 1121028221 號公告第
  2 條所列屬「行政院環境保護署」之權責事項，改由「環境部」管轄

第 1 條
本辦法依廢棄物清理法第三十一條規定訂定之。
第 2 條
本辦法自發布日施行。
"""


def notice(text: str, name: str = "s.txt") -> Notice:
    return parse(text.encode(), "d", name)


def read(question: str) -> Query:
    return understand(question, lambda english: [], date(2026, 3, 18))


def answers(of: Notice, question: str) -> list[str]:
    query = read(question)
    claims = list(chain.from_iterable(made_claims(query, of, field) for field in metadata_fields(search_key(question))))
    assert all(verify(claim, lambda _, meta: status_on(meta, date(2026, 3, 18))) == "supported" for claim in claims)
    return [claim.text for claim in claims]


@pytest.mark.parametrize(("line", "acts"), [
    ("2009年10月13日 中华人民共和国国务院令第564号公布", ["promulgated 2009-10-13 国务院令第564号"]),
    ("2017年11月22日 中华人民共和国国务院令第692号", ["promulgated 2017-11-22 国务院令第692号"]),
    ("（2021年7月27日国务院令第746号公布 自2022年3月1日起施行）", ["promulgated 2021-07-27 国务院令第746号", "commenced 2022-03-01 "]),
    ("（1982年8月23日第五届全国人民代表大会常务委员会第二十四次会议通过　根据1993年2月22日《关于修改〈商标法〉的决定》第一次修正）",
     ["adopted 1982-08-23 ", "amended 1993-02-22 "]),
    ("2019年12月27日 某市人民代表大会常务委员会第二次会议通过并经2020年1月15日某省人民代表大会常务委员会批准的《决定》修正",
     ["amended 2020-01-15 "]),
    ("1986年12月3日 国务院批准", ["approved 1986-12-03 "]),
    ("第一条 为了规范管理，制定本条例。", []),
    ("为适用2005年10月27日第十八次会议修订的《公司法》，规定如下：", []),
])
def test_the_acts_that_a_note_lists(line: str, acts: list[str]) -> None:
    assert [f"{'+'.join(sorted(one.acts))} {one.day} {one.number}" for one in makings(line)] == acts


def test_the_steps_of_an_amendment_are_no_adoption_of_the_statute() -> None:
    head = notice(CITY, "s.md").clauses[0].text
    assert [sorted(one.acts) for one in makings(head)] == [["adopted"], ["approved"], [], ["amended"]]


@pytest.mark.parametrize(("text", "number"), [
    ("中華民國一百零九年六月十日經濟部經工字第 10904602730 號令修正", "经工字第10904602730号"),
    ("行政院環境保護署環署廢字第 0920047395 號", "环署废字第920047395号"),
    ("院臺教字第1080001234號", "院台教字第1080001234号"),
    ("種苗改良繁殖場種研字第 1136313756B 號令", "种研字第1136313756B号"),
    ("財政部（90）台財融（三）字第 90708664 號令", "台财融（三）字第90708664号"),
])
def test_taiwan_numbers_are_without_the_body_before_them(text: str, number: str) -> None:
    assert [found for found, _, _ in doc_numbers(text)] == [number]


def test_a_history_wrapped_over_lines_is_read_whole() -> None:
    parsed = notice(TAIWAN)
    assert parsed.clauses[0].kind == "head" and parsed.clauses[1].address == "第1條"
    assert (parsed.meta.issuer, parsed.meta.issued) == ("行政院环境保护署", "2019-03-05")
    assert parsed.meta.doc_no == "环署空字第1080014413号"


@pytest.mark.parametrize(("head", "expected"), [
    ("1986年12月3日 国务院批准\n1986年12月25日 公安部公布", ("公安部", "", "1986-12-25")),
    ("2017年11月22日 中华人民共和国国务院令第692号", ("国务院", "国务院令第692号", "2017-11-22")),
])
def test_who_approves_has_not_issued(head: str, expected: tuple[str, str, str]) -> None:
    meta: Meta = notice(f"来往暂行管理办法\n{head}\n第一条 为了管理，制定本办法。\n第二条 略。\n").meta
    assert (meta.issuer, meta.doc_no, meta.issued) == expected


@pytest.mark.parametrize(("question", "said"), [
    ("《昆山保安条例》谁发的，第几号令", ["发文机关：国务院。", "文号：国务院令第564号。",
                             "2017年9月27日 中华人民共和国国务院令第689号第一次修订。"]),
    ("《昆山保安条例》什么时候通过的，哪天公布的", ["2009年9月28日 国务院第82次常务会议通过。",
                                     "2009年10月13日 中华人民共和国国务院令第564号公布。"]),
    ("昆山保安条例最近一次修订是哪一年", ["2017年9月27日 中华人民共和国国务院令第689号第一次修订。"]),
    ("昆山保安条例从什么时候开始施行", ["第二条 本条例自公布之日起施行。", "2009年10月13日 中华人民共和国国务院令第564号公布。"]),
    ("What are the date and State Council order number of the regulation (昆山保安条例)?", [
        "Promulgated on 2009-10-13: “2009年10月13日 中华人民共和国国务院令第564号公布”.", "Document number: 国务院令第564号.",
        "Amended on 2017-09-27: “2017年9月27日 中华人民共和国国务院令第689号第一次修订”."]),
])
def test_several_facts_of_one_header_in_one_answer(question: str, said: list[str]) -> None:
    assert sorted(answers(notice(GUARDS), question)) == sorted(said)


def test_a_statute_of_a_city_and_one_of_taiwan() -> None:
    city, taiwan = notice(CITY, "s.md"), notice(TAIWAN)
    assert [text[:10] for text in answers(city, "《某市节约用水条例》什么时候公布的")] == ["2006年8月25日", "2006年12月1日"]
    assert answers(city, "某市节约用水条例是谁制定的") == ["发文机关：某市人民代表大会常务委员会。"]
    assert answers(taiwan, "廢棄物申報管理辦法最近一次修正是哪天，文號幾號") == [
        "中華民國一百零八年三月五日行政院環境保護署環署空字第 1080014413 號令修正發布第 13 條條文。", "文號：環署空字第1080014413號。"]


def test_an_act_shown_under_another_name_or_day_is_not_borne_out() -> None:
    query, parsed = read("When was it (昆山保安条例) adopted?"), notice(GUARDS)
    claim = made_claims(query, parsed, "adopted")[0]
    for wrong in (claim.text.replace("Adopted", "Amended"), claim.text.replace("09-28", "09-29")):
        changed = type(claim)(wrong, *(getattr(claim, name) for name in ("relation", "said", "notice", "clause", "quote")))
        assert verify(changed, lambda _, meta: status_on(meta, date(2026, 3, 18))) == "not_found"


@pytest.mark.parametrize(("question", "fields"), [
    ("《养犬条例》是国务院第几号令", ("doc_no",)),
    ("《養犬條例》是哪一年哪一號令發布的", ("issued", "doc_no")),
    ("养犬条例几号令公布的，哪天的", ("doc_no", "issued")),
    ("这份告示是哪天挂出来的", ("published",)),
    ("养犬条例何时修正过", ("amended",)),
    ("养犬条例由谁批准", ("approved",)),
    ("When were the dog rules promulgated and when did they take effect?", ("issued", "effective")),
    ("Under which order were the dog rules issued, and on what date?", ("doc_no", "issued")),
    ("When was the Trademark Law last amended?", ("amended",)),
    ("许可证哪天发", ()),
    ("申请什么时候通过", ()),
    ("低保由谁批准", ()),
    ("施工方案，什么时候批准", ()),
    ("补贴什么时候发", ()),
    ("合同什么时候生效", ()),
    ("令牌号码几号", ()),
    ("Who must approve the loan?", ()),
])
def test_what_is_asked_of_a_document_and_what_of_its_content(question: str, fields: tuple[str, ...]) -> None:
    assert tuple(sorted(metadata_fields(search_key(question)))) == tuple(sorted(fields))
