"""Questions as read: places, zones, numbers, titles, clause addresses, kinds, fields, years, quoted words, topic, language."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query import Query, understand
from index.words import words
from ingest.script import traditionalise

TODAY = date(2026, 3, 18)


def read(question: str) -> Query:
    """A question read by itself, without a corpus that could translate it."""
    return understand(question, lambda english: [], TODAY)


def divisions(question: str) -> dict[str, list[str]]:
    """Name as asked -> full names of the divisions that it may mean."""
    return {place.name: [division.full_name for division in place.divisions] for place in read(question).places}


@pytest.mark.parametrize(("question", "places"), [
    ("连云港的行政调解由谁牵头", {"连云港": ["江苏省连云港市"]}),
    ("連雲港市的行政調解由誰牽頭", {"连云港市": ["江苏省连云港市"]}),
    ("重庆綦江区的实施方案", {"綦江区": ["重庆市綦江区"]}),
    ("江苏省苏州市昆山市有什么规定", {"昆山市": ["江苏省苏州市昆山市"]}),
    ("江苏有哪些规定", {"江苏": ["江苏省"]}),
    ("內蒙古自治區有哪些規定", {"内蒙古自治区": ["内蒙古自治区"]}),
    ("昆山与安丘的规定有何不同", {"昆山": ["江苏省苏州市昆山市"], "安丘": ["山东省潍坊市安丘市"]}),
    ("南京市鼓楼区的规定", {"鼓楼区": ["江苏省南京市鼓楼区"]}),
    ("鼓楼区的规定", {"鼓楼区": ["江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "福建省福州市鼓楼区", "河南省开封市鼓楼区"]}),
    ("What does Kunshan require?", {"Kunshan": ["江苏省苏州市昆山市"]}),
    ("How do Lianyungang and Qijiang differ?", {"Lianyungang": ["江苏省连云港市"], "Qijiang": ["重庆市綦江区"]}),
    ("Which body in Linyi leads?", {"Linyi": ["山西省运城市临猗县", "山东省临沂市", "山东省德州市临邑县"]}),
    ("綦江的规定", {"綦江": ["重庆市綦江区"]}),
    ("重慶市綦江區的規定", {"綦江区": ["重庆市綦江区"]}),
    ("黔东南州的规定", {"黔东南州": ["贵州省黔东南苗族侗族自治州"]}),
    ("青岛市市北区垃圾分类", {"市北区": ["山东省青岛市市北区"]}),
    ("港城有哪些养犬规定", {}),
    ("羊城的规定", {}),
    ("电动车上高架怎么罚", {}),
    ("《昆山市绿化条例》是怎么说的", {}),
    ("行政执法人员每年培训多少天", {}),
    ("和平建设的要求", {}),
])
def test_places_named_outside_titles(question: str, places: dict[str, list[str]]) -> None:
    assert divisions(question) == places


@pytest.mark.parametrize(("question", "zones", "place"), [
    ("苏州工业园区的领导小组由谁任组长", ("工业园区",), "苏州"),
    ("蘇州工業園區的領導小組由誰任組長", ("工业园区",), "苏州"),
    ("安丘经济开发区收集了多少条意见", ("经济开发区",), "安丘"),
    ("昆山高新区的规定", ("高新区",), "昆山"),
    ("昆山的开发区工作怎么做", (), "昆山"),
])
def test_a_zone_right_after_a_place_is_an_authority_of_its_own(question: str, zones, place: str) -> None:
    query = read(question)
    assert (query.zones, [place.name for place in query.places]) == (zones, [place])
    assert not any(zone in query.topic for zone in zones)


@pytest.mark.parametrize(("question", "elsewhere"), [
    ("台北市的方案有哪些重点", ("台北市",)),
    ("東京的規定", ("东京",)),
    ("What are the rules of France?", ("France",)),
    ("Is the Notice of Kunshan in force?", ()),
    ("昆山的规定", ()),
])
def test_places_beyond_the_gazetteer(question: str, elsewhere: tuple[str, ...]) -> None:
    assert read(question).elsewhere == elsewhere


@pytest.mark.parametrize("written", [
    "连政发〔2011〕126号", "連政發〔2011〕126號", "连政发[2011]126号", "连政发（2011）126号", "连政发(2011)126号", "连政发【2011】126号",
    "连政发﹝2011﹞126号", "连政发［2011］126号", "连政发〔２０１１〕１２６号", "连政发〔2011〕第126号", "连政发 〔 2011 〕 126 号",
])
def test_a_document_number_in_any_brackets(written: str) -> None:
    query = read(f"{written}还有效吗？")
    assert query.doc_nos == ("连政发〔2011〕126号",)
    assert (query.topic, query.years, query.steps) == ("", (), ())


def test_several_document_numbers_each_once() -> None:
    question = "根据国发〔2010〕33号和苏政发〔2011〕31号，国发[2010]33号有什么要求？"
    assert read(question).doc_nos == ("国发〔2010〕33号", "苏政发〔2011〕31号")


@pytest.mark.parametrize(("question", "titles"), [
    ("《关于加快法治政府建设的意见》还有效吗", ("关于加快法治政府建设的意见",)),
    ("《關於加快法治政府建設的意見》還有效嗎", ("关于加快法治政府建设的意见",)),
    ("《甲办法》和《乙办法》有什么不同", ("甲办法", "乙办法")),
    ("关于加快法治政府建设的意见还有效吗", ()),
    ("《关于印发〈养犬办法〉的通知》第五条", ("关于印发〈养犬办法〉的通知",)),
    ("《关于贯彻《甲条例》的意见》有效吗", ("关于贯彻《甲条例》的意见",)),
    ('"关于加快法治政府建设的意见"还有效吗', ("关于加快法治政府建设的意见",)),
    ("“关于加快法治政府建设的意见”还有效吗", ("关于加快法治政府建设的意见",)),
    ("“阳光议事日”定在哪一天", ()),
])
def test_titles_in_title_marks(question: str, titles: tuple[str, ...]) -> None:
    assert read(question).titles == titles


def test_the_issuer_and_the_dates_of_notices_are_no_part_of_the_subject() -> None:
    query = read("市场监管总局2020年印发的特种设备规定有哪些")
    assert (query.topic.split(), query.years, query.since, query.until) == (["特种设备"], (), "2020-01-01", "2020-12-31")
    assert read("近三年的养老政策").topic.split() == ["养老政策"]


@pytest.mark.parametrize(("question", "doc_nos"), [
    ("国发【2019】5 号还有效吗", ("国发〔2019〕5号",)),
    ("川府发〔2003〕30號有什么要求", ("川府发〔2003〕30号",)),
    ("根据国务院令第746号，个体工商户怎么登记", ("国务院令第746号",)),
    ("市场监管总局公告2020年第3号讲什么", ("市场监管总局公告2020年第3号",)),
    ("院臺教字第1080001234號令", ("院台教字第1080001234号",)),
    ("Is Guofa 2019 in force?", ()),
])
def test_document_numbers_of_every_sort(question: str, doc_nos: tuple[str, ...]) -> None:
    query = read(question)
    assert (query.doc_nos, query.years) == (doc_nos, () if doc_nos else query.years)


@pytest.mark.parametrize(("question", "kind"), [
    ("行政调解由谁牵头", "lead"),
    ("行政調解由哪個部門牽頭？", "lead"),
    ("Which department leads administrative mediation?", "lead"),
    ("Who takes the lead?", "lead"),
    ("Which body is to lead the campaign?", "lead"),
    ("What conduct leads to dismissal?", "list"),
    ("What must officials appointed to lead a department pass?", "list"),
    ("行政复议工作的责任部门有哪些", "responsible"),
    ("信访工作法治化，责任单位是哪几家？", "responsible"),
    ("行政问责由谁负责", "responsible"),
    ("村集体三资归谁管？", "responsible"),
    ("责任部门是财政局吗？", "responsible"),
    ("Who is in charge of petitions?", "responsible"),
    ("加强行政复议工作，协助部门是谁？", "assisting"),
    ("由哪些單位協助？", "assisting"),
    ("Which office assists?", "assisting"),
    ("主管部门应当在多少日内答复？", "figure"),
    ("行政机关负责人出庭应诉率要达到多少？", "figure"),
    ("负责人什么时候出庭？", "deadline"),
    ("主管部门可以收费吗？", "yesno"),
    ("报告要在什么时候公布", "deadline"),
    ("多久清理一次規範性文件", "deadline"),
    ("When must the report be published?", "deadline"),
    ("When is the report due?", "deadline"),
    ("KTV自己招几个保安行不行？", "yesno"),
    ("The report is due in April, is that right?", "yesno"),
    ("A business needn't report, right?", "yesno"),
    ("What right does a citizen have?", "list"),
    ("政策文件一般管用几年？", "deadline"),
    ("那份意见还管用吗？", "validity"),
    ("如今签核文件用什么取代纸本？", "general"),
    ("经第几次常务会议讨论同意？", "general"),
    ("What happens if the delay is due to illness?", "list"),
    ("每年培训多少天", "figure"),
    ("收到几件申请", "figure"),
    ("How many days of training?", "figure"),
    ("还有效吗", "validity"),
    ("這份意見已經廢止了嗎", "validity"),
    ("Is it still in force?", "validity"),
    ("昆山和綦江的要求有什么不同", "compare"),
    ("How do the two cities differ?", "compare"),
    ("“四真”指的是什么", "definition"),
    ("什么是柔性执法", "definition"),
    ("可以提交集体审议吗", "yesno"),
    ("是不是要占到一半", "yesno"),
    ("May a city refuse to perform a contract?", "yesno"),
    ("重点领域包括哪些", "list"),
    ("Which documents were filed?", "list"),
    ("第十八条是什么", "general"),
    ("规定是什么？", "general"),
    ("怎么？", "general"),
    ("What about Kunshan?", "general"),
    ("昆山呢", "general"),
])
def test_kinds_of_question(question: str, kind: str) -> None:
    assert read(question).kind == kind


@pytest.mark.parametrize(("question", "field"), [
    ("昆山市法治政府建设工作要点的文号是多少", "doc_no"),
    ("工作要點的發文字號是什麼", "doc_no"),
    ("What is the document number of the report?", "doc_no"),
    ("索引号是什么", "index_no"),
    ("意见是哪天印发的，什么时候成文", "issued"),
    ("什麼時候印發的", "issued"),
    ("When was the opinion issued?", "issued"),
    ("发布日期是哪天", "published"),
    ("是什么时候公开的？", "published"),
    ("这份意见是谁印发的", "issuer"),
    ("发文机关是哪个", "issuer"),
    ("Who issued the plan?", "issuer"),
    ("什么时候施行", "effective"),
    ("When does it come into force?", "effective"),
    ("主送哪些单位", "addressees"),
    ("通知发给了哪些部门", "addressees"),
    ("文件下发到哪些地方", "addressees"),
    ("文件的全称叫什么名字", "title"),
    ("行政调解由谁牵头", None),
    ("哪些规范性文件要公开发布", None),
])
def test_catalogue_fields(question: str, field: str | None) -> None:
    assert read(question).field == field


@pytest.mark.parametrize(("question", "years"), [
    ("2022年綦江的应诉率", (2022,)),
    ("2011年和2020年度的意见", (2011, 2020)),
    ("连政发〔2011〕126号", ()),
    ("《2020年工作要点》的内容", ()),
    ("共41376平方米", ()),
    ("三年内完成", ()),
])
def test_years(question: str, years: tuple[int, ...]) -> None:
    assert read(question).years == years


@pytest.mark.parametrize(("question", "quoted"), [
    ("“阳光议事日”定在哪一天", ("阳光议事日",)),
    ("「一次辦好」事項和『雙隨機』", ("一次办好", "双随机")),
    ('What is the "333" system?', ("333",)),
    ("阳光议事日定在哪一天", ()),
])
def test_quoted_words_are_search_keys(question: str, quoted: tuple[str, ...]) -> None:
    query = read(question)
    assert query.quoted == quoted
    assert query.lang == "en" or all(said in query.topic for said in quoted)


@pytest.mark.parametrize(("question", "topic"), [
    ("行政调解由哪个部门牵头？", "行政调解"),
    ("請問行政調解的責任部門有哪些？", "行政调解"),
    ("连云港的行政调解由谁牵头？", "行政调解"),
    ("綦江的政府部门应当怎样落实责任制？", "政府部门 落实责任制"),
    ("责任部门的考核办法是什么？", "责任部门 考核办法"),
    ("綦江和昆山的公开原则各是什么？", "公开原则"),
    ("请简要概括一下昆山的营商环境措施", "营商环境措施"),
    ("归纳一下工作总结的要求", "工作总结"),
    ("市政府常务会议多久学一次法？", "市政府常务会议 学法"),
    ("规范性文件几年清理一次？", "规范性文件 清理"),
    ("领取一次性补贴的条件是什么？", "领取一次性补贴 条件"),
    ("是第几次常务会议讨论的？", "常务会议讨论"),
    ("连政发〔2011〕126号第十八条说了什么？", ""),
    ("发布日期是哪天？", ""),
    ("还有效吗？", ""),
    ("？？？", ""),
])
def test_the_topic_keeps_the_subject_and_drops_the_asking(question: str, topic: str) -> None:
    assert " ".join(read(question).topic.split()) == topic


def test_an_english_question_is_translated_without_its_frame() -> None:
    seen: list[str] = []
    understand("When was item 18 of section 7 of 连政发〔2011〕126号 issued?", lambda english: seen.append(english) or [], TODAY)
    understand("What does the Anqiu Economic Development Zone say of grids?", lambda english: seen.append(english) or [], TODAY)
    understand("The hall is open on Sundays, is that right?", lambda english: seen.append(english) or [], TODAY)
    understand("Has the period covered by the plan ended?", lambda english: seen.append(english) or [], TODAY)
    address, zone, tag, period = seen
    assert not {"item", "section", "18", "7", "126", "issued"} & set(address.replace("?", " ").split())
    assert "right" not in tag and not {"covered", "ended"} & set(period.split())
    assert "grids" in zone and "development" not in zone.lower()


def test_the_terms_of_an_english_question_are_its_topic() -> None:
    query = understand("administrative mediation", lambda english: [("行政",), ("调解", "调停")], TODAY)
    assert (query.lang, query.topic) == ("en", "行政 调解 调停")
    assert query.expanded == (("行政",), ("调解", "调停"))


@pytest.mark.parametrize(("question", "lang"), [
    ("行政调解由谁牵头", "zh-Hans"), ("行政調解由誰牽頭", "zh-Hant"), ("Who leads?", "en"), ("A市的规定是什么", "zh-Hans"),
    ("Is 连政发〔2011〕126号 of Lianyungang still in force today?", "en"), ("公文", "zh-Hans"), ("123", "zh-Hans"),
])
def test_language(question: str, lang: str) -> None:
    assert read(question).lang == lang


def test_both_scripts_are_read_alike() -> None:
    for question in ("连云港的行政调解由哪个部门牵头？", "昆山法制审核人员的比例是多少？", "第七部分第十八项讲什么？"):
        plain, traditional = read(question), read(traditionalise(question))
        assert traditional.lang == "zh-Hant" != plain.lang
        assert (plain.topic, plain.kind, plain.steps) == (traditional.topic, traditional.kind, traditional.steps)
        assert [place.divisions for place in plain.places] == [place.divisions for place in traditional.places]


@settings(deadline=None)  # the first English question reads the dictionary
@given(st.text(max_size=80))
def test_any_text_is_read_and_its_topic_has_no_words_of_asking_alone(question: str) -> None:
    query = read(question)
    assert query.text == question
    assert query.topic not in words("frame")


def test_an_ordinary_word_is_no_place_elsewhere() -> None:
    assert understand("旅客忘记的东西多久没人领要送公安？", lambda question: (), TODAY).elsewhere == ()
    assert understand("台北的行政调解由谁牵头？", lambda question: (), TODAY).elsewhere == ("台北",)
