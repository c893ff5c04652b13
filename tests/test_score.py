"""Each score falls for the fault it is there to find."""

from __future__ import annotations

from dataclasses import asdict
from random import Random

import pytest
from eval_samples import answered, numbered_case, right_prediction
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.model import ValidityNote
from eval.cases import DEFAULT_SET, load_cases
from eval.marks import faults, score
from eval.match import address_key, has_fact
from eval.scores import grouped, summarise
from ingest.errors import TiaoliError

NO_SHARE = ("n", "p50", "p95", "length", "tokens", "ndcg")

# ---- matching


@pytest.mark.parametrize(("one", "other"), [
    ("七、（十八）", "七、(十八)"), ("附件 六、1.（1）", "附件六、１．(1)"), ("一、（二）", "一、 （二）"),
    ("后记", "後記"),
])
def test_addresses_that_are_the_same(one, other):
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(("one", "other"), [
    ("七、（十八）", "七、（十九）"), ("七、（十八）", "七、十八"), ("四、10.", "四、1."),
    ("一、（四）1、", "一、（四）1."),
])
def test_addresses_that_are_not_the_same(one, other):
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(("text", "fact"), [
    ("由政府法制機構牽頭[1]。", "政府法制机构"), ("共 9 件", "9件"), ("达到９５％以上", "95%"),
    ("拆除41,376平方米", "41376平方米"), ("安经开〔2018〕 7号", "安经开[2018]7号"),
    ("At least 15 days [2].", "15 days"),
    ("落实“双随机”抽查", "双随机抽查"),
    ("二○一一年", "二〇一一年"), ("十、83. 15天", "15天"), ("2021—2025年", "2021-2025年"),
])
def test_a_fact_is_found(text, fact):
    assert has_fact(text, ["不在其中", fact])


@pytest.mark.parametrize(("text", "fact"), [
    ("达到95%以上", "5%"), ("培训115天", "15天"), ("共15.5", "15"), ("共2.15天", "15天"), ("1,500件", "500件"),
    ("市司法局", "财政局"), ("", "15天"), ("任何", "“”"),
])
def test_a_fact_is_not_found(text, fact):
    assert not has_fact(text, [fact])


# ---- scoring


@pytest.fixture(scope="module")
def perfect():
    cases = load_cases(DEFAULT_SET)
    return cases, tuple(map(right_prediction, cases))


def test_right_answers_have_full_marks(perfect):
    scores = asdict(summarise(score(*perfect)))
    shares = {name: value for name, value in scores.items() if name not in NO_SHARE}
    assert shares == {**dict.fromkeys(shares, 1.0), "false": 0.0, "stale": 0.0, "unbacked": 0.0, "parity": 0.0, "contradicted": 0}
    assert not any(map(faults, score(*perfect)))


def _cite(answer, **change):
    first, *rest = answer.citations
    return answer.model_copy(update={"citations": (first.model_copy(update=change), *rest)})


def _refuse(answer):
    return answer.model_copy(update={"answer": "没有依据", "refused": True, "citations": ()})


def _second(answer, **change):
    extra = answer.citations[0].model_copy(update={"n": 2, **change})
    return answer.model_copy(update={"citations": (*answer.citations, extra)})


