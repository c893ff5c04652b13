"""Word documents: what a reader of the page would read, no more and no less; hostile and broken ones refused in words."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from docx_samples import NAMES, abstract, cell, docx, notice, num, packed, para, table
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest.read.doc
import ingest.read.docx_package
from ingest.errors import TiaoliError
from ingest.read.docx import read_docx
from ingest.read.docx_numerals import numeral
from ingest.read.reading import Reading

OLD = Path(__file__).parent / "files" / "notice.doc"
DOCTYPE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def lines(body: str, **parts: str) -> list[str]:
    return read_docx(docx(body, **parts)).text.splitlines()


def cells(reading: Reading) -> list[list[list[str]]]:
    return [[[span.of(reading.text) if span else "" for span in row] for row in grid.rows] for grid in reading.grids]


def refusal(data: bytes) -> str:
    with pytest.raises(TiaoliError) as caught:
        read_docx(data)
    assert caught.value.message and caught.value.hint
    return caught.value.code


# --- numbering -------------------------------------------------------------------------------------------------------

STATUTE = abstract(
    1,
    ("chineseCountingThousand", "第%1章"),
    ("chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    ("chineseCountingThousand", "（%3）", '<w:suff w:val="nothing"/>'),
)


def test_articles_that_exist_only_as_numbering_run_through_chapters():
    body = (para("总则", 1, 0) + para("甲", 1, 1) + para("乙", 1, 1) + para("丙", 1, 2) + para("丁", 1, 2)
            + para("分则", 1, 0) + para("戊", 1, 1) + para("己", 1, 2))
    assert lines(body, numbering=STATUTE + num(1, 1)) == [
        "第一章 总则", "第一条 甲", "第二条 乙", "（一）丙", "（二）丁", "第二章 分则", "第三条 戊", "（一）己"]


def test_a_long_statute_is_numbered_as_statutes_are():
    numbered = lines("".join(para("条", 1, 1) for _ in range(111)), numbering=STATUTE + num(1, 1))
    assert [numbered[at - 1].split()[0] for at in (10, 11, 20, 21, 100, 101, 110, 111)] == [
        "第十条", "第十一条", "第二十条", "第二十一条", "第一百条", "第一百零一条", "第一百一十条", "第一百一十一条"]


def test_lists_of_one_definition_count_on_and_those_told_to_begin_anew():
    numbering = (abstract(1, ("japaneseCounting", "%1、"), ("decimal", "%1.%2", "<w:isLgl/>")) + num(1, 1) + num(2, 1)
                 + num(3, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'))
    body = "".join(para("文", of, at) for of, at in ((1, 0), (1, 1), (1, 1), (2, 0), (3, 0), (3, 0), (1, 0), (1, 1)))
    assert lines(body, numbering=numbering) == [
        "一、文", "1.1 文", "1.2 文", "二、文", "五、文", "六、文", "七、文", "7.1 文"]


def test_an_instance_may_write_a_level_in_its_own_way():
    own = '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1)"/>'
    numbering = abstract(1, ("decimal", "%1.")) + num(1, 1, own + "</w:lvl></w:lvlOverride>")
    assert lines(para("文", 1, 0) + para("文", 1, 0), numbering=numbering) == ["C) 文", "D) 文"]


def test_numbering_comes_from_styles_and_their_bases_and_can_be_switched_off():
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Item"><w:basedOn w:val="Base"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Plain"><w:basedOn w:val="Base"/>'
        '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    numbering = abstract(1, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）")) + num(1, 1)
    body = (para("总", style="Base") + para("分", style="Item") + para("无", style="Plain") + para("又", style="Base")
            + para("关", 0, style="Base") + para("三", style="Base"))
    assert lines(body, numbering=numbering, styles=styles) == ["一、总", "（一）分", "无", "二、又", "关", "三、三"]


def test_a_level_is_linked_to_the_style_that_names_the_list():
    styles = '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = abstract(1, ("decimal", "%1"), ("decimal", "%1.%2", '<w:pStyle w:val="H2"/>')) + num(1, 1)
    assert lines(para("甲", 1, 0) + para("乙", style="H2"), numbering=numbering, styles=styles) == ["1 甲", "1.1 乙"]


def test_a_list_style_lends_its_definition():
    styles = '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = (abstract(1, ("ideographTraditional", "%1."), more='<w:styleLink w:val="L"/>')
                 + '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>' + num(1, 1) + num(2, 2))
    assert lines(para("文", 1, 0) + para("文", 2, 0), numbering=numbering, styles=styles) == ["甲. 文", "乙. 文"]


def test_bullets_and_unknown_lists_give_no_label():
    numbering = abstract(1, ("bullet", "\uf06c"), ("decimal", "%1.%2")) + num(1, 1)
    assert lines(para("甲", 1, 0) + para("乙", 9, 0) + para("丙", 1, 1), numbering=numbering) == ["甲", "乙", ".1 丙"]


def test_a_number_alone_in_a_cell_is_read_and_counted():
    numbering = abstract(1, ("decimal", "%1")) + num(1, 1)
    rows = [cell(para("", 1, 0)) + cell(f"任务{name}") for name in "甲乙"]
    assert lines(table(*rows), numbering=numbering) == ["1 | 任务甲", "2 | 任务乙"]


def test_a_text_box_counts_on_its_own():
    numbering = abstract(1, ("decimal", "%1.")) + num(1, 1)
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{para('框', 1, 0)}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert lines(para("甲", 1, 0, more=box) + para("乙", 1, 0), numbering=numbering) == ["1. 甲", "1. 框", "2. 乙"]


def test_a_custom_format_is_written_after_its_sample():
    level = ('<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
             'w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
             '</mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>')
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>' + num(1, 1)
    assert lines(para("文", 1, 0), numbering=numbering) == ["007 文"]


@pytest.mark.parametrize(("style", "value", "written"), [
    ("decimal", 12, "12"), ("decimalZero", 3, "03"), ("decimalFullWidth", 12, "１２"), ("none", 5, ""),
    ("chineseCounting", 12, "十二"), ("chineseCounting", 105, "一○五"), ("chineseCountingThousand", 1005, "一千零五"),
    ("japaneseCounting", 111, "百十一"), ("ideographDigital", 20, "二〇"), ("taiwaneseDigital", 20, "二○"),
    ("taiwaneseCountingThousand", 10000, "一萬"), ("ideographTraditional", 10, "癸"), ("ideographTraditional", 11, "11"),
    ("ideographZodiac", 12, "亥"), ("ideographZodiacTraditional", 61, "甲子"), ("chineseLegalSimplified", 12, "拾贰"),
    ("ideographLegalTraditional", 23, "貳拾參"), ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"),
    ("decimalEnclosedCircleChinese", 1, "①"), ("decimalEnclosedParen", 2, "⑵"), ("ideographEnclosedCircle", 3, "㈢"),
    ("lowerLetter", 28, "bb"), ("upperLetter", 26, "Z"), ("lowerRoman", 4, "iv"), ("upperRoman", 1994, "MCMXCIV"),
    ("hindiVowels", 3, "3"), ("chineseCounting", 0, "0"), ("lowerLetter", 10**9, "1000000000"),
])
def test_number_formats(style: str, value: int, written: str):
    assert numeral(value, style) == written


# --- text ------------------------------------------------------------------------------------------------------------

def test_text_boxes_are_read_once_beside_their_paragraph():
    box = f"<w:txbxContent>{para('框内')}</w:txbxContent>"
    drawn = (f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
             f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>")
    old = '<w:r><w:pict><v:shape><v:textpath string="某市人民政府文件"/></v:shape></w:pict></w:r>'
    assert lines(f"<w:p>{drawn}{run('甲')}{drawn}{run('乙')}</w:p><w:p>{old}</w:p>") == ["框内", "甲乙", "框内", "某市人民政府文件"]


def test_content_controls_are_read_and_their_prompts_left_out():
    inner = f"<w:sdt><w:sdtContent>{para('内层')}</w:sdtContent></w:sdt>"
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{para('已填')}{inner}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处输入')}</w:sdtContent></w:sdt>"
    assert lines(f"{filled}<w:p>{run('日期：')}{prompt}</w:p>") == ["已填", "内层", "日期："]


def test_tracked_changes_are_read_as_accepted_with_a_warning():
    deleted = '<w:del w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    joined = f'<w:p><w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr>{run("前半，")}</w:p>'
    body = (f'<w:p>{deleted}<w:ins w:id="3">{run("新")}</w:ins><w:moveFrom w:id="4">{run("移走")}</w:moveFrom>{run("文")}</w:p>'
            + joined + para("后半。", 1, 0)
            + f'<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{deleted}</w:p>'
            + para("次条。", 1, 0))
    reading = read_docx(docx(body, numbering=abstract(1, ("decimal", "%1、")) + num(1, 1)))
    assert reading.text.splitlines() == ["新文", "1、前半，后半。", "2、次条。"]
    assert any("修订" in warning for warning in reading.warnings)


def test_fields_are_read_by_their_result():
    nested = mark("begin") + code(" IF ") + mark("begin") + code("PAGE") + mark("separate") + run("9") + mark("end") + run("无")
    body = (f"<w:p>{mark('begin')}{code('REF x')}{mark('separate')}{run('第三条')}{mark('end')}{run('规定')}</w:p>"
            f"<w:p>{nested}{mark('separate')}{run('有')}{mark('end')}</w:p>"
            f"<w:p><w:fldSimple w:instr='DATE'>{run('2021年')}</w:fldSimple><w:hyperlink>{run('链接')}</w:hyperlink></w:p>"
            f"<w:p>{run('残')}{mark('begin')}{code('REF y')}</w:p>{para('缺')}")
    assert lines(body) == ["第三条规定", "有", "2021年链接", "残", "缺"]


def test_characters_drawn_by_fields_and_readings_above_them():
    circled = mark("begin") + code(r" eq \o\ac(○,12)") + mark("end")
    reading = mark("begin") + code(r' EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(jiān),监)') + mark("end")
    ruby = f"<w:r><w:ruby><w:rt>{run('guǎn')}</w:rt><w:rubyBase>{run('管')}</w:rubyBase></w:ruby></w:r>"
    assert lines(f"<w:p>{circled}{reading}{ruby}</w:p>") == ["⑫监管"]


def test_breaks_tabs_hyphens_symbols_and_fractions():
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B7"/></w:r>'
    half = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    body = (f"<w:p>{run('关于')}<w:r><w:br/></w:r>{run('印发')}<w:r><w:tab/></w:r>{run('办&#xAD;法')}</w:p>"
            f"<w:p>{run('A')}<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>{run('4')}{symbol}{half}</w:p>")
    assert lines(body) == ["关于", "印发\t办法", "A-4☑1/2"]


def test_hidden_text_headers_and_properties_are_left_out():
    styles = '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    hidden = ('<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Ghost"/></w:rPr><w:t>形</w:t></w:r>'
              '<w:r><w:rPr><w:rStyle w:val="Ghost"/><w:vanish w:val="0"/></w:rPr><w:t>现</w:t></w:r>')
    extra = {"docProps/core.xml": "<title>模板标题</title>"}
    reading = read_docx(docx(f"<w:p>{run('明')}{hidden}</w:p>", extra, styles=styles, header1=para("页眉")))
    assert reading.text == "明现\n" and reading.fields == () and reading.format == "docx"
    assert any("隐藏" in warning for warning in reading.warnings)


def test_notes_stand_behind_the_text_in_the_order_of_their_marks():
    def refer(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    body = f"<w:p>{run('甲')}{refer('endnote', 1)}{run('乙')}{refer('footnote', 3)}{refer('endnote', 1)}{refer('footnote', 8)}</w:p>"
    footnotes = f'<w:footnote w:type="separator" w:id="0">{para("—")}</w:footnote>' + "".join(
        f'<w:footnote w:id="{at}"><w:p><w:r><w:footnoteRef/></w:r>{run(f" 脚注{at}")}</w:p></w:footnote>' for at in (2, 3))
    endnotes = f'<w:endnote w:id="1">{para("尾注")}{para("续")}</w:endnote>'
    assert lines(body, footnotes=footnotes, endnotes=endnotes) == ["甲〔注1〕乙〔注2〕〔注1〕", "〔注1〕尾注 续", "〔注2〕脚注3"]


def test_strict_documents_are_read_too():
    strict = docx(para("严格格式", 1, 0), numbering=abstract(1, ("decimal", "%1、")) + num(1, 1))
    with zipfile.ZipFile(io.BytesIO(strict)) as archive:
        entries = {name: archive.read(name).decode() for name in archive.namelist()}
    renamed = {name: xml.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                                 "http://purl.oclc.org/ooxml/wordprocessingml/main")
               .replace("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/")
               for name, xml in entries.items()}
    assert read_docx(packed(renamed)).text == "1、严格格式\n"


def test_a_document_written_by_another_program():
    """python-docx writes with Word's own template, whose list styles carry their numbering."""
    made = python_docx.Document()
    made.add_heading("关于防汛工作的通知", level=1)
    for text in ("加强值守", "排查隐患"):
        made.add_paragraph(text, style="List Number")
    grid = made.add_table(rows=2, cols=3)
    grid.cell(0, 0).merge(grid.cell(1, 0)).text = "防汛办"
    grid.cell(0, 1).merge(grid.cell(0, 2)).text = "值班"
    grid.cell(1, 2).text = "夜间"
    made.save(file := io.BytesIO())
    reading = read_docx(file.getvalue())
    assert reading.text.splitlines() == ["关于防汛工作的通知", "1. 加强值守", "2. 排查隐患", "防汛办 | 值班", "夜间"]
    assert cells(reading) == [[["防汛办", "值班", "值班"], ["防汛办", "", "夜间"]]]


