"""The gate passes what the engine gives, and stops it once a fault is planted: regions swapped, verifier gone, citations shuffled."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from eval_samples import answered
from homes import unopened

from eval import verifier
from eval.asking import evaluate
from eval.cases import DEFAULT_SET, load_cases
from eval.gate import THRESHOLDS, VERIFIER, breaches, load_limits
from eval.marks import score
from eval.scores import measured
from index.store import read_index
from index.writer import write_index
from ingest.errors import TiaoliError

SWAPPED = ("001_fd5e6433839b22da", "004_7ed8d9d2f39be277")
EVERY = 5


@pytest.fixture(scope="module")
def cases():
    """Questions on two notices whose regions are swapped, each asked with its place or about a clause of one."""
    return [case for case in load_cases(DEFAULT_SET) if case.notices and case.notices <= {*SWAPPED}][::EVERY]


@pytest.fixture(scope="module")
def marks(index, cases, tmp_path_factory):
    return evaluate(index, cases, tmp_path_factory.mktemp("gate") / "record.jsonl")


@pytest.fixture(scope="module")
def limits(marks):
    """The limits that ship, as far below what these few questions give as they are below the whole set's figures."""
    margins = {"exact": -0.02, "hit": -0.02, "facts": -0.02, "precision": -0.02, "found_1": -0.02}
    found = measured(marks)
    shipped = load_limits(THRESHOLDS)
    assert margins.keys() <= shipped["all"].keys()
    return {"all": {name: {"min": found[name] + margin} for name, margin in margins.items()} | {"false": {"max": found["false"] + 0.01}}}


def test_the_engine_as_it_is_passes(marks, limits):
    assert breaches(marks, limits) == ()


def test_swapped_regions_fail(home, cases, limits, tmp_path):
    shutil.copytree(unopened(home), tmp_path / "home")
    with write_index(tmp_path / "home") as index:
        held = {document.source.rpartition("/")[2].partition(".")[0]: document.doc_id for document in index.documents()}
        one, other = (index.notice(held[stem]) for stem in SWAPPED)
        index.put_many([_placed(one, other), _placed(other, one)])
    with read_index(tmp_path / "home") as index:
        found = breaches(evaluate(index, cases, tmp_path / "record.jsonl"), limits)
    assert any("exact" in each for each in found) and any("facts" in each for each in found)


def _placed(notice, other):
    """As if its file had been read otherwise: with another hash, since a notice of the same one is not written again."""
    meta = replace(notice.meta, region=other.meta.region, issuer=other.meta.issuer)
    return replace(notice, meta=meta, sha256=notice.sha256[::-1])


def test_shuffled_citations_fail(marks, cases, limits):
    given = [mark for mark in marks if mark.prediction.answer.citations]
    shifted = {mark.case.id: after.prediction.answer.citations
               for mark, after in zip(given, given[1:] + given[:1], strict=True)}
    predictions = [answered(mark.prediction, mark.prediction.answer.model_copy(update={"citations": shifted[mark.case.id]}))
                   if mark.case.id in shifted else mark.prediction for mark in marks]
    found = breaches(score(cases, predictions), limits)
    assert any("exact" in each for each in found) and any("precision" in each for each in found)


def test_without_its_verifier_it_fails(marks, tmp_path, monkeypatch):
    for name in ("first", "second"):
        drafts = (verifier.DRAFTS / f"{name}.jsonl").read_text("utf-8").splitlines()
        (tmp_path / f"{name}.jsonl").write_text("\n".join(drafts[::8]), "utf-8")
    monkeypatch.setattr(verifier, "DRAFTS", tmp_path)
    shipped = {VERIFIER: load_limits(THRESHOLDS)[VERIFIER]}
    assert breaches(marks, shipped) == ()
    monkeypatch.setattr("answer.verify.carried", lambda text, sources, asked: (None, {}))
    assert [each.partition(" =")[0] for each in breaches(marks, shipped)] == ["[verifier] caught"]


@pytest.mark.parametrize("text", ["[all", "all = 1", "[all]\nexact = 0.9", "[all]\nexact = {}", "[all]\nexact = { least = 1 }",
                                  "[all]\nexact = { min = '1' }"])
def test_limits_that_are_none_are_refused(tmp_path, text):
    path = tmp_path / "limits.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(TiaoliError) as caught:
        load_limits(path)
    assert caught.value.code == "bad_thresholds"
