"""What readers say of answers becomes drafts of eval cases, and a draft counts only when it was reviewed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from homes import unopened

from answer import journal
from answer.journal import Opinion
from answer.model import Filters, Turn
from answer.records import keeper, recorded
from answer.service import answering
from eval.cases import load_cases
from eval.feedback import Draft, draft_cases, write_drafts
from index.store import Index
from ingest.errors import TiaoliError

LEAD = "连云港行政调解由哪个部门牵头？"
HOURS = "綦江的行政执法人员每人每年至少要学多少学时法律知识？"


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(unopened(home), tmp_path / "home", ignore=shutil.ignore_patterns("journal*"))


def asked(own: Path, index: Index, question: str, history: tuple[str, ...] = (), **chosen: object) -> str:
    """Asks with the filters chosen, and returns under which id that is kept."""
    filters = Filters.model_validate(chosen)
    exchange_id = journal.new_id()
    turns = [Turn(question=each, answer="…") for each in history]
    assert list(recorded(answering(index, question, filters, turns), keeper(own), question, filters, turns, exchange_id))
    return exchange_id


def clause(index: Index, doc: str, address: str) -> str:
    (notice,) = (index.notice(each.doc_id) for each in index.documents() if Path(each.source).stem.startswith(doc))
    return next(each.id for each in notice.clauses if each.address == address)


def judged(own: Path, index: Index, question: str, verdict: Opinion, picked: str = "", note: str = "") -> Draft:
    journal.feedback(own, asked(own, index, question), verdict, picked, note)
    return draft_cases(own)[-1]


def error_code(path: Path) -> str:
    with pytest.raises(TiaoliError) as caught:
        load_cases(path)
    return caught.value.code


def test_a_wrong_clause_becomes_a_draft_with_the_right_one(own, index):
    draft = judged(own, index, LEAD, "wrong_clause", clause(index, "001", "二、（五）10."), "<b>应为</b>第10条")
    assert (draft.question, draft.turns, draft.lang, draft.type, draft.answerable) == (LEAD, (), "zh-Hans", "lead", True)
    assert draft.draft and draft.facts == () and draft.flags == ()
    (gold,) = draft.citations
    assert gold.doc.startswith("001_") and gold.address == "二、（五）10."
    assert "政府法制机构" in draft.review.answer and draft.review.cited[0].address == "七、（十八）"
    (said,) = draft.review.feedback
    assert (said.verdict, said.note, said.clause) == ("wrong_clause", "<b>应为</b>第10条", f"{gold.doc} {gold.address}")


def test_a_helpful_answer_brings_its_clauses_and_the_warning_it_gave(own, index):
    draft = judged(own, index, LEAD, "helpful")
    assert {gold.address for gold in draft.citations} == {"七、（十八）"} and draft.flags == ("repealed",)


def test_what_should_have_been_refused_has_nothing_to_cite(own, index):
    draft = judged(own, index, LEAD, "should_have_refused", clause(index, "001", "二、（五）10."))
    assert (draft.answerable, draft.type, draft.citations, draft.flags) == (False, "unanswerable", (), ())


def test_a_helpful_refusal_stays_one(own, index):
    assert not judged(own, index, "2030年月球基地的拨款是多少？", "helpful").answerable


def test_a_follow_up_is_drafted_with_the_turns_before_it_and_its_filters(own, index):
    exchange_id = asked(own, index, "綦江呢？", (LEAD,), region="重庆市", in_force=True)
    journal.feedback(own, exchange_id, "wrong_content")
    (draft,) = draft_cases(own)
    assert draft.turns == (LEAD, "綦江呢？") and draft.question == ""
    assert draft.review.filters == {"region": "重庆市", "in_force": True} and draft.citations == ()


def test_of_several_opinions_the_latest_decides_and_all_are_told(own, index):
    exchange_id = asked(own, index, LEAD)
    journal.feedback(own, exchange_id, "helpful")
    journal.feedback(own, exchange_id, "outdated", "gone#1")
    (draft,) = draft_cases(own)
    assert [said.verdict for said in draft.review.feedback] == ["helpful", "outdated"]
    assert draft.review.feedback[1].clause == "" and draft.citations == ()


def test_only_what_was_judged_is_drafted(own, index, tmp_path):
    assert draft_cases(own) == () == draft_cases(tmp_path / "nowhere")
    asked(own, index, LEAD)
    assert draft_cases(own) == ()
    assert write_drafts(own, tmp_path / "none.jsonl") == 0 and not (tmp_path / "none.jsonl").exists()


def test_a_draft_counts_when_it_was_reviewed(own, index, tmp_path):
    out = tmp_path / "folder" / "drafts.jsonl"
    journal.feedback(own, asked(own, index, HOURS), "helpful")
    journal.feedback(own, asked(own, index, "綦江呢？", (LEAD,)), "should_have_refused")
    assert write_drafts(own, out) == 2
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [("question" in line, "turns" in line, line["facts"]) for line in lines] == [(True, False, []), (False, True, [])]
    assert error_code(out) == "unreviewed_draft"
    reviewed = [{**line, "facts": [["60学时"]] if line["answerable"] else []} for line in lines]
    for left in ("draft", "review"):
        kept = [{key: value for key, value in line.items() if key not in {"draft", "review"} - {left}} for line in reviewed]
        out.write_text("\n".join(map(json.dumps, kept)), "utf-8")
        assert error_code(out) == "unreviewed_draft"
    done = [{key: value for key, value in line.items() if key not in ("draft", "review")} for line in reviewed]
    out.write_text("\n".join(map(json.dumps, done)), "utf-8")
    assert [case.asked for case in load_cases(out)] == [(HOURS,), (LEAD, "綦江呢？")]
    # What was reviewed is not drafted anew, and a new draft takes a line of its own.
    assert write_drafts(own, out) == 0
    journal.feedback(own, asked(own, index, LEAD), "helpful")
    assert write_drafts(own, out) == 1
    assert [json.loads(line).get("draft", False) for line in out.read_text("utf-8").splitlines()] == [False, False, True]


@pytest.mark.parametrize(("content", "code"), [(b"no json\n", "bad_eval_set"), (b"\xff\xfe", "bad_eval_set"), (None, "cannot_write")])
def test_another_file_is_left_as_it_is(own, index, tmp_path, content, code):
    out = tmp_path / "other"
    out.mkdir() if content is None else out.write_bytes(content)
    journal.feedback(own, asked(own, index, LEAD), "helpful")
    with pytest.raises(TiaoliError) as caught:
        write_drafts(own, out)
    assert caught.value.code == code and (content is None or out.read_bytes() == content)
