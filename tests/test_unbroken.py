"""A notice copied without its line breaks is cut where its parts began; a sentence that names parts is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import in_chinese
from ingest.parse import parse
from ingest.unbroken import line_spans

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FILL = "有关部门应当按照各自职责做好相关工作，加强协作配合，及时研究解决工作中遇到的问题，定期通报进展情况。" * 3


def addresses(text: str) -> list[str]:
    return [clause.address for clause in parse(text.encode(), "one", "one.txt").clauses]


def statute(articles: int) -> str:
    half = articles // 2
    body = [f"第{in_chinese(number)}条  {FILL}" for number in range(1, articles + 1)]
    title = "青湾市人民政府关于印发青湾市码头管理办法的通知各区人民政府：现将办法印发给你们。"
    signed = "青湾市人民政府2023年9月5日（此件公开发布）青湾市码头管理办法"
    return "".join([title, signed, "第一章  总    则", *body[:half], "第二章  监督管理", *body[half:]])


def test_a_statute_in_one_line_has_its_chapters_and_articles() -> None:
    found = parse(statute(12).encode(), "one", "one.txt")
    said = [clause.address for clause in found.clauses]
    assert [one for one in said if "条" in one] == [
        *(f"第一章第{in_chinese(number)}条" for number in range(1, 7)), *(f"第二章第{in_chinese(number)}条" for number in range(7, 13))]
    assert (found.meta.issuer, found.meta.issued) == ("青湾市人民政府", "2023-09-05")


def test_articles_spoken_of_and_items_of_a_list() -> None:
    fourth = "第四条  有下列情形之一的，依照第三条、第五条处理：（一）擅自停业的；（二）违反第六条的。第五条所称情形除外。"
    text = statute(12).replace(f"第四条  {FILL}", fourth)
    found = [one for one in addresses(text) if one.startswith("第一章第")]
    steps = ["第一条", "第二条", "第三条", "第四条", "第四条（一）", "第四条（二）", "第五条", "第六条"]
    assert found == [f"第一章{step}" for step in steps]


@pytest.mark.parametrize("name", ["001_fd5e6433839b22da.txt", "004_7ed8d9d2f39be277.txt"])
def test_the_sections_of_a_real_notice_are_found_again(name: str) -> None:
    whole = parse((CORPUS / name).read_bytes(), "whole", name)
    sections = [clause.address for clause in whole.clauses if clause.address.endswith(("、", "）"))]
    assert len(sections) >= 5 and set(sections) <= set(addresses(whole.text.replace("\n", "")))


def test_a_note_of_whose_task_it_is_ends_a_part_where_a_blank_is_left_of_the_line_break() -> None:
    parts = [f"{number}、做好第{number}项工作 （一）{FILL * 2}（责任单位：市教育局） （二）{FILL}（责任单位：市民政局）"
             for number in "一二三四"]
    found = addresses("青湾市人民政府关于安全工作的意见 各区人民政府： 现就有关工作通知如下： " + " ".join(parts))
    assert [one for one in found if "、" in one] == [f"{number}、{item}" for number in "一二三四" for item in ("", "（一）", "（二）")]


@pytest.mark.parametrize("text", [
    FILL * 20, f"依照第一条、第二条和第三条的规定。{FILL * 20}", "一、二、三、" + FILL * 20, statute(12)[:900],
])
def test_a_long_paragraph_or_a_short_line_stays_whole(text: str) -> None:
    assert len(list(line_spans(text))) == 1


@given(st.text(alphabet="一二三四五第条章、（）。；： \n职责办法", max_size=3000))
def test_every_character_but_blanks_is_in_one_line(text: str) -> None:
    spans = list(line_spans(text))
    assert all(a < b <= c for (a, b), (c, _) in zip(spans, spans[1:], strict=False))
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