# --- tables ----------------------------------------------------------------------------------------------------------

def test_merged_cells_cover_their_places():
    down, on_below, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    reading = read_docx(docx(table(
        cell("部门") + cell("任务") + cell("时限"),
        cell("甲局", down) + cell("一") + cell("3月"),
        cell("", on_below) + cell("二", wide),
        cell("乙局", down) + cell("三") + cell("5月"),
        headers=1,
    )))
    assert cells(reading) == [[["部门", "任务", "时限"], ["甲局", "一", "3月"], ["甲局", "二", "二"], ["乙局", "三", "5月"]]]
    assert reading.grids[0].headers == 1
    assert reading.text.splitlines() == ["部门 | 任务 | 时限", "甲局 | 一 | 3月", "二", "乙局 | 三 | 5月"]


def test_a_cell_that_goes_on_from_nothing_keeps_its_text():
    reading = read_docx(docx(table(cell("甲") + cell("乙"), cell("丙", "<w:vMerge/>") + cell("丁"))))
    assert cells(reading) == [[["甲", "乙"], ["丙", "丁"]]]


def test_rows_may_begin_late_be_wrapped_or_be_taken_away():
    late = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("后")}{cell("尾")}</w:tr>'
    wrapped = f"<w:sdt><w:sdtContent><w:tr>{cell('甲')}{cell('乙')}{cell('丙')}</w:tr></w:sdtContent></w:sdt>"
    gone = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{cell("删")}{cell("去")}{cell("行")}</w:tr>'
    reading = read_docx(docx(f"<w:tbl>{wrapped}{gone}{late}</w:tbl>"))
    assert cells(reading) == [[["甲", "乙", "丙"], ["", "后", "尾"]]]


