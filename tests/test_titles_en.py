"""Documents that an English question cites by what they are about."""

from __future__ import annotations

import pytest

from answer.service import ask
from index.store import Index
from index.titles_en import unfiled_in_english

PLANS = ("关于加快法治政府建设的意见", "关于印发2020年昆山市法治政府建设工作要点的通知", "安丘市人民政府工作报告")


@pytest.mark.parametrize(("question", "unfiled"), [
    ("What does article 3 of the Kunshan drone regulation say?", ("Kunshan drone regulation",)),
    ("Article 5 of the Civil Code", ("Civil Code",)),
    ("What is required by article 9 of the regulations on dog keeping?", ("regulations on dog keeping",)),
    ("What does item 3 of the Kunshan rules on law-based government say?", ()),  # the plan on file is about that
    ("What does article 3 of Kunshan's regulations say?", ()),  # it does not say about what
    ("Under section 7 of the municipal rules, who leads mediation?", ()),
    ("Which regulation covers drones in Kunshan?", ()),  # asks for no article
])
def test_a_document_about_something_else_is_not_on_file(question: str, unfiled: tuple[str, ...]) -> None:
    assert unfiled_in_english(question, ("Kunshan",), PLANS) == unfiled


@pytest.mark.parametrize("title", ["昆山市养犬管理条例", "关于印发《昆山市养犬管理办法》的通知", "昆山市养犬管理规定（2021年修订）"])
def test_among_statutes_one_may_be_meant_in_other_words(title: str) -> None:
    assert unfiled_in_english("Article 5 of the Kunshan pet ordinance", ("Kunshan",), (*PLANS, title)) == ()


def test_an_article_of_a_document_that_is_not_on_file_is_not_taken_from_another(index: Index) -> None:
    answer = ask(index, "What does article 3 of the Kunshan drone regulation say?")
    assert answer.refused and "Kunshan drone regulation" in answer.answer
    assert not ask(index, "What does item 3 of Kunshan's key points say?").refused
