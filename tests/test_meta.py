"""What a notice says of itself: title, number, dates, issuer, place, validity, as portals and papers write them."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.docno import doc_numbers
from ingest.header import iso_date, iso_dates, labels_in, title_kind
from ingest.issuer import normal_issuer
from ingest.meta import plan_period
from ingest.model import Meta, Validity
from ingest.parse import parse
from ingest.validity import status_on

BODY = "各县、区人民政府：\n现将有关事项通知如下。\n一、加强领导。\n"


def meta(text: str) -> Meta:
    return parse(text.encode(), "d", "s").meta


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("连政发〔2011〕126号", ["连政发〔2011〕126号"]),
        ("連政發〔2018〕11號", ["连政发〔2018〕11号"]),
        ("石政发[2020]11号", ["石政发〔2020〕11号"]),
        ("昆政办发〔2020〕 94 号", ["昆政办发〔2020〕94号"]),
        ("穗府办规（2024）13号", ["穗府办规〔2024〕13号"]),
        ("安经开【2018】第7号", ["安经开〔2018〕7号"]),
        ("依虹应急规〔2025〕1号，举报人获奖须符合什么条件", ["虹应急规〔2025〕1号"]),
        ("按依政发〔2020〕1号办理", ["依政发〔2020〕1号"]),
        (
            "根据《意见》（国发〔2010〕33号）和鲁政办发〔2017〕56号文件要求",
            ["国发〔2010〕33号", "鲁政办发〔2017〕56号"],
        ),
        ("按照国办发〔2018〕118号文件", ["国办发〔2018〕118号"]),
        ("2018年第7号公告，共33号", []),
        ("依据国家发展和改革委员会令第43号", ["国家发展和改革委员会令第43号"]),
        ("按照住房和城乡建设部令第51号和对外贸易经济合作部令第8号", ["住房和城乡建设部令第51号", "对外贸易经济合作部令第8号"]),
        ("由教育部与日照市人民政府令第3号规定", ["日照市人民政府令第3号"]),
        ("2001年5月1日原卫生部令第12号", ["卫生部令第12号"]),
    ],
)
def test_document_numbers(text: str, numbers: list[str]) -> None:
    assert [number for number, _, _ in doc_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2011-09-29", "2011-09-29"),
        ("2018年02月01日", "2018-02-01"),
        ("2022 年 5 月 4 日", "2022-05-04"),
        ("二○一一年九月二十九日", "2011-09-29"),
        ("二〇〇五年六月十一日", "2005-06-11"),
        ("二〇二〇年十二月三十一日", "2020-12-31"),
        ("２０２０年１月２日", "2020-01-02"),
        ("2020/6/16 09:00", "2020-06-16"),
        ("2020.6.16", "2020-06-16"),
        ("2020612", ""),
        ("20200612", ""),
        ("2020年13月1日", ""),
        ("2020年6月", ""),
        ("100-20-30", ""),
        ("中華民國108年5月3日", "2019-05-03"),
        ("中華民國一百零八年十二月三十一日", "2019-12-31"),
        ("民國八十九年二月二日", "2000-02-02"),
        ("民國一〇八年一月一日", "2019-01-01"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert iso_date(text) == day


def test_all_dates_in_order() -> None:
    assert iso_dates("2018年10月26日修正，2018-07-01施行") == ("2018-10-26", "2018-07-01")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("索 引 號 | k12498411/2011-00037 | ||", [("index_no", "k12498411/2011-00037")]),
        (
            "發布機構 | 連云港市人民政府 | 發文日期 | 2011-09-29 |",
            [("issuer", "連云港市人民政府"), ("issued", "2011-09-29")],
        ),
        ("[ 成文日期 ] 2022-05-04 [ 发布日期 ] 2022-05-30", [("issued", "2022-05-04"), ("published", "2022-05-30")]),
        ("发文机关：  国务院  成文日期：  2019年01月27日", [("issuer", "国务院"), ("issued", "2019年01月27日")]),
        ("标　　题：  国务院关于印发方案的通知", [("title", "国务院关于印发方案的通知")]),
        ("【发文字号】 穗府办规〔2024〕13号", [("doc_no", "穗府办规〔2024〕13号")]),
        ("文 号: 安经开〔2018〕7号 主题词:", [("doc_no", "安经开〔2018〕7号"), ("other", "")]),
        ("有效性：有效", [("validity", "有效")]),
        ("标题党问题要整治。", []),
        ("完善文号管理：统一编号。", []),
        ("名称 ", []),
    ],
)
def test_rows_of_the_catalogue(row: str, expected: list[tuple[str, str]]) -> None:
    assert labels_in(row) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("市政府办公室关于印发2020年昆山市法治政府建设工作要点的通知", "通知"),
        ("關于加快法治政府建設的意見", "意见"),
        ("广州市老年人优待办法 - 广州市人民政府门户网站", "办法"),
        ("广州市市场监督管理局网站-中华人民共和国市场主体登记管理条例", "条例"),
        ("某市法治政府建设实施方案（2021—2025年）", "方案"),
        ("中华人民共和国反电信网络诈骗法", "法"),
        ("国务院办公厅对十届全国人大四次会议第7240号建议的答复", "答复"),
        ("为规范管理，根据有关规定，制定本办法。", ""),
        ("一种新的做法", ""),
        ("首页", ""),
    ],
)
def test_kinds_of_document(line: str, kind: str) -> None:
    assert title_kind(line) == kind


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "国务院关于印发国家职业教育改革\n实施方案的通知\n国发〔2019〕4号\n",
            "国务院关于印发国家职业教育改革实施方案的通知",
        ),
        (
            "国务院办公厅、中央军委办公厅\n关于加强\n调查和管理工作的通知\n",
            "国务院办公厅、中央军委办公厅关于加强调查和管理工作的通知",
        ),
        (
            "国务院办公厅对十届全国人大\n四次会议第7240号建议的答复\n",
            "国务院办公厅对十届全国人大四次会议第7240号建议的答复",
        ),
        ("关于印发《某市实施方案\n（2021—2025年）》的通知\n", "关于印发《某市实施方案（2021—2025年）》的通知"),
        ("政策文件\n关于加强安全生产工作的通知\n", "关于加强安全生产工作的通知"),
        ("某市物业管理办法\n（试行）\n", "某市物业管理办法（试行）"),
        ("某市水资源条例\n2020年9月24日 某省第十三届人民代表大会常务委员会第二十四次会议通过\n", "某市水资源条例"),
        ("标题：某市工作规则\n首页\n", "某市工作规则"),
        ("# 某市水资源条例\n", "某市水资源条例"),
        ("某市财政局\n关于预算公开的通知 - 某市人民政府门户网站\n", "某市财政局关于预算公开的通知"),
        ("某市关于预算公开的通知_政策文件_中国政府网\n", "某市关于预算公开的通知"),
        ("（转载）某市关于预算公开的通知\n", "某市关于预算公开的通知"),
        ("《某市公共租赁住房管理办法》\n", "某市公共租赁住房管理办法"),
        ("怎么申领社会保障卡？\n", "怎么申领社会保障卡？"),
        ("小学招生今起报名！工作细则公布\n", "小学招生今起报名！工作细则公布"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert meta(head + BODY).title == title


def test_a_catalogue_whose_values_stand_below_their_labels() -> None:
    title = "市工业和信息化局关于印发实施细则的通知"
    rows = ("名 称 ：", title, "发 布 机 构 ：", "天津市工业和信息化局", "发 文 字 号 ：", "津工信电力〔2021〕3号", "主 题 ：",
            "科技\\工业;科技\\信息化", "成 文 日 期 ：", "发 文 日 期 ：", "有 效 性 ：", "有效", title, "各有关单位：")
    notice = parse(("\n".join(rows) + "\n" + BODY).encode(), "d", "s")
    found = notice.meta
    assert (found.issuer, found.doc_no, found.validity.status) == ("天津市工业和信息化局", "津工信电力〔2021〕3号", "in_force")
    assert "有效" in next(clause.text for clause in notice.clauses if clause.kind == "head")


def test_an_empty_row_does_not_take_the_title_below_it() -> None:
    found = meta("发布机构：\n昆山市教育局关于招生工作的通知\n" + BODY)
    assert (found.title, found.issuer) == ("昆山市教育局关于招生工作的通知", "昆山市教育局")


@pytest.mark.parametrize(("title", "number"), [
    ("关于扩大住房保障范围的通知（青建住保〔2016〕8号）", "青建住保〔2016〕8号"),
    ("关于住房问题的指导意见(青建【2015】13号）", "青建〔2015〕13号"),
    ("转发关于住房问题的意见的通知（国发〔2019〕5号）", ""),
])
def test_a_number_in_brackets_after_the_title(title: str, number: str) -> None:
    assert meta(f"{title}\n各区：\n现就有关事项通知如下，请执行。\n").doc_no == number


def test_a_notice_without_title_has_that_of_what_it_issues() -> None:
    text = "青湾公积金发〔2016〕65号\n各分中心：\n为加强贷款管理，现将办法印发给你们，请执行。\n青湾市住房公积金管理中心\n2016年8月23日\n"
    assert meta(text + "青湾市住房公积金贷款管理办法\n第一条 为了加强管理，制定本办法。").title == "青湾市住房公积金贷款管理办法"


def test_a_notice_without_title_says_so() -> None:
    notice = parse("一、工作情况\n今年以来，工作有序。\n".encode(), "d", "s")
    assert notice.meta.title == "（无标题）工作情况"
    assert "原文没有标题" in notice.warnings


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (f"某通知\n{BODY}国务院办公厅\n2018年12月3日\n（此件公开发布）\n", "国务院办公厅"),
        (f"关于开展检查的通知\n{BODY}财政部　税务总局\n2019年1月2日\n", "财政部、税务总局"),
        (f"发布机构：綦江区政府办公室\n某区工作通知\n{BODY}中共重庆市綦江区委　重庆市綦江区人民政府\n2022年5月4日\n",
         "中共重庆市綦江区委、重庆市綦江区人民政府"),
        (f"發布機構：連云港市人民政府\n市政府關于加快建設的意見\n{BODY}二○一一年九月二十九日\n", "连云港市人民政府"),
        (f"昆山市人民政府关于加强安全生产的意见\n{BODY}", "昆山市人民政府"),
        (f"新闻中心\n某某网站\n关于开展检查的通知\n{BODY}", ""),
        ("中华人民共和国国务院令\n第707号\n现公布《某条例》，自2019年1月1日起施行。\n总理　李克强\n2018年12月18日\n"
         "某条例\n第一条 甲。\n", "国务院"),
        ("广州市人民政府令\n第179号\n《某办法》已经常务会议通过，现予公布。\n市　长　　温国辉\n2021年1月29日\n"
         "某市优待办法\n第一条 甲。\n", "广州市人民政府"),
        ("某市水资源条例\n2020年9月24日 浙江省第十三届人民代表大会常务委员会第二十四次会议通过\n第一条 甲。\n",
         "浙江省人民代表大会常务委员会"),
        ("关于若干问题的解释\n2018年1月5日 最高人民法院审判委员会第1730次会议通过\n第一条 甲。\n", "最高人民法院"),
        ("征兵工作条例\n1985年10月24日 国务院、中央军委发布\n第一条 甲。\n", "国务院、中央军委"),
    ],
)  # fmt: skip
def test_issuers(text: str, issuer: str) -> None:
    assert meta(text).issuer == issuer


@pytest.mark.parametrize(
    ("note", "issued", "effective", "number"),
    [
        ("2017年12月27日 第十二届全国人民代表大会常务委员会第三十一次会议通过\n2018年10月26日 第十三届全国人民代表大会"
         "常务委员会第六次会议《关于修改〈野生动物保护法〉等十五部法律的决定》修正", "2018-10-26", "", ""),
        ("（2021年7月27日中华人民共和国国务院令第746号公布　自2022年3月1日起施行）", "2021-07-27", "2022-03-01", "国务院令第746号"),
        ("2019年12月24日 某市第十七届人民代表大会常务委员会第二十九次会议通过\n"
         "2020年1月15日 某省第十三届人民代表大会常务委员会第十六次会议批准", "2020-01-15", "", ""),
        ("2015年11月11日 国务院第111次常务会议通过\n2015年11月26日 中华人民共和国国务院令第664号公布\n2016年1月1日 施行",
         "2015-11-26", "2016-01-01", "国务院令第664号"),
        ("2006年3月21日 某委员会公告公布\n2006年4月1日 起生效）", "2006-03-21", "2006-04-01", ""),
        ("1997年4月10日 海关总署第61号令发布", "1997-04-10", "", "海关总署令第61号"),
        ("2016年4月12日 杭州市第十二届人民代表大会常务委员会公告第67号公布", "2016-04-12", "",
         "杭州市第十二届人民代表大会常务委员会公告第67号"),
    ],
)  # fmt: skip
def test_enactment_notes(note: str, issued: str, effective: str, number: str) -> None:
    notice = parse(f"某条例和规定\n{note}\n第一条 为了规范，制定本条例。\n第二条 略。\n".encode(), "d", "s")
    assert (notice.meta.issued, notice.meta.effective, notice.meta.doc_no) == (issued, effective, number)
    assert [clause.address for clause in notice.clauses] == ["文件信息", "第一条", "第二条"]


def test_a_joint_order_keeps_every_issuer() -> None:
    note = "1988年12月17日 中华人民共和国国务院、中央军事委员会令第22号发布"
    found = meta(f"某条例\n{note}\n第一条 为了规范，制定本条例。\n第二条 略。\n")
    assert (found.issuer, found.doc_no) == ("国务院、中央军事委员会", "国务院、中央军事委员会令第22号")


def test_an_order_is_known_by_what_it_promulgates() -> None:
    order = (
        "广州市人民政府令\n第179号\n《广州市老年人优待办法》已经通过，现予公布，自2021年5月1日起施行。\n市　长　　温国辉\n"
        "2021年1月29日\n广州市老年人优待办法\n第一条 为了保障，制定本办法。\n第二条 本办法自2021年5月1日起施行。\n"
    )
    found = meta(order)
    assert (found.title, found.doc_no, found.issued) == (
        "广州市老年人优待办法",
        "广州市人民政府令第179号",
        "2021-01-29",
    )
    assert found.effective == "2021-05-01"


@pytest.mark.parametrize(
    ("row", "status", "by"),
    [
        ("時 效 | 根據《決定》(連政發〔2018〕11號),此文件已宣布失效。 |", "repealed", "连政发〔2018〕11号"),
        ("有效性：废止", "repealed", ""),
        ("有效性：有效", "in_force", ""),
        ("时效性：现行有效", "in_force", ""),
        ("[ 有效性 ]  [ 发布日期 ] 2022-05-30", "unknown", ""),
        ("索引号：014190052/2020-02614", "unknown", ""),
    ],
)
def test_validity_from_the_catalogue(row: str, status: str, by: str) -> None:
    notice = parse(f"{row}\n某市工作通知\n{BODY}".encode(), "d", "s")
    assert (notice.meta.validity.status, notice.meta.validity.by) == (status, by)
    evidence = notice.meta.validity.evidence
    assert (evidence is None) == (status == "unknown")
    assert evidence is None or evidence.of(notice.text) in row


@pytest.mark.parametrize(
    ("clause", "effective", "expires"),
    [
        ("本办法自2022年1月1日起施行，有效期5年。", "2022-01-01", "2027-01-01"),
        ("本办法自印发之日起施行，有效期三年。", "", "2024-03-04"),
        ("本办法自2022年1月1日起施行，有效期至2026年12月31日。", "2022-01-01", "2026-12-31"),
        ("坚持规范性文件5年有效期制度。", "", ""),
        ("严格落实规范性文件有效期5年制度。", "", ""),
    ],
)
def test_terms(clause: str, effective: str, expires: str) -> None:
    found = meta(f"某市管理办法\n第一条 甲。\n第二条 {clause}\n某市司法局\n2021年3月4日\n")
    assert (found.effective, found.expires) == (effective, expires)


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("某区法治政府建设实施方案(2021—2025年)", (2021, 2025)),
        ("某市規劃（2016-2020年）", (2016, 2020)),
        ("2020年昆山市法治政府建设工作要点", (2020, 2020)),
        ("关于贯彻落实《法治政府建设实施纲要（2015—2020年）》的实施方案", None),
        ("某市2017年度工作落实情况汇报", None),
    ],
)
def test_the_period_of_a_plan(title: str, years: tuple[int, int] | None) -> None:
    assert plan_period(title) == years


@pytest.mark.parametrize(
    ("found", "status", "reason"),
    [
        (Meta(validity=Validity("repealed", "连政发〔2018〕11号"), expires="2030-01-01"), "repealed", "repealed"),
        (Meta(validity=Validity("in_force"), expires="2020-12-31"), "expired", "term"),
        (Meta(validity=Validity("in_force"), expires="2021-01-01"), "in_force", "marked"),
        (Meta(plan_years=(2016, 2020)), "expired", "plan"),
        (Meta(plan_years=(2020, 2020)), "expired", "year"),
        (Meta(plan_years=(2021, 2025)), "unknown", "planned"),
        (Meta(expires="2029-12-06"), "in_force", "within"),
        (Meta(), "unknown", "silent"),
    ],
)
def test_status_on_a_day(found: Meta, status: str, reason: str) -> None:
    judged = status_on(found, date(2021, 1, 1))
    assert (judged.status, judged.reason) == (status, reason)


def test_a_local_statute_is_its_places_even_when_its_note_names_a_central_body() -> None:
    note = "2002年6月29日 第九届全国人民代表大会常务委员会第二十八次会议通过\n"
    own = "2010年7月30日山东省第十一届人民代表大会常务委员会第十八次会议通过\n"
    for notes, issuer in ((note + own, "山东省人民代表大会常务委员会"), (note, "")):
        meta = parse(f"山东省清洁生产促进条例\n{notes}第一条 为了促进清洁生产，制定本条例。\n".encode(), "d", "s").meta
        assert (meta.issuer, meta.region.name) == (issuer, "山东省")


def test_a_catalogue_date_that_contradicts_the_signature_is_a_warning() -> None:
    notice = parse(f"成文日期：2020年1月5日\n某市工作通知\n{BODY}某市司法局\n2020年1月3日\n".encode(), "d", "s")
    assert notice.meta.issued == "2020-01-05"
    assert "落款日期（2020-01-03）与目录所载日期（2020-01-05）不一致" in notice.warnings


@pytest.mark.parametrize(("names", "normal"), [
    ("中国共产党重庆市綦江区委员会、重庆市綦江区政府", "中共重庆市綦江区委、重庆市綦江区人民政府"),
    ("中华人民共和国财政部、财政部", "财政部"),
    ("綦江区政府办公室", "綦江区人民政府办公室"),
    ("香港特别行政区政府、台北市政府", "香港特别行政区政府、台北市政府"),
])  # fmt: skip
def test_one_form_of_an_issuer(names: str, normal: str) -> None:
    assert normal_issuer(names) == normal


def test_a_statute_of_taiwan() -> None:
    text = ("軍人權利實施辦法\n1.中華民國四十七年六月二十八日行政院（47）內字第 3654 號令訂定發布\n"
            "2.中華民國九十年九月五日行政院（90）台防字第 049920 號令發布廢止\n第 1 條 為保障權利，訂定本辦法。\n第 2 條 略。\n")
    found = parse(text.encode(), "d", "d.txt").meta
    assert (found.issuer, found.issued, found.region.name) == ("行政院", "1958-06-28", "台湾省")
    assert (found.validity.status, found.validity.evidence.of(text)[:8]) == ("repealed", "2.中華民國九十")


def test_an_order_number_names_the_issuer() -> None:
    found = meta(f"发文字号：广州市人民政府令第179号\n某某管理办法\n{BODY}")
    assert (found.issuer, found.region.name, found.level) == ("广州市人民政府", "广东省广州市", "prefecture")