PLANTED = {
    "wrong address": (lambda a: _cite(a, address="九、"), {"exact", "hit", "recall", "precision"}),
    "right but second": (lambda a: _cite(_second(a), address="九、"), {"exact", "precision"}),
    "another clause beside": (lambda a: _second(a, address="九、"), {"precision"}),
    "wrong notice": (lambda a: _cite(a, doc_id="other"), {"exact", "hit", "recall", "precision", "false"}),
    "wrong notice beside": (lambda a: _second(a, doc_id="other"), {"exact", "precision", "false"}),
    "fact left out": (lambda a: a.model_copy(update={"answer": "不详[1]"}), {"facts", "direct"}),
    "answer late": (lambda a: a.model_copy(update={"answer": "现答复如下[1]。" + a.answer}), {"direct"}),
    "quote altered": (lambda a: _cite(a, quote="伪造"), {"verbatim"}),
    "quote and text altered": (lambda a: _cite(a, quote="伪造", text="伪造", start=0, end=2), {"verbatim"}),
    "quote elsewhere": (lambda a: _cite(a, start=1), {"verbatim"}),
    "quote empty": (lambda a: _cite(a, quote="", end=0), {"verbatim"}),
    "no warning": (lambda a: a.model_copy(update={"warnings": ()}), {"stale"}),
    "another warning": (lambda a: a.model_copy(update={"warnings": ("地域系推断",)}), {"stale"}),
    "marker of nothing": (lambda a: a.model_copy(update={"answer": a.answer + "[7]"}), {"unbacked"}),
    "refused": (_refuse, {"exact", "hit", "recall", "facts", "refusal_right", "refusal_precision", "refusal_f1"}),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_moves_its_own_scores_and_no_other(perfect, fault):
    cases, predictions = perfect
    change, expected = PLANTED[fault]
    at = next(n for n, case in enumerate(cases) if case.flags and not case.all)
    planted = answered(predictions[at], change(predictions[at].answer))
    before = asdict(summarise(score(cases, predictions)))
    marks = score(cases, (*predictions[:at], planted, *predictions[at + 1:]))
    after = asdict(summarise(marks))
    worse = {"false", "stale", "unbacked"}
    assert {name for name in after if after[name] != before[name] and name not in ("length", "parity")} == expected
    assert all((after[name] > before[name]) == (name in worse) for name in expected)
    missed = [mark.case.id for mark in marks if faults(mark)]
    assert missed == ([] if fault in ("another clause beside", "answer late") else [cases[at].id])


def test_answering_what_has_no_answer_costs_recall_and_is_false(perfect):
    cases, predictions = perfect
    at = next(n for n, case in enumerate(cases) if not case.answerable)
    answer = next(p.answer for p in predictions if not p.answer.refused)
    after = summarise(score(cases, (*predictions[:at], answered(predictions[at], answer), *predictions[at + 1:])))
    assert after.refusal_recall < 1 == after.refusal_precision
    assert after.false > 0
    assert after.exact == 1


def test_a_comparison_needs_every_notice(perfect):
    cases, predictions = perfect
    at = next(n for n, case in enumerate(cases) if case.all)
    one = predictions[at].answer.model_copy(update={"citations": predictions[at].answer.citations[:1]})
    mark, = score(cases[at:at + 1], [answered(predictions[at], one)])
    assert not mark.hit
    assert not mark.exact


def test_a_repealed_notice_cited_unasked_must_be_warned_of():
    case = numbered_case(0)
    repealed = ValidityNote(status="repealed", note="")
    mark, = score([case], [answered(right_prediction(case), _cite(right_prediction(case).answer, validity=repealed))])
    assert mark.stale


def test_a_case_without_an_answer_is_refused():
    with pytest.raises(TiaoliError, match="case-1"):
        score([numbered_case(0), numbered_case(1)], [right_prediction(numbered_case(0))])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 100))
def test_scores_do_not_depend_on_order_and_groups_add_up(perfect, seed, size):
    (cases, predictions), random = perfect, Random(seed)
    broken = [answered(p, _refuse(p.answer)) if random.random() < 0.3 else p for p in predictions]
    chosen = random.sample(cases, size)
    marks = score(chosen, random.sample(broken, len(broken)))
    assert summarise(marks) == summarise(score(sorted(chosen, key=lambda case: case.id), broken))
    assert all(sum(len(group) for group in grouped(marks)[name].values()) == size for name in ("type", "language", "split"))
    assert all(value is None or 0 <= value <= 1 for name, value in asdict(summarise(marks)).items()
               if name not in NO_SHARE)
