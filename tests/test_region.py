"""Places named in text, and the place whose authority issued a notice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.gazetteer import gazetteer
from ingest.inferred import infer_region
from ingest.region import (
    covers,
    find_places,
    find_places_en,
    level_of,
    named_region,
    region_of_issuer,
    resolve,
)
from ingest.script import simplify

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SPLICED_PINYIN = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+\)")


def meant(text: str) -> list[str]:
    return [division.full_name for division in resolve(find_places(text))]


@pytest.mark.parametrize(("text", "places"), [
    ("连云港市的行政调解由谁牵头", ["江苏省连云港市"]),
    ("连云港的行政调解由谁牵头", ["江苏省连云港市"]),
    ("重庆綦江有什么规定", ["重庆市綦江区"]),
    ("昆山与安丘的规定有何不同", ["江苏省苏州市昆山市", "山东省潍坊市安丘市"]),
    ("南京市鼓楼区的规定", ["江苏省南京市鼓楼区"]),
    ("鼓楼区的规定", ["江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "福建省福州市鼓楼区", "河南省开封市鼓楼区"]),
    ("湖北省仙桃市", ["湖北省仙桃市"]),
    ("新疆石河子市", ["新疆维吾尔自治区石河子市"]),
    ("恩施州人民政府", ["湖北省恩施土家族苗族自治州"]),
    ("香港、澳门和台湾", ["香港特别行政区", "澳门特别行政区", "台湾省"]),
    ("海南的政策", ["海南省"]),
    ("长沙的政策", ["湖南省长沙市"]),
    ("天津和平的小学", ["天津市和平区"]),
    ("佛山高明的企业", ["广东省佛山市高明区"]),
    ("海口的公租房", ["海南省海口市"]),
    ("铜梁县的规定", ["重庆市铜梁区"]),
    ("重庆市渝北区的规定", ["重庆市渝北区"]),
    ("襄樊市的规定", ["湖北省襄阳市"]),
    ("从江西来", ["江西省"]),
    ("吉林市场", ["吉林省"]),
])
def test_places_are_found_and_resolved(text: str, places: list[str]) -> None:
    assert meant(text) == places


@pytest.mark.parametrize("text", [
    "维护和平、促进平安建设", "高明的办法", "集中山区力量", "和政府一起推进", "黄河南岸", "长治久安", "新华社记者",
    "市中区和郊区", "各区政府和主城区", "行政和党内处分", "更新和改造", "市和县（市、区）人民政府", "北京路一号",
    "苏州河两岸", "孙中山先生", "核能的和平利用", "城市新区", "日照时间", "",
])
def test_ordinary_words_are_not_places(text: str) -> None:
    assert meant(text) == []


def test_mentions_slice_the_text() -> None:
    text = "江苏省苏州市昆山市和重庆市綦江区人民政府，另见连云港"
    mentions = find_places(text)
    assert [text[m.start:m.end] for m in mentions] == [m.name for m in mentions]
    assert [m.name for m in mentions] == ["江苏省", "苏州市", "昆山市", "重庆市", "綦江区", "连云港"]


def test_every_full_path_names_its_own_division() -> None:
    """Round trip over the whole gazetteer: the full path of a division resolves to that division and no other."""
    current = [d for d in gazetteer().by_code.values() if not d.former]
    wrong = [d.full_name for d in current if meant(d.full_name) != [d.full_name]]
    assert wrong == []
    assert {d.level for d in current} == {1, 2, 3}
    assert all(d.path[-1] == d.adcode and len(d.adcode) == 6 for d in current)


@pytest.mark.parametrize(("issuer", "name", "depth"), [
    ("连云港市人民政府", "江苏省连云港市", 2),
    ("連雲港市人民政府", "江苏省连云港市", 2),
    ("中共重庆市綦江区委、重庆市綦江区人民政府", "重庆市綦江区", 2),
    ("綦江区政府办公室", "重庆市綦江区", 2),
    ("昆山市人民政府办公室", "江苏省苏州市昆山市", 3),
    ("安丘经济开发区管委会", "山东省潍坊市安丘市", 3),
    ("海南州人民政府", "青海省海南藏族自治州", 2),
    ("国家税务总局广州市税务局", "广东省广州市", 2),
    ("江苏省人民政府驻北京办事处", "江苏省", 1),
    ("江苏省人民政府、南京市人民政府", "江苏省", 1),
    ("国务院办公厅", "全国", 0),
    ("司法部", "全国", 0),
    ("中央全面依法治国委员会办公室", "全国", 0),
    ("财政部 税务总局", "全国", 0),
    ("最高人民法院、最高人民检察院", "全国", 0),
    ("驻马店市人民代表大会常务委员会", "河南省驻马店市", 2),
    ("行政院", "台湾省", 1),
    ("臺北市政府", "台湾省", 1),
    ("內政部", "台湾省", 1),
    ("台州市人民政府", "浙江省台州市", 2),
])
def test_issuer_gives_the_region(issuer: str, name: str, depth: int) -> None:
    region = region_of_issuer(issuer)
    assert region is not None
    assert (region.name, len(region.adcodes), region.inferred) == (name, depth, False)


@pytest.mark.parametrize("issuer", ["市财政局", "经济开发区", "鼓楼区人民政府", "江苏省财政厅、浙江省财政厅", ""])
def test_an_issuer_without_a_certain_place_gives_none(issuer: str) -> None:
    assert region_of_issuer(issuer) is None


def test_context_breaks_ties_and_nothing_else() -> None:
    assert region_of_issuer("海州区人民政府", "连云港市有关部门").name == "江苏省连云港市海州区"
    assert region_of_issuer("海州区人民政府", "阜新市有关部门").name == "辽宁省阜新市海州区"
    assert region_of_issuer("市财政局", "连云港市有关部门") is None


@pytest.mark.parametrize(("issuer", "level"), [
    ("国务院办公厅", "national"), ("江苏省财政厅", "province"), ("重庆市人民政府", "province"), ("连云港市人民政府", "prefecture"),
    ("黔东南州人民政府", "prefecture"), ("昆山市人民政府办公室", "county"), ("中共重庆市綦江区委、重庆市綦江区人民政府", "county"),
    ("昆山市花桥镇人民政府", "township"), ("天河区石牌街道办事处", "township"), ("臺北市政府", "prefecture"), ("行政院", "province"),
    ("鼓楼区人民政府", ""),
])
def test_the_level_of_an_authority(issuer: str, level: str) -> None:
    assert level_of(issuer, region_of_issuer(issuer)) == level


def masked_notice() -> str:
    return SPLICED_PINYIN.sub("", (CORPUS / "002_ba1bde9084f38b19.txt").read_text(encoding="utf-8"))


def test_masked_notice_is_placed_by_its_superior_and_its_document_number() -> None:
    region, reasons = infer_region(masked_notice(), ["石政发[2020]11号"])
    assert (region.name, region.inferred) == ("湖北省荆州市石首市", True)
    assert "石政发" in reasons and "荆州市" in reasons


@pytest.mark.parametrize(("province", "city", "code", "expected"), [
    ("山东", "潍坊", "诸政发", "山东省潍坊市诸城市"),
    ("江苏", "苏州", "昆政发", "江苏省苏州市昆山市"),
    ("浙江", "宁波", "慈政发", "浙江省宁波市慈溪市"),
])
def test_masked_notices_of_other_places(province: str, city: str, code: str, expected: str) -> None:
    text = simplify(masked_notice()).replace("湖北", province).replace("荆州", city)
    region, _ = infer_region(text, [f"{code}〔2020〕3号"])
    assert region.name == expected


def test_no_region_is_inferred_on_thin_or_contradictory_evidence() -> None:
    text = masked_notice()
    assert infer_region(text, []) is None
    assert infer_region(text, ["鄂政发〔2020〕1号"]) is None
    assert infer_region("我市、我市、我市：湖北省、四川省、云南省、广东省。", ["石政发〔2020〕1号"]) is None
    assert infer_region("省、自治区、直辖市人民政府。北京市、上海市、天津市、重庆市试行。", []) is None
    assert infer_region("第一条 为了规范行政许可，制定本法。", []) is None


def test_region_of_a_named_notice_without_issuer() -> None:
    text = (CORPUS / "004_7ed8d9d2f39be277.txt").read_text(encoding="utf-8")
    region, _ = infer_region(text, ["昆政办发〔2020〕94号"])
    assert (region.name, region.inferred) == ("江苏省苏州市昆山市", True)


def test_a_place_covers_what_lies_in_it() -> None:
    kunshan, nation = region_of_issuer("昆山市人民政府"), region_of_issuer("国务院")
    jiangsu, suzhou = named_region("江苏")[0], named_region("Suzhou, Jiangsu")[0]
    assert covers(jiangsu, kunshan) and covers(suzhou, kunshan) and covers(nation, kunshan)
    assert not covers(kunshan, jiangsu) and not covers(named_region("浙江")[0], kunshan)
    assert not covers(jiangsu, nation)


@pytest.mark.parametrize(("question", "places"), [
    ("Which department leads administrative mediation in Kunshan?", ["江苏省苏州市昆山市"]),
    ("Qijiang District of Chongqing", ["重庆市綦江区"]),
    ("Chongqing's Qijiang District", ["重庆市綦江区"]),
    ("Lianyungang, Jiangsu Province", ["江苏省连云港市"]),
    ("Shaanxi and Shanxi", ["陕西省", "山西省"]),
    ("Hong Kong, Macau or Inner Mongolia?", ["香港特别行政区", "澳门特别行政区", "内蒙古自治区"]),
    ("Tibet", ["西藏自治区"]),
    ("Urumqi", ["新疆维吾尔自治区乌鲁木齐市"]),
    ("Chaoyang District, Beijing", ["北京市朝阳区"]),
    ("Guide to the Notice of the State Council on Long Leases", []),
    ("which bodies lead in kunshan", []),
])
def test_places_in_english(question: str, places: list[str]) -> None:
    assert [division.full_name for division in find_places_en(question)] == places


@pytest.mark.parametrize(("text", "name"), [
    ("第 1 条 本办法依所得基本税额条例第十二条第三项规定订定之。", "台湾省"),
    ("第二条 在中华人民共和国境内从事飞行活动，应当遵守本条例。", "全国"),
    ("本办法适用于中华人民共和国境内的登记。", "全国"),
    ("各县（区）人民政府、抚州高新区管委会：为贯彻《江西省若干意见》，结合抚州实际，提出十条措施如下。", "江西省抚州市"),
    ("天河区动态。天河区企业看过来：天河区租赁、天河区备案、天河区办理，广州市。", "广东省广州市天河区"),
])
def test_a_text_without_issuer_tells_its_place_by_formula_or_by_naming_hardly_another(text: str, name: str) -> None:
    region, reasons = infer_region(text, [])
    assert (region.name, region.inferred) == (name, True) and name in reasons


@pytest.mark.parametrize("text", [
    "天河区动态。天河区企业：天河区租赁、天河区备案、天河区办理，深圳市。", "天河区、天河区、天河区、天河区。",
    "在中华人民共和国境内外都有分店。", "结合抚州实际和结合赣州实际，分别提出。", "学习抚州做法，结合实际，提出措施。",
])
def test_a_place_named_rarely_or_beside_another_is_not_inferred(text: str) -> None:
    assert infer_region(text, []) is None


@pytest.mark.parametrize(("title", "doc_no", "name"), [
    ("关于组织申报2025年度广东省基础与应用基础研究基金项目的通知", "粤基金函〔2025〕3号", "广东省"),
    ("關於開展2024年湖南省技能大賽的通知", "湘技赛〔2024〕1号", "湖南省"),
    ("关于开展2024年宁夏科技特派员工作的通知", "宁科函〔2024〕1号", "宁夏回族自治区"),
])
def test_a_province_is_told_by_its_short_name_in_the_number_and_by_the_title(title: str, doc_no: str, name: str) -> None:
    region, reasons = infer_region("各有关单位：现将有关事项通知如下。", [], title, doc_no)
    assert (region.name, region.inferred) == (name, True) and doc_no[0] in reasons


@pytest.mark.parametrize(("title", "doc_no"), [
    ("关于开展技能大赛的通知", "湘技赛〔2024〕1号"), ("关于学习湖南省经验的通知", "粤科函〔2024〕1号"),
    ("关于广东省、湖南省联合申报的通知", "粤科函〔2024〕1号"), ("关于宁波市科技特派员的通知", "宁科函〔2024〕1号"),
    ("广东省申报的通知", ""),
])
def test_a_short_name_without_the_name_or_the_name_without_it_is_no_evidence(title: str, doc_no: str) -> None:
    assert infer_region("各有关单位：现将有关事项通知如下。", [], title, doc_no) is None


@pytest.mark.parametrize(("text", "doc_no", "name"), [
    ("为做好武汉市灵活就业人员参保工作，根据《武汉市灵活就业人员办法》提出意见。", "武劳社〔2004〕135号", "湖北省武汉市"),
    ("根据《武汉市办法》和《湖北省条例》提出意见。", "武劳社〔2004〕135号", "湖北省武汉市"),
    ("根据《武汉市办法》提出意见。", "黄劳社〔2004〕135号", ""), ("借鉴武汉市和长沙市的做法。", "武劳社〔2004〕135号", ""),
    ("宁波市科技特派员的做法。", "宁科函〔2024〕1号", ""),
])
def test_a_city_is_told_by_its_first_character_in_the_number_where_no_other_is_named(text: str, doc_no: str, name: str) -> None:
    region, _ = infer_region(text, [], "关于有关问题的处理意见", doc_no) or (None, "")
    assert (region.name if region else "") == name


@pytest.mark.parametrize(("text", "name"), [
    ("为把我县旅游业培育成为支柱，结合我县实际，制定本意见。在柳河新建的酒店，来柳河旅游的团队，柳河精品美食街。", "吉林省通化市柳河县"),
    ("河南省就业促进条例；河南省人民政府意见；河南省财政厅、河南省人社厅通知；河南省操作规程；郑州中心支行通知。", "河南省"),
    ("依據辦法第3條規定，臺中市106年度最低生活費為13,084元，未超過台中市規定者即符合資格。", "台湾省"),
])
def test_a_place_is_told_by_its_short_name_by_its_offices_or_by_a_city_of_taiwan(text: str, name: str) -> None:
    region, reasons = infer_region(text, [])
    assert (region.name, region.inferred) == (name, True) and "推断" in reasons


@pytest.mark.parametrize("text", [
    "结合我县实际，学习柳河、辉南、柳河、辉南、柳河、辉南的经验。", "在柳河新建的酒店，来柳河旅游的团队，柳河美食街。",
    "河南省、河南省、河南省、河南省、河南省，郑州市、洛阳市、开封市、新乡市。", "台中市、高雄市居民来大陆申领居住证的，凭证办理。",
])
def test_short_names_of_several_places_or_without_self_are_no_evidence(text: str) -> None:
    assert infer_region(text, []) is None
