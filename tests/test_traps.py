"""What the five notices of the corpus hide, one assertion a trap; every fact here was read off the source by eye."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ingest.decode import decode
from ingest.model import Clause, Notice
from ingest.parse import parse

CORPUS = Path(__file__).parent.parent / "corpus"
STEMS = sorted(path.stem for path in CORPUS.glob("*.txt"))
LIANYUNGANG, QIJIANG, SHISHOU, ANQIU, KUNSHAN = STEMS


@cache
def notice(stem: str) -> Notice:
    return parse((CORPUS / f"{stem}.txt").read_bytes(), stem, f"{stem}.txt")


def clause(stem: str, address: str) -> Clause:
    return next(one for one in notice(stem).clauses if one.address == address)


def addresses(stem: str, pattern: str) -> list[str]:
    return [one.address for one in notice(stem).clauses if re.fullmatch(pattern, one.address)]


def bodies(one: Clause, kind: str) -> list[str]:
    return [fact.value for fact in one.facts if fact.kind == kind]


def removed(stem: str) -> list[str]:
    """The runs of the source that are not in the cleaned text, blanks apart."""
    data, found, at = (CORPUS / f"{stem}.txt").read_bytes(), [], 0
    for segment in notice(stem).segments:
        found.append(data[at : segment.byte_start].decode())
        at = segment.byte_end
    return [run.strip() for run in (*found, data[at:].decode()) if run.strip()]


CN = "[一二三四五六七八九十]+"


# Lianyungang: Traditional copy, two levels, a flattened table of five columns.


def test_lianyungang_says_what_it_is() -> None:
    meta = notice(LIANYUNGANG).meta
    assert (meta.doc_no, meta.issuer, meta.issued) == ("连政发〔2011〕126号", "连云港市人民政府", "2011-09-29")
    assert meta.index_no == "k12498411/2011-00037"
    assert meta.title == "關于加快法治政府建設的意見"
    assert meta.script == "zh-Hant"
    assert meta.addressees == "各縣、區人民政府,市各委、辦、局,市各直屬單位"
    assert meta.region is not None
    assert (meta.region.name, meta.region.inferred) == ("江苏省连云港市", False)


def test_lianyungang_is_repealed_by_the_row_of_its_catalogue() -> None:
    found = notice(LIANYUNGANG)
    assert (found.meta.validity.status, found.meta.validity.by) == ("repealed", "连政发〔2018〕11号")
    assert found.meta.validity.evidence is not None
    assert "此文件已宣布失效" in found.meta.validity.evidence.of(found.text)


def test_lianyungang_has_26_items_in_8_chapters() -> None:
    assert addresses(LIANYUNGANG, f"{CN}、") == [f"{n}、" for n in "一二三四五六七八"]
    items = addresses(LIANYUNGANG, f"{CN}、（{CN}）")
    assert len(items) == 26
    assert [clause(LIANYUNGANG, item).id.rpartition("/")[2] for item in items] == [str(n) for n in range(1, 27)]
    assert (items[0], items[17], items[-1]) == ("一、（一）", "七、（十八）", "八、（二十六）")


def test_lianyungang_distinguishes_lead_responsible_and_assisting() -> None:
    mediation = clause(LIANYUNGANG, "七、（十八）")
    assert bodies(mediation, "lead") == ["政府法制機構"]
    assert bodies(mediation, "responsible") == ["市政府辦公室", "信訪局", "法制辦", "司法局"]
    assert bodies(mediation, "assisting") == ["市各有關部門"]
    with_note = clause(LIANYUNGANG, "二、（三）")
    assert bodies(with_note, "assisting") == ["市政府法制辦"]
    assert bodies(with_note, "responsible")[-1] == "交通運輸局"
    assert "市發改委(目標辦)" in bodies(clause(LIANYUNGANG, "八、（二十二）"), "responsible")


def test_lianyungang_annex_has_49_rows_each_with_its_own_bodies() -> None:
    rows = [one for one in notice(LIANYUNGANG).clauses if one.kind == "row"]
    assert len(rows) == 49
    assert all(one.address.startswith("附件 ") and bodies(one, "responsible") for one in rows)
    assert sum(bool(bodies(one, "assisting")) for one in rows) == 31
    chapters = [sum(one.address.startswith(f"附件 {n}、") for one in rows) for n in "一二三四五六七"]
    assert chapters == [11, 5, 5, 4, 4, 5, 15]


@pytest.mark.parametrize(
    ("address", "responsible", "assisting"),
    [
        ("附件 一、1.（2）", "市財政局 國稅局 地稅局", ""),
        ("附件 一、2.（1）", "市行政審批中心", "市級行政審批部門"),
        ("附件 一、2.（3）", "各縣區政府 市行政審批中心 市監察局", ""),
        ("附件 一、4.", "市監察局 法制辦 信息中心", "市各有關部門"),
        ("附件 二、1.（1）", "市政府辦公室 市法制辦 政府各部門", "市法制辦"),
        ("附件 三、1.（3）", "市法制辦", "市各有關部門 各縣區政府"),
        ("附件 四、1.", "市文廣新局 國土局 環保局 城建局 農委 交通運輸局", "市法制辦"),
        ("附件 六、1.（1）", "市政府辦公室 法制辦 市各有關部門", ""),
        ("附件 六、1.（3）", "市信訪局 法制辦 司法局", "市各有關部門"),
        ("附件 七、1.第3行", "市各有關部門", ""),
        ("附件 七、2.（2）", "市法制辦 發改委(目標辦)", "市各有關部門"),
        ("附件 七、4.", "市法制辦", "各縣區政府"),
        ("附件 七、5.（2）", "市政府各部門", ""),
        ("附件 七、6.（2）", "市司法局 法制辦", "市各有關部門"),
    ],
)
def test_lianyungang_merged_cells_are_resolved(address: str, responsible: str, assisting: str) -> None:
    row = clause(LIANYUNGANG, address)
    assert bodies(row, "responsible") == responsible.split()
    assert bodies(row, "assisting") == assisting.split()


def test_lianyungang_annex_keeps_its_headings() -> None:
    assert clause(LIANYUNGANG, "附件").heading == "加快建設法治政府任務分解表"
    assert clause(LIANYUNGANG, "附件 六、").heading == "增強解決爭議能力,依法防范和化解社會矛盾"
    assert clause(LIANYUNGANG, "附件 六、1.（1）").parent == clause(LIANYUNGANG, "附件 六、1.").id


def test_lianyungang_loses_no_word() -> None:
    assert removed(LIANYUNGANG) == []


# Qijiang: web page with furniture, three levels, numbers that run through the chapters.


def test_qijiang_says_what_it_is() -> None:
    meta = notice(QIJIANG).meta
    assert meta.index_no == "115002227398230135/2022-00025"
    assert meta.issuer == "中共重庆市綦江区委、重庆市綦江区人民政府"
    assert (meta.issued, meta.published, meta.plan_years) == ("2022-05-04", "2022-05-30", (2021, 2025))
    assert (meta.doc_no, meta.validity.status) == ("", "unknown")
    assert meta.region is not None
    assert (meta.region.name, meta.region.inferred) == ("重庆市綦江区", False)


def test_qijiang_has_85_paragraphs_in_33_items_in_10_chapters() -> None:
    assert len(addresses(QIJIANG, f"{CN}、")) == 10
    items = addresses(QIJIANG, f"{CN}、（{CN}）")
    paragraphs = addresses(QIJIANG, rf"{CN}、（{CN}）\d+\.")
    assert [clause(QIJIANG, item).id.rpartition("/")[2] for item in items] == [str(n) for n in range(1, 34)]
    assert [int(address.rpartition("）")[2][:-1]) for address in paragraphs] == list(range(1, 86))
    assert paragraphs[43] == "七、（十八）44."


def test_qijiang_closing_paragraph_belongs_to_the_notice() -> None:
    closing = clause(QIJIANG, "末段")
    assert closing.parent is None
    assert closing.text.startswith("全区各街镇、各部门要全面准确贯彻落实本实施方案")
    assert bodies(closing, "lead") == ["区委依法治区办", "区司法局"]
    assert clause(QIJIANG, "十、（三十三）85.").text.endswith("先进典型。")


def test_qijiang_furniture_is_gone_and_nothing_else() -> None:
    head, tail = ("".join(run.split()) for run in removed(QIJIANG))
    assert head == "中国政府网|重庆市人民政府网您当前的位置:首页>政务公开>政府信息公开目录>政策文件>其他文件"
    assert tail == "扫一扫在手机打开当前页智能问答便民地图政策问答数据中心新媒体矩阵营商环境微博公开信箱智能问答"


# Shishou: a report without header, pinyin spliced in, the place masked.


def test_shishou_pinyin_is_removed_mapped_and_said() -> None:
    found = notice(SHISHOU)
    data = (CORPUS / f"{SHISHOU}.txt").read_bytes()
    assert not re.search(r"\([^)]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][^)]*\)", found.text)
    assert "監管" in found.text and "聯合" in found.text
    assert all(re.fullmatch(r"\([a-zü]*[^\x00-\x7f][a-zü]*\)", run) for run in removed(SHISHOU))
    assert len(removed(SHISHOU)) == 132
    at = found.text.index("監管")
    segments = [one for one in found.segments if one.start < at + 2 and one.start + one.length > at]
    assert data[segments[0].byte_start : segments[-1].byte_end].decode().count("監(jiān)管") == 1
    assert "原文夹有拼音 132 处，已略去" in found.warnings


def test_shishou_place_is_inferred_and_said_to_be() -> None:
    found = notice(SHISHOU)
    assert found.meta.region is not None
    assert (found.meta.region.name, found.meta.region.inferred) == ("湖北省荆州市石首市", True)
    assert any("石政发" in warning and "推断" in warning for warning in found.warnings)


def test_shishou_invents_no_date_number_or_issuer() -> None:
    meta = notice(SHISHOU).meta
    assert (meta.issued, meta.published, meta.effective, meta.expires) == ("", "", "", "")
    assert (meta.doc_no, meta.index_no, meta.issuer, meta.plan_years) == ("", "", "", None)
    assert meta.title.startswith("（无标题）")


def test_shishou_mixed_numbering() -> None:
    assert addresses(SHISHOU, ".*[、.]|.*是") == [
        "一、", "一、（一）1.", "一、（一）1.一是", "一、（一）1.二是", "一、（一）1.三是", "一、（一）2.", "一、（一）2.一是",
        "一、（一）2.二是", "一、（一）2.三是", "一、（一）2.四是", "一、（二）1.", "一、（二）2.", "一、（二）3.", "一、（四）1、",
        "一、（四）2、", "一、（五）1.", "一、（五）2.", "二、",
    ]  # fmt: skip
    assert addresses(SHISHOU, f"二、（{CN}）") == ["二、（一）", "二、（二）", "二、（三）", "二、（四）"]
    assert clause(SHISHOU, "一、末段").text.startswith("今年以來,我市在推進依法行政")
    assert "162項" in bodies(clause(SHISHOU, "一、（一）1.一是"), "figure")


# Anqiu: 一是 and 二是 below 一、.


def test_anqiu_says_what_it_is() -> None:
    meta = notice(ANQIU).meta
    assert (meta.doc_no, meta.issuer, meta.issued) == ("安经开〔2018〕7号", "安丘经济开发区管委会", "2018-02-01")
    assert meta.index_no == "113707840643760583/2018-00073"
    assert meta.title == "安丘经济开发区2017年度法治政府建设工作落实情况汇报"
    assert meta.region is not None and meta.region.name == "山东省潍坊市安丘市"


def test_anqiu_paragraphs_are_clauses_of_their_own() -> None:
    counts = {chapter: len(addresses(ANQIU, f"{chapter}、{CN}是")) for chapter in "一二三四五六七八"}
    assert counts == {"一": 3, "二": 6, "三": 6, "四": 0, "五": 3, "六": 3, "七": 0, "八": 3}
    assert clause(ANQIU, "三、二是").heading == "扩大公众参与"
    assert "289条" in bodies(clause(ANQIU, "三、二是"), "figure")
    assert clause(ANQIU, "七、").text.endswith("第一道防线作用。")


def test_anqiu_furniture_is_gone_and_nothing_else() -> None:
    head, tail = removed(ANQIU)
    assert head.split() == ["信息公开搜索:", "."]
    assert tail.startswith("安丘市人民政府 版权所有") and tail.endswith("技术支持:安丘在线")
    assert notice(ANQIU).text.endswith("(此件公开发布)")


# Kunshan: quotation marks and 年月日 lost in the copy.


def test_kunshan_says_what_it_is() -> None:
    meta = notice(KUNSHAN).meta
    assert (meta.doc_no, meta.issuer, meta.issued) == ("昆政办发〔2020〕94号", "昆山市人民政府办公室", "2020-06-16")
    assert meta.index_no == "014190052/2020-02614"
    assert meta.title == "市政府办公室关于印发2020年昆山市法治政府建设工作要点的通知"
    assert meta.region is not None and meta.region.name == "江苏省苏州市昆山市"


def test_kunshan_damaged_date_and_quotes_are_said_and_not_guessed() -> None:
    found = notice(KUNSHAN)
    assert any("2020612" in warning and "未作推断" in warning for warning in found.warnings)
    assert any("引号不成对" in warning for warning in found.warnings)
    assert "2020-06-12" not in (found.meta.issued, found.meta.published)
    assert "2020612" in clause(KUNSHAN, "落款").text


def test_kunshan_has_15_items_in_5_chapters() -> None:
    assert len(addresses(KUNSHAN, f"{CN}、")) == 5
    items = addresses(KUNSHAN, rf"{CN}、\d+\.")
    assert [int(item.partition("、")[2][:-1]) for item in items] == list(range(1, 16))
    assert clause(KUNSHAN, "三、8.").heading == "提升文件制定质量"


def test_kunshan_furniture_is_gone_and_nothing_else() -> None:
    crumbs, visitors, footer = removed(KUNSHAN)
    assert crumbs.split() == ["首页", "/", "信息公开", "/", "重点公开领域"]
    assert visitors.split() == ["时间:", "2020-06-16", "00:00", "访问量:", "【字体:"]
    assert footer.split() == ["相关附件:", "扫一扫在手机打开当前页", "相关信息"]
    assert clause(KUNSHAN, "文末").text == "昆政办发〔2020〕94号"


@pytest.mark.parametrize("stem", STEMS)
def test_every_line_of_the_notice_is_in_a_clause(stem: str) -> None:
    source = decode((CORPUS / f"{stem}.txt").read_bytes()).text
    gone = "".join("".join(run.split()) for run in removed(stem))
    kept = "".join("".join(one.text.split()) for one in notice(stem).clauses)
    assert len("".join(source.split())) == len(kept) + len(gone)


@pytest.mark.parametrize("stem", [LIANYUNGANG, QIJIANG, ANQIU])
def test_a_sound_notice_has_no_warnings(stem: str) -> None:
    assert notice(stem).warnings == ()
