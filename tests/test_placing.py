"""Places of a question: names against words, phrases and features of the land; what is on file decides what language leaves open."""

from __future__ import annotations

from datetime import date

import pytest

from index.directory import directory_of
from index.manifest import DocSummary
from index.placing import is_said, settled
from index.query import Query, understand
from ingest.gazetteer import gazetteer
from ingest.model import Meta, Region

DIVISIONS = {division.full_name: division for division in gazetteer().by_code.values()}
# Phrases that clauses on file are taken to say.
SAID = {"绿道", "日照间距", "平安建设", "朝阳产业", "和平利用", "称多式", "内乡道", "公安", "港口"}


def read(question: str, *on_file: str) -> Query:
    """A question, its places settled over notices of these places (full names)."""
    documents = tuple(DocSummary(name, f"/{name}.txt", "", "", 10, 0, Meta(title="规定", region=Region(name, DIVISIONS[name].path)))
                      for name in on_file)
    query = understand(question, lambda english: [], date(2026, 3, 18))
    return settled(query, directory_of(documents), lambda phrase, ids: bool(ids) and phrase in SAID)


def named(question: str, *on_file: str) -> set[str]:
    return {place.name for place in read(question, *on_file).places}


@pytest.mark.parametrize("question", [
    "南四湖入湖口的水质监测设备由谁负责", "沿河绿地宽度有什么要求", "沿海丰富的资源怎么开发", "滨湖酒店要不要环评", "江海联运补贴多少",
    "环湖口岸怎么管理", "东平湖的水位由谁监测", "潮白河采砂怎么罚", "小清河沿线能不能钓鱼", "太湖流域的取水许可",
    "古城范围东至哪里", "拥政爱民活动多久一次", "惠农补贴什么时候发", "所称多式联运是什么意思", "乡村内乡道由谁养护",
    "安全由谁负责和安监部门什么关系", "大田作物保险怎么交", "患久治不愈的病能否办残疾证", "首问负责制度由谁牵头", "电动车上高架怎么罚",
    "公安机关多久答复", "互助养老怎么补贴", "南京路上乱丢垃圾怎么罚", "苏州街的商铺怎么管理", "上海牌手表怎么三包", "平安建设由谁牵头",
    "绿道里能不能搭棚子",
])
def test_words_and_phrases_are_no_places(question: str) -> None:
    query = read(question, "江苏省南通市")
    assert (query.places, query.elsewhere) == ((), ())


@pytest.mark.parametrize(("question", "place"), [
    ("辽宁朝阳养犬怎么罚", "朝阳"), ("雲南大理養犬怎麼罰", "大理"), ("陕西西安养犬怎么罚", "西安"), ("山城重庆怎么处理垃圾", "重庆"),
    ("重庆山城步道怎么管理", "重庆"), ("济南昆山路养犬", "济南"), ("宁波乡下人卖菜要交钱吗", "宁波"), ("北京路边停车每小时多少钱", "北京"),
    ("北京街头遛狗罚多少", "北京"), ("济南村委会能不能收费", "济南"), ("从江西来的货车限行吗", "江西"), ("天津和平的小学", "和平"),
    ("上海闵行垃圾怎么分类", "闵行"), ("Are dogs allowed in Jinan?", "Jinan"), ("Guangzhou's rules on relief", "Guangzhou"),
])
def test_a_place_is_read_where_words_touch_it(question: str, place: str) -> None:
    assert named(question) == {place}


@pytest.mark.parametrize(("question", "place", "full"), [
    ("日照楼上住户往楼下乱丢垃圾怎么罚", "日照", "山东省日照市"), ("日照樓上住戶亂丟垃圾怎麼罰", "日照", "山东省日照市"),
    ("在日照城里养鸡罚多少", "日照", "山东省日照市"), ("住日照的老人能领补贴吗", "日照", "山东省日照市"),
    ("我在海口停车怎么收费", "海口", "海南省海口市"), ("想让孩子上天河的初中要什么材料", "天河", "广东省广州市天河区"),
    ("开封养犬怎么罚", "开封", "河南省开封市"), ("朝阳垃圾不分类罚多少", "朝阳", "北京市朝阳区"),
    ("高明楼上漏水怎么办", "高明", "广东省佛山市高明区"), ("去光明上班怎么申请人才房", "光明", "广东省深圳市光明区"),
    ("西湖怎么申请公租房", "西湖", "浙江省杭州市西湖区"),
])
def test_a_word_that_is_a_name_as_well_means_the_place_on_file(question: str, place: str, full: str) -> None:
    query = read(question, full, "江苏省南通市")
    assert [(one.name, [division.full_name for division in one.divisions]) for one in query.places] == [(place, [full])]
    assert place not in query.topic and place not in query.elsewhere
    assert named(question) == set()


