"""Answers taken away: a Word memo that Word's reader opens, Markdown in which nothing a notice says is markup, plain text."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from answer.model import Answer, Citation, Filters, NearestClause, Searched, ValidityNote
from ingest.errors import TiaoliError
from web.memo import docx, footnoted, markdown
from web.memo_parts import memo_of
from web.render import ASSETS, Exchange

LANGS = ("zh-Hans", "zh-Hant", "en")
DAY = date(2026, 3, 1)
QUOTE = "建立政府負總責、\n政府法制機構牽頭的行政調解工作體制。"
HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[点此](javascript:alert(1))", "![x](http://a.b/c)", "&lt;b&gt;&#60;",
    "**粗** __粗__ ~~删~~ `码` $x^2$", "| a | b |\n|---|---|", "# 题", "- 条", "1. 条", "    码", "> 引", "```\n码", "[^1]: 注", "[1]",
    "[9]", "www.example.com http://example.com", "---", "***", "<!--", "\\", ":smile:", "{HYPERLINK \"http://a.b\"}", "1) 甲", "a\n===")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def citation(n: int, **changed: object) -> Citation:
    given = {"n": n, "doc_id": "a", "title": "關于加快法治政府建設的意見", "issuer": "连云港市人民政府",
             "doc_no": "连政发〔2011〕126号", "issued": "2011-09-29", "region": "江苏省连云港市", "clause_id": "a#7",
             "validity": ValidityNote(status="repealed", note="已宣布失效，依据：连政发〔2018〕11号"),
             "address": "七、（十八）", "text": QUOTE, "quote": QUOTE, "start": 0, "end": len(QUOTE), "verified": True}
    return Citation.model_validate({**given, **changed})


def answer(text: str, *citations: Citation, **changed: object) -> Answer:
    given = {"answer": text, "refused": False, "engine": "extractive", "lang": "zh-Hans", "citations": citations,
             "searched": Searched(documents=5, filters=Filters())}
    return Answer.model_validate({**given, **changed})


LEAD = Exchange("行政调解由哪个部门牵头？", answer(
    "牵头：政府法制机构。 [1]协助部门：各有关部门。 [2]责任部门：司法局。 [1]", citation(1), citation(2),
    warnings=["《意见》已宣布失效，不能作为现行依据。"]))
REFUSED = Exchange("月球基地？", answer("未找到依据。", refused=True, searched=Searched(
    documents=5, filters=Filters(), nearest=(NearestClause(clause_id="a#1", address="一、（一）", title="关于<b>的意见"),))))
FAILED = Exchange("再问", error=TiaoliError("busy", "正忙 / busy", "稍后再试 / try later"))
PENDING = Exchange("还没有答案")

pieces = st.sampled_from((*HOSTILE, " ", "\n", "。", " [1]", "[2]", "[3]")) | st.text(max_size=8)
texts = st.lists(pieces, max_size=5).map("".join)
citations = st.lists(st.integers(1, 4), unique=True).flatmap(lambda numbers: st.tuples(*(st.builds(
    lambda title, quote, note, verified, n=n: citation(
        n, title=title, quote=quote, doc_no=note, validity=ValidityNote(status="expired", note=note), verified=verified),
    texts, texts, texts, st.booleans()) for n in numbers)))
answers = st.builds(
    lambda text, cited, warnings, refused, engine, lang: answer(
        text, *cited, warnings=warnings, refused=refused, engine=engine, lang=lang, searched=Searched(
            documents=1, filters=Filters(), nearest=(NearestClause(clause_id="a#1", address="一", title=text),))),
    texts, citations, st.lists(texts, max_size=2), st.booleans(), st.sampled_from(["extractive", "qwen *1*"]), st.sampled_from(LANGS))
conversations = st.lists(st.builds(Exchange, texts, answers), max_size=3)


def read(file: bytes) -> tuple[Document, dict[str, str]]:
    """What python-docx makes of the file, and its footnotes: id -> text."""
    document = Document(BytesIO(file))
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/footnotes"))
    notes = (note for note in parse_xml(part.blob) if not note.get(qn("w:type")))
    return document, {note.get(qn("w:id")): "".join(shown(each) for each in note.iter(qn("w:t"), qn("w:br"))) for note in notes}


def shown(element) -> str:
    return "\n" if element.tag == qn("w:br") else element.text or ""


def body(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def marks(file: bytes) -> list[str]:
    """The footnotes set, in order."""
    return [each.get(qn("w:id")) for each in read(file)[0].element.iter(qn("w:footnoteReference"))]


# Word

def test_the_page_is_that_of_an_official_document():
    document, _ = read(docx([LEAD], "zh-Hans", DAY))
    (section,) = document.sections
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 35, 28, 26]
    styles = {style.style_id: style for style in document.styles}
    assert styles["Normal"].paragraph_format.line_spacing.pt == 28 and styles["Title"].font.size.pt == 22
    fonts = {name: style.element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) for name, style in styles.items() if name in (
        "Title", "Heading1", "Heading2")}
    assert fonts == {"Title": "方正小标宋简体", "Heading1": "黑体", "Heading2": "楷体"}
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert default.get(qn("w:eastAsia")) == "仿宋"
    assert document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:sz')}").get(qn("w:val")) == "32"
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert "".join(each.text for each in footer._element.iter(qn("w:t"))) in ("— 1 —", "— 2 —")


def test_each_citation_is_a_footnote_of_the_words_own_and_a_second_mark_refers_to_it():
    file = docx([LEAD], "zh-Hans", DAY)
    document, notes = read(file)
    assert body(document) == [
        "政策依据备忘录", "行政调解由哪个部门牵头？", "请注意", "《意见》已宣布失效，不能作为现行依据。",
        "牵头：政府法制机构。协助部门：各有关部门。责任部门：司法局。",
        "以上内容由条理（Tiaoli）依据已收录公文整理，引用前请核对原文及其时效。", "2026年3月1日"]
    assert marks(file) == ["1", "2"] == list(notes)
    assert notes["1"] == (" 《關于加快法治政府建設的意見》（连政发〔2011〕126号），连云港市人民政府，2011年9月29日，七、（十八）。"
                          f"时效：已失效（已宣布失效，依据：连政发〔2018〕11号）。原文：“{QUOTE}”")
    (again,) = document.element.iter(qn("w:fldSimple"))
    names = [each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))]
    assert again.get(qn("w:instr")).split()[:2] == ["NOTEREF", names[0]] and shown(next(again.iter(qn("w:t")))) == "1"


def test_a_conversation_keeps_refusals_and_failures_and_numbers_its_notes_through():
    file = docx([LEAD, REFUSED, PENDING, FAILED, LEAD], "en", DAY)
    document, notes = read(file)
    said = body(document)
    assert [each for each in said if re.match(r"\d\. ", each)] == [
        "1. 行政调解由哪个部门牵头？", "2. 月球基地？", "3. 再问", "4. 行政调解由哪个部门牵头？"]
    assert {"未找到依据。", "“关于<b>的意见”, 一、（一）", "正忙 / busy", "稍后再试 / try later", "2026-03-01"} <= set(said)
    assert marks(file) == ["1", "2", "3", "4"] == list(notes) and notes["4"].endswith(f"As published: “{QUOTE}”")


def test_the_same_conversation_makes_the_same_file():
    assert docx([LEAD, FAILED], "zh-Hant", DAY) == docx([LEAD, FAILED], "zh-Hant", DAY) != docx([LEAD], "zh-Hant", DAY)


def test_what_a_notice_says_is_text_and_leads_nowhere():
    hostile = "\n".join(HOSTILE)
    file = docx([Exchange(hostile, answer(hostile, citation(1, title=hostile, quote=hostile, issuer=hostile)))], "zh-Hans", DAY)
    _, notes = read(file)
    assert all(line in notes["1"] for line in hostile.split("\n"))
    with ZipFile(BytesIO(file)) as archive:
        raw = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "TargetMode" not in raw and "<w:hyperlink" not in raw and "instrText" not in raw
    assert set(re.findall(r'w:instr=" (\w+)', raw)) == {"PAGE"}


# Every form

@settings(max_examples=20)
@given(conversations, st.sampled_from(LANGS))
def test_every_number_in_the_text_has_one_footnote_and_no_control_character_is_left(talk, lang):
    memo = memo_of(talk, lang)
    named = [part for paragraph in memo.paragraphs for part in paragraph.parts if isinstance(part, int)]
    assert list(dict.fromkeys(named)) == list(range(1, len(memo.notes) + 1))
    assert len(memo.notes) == sum(len(each.answer.citations) for each in talk)
    file = docx(talk, lang, DAY)
    document, notes = read(file)
    assert marks(file) == list(notes) == [str(number) for number in range(1, len(memo.notes) + 1)]
    assert sum(1 for _ in document.element.iter(qn("w:fldSimple"))) == len(named) - len(memo.notes)
    written = markdown(talk, lang)
    assert not CONTROL.search(written + "".join(body(document)) + "".join(notes.values()))
    assert Counter(re.findall(r"(?<!\\)(?:\\\\)*\[\^(\d+)\](?!:)", written)) == Counter(map(str, named))
    assert re.findall(r"^\[\^(\d+)\]: ", written, re.M) == list(notes)


@settings(max_examples=30)
@given(conversations, st.sampled_from(LANGS))
def test_markdown_renders_to_the_text_it_was_made_of(talk, lang):
    """Even where footnotes are unknown: there they are paragraphs."""
    memo = memo_of(talk, lang)
    expected = [memo.title, *("".join(f"[^{part}]" if isinstance(part, int) else part for part in each.parts) for each in memo.paragraphs),
                memo.closing]
    seen = rendered(markdown(talk, lang))
    assert list(map(flat, seen[:len(expected)])) == list(map(flat, expected))
    assert len(seen) == len(expected) + len(memo.notes)
    for number, (note, line) in enumerate(zip(memo.notes, seen[len(expected):], strict=True), 1):
        assert flat(line).startswith(flat(f"[^{number}]: {note.source} {note.validity}")) and flat(note.quote) in flat(line)


def flat(text: str) -> str:
    return "".join(text.split())


def rendered(written: str) -> list[str]:
    """The texts of its blocks. Every sign that is markup must be of the memo's own making."""
    blocks = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written):
        assert token.type in {"inline", *(f"{kind}_{end}" for kind in (
            "paragraph", "heading", "list_item", "bullet_list") for end in ("open", "close"))}
        if token.type == "inline":
            assert {child.type for child in token.children} <= {"text", "hardbreak", "strong_open", "strong_close"}
            blocks.append("".join("\n" if child.type == "hardbreak" else child.content for child in token.children))
    return blocks


