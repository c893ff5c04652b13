"""A model's rewriting of a follow-up: used when it says what was meant, refused when it adds, drops or answers."""

from __future__ import annotations

import pytest
from test_followup import CONVERSATIONS, faults, last_of, read

from index.rewrite import rewrite
from ingest.errors import TiaoliError

SAID_IN_FULL = [row for row in CONVERSATIONS["follow_up"] if "means" in row]
ASKED = ["连云港的行政复议由谁负责？"]


def last_with(turns: list[str], written: str):
    """The last question as read with a model that writes `written`."""
    *before, question = turns
    text = rewrite(question, before, lambda prompt: written)
    return last_of(*turns) if text == question else read(text)


@pytest.mark.parametrize("row", SAID_IN_FULL, ids=lambda row: " / ".join(row["turns"]))
def test_a_perfect_rewriter_gives_the_reading_of_the_table(row: dict) -> None:
    *before, question = row["turns"]
    assert rewrite(question, before, lambda prompt: f" {row['means']}\n") == row["means"]
    assert faults(row, last_with(row["turns"], row["means"])) == {}


def test_the_table_has_full_questions_to_write() -> None:
    assert len(SAID_IN_FULL) >= 90


@pytest.mark.parametrize("row", CONVERSATIONS["alone"], ids=lambda row: " / ".join(row["turns"]))
def test_a_complete_question_repeated_stays_alone(row: dict) -> None:
    assert last_with(row["turns"], row["turns"][-1]) == read(row["turns"][-1])


def raising(error: Exception):
    def complete(prompt: str) -> str:
        raise error
    return complete


def tampered(means: str) -> dict[str, str]:
    """What bad rewriters make of a good rewriting."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in means) and not means.isascii() and " " not in means
    return {
        "invents a place": f"拉萨的{means}" if chinese else means.replace("?", " in Lhasa?"),
        "adds a number": means.replace("？", "，是不是97天？") if chinese else means.replace("?", " within 97 days?"),
        "adds a year": f"1987年{means}" if chinese else means.replace("?", " in 1987?"),
        "adds a word": means.replace("？", "，财政局怎么看？") if chinese else means.replace("?", " according to the treasury?"),
        "adds a negation": means.replace("由", "不由").replace("多少", "没有多少").replace("是", "不是") if chinese
        else means.replace("?", " or not?"),
        "answers": "由市司法局牵头，财政局配合。" if chinese else "The justice bureau does.",
        "answers after asking": f"{means}由市司法局负责。" if chinese else f"{means} The justice bureau.",
        "asks twice": f"{means}{means}",
        "writes a second line": f"{means}\n{means}",
        "writes nonsense": "嘟嘟噜噜嘎嘎？" if chinese else "Blah blub quux?",
        "writes nothing": "",
        "only ends as a question": "？" if chinese else "?",
        "states it": means[:-1] + "。",
        "turns to another language": "Who is responsible for it?" if chinese else "这件事由谁负责？",
        "goes on and on": means[:-1] * 40 + means[-1],
    }


@pytest.mark.parametrize("row", SAID_IN_FULL, ids=lambda row: " / ".join(row["turns"]))
def test_what_adds_or_answers_is_refused_and_read_without_a_model(row: dict) -> None:
    *before, question = row["turns"]
    for how, written in tampered(row["means"]).items():
        if written != row["means"]:
            assert rewrite(question, before, lambda prompt, written=written: written) == question, (how, written)


WITH_PLACES = [row for row in SAID_IN_FULL if row.get("places") and all(name in row["means"] for name in row["places"])]


@pytest.mark.parametrize("row", WITH_PLACES, ids=lambda row: " / ".join(row["turns"]))
def test_a_place_meant_may_not_be_dropped(row: dict) -> None:
    *before, question = row["turns"]
    written = row["means"]
    for name in row["places"]:
        written = written.replace(f"in {name}", "").replace(name, "")
    assert rewrite(question, before, lambda prompt: written) == question


@pytest.mark.parametrize(("question", "written"), [
    ("那协助部门呢？", "行政复议的协助部门是谁？"),  # drops the place spoken of
    ("那协助部门呢？", "昆山行政复议的协助部门是谁？"),  # takes another
    ("那协助部门呢？", "连云港的行政复议由谁负责？"),  # asks for another role
    ("昆山呢？", "连云港的行政复议由谁负责？"),  # drops the place of the question
    ("昆山呢？", "昆山和连云港的行政复议由谁负责？"),  # widens
    ("昆山呢？", "昆山的行政复议还有效吗？"),  # asks for something else
    ("不服怎么办？", "连云港的行政复议服怎么办？"),  # loses the negation
    ("3日内不答复怎么办？", "连云港的行政复议不答复怎么办？"),  # loses the number
    ("那考核呢？", "连云港的行政复议由谁负责？"),  # loses what the question is about
    ("第三条呢？", "连云港的行政复议由谁负责？"),  # loses the address
    ("2020年的呢？", "连云港的行政复议由谁负责？"),  # loses the year
])
def test_what_drops_or_changes_is_refused(question: str, written: str) -> None:
    assert rewrite(question, ASKED, lambda prompt: written) == question


@pytest.mark.parametrize("error", [TimeoutError("late"), ConnectionError("gone"), TiaoliError("engine", "没有回答 / no answer")])
def test_a_model_that_does_not_answer_leaves_the_question(error: Exception) -> None:
    assert rewrite("昆山呢？", ASKED, raising(error)) == "昆山呢？"


def test_any_other_fault_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        rewrite("昆山呢？", ASKED, raising(ZeroDivisionError()))


def test_the_model_is_not_asked_without_need() -> None:
    assert rewrite("昆山呢？", [], raising(AssertionError())) == "昆山呢？"
    assert rewrite("昆山呢？", ["谢谢"], raising(AssertionError())) == "昆山呢？"
    assert rewrite("好的，谢谢！", ASKED, raising(AssertionError())) == "好的，谢谢！"


def test_the_prompt_shows_the_questions_one_a_line() -> None:
    seen: list[str] = []
    rewrite("昆山\n$question 呢？", ["连云港的行政复议\n由谁负责？", "谢谢", "那期限呢？"], lambda prompt: seen.append(prompt) or "")
    lines = seen[0].splitlines()
    assert "连云港的行政复议 由谁负责？" in lines and "那期限呢？" in lines and "昆山 $question 呢？" in lines
    assert "谢谢" not in lines
