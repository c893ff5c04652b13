"""Names that an English question spells in pinyin, read as the titles on file write them."""

from __future__ import annotations

import pytest

from index.names_en import with_names_in_han

TITLES = ("浙江省南麂列島國家級海洋自然保護區管理條例", "山东省东平湖保护条例", "杭州市钱塘江综合保护与发展条例", "嘉兴市南湖保护条例",
          "常熟市沙家浜湿地保护办法")


@pytest.mark.parametrize(("question", "read"), [
    ("Who runs the Nanji Islands reserve?", "Who runs the 南麂列岛 reserve?"),
    ("Is hunting banned around Dongping Lake?", "Is hunting banned around 东平湖?"),  # no county, as it has its lake
    ("May boats race on the Qiantang River?", "May boats race on the 钱塘江?"),
    ("What does Dongping County pay?", "What does Dongping County pay?"),
    ("Who pays at Nanhu in Jiaxing?", "Who pays at Nanhu in Jiaxing?"),  # a district of that name
    ("May one build at Shajiabang?", "May one build at 沙家浜?"),
    ("Who guards Qinghai Lake?", "Who guards Qinghai Lake?"),
    ("Who pays in New Taipei City and Kaohsiung?", "Who pays in 新北市 and 高雄市?"), ("Chiayi County's rules", "嘉义县 's rules"),
    ("Who leads Article work in Paris?", "Who leads Article work in Paris?"),
])
def test_a_name_is_read_as_one_title_writes_it(question: str, read: str) -> None:
    assert " ".join(with_names_in_han(question, TITLES).replace(" ?", "?").split()) == read


def test_what_two_titles_write_differently_stays_as_it_is() -> None:
    assert with_names_in_han("Who cleans Donghu?", ("东湖条例", "冬湖条例")) == "Who cleans Donghu?"
