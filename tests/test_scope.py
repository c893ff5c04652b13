"""Which notices may answer: places and what lies in and above them, zones, names, numbers, filters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.manifest import DocSummary
from index.query import Query, understand
from index.relations import acts_upon
from index.scope import Limits, Scope, scope_of
from ingest.errors import TiaoliError
from ingest.gazetteer import gazetteer
from ingest.model import Meta, Region, Span, Validity


def region(adcode: str) -> Region:
    division = gazetteer().by_code[adcode]
    return Region(division.full_name, division.path)


def document(doc_id: str, **meta) -> DocSummary:
    return DocSummary(doc_id, f"/{doc_id}.txt", "", "", 10, 0, Meta(**meta))


DOCUMENTS = (
    document("state", title="国务院关于加强行政调解的意见", doc_no="国发〔2010〕33号", issued="2010-10-10", region=Region("全国", ())),
    document("jiangsu", title="江苏省行政调解办法", doc_no="苏政发〔2011〕31号", issued="2011-03-01", region=region("320000")),
    document("lianyungang", title="关于加快法治政府建设的意见", doc_no="连政发〔2011〕126号", issued="2011-09-29",
             region=region("320700"), validity=Validity("repealed", "连政发〔2018〕11号", Span(0, 2))),
    document("kunshan", title="市政府办公室关于印发2020年昆山市法治政府建设工作要点的通知", doc_no="昆政办发〔2020〕94号",
             issued="2020-06-16", region=region("320583"), addressees="昆山开发区、昆山高新区管委会", plan_years=(2020, 2020)),
    document("anqiu", title="安丘经济开发区2017年度落实情况汇报", doc_no="安经开〔2018〕7号", issued="2018-02-01",
             issuer="安丘经济开发区管委会", region=region("370784")),
    document("gulou", title="鼓樓區關於行政調解的通知", issued="2019-05-01", effective="2019-06-01",
             region=region("320106")),
    document("undated", title="綦江区法治政府建设方案", region=region("500110"), expires="2025-12-31"),
)
EVERY = {one.doc_id for one in DOCUMENTS}


def resolved(question: str, documents=DOCUMENTS, **limits) -> tuple[Scope, Query]:
    return scope_of(documents, understand(question, lambda english: [], date.today()), Limits(**limits))


def allowed(question: str, **limits) -> set[str]:
    return set(resolved(question, **limits)[0].allowed)


@pytest.mark.parametrize(("question", "local", "above"), [
    ("江苏的行政调解由谁牵头", {"jiangsu", "lianyungang", "kunshan", "gulou"}, {"state"}),
    ("江蘇省的行政調解由誰牽頭", {"jiangsu", "lianyungang", "kunshan", "gulou"}, {"state"}),
    ("苏州的行政调解由谁牵头", {"kunshan"}, {"jiangsu", "state"}),
    ("昆山的行政调解由谁牵头", {"kunshan"}, {"jiangsu", "state"}),
    ("Which body leads administrative mediation in Kunshan?", {"kunshan"}, {"jiangsu", "state"}),
    ("连云港的行政调解由谁牵头", {"lianyungang"}, {"jiangsu", "state"}),
    ("连云港和昆山的行政调解由谁牵头", {"lianyungang", "kunshan"}, {"jiangsu", "state"}),
    ("南京市鼓楼区的行政调解由谁牵头", {"gulou"}, {"jiangsu", "state"}),
    ("潍坊的行政调解由谁牵头", {"anqiu"}, {"state"}),
])
def test_a_place_is_answered_by_its_own_notices_and_those_above(question: str, local: set[str], above: set[str]) -> None:
    scope, _ = resolved(question)
    assert (set(scope.local), set(scope.allowed), scope.absent) == (local, local | above, ())
    assert not scope.named


@pytest.mark.parametrize(("question", "name"), [
    ("上海的行政调解由谁牵头", "上海"), ("上海市的行政調解由誰牽頭", "上海市"), ("Which body leads mediation in Shanghai?", "Shanghai"),
    ("福州市鼓楼区的行政调解由谁牵头", "鼓楼区"),
])
def test_a_place_without_notices_is_absent_and_only_central_ones_may_answer(question: str, name: str) -> None:
    scope, _ = resolved(question)
    assert (set(scope.allowed), set(scope.local), scope.absent) == ({"state"}, set(), (name,))
    local = tuple(one for one in DOCUMENTS if one.doc_id != "state")
    assert resolved(question, local)[0].allowed == frozenset()


def test_of_two_places_the_absent_one_is_told() -> None:
    scope, _ = resolved("上海和昆山的行政调解由谁牵头")
    assert (set(scope.local), scope.absent) == ({"kunshan"}, ("上海",))


def test_no_place_asked_about_leaves_every_notice() -> None:
    scope, _ = resolved("行政调解由谁牵头")
    assert (set(scope.allowed), set(scope.local), scope.named, scope.absent) == (EVERY, EVERY, False, ())


def test_an_ambiguous_name_means_the_place_on_file() -> None:
    scope, query = resolved("鼓楼区的行政调解由谁牵头")
    assert set(scope.local) == {"gulou"}
    assert [[division.full_name for division in place.divisions] for place in query.places] == [["江苏省南京市鼓楼区"]]
    _, unfiled = resolved("鼓楼区的行政调解由谁牵头", DOCUMENTS[:2])
    assert len(unfiled.places[0].divisions) == 4


@pytest.mark.parametrize(("question", "absent"), [
    ("苏州工业园区的行政调解由谁牵头", "苏州工业园区"), ("蘇州工業園區的行政調解由誰牽頭", "苏州工业园区"),
    ("连云港徐圩新区的行政调解由谁牵头", "连云港徐圩新区"),
])
def test_a_zone_is_not_answered_by_the_place_around_it(question: str, absent: str) -> None:
    assert resolved(question)[0] == Scope(frozenset(), frozenset(), False, (absent,))


@pytest.mark.parametrize(("question", "local"), [
    ("安丘经济开发区的行政调解由谁牵头", {"anqiu"}), ("昆山高新区的行政调解由谁牵头", {"kunshan"}),
])
def test_a_zone_that_issued_a_notice_or_is_addressed_by_one_is_on_file(question: str, local: set[str]) -> None:
    scope, _ = resolved(question)
    assert (set(scope.local), scope.absent) == (local, ())


@pytest.mark.parametrize(("question", "named"), [
    ("连政发〔2011〕126号由谁牵头", {"lianyungang"}),
    ("連政發[2011]126號由誰牽頭", {"lianyungang"}),
    ("昆山的连政发〔2011〕126号由谁牵头", {"lianyungang"}),
    ("连政发〔2011〕126号和昆政办发〔2020〕94号有何不同", {"lianyungang", "kunshan"}),
    ("《关于加快法治政府建设的意见》由谁牵头", {"lianyungang"}),
    ("《關於加快法治政府建設的意見》由誰牽頭", {"lianyungang"}),
    ("关于加快法治政府建设的意见由谁牵头", {"lianyungang"}),
    ("2020年昆山市法治政府建设工作要点由谁牵头", {"kunshan"}),
    ("鼓楼区关于行政调解的通知由谁牵头", {"gulou"}),
])
def test_a_notice_named_by_number_or_title_is_the_only_one(question: str, named: set[str]) -> None:
    scope, query = resolved(question)
    assert (set(scope.allowed), scope.named, query.required) == (named, True, ())


@pytest.mark.parametrize("question", [
    "国发〔2019〕1号由谁牵头", "《上海市街道办事处条例》第三条", "法治政府建设由谁牵头", "《意见》由谁牵头",
])
def test_a_name_that_fits_no_notice_names_none(question: str) -> None:
    assert not resolved(question)[0].named


def test_a_number_that_is_not_on_file_leaves_nothing_to_answer() -> None:
    assert resolved("国发〔2019〕1号由谁牵头")[0] == Scope(frozenset(), frozenset(), False, ("国发〔2019〕1号",))
    scope, _ = resolved("连政发〔2011〕126号和国发〔2019〕1号有何不同")
    assert (set(scope.allowed), scope.absent) == ({"lianyungang"}, ("国发〔2019〕1号",))


def test_a_title_that_is_not_on_file_must_stand_in_what_answers() -> None:
    assert resolved("《上海市街道办事处条例》怎么规定")[1].required == ("上海市街道办事处条例",)
    assert resolved("《江苏省行政调解办法》怎么规定")[1].required == ()


TITLED = (
    document("law", title="中华人民共和国行政处罚法", issued="2021-01-22", region=Region("全国", ())),
    document("law-2009", title="中华人民共和国行政处罚法（2009年修正）", issued="2009-08-27", region=Region("全国", ())),
    document("code", title="中华人民共和国民法典", issued="2020-05-28", region=Region("全国", ())),
    document("criminal", title="中华人民共和国刑法", issued="1997-03-14", region=Region("全国", ())),
    document("labour", title="中华人民共和国劳动合同法", issued="2007-06-29", region=Region("全国", ())),
    document("rules", title="江苏省《中华人民共和国行政处罚法》实施办法", issued="2022-01-01", region=region("320000")),
    document("streets", title="昆山市市容和环境卫生管理条例", issued="2019-01-01", region=region("320583")),
    document("plan-kunshan", title="昆山市人民政府关于印发《昆山市法治政府建设实施方案（2021—2025年）》的通知",
             issued="2021-12-01", region=region("320583")),
    document("plan-qijiang", title="重庆市綦江区人民政府关于印发《重庆市綦江区法治政府建设实施方案（2021—2025年）》的通知",
             issued="2022-05-04", region=region("500110")),
    document("fees", title="昆山市停车收费管理办法", issued="2018-01-01", region=region("320583")),
    document("fees-trial", title="昆山市停车收费管理办法（试行）实施情况的报告", issued="2019-01-01", region=region("320583")),
    document("nowhere", title="某市停车场管理办法", issued="2017-01-01"),
)


@pytest.mark.parametrize(("question", "named"), [
    ("《行政处罚法》怎么规定", {"law", "law-2009"}),
    ("《中华人民共和国行政处罚法》怎么规定", {"law", "law-2009"}),
    ("《中華人民共和國行政處罰法》怎麼規定", {"law", "law-2009"}),
    ("《行政处罚法（2009年修正）》怎么规定", {"law-2009"}),
    ("《民法典》怎么规定", {"code"}),
    ("民法典第十条怎么规定", {"code"}),
    ("依据刑法第三条怎么处罚", {"criminal"}),
    ("新刑法第三条怎么处罚", {"criminal"}),
    ("刑法有效吗", {"criminal"}),
    ("劳动合同法第三十条第二款", {"labour"}),
    ("《行政处罚法》实施办法", {"law", "law-2009"}),
    ("《江苏省行政处罚法实施办法》怎么规定", {"rules"}),
    ("江苏省《中华人民共和国行政处罚法》实施办法怎么规定", {"rules"}),
    ("江苏省行政处罚法实施办法第三条", {"rules"}),
    ("《市容条例》怎么规定", {"streets"}),
    ("市容条例第三条怎么规定", {"streets"}),
    ("《停车收费管理办法》怎么规定", {"fees"}),
    ("昆山的《法治政府建设实施方案》由谁牵头", {"plan-kunshan"}),
    ("《法治政府建设实施方案》由谁牵头", {"plan-kunshan", "plan-qijiang"}),
    ("綦江区法治政府建设实施方案由谁牵头", {"plan-qijiang"}),
    ("重庆市綦江区法治政府建设实施方案（2021—2025年）由谁牵头", {"plan-qijiang"}),
    ("昆山怎样落实《行政处罚法》", {"law", "law-2009"}),
    ("刑法规定抢劫要判几年", {"criminal"}),
    ("民法典里说的住所是指什么", {"code"}),
    ("按市容条例要罚多少钱", {"streets"}),
    ("环境卫生管理条例规定乱扔垃圾怎么罚", {"streets"}),
    ("昆山的停车收费管理办法从哪天开始执行", {"fees"}),
])
def test_what_a_title_means(question: str, named: set[str]) -> None:
    scope, query = resolved(question, TITLED)
    assert (set(scope.allowed), scope.named, query.required) == (named, True, ())


@pytest.mark.parametrize(("question", "required"), [
    ("《劳动法》怎么规定", ("劳动法",)),
    ("劳动法第三条怎么规定", ("劳动法",)),
    ("《行政处罚法（1996年版）》怎么规定", ()),
    ("违反劳动法应当承担什么责任", ()),
    ("《实施方案》怎么规定", ()),
    ("《管理办法》第三条", ()),
    ("北京的《停车收费管理办法》怎么规定", ("停车收费管理办法",)),
])
def test_a_title_that_means_no_notice_on_file(question: str, required: tuple[str, ...]) -> None:
    scope, query = resolved(question, TITLED)
    assert (scope.named, query.required) == (bool(scope.named and not required), required)


def test_a_law_is_not_named_by_what_carries_it_out() -> None:
    without = tuple(one for one in TITLED if not one.doc_id.startswith("law"))
    scope, query = resolved("《行政处罚法》怎么规定", without)
    assert (scope.named, query.required) == (False, ("行政处罚法",))


def test_editions_are_told_apart_as_of_the_day() -> None:
    upon = acts_upon(TITLED)
    for question, current in (("《行政处罚法》怎么规定", {"law"}), ("2015年时《行政处罚法》怎么规定", {"law-2009"})):
        scope, _ = scope_of(TITLED, understand(question, lambda english: [], date(2026, 1, 1)), Limits(), upon)
        assert set(scope.current) == current
    assert set(resolved("《行政处罚法》怎么规定", TITLED, as_of="2015-01-01")[0].allowed) == {"law-2009"}


def test_what_has_ended_or_not_begun_is_not_current() -> None:
    current = {on: EVERY - set(resolved("行政调解由谁牵头", as_of=on)[0].current) for on in ("2019-05-31", "2026-01-01")}
    assert current == {"2019-05-31": {"lianyungang", "gulou", "kunshan"}, "2026-01-01": {"lianyungang", "undated", "kunshan"}}


@pytest.mark.parametrize(("fields", "limits", "passing"), [
    ({"since": "2018-02-01"}, {}, {"kunshan", "anqiu", "gulou"}),
    ({"until": "2011-03-01"}, {}, {"state", "jiangsu"}),
    ({"since": "2011-01-01", "until": "2018-12-31"}, {}, {"jiangsu", "lianyungang", "anqiu"}),
    ({"since": "2011-01-01", "until": "2018-12-31"}, {"since": "2011-09-01"}, {"lianyungang", "anqiu"}),
    ({"since": "2009-01-01"}, {"since": "2019-01-01"}, {"kunshan", "gulou"}),
    ({"until": "2025-12-31"}, {"until": "2011-03-01"}, {"state", "jiangsu"}),
    ({"in_force": True}, {"as_of": "2020-12-31"}, {"state", "jiangsu", "kunshan", "anqiu", "gulou", "undated"}),
    ({"as_of": "2011-06-01"}, {}, {"state", "jiangsu", "undated"}),
    ({"as_of": "2020-12-31"}, {"as_of": "2011-06-01"}, {"state", "jiangsu", "undated"}),
    ({"issuers": ("安丘经济开发区管委会",)}, {}, {"anqiu"}),
    ({"issuers": ("国务院",)}, {}, EVERY),
    ({"issuers": ("安丘经济开发区管委会", "国务院")}, {}, {"anqiu"}),
    ({"issuers": ("安丘经济开发区管委会",)}, {"until": "2011-12-31"}, {"state", "jiangsu", "lianyungang"}),
])
def test_what_a_question_says_narrows_the_filters(fields: dict, limits: dict, passing: set[str]) -> None:
    query = replace(understand("行政调解由谁牵头", lambda english: [], date(2022, 1, 1)), **fields)
    assert set(scope_of(DOCUMENTS, query, Limits(**limits))[0].allowed) == passing


@pytest.mark.parametrize(("fields", "limits", "passing"), [
    ({"in_force": True}, {}, {"lianyungang"}),
    ({"since": "2020-01-01"}, {}, {"lianyungang"}),
    ({}, {"since": "2020-01-01"}, set()),
])
def test_a_notice_named_is_lost_by_filters_only(fields: dict, limits: dict, passing: set[str]) -> None:
    query = replace(understand("连政发〔2011〕126号由谁牵头", lambda english: [], date(2022, 1, 1)), **fields)
    assert set(scope_of(DOCUMENTS, query, Limits(**limits))[0].allowed) == passing


def test_a_notice_of_no_known_place_answers_for_no_place() -> None:
    assert "nowhere" not in resolved("昆山的停车场由谁管理", TITLED)[0].allowed
    assert "nowhere" in resolved("停车场由谁管理", TITLED)[0].allowed
    assert set(resolved("《某市停车场管理办法》由谁管理", TITLED)[0].allowed) == {"nowhere"}


@pytest.mark.parametrize(("limits", "passing"), [
    ({}, EVERY),
    ({"region": "昆山市"}, {"kunshan"}),
    ({"region": "江苏省"}, {"jiangsu", "lianyungang", "kunshan", "gulou"}),
    ({"region": "江蘇"}, {"jiangsu", "lianyungang", "kunshan", "gulou"}),
    ({"region": "上海市"}, set()),
    ({"since": "2018-02-01"}, {"kunshan", "anqiu", "gulou"}),
    ({"until": "2011-03-01"}, {"state", "jiangsu"}),
    ({"since": "2011-03-01", "until": "2018-02-01"}, {"jiangsu", "lianyungang", "anqiu"}),
    ({"as_of": "2011-06-01"}, {"state", "jiangsu", "undated"}),
    ({"in_force": True, "as_of": "2020-12-31"}, {"state", "jiangsu", "kunshan", "anqiu", "gulou", "undated"}),
    ({"in_force": True, "as_of": "2025-12-31"}, {"state", "jiangsu", "anqiu", "gulou", "undated"}),
    ({"in_force": True, "as_of": "2026-01-01"}, {"state", "jiangsu", "anqiu", "gulou"}),
    ({"in_force": True, "as_of": "2019-05-31"}, {"state", "jiangsu", "anqiu", "undated"}),
    ({"in_force": True, "as_of": "2019-06-01"}, {"state", "jiangsu", "anqiu", "gulou", "undated"}),
    ({"region": "江苏省", "since": "2019-01-01", "in_force": True, "as_of": "2020-07-01"}, {"kunshan", "gulou"}),
])
def test_filters(limits: dict, passing: set[str]) -> None:
    assert allowed("行政调解由谁牵头", **limits) == passing


def test_filters_bind_what_a_question_names() -> None:
    assert allowed("连政发〔2011〕126号由谁牵头", in_force=True) == set()
    assert allowed("昆山的行政调解由谁牵头", until="2019-12-31") == {"jiangsu", "state"}
    assert "昆山" in resolved("昆山的行政调解由谁牵头", until="2019-12-31")[0].absent


@pytest.mark.parametrize("limits", [
    {name: value} for name in ("since", "until", "as_of")
    for value in ("20200616", "2020-13-01", "2020-02-30", "2020-6-1", "2020/06/16", "2020", "昨天", " 2020-06-16", "2020-W25-2")
] + [{"region": "不存在市"}, {"region": "abc"}])
def test_a_filter_that_is_none_is_refused(limits: dict[str, str]) -> None:
    with pytest.raises(TiaoliError) as caught:
        resolved("行政调解由谁牵头", **limits)
    assert caught.value.code == "bad_filter"
    assert next(iter(limits.values())) in caught.value.message and caught.value.hint


def test_the_day_on_which_validity_is_judged() -> None:
    assert Limits(as_of="2024-02-29").day == date(2024, 2, 29)
    assert Limits().day > date(2024, 2, 29)
