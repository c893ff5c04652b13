"""Saved web pages: what is read of them, what never is, and that nothing in them can do harm."""

import random
from pathlib import Path

import pytest

from ingest.errors import TiaoliError
from ingest.header import labels_in
from ingest.read.html import read_html

FILES = Path(__file__).parent / "files"


def portal_divs():
    return read_html((FILES / "portal_divs.html").read_bytes())


def lines_of(markup, **kwargs):
    return read_html(f"<html><body>{markup}</body></html>".encode(), **kwargs).text.splitlines()


def cells(grid, text):
    return [[span and span.of(text) for span in row] for row in grid.rows]


def test_catalogue_stands_above_the_text_once():
    labels = [row for line in portal_divs().text.splitlines()[:4] for row in labels_in(line)]
    assert labels == [
        ("index_no", "002345678/2023-00021"),
        ("issuer", "云溪市人民政府办公室"),
        ("doc_no", "云政办规〔2023〕4号"),
        ("issued", "2023年6月12日"),
    ]
    assert portal_divs().text.count("索引号") == 1


def test_main_text_is_whole_and_without_the_page_around_it():
    lines = portal_divs().text.splitlines()[4:]
    assert lines[:3] == [
        "云溪市人民政府办公室关于印发云溪市社区食堂管理办法的通知",
        "各县（区）人民政府：",
        "《云溪市社区食堂管理办法》已经市政府同意，现印发给你们，请认真贯彻执行。",
    ]
    assert lines[3:11] == [
        "云溪市人民政府办公室",
        "2023年6月12日",
        "云溪市社区食堂管理办法",
        "第一条　为了规范社区食堂的建设和运营，方便老年人用餐，制定本办法。",
        "第二条　社区食堂应当具备下列条件：",
        "一、有固定的场所；",
        "二、有持证的厨师；",
        "第三条　补贴标准见下表，注①中另有规定的除外。",
    ]
    assert lines[-1] == "第四条　本办法自2023年8月1日起施行，有效期三年。"


def test_merged_cells_stand_in_every_place_they_cover():
    reading = portal_divs()
    (grid,) = reading.grids
    assert grid.headers == 2
    assert cells(grid, reading.text) == [
        ["对象", "每餐补贴", "每餐补贴"],
        ["对象", "午餐", "晚餐"],
        ["六十周岁以上", "3元", "2元"],
        ["八十周岁以上", "5元 （含送餐）", "2元"],
    ]


def test_meta_gives_title_and_day_but_never_the_uploader_as_issuer():
    assert dict(portal_divs().fields) == {
        "title": "云溪市人民政府办公室关于印发云溪市社区食堂管理办法的通知",
        "published": "2023-06-20",
    }


def test_page_of_layout_tables_in_its_declared_charset():
    data = (FILES / "portal_tables.html").read_text("utf-8").encode("gb18030")
    reading = read_html(data)
    lines = reading.text.splitlines()
    assert (reading.encoding, reading.grids, reading.warnings) == ("gb18030", (), ())
    labels = dict(row for line in lines for row in labels_in(line))
    assert labels["index_no"] == "003456789/2019-00102"
    assert labels["doc_no"] == "青政发〔2019〕7号"
    assert "青岭县人民政府关于印发青岭县农村公路管护工作方案的通知" in lines
    assert lines[-1].startswith("三、监督考核。")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5hkscs"])
def test_encodings(encoding):
    text = "<html><body><p>第三條　本辦法所稱主管機關，在中央為內政部，在地方為縣政府。</p></body></html>"
    assert "主管機關" in read_html(text.encode(encoding)).text


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ('<ol start="3"><li>甲</li><li value="7">乙</li><li>丙</li></ol>', ["3. 甲", "7. 乙", "8. 丙"]),
        ('<ol type="a"><li>甲</li></ol><ol type="I" start="4"><li>乙</li></ol>', ["a. 甲", "IV. 乙"]),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", ["2. 甲", "1. 乙"]),
        ("<ol><li>（一）甲</li><li>乙<ul><li>丙</li></ul></li></ol>", ["（一）甲", "2. 乙", "丙"]),
        ('<ol style="list-style:none"><li>甲</li></ol>', ["甲"]),
    ],
)
def test_list_numbers_are_those_a_browser_shows(markup, lines):
    assert lines_of(markup) == lines


def test_lines_and_blanks_are_those_a_browser_shows():
    markup = (
        "<p>甲<b>乙</b>\n  丙 <i>and</i>\n more</p>丁<div>戊<br>己</div><ruby>監<rt>jiān</rt></ruby>管<pre>庚\n辛</pre>"
    )
    assert lines_of(markup) == ["甲乙丙 and more", "丁", "戊", "己", "監管", "庚", "辛"]


def test_table_of_one_column_and_table_of_prose_are_no_grids():
    prose = "<p>本市各级人民政府应当加强对养老服务工作的领导，保障养老服务所需的经费。</p>" * 12
    column = "<table><tr><td>第一章　总则</td></tr><tr><td>为了规范养老服务，制定本办法。</td></tr></table>"
    reading = read_html(f"<div>{column}<table><tr><td>栏目</td><td>{prose}</td></tr></table></div>".encode())
    assert reading.grids == ()
    assert reading.text.splitlines()[0] == "第一章　总则"
    assert reading.text.count("\n") == 15


