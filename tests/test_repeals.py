"""What a notice repeals: asked for in both directions, answered by the sentence that repeals, refused where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answer.service import ask
from index.corpus import ingest_paths
from index.kinds import metadata_field
from index.store import Index
from index.writer import write_index
from ingest.script import search_key

HARBOURS = """青湾港口管理条例

第一条 为了加强青湾港口管理，制定本条例。
第二条 进入港口的船舶应当申报。
第三条 本条例自2010年3月1日起施行。1995年6月2日发布的《青湾码头管理办法》同时废止。
"""
LAKES = """白水湖保护条例

第一条 为了保护白水湖，制定本条例。
第二条 禁止在白水湖倾倒垃圾。
第三条 本条例自2012年5月1日起施行。
"""
REPEALS = "1995年6月2日发布的《青湾码头管理办法》同时废止。 [1]"


@pytest.fixture(scope="module")
def statutes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("statutes")
    files = [folder / f"{text.splitlines()[0]}.txt" for text in (HARBOURS, LAKES)]
    for file, text in zip(files, (HARBOURS, LAKES), strict=True):
        file.write_text(text, encoding="utf-8")
    with write_index(folder / "home", create=True) as index:
        ingest_paths(index, files)
        yield index


@pytest.mark.parametrize("question", [
    "《青湾港口管理条例》施行后哪个文件废止了？", "青湾港口管理条例取代了哪个旧规定？", "《青灣港口管理條例》施行後，什麼辦法同時廢止？",
])
def test_the_sentence_that_repeals_answers(statutes: Index, question: str) -> None:
    answer = ask(statutes, question).answer
    assert answer in (REPEALS, "1995年6月2日發佈的《青灣碼頭管理辦法》同時廢止。 [1]")


@pytest.mark.parametrize("question", ["白水湖保护条例废止了哪个规定？", "这条例废止了哪个？", "这份条例哪年施行的？"])
def test_what_repeals_nothing_or_is_not_named_gives_nothing(statutes: Index, question: str) -> None:
    assert ask(statutes, question).refused


def test_the_day_of_commencement_and_what_was_repealed_are_asked_for_together(statutes: Index) -> None:
    answer = ask(statutes, "青湾港口管理条例什么时候施行，同时废止了哪个文件？").answer
    assert "2010年3月1日" in answer and "《青湾码头管理办法》同时废止" in answer


def test_by_what_a_notice_is_replaced_is_no_question_for_what_it_repeals(statutes: Index) -> None:
    assert "码头" not in ask(statutes, "青湾港口管理条例被什么取代了？").answer


@pytest.mark.parametrize(("question", "field"), [
    ("Which earlier rules were repealed when the Harbour Regulations took effect?", "repeals"),
    ("Which rules did the Harbour Regulations replace?", "repeals"),
    ("该条例从哪天开始管用？", "effective"), ("那份意见被哪个文件废止了？", None),
])
def test_the_direction_is_read(question: str, field: str | None) -> None:
    assert metadata_field(search_key(question))[0] == field