def test_nested_tables_go_into_the_cell_and_frames_into_the_text():
    inner = table(cell("内甲") + cell("内乙"))
    reading = read_docx(docx(table(cell("外") + cell(para("前") + inner + para("后"))) + table(cell(para("一、框") + para("文")))))
    assert reading.text.splitlines() == ["外 | 前 内甲 内乙 后", "一、框", "文"]
    assert cells(reading) == [[["外", "前 内甲 内乙 后"]]]


def test_tables_nested_without_end_are_refused():
    deep = "<w:p/>"
    for _ in range(600):
        deep = f"<w:tbl><w:tr><w:tc>{deep}</w:tc></w:tr></w:tbl>"
    assert refusal(docx(deep)) == "damaged_file"


# --- refusals --------------------------------------------------------------------------------------------------------

def test_what_is_no_word_document_is_named():
    types = {"[Content_Types].xml": "<Types/>"}
    for entries, name in (
        (types | {"xl/workbook.xml": "<a/>"}, "Excel"), (types | {"ppt/presentation.xml": "<a/>"}, "PowerPoint"),
        ({"mimetype": "x", "META-INF/manifest.xml": "<a/>"}, "ODF"), ({"OFD.xml": "<a/>"}, "OFD"), ({"通知.txt": "文"}, "压缩包"),
    ):
        with pytest.raises(TiaoliError, match=name) as caught:
            read_docx(packed(entries))
        assert caught.value.code == "unsupported"


