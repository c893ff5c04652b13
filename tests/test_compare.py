"""Two runs beside each other: what changed for certain, what flipped, and what cannot be compared."""

from __future__ import annotations

import io
from functools import partial

import pytest
from eval_samples import LINE, answered, numbered_case, right_prediction
from rich.console import Console

from eval import compare as comparing
from eval.cases import Case
from eval.compare import console, markdown
from eval.marks import score
from eval.predict import Found
from ingest.errors import TiaoliError

compare = partial(comparing.compare, resamples=150)
CASES = tuple(map(numbered_case, range(12)))


def run(cases, wrong=(), ms=10.0, **versions):
    """Marks of right answers, but for the ids `wrong`: there another notice is cited, with markup for words."""
    predictions = []
    for case in cases:
        one = right_prediction(case)
        if case.id in wrong:
            cited = tuple(each.model_copy(update={"doc_id": "other"}) for each in one.answer.citations)
            one = answered(one, one.answer.model_copy(update={"answer": "<b>乙 | 局</b>\n[1]", "citations": cited}))
            found = (Found(doc="other", address="一、", probability=0.5), *one.backing.found)
            one = one.model_copy(update={"backing": one.backing.model_copy(update={"found": found})})
        predictions.append(one.model_copy(update={"ms": ms, "versions": one.versions.model_copy(update=versions)}))
    return score(cases, predictions)


def shown(comparison) -> str:
    out = io.StringIO()
    Console(width=120, file=out).print(console(comparison))
    return out.getvalue()


def test_a_run_beside_itself_differs_in_nothing() -> None:
    found = compare(run(CASES), run(CASES))
    assert found.common == 12 and not found.flips and found.only_one == found.only_other == found.altered == ()
    assert {change.verdict for change in found.changes.values()} == {""}
    assert (found.ratio.value, found.ratio.low, found.ratio.high) == (1, 1, 1)
    assert found.changes["exact"].before == 1 and "n" not in found.changes


def test_what_got_worse_and_what_got_better_is_told_apart() -> None:
    worse = [case.id for case in CASES[:9]]
    found = compare(run(CASES, ms=100.0), run(CASES, worse, ms=50.0, code="0+other"))
    exact, false, p50 = (found.changes[name] for name in ("exact", "false", "p50"))
    assert (exact.before, exact.after, exact.verdict) == (1, 0.25, "worse") and exact.interval.low < -0.75 < exact.interval.high < 0
    assert false.verdict == "worse" and false.after == 0.75 and p50.verdict == "better" and p50.after == 50
    assert found.ratio.value == pytest.approx(0.5) and found.changes["length"].verdict == ""
    back = compare(run(CASES, worse), run(CASES))
    assert back.changes["exact"].verdict == "better" and back.changes["false"].verdict == "better"


def test_one_question_in_twelve_is_no_certain_change() -> None:
    found = compare(run(CASES), run(CASES, ["case-3"]))
    assert found.changes["exact"].verdict == "" and found.changes["exact"].interval.high == 0


def test_flips_are_told_with_cause_and_both_answers() -> None:
    found = compare(run(CASES, ["case-1", "case-5"]), run(CASES, ["case-1", "case-3"]))
    wrong, right = found.flips
    assert (wrong.id, wrong.to, wrong.cause, right.id, right.to) == ("case-3", "wrong", "reading", "case-5", "right")
    assert "wrong clause" in wrong.faults and wrong.before == "法制机构[1]" and wrong.after == "<b>乙 | 局</b>\n[1]"
    assert right.cause == "reading" and right.before == wrong.after
    assert wrong.asked == ("问题3？",)


def test_questions_of_one_run_only_are_named_and_left_out() -> None:
    other = Case.model_validate_json(CASES[2].model_dump_json().replace("法制机构", "信访局"))
    found = compare(run(CASES[:8]), run((*CASES[1:2], other, *CASES[3:10])))
    assert found.common == 6
    assert (found.only_one, found.only_other, found.altered) == (("case-0",), ("case-8", "case-9"), ("case-2",))
    for text in (shown(found), markdown(found)):
        assert "1 only in A, left out: case-0" in text and "2 only in B, left out: case-8, case-9" in text
        assert "1 question or expected answer not the same, left out: case-2" in text


def kept(path, marks):
    path.write_text("".join(f"{mark.prediction.model_dump_json()}\n" for mark in marks), "utf-8")
    return path


def test_files_of_answers_are_compared_by_the_question_set(tmp_path) -> None:
    asked_otherwise = Case.model_validate_json(CASES[5].model_dump_json().replace("问题5", "提问5"))
    one, other = kept(tmp_path / "a", run(CASES[:6])), kept(tmp_path / "b", run((*CASES[1:5], asked_otherwise, CASES[7]), ["case-2"]))
    found = comparing.compare_files(one, other, CASES[:6])
    assert found.common == 4 and [flip.id for flip in found.flips] == ["case-2"]
    assert found.only_one == ("case-0", "case-5") and found.unknown == ("case-5", "case-7")
    assert "2 not in the question set as asked, left out: case-5, case-7" in markdown(found)
    with pytest.raises(TiaoliError) as caught:
        comparing.compare_files(one, tmp_path / "c", CASES)
    assert caught.value.code == "no_predictions" and str(tmp_path / "c") in caught.value.message
    with pytest.raises(TiaoliError) as caught:
        comparing.compare_files(one, other, CASES[9:])
    assert caught.value.code == "nothing_to_compare"


def test_runs_without_a_common_question_are_refused() -> None:
    with pytest.raises(TiaoliError) as caught:
        compare(run(CASES[:3]), run(CASES[3:6]))
    assert caught.value.code == "nothing_to_compare"


def test_both_renderings_say_the_same_and_quote_answers_as_text() -> None:
    found = compare(run(CASES, ms=10.0), run(CASES, ["case-3"], ms=20.0, code="0+new"))
    screen, page = shown(found), markdown(found)
    for text in (screen, page):
        assert "A: code 0+test" in text and "B: code 0+new" in text and "1 went wrong, 0 came right" in text
        assert "time of B to A: 2.00 × (2.00 to 2.00)" in text and "right → wrong" in text and "问题3？" in text
    assert "| exact | 100.0 | 91.7 | -8.3 |" in page and "| p50 | 10.0 | 20.0 | +10.0 | +10.0 to +10.0 | worse |" in page
    assert r"\<b\>乙 \| 局\</b\> \[1\]" in page and "<b>乙 | 局</b> [1]" in screen


def test_a_run_of_two_versions_is_told() -> None:
    mixed = (*run(CASES[:2]), *run(CASES[2:4], code="0+later"))
    assert "B was answered by several versions" in markdown(compare(run(CASES[:4]), mixed))


def test_refusals_count_as_wrong_answers_do() -> None:
    case = Case.model_validate(LINE | {"id": "none", "answerable": False, "facts": (), "citations": ()})
    refused = run((case,))
    found = compare(refused, score((case,), [right_prediction(numbered_case(0)).model_copy(
        update={"id": "none", "asked": case.asked})]))
    assert found.flips[0].to == "wrong" and found.flips[0].cause == "refusal"
