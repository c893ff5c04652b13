"""What is not the notice goes, by deletion only; what is the notice stays."""

from __future__ import annotations

import pytest

from ingest.clean import clean

BODY = """市政府办公室关于印发工作要点的通知
各镇人民政府：
现将《工作要点》印发给你们，请认真贯彻执行。
一、加强领导
全市各部门要加强领导。
某市人民政府办公室
2020年6月12日
"""


def lines(source: str) -> list[str]:
    return clean(source).text.split("\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("監(jiān)管、聯(lián)合、優(yōu)化。", "監管、聯合、優化。"),
        ("企業（yè）網(wǎng)上登記。", "企業網上登記。"),
        ("鼓励绿(lǜ)色发展。", "鼓励绿色发展。"),
    ],
)
def test_spliced_pinyin_goes(source: str, expected: str) -> None:
    cleaned = clean(source)
    assert cleaned.text == expected
    assert cleaned.pinyin == source.count("(") + source.count("（")


@pytest.mark.parametrize("source", ["人工智能(AI)应用。", "数据（data）开放。", "一(街)一策。", "见附件(jian)。"])
def test_other_parentheses_stay(source: str) -> None:
    assert clean(source).text == source


@pytest.mark.parametrize(
    "furniture",
    [
        "您当前的位置: 首页>政务公开>政策文件",
        "首页 / 信息公开 / 重点公开领域",
        "【字体：大 中 小】",
        "【 A- A A+ 】",
        "浏览次数：1024",
        "无障碍阅读 长者助手 繁体版",
        "搜索热词： 社保 医保 居住证",
        "中国政府网|某省人民政府网",
    ],
)
def test_portal_lines_above_the_notice_go(furniture: str) -> None:
    assert clean(f"{furniture}\n{BODY}").text == BODY.strip()


@pytest.mark.parametrize(
    "furniture",
    [
        "扫一扫在手机打开当前页",
        "相关附件：\n相关信息\n政策解读",
        "打印本页 关闭窗口",
        "版权所有：某市人民政府  主办：某市人民政府办公室\n网站标识码：3205830001 苏ICP备05002033号。未经许可不得转载。",
        "上一篇：某通知\n下一篇：另一通知",
        "政策解读：https://www.example.gov.cn/zwgk/zcjd/content/post_7922695.html",
        f"一图读懂：https://www.example.gov.cn/{'a' * 90}.html",
    ],
)
def test_portal_lines_below_the_notice_go(furniture: str) -> None:
    assert clean(f"{BODY}{furniture}\n").text == BODY.strip()


def test_the_menu_of_a_page_goes_and_its_catalogue_stays() -> None:
    menu = "\n".join(["新闻中心", "头条新闻", "走进某市", "领导之窗", "机构职能"])
    rows = "索 引 号：014190052/2020-02614\n发布机构：某市人民政府办公室"
    assert clean(f"{menu}\n{rows}\n{BODY}").text == f"{rows}\n{BODY.strip()}"


def test_a_menu_between_the_title_of_the_page_and_that_of_the_notice_goes() -> None:
    title = BODY.split("\n")[0]
    menu = "\n".join(["新闻中心", "走进某市 About", "政务服务E-services", "政务公开 Affairs"])
    assert lines(f"{title} - 某市人民政府门户网站\n{menu}\n{BODY}")[1:] == BODY.strip().split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "完善网站地图和网站导航。",
        "推广“扫一扫”二维码缴费。",
        "来源：各部门上报",
        "打印",
        "在首页标明网站标识码、ICP备案编号。",
        "访问量统计应当真实。",
        "联系我们",
    ],
)
def test_nothing_inside_the_notice_is_furniture(line: str) -> None:
    head, tail = BODY.split("某市人民政府办公室\n")
    assert line in lines(f"{head}{line}\n二、加强保障\n某市人民政府办公室\n{tail}")


def test_marks_of_markdown_and_html_go() -> None:
    source = "# 某市水资源条例\n<!-- INFO END -->\n## 第一章 总则\n第一条&nbsp;为了保护水资源，制定本条例。"
    assert clean(source).text == "某市水资源条例\n第一章 总则\n第一条为了保护水资源，制定本条例。"


def test_blanks_and_invisible_characters_go_and_lines_stay_apart() -> None:
    assert (
        clean("\ufeff　　一、总则\r\n\r\n\r\n  第一\u200b条　　为了  规范。\r\n").text
        == "一、总则\n第一条　为了 规范。"
    )


def test_unreadable_bytes_go_and_are_counted() -> None:
    cleaned = clean("为规\udcff\udc80范管理，制定本办法。")
    assert (cleaned.text, cleaned.unreadable) == ("为规范管理，制定本办法。", 2)


def test_kept_ranges_make_up_the_text() -> None:
    source = f"首页 > 公开\n{BODY}監(jiān)管，\udcff终。\n\n\n扫一扫在手机打开当前页"
    cleaned = clean(source)
    assert "".join(source[start:end] for start, end in cleaned.kept) == cleaned.text
    assert all(a[1] <= b[0] for a, b in zip(cleaned.kept, cleaned.kept[1:], strict=False))


def test_a_blank_inside_a_word_goes_where_lines_were_joined() -> None:
    source = "第一条 为进一步做好定点医药机构相关人员医保支 付资格管理工作，促进基金合理使用，维护基金安 全，根据有关规定，制定本规程。"
    assert lines(source) == [source.replace("支 付", "支付").replace("安 全", "安全")]


@pytest.mark.parametrize("source", [
    "第六条 文明行为由各有关部门按照各自的职责加以倡导和推动。", "依照《中共中央 国务院关于深化改革的若干意见》的要求，做好有关工作。",
    "联系人：张支 付先生", "|医保支 付资格|由医疗保障经办机构负责管理和监督|",
])
def test_other_blanks_stay(source: str) -> None:
    assert lines(source) == [source]
