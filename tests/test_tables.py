"""Tables of every source to rows with addresses: merged cells, header rows, sections, Markdown in plain text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest.parse
from ingest.model import Clause, Notice
from ingest.read.reading import CellText, Reading, TextBuilder

C = CellText


@pytest.fixture
def with_table(monkeypatch):
    """A notice from lines and tables as a reader of files gives them."""

    def made(*parts: str | list[list[CellText]], headers: int = 0) -> Notice:
        builder = TextBuilder()
        for part in parts:
            builder.line(part) if isinstance(part, str) else builder.table(part, headers)
        reading = Reading(builder.text, "docx", grids=tuple(builder.grids))
        monkeypatch.setattr(ingest.parse, "read", lambda data, name: reading)
        return ingest.parse.parse(b"x", "d", "x.docx")

    return made


def rows(notice: Notice) -> dict[str, str]:
    return {one.address: one.text for one in notice.clauses if one.kind == "row"}


def facts(notice: Notice, address: str) -> list[tuple[str, str]]:
    clause = next(one for one in notice.clauses if one.address == address)
    return [(fact.kind, fact.value) for fact in clause.facts]


HEADER = [C("区域"), C("类别"), C("标准（元）"), C("责任单位")]
MERGED = [
    HEADER,
    [C("市区", 2), C("低保"), C("800"), C("市财政局", 2)],
    [C("特困"), C("1200")],
    [C("县区"), C("低保"), C("700"), C("县财政局、县民政局")],
]


def test_a_table_in_an_item_belongs_to_it_and_its_header_is_no_row(with_table) -> None:
    notice = with_table("某市关于救助标准的通知", "一、标准如下：", MERGED, "二、其他。")
    assert rows(notice) == {
        "一、第1至2行": "市区 |",
        "一、第1行": "低保 | 800 | 市财政局",
        "一、第2行": "特困 | 1200",
        "一、第3行": "县区 | 低保 | 700 | 县财政局、县民政局",
    }
    tree = {one.address: one for one in notice.clauses}
    assert tree["一、"].text == "一、标准如下：\n区域 | 类别 | 标准（元） | 责任单位"
    assert tree["一、第2行"].parent == tree["一、第1至2行"].id
    assert tree["一、第1至2行"].heading == "市区"
    assert tree["二、"].parent is None


def test_a_row_has_the_facts_of_the_cells_merged_into_it(with_table) -> None:
    notice = with_table("某市关于救助标准的通知", "一、标准如下：", MERGED)
    assert facts(notice, "一、第1行") == facts(notice, "一、第2行") == [("responsible", "市财政局")]
    assert facts(notice, "一、第3行") == [("responsible", "县财政局"), ("responsible", "县民政局")]


def test_two_header_rows_and_sections(with_table) -> None:
    table = [
        [C("序号", 2), C("任务", 2), C("责任分工", 1, 2)],
        [C("牵头单位"), C("配合单位")],
        [C("一、基础工作", 1, 4)],
        [C("1"), C("建设平台"), C("市大数据局"), C("市财政局")],
        [C("2"), C("完善制度"), C("市司法局"), C("")],
        [C("二、提升工作", 1, 4)],
        [C("3"), C("考核"), C("市委组织部"), C("")],
    ]
    notice = with_table(
        "某市工作通知", "一、做好工作。", "某市政府", "2020年1月1日", "附件", "任务分工表", table, "注：如有调整，另行通知。"
    )
    assert list(rows(notice)) == [
        "附件 一、", "附件 一、第1行", "附件 一、第2行", "附件 二、", "附件 二、第1行",
    ]  # fmt: skip
    assert facts(notice, "附件 一、第1行") == [("lead", "市大数据局"), ("assisting", "市财政局")]
    assert facts(notice, "附件 一、") == []
    assert next(one for one in notice.clauses if one.address == "附件 末段").text == "注：如有调整，另行通知。"


def test_a_table_of_labels_and_values_has_no_header(with_table) -> None:
    table = [[C("事项名称"), C("临时救助")], [C("办理地点"), C("各镇街")], [C("办理时限"), C("15个工作日")]]
    assert list(rows(with_table("某市办事指南", "一、事项", table))) == ["一、第1行", "一、第2行", "一、第3行"]


def test_the_file_may_say_which_rows_are_header(with_table) -> None:
    table = [[C("甲"), C("乙")], [C("丙"), C("丁")], [C("戊"), C("己")]]
    assert rows(with_table("某市通知", "一、名单", table, headers=2)) == {"一、第1行": "戊 | 己"}


def test_a_paragraph_after_a_table_stays_with_its_clause(with_table) -> None:
    notice = with_table("某市通知", "一、标准如下：", MERGED, "以上标准按月发放。", "二、其他。")
    assert [one.address for one in notice.clauses if one.text == "以上标准按月发放。"] == ["一、末段"]


def test_catalogue_rows_above_the_title_are_the_head(with_table) -> None:
    catalogue = [[C("索引号"), C("k12498411/2011-00037"), C("发布机构"), C("某市政府")], [C("成文日期"), C("2011-09-29")]]
    notice = with_table(catalogue, "某市关于救助标准的通知", "一、甲。")
    assert [one.address for one in notice.clauses] == ["文件信息", "一、"]
    assert (notice.meta.index_no, notice.meta.issued) == ("k12498411/2011-00037", "2011-09-29")


def parsed(text: str) -> Notice:
    return ingest.parse.parse(text.encode(), "d", "x.txt")


def test_rows_that_begin_with_a_border_as_in_markdown() -> None:
    notice = parsed(
        "某市通知\n一、标准：\n| 区域 | 类别 | 标准 |\n|---|---|---|\n| 市区 | 低保 | 800元 |\n"
        "| | 特困 | 1200元 |\n| 县 | 低保 | 700元 |\n二、其他。\n"
    )
    assert rows(notice) == {
        "一、第1至2行": "| 市区 |", "一、第1行": "低保 | 800元 |", "一、第2行": "| | 特困 | 1200元 |",
        "一、第3行": "| 县 | 低保 | 700元 |",
    }  # fmt: skip
    assert [one.address for one in notice.clauses if not one.parent] == ["文件信息", "一、", "二、"]


def test_a_cell_merged_in_another_column_than_the_first_heads_no_rows(with_table) -> None:
    table = [[C("姓名"), C("单位"), C("分数")], [C("甲"), C("市局", 2), C("90")], [C("乙"), C("85")]]
    assert list(rows(with_table("某市关于公布名单的通知", "一、名单如下：", table))) == ["一、第1行", "一、第2行"]


def test_a_flattened_table_whose_first_column_is_merged() -> None:
    cells = "类别 |\n责任单位 |\n标准 |\n市区 |\n市财政局 |\n800元 |\n市民政局 |\n900元 |\n|\n县区 |\n县民政局 |\n700元 |\n"
    notice = parsed(f"某市通知\n一、标准：\n{cells}二、其他。\n")
    assert list(rows(notice)) == ["一、第1行", "一、第2行", "一、第3行"]
    assert facts(notice, "一、第2行") == [("responsible", "市民政局"), ("figure", "900元")]


cell = st.builds(
    CellText,
    st.sampled_from(["", "一、基础", "（二）乙", "市财政局", "800元", "序号", "责任单位", "长" * 30, "说明：按规定。"]),
    st.integers(1, 4),
    st.integers(1, 4),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cell, max_size=5), max_size=7), st.integers(0, 8), st.sampled_from(["一、标准：", "为做好工作。", "附件"]))
def test_every_table_is_read_whole(table: list[list[CellText]], headers: int, before: str) -> None:
    builder = TextBuilder()
    for line in ("某市通知", before):
        builder.line(line)
    builder.table(table, headers)
    builder.line("二、其他。")
    reading = Reading(builder.text, "docx", grids=tuple(builder.grids))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest.parse, "read", lambda data, name: reading)
        notice = ingest.parse.parse(b"x", "d", "x.docx")
    check(notice)


def check(notice: Notice) -> None:
    """Every row in one clause, in order; addresses differ; every fact of a row stands in the table."""
    at = 0
    for clause in notice.clauses:
        assert clause.text == clause.span.of(notice.text) and not notice.text[at : clause.span.start].strip(" |\n")
        at = clause.span.end
    assert not notice.text[at:].strip(" |\n")
    assert len({one.address for one in notice.clauses}) == len({one.id for one in notice.clauses}) == len(notice.clauses)
    assert all(fact.value == fact.span.of(notice.text) for one in notice.clauses for fact in one.facts)
    assert all(_stands(one, notice) for one in notice.clauses)


def _stands(clause: Clause, notice: Notice) -> bool:
    """Facts stand in their clause or, from a merged or a numbered cell of the row, in another row of the table."""
    rows = [one.span for one in notice.clauses if one is clause or clause.kind == "row"]
    return all(any(row.start <= fact.span.start and fact.span.end <= row.end for row in rows) for fact in clause.facts)