@pytest.mark.parametrize(("question", "full"), [
    ("日照间距不够怎么办", "山东省日照市"), ("房屋日照被挡怎么办", "山东省日照市"), ("开封后的食品能退吗", "河南省开封市"),
    ("平安建设由谁牵头", "青海省海东市平安区"), ("朝阳产业有什么扶持", "北京市朝阳区"), ("和平利用核能有什么规定", "天津市和平区"),
    ("公安可以罚多少", "湖北省荆州市公安县"), ("港口经营许可怎么办", "广西壮族自治区防城港市港口区"),
])
def test_where_only_the_word_fits_it_is_none(question: str, full: str) -> None:
    assert named(question, full, "江苏省南通市") == set()


@pytest.mark.parametrize(("question", "places"), [
    ("广州没房的租客想让孩子上天河的初中要什么材料", {"天河"}),
    ("What must tenants in Guangzhou show for a school in Tianhe?", {"Tianhe"}),
    ("广州和天河的学位补贴", {"广州", "天河"}), ("广州市和天河区的规定有何不同", {"广州市", "天河区"}),
    ("Dog rules of Guangzhou and Tianhe", {"Guangzhou", "Tianhe"}),
])
def test_a_place_that_only_locates_another_is_left_out(question: str, places: set[str]) -> None:
    assert named(question, "广东省广州市天河区", "广东省广州市") == places


def test_without_a_notice_of_the_smaller_place_the_larger_one_stays() -> None:
    assert named("广州没房的租客想让孩子读天河的初中", "广东省广州市") == {"广州", "天河"}


@pytest.mark.parametrize(("question", "places"), [
    ("台北市大安区的社会住宅怎么申请", set()), ("臺中市北區的補助", set()), ("台北东明和兴隆E区的提案", set()),
    ("高雄和厦门的规定有什么不同", {"厦门"}), ("自贡市大安区的补贴", {"大安区"}), ("常州新北区的补贴", {"新北区"}),
])
def test_a_district_of_a_city_of_taiwan_is_no_county_of_the_same_name(question: str, places: set[str]) -> None:
    assert {place.name for place in understand(question, lambda english: [], date(2026, 3, 18)).places} == places


def test_a_new_area_is_a_name_and_its_kind_alone_none() -> None:
    assert (read("雄安新区的规定").elsewhere, read("城市新区的规定").elsewhere, read("新区的规定").elsewhere) == (("雄安新区",), (), ())


def test_issue_dates_do_not_lie_in_the_future() -> None:
    for question in ("From 2027, what must tenants show?", "2027年起发布的规定要求租客出示什么"):
        assert read(question).since == ""
    assert read("Rules issued since 2025").since == "2025-01-01"


def test_whether_a_phrase_is_said(index) -> None:
    everything = frozenset(one.doc_id for one in index.documents())
    assert is_said(index, "行政调解", everything)
    assert not is_said(index, "行政调解日照", everything)


@pytest.mark.parametrize(("question", "places"), [
    ("我是台湾人，去河南的开发区开公司按什么规定办", {"河南"}), ("在烟台酿酒，从新疆拉来的葡萄能用地理标志吗", {"烟台"}),
    ("把专利授权给澳门厂商要报备吗", set()), ("我的厂开在河南一个开发区里，谁来检查", {"河南"}),
    ("台湾的行政调解由谁牵头", {"台湾"}), ("Can Taiwanese investors open a factory in Henan?", {"Henan"}),
    ("When must Taiwanese cities report?", {"Taiwan"}),
    ("How does Henan admit Hong Kong and Macau children?", {"Henan"}), ("河南怎么安排香港和澳门学生入学", {"河南"}),
    ("上海人和杭州人的养老金一样吗", {"上海", "杭州"}),
])
def test_whose_somebody_is_and_where_something_comes_from_are_no_places(question: str, places: set[str]) -> None:
    assert named(question, "河南省", "山东省烟台市") == places


def test_some_zone_is_none_by_name() -> None:
    assert read("我的厂开在河南一个开发区里，谁来检查", "河南省").zones == ()
