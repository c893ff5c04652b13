"""What stands around an answer is in the language of the page: warnings, notes and refusals put from one language into another."""

from __future__ import annotations

import re

import pytest
from shown_html import Shown

from answer import phrases
from answer.model import Answer, Citation, Filters, NearestClause, Searched, ValidityNote
from answer.phrases import filters_said, phrase, reason
from index.scope import Limits
from ingest.errors import TiaoliError
from ingest.validity import Judgement
from web import wording
from web.cards import OnFile, evidence_html
from web.memo import markdown
from web.render import Exchange, as_shown, conversation, growing_replies, spoken, written_so_far
from web.wording import half, reworded, reworded_reason

HAN = re.compile("(?!条理)(?<!条)[\u4e00-\u9fff]")
LANGS = ("zh-Hans", "zh-Hant", "en")
REASONS = ("repealed", "term", "plan", "year", "marked", "within", "planned", "until", "not_yet", "edition", "amended", "trial", "silent")
VALUES = {"title": "A《B》C", "number": "（A-2020）", "region": "A", "names": "A", "places": "A", "place": "A", "part": "A",
          "count": 3, "shown": 2, "years": "2019–2021", "right": "A", "wrong": "B", "reason": ""}


def _warnings(lang):
    """Each wording of a warning or refusal, as `answer.phrases` makes it."""
    damage = "、" if lang != "en" else ", "
    filters = filters_said(Limits(region="A", since="2018-01-01", until="2020-12-31", in_force=True, as_of="2021-01-01"), lang)
    notes = damage.join(phrase(f"damage_{each}", lang) for each in ("pinyin", "quotes", "date", "bytes"))
    more = damage.join(["A", "B"]) + phrase("and_more", lang, count=12)
    for name in REASONS:
        note = reason(Judgement("repealed", name, "A"), lang)
        for whole in ("warn_repealed", "warn_expired"):
            yield phrase(whole, lang, **VALUES, note=note)
            yield phrase(whole, lang, **VALUES | {"number": ""}, note=note)
    for name in ("warn_inferred", "warn_machine", "warn_instructs", "warn_corrected", "warn_absent", "warn_absent_doc", "warn_above",
                 "note_replaced", "note_cut", "note_declined", "note_part", "note_listed", "refuse_talk", "refuse_empty", "refuse_address",
                 "refuse_absent", "refuse_absent_doc"):
        yield phrase(name, lang, **VALUES)
    yield phrase("warn_damaged", lang, **VALUES, notes=notes)
    yield phrase("refuse_filtered", lang, filters=filters)
    refusal = (phrase("refuse_within", lang, count=3, filters=filters), phrase("refuse_searched", lang, years="2020", places=more),
               phrase("refuse_near", lang))
    yield (" " if lang == "en" else "").join(refusal)
    yield (" " if lang == "en" else "").join((phrase("refuse", lang, count=3), phrase("refuse_try", lang)))


@pytest.mark.parametrize(("of", "to"), [("zh-Hans", "en"), ("zh-Hant", "en"), ("en", "zh-Hans"), ("en", "zh-Hant")])
def test_each_warning_and_refusal_is_what_it_would_have_been_in_that_language(of, to):
    for said, wanted in zip(_warnings(of), _warnings(to), strict=True):
        assert reworded(said, of, to) == wanted


@pytest.mark.parametrize("of", LANGS)
def test_each_reason_is_what_it_would_have_been_in_that_language(of):
    for name in REASONS:
        for value in ("A-2018", ""):
            judged = Judgement("repealed", name, value)
            assert not value and name != "repealed" or reworded_reason(reason(judged, of), of, "en") == reason(judged, "en")


def test_no_wording_is_forgotten():
    there = set(phrases._PHRASES)
    assert {name for name in there if name.startswith(("warn_", "note_", "refuse"))} == set(wording._WHOLE)
    assert {name for name in there if name.startswith("reason_")} - {"reason_by"} == set(wording._REASONS)


