"""The verifier: what is right passes, and each single fault is caught."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.claims import Claim
from answer.extract import claims_for
from answer.header import metadata_claim, validity_claim
from answer.quotes import sentence_claim
from answer.verify import verify
from index.kinds import ROLES
from index.query import Query, understand
from index.relations import judge_on
from ingest.model import Clause, Fact, Meta, Notice, Region, Span, Validity
from ingest.parse import parse
from ingest.script import simplify
from ingest.sentences import sentences

JUDGE = judge_on(date(2024, 6, 1))
CORPUS = sorted((Path(__file__).parent.parent / "corpus").iterdir())
NOTICES = tuple(parse(path.read_bytes(), path.stem, str(path)) for path in CORPUS)
SENTENCES = [(notice, clause, span) for notice in NOTICES for clause in notice.clauses for span in sentences(clause.text)]
WITH_DIGITS = [(notice, clause, span) for notice, clause, span in SENTENCES if any(map(str.isdigit, span.of(clause.text)))]
LEAD = {"zh-Hans": "行政调解由谁牵头", "zh-Hant": "行政調解由誰牽頭", "en": "Who leads mediation?"}


def read(question: str) -> Query:
    return understand(question, lambda english: [], date.today())


def fact(text: str, kind: str, value: str) -> Fact:
    at = text.index(value)
    return Fact(kind, value, Span(at, at + len(value)))


TEXT = "（十八）行政调解由政府法制机构牵头，每年不少于15天。（责任部门：市信访局、司法局；协助部门：市各有关部门）"
CLAUSE = Clause("n#7/18", "七、（十八）", "item", "", TEXT, Span(0, len(TEXT)), None, (), (
    fact(TEXT, "lead", "政府法制机构"), fact(TEXT, "figure", "15天"), fact(TEXT, "responsible", "市信访局"),
    fact(TEXT, "responsible", "司法局"), fact(TEXT, "assisting", "市各有关部门")))
OTHER = replace(CLAUSE, id="n#7/19", address="七、（十九）", text="（十九）行政复议由市财政局负责。", facts=())
META = Meta(title="关于加快法治政府建设的意见", issuer="连云港市人民政府", doc_no="连政发〔2011〕126号", issued="2011-09-29",
            region=Region("江苏省连云港市", ("320000", "320700")), validity=Validity("repealed", "连政发〔2018〕11号", Span(0, 3)))
HEAD = replace(CLAUSE, id="n#h", address="文件信息", kind="head", facts=(),
               text="连云港市人民政府 关于加快法治政府建设的意见 连政发〔2011〕126号 2011-09-29 已失效")
NOTICE = Notice("n", "/n.txt", "", "utf-8", META, TEXT, (HEAD, CLAUSE, OTHER))
WHOLE = Span(0, len(TEXT))
SENTENCE = Span(5, 29)

RIGHT = {
    "lead": Claim("牵头：政府法制机构。", "lead", ("政府法制机构",), NOTICE, CLAUSE, WHOLE),
    "responsible": Claim("责任部门：市信访局、司法局。", "responsible", ("市信访局", "司法局"), NOTICE, CLAUSE, WHOLE),
    "traditional": Claim("責任部門：市信訪局、司法局。", "responsible", ("市信访局", "司法局"), NOTICE, CLAUSE, WHOLE),
    "english": Claim("Responsible (not lead): Municipal Petition Bureau (市信访局), Justice Bureau (司法局).", "responsible",
                     ("市信访局", "司法局"), NOTICE, CLAUSE, WHOLE),
    "assisting": Claim("协助部门：市各有关部门。", "assisting", ("市各有关部门",), NOTICE, CLAUSE, WHOLE),
    "verbatim": Claim(SENTENCE.of(TEXT), "verbatim", (SENTENCE.of(TEXT),), NOTICE, CLAUSE, SENTENCE),
    "metadata": Claim("文号：连政发〔2011〕126号。", "metadata", ("连政发〔2011〕126号",), NOTICE, HEAD, Span(0, 10)),
    "issuer": Claim("Issued by: 连云港市人民政府.", "metadata", ("连云港市人民政府",), NOTICE, HEAD, Span(0, 8)),
    "validity": Claim("《关于加快法治政府建设的意见》（连政发〔2011〕126号）已宣布失效，依据：连政发〔2018〕11号。", "validity",
                      ("repealed",), NOTICE, HEAD, Span(0, 8)),
    "absence": Claim("该条未写明牵头单位。", "absence", ("lead",), NOTICE, OTHER, Span(0, 5)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_supported(name: str) -> None:
    assert verify(RIGHT[name], JUDGE) == "supported"


@pytest.mark.parametrize(("name", "fault", "verdict"), [
    # A body that has another role, or none, whether shown or said.
    ("lead", {"text": "牵头：司法局。", "said": ("司法局",)}, "contradicted"),
    ("lead", {"text": "牵头：市财政局。", "said": ("市财政局",)}, "not_found"),
    ("lead", {"text": "牵头：司法局。"}, "not_found"),
    ("lead", {"text": "牵头：政府法制机构、司法局。"}, "not_found"),
    ("responsible", {"text": "责任部门：市信访局。"}, "not_found"),
    ("responsible", {"said": ("市信访局",)}, "not_found"),
    ("responsible", {"text": "责任部门：市信访局、司法局、财政局。"}, "not_found"),
    ("english", {"text": "Responsible (not lead): Municipal Petition Bureau (市信访局), Finance Bureau (财政局)."}, "not_found"),
    # A role swapped for another.
    ("responsible", {"relation": "lead"}, "contradicted"),
    ("assisting", {"relation": "responsible"}, "contradicted"),
    ("responsible", {"text": "牵头：市信访局、司法局。"}, "not_found"),
    ("traditional", {"text": "牽頭：市信訪局、司法局。"}, "not_found"),
    ("english", {"text": "Lead: Municipal Petition Bureau (市信访局), Justice Bureau (司法局)."}, "not_found"),
    ("assisting", {"text": "市各有关部门。"}, "not_found"),
    # A number or a sentence changed, cut or lengthened.
    ("verbatim", {"text": SENTENCE.of(TEXT).replace("15", "16")}, "not_found"),
    ("verbatim", {"said": (SENTENCE.of(TEXT).replace("15", "16"),)}, "not_found"),
    ("verbatim", {"text": SENTENCE.of(TEXT).replace("不少于", "")}, "not_found"),
    ("verbatim", {"text": SENTENCE.of(TEXT)[2:]}, "not_found"),
    ("verbatim", {"text": SENTENCE.of(TEXT) + "一律免费。"}, "not_found"),
    ("verbatim", {"text": f"一律免费“{SENTENCE.of(TEXT)}”"}, "not_found"),
    ("verbatim", {"text": f"Everything is free. “{SENTENCE.of(TEXT)}”"}, "not_found"),
    ("verbatim", {"text": "。"}, "not_found"),
    # Words of another clause, or from beyond the quotation.
    ("verbatim", {"clause": OTHER, "quote": Span(0, 16)}, "not_found"),
    ("lead", {"clause": OTHER, "quote": Span(0, 16)}, "not_found"),
    ("verbatim", {"quote": Span(30, len(TEXT))}, "not_found"),
    ("lead", {"quote": Span(30, len(TEXT))}, "not_found"),
    # A quotation that is empty.
    ("verbatim", {"quote": Span(4, 4)}, "not_found"),
    ("lead", {"quote": Span(500, 600)}, "not_found"),
    ("metadata", {"quote": Span(0, 0)}, "not_found"),
    ("absence", {"quote": Span(0, 0)}, "not_found"),
    ("verbatim", {"said": ()}, "not_found"),
    # A catalogue value that is made up, or put under another field.
    ("metadata", {"text": "文号：连政发〔2011〕127号。", "said": ("连政发〔2011〕127号",)}, "not_found"),
    ("metadata", {"text": "文号：连政发〔2018〕11号。"}, "not_found"),
    ("metadata", {"text": "索引号：连政发〔2011〕126号。"}, "not_found"),
    ("issuer", {"text": "Issued by: 苏州市人民政府."}, "not_found"),
    ("metadata", {"said": ("",), "text": "文号：。"}, "not_found"),
    # A status that the notice has not.
    ("validity", {"said": ("in_force",)}, "contradicted"),
    ("validity", {"text": "《关于加快法治政府建设的意见》（连政发〔2011〕126号）由发布目录标明有效。"}, "not_found"),
    ("validity", {"text": RIGHT["validity"].text.replace("11号", "12号")}, "not_found"),
    ("validity", {"text": RIGHT["validity"].text.replace("126号", "127号")}, "not_found"),
    # Word that nobody leads, though somebody does or the clause speaks of it.
    ("absence", {"clause": CLAUSE}, "contradicted"),
    ("absence", {"clause": replace(CLAUSE, facts=())}, "not_found"),
    ("absence", {"clause": replace(OTHER, text="由市財政局牽頭。")}, "not_found"),
    ("absence", {"text": "该条未列责任部门。"}, "not_found"),
    ("absence", {"said": ("responsible",), "text": "该条未列责任部门。", "clause": CLAUSE}, "contradicted"),
])
def test_each_fault_is_caught(name: str, fault: dict, verdict: str) -> None:
    faulty = replace(RIGHT[name], **fault)
    assert faulty != RIGHT[name]
    assert verify(faulty, JUDGE) == verdict


def test_validity_is_judged_on_the_day_given() -> None:
    notice = replace(NOTICE, meta=replace(META, validity=Validity(), plan_years=(2021, 2025)))
    ended = Claim("《意见》的规划期（2021—2025年）已届满。", "validity", ("expired",), notice, HEAD, Span(0, 8))
    assert verify(ended, judge_on(date(2026, 1, 1))) == "supported"
    assert verify(ended, judge_on(date(2025, 12, 31))) == "contradicted"


@pytest.mark.parametrize("kind", ["由谁牵头", "由谁负责", "由谁协助", "由誰牽頭", "Who leads?", "Who is responsible?", "Who assists?"])
def test_the_roles_of_every_clause_are_supported_and_never_under_another_role(kind: str) -> None:
    query = read(kind)
    clauses = [(notice, clause) for notice in NOTICES for clause in notice.clauses
               if any(fact.kind in ROLES for fact in clause.facts)]
    assert len(clauses) > 60
    for notice, clause in clauses:
        roles = {role: {fact.value for fact in clause.facts if fact.kind == role} for role in ROLES}
        for claim in claims_for(query, notice, clause, ()):
            if claim.relation == "absence":
                assert not roles[claim.said[0]]
                continue
            assert verify(claim, JUDGE) == "supported", (claim.text, claim.said)
            for other in set(ROLES) - {claim.relation}:
                if not set(claim.said) <= roles[other]:
                    assert verify(replace(claim, relation=other), JUDGE) != "supported"


@pytest.mark.parametrize("question", ["还有效吗", "還有效嗎", "Is it still in force?"])
def test_what_is_said_of_every_notice_is_supported(question: str) -> None:
    for notice in NOTICES:
        claim = validity_claim(read(question), notice, JUDGE(notice.doc_id, notice.meta))
        assert (claim is None) == (notice.clauses[0].kind != "head")
        assert claim is None or verify(claim, JUDGE) == "supported", claim.text


@pytest.mark.parametrize("question", [
    "文号是多少", "索引號是什麼", "发布日期是哪天", "什么时候印发的", "發文機關是哪個", "主送哪些单位", "全称叫什么", "標題是什麼",
    "Who issued it?", "What is the document number?", "When was it issued?",
])
def test_the_catalogue_of_every_notice_is_supported(question: str) -> None:
    claims = [claim for notice in NOTICES if (claim := metadata_claim((query := read(question)), notice, query.field))]
    assert claims and all(verify(claim, JUDGE) == "supported" for claim in claims), [claim.text for claim in claims]


@given(st.sampled_from(SENTENCES), st.sampled_from(sorted(LEAD)))
def test_any_sentence_of_any_clause_is_supported_in_either_script(where: tuple[Notice, Clause, Span], lang: str) -> None:
    notice, clause, span = where
    claim = sentence_claim(read(LEAD[lang]), notice, clause, span)
    assert verify(claim, JUDGE) == "supported", claim.text


@given(st.sampled_from(WITH_DIGITS), st.sampled_from(sorted(LEAD)), st.data())
def test_any_sentence_with_one_digit_changed_is_not(where: tuple[Notice, Clause, Span], lang: str, data) -> None:
    claim = sentence_claim(read(LEAD[lang]), *where)
    at = data.draw(st.sampled_from([at for at, char in enumerate(claim.text) if char.isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != claim.text[at]]))
    changed = claim.text[:at] + digit + claim.text[at + 1:]
    assert verify(replace(claim, text=changed), JUDGE) == "not_found"
    assert verify(replace(claim, text=changed, said=(changed,)), JUDGE) == "not_found"


@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES))
def test_a_sentence_of_another_clause_is_not(one: tuple[Notice, Clause, Span], other: tuple[Notice, Clause, Span]) -> None:
    claim = sentence_claim(read(LEAD["zh-Hans"]), *one)
    notice, clause, span = other
    moved = verify(replace(claim, notice=notice, clause=clause, quote=span), JUDGE)
    same = simplify(span.of(clause.text)).rstrip("。") == simplify(one[2].of(one[1].text)).rstrip("。")
    assert moved == "supported" if same else moved == "not_found"


def test_verifying_changes_nothing_and_is_repeatable() -> None:
    for claim in RIGHT.values():
        before = copy.deepcopy(claim)
        assert [verify(claim, JUDGE) for _ in range(3)] == ["supported"] * 3
        assert claim == before
