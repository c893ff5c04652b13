"""Pages that list documents with their dates: what day one of them, which is not on file itself, was put up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.store import Index
from index.writer import write_index

PAGE = """劳动仲裁服务指南

劳动人事争议仲裁庭审观摩预约告示[ 2024-07-01 ]
劳动人事争议仲裁申请书样式[ 2023-05-18 ]
仲裁院立案窗口搬迁通知[ 2022-11-30 ]
"""


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("listed")
    (folder / "目录.txt").write_text(PAGE, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, [folder / "目录.txt"])
        yield index


@pytest.mark.parametrize(("question", "day"), [
    ("庭审观摩预约告示是哪天挂出来的？", "2024-07-01"), ("仲裁院立案窗口搬遷通知是什麼時候發布的？", "2022-11-30"),
])
def test_the_day_of_an_entry(listed: Index, question: str, day: str) -> None:
    answer = ask(listed, question)
    assert day in answer.answer and answer.citations[0].quote.endswith(f"[ {day} ]")


def test_no_other_entry_stands_in_for_one_that_is_not_listed(listed: Index) -> None:
    assert ask(listed, "仲裁员聘任名单是哪天发布的？").refused