def test_number_and_signature_beside_the_main_text_are_kept():
    body = "<p>第一条　为了规范停车管理，制定本办法。</p><p>第二条　本办法自公布之日起施行。</p>" * 5
    signed = "<div>云溪市人民政府</div><div>2023年6月12日</div><div>分享到：</div>"
    page = f"<div><div>云政发〔2023〕9号</div><div>字体</div><div>{body}</div>{signed}</div>"
    assert lines_of(page)[::11] == ["云政发〔2023〕9号", "云溪市人民政府"]
    assert lines_of(page)[-1] == "2023年6月12日"


def test_search_form_and_list_of_other_notices_give_no_catalogue():
    others = "".join(f"<li><a>通知{n}</a> 发布日期：2020-01-0{n}</li>" for n in range(1, 6))
    form = "<div>标题</div><div>正文</div><div>文号</div>"
    body = "<p>第一条　为了规范停车管理，制定本办法。</p><p>第二条　本办法自公布之日起施行。</p>" * 5
    text = read_html(f"<body><div>{form}</div><div>{body}</div><ul>{others}</ul></body>".encode()).text
    assert "标题" not in text
    assert "通知" not in text


def test_scripts_frames_and_addresses_never_reach_the_text():
    page = (
        "<p onclick='alert(1)'>第一条　正文在此。</p><script>坏</script><iframe src='http://x'>框架</iframe>"
        "<a href='javascript:alert(2)'>链接</a><noscript>无</noscript><object>物</object><textarea>框</textarea>"
        "<template>模</template><svg><text>图</text></svg><div hidden>藏</div><div style='DISPLAY : none'>隐</div>"
    )
    assert lines_of(page) == ["第一条　正文在此。", "链接"]


def test_entities_of_a_doctype_are_not_resolved(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容")
    page = f'<!DOCTYPE html [<!ENTITY a SYSTEM "file://{secret}"><!ENTITY b "展开">]><p>第一条&a;&b;。</p>'
    text = read_html(page.encode()).text
    assert "机密" not in text
    assert text.count("展开") <= 1  # in the DOCTYPE's own words at most, never where it is named


def test_page_that_is_a_picture_says_so():
    reading = read_html("<title>关于停水的公告</title><h1>关于停水的公告</h1><img src='/a/b.JPG?x=1'>".encode())
    assert reading.text == "关于停水的公告\n"
    assert len(reading.warnings) == 1


@pytest.mark.parametrize("page", ["<html></html>", "<body><script>x</script></body>", "<!-- 注 -->", "<p>&nbsp;</p>"])
def test_page_without_words_is_refused_plainly(page):
    with pytest.raises(TiaoliError) as refused:
        read_html(page.encode())
    assert refused.value.code == "no_text"


def test_depth_is_read_up_to_the_limit_and_refused_beyond():
    assert read_html(("<div>" * 1500 + "深处有字。").encode()).text == "深处有字。\n"
    with pytest.raises(TiaoliError) as refused:
        read_html(("<div>" * 5000 + "太深").encode())
    assert refused.value.code == "too_deep"


def test_absurd_spans_and_large_tables_stay_small():
    row = "<tr>" + "<td rowspan=60000 colspan=60000>甲</td>" * 3 + "</tr>"
    (grid,) = read_html(f"<table>{row * 300}</table>".encode()).grids
    assert len(grid.rows) * len(grid.rows[0]) < 100_000


def test_damaged_pages_never_break_the_reader():
    whole = (FILES / "portal_divs.html").read_bytes()
    pieces = [
        b"<table>",
        b"<td rowspan=0>",
        b"</tr>",
        b"<li value=9999999>",
        b"<!--",
        b"\xff\xfe",
        b"\0",
        b"&#xD800;",
        b"</body>",
    ]
    dice = random.Random(3)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(12):
            at = dice.randrange(len(data))
            data[at : at + dice.choice((0, 0, 1, 40))] = dice.choice(pieces)
        try:
            reading = read_html(bytes(data))
        except TiaoliError:
            continue
        for grid in reading.grids:
            assert len({len(row) for row in grid.rows}) == 1
            assert all(span.of(reading.text).strip() for row in grid.rows for span in row if span)


def test_the_trail_through_a_site_is_no_title():
    text = "".join(f"<p>第{n}条 各区应当按照要求开展培训工作，培训经费由市财政安排，并接受审计监督。</p>" for n in "一二三四五六")
    page = f"""<html><head><title>信息服务 >> 政策法规 >> 惠农政策</title></head><body><div class="ahead"><p>青湾市农民培训实施方案</p>
    <p>文章来源：青湾市农业局 发布时间：2013-10-05</p></div><div class="content">{text}</div></body></html>"""
    found = read_html(page.encode())
    assert "青湾市农民培训实施方案" in found.text.splitlines() and not any("惠农政策" in value for _, value in found.fields)