@settings(max_examples=20)
@given(answers, st.sampled_from(LANGS))
def test_the_text_for_the_clipboard_has_a_footnote_to_each_citation(given_answer, lang):
    quotes = [note.quote for note in memo_of([Exchange("", given_answer)], lang).notes]
    said = footnoted(given_answer, lang)
    assert not CONTROL.search(said) and all(quote in said for quote in quotes)
    assert all(f"\n[{number}] " in f"\n{said}" for number in range(1, len(quotes) + 1))


@pytest.mark.parametrize(("lang", "body_text", "note"), [
    ("zh-Hans", "请注意：\n已废止。\n由法制机构负责。[1]\n- 一项", "原文：“負總責”"),
    ("zh-Hant", "請注意：\n已廢止。\n由法制機構負責。[1]\n- 一項", "原文：「負總責」"),
    ("en", "Please note:\n已废止。\n由法制机构负责。[1]\n- 一项", "As published: “負總責”")])
def test_answers_are_shown_in_the_readers_script_and_quotations_as_published(lang, body_text, note):
    given = answer("由法制机构负责。 [1]\n- 一项", citation(1, quote="負總責"), warnings=["已废止。"])
    said, _, notes = footnoted(given, lang).partition("\n\n")
    assert said == body_text and notes.startswith("[1] ") and notes.endswith(note)
    assert "關于加快法治政府建設的意見" in notes


