"""The question set as a sheet: what is exported reads back, as Excel saves it too, and faults are told by row and column."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.cases import DEFAULT_SET, Case, GoldCitation, load_cases
from eval.sheet import BOM, HEADINGS, export_sheet, import_sheet, read_sheet, template
from ingest.errors import TiaoliError

TEXT = st.text(min_size=1, max_size=12) | st.text("=+-@'\"\\;；|｜,，#\n\r\t 甲nr", min_size=1, max_size=6)
FILLED = TEXT.filter(str.strip)
GOLD = st.builds(GoldCitation, doc=FILLED, address=FILLED)
LISTS = {"facts": st.lists(st.lists(FILLED, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
         "citations": st.lists(GOLD, min_size=1, max_size=3).map(tuple)}


@st.composite
def any_case(draw: st.DrawFn, number: int) -> Case:
    turns = draw(st.lists(FILLED, max_size=3).map(tuple))
    answerable = draw(st.booleans())
    lists = {name: draw(values) for name, values in LISTS.items()} if answerable else {}
    several = len({gold.doc for gold in lists.get("citations", ())}) > 1
    return Case(
        id=f"{draw(FILLED)}{number}", question="" if turns else draw(FILLED), turns=turns, type=draw(FILLED), answerable=answerable,
        lang=draw(st.sampled_from(["zh-Hans", "zh-Hant", "en"])), flags=draw(st.sampled_from([(), ("expired",), ("repealed", "expired")])),
        all=several and draw(st.booleans()), beside=draw(st.just(()) | LISTS["citations"]), **lists)


@settings(max_examples=50)
@given(st.data(), st.integers(1, 3))
def test_what_is_exported_reads_back(data: st.DataObject, many: int) -> None:
    cases = tuple(data.draw(any_case(number)) for number in range(many))
    text = export_sheet(cases)
    assert import_sheet(text) == cases
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r"))]


def test_the_set_that_ships_reads_back() -> None:
    cases = load_cases(DEFAULT_SET)
    assert import_sheet(export_sheet(cases)) == cases


def saved(text: str, delimiter: str) -> str:
    """As Excel writes it again with another separator, with rows and columns left empty."""
    rows = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([rows[0] + [""], [""] * 11, *(row + ["", ""] for row in rows[1:]), [], [" "] * 11])
    return out.getvalue()


@pytest.mark.parametrize(("delimiter", "encoding"), [
    (",", "gb18030"), (";", "gb18030"), (";", "utf-8-sig"), ("\t", "utf-16"), ("，", "utf-8")])
def test_what_excel_saves_is_read(tmp_path, delimiter: str, encoding: str) -> None:
    cases = load_cases(DEFAULT_SET)[:40]
    path = tmp_path / "题目.CSV"
    path.write_bytes(saved(export_sheet(cases), delimiter).encode(encoding))
    assert load_cases(path) == cases


def test_the_template_opens_in_excel_and_its_examples_are_cases() -> None:
    text = template()
    assert text.startswith(BOM) and all(heading in text for heading in HEADINGS.values())
    with pytest.raises(TiaoliError, match="没有题目"):
        import_sheet(text)
    lead, followed, english, none = import_sheet(text.replace("#", "例"))
    assert lead.facts == (("雨伞管理组", "雨伞组"),) and lead.citations == (GoldCitation(doc="砂糖镇公用雨伞办法", address="第三条"),)
    assert followed.turns == ("借伞几天要还？", "下雪天呢？") and followed.flags == ("repealed",) and len(followed.facts) == 2
    assert english.lang == "en" and len(english.notices) == 2 and not english.all and not none.answerable


def test_what_a_clerk_types_is_understood() -> None:
    text = ("sep=;\r\nID;Question;Language;Type;Answerable;要点（必填）;依据;备注\r\n"
            "7; 谁牵头？ ;zh-hans;lead;TRUE;\"法制办｜法制机构；\n信访局\";\"通知 ｜ 一、；  通知|二、\";随便\r\n"
            "8;'=1+1是多少;繁體;sum;Ｙ;2;通知|一、;\r\n9;路径在 C:\\data 吗;英语;x;no;;;\r\n")
    lead, formula, path = import_sheet(text)
    assert lead.question == "谁牵头？" and lead.facts == (("法制办", "法制机构"), ("信访局",))
    assert [gold.address for gold in lead.citations] == ["一、", "二、"] and lead.lang == "zh-Hans"
    assert formula.question == "=1+1是多少" and formula.lang == "zh-Hant" and path.question == "路径在 C:\\data 吗"


@pytest.mark.parametrize(("row", "row_and_column", "what"), [
    (",问,简体,x,是,甲,文|一、", "“编号 id”", "没有填写"), ("1,,简体,x,是,甲,文|一、", "“问题 question”", "没有填写"),
    ("1,问,汉语,x,是,甲,文|一、", "“语言 language”", "简体、繁体、英文；“汉语”"),
    ("1,问,简体,x,也许,甲,文|一、", "“能否回答 answerable”", "是、否"),
    ("1,问,简体,x,是,,文|一、", "“要点 facts”", "必须填写"), ("1,问,简体,x,是,甲,", "“依据 citations”", "必须填写"),
    ("1,问,简体,x,否,甲,", "“要点 facts”", "不应填写"), ("1,问,简体,x,是,甲,文 一、", "“依据 citations”", "文件名 | 条款”"),
    ("1,问,简体,x,是,甲,文|一、|二、", "“依据 citations”", "文件名 | 条款”"),
    ("1,问,简体,x,是,甲,文|一、,作废", "“时效 validity”", "已废止、已过期"),
    ("0,问,简体,x,是,甲,文|一、", "“编号 id”", "与第 2 行重复"), ("1,问,简体,x,是,甲,文|一、,,是", "第 4 行", "two notices"),
    ("1,问,简体,x,是,甲,文|一、,,,,多", "第 4 行", "多出一格"),
])
def test_a_fault_is_told_by_row_and_column(row: str, row_and_column: str, what: str) -> None:
    text = f"{','.join(cell.split('（')[0] for cell in HEADINGS.values())}\n0,好,简体,x,是,甲,文|一、\n\n{row}\n"
    with pytest.raises(TiaoliError) as caught:
        import_sheet(text, "题目.csv")
    told = caught.value.message
    assert caught.value.code == "bad_eval_set" and "题目.csv" in told and "第 4 行" in told and "row 4" in told
    assert row_and_column in told and what in told


def test_many_faults_are_told_at_once_and_not_endlessly() -> None:
    text = "id,question,lang,type,answerable\n" + "".join(f"{number},问,火星文,x,否\n" for number in range(30))
    with pytest.raises(TiaoliError) as caught:
        import_sheet(text)
    assert "row 2," in caught.value.message and "row 11," in caught.value.message and "row 12," not in caught.value.message
    assert "还有 20 处 / and 20 more" in caught.value.message


@pytest.mark.parametrize(("content", "what"), [
    (None, "No such file"), (b"", "空"), (b"\x00\x01\x02" * 99, "不是文本"), ("姓名,电话\n甲,1".encode(), "标题行"),
    ("编号,问题\n1,问".encode(), "“语言 language”"), ("编号,问题,id,语言,类型,能否回答\n".encode(), "两次"),
])
def test_a_file_that_is_no_sheet_is_told(tmp_path, content: bytes | None, what: str) -> None:
    path = tmp_path / "set.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TiaoliError, match=what) as caught:
        read_sheet(path)
    assert caught.value.code == "bad_eval_set" and "set.csv" in caught.value.message
