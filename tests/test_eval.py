"""The question sets are sound; an evaluation asks once, goes on where it was cut off, and writes what it found."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from eval_samples import LINE, VERSIONS, numbered_case, right_prediction, write_set
from homes import unopened

from eval.asking import evaluate
from eval.cases import DEFAULT_SET, Case, load_cases
from eval.marks import faults
from eval.match import address_key, has_fact
from eval.predict import code_version, corpus_version, load_predictions, predict
from eval.run import Outputs, run
from ingest.errors import TiaoliError
from ingest.parse import parse

CORPUS = Path(__file__).parent.parent / "corpus"
SETS = {"questions": DEFAULT_SET, "fresh": DEFAULT_SET.with_name("fresh.jsonl")}
TYPES = {"lead", "responsible", "assisting", "figure", "deadline", "list", "procedure", "condition", "definition",
         "compare", "yesno", "validity", "metadata", "annex", "paraphrase", "summary", "typo", "filter", "injection",
         "unanswerable"}


@pytest.fixture(scope="module")
def notices():
    return {path.stem: parse(path.read_bytes(), path.stem, path.name) for path in CORPUS.glob("*.txt")}


# ---- the question sets


def test_questions_are_many_and_balanced():
    cases = load_cases(DEFAULT_SET)
    langs, types = Counter(case.lang for case in cases), Counter(case.type for case in cases)
    assert len(cases) >= 400
    assert 0.45 <= langs["zh-Hans"] / len(cases) <= 0.55
    assert all(0.2 <= langs[lang] / len(cases) <= 0.3 for lang in ("zh-Hant", "en"))
    assert set(types) == TYPES
    assert min(types.values()) >= 4
    assert {case.type for case in cases if not case.answerable} == {"unanswerable", "injection"}
    assert 0.4 <= sum(case.split == "dev" for case in cases) / len(cases) <= 0.6
    assert len(frozenset().union(*(case.notices for case in cases))) == 5


def test_no_question_is_in_both_sets():
    asked = [case.asked for path in SETS.values() for case in load_cases(path)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", SETS)
def test_every_gold_address_exists(name, notices):
    addresses = {doc: {address_key(clause.address) for clause in notice.clauses} for doc, notice in notices.items()}
    unknown = [(case.id, gold.doc, gold.address) for case in load_cases(SETS[name]) for gold in case.citations
               if address_key(gold.address) not in addresses[gold.doc]]
    assert unknown == []


@pytest.mark.parametrize("name", SETS)
def test_every_fact_stands_in_a_gold_clause(name, notices):
    absent = [(case.id, fact) for case in load_cases(SETS[name]) for fact in case.facts
              if not any(has_fact(text, fact) for text in _gold_texts(case, notices))]
    assert absent == []


def test_questions_on_a_repealed_notice_are_flagged(notices):
    repealed = {doc for doc, notice in notices.items() if notice.meta.validity.status == "repealed"}
    cases = [case for path in SETS.values() for case in load_cases(path)]
    assert [case.id for case in cases if bool(case.flags) != bool(case.notices & repealed)] == []


def _gold_texts(case, notices):
    return [clause.text for gold in case.citations for clause in notices[gold.doc].clauses
            if address_key(clause.address) == address_key(gold.address)]


# ---- reading a set


@pytest.mark.parametrize(("change", "field"), [
    ({"lang": "fr"}, "lang"), ({"answerable": "yes"}, "answerable"), ({"adress": "七、"}, "adress"),
    ({"citations": [{"doc": "notice"}]}, "citations.0.address"), ({"facts": [["法制机构"], []]}, "facts"),
    ({"facts": "法制机构"}, "facts"), ({"question": " "}, "question"), ({"turns": ["甲", ""], "question": ""}, "turns"),
    ({"turns": ["甲"]}, "turns"), ({"answerable": False}, "answerable"), ({"citations": []}, "citations"),
    ({"flags": ["repeal"]}, "flags.0"), ({"all": True}, "all"), ({"id": "first"}, "id"),
])
def test_a_bad_line_is_named(tmp_path, change, field):
    path = write_set(tmp_path, {**LINE, "id": "first"}, LINE | change)
    with pytest.raises(TiaoliError, match="line 2") as caught:
        load_cases(path)
    assert caught.value.code == "bad_eval_set"
    assert field in caught.value.message


@pytest.mark.parametrize("content", [b"", b"\n\n", b"{", b"[]", b"\xff\xfe\x00", b'{"id": "a"}'])
def test_what_is_no_question_set_is_refused(tmp_path, content):
    path = tmp_path / "set.jsonl"
    path.write_bytes(content)
    with pytest.raises(TiaoliError) as caught:
        load_cases(path)
    assert caught.value.code == "bad_eval_set"


def test_a_missing_set_is_refused(tmp_path):
    with pytest.raises(TiaoliError, match="nowhere"):
        load_cases(tmp_path / "nowhere.jsonl")


def test_the_split_depends_on_the_id_alone():
    first, second = (Case.model_validate_json(json.dumps(LINE | change)) for change in ({}, {"type": "list"}))
    assert first.split == second.split
    assert {Case.model_validate_json(json.dumps({**LINE, "id": str(n)})).split for n in range(20)} == {"dev", "test"}


# ---- asking once


def backed(prediction):
    return prediction.answer, lambda: prediction.backing


def test_a_cut_off_run_goes_on_where_it_stopped(tmp_path):
    cases = [numbered_case(n) for n in range(4)]
    record, asked = tmp_path / "new" / "record.jsonl", []

    def ask(question, history):
        if len(asked) == 2:
            raise TiaoliError("home_busy", "cut off")
        asked.append(question)
        return backed(right_prediction(cases[0]))

    with pytest.raises(TiaoliError):
        predict(cases, ask, VERSIONS, record)
    part = record.with_name(record.name + ".part")
    part.write_text(part.read_text("utf-8") + '{"id": "case-2", "as', "utf-8")
    assert not record.exists()

    rest = []
    done = predict(cases, lambda question, history: rest.append(question) or backed(right_prediction(cases[0])),
                   VERSIONS, record)
    assert (asked, rest) == (["问题0？", "问题1？"], ["问题2？", "问题3？"])
    assert load_predictions(record) == done
    assert [prediction.id for prediction in done] == [case.id for case in cases]
    assert not part.exists()


@pytest.mark.parametrize("change", ["versions", "question"])
def test_answers_of_another_version_or_question_are_asked_again(tmp_path, change):
    record, asked = tmp_path / "record.jsonl", []
    old = VERSIONS.model_copy(update={"code": "0+old"}) if change == "versions" else VERSIONS
    stored = right_prediction(numbered_case(0 if change == "versions" else 1))
    stored = stored.model_copy(update={"versions": old, "id": "case-0"})
    record.with_name("record.jsonl.part").write_text(stored.model_dump_json() + "\n", "utf-8")
    predict([numbered_case(0)], lambda question, history: asked.append(question) or backed(stored),
            VERSIONS, record)
    assert asked == ["问题0？"]


def test_a_damaged_record_is_refused(tmp_path):
    path = tmp_path / "record.jsonl"
    path.write_text("{}\n", "utf-8")
    with pytest.raises(TiaoliError) as caught:
        load_predictions(path)
    assert caught.value.code == "bad_predictions"


def test_the_turns_before_are_history_and_the_last_is_scored(tmp_path):
    case = Case.model_validate_json(json.dumps(LINE | {"question": "", "turns": ["谁负责？", "谁协助？"]}))
    seen = []

    def ask(question, history):
        seen.append((question, [(turn.question, turn.answer) for turn in history]))
        right = right_prediction(case)
        return right.answer.model_copy(update={"answer": f"答{question}"}), lambda: right.backing

    prediction, = predict([case], ask, VERSIONS, tmp_path / "record.jsonl")
    assert seen == [("谁负责？", []), ("谁协助？", [("谁负责？", "答谁负责？")])]
    assert prediction.answer.answer == "答谁协助？"


def test_versions_name_the_code_and_the_notices():
    assert code_version() == code_version()
    assert corpus_version(["a", "b"]) == corpus_version(["b", "a"]) != corpus_version(["a"])


# ---- over an index


LEAD = {**LINE, "id": "right", "question": "连云港的行政调解工作由哪个部门牵头？", "flags": ["repealed"],
        "citations": [{"doc": "000_8bbe5d078d9b0bd8", "address": "七、（十八）"}], "facts": [["政府法制机构"]]}
ANSWERED = {**LEAD, "id": "none", "answerable": False, "citations": [], "facts": [], "flags": []}


def test_what_stands_behind_an_answer_is_kept(index, tmp_path):
    mark, = evaluate(index, [Case.model_validate_json(json.dumps(LEAD))], tmp_path / "record.jsonl")
    backing = mark.prediction.backing
    assert mark.exact and mark.verbatim == mark.citations > 0
    assert backing.sources[0].doc == "000_8bbe5d078d9b0bd8"
    assert 0 < backing.found[0].probability <= 1 and (mark.retrieved["RR@10"] > 0) and not backing.contradicted
    assert backing.tokens.prompt == 0 and mark.prediction.versions.engine == "extractive"


def test_the_result_is_shown_and_written(home, tmp_path, capsys):
    own = tmp_path / "home"
    shutil.copytree(unopened(home), own)
    written = Outputs(tmp_path / "new" / "scores.json", tmp_path / "page.html", tmp_path / "page.md")
    limits = tmp_path / "limits.toml"
    limits.write_text("[all]\nexact = { min = 0.9 }\nfalse = { max = 0.1 }\nexakt = { min = 0 }", "utf-8")
    assert not run(write_set(tmp_path, LEAD, ANSWERED), own, written, limits)
    out = " ".join(capsys.readouterr().out.split())
    assert "answered, though no notice answers it" in out
    assert "[all] false = 0.5, max 0.1" in out and "[all] exakt = –, min 0" in out and "exact = " not in out
    scores = json.loads(written.json.read_text("utf-8"))
    assert scores["overall"]["exact"] == scores["overall"]["facts"] == 1.0
    assert scores["overall"]["refusal_right"] == scores["overall"]["false"] == 0.5
    assert [miss["id"] for miss in scores["misses"]] == ["none"]
    assert all("连云港的行政调解工作" in path.read_text("utf-8") for path in (written.html, written.markdown))
    assert len(load_predictions(own / "eval" / "set.predictions.jsonl")) == 2


def test_a_path_that_cannot_be_written_is_refused_before_asking(home, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(TiaoliError) as caught:
        run(DEFAULT_SET, home, Outputs(json=tmp_path / "file" / "scores.json"))
    assert caught.value.code == "cannot_write"
    assert not (home / "eval").exists()


def test_a_set_on_a_notice_that_is_not_there_is_refused(index, tmp_path):
    with pytest.raises(TiaoliError, match="notice") as caught:
        evaluate(index, [numbered_case(0)], tmp_path / "record.jsonl")
    assert caught.value.code == "notice_missing"


def test_the_engine_answers_and_refuses(index, tmp_path):
    cases = [case for case in load_cases(DEFAULT_SET) if case.id in ("q001", "q121")]
    marks = evaluate(index, cases, tmp_path / "record.jsonl")
    assert [faults(mark) for mark in marks] == [(), ()]