def test_what_a_notice_does_not_say_and_what_was_not_checked_is_told():
    bare = citation(1, doc_no="", issued="", address="五、3.", verified=False, validity=ValidityNote(status="unknown"))
    _, note = footnoted(answer("甲。 [1]", bare), "zh-Hans").split("\n\n")
    assert "文号、发文日期未载明，五、3。时效：时效不明。引文未经核对。原文" in note
    assert "五、3. Validity: Validity unknown. Quotation not checked. As" in footnoted(answer("甲。 [1]", bare), "en")


def test_what_a_language_model_drafted_is_said_to_be():
    assert footnoted(answer("甲。", engine="qwen"), "zh-Hans") == "甲。\n由 qwen 起草，逐句与条款核对。"
    assert "qwen" not in footnoted(answer("未找到依据。", engine="qwen", refused=True), "zh-Hans")


def test_words_of_the_notice_between_quotation_marks_stay_as_published():
    given = answer("条款说“政府負總責”，责任部门另定。 [1]", citation(1))
    assert footnoted(given, "zh-Hant").startswith("條款說“政府負總責”，責任部門另定。[1]")


def test_a_marker_of_no_citation_stays_and_a_citation_without_marker_is_kept():
    assert footnoted(answer("甲 [7]。", citation(1)), "zh-Hans").startswith("甲 [7]。[1]\n\n[1] ")


def test_the_words_of_the_three_languages_are_the_same_ones():
    tables = tomllib.loads((ASSETS / "memo.toml").read_text("utf-8"))
    assert set(tables) == set(LANGS) and len({frozenset(table) for table in tables.values()}) == 1
