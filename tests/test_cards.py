"""Cards: one for each clause, with what ranking looks at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import make_notice

from index.cards import cards
from index.lexical import runs
from ingest.model import Fact, Notice, Span
from ingest.parse import parse

CORPUS = sorted((Path(__file__).parent.parent / "corpus").iterdir())


@pytest.fixture(scope="module")
def notice() -> Notice:
    return parse(CORPUS[0].read_bytes(), "real", str(CORPUS[0]))


def test_each_clause_has_a_card_in_text_order(notice: Notice) -> None:
    made = list(cards(notice))
    assert len(made) > 50
    for card, clause in zip(made, notice.clauses, strict=True):
        assert (card.clause_id, card.doc_id, card.kind, card.children) == (clause.id, "real", clause.kind, len(clause.children))
        assert (card.body, card.heading) == (runs(clause.text), runs(clause.heading))
        assert card.facts - {"term"} == {fact.kind for fact in clause.facts}


def test_places_run_from_first_to_last(notice: Notice) -> None:
    places = [card.place for card in cards(notice)]
    assert places == sorted(set(places)) and (places[0], places[-1]) == (0, 1)
    alone = make_notice("a")
    assert [card.place for card in cards(alone)] == [0]


def test_the_headings_above_are_all_those_up_to_the_top(notice: Notice) -> None:
    by_id, made = {clause.id: clause for clause in notice.clauses}, {card.clause_id: card for card in cards(notice)}
    deepest = max(notice.clauses, key=lambda clause: clause.id.count("/"))
    above, at = [], deepest.parent
    while at:
        above, at = [by_id[at].heading, *above], by_id[at].parent
    assert any(above) and made[deepest.id].above == runs("\n".join(filter(str.strip, above)))
    assert not made[notice.clauses[0].id].above.strip()


@pytest.mark.parametrize(("kind", "value", "facts"), [
    ("figure", "五年", {"figure", "term"}),
    ("figure", "15个工作日", {"figure", "term"}),
    ("figure", "24小时", {"figure", "term"}),
    ("figure", "300万元", {"figure"}),
    ("figure", "98%", {"figure"}),
    ("deadline", "2020年底", {"deadline"}),
    ("lead", "天台县农业局", {"lead"}),
])
def test_a_length_of_time_is_a_term_as_well_as_a_figure(kind: str, value: str, facts: set[str]) -> None:
    notice = make_notice("a", "期限为" + value)
    clause = replace(notice.clauses[1], facts=(Fact(kind, value, Span(0, 1)),))
    assert list(cards(replace(notice, clauses=(notice.clauses[0], clause))))[1].facts == facts


def test_both_scripts_have_the_same_card() -> None:
    simplified, traditional = make_notice("a", "行政调解由司法局牵头"), make_notice("a", "行政調解由司法局牽頭")
    assert list(cards(simplified)) == list(cards(traditional))
