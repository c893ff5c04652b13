"""Markdown: the text stays as it is; what is Markdown in it is told apart from what only looks so."""

import random
from pathlib import Path

import pytest

from ingest.errors import TiaoliError
from ingest.read.markdown import read_markdown

NOTICE = (Path(__file__).parent / "files" / "notice.md").read_bytes()


def bare(text):
    """The text without its marks."""
    reading = read_markdown(text.encode() if isinstance(text, str) else text)
    assert not isinstance(text, str) or reading.text == text
    kept, at = [], 0
    for mark in reading.marks:
        assert at <= mark.start < mark.end <= len(reading.text)
        kept.append(reading.text[at : mark.start])
        at = mark.end
    return "".join([*kept, reading.text[at:]])


def test_notice_loses_its_marks_and_nothing_else():
    lines = [line.strip() for line in bare(NOTICE).splitlines() if line.strip()]
    assert lines == [
        "松河市人民政府关于加强供水管理的通知",
        "各区人民政府：",
        "（一）压实责任。各区要认真落实，面积按2*3*4米计，见细则。",
        "甲方（____）于____年____月____日签字，代码A-1；依据财税[2008](1号)、[1]办理，张**、李**、王**等。",
        "第一项",
        "1. 引文中的编号",
        "事项 | 责任单位",
        "管网 | 住建局",
        "水价 |",
        "松河市人民政府",
    ]


def test_text_can_be_traced_to_the_file():
    reading = read_markdown(NOTICE)
    assert reading.decoded is not None
    assert reading.text == reading.decoded.text == NOTICE.decode()


def test_front_matter_gives_fields():
    assert dict(read_markdown(NOTICE).fields) == {
        "title": "松河市人民政府关于加强供水管理的通知",
        "doc_no": "松政发〔2022〕15号",
    }


def test_pipe_table_is_a_grid_in_the_text():
    reading = read_markdown(NOTICE)
    (grid,) = reading.grids
    assert grid.headers == 1
    assert [[span and span.of(reading.text) for span in row] for row in grid.rows] == [
        ["事项", "责任单位"],
        ["**管网**", "住建局"],
        ["水价", None],
    ]


def test_html_table_becomes_rows_with_merged_cells():
    table = '<table><tr><td rowspan="2">供水</td><td>甲局</td></tr>\n<tr><td>乙局</td></tr></table>'
    reading = read_markdown(f"# 分工\n\n{table}\n\n| 项 | 值 |\n|---|---|\n| 一 | 二 |\n".encode())
    first, second = reading.grids
    assert "供水 | 甲局\n乙局\n" in reading.text
    assert reading.decoded is None
    assert [[span.of(reading.text) for span in row] for row in first.rows] == [["供水", "甲局"], ["供水", "乙局"]]
    assert [[span.of(reading.text) for span in row] for row in second.rows] == [["项", "值"], ["一", "二"]]


@pytest.mark.parametrize(
    "text",
    [
        "第一条 为了规范管理，制定本办法。\n第二条 本办法自公布之日起施行。\n",
        "面积2*3*4米，甲_乙_丙，C:\\路径，编号 a_b_c，*号键\n",
        "（____年____月____）身份证 ****1234****\n",
        "1. 甲\n2) 乙\n1986. 年\n",
        "    一、缩进的段落\n\n    二、仍是正文\n",
        "[1]: 注释一，见财税[2008](1号)。\n",
        "当 a<b 且 c>d 时，<某某> 应当办理。\n",
        "#号不是标题\n",
    ],
)
def test_what_is_no_markdown_stays(text):
    assert bare(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("## 标题 ##\r\n\r\n**一、要求。**各地\r\n", "标题\r\n\r\n一、要求。各地\r\n"),
        ("标题\n====\n\n正文\n\n***\n", "标题\n\n\n正文\n\n\n"),
        ("```text\n第一条\n```\n", "\n第一条\n\n"),
        ("![图](a/b.png)见 <https://a.cn/b> 与 \\*号\n", "见 https://a.cn/b 与 *号\n"),
        ("***重要***： __粗__ <br>行<!-- 注 -->\n", "重要： 粗 行\n"),
        ("<div align=center>\n附件\n</div>\n", "\n附件\n\n"),
        ("> - 1. 甲\n>   乙\n", "1. 甲\n乙\n"),
    ],
)
def test_marks(text, kept):
    assert bare(text) == kept


def test_empty_file_is_refused():
    with pytest.raises(TiaoliError) as refused:
        read_markdown(b" \n")
    assert refused.value.code == "empty_file"


def test_shuffled_marks_never_break_the_reader():
    pieces = [
        "**",
        "*",
        "_",
        "`",
        "[甲](a.b)",
        "![",
        "](",
        "\n",
        "\r\n",
        "# ",
        "- ",
        "> ",
        "| a | b |\n",
        "|-|-|\n",
        "```",
        "<b>",
        "<!--",
    ]
    pieces += ["---\n", "第一条 正文。", "<table><tr><td>甲</td><td>乙", "</table>", "\t", "　", "\\", "1. ", "\0"]
    dice = random.Random(5)
    for _ in range(300):
        text = "文" + "".join(dice.choices(pieces, k=dice.randrange(1, 40)))
        try:
            reading = read_markdown(text.encode())
        except TiaoliError as refused:
            assert refused.code == "binary_file"
            continue
        spans = [span for grid in reading.grids for row in grid.rows for span in row if span]
        assert all(span.of(reading.text).strip() for span in spans)
        assert all(a.end < b.start for a, b in zip(reading.marks, reading.marks[1:], strict=False))
