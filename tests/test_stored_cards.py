"""What the manifest keeps of each clause and title for ranking: it comes and goes with its notice, and is exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import NEW, OLD, hashed, make_notice

from index import nodes, store
from index.cards import cards
from index.lexical import LexicalIndex
from index.nodes import title_text
from index.store import Index, Where, read_index
from index.writer import write_index
from ingest.errors import TiaoliError
from ingest.model import Notice

pytestmark = pytest.mark.usefixtures("stand_in_embedder")

# Half precision keeps eleven bits of each number.
NEAR = 0.002
TOPICS = ("行政调解", "财政资金", "学校招生", "道路养护", "应急管理", "水库移民", "食品安全", "户籍登记")
LONG = "".join(f"第{number}项工作由第{number}局按照职责分工负责组织实施，并于每季度末报告进展情况。" for number in range(60))
MANY = [make_notice(f"n{number:02d}", *(f"{TOPICS[(number + at) % 8]}第{number * at}号事项由{TOPICS[at % 5]}局办理"
                                        for at in range(1 + number % 6)))
        for number in range(40)] + [make_notice("long", LONG, "道路养护")]
DOC_IDS = [notice.doc_id for notice in MANY]


@pytest.fixture
def home(stored_home: Path) -> Path:
    return stored_home


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.embed.encode", hashed)
        patch.setattr("index.embed.EMBEDDER_ID", "stand-in")
        with write_index(folder, create=True) as index:
            index.put_many(MANY)
    return folder


@pytest.fixture
def index(many: Path) -> Iterator[Index]:
    with read_index(many) as opened:
        yield opened


def question(text: str) -> np.ndarray:
    return hashed([text], "query")[0]


def brute_force(notices: list[Notice], vector: np.ndarray) -> dict[str, float]:
    """Clause id -> cosine, computed from the texts; of a long clause that of its nearest part."""
    best: dict[str, float] = {}
    for part in (part for notice in notices for part in nodes.parts(notice)):
        best[part.clause.id] = max(float(hashed([part.embed_text], "passage")[0] @ vector), best.get(part.clause.id, -1.0))
    return best


def cosines(index: Index, vector: np.ndarray, clause_ids: Iterable[str]) -> dict[str, float]:
    away, found = index.cosines((question("无关"), vector), sorted(clause_ids))
    assert away.keys() == found.keys()
    return found


def assert_ranked_from(index: Index, *notices: Notice) -> None:
    """Cards, vectors and titles are those of these notices, and no others are held."""
    vector, held = question("行政调解由司法局牵头"), {card.clause_id: card for notice in notices for card in cards(notice)}
    every = {card.clause_id for notice in (*OLD, *NEW) for card in cards(notice)}
    assert index.cards(sorted(every)) == held
    assert cosines(index, vector, every) == pytest.approx(brute_force(list(notices), vector), abs=NEAR)
    titles = {notice.doc_id: float(hashed([title_text(notice)], "passage")[0] @ vector) for notice in notices}
    assert index.title_cosines(vector, sorted(titles)) == pytest.approx(titles, abs=NEAR)


def test_what_is_kept_for_ranking_comes_and_goes_with_its_notice(home: Path) -> None:
    with write_index(home) as index:
        assert_ranked_from(index, *OLD)
        index.put_many(NEW)
        assert_ranked_from(index, NEW[0], OLD[1], NEW[1])
        index.put(OLD[0])
        assert_ranked_from(index, OLD[0], OLD[1], NEW[1])
        index.remove(["a", "c"])
        assert_ranked_from(index, OLD[1])
    with read_index(home) as index:
        assert_ranked_from(index, OLD[1])


def test_a_write_that_fails_half_way_changes_none_of_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: LexicalIndex, *_: object) -> None:
        raise TiaoliError("storage_failed", "disk full")

    with write_index(home) as index:
        with monkeypatch.context() as patch, pytest.raises(TiaoliError):
            patch.setattr(LexicalIndex, "replace", fail)
            index.put_many(NEW)
        assert_ranked_from(index, *OLD)


def test_what_is_not_held_has_no_card_and_no_cosine(home: Path) -> None:
    with read_index(home) as index:
        assert index.cards(["a#1", "a#99", "x#1", "", "' OR 1 --"]).keys() == {"a#1"}
        assert cosines(index, question("调解"), ["x#1"]) == cosines(index, question("调解"), []) == {}
        assert index.title_cosines(question("调解"), []) == {}
        assert index.summary("a") == index.documents()[0]
        with pytest.raises(KeyError):
            index.summary("x")


@pytest.mark.parametrize("text", TOPICS)
def test_cosines_are_those_of_the_embedder(index: Index, text: str) -> None:
    expected = brute_force(MANY, question(text))
    assert cosines(index, question(text), expected) == pytest.approx(expected, abs=NEAR)


def test_of_a_long_clause_the_nearest_part_counts(index: Index) -> None:
    last = list(nodes.parts(MANY[-1]))[-2]
    assert last.clause.id == "long#1/1" and "@" in last.node_id
    assert cosines(index, question(last.embed_text), ["long#1/1"]) == {"long#1/1": pytest.approx(1.0, abs=NEAR)}


def test_titles_have_cosines_of_their_own(index: Index) -> None:
    vector = question("n07的通知")
    found = index.title_cosines(vector, DOC_IDS)
    assert found == pytest.approx({one.doc_id: float(hashed([title_text(one)], "passage")[0] @ vector) for one in MANY}, abs=NEAR)
    assert max(found, key=found.get) == "n07" and found["n07"] > 0.99
    assert list(index.title_cosines(vector, ["n09", "n02"])) == ["n09", "n02"]


@settings(max_examples=50, deadline=None)
@given(st.sets(st.sampled_from([*DOC_IDS, "unknown"])), st.sampled_from(TOPICS), st.integers(1, 30), st.booleans())
def test_a_filtered_search_finds_what_comparing_everything_finds(many: Path, asked: set[str], topic: str, k: int, by_chroma: bool) -> None:
    with pytest.MonkeyPatch.context() as patch, read_index(many) as index:
        if by_chroma:
            patch.setattr(store, "_COMPARED", 0)
        found = index.dense(question(topic), k, Where(frozenset(asked)))
    expected = brute_force([notice for notice in MANY if notice.doc_id in asked], question(topic))
    assert [score for _, score in found] == pytest.approx(sorted(expected.values(), reverse=True)[:k], abs=NEAR)
    assert all(score == pytest.approx(expected[clause_id], abs=NEAR) for clause_id, score in found)
    assert len({clause_id for clause_id, _ in found}) == len(found)
