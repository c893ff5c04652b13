"""Validity as of a day: what a notice says of itself, what others on file do to it, and where that is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from answer.listing import document, documents
from answer.model import Filters
from answer.service import ask
from index.manifest import DocSummary
from index.relations import acts_upon, judge_on, names_of
from index.store import read_index
from index.writer import write_index
from ingest.acts import acts_of
from ingest.model import Act, Meta, Region, Span, Validity
from ingest.parse import parse
from ingest.validity import ActUpon, evidence_in, expiry_date, status_on

ISSUING = "昆山市人民政府关于印发《昆山市停车管理办法》的通知"
CITY, OTHER_CITY = Region("江苏省苏州市昆山市", ("320000", "320500", "320583")), Region("江苏省连云港市", ("320000", "320700"))


def upon(kind: str, day: str = "", issued: str = "2020-05-01", **act) -> ActUpon:
    return ActUpon(Act(kind, "b#3", Span(4, 9), "甲办法", "", day, **act), "b", "乙办法", "昆政发〔2020〕1号", issued)


@pytest.mark.parametrize(("meta", "acts", "day", "status", "reason"), [
    (Meta(), (upon("repeal"),), "2020-05-01", "repealed", "repealed"),
    (Meta(), (upon("repeal"),), "2020-04-30", "in_force", "until"),
    (Meta(), (upon("repeal", day="2020-07-01"),), "2020-06-30", "in_force", "until"),
    (Meta(), (upon("repeal", day="2020-07-01"),), "2020-07-01", "repealed", "repealed"),
    (Meta(), (upon("repeal", issued=""),), "2010-01-01", "repealed", "repealed"),
    (Meta(validity=Validity("in_force")), (upon("repeal"),), "2021-01-01", "repealed", "repealed"),
    (Meta(expires="2019-12-31"), (upon("repeal"),), "2020-01-31", "expired", "term"),
    (Meta(), (upon("amend"),), "2021-01-01", "unknown", "amended"),
    (Meta(validity=Validity("in_force")), (upon("amend"),), "2021-01-01", "in_force", "amended"),
    (Meta(), (upon("amend"),), "2020-01-01", "unknown", "silent"),
    (Meta(validity=Validity("in_force")), (upon("supersede"),), "2021-01-01", "unknown", "edition"),
    (Meta(effective="2021-01-01"), (), "2020-12-31", "unknown", "not_yet"),
    (Meta(effective="2021-01-01"), (), "2021-01-01", "unknown", "silent"),
    (Meta(title="某市办法（试行）"), (), "2021-01-01", "unknown", "trial"),
    (Meta(validity=Validity("repealed", "连政发〔2018〕11号")), (), "2017-12-31", "in_force", "until"),
    (Meta(validity=Validity("repealed", "连政发〔2018〕11号")), (), "2018-01-01", "repealed", "repealed"),
    (Meta(validity=Validity("repealed")), (), "1990-01-01", "repealed", "repealed"),
])  # fmt: skip
def test_validity_as_of_a_day(meta: Meta, acts: tuple, day: str, status: str, reason: str) -> None:
    judged = status_on(meta, date.fromisoformat(day), acts)
    assert (judged.status, judged.reason) == (status, reason)
    assert (judged.doc_id == "b") == (reason in ("amended", "edition") or (bool(acts) and reason in ("repealed", "until")))


@pytest.mark.parametrize(("clause", "expires"), [
    ("本办法自发布之日起试行两年。", "2023-03-04"),
    ("本通知有效期为3年。", "2024-03-04"),
    ("本通知自2021年3月31日起执行，试行6个月。", "2021-09-30"),
    ("本规定有效期自2021年3月1日起至2026年2月28日。", "2026-02-28"),
    ("本办法自2020年2月29日起施行，有效期1年。", "2021-02-28"),
    ("有效期五年，自2022年1月1日起施行。", "2027-01-01"),
    ("本办法自印发之日起30日后施行，有效期5年。", "2026-03-04"),
    ("许可证有效期为5年。本法自2020年1月1日起施行。", ""),
    ("本办法自2020年1月1日起施行，许可证有效期5年。", ""),
    ("坚持规范性文件5年有效期制度。", ""),
])  # fmt: skip
def test_terms_of_the_notice_itself(clause: str, expires: str) -> None:
    assert expiry_date(clause, "2021-03-04") == expires


def held(doc_id: str, *acts: Act, **meta) -> DocSummary:
    settled = {"title": "昆山市停车管理办法", "issuer": "昆山市人民政府", "issued": "2010-01-01", "region": CITY, **meta}
    return DocSummary(doc_id, f"/{doc_id}", "", "", 1, 0, Meta(**settled), acts)


def repeal(title: str = "", doc_no: str = "") -> Act:
    return Act("repeal", "new#9", Span(0, 2), title, doc_no)


def acting(*acts: Act, **meta) -> DocSummary:
    return held("new", *acts, **{"title": "昆山市车辆管理办法", "issued": "2020-01-01", "doc_no": "昆政发〔2020〕1号", **meta})


def hit(old: DocSummary, new: DocSummary) -> str:
    return ",".join(one.act.kind for one in acts_upon((old, new)).get("old", ()))


@pytest.mark.parametrize(("old", "new", "expected"), [
    (held("old", doc_no="昆政发〔2010〕3号"), acting(repeal(doc_no="昆政发〔2010〕3号")), "repeal"),
    (held("old"), acting(repeal("昆山市停车管理办法")), "repeal"),
    (held("old", title=ISSUING), acting(repeal("昆山市停车管理办法")), "repeal"),
    (held("old", title=ISSUING), acting(repeal("关于印发〈昆山市停车管理办法〉的通知")), "repeal"),
    (held("old"), acting(repeal("市政府关于印发〈昆山市停车管理办法〉的通知")), "repeal"),
    (held("old"), acting(repeal("关于转发〈昆山市停车管理办法〉的通知")), ""),
    (held("old", title="昆山市停車管理辦法"), acting(repeal("昆山市停车管理办法")), "repeal"),
    (held("old", title="昆山市停车管理办法实施细则"), acting(repeal("昆山市停车管理办法")), ""),
    (held("old", title="停车管理办法", region=OTHER_CITY, issuer="连云港市人民政府"), acting(repeal("停车管理办法")), ""),
    (held("old", issued="2021-01-01"), acting(repeal("昆山市停车管理办法")), ""),
    (held("old", doc_no="昆政发〔2010〕3号"), acting(repeal("昆山市停车管理办法", "昆政发〔2005〕8号")), ""),
    (held("old", doc_no="昆山市人民政府令第8号"), acting(repeal("昆山市停车管理办法", "市政府令第8号")), "repeal"),
    (held("old", doc_no="政发〔2010〕3号"), acting(repeal(doc_no="政发〔2010〕3号")), ""),
    (held("old"), acting(title="昆山市停车管理办法"), "supersede"),
    (held("old", title="昆山市停车管理办法（试行）"), acting(title="昆山市停车管理办法"), "supersede"),
    (held("old", title="昆山市停车管理办法"), acting(title="昆山市停车管理办法（2020年修订）"), "supersede"),
    (held("old", issuer="昆山市公安局"), acting(title="昆山市停车管理办法"), ""),
    (held("old", title="2019年昆山市工作要点"), acting(title="2020年昆山市工作要点"), ""),
    (held("old"), acting(title="昆山市停车管理办法", issued="2010-01-01"), ""),
])  # fmt: skip
def test_which_notice_an_act_hits(old: DocSummary, new: DocSummary, expected: str) -> None:
    assert hit(old, new) == expected


def test_the_names_of_a_notice() -> None:
    assert names_of("昆山市人民政府关于印发《昆山市停车管理办法》的通知")[1] == names_of("昆山市停車管理辦法")[0]
    assert names_of("中华人民共和国行政处罚法（2021年修订）") == names_of("行政處罰法")
    assert names_of("关于转发《甲办法》的通知") == ("关于转发甲办法的通知",)


@pytest.mark.parametrize(("text", "reason", "words"), [
    ("时效：已废止\n某市工作通知\n各县：\n一、甲。\n", "repealed", "已废止"),
    ("某市管理办法\n第一条 甲。\n第二条 本办法自2019年1月1日起施行，有效期1年。\n", "term", "有效期1年"),
    ("某市管理办法\n第一条 甲。\n第二条 本办法自2049年1月1日起施行。\n", "not_yet", "自2049年1月1日起施行"),
    ("某市工作方案（2016—2018年）\n一、甲。\n", "plan", "某市工作方案（2016—2018年）"),
])  # fmt: skip
def test_the_clause_on_which_a_judgement_rests(text: str, reason: str, words: str) -> None:
    notice = parse(text.encode(), "d", "d.txt")
    judged = judge_on(date(2024, 1, 1))("d", notice.meta)
    clause, span = evidence_in(notice, judged)
    assert (judged.reason, span.of(clause.text)) == (reason, words)


@pytest.fixture
def repealing_home(tmp_path: Path, stand_in_embedder: None) -> Path:
    """A notice of Kunshan, and the one that repeals it."""
    first = "昆山市停车管理办法\n昆政发〔2010〕3号\n各镇人民政府：\n一、停车收费由交通局负责。\n昆山市人民政府\n2010年1月1日\n"
    old = parse(first.encode(), "old", "/notices/old.txt")
    text = ("昆山市人民政府关于废止部分文件的决定\n昆政发〔2020〕1号\n各镇人民政府：\n现将有关事项决定如下。\n"
            "一、《昆山市停车管理办法》（昆政发〔2010〕3号）自2020年7月1日起废止。\n昆山市人民政府\n2020年6月1日\n")
    new = parse(text.encode(), "new", "/notices/new.txt")
    new = replace(new, acts=acts_of(new.text, new.clauses, new.meta))
    with write_index(tmp_path / "home", create=True) as index:
        index.put_many([old, new])
    return tmp_path / "home"


def test_a_repeal_on_file_flips_the_status_and_names_its_clause(repealing_home: Path) -> None:
    with read_index(repealing_home) as index:
        listed = {one["doc_id"]: one["validity"] for one in documents(index)}
        shown = document(index, "old")["validity"]
    assert listed["old"] == shown and shown["status"] == "repealed" and "昆政发〔2020〕1号" in shown["note"]
    assert (shown["by_doc_id"], shown["clause_id"]) == ("new", "new#1")
    assert listed["new"]["status"] == "unknown"


def test_answers_and_filters_know_of_the_repeal(repealing_home: Path) -> None:
    with read_index(repealing_home) as index:
        said = ask(index, "昆政发〔2010〕3号还有效吗")
        before = ask(index, "昆政发〔2010〕3号还有效吗", filters=Filters(as_of="2020-06-30"))
        warned = ask(index, "昆政发〔2010〕3号的发文机关是哪里")
        filtered = ask(index, "昆政发〔2010〕3号的发文机关是哪里", filters=Filters(in_force=True))
    assert "失效" in said.answer and not said.refused
    assert [(one.doc_id, one.clause_id) for one in said.citations] == [("new", "new#1")]
    assert "自2020年7月1日起废止" in said.citations[0].quote
    assert "当时有效" in before.answer
    assert warned.citations[0].validity.status == "repealed" and any("不能作为现行依据" in one for one in warned.warnings)
    assert filtered.refused