def test_other_words_stay_as_they_are():
    assert reworded("别的话。", "zh-Hans", "en") == "别的话。" and reworded("", "zh-Hans", "en") == ""
    assert reworded("未找到依据：库中没有甲。还有别的话。", "zh-Hans", "en") == "未找到依据：库中没有甲。还有别的话。"
    assert reworded_reason("另有原因", "zh-Hans", "en") == "另有原因" and reworded_reason("", "zh-Hans", "en") == ""


def test_why_a_model_failed_is_left_out_in_the_other_language():
    told = phrase("note_failed", "zh-Hans", reason="服务太忙：甲（HTTP 429）")
    assert reworded(told, "zh-Hans", "en") == "The language model gave no answer; this is quoted from the clauses."


def test_an_error_is_told_in_the_readers_language():
    assert (half("库空 / empty", "en"), half("库空", "en"), half("请运行 / run: tiaoli ingest", "zh-Hans")) == (
        "empty", "库空", "请运行 / run: tiaoli ingest")
    failed = Exchange("问", error=TiaoliError("empty", "库空 / it is empty", "收录 / add some"))
    assert not HAN.search(Shown(conversation([failed], "en")[-1]["content"]).text)


def _answered(**changes) -> Answer:
    note = ValidityNote(status="repealed", note="已宣布失效，依据：A-2018")
    citation = Citation(n=1, doc_id="d", title="T", issuer="", doc_no="", issued="", region="", validity=note, clause_id="d#1",
                        address="A", text="甲", quote="甲", start=0, end=1, verified=True)
    return Answer(answer="甲。[1]", refused=False, engine="extractive", lang="zh-Hans", citations=(citation,),
                  warnings=("《T》已宣布失效，依据：A-2018，不能作为现行依据。",),
                  searched=Searched(documents=1, filters=Filters())).model_copy(update=changes)


def test_all_around_a_chinese_answer_is_english_on_an_english_page():
    exchange = spoken(Exchange("Q", _answered(), id="a"), "en")
    shown = conversation([exchange], "en", judged=True)[-1]["content"]
    pane = evidence_html([exchange], "en", OnFile({}, {"d": ("plan_over", "machine_read", "inferred")}))
    growing = growing_replies(Exchange("Q", _answered(answer="甲。[1]乙。[1]"), lang="en"), 1, "en")[0]
    written = written_so_far(Exchange("Q", _answered(engine="qwen"), lang="en"), 1)
    for html in (shown, pane, growing, written, markdown([exchange], "en")):
        assert HAN.findall(Shown(html).text) in (["甲"], ["甲", "甲"])
    assert '<div class="tl-answer" lang="zh-Hans">' in shown and '<div class="tl-warning" lang="en">' in shown
    assert "has been declared invalid" in Shown(shown).text and "Place inferred" in Shown(pane).text
    assert as_shown(_answered(), "en").lang == "zh-Hans"


def test_a_refusal_on_an_english_page_is_english():
    near = NearestClause(clause_id="d#1", address="A", title="T")
    text = "".join((phrase("refuse", "zh-Hans", count=3), phrase("refuse_near", "zh-Hans")))
    refused = _answered(answer=text, refused=True, citations=(), warnings=(),
                        searched=Searched(documents=3, filters=Filters(), nearest=(near,)))
    exchange = spoken(Exchange("Q", refused, id="a"), "en")
    replies = growing_replies(exchange, 1, "en", True)
    assert len(replies) == 2 and 'lang="en"' in replies[0]
    for html in (*replies, evidence_html([exchange], "en", OnFile()), markdown([exchange], "en")):
        assert not HAN.search(Shown(html).text)


def test_an_answer_in_the_language_of_the_page_or_on_a_chinese_page_is_left_as_it_is():
    english, chinese = Exchange("Q", _answered(lang="en")), Exchange("Q", _answered())
    assert spoken(english, "en") == english and spoken(chinese, "zh-Hant") == chinese and spoken(english, "zh-Hans") == english
    assert spoken(Exchange("Q"), "en") == Exchange("Q")
