"""The search: copies of one notice, several places, decoys of other places, and questions that ask nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from store_samples import hashed, make_notice

from answer.choice import choose
from index import search as searching
from index.features import NAMES
from index.query import Query
from index.question import read_question
from index.scope import Limits
from index.search import Candidate, search
from index.store import Index, read_index
from index.writer import write_index
from ingest.gazetteer import NOT_A_NAME, Division, covers_path, gazetteer
from ingest.model import Notice, Region
from ingest.places_en import english_names
from ingest.script import search_key

TEXTS = ("行政调解工作由司法局牵头，信访局配合", "财政资金由财政局安排，每年不少于300万元", "学校招生由教育局负责，15日内公布")
NATIONAL = make_notice("nation", *TEXTS, title="国务院办公厅关于若干工作的通知", region=Region("全国", ()))
# The adapter was fitted to other vectors than the stand-in's.
UNMOVED = np.zeros((384, 384), np.float32)


@pytest.fixture(autouse=True)
def stand_in(stand_in_embedder: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def vector(query: Query) -> np.ndarray:
        return hashed([search_key(query.text)], "query")[0]

    monkeypatch.setattr(searching, "query_vector", vector)


def found(index: Index, question: str, limit: int = 20) -> tuple[Candidate, ...]:
    asked = read_question(index, question, Limits())
    return search(index, asked.query, asked.scope, asked.terms, limit, UNMOVED)


def clause_ids(candidates: Sequence[Candidate]) -> list[str]:
    return [one.card.clause_id for one in candidates]


def of_place(division: Division, *texts: str, doc_id: str = "", **meta) -> Notice:
    settled = {"title": f"{division.full_name}人民政府关于若干工作的通知", "region": Region(division.full_name, division.path), **meta}
    return make_notice(doc_id or division.adcode, *texts, **settled)


def make_index(folder: Path, *notices: Notice) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.embed.encode", hashed)
        patch.setattr("index.embed.EMBEDDER_ID", "stand-in")
        with write_index(folder, create=True) as index:
            index.put_many(notices)
    return folder


def named(name: str) -> Division:
    (division,) = gazetteer().names[name]
    return division


# Ranking

def test_candidates_come_best_first_with_all_that_is_known_of_them(tmp_path: Path) -> None:
    with read_index(make_index(tmp_path, of_place(named("昆山"), *TEXTS))) as index:
        ranked = found(index, "昆山的行政调解由谁牵头")
        assert clause_ids(ranked)[0] == "320583#1/1" and set(clause_ids(ranked)) == {"320583#1", *(f"320583#1/{at}" for at in (1, 2, 3))}
        assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
        for one in ranked:
            assert one.notice == index.summary("320583") and 0 <= one.probability <= 1
            assert one.features.shape == (len(NAMES),) and one.value("cosine") == one.features[NAMES.index("cosine")]
        assert clause_ids(found(index, "昆山的行政调解由谁牵头", 2)) == clause_ids(ranked)[:2]
        assert clause_ids(found(index, "昆山的行政调解由谁牵头")) == clause_ids(ranked)


# Copies

def test_of_copies_of_a_notice_only_one_answers(tmp_path: Path) -> None:
    kunshan, numbered = named("昆山"), {"doc_no": "昆政发〔2020〕1号"}
    copies = [of_place(kunshan, *TEXTS, doc_id=name) for name in ("a", "b", "c")]
    # The same notice as another portal shows it: its title and a word of its text are not the same.
    shown = [of_place(kunshan, "森林防火由林业局牵头", doc_id="d", **numbered),
             of_place(kunshan, "森林防火由林业局牵头。", doc_id="e", **numbered, title="关于若干工作的通知")]
    with read_index(make_index(tmp_path, *copies, *shown)) as index:
        ranked = found(index, "昆山的行政调解由谁牵头")
        assert len({one.card.body for one in ranked}) == len(ranked)
        assert clause_ids(ranked)[0] in {f"{name}#1/1" for name in "abc"}
        (top, *rest), both = clause_ids(found(index, "昆山的森林防火由谁牵头")), {"d#1/1", "e#1/1"}
        assert top in both and both.isdisjoint(rest)


def test_like_clauses_of_different_notices_both_answer(tmp_path: Path) -> None:
    kunshan = named("昆山")
    editions = [of_place(kunshan, *TEXTS, doc_id=f"y{year}", title=f"昆山市{year}年工作要点", doc_no=f"昆政发〔{year}〕1号",
                         issued=f"{year}-03-01") for year in (2019, 2020)]
    with read_index(make_index(tmp_path, *editions)) as index:
        assert set(clause_ids(found(index, "昆山的行政调解由谁牵头"))[:2]) == {"y2019#1/1", "y2020#1/1"}


# Several places

def test_a_provinces_own_rule_answers_for_it(tmp_path: Path) -> None:
    province, city = of_place(named("江苏"), *TEXTS), of_place(named("昆山"), *TEXTS)
    with read_index(make_index(tmp_path, province, city)) as index:
        for question, doc_id in (("江苏的行政调解由谁牵头", "320000"), ("昆山的行政调解由谁牵头", "320583")):
            asked = read_question(index, question, Limits())
            chosen, _ = choose(index, asked.query, asked.scope, asked.terms)
            assert chosen[0].notice.doc_id == doc_id
            assert "320583" not in {one.notice.doc_id for one in chosen} - {doc_id}


def test_no_place_asked_about_is_crowded_out(tmp_path: Path) -> None:
    one = of_place(named("连云港"), "森林防火工作由林业局组织，行政调解另行规定")
    many = [of_place(named("昆山"), *(f"行政调解第{at}项由第{at}局牵头" for at in range(10)), doc_id=f"k{number}",
                     title=f"昆山市第{number}号通知") for number in range(12)]
    with read_index(make_index(tmp_path, one, *many)) as index:
        for question in ("昆山和连云港的行政调解由谁牵头", "连云港、昆山的行政调解分别由谁牵头", "昆山和連雲港的行政調解由誰牽頭"):
            docs = [candidate.notice.doc_id for candidate in found(index, question, 5)]
            assert one.doc_id in docs and docs.count(one.doc_id) < len(docs), question
        assert {candidate.notice.doc_id for candidate in found(index, "连云港的行政调解由谁牵头")} == {one.doc_id}


# Other places

def places() -> list[Division]:
    """100 divisions of all levels, by chance but always the same, with some whose names are those of others."""
    able = [one for one in gazetteer().by_code.values() if not NOT_A_NAME.match(one.name)]
    chance = random.Random(20240601)
    alike = [one for one in able if one.name in ("鼓楼区", "朝阳区", "西湖区")]
    return [*dict.fromkeys((*alike, named("昆山"), named("苏州"), named("江苏"), *chance.sample(able, 100)))][:100]


def questions() -> Iterator[tuple[str, Division]]:
    """Questions in three languages and the place that each asks about. A name that several places have is given in full."""
    from opencc import OpenCC

    into_traditional = OpenCC("s2t").convert
    in_english = Counter(name for division in gazetteer().by_code.values() for name in english_names(division))
    templates = ("{}的行政调解由谁牵头？", "财政资金每年安排多少，{}", "在{}，学校招生几日内公布？",
                 "{}行政调解工作由哪个部门负责", "请问{}的招生归谁管？")
    for at, division in enumerate(places()):
        name = division.name if len(gazetteer().names[division.name]) == 1 else division.full_name
        question = templates[at % 5].format(name)
        yield (into_traditional(question) if at % 3 == 2 else question), division
        if at % 4 == 0:
            yield from ((f"Who leads mediation in {name}?", division) for name in english_names(division)[:1] if in_english[name] == 1)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_index(tmp_path_factory.mktemp("everywhere") / "home", NATIONAL, *(of_place(one, *TEXTS) for one in places()))


def test_a_wrong_place_never_answers_though_it_says_the_very_same(everywhere: Path) -> None:
    asked = list(questions())
    assert len(asked) > 110
    with read_index(everywhere) as index:
        for question, division in asked:
            answering = {one.notice.doc_id: one.notice.meta.region for one in found(index, question)}
            paths = [region.adcodes for region in answering.values()]
            # Those above a place govern it, and what lies in it is part of it.
            wrong = [path for path in paths if not covers_path(path, division.path) and not covers_path(division.path, path)]
            assert not wrong and division.adcode in answering, (question, division.full_name, answering)


# Nothing to find

@pytest.mark.parametrize("question", ["昆山的行政调解由谁牵头", "昆山和苏州的行政调解由谁牵头", "Who leads mediation?", "？", ""])
def test_an_empty_index_has_no_candidates(tmp_path: Path, question: str) -> None:
    with read_index(make_index(tmp_path)) as index:
        assert found(index, question) == ()


@pytest.mark.parametrize("question", ["", "？？？", "……", "的", "请问一下", "昆山", "昆山呢", "2020年", "0", "a", "𠮷", "谁"])
def test_a_question_without_words_is_searched_without_harm(everywhere: Path, question: str) -> None:
    with read_index(everywhere) as index:
        ranked = found(index, question)
        assert ranked and all(0 <= one.probability <= 1 and np.isfinite(one.score) for one in ranked)


def test_a_place_of_which_nothing_is_on_file_leaves_only_those_above_it(tmp_path: Path) -> None:
    with read_index(make_index(tmp_path, NATIONAL, of_place(named("昆山"), *TEXTS))) as index:
        assert {one.notice.doc_id for one in found(index, "南京的行政调解由谁牵头")} == {"nation"}
