"""Answers as HTML: the words of notices stay words, markers become links, languages have the same labels."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from answer.model import Answer, Citation, Filters, NearestClause, Searched, ValidityNote
from ingest.errors import TiaoliError
from web.render import Exchange, conversation, escaped, evidence_html, growing_replies, labels, sentences

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>[点](javascript:alert(3))**粗**${1+1}{{7}}`x`"


class _Page(HTMLParser):
    """Text, and tags with their attributes, of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


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
    return evidence_html([Exchange("问", answer) for answer in answers], "zh-Hans", {"d#1": "条款原文"})


def test_every_language_has_the_same_labels():
    keys = [set(table) for table in labels().values()]
    assert set(labels()) == {"zh-Hans", "zh-Hant", "en"}
    assert keys[0] == keys[1] == keys[2]


@given(st.text())
def test_escaped_text_is_text_alone(text):
    page = _Page(escaped(text))
    assert {tag for tag, _ in page.tags} <= {"br"}
    assert page.text == "".join(char for char in text if char not in "\r\n\u2028\u2029")
    assert not set("{}$`\\<>\n") & set(escaped(text).replace("<br>", ""))


@given(st.text(alphabet="甲乙。！？；.!? \n[]123”」a"))
def test_sentences_lose_nothing(text):
    assert "".join(sentences(text)) == text


def test_a_reply_grows_by_sentences_to_the_whole():
    answer = _answer("甲由乙牵头。[1]丙限年底。[1]\n完。[1]", _citation(1, "甲由乙牵头。", "乙牵头"))
    grown = [_Page(html).text for html in growing_replies(Exchange("谁牵头", answer), 1, "zh-Hans")]
    assert grown == ["甲由乙牵头。[1]", "甲由乙牵头。[1]丙限年底。[1]", "甲由乙牵头。[1]丙限年底。[1]完。[1]答案摘自原文"]


def test_markers_of_known_citations_are_links_to_their_cards():
    answer = _answer("甲。[1][2]乙。[1]丙。[9]", _citation(1, "甲乙", "甲"), _citation(2, "甲乙", "乙"))
    session = (Exchange("问", _answer("此前。[1]", _citation(1, "此前", "此前"))), Exchange("再问", answer))
    reply = _Page(conversation(session, "zh-Hans")[-1]["content"])
    links = [attributes for tag, attributes in reply.tags if tag == "a"]
    assert [link["href"] for link in links] == ["#c-2-1", "#c-2-2", "#c-2-1"]
    assert [link.get("id") for link in links] == ["m-2-1", "m-2-2", None]
    pane = _Page(evidence_html(session, "zh-Hans", {}))
    assert [attributes["id"] for tag, attributes in pane.tags if tag == "article"] == ["c-2-1", "c-2-2", "c-1-1"]


def test_the_quote_alone_is_marked_in_the_whole_clause():
    before, rest = _pane(_answer("甲。[1]", _citation(1, f"前文{HOSTILE}后文", HOSTILE))).split("<mark>")
    marked, after = rest.split("</mark>")
    assert _Page(marked).text == HOSTILE
    assert _Page(before).text.endswith("前文")
    assert _Page(after).text.startswith("后文")


def test_markup_in_notices_questions_and_warnings_is_never_a_tag():
    nearest = NearestClause(clause_id="d#1", address=HOSTILE, title=HOSTILE)
    searched = Searched(documents=1, filters=Filters(region=HOSTILE), nearest=(nearest,))
    citation = _citation(1, HOSTILE, HOSTILE)
    answer = _answer(f"{HOSTILE}[1]", citation, warnings=(HOSTILE,), refused=True, searched=searched)
    session = (Exchange(HOSTILE, answer), Exchange(HOSTILE, error=TiaoliError("x", HOSTILE, HOSTILE)))
    messages = "".join(each["content"] for each in conversation(session, "en"))
    html = messages + evidence_html(session, "en", {"d#1": HOSTILE})
    page = _Page(html)
    assert not {"script", "img", "b", "strong"} & {tag for tag, _ in page.tags}
    assert all(attributes["href"].startswith("#") for tag, attributes in page.tags if tag == "a")
    assert page.text.count(HOSTILE) == 10
    assert "\n" not in html and "${" not in html and "{{" not in html


def test_the_badge_speaks_the_language_of_the_answer():
    repealed = _citation(1, "甲", "甲", "repealed")
    shown = [_Page(_pane(_answer("甲。[1]", repealed, lang=lang))).text for lang in ("zh-Hans", "zh-Hant", "en")]
    assert "文号" in shown[0] and "文號" in shown[1] and "Repealed" in shown[2]


def test_a_refusal_shows_the_nearest_clauses_and_claims_no_source():
    nearest = NearestClause(clause_id="d#1", address="七、（十八）", title="某意见")
    answer = _answer("没有依据。", refused=True, searched=Searched(documents=5, filters=Filters(), nearest=(nearest,)))
    reply = _Page(conversation([Exchange("问", answer)], "zh-Hans")[-1]["content"]).text
    assert reply == "没有依据。"
    pane = _Page(_pane(answer)).text
    assert "七、（十八）" in pane and "条款原文" in pane


def test_an_answer_names_the_model_that_drafted_it():
    answer = _answer("甲。[1]", _citation(1, "甲", "甲")).model_copy(update={"engine": "qwen (ollama)"})
    assert "由 qwen (ollama) 起草" in _Page(conversation([Exchange("问", answer)], "zh-Hans")[-1]["content"]).text


def test_places_compared_stand_in_a_table():
    answer = _answer("甲市：15天。[1]\n乙区：60学时。[2]", _citation(1, "15天。", "15天。"), _citation(2, "60学时。", "60学时。"))
    page = _Page(conversation([Exchange("比较", answer)], "zh-Hans")[-1]["content"])
    assert [tag for tag, _ in page.tags].count("tr") == 2 and "甲市" in page.text and "60学时" in page.text