def test_macros_are_refused_however_their_part_is_called():
    assert refusal(docx(para("文"), {"word/vbaProject.bin": b"\xd0\xcf"})) == "macros"
    types = '<Types><Default Extension="xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    assert refusal(docx(para("文"), {"[Content_Types].xml": types})) == "macros"


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "customXml/item1.xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_in_any_part_is_refused(part: str, encoding: str):
    xml = f"<?xml version='1.0' encoding='{encoding}'?>{DOCTYPE}<w:document {NAMES}><w:body>{para('&x;')}</w:body></w:document>"
    assert refusal(docx(para("文"), {part: xml.encode(encoding)})) == "unsafe_xml"


def test_external_relationships_are_passed_over():
    relations = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
                 'Target="http://192.0.2.1/styles.xml" TargetMode="External"/></Relationships>')
    assert read_docx(docx(para("文"), {"word/_rels/document.xml.rels": relations})).text == "文\n"


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    assert refusal(docx(para("文"), {"word/media/image1.bmp": b"\0" * 3_000_000})) == "zip_bomb"
    monkeypatch.setattr(ingest.read.docx_package, "LARGEST_PART", 500)
    assert refusal(docx(para("文") * 50)) == "too_large"


def test_documents_without_text_say_whether_they_hold_pictures():
    assert refusal(docx(para(""))) == "no_text"
    with pytest.raises(TiaoliError, match="图片") as caught:
        read_docx(docx(para(""), {"word/media/image1.png": b"\x89PNG"}))
    assert caught.value.code == "no_text" and "扫描件" in caught.value.hint


def test_broken_documents_are_called_so():
    whole = docx(para("文"))
    assert refusal(whole[:-30]) == "damaged_file"
    assert refusal(docx("<w:p><w:r>")) == "damaged_file"
    assert refusal(docx("", {"word/document.xml": b""})) == "damaged_file"
    assert refusal(docx("", {"_rels/.rels": '<a><b Type="x/officeDocument" Target="word/none.xml"/></a>'})) == "damaged_file"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_whatever_is_done_to_a_document_only_plain_errors_come_out(seed: int):
    chance = random.Random(seed)
    if chance.random() < 0.5:
        data = bytearray(notice())
    else:
        with zipfile.ZipFile(io.BytesIO(notice())) as archive:
            entries = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice(sorted(entries))
        entries[name] = bytes(_spoilt(bytearray(entries[name]), chance))
        data = bytearray(packed(entries))
    try:
        assert read_docx(bytes(_spoilt(data, chance) if chance.random() < 0.5 else data)).text.strip()
    except TiaoliError as error:
        assert error.code and error.message


def _spoilt(data: bytearray, chance: random.Random) -> bytearray:
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data[:chance.randint(1, len(data))] if chance.random() < 0.3 else data
