"""Answers as HTML: the words of notices stay words, markers become links, languages have the same labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown_html import Shown

from answer.model import Answer, Citation, Filters, NearestClause, Searched, ValidityNote
from ingest.errors import TiaoliError
from ingest.model import Clause, Meta, Notice, Region, Span
from ingest.validity import Judgement
from web.cards import OnFile, badges, evidence_html, marked
from web.pane import PART_CLAUSES, Wanted, part_html, reading_view
from web.places import dates_said, place_choices, read_filters
from web.render import (
    Exchange,
    as_shown,
    attribute,
    conversation,
    engine_html,
    escaped,
    growing_replies,
    labels,
    sentences,
    written_so_far,
)

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>[点](javascript:alert(3))**粗**${1+1}{{7}}`x`"


def _citation(n: int, text: str, quote: str, status: str = "in_force") -> Citation:
    start = text.index(quote)
    return Citation(n=n, doc_id="d", title="关于窗口服务的通知", issuer="某县人民政府", doc_no="某政发〔2023〕5号",
                    issued="2023-03-01", region="某省某县", validity=ValidityNote(status=status), clause_id=f"d#{n}",
                    address="一、（一）", text=text, quote=quote, start=start, end=start + len(quote), verified=True)


def _answer(text: str, *citations: Citation, lang: str = "zh-Hans", **fields: object) -> Answer:
    searched = fields.pop("searched", Searched(documents=5, filters=Filters()))
    return Answer(answer=text, refused=fields.pop("refused", False), engine="extractive", lang=lang,
                  citations=citations, searched=searched, **fields)


def _pane(*answers: Answer) -> str:
    return evidence_html([Exchange("问", answer) for answer in answers], "zh-Hans", OnFile({"d#1": "条款原文"}))


def _notice(*texts: str, **meta: object) -> Notice:
    """A notice of chapters without children, one for each text."""
    clauses, at = [], 0
    for number, text in enumerate(texts, 1):
        clauses.append(Clause(f"d#{number}", f"第{number}条", "item", "", text, Span(at, at + len(text)), None))
        at += len(text)
    return Notice("d", "/home/某文件.txt", "", "", Meta(**{"title": "关于窗口服务的通知", **meta}), "".join(texts), tuple(clauses))


def test_every_language_has_the_same_labels():
    keys = [set(table) for table in labels().values()]
    assert set(labels()) == {"zh-Hans", "zh-Hant", "en"}
    assert keys[0] == keys[1] == keys[2]


@given(st.text())
def test_escaped_text_is_text_alone(text):
    page = Shown(escaped(text))
    assert {tag for tag, _ in page.tags} <= {"br"}
    assert page.text == "".join(char for char in text if char not in "\r\n\u2028\u2029")
    assert not set("{}$`\\<>\n") & set(escaped(text).replace("<br>", ""))


@given(st.text(alphabet="甲乙。！？；.!? \n[]123”」a"))
def test_sentences_lose_nothing(text):
    assert "".join(sentences(text)) == text


def test_a_reply_grows_by_sentences_to_the_whole():
    answer = _answer("甲由乙牵头。[1]丙限年底。[1]\n完。[1]", _citation(1, "甲由乙牵头。", "乙牵头"))
    grown = [Shown(html).text for html in growing_replies(Exchange("谁牵头", answer), 1, "zh-Hans")]
    assert grown == ["甲由乙牵头。[1]", "甲由乙牵头。[1]丙限年底。[1]", "甲由乙牵头。[1]丙限年底。[1]完。[1]答案摘自原文"]


def test_markers_of_known_citations_are_links_to_their_cards():
    answer = _answer("甲。[1][2]乙。[1]丙。[9]", _citation(1, "甲乙", "甲"), _citation(2, "甲乙", "乙"))
    session = (Exchange("问", _answer("此前。[1]", _citation(1, "此前", "此前"))), Exchange("再问", answer))
    reply = Shown(conversation(session, "zh-Hans")[-1]["content"])
    links = [attributes for tag, attributes in reply.tags if tag == "a"]
    assert [link["href"] for link in links] == ["#c-2-1", "#c-2-2", "#c-2-1"]
    assert [link.get("id") for link in links] == ["m-2-1", "m-2-2", None]
    pane = Shown(evidence_html(session, "zh-Hans", OnFile()))
    assert [attributes["id"] for tag, attributes in pane.tags if tag == "article"] == ["c-2-1", "c-2-2", "c-1-1"]


def test_the_quote_alone_is_marked_in_the_whole_clause():
    before, rest = _pane(_answer("甲。[1]", _citation(1, f"前文{HOSTILE}后文", HOSTILE))).split("<mark>")
    marked, after = rest.split("</mark>")
    assert Shown(marked).text == HOSTILE
    assert Shown(before).text.endswith("前文")
    assert Shown(after).text.startswith("后文")


def test_markup_in_notices_questions_and_warnings_is_never_a_tag():
    nearest = NearestClause(clause_id="d#1", address=HOSTILE, title=HOSTILE)
    searched = Searched(documents=1, filters=Filters(region=HOSTILE), nearest=(nearest,))
    citation = _citation(1, HOSTILE, HOSTILE)
    answer = _answer(f"{HOSTILE}[1]", citation, warnings=(HOSTILE,), refused=True, searched=searched)
    session = (Exchange(HOSTILE, answer), Exchange(HOSTILE, error=TiaoliError("x", HOSTILE, HOSTILE)))
    messages = "".join(each["content"] for each in conversation(session, "en"))
    html = messages + evidence_html(session, "en", OnFile({"d#1": HOSTILE}))
    page = Shown(html)
    assert not {"script", "img", "b", "strong"} & {tag for tag, _ in page.tags}
    assert all(attributes["href"].startswith("#") for tag, attributes in page.tags if tag == "a")
    assert page.text.count(HOSTILE) == 10
    assert "\n" not in html and "${" not in html and "{{" not in html


def test_the_badge_speaks_the_language_of_the_answer():
    repealed = _citation(1, "甲", "甲", "repealed")
    shown = [Shown(_pane(_answer("甲。[1]", repealed, lang=lang))).text for lang in ("zh-Hans", "zh-Hant", "en")]
    assert "文号" in shown[0] and "文號" in shown[1] and "Repealed" in shown[2]


def test_a_refusal_shows_the_nearest_clauses_and_claims_no_source():
    nearest = NearestClause(clause_id="d#1", address="七、（十八）", title="某意见")
    answer = _answer("没有依据。", refused=True, searched=Searched(documents=5, filters=Filters(), nearest=(nearest,)))
    reply = Shown(conversation([Exchange("问", answer)], "zh-Hans")[-1]["content"]).text
    assert reply == "没有依据。"
    pane = Shown(_pane(answer)).text
    assert "七、（十八）" in pane and "条款原文" in pane


def test_an_answer_names_the_model_that_drafted_it():
    answer = _answer("甲。[1]", _citation(1, "甲", "甲")).model_copy(update={"engine": "qwen (ollama)"})
    assert "由 qwen (ollama) 起草" in Shown(conversation([Exchange("问", answer)], "zh-Hans")[-1]["content"]).text


def test_places_compared_stand_in_a_table():
    answer = _answer("甲市：15天。[1]\n乙区：60学时。[2]", _citation(1, "15天。", "15天。"), _citation(2, "60学时。", "60学时。"))
    page = Shown(conversation([Exchange("比较", answer)], "zh-Hans")[-1]["content"])
    assert [tag for tag, _ in page.tags].count("tr") == 2 and "甲市" in page.text and "60学时" in page.text


@given(st.text())
def test_an_attribute_gives_its_text_back(text):
    (_, attributes), = Shown(f'<p title="{attribute(text)}">').tags
    assert attributes["title"] == text
    assert not set("{}$`\\<>\n\"") & set(attribute(text))


def test_a_switched_answer_is_converted_and_its_quotations_stay():
    cited = _citation(1, "政府法制機構牽頭，登記一次。", "登記一次")
    answer = _answer("由政府法制机构牵头，要求“登記一次”，不是“登记两次”。[1]", cited, warnings=("已失效",))
    shown = as_shown(answer, "zh-Hant")
    assert shown.answer == "由政府法制機構牽頭，要求“登記一次”，不是“登記兩次”。[1]"
    assert (shown.warnings, shown.lang, shown.citations[0].text) == (("已失效",), "zh-Hant", cited.text)
    assert as_shown(answer, "en") == as_shown(answer, "zh-Hans") == as_shown(answer, "") == answer
    reply = conversation([Exchange("问", answer, id="a1", lang="en")], "en", judged=True)[-1]["content"]
    assert "政府法制机构" in reply and "Wrong clause" in reply and "desk/answers.docx?id=a1&amp;lang=en" in reply


def test_feedback_is_offered_only_where_it_is_kept():
    exchange = Exchange("问", _answer("甲。[1]", _citation(1, "甲", "甲")), id="a1")
    assert "tl-opinion" not in conversation([exchange], "zh-Hans")[-1]["content"]
    assert "tl-says-should_have_refused" in conversation([exchange], "zh-Hans", judged=True)[-1]["content"]


def test_who_answers_is_said_before_and_while_they_do():
    assert "qwen&lt;1&gt;" in engine_html("qwen<1>", "en")
    assert "未使用语言模型" in engine_html("", "zh-Hans")
    assert "随后由 qwen 起草" in conversation([Exchange("问")], "zh-Hans", "qwen")[-1]["content"]
    growing = _answer("甲。[1]", _citation(1, "甲", "甲")).model_copy(update={"engine": "qwen"})
    assert "qwen 正在起草" in written_so_far(Exchange("问", growing), 1)


@given(st.text(alphabet="甲乙<>&\n", min_size=1), st.data())
def test_marking_loses_nothing(text, data):
    start = data.draw(st.integers(0, len(text)))
    end, bold = data.draw(st.integers(start, len(text))), data.draw(st.integers(0, len(text)))
    assert Shown(marked(text, start, end, bold)).text == text.replace("\n", "")


def test_a_reading_view_marks_the_words_wanted_among_its_neighbours():
    place = Region("某省某县", (), inferred=True)
    notice = _notice("一、首问负责。", f"二、登记{HOSTILE}一次。", "三、延时服务。", machine_read=True, region=place)
    start = notice.clauses[1].text.index(HOSTILE)
    wanted = Wanted("d#2", start, start + len(HOSTILE), HOSTILE)
    view = reading_view(notice, Judgement("expired", "plan", "2021–2025"), wanted, "zh-Hans", "x")
    assert Shown(view.partition("<mark>")[2].partition("</mark>")[0]).text == HOSTILE
    shown = Shown(view)
    for words in ("规划期已届满", "文字由机器识别", "地域系推断", "某文件.txt", "一、首问负责。", "三、延时服务。", "查看原件"):
        assert words in shown.text
    assert not {"script", "img"} & {tag for tag, _ in shown.tags}
    moved = reading_view(notice, Judgement("in_force", "silent"), Wanted("d#1", 0, 2, "别的"), "en")
    assert "<mark>" not in moved and "has changed since" in moved and "Open the original" not in moved


def test_a_long_notice_comes_part_by_part():
    notice = _notice(*(f"第{number}条内容。" for number in range(1, 2 * PART_CLAUSES + 2)))
    view = Shown(reading_view(notice, Judgement("unknown", "silent"), Wanted(f"d#{PART_CLAUSES + 1}"), "zh-Hans"))
    asked = [(each["data-part"], each["data-way"]) for tag, each in view.tags if "data-part" in each]
    assert asked == [("0", "before"), ("2", "after")]
    whole = [each["id"] for number, way in ((0, "before"), (1, "after"), (2, "after"))
             for tag, each in Shown(part_html(notice, number, way, "zh-Hans")).tags if tag == "section"]
    assert whole == [f"r-{at}" for at in range(2 * PART_CLAUSES + 1)]
    with pytest.raises(TiaoliError, match="no such part"):
        part_html(notice, 3, "after", "en")
    with pytest.raises(TiaoliError, match="no such clause"):
        reading_view(notice, Judgement("unknown", "silent"), Wanted("d#nothing"), "en")


def test_badges_say_what_must_be_known_at_a_glance():
    assert badges(Meta(), Judgement("unknown", "silent")) == ("unknown",)
    assert badges(Meta(machine_read=True), Judgement("repealed", "repealed")) == ("repealed", "machine_read")


def test_places_are_a_tree_with_the_divisions_they_lie_in():
    places = [Region("江苏省苏州市昆山市", ("320000", "320500", "320583")), Region("江苏省", ("320000",)), Region("全国", ()), None]
    assert place_choices(places, "zh-Hans") == [("江苏省 (2)", "江苏省"), ("\u2003苏州市 (1)", "江苏省苏州市"),
                                                ("\u2003\u2003昆山市 (1)", "江苏省苏州市昆山市")]
    assert place_choices(places, "en")[1][0] == "\u2003Suzhou 苏州市 (1)"


def test_filters_are_read_and_faults_said_in_the_language_of_the_page():
    filters = read_filters("江苏省", True, " 2018", "2020", "2021-01-01", "en")
    assert filters == Filters(region="江苏省", in_force=True, since="2018-01-01", until="2020-12-31", as_of="2021-01-01")
    assert dates_said(filters, "en") == "issued 2018 to 2020, validity as of 2021-01-01"
    assert dates_said(Filters(), "zh-Hant") == "年份與時點"
    for wrong, said in ((("18", "", ""), "four digits"), (("2020", "2018", ""), "after the last"),
                        (("", "", "2020-2-30"), "year-month-day")):
        with pytest.raises(TiaoliError, match=said):
            read_filters("", False, *wrong, "en")
