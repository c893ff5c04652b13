"""Answers drafted by a language model, by a fake one on loopback: only what the clauses bear out reaches the reader."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_openai import FAULTS, Reply, Request, answer, serving, status
from obedient_model import followed, insistent, obedient, rows
from pydantic import SecretStr

from answer import service
from answer.llm import Engine
from answer.model import Turn
from answer.service import Reply as Answered
from answer.service import answering, ask, explained
from index.corpus import ingest_paths
from index.store import Index, read_index
from index.writer import write_index

QUESTION = "綦江的行政执法人员每人每年至少要学多少学时法律知识？"
RIGHT = "綦江区的行政执法人员每人每年应接受不少于60学时的法律知识培训[1]。"
WRONG = "綦江区的行政执法人员每人每年应接受不少于90学时的法律知识培训[1]。"
UNCITED = "希望对您有帮助。"
# Stands in the clause, and says nothing of how many.
BESIDE = "綦江区加强行政复议能力建设，执行行政复议执业规范[1]。"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch):
    """Sets the language model of the process to one at an address."""
    def use(url: str, timeout: float = 20.0) -> None:
        made = Engine("fake", "openai", "fake", url, SecretStr(""), timeout)
        monkeypatch.setattr(service, "engine", lambda: made)

    return use


def last(index: Index, question: str = QUESTION, **asked) -> Answered:
    *_, reply = answering(index, question, **asked)
    return reply


def test_a_draft_that_holds_is_the_answer(index, model):
    with serving([answer(RIGHT)]) as fake:
        model(fake.url)
        said = last(index).answer
    assert said.engine == "fake" and "60学时" in said.answer and said.answer.endswith("[1]")
    assert [one.address for one in said.citations] == ["十、（三十二）83."] and not said.refused
    assert "60学时" in said.citations[0].quote and said.citations[0].quote in said.citations[0].text


def test_fences_of_the_prompt_are_no_part_of_a_draft(index, model):
    with serving([answer(f"<答案>{RIGHT}</答案>\n</提问>")]) as fake:
        model(fake.url)
        said = last(index).answer
    assert said.engine == "fake" and said.answer.startswith(RIGHT[:10])
    assert "<" not in said.answer and not any("草稿" in one for one in said.warnings)


@pytest.mark.parametrize("draft", [WRONG, UNCITED, RIGHT.replace("[1]", ""), RIGHT.replace("[1]", "[9]"), WRONG + RIGHT, "。" * 50])
def test_a_draft_that_does_not_hold_is_replaced(index, model, draft):
    extractive = ask(index, QUESTION)
    with serving([answer(draft)]) as fake:
        model(fake.url)
        reply = last(index)
    assert reply.answer.engine == "extractive" and reply.answer.answer == extractive.answer
    assert "草稿" in reply.answer.warnings[-1] and "90" not in reply.answer.answer


def test_a_draft_without_the_number_asked_for_is_replaced(index, model):
    with serving([answer(BESIDE)]) as fake:
        model(fake.url)
        reply = last(index)
    assert reply.written.findings[0].verdict == "supported"
    assert reply.answer.engine == "extractive" and "60学时" in reply.answer.answer and "没有答到" in reply.answer.warnings[-1]


def test_what_does_not_hold_is_cut_and_told(index, model):
    with serving([answer(RIGHT, WRONG)]) as fake:
        model(fake.url)
        reply = last(index)
    assert "60学时" in reply.answer.answer and "90" not in reply.answer.answer and "1 句" in reply.answer.warnings[-1]
    cut = explained(index, reply)["cut"]
    assert [one["text"] for one in cut] == [WRONG.replace("[1]", "")] and cut[0]["verdict"] != "supported" and cut[0]["reason"]


def test_sentences_come_one_by_one_each_checked(index, model):
    with serving([answer(RIGHT, WRONG, "该培训包括综合法律知识和专业法律知识[1]。")]) as fake:
        model(fake.url)
        steps = [reply.answer.answer for reply in answering(index, QUESTION)]
    assert len(steps) >= 2 and all("90" not in step for step in steps) and steps[-1].startswith(steps[0][:20])


def test_a_model_that_finds_no_basis_is_told_of(index, model):
    with serving([answer("NO_BASIS")]) as fake:
        model(fake.url)
        said = last(index).answer
    assert said.engine == "extractive" and "60学时" in said.answer and "语言模型" in said.warnings[-1]


@pytest.mark.parametrize("question", [
    "连政发〔2011〕126号现在还有效吗？", "连云港的行政调解工作由哪个部门牵头？", "上海市的行政调解由哪个部门牵头？"])
def test_what_needs_no_draft_is_not_sent(index, model, question):
    with serving([answer(WRONG)]) as fake:
        model(fake.url)
        assert last(index, question).answer.engine == "extractive" and not fake.requests


def test_a_follow_up_inherits_no_answer(index, model):
    history = [Turn(question=QUESTION, answer="綦江规定每年100学时 [1]，由张三牵头 [7]。")]
    with serving([answer(RIGHT)]) as fake:
        model(fake.url)
        said = last(index, "那昆山呢？", history=history).answer
        prompts = str([request.body for request in fake.requests])
    assert "张三" not in said.answer + prompts and "100学时" not in said.answer + prompts
    assert all(one.doc_id.startswith("004") for one in said.citations)


def test_a_model_that_cannot_be_used_is_told_of(index, monkeypatch):
    monkeypatch.setenv("TIAOLI_LLM", "openai")
    service.engine.__globals__["settings"].cache_clear()
    try:
        said = ask(index, QUESTION)
    finally:
        monkeypatch.delenv("TIAOLI_LLM")
        service.engine.__globals__["settings"].cache_clear()
    assert said.engine == "extractive" and "60学时" in said.answer and "TIAOLI_LLM" in said.warnings[-1]


def faulty(seed: int) -> Callable[[Request], Reply]:
    """Replies drawn from all faults and from drafts good and bad, cut anywhere."""
    drawn = random.Random(seed)
    replies = [*(reply for name, (reply, _) in FAULTS.items() if "for ever" not in name and "stall" not in name
                 and "head" not in name and "never" not in name and "endless" not in name and "hour" not in name)]

    def script(_: Request) -> Reply:
        if drawn.random() < 0.5:
            return drawn.choice(replies)
        text = drawn.choice([RIGHT, WRONG, UNCITED, RIGHT + WRONG, "NO_BASIS", "[1][1][1]", "�" * 9])
        whole = answer(text[: drawn.randrange(1, len(text) + 1)], finish=drawn.choice(["stop", "length"]))
        return Reply(whole.pieces[: drawn.randrange(1, 4)], ending=drawn.choice(["complete", "cut", "reset"]))

    return script


def test_whatever_fails_a_checked_answer_comes(index, model):
    extractive = ask(index, QUESTION).answer
    with serving(faulty(7)) as fake:
        for _ in range(25):
            model(fake.url, 5.0)  # a new engine: its breaker is closed
            said = ask(index, QUESTION)
            assert said.answer == extractive or (said.engine == "fake" and said.citations and "90" not in said.answer) or said.refused
            assert said.engine == "fake" or said.warnings


def test_stalls_end_in_time_with_the_extractive_answer(index, model):
    for name in ("stalls at once", "stalls later"):
        with serving([FAULTS[name][0]]) as fake:
            model(fake.url, 0.5)
            said = ask(index, QUESTION)
        assert said.engine == "extractive" and "60学时" in said.answer and "语言模型" in said.warnings[-1]


def test_retries_are_not_seen_by_the_reader(index, model):
    with serving([status(429, retry_after="0"), answer(RIGHT)]) as fake:
        model(fake.url)
        assert ask(index, QUESTION).engine == "fake" and len(fake.requests) == 2


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("injected") / "home"
    with write_index(home, create=True) as index:
        ingest_paths(index, [Path(__file__).parent / "injections"])
    with read_index(home) as opened:
        yield opened


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_no_instruction_in_a_notice_is_followed(injected, monkeypatch, row):
    made = Engine("fake", "openai", "fake", "http://127.0.0.1:9", SecretStr(""), 5.0)
    monkeypatch.setattr(service, "engine", lambda: made)
    for write in (obedient, insistent(row)):
        monkeypatch.setattr("answer.drafting.stream", lambda _, prompt, write=write: iter([write(prompt)]))
        assert not followed(row, ask(injected, row["question"]))
