"""Hard-wrapped text: only the breaks that a line width made are taken out, and none of any other text."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parse import parse
from ingest.wrap import wrapped_breaks

CORPUS = sorted((Path(__file__).parent.parent / "corpus").glob("*.txt"))
PARAGRAPHS = [
    "为进一步加强和规范本市公共租赁住房的申请、审核、配租和后续管理工作，保障住房困难家庭的基本居住需求，制定本办法。",
    "一、总体要求",
    "各区人民政府应当将公共租赁住房建设用地纳入年度土地供应计划，优先保证供应，并对用地布局和配套设施作出统筹安排。",
    "（一）申请人应当具有本市户籍，并且在本市连续缴纳社会保险满二十四个月，家庭人均住房建筑面积低于规定标准；",
    "（二）申请人及其家庭成员在本市没有承租直管公房，也没有享受其他形式的住房保障，并且符合规定的收入和资产条件。",
    "住房保障主管部门应当自受理申请之日起二十个工作日内完成审核，并将审核结果在申请人户籍所在地公示，公示期不少于七日。",
    "前款规定的审核结果有异议的，申请人可以在公示期内提出复核申请，住房保障主管部门应当在十五日内作出书面答复。",
]


def unwrapped(text: str) -> str:
    at, kept = 0, []
    for gap in wrapped_breaks(text):
        kept.append(text[at : gap.start])
        at = gap.end
    return "".join(kept) + text[at:]


def wrapped(paragraphs: list[str], width: int, indent: str = "") -> str:
    """Each paragraph cut every `width` characters; no line begins with punctuation."""
    lines = []
    for paragraph in paragraphs:
        line = indent
        for char in paragraph:
            if len(line) >= width and char not in "，。；、）":
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("width", [20, 28, 32, 38])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_a_wrapped_text_is_as_if_it_had_not_been_wrapped(width: int, indent: str) -> None:
    assert unwrapped(wrapped(PARAGRAPHS, width, indent)).replace("　", "").splitlines() == PARAGRAPHS


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_text_of_one_paragraph_a_line_is_not_touched(path: Path) -> None:
    assert wrapped_breaks(path.read_text("utf-8")) == ()


def test_blank_lines_between_all_lines_set_no_paragraph_apart_and_some_do() -> None:
    lines = wrapped(PARAGRAPHS, 28)
    assert unwrapped(lines.replace("\n", "\n\n")).split() == PARAGRAPHS
    apart = [wrapped([one], 28) for one in PARAGRAPHS]
    assert [one.replace("\n", "") for one in unwrapped("\n".join(apart)).split("\n\n")] == PARAGRAPHS


def test_a_list_of_names_of_one_length_is_not_joined() -> None:
    names = "".join(f"某某市第{number}高级职业技术中等专业学校附属实训中心\n" for number in "一二三四五六七八")
    assert wrapped_breaks("某市关于公布名单的通知\n现将名单公布如下：\n" + names) == ()


def test_an_article_named_at_the_start_of_a_line_is_no_article() -> None:
    text = wrapped(
        [
            "第 1 條",
            "本準則依公司法第三十五條之一第二項規定訂定之，並準用證券交易法第六條、第七條及第九條規定。",
            "第 2 條",
            "公司依第五條第一項或第六條第二項規定申請登記者，應檢附第三條所定文件，並依第四條規定繳納規費。",
            "第 3 條",
            "公司未依第一條或第二條規定辦理者，主管機關應限期命其改正，並得依第五條規定處新臺幣一萬元罰鍰。",
        ],
        21,
    )
    addresses = [one.address for one in parse(f"某登記準則\n{text}".encode(), "d", "x.txt").clauses]
    assert addresses == ["文件信息", "第1條", "第2條", "第3條"]


def test_english_words_stay_apart() -> None:
    words = "The applicant shall submit the application form together with the supporting documents to the bureau " * 4
    text = textwrap.fill(words.strip() + ".", 70)
    assert "".join(unwrapped(text).split()) == "".join(text.split())
    assert unwrapped(text).split() == text.split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PARAGRAPHS, "", "　　", "2020年1月1日", "附件：名单", "abc def", "第五条 甲"]), max_size=20),
       st.integers(14, 60), st.sampled_from(["", "　　", "    "]), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_only_breaks_and_blanks_are_taken_out(paragraphs: list[str], width: int, indent: str, end: str) -> None:
    text = wrapped(paragraphs, width, indent).replace("\n", end)
    gaps = wrapped_breaks(text)
    assert all(not gap.of(text).strip() and "\n" in gap.of(text) for gap in gaps)
    assert all(one.end <= other.start for one, other in zip(gaps, gaps[1:], strict=False))
