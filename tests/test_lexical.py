"""The lexical index: tokens, search, filters, and questions made to break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalDocument, bigrams, open_lexical


@pytest.fixture(scope="module")
def lexical(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    index = open_lexical(home / "lexical", home, create=True)
    index.replace(["a", "b"], [
        LexicalDocument("a#1", "a", "由政府法制机构牵头开展行政调解工作", "七、化解矛盾", "连云港市意见"),
        LexicalDocument("a#2", "a", "财政部门安排资金12,000元，增长15.5%", "八、保障", "连云港市意见"),
        LexicalDocument("b#1", "b", "行政調解由司法局牽頭", "一、總則", "昆山市通知"),
    ])
    return index


@pytest.mark.parametrize("text, tokens", [
    ("行政调解", ["行政", "政调", "调解"]),
    ("行政調解", ["行政", "政调", "调解"]),
    ("税", ["税"]),
    ("第12条", ["第", "12", "条"]),
    ("昆政办发〔2020〕94号", ["昆政", "政办", "办发", "2020", "94", "号"]),
    ("共12,000元", ["共", "12000", "元"]),
    ("增长15.5％。", ["增长", "15.5"]),
    ("2011.9.29", ["2011", "9", "29"]),
    ("Internet+ 政务", ["internet", "政务"]),
    ("二〇二二年", ["二〇", "〇二", "二二", "二年"]),
    ("𠮷林", ["𠮷林"]),
    ("，。（）——", []),
    ("", []),
])
def test_tokens(text, tokens):
    assert bigrams(text) == tokens


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_gives_tokens_that_survive_the_whitespace_split_of_the_index(text):
    tokens = bigrams(text)
    assert " ".join(tokens).split() == tokens
    assert all(0 < len(token) <= 64 for token in tokens)


def test_the_clause_that_shares_most_comes_first_in_either_script(lexical):
    for question in ("行政调解由哪个机构牵头", "行政調解由哪個機構牽頭"):
        hits = lexical.search(bigrams(question), 10)
        assert [clause_id for clause_id, _ in hits] == ["a#1", "b#1"]
        assert hits[0][1] > hits[1][1] > 0


def test_headings_and_title_are_found_but_count_less_than_the_text(lexical):
    assert {clause_id for clause_id, _ in lexical.search(bigrams("连云港"), 10)} == {"a#1", "a#2"}
    assert [clause_id for clause_id, _ in lexical.search(bigrams("化解矛盾"), 10)] == ["a#1"]
    in_text, in_heading = lexical.search(["调解"], 1)[0][1], lexical.search(["化解"], 1)[0][1]
    assert in_text > in_heading


def test_filter_by_notice_is_exact(lexical):
    assert [hit[0] for hit in lexical.search(bigrams("行政调解"), 10, frozenset({"b"}))] == ["b#1"]
    assert lexical.search(bigrams("行政调解"), 10, frozenset()) == []
    assert lexical.search(bigrams("行政调解"), 10, frozenset({"*", "a OR b"})) == []


def test_k_bounds_the_answer(lexical):
    assert len(lexical.search(bigrams("行政调解"), 1)) == 1
    assert lexical.search(bigrams("行政调解"), 0) == []


def test_document_frequency_counts_clauses_in_any_field(lexical):
    assert lexical.doc_freq(["调解", "连云", "财政", "没有"]) == {"调解": 2, "连云": 2, "财政": 1, "没有": 0}
    assert lexical.count() == 3


@pytest.mark.parametrize("tokens", [
    ["*"], ["?"], ["body:调解"], ["调解~2"], ['"'], ["("], [""], ["\0"], ["\ud800"], ["a" * 100_000], ["[a TO z]"],
    ["AND"],
])
def test_no_token_has_a_meaning_of_its_own(lexical, tokens):
    assert lexical.search(tokens, 10) == []
    assert lexical.doc_freq(tokens) == {tokens[0]: 0}
    assert [hit[0] for hit in lexical.search([*tokens, "财政"], 10)] == ["a#2"]


def test_replacing_a_notice_takes_its_former_clauses_away(tmp_path):
    index = open_lexical(tmp_path / "lexical", tmp_path, create=True)
    index.replace(["a"], [LexicalDocument(f"a#{at}", "a", "行政调解", "", "") for at in range(3)])
    index.replace(["b"], [LexicalDocument("b#1", "b", "行政调解", "", "")])
    index.replace(["a"], [LexicalDocument("a#9", "a", "财政资金", "", "")])
    reopened = open_lexical(tmp_path / "lexical", tmp_path, create=False)
    assert [hit[0] for hit in reopened.search(["调解"], 10)] == ["b#1"]
    assert [hit[0] for hit in reopened.search(["资金"], 10)] == ["a#9"]
    assert reopened.count() == 2
