"""What holds of every text whatever: nothing lost, nothing made up, every character traced to its bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.decode import decode
from ingest.errors import TiaoliError
from ingest.model import Notice
from ingest.parse import parse

CORPUS = Path(__file__).parent.parent / "corpus"
LINES = [line for path in sorted(CORPUS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
MARKERS = [
    *(
        "一、",
        "（二）",
        "(3)",
        "4.",
        "5、",
        "①",
        "一是",
        "首先，",
        "第一章 ",
        "第三条 ",
        "第三条之一 ",
        "1.1 ",
        "2.1.3",
        "1 ",
    ),
    *("附件2", "附件：", "目录", "㈠", "⒈", "⑴", "百、", "〇、", "第零条", "Ⅱ、", "a)", "第 3-1 條", "第 一 款 "),
    *("附则", "第一分编 ", "一　", "| ", "第一，"),
]
PIECES = [
    *("为加强管理，制定本办法。", "總體要求", "某市人民政府", "2020年6月12日", "2020612", "二○一一年九月二十九日"),
    *(
        "（責任部門：市財政局、人社局）",
        "由市司法局牵头，",
        "每年4月1日前",
        "30%以上",
        "各区：",
        "索 引 号：",
        "此件公开发布",
    ),
    *(
        "|",
        "||",
        " |\n| ",
        "\u3000",
        "《关于",
        "》的通知",
        "<script>",
        "# ",
        "&nbsp;",
        "“",
        "监(jiān)管",
        "版权所有",
        "首页>公开",
    ),
    *("\ufeff", "\u200b", "\x0b", "😀", "𠮷", "\r\n", "\n\n"),
]

line = st.one_of(
    st.sampled_from(LINES),
    st.builds(lambda marker, text: marker + text, st.sampled_from(MARKERS), st.sampled_from(PIECES)),
    st.lists(st.sampled_from(PIECES + MARKERS), max_size=6).map("".join),
    st.text(max_size=30),
)
text = st.lists(line, min_size=1, max_size=25).map("\n".join)
encoding = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5hkscs"])


# Why a plain text is refused; for other formats their readers have reasons of their own.
REFUSALS = ("empty_file", "binary_file", "no_text")


def parsed(data: bytes, refusals: tuple[str, ...] = REFUSALS) -> Notice | None:
    """The notice, or None for what is refused in plain words; refusals: the codes that may be given, () for any."""
    try:
        return parse(data, "d", "s")
    except TiaoliError as refusal:
        assert refusal.message and refusal.hint
        assert refusal.code in refusals or not refusals
        return None


def check_clauses(notice: Notice) -> None:
    """Spans slice the text, in order, without overlap, and leave only blanks between them; ids are unique and resolve."""
    at, seen = 0, set()
    for clause in notice.clauses:
        assert clause.text == clause.span.of(notice.text) and clause.text
        assert not notice.text[at : clause.span.start].strip()
        assert at <= clause.span.start < clause.span.end
        at = clause.span.end
        assert clause.id.startswith("d#") and clause.id not in seen
        assert clause.parent is None or clause.parent in seen
        seen.add(clause.id)
    assert not notice.text[at:].strip()
    assert {child for clause in notice.clauses for child in clause.children} == {
        clause.id for clause in notice.clauses if clause.parent
    }
    assert len({clause.address for clause in notice.clauses}) == len(notice.clauses)


def check_facts(notice: Notice) -> None:
    for clause in notice.clauses:
        for fact in clause.facts:
            assert fact.value and fact.value == fact.span.of(notice.text)
            assert clause.span.start <= fact.span.start < fact.span.end <= clause.span.end


def check_source(notice: Notice, data: bytes) -> None:
    """The cleaned text is made of runs of the source, in order, and each run is exactly its bytes."""
    text = "".join(notice.text[one.start : one.start + one.length] for one in notice.segments)
    assert text == notice.text
    assert [one.start for one in notice.segments] == [
        sum(other.length for other in notice.segments[:number]) for number in range(len(notice.segments))
    ]
    end = 0
    for one in notice.segments:
        assert end <= one.byte_start < one.byte_end <= len(data)
        assert (
            data[one.byte_start : one.byte_end].decode(notice.encoding)
            == notice.text[one.start : one.start + one.length]
        )
        end = one.byte_end


def check(data: bytes, refusals: tuple[str, ...] = REFUSALS) -> None:
    notice = parsed(data, refusals)
    if notice:
        check_clauses(notice)
        check_facts(notice)
        check_source(notice, data)


@settings(max_examples=150, deadline=None)
@given(text)
@example("附件\n" * 5)
@example("2.附表\n" * 1500 + "2020年1月1日")
@example("|" * 3000)
@example("（" * 3000)
@example("第十百条 为了\n百、\n〇、")
@example("目录\n一、甲\n二、乙\n一、甲\n二、乙\n")
@example("1.1.1.1.1.1 甲\n1.1 乙\n1 丙\n")
@example("一、甲：\n目录\n0")
@example("一、修改为：“甲\n|乙|丙|\n|丁|戊|\n（一）己”\n附则\n说明\n")
@example("第一条 甲。\n| a | b |\n| c | d |\n（一）乙\n第二款\n本办法自发布之日起施行。")
def test_any_text_is_parsed_whole(source: str) -> None:
    check(source.encode("utf-8", "ignore"))


@settings(max_examples=80, deadline=None)
@given(text, encoding)
def test_every_encoding_maps_back_to_its_bytes(source: str, name: str) -> None:
    check(source.encode(name, "ignore"))


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(CORPUS.glob("*.txt"))),
    encoding,
    st.integers(0, 5000),
    st.integers(1, 3000),
    st.binary(max_size=4),
)
@example(sorted(CORPUS.glob("*.txt"))[0], "utf-8", 0, 1, b"MM\x00*")
def test_cut_and_damaged_files(path: Path, name: str, start: int, length: int, noise: bytes) -> None:
    data = path.read_text("utf-8").encode(name, "ignore")[start : start + length]
    # Four bytes may make it a picture (MM\0* begins a TIFF), and a damaged one.
    check(data[: length // 2] + noise + data[length // 2 :], (*REFUSALS, "damaged_file"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_parsed_or_refused(data: bytes) -> None:
    check(data, ())


@pytest.mark.parametrize("seed", range(12))
def test_shuffled_notices(seed: int) -> None:
    lines = random.Random(seed).sample(LINES, len(LINES) // 3)
    check("\n".join(lines).encode())


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_notice_is_the_same_in_every_encoding(path: Path, name: str) -> None:
    source = path.read_text("utf-8")
    data = source.encode(name)
    notice, plain = parse(data, "d", "s"), parse(source.encode(), "d", "s")
    check_source(notice, data)
    assert (notice.text, notice.clauses, notice.meta) == (plain.text, plain.clauses, plain.meta)


@settings(max_examples=60, deadline=None)
@given(text)
def test_cleaning_only_deletes(source: str) -> None:
    data = source.encode("utf-8", "ignore")
    notice = parsed(data)
    if notice:
        rest = iter(decode(data).text)
        assert all(any(char == other for other in rest) for char in notice.text)


@pytest.mark.parametrize(
    "source",
    [
        "\n".join(LINES) * 5,
        "".join(LINES) * 3,
        "责任单位：市财政局" * 6_000,
        "市财政局负责" * 6_000,
        "市财政局" + "按职责分工" * 6_000 + "负责",
        "（市财政局负责）" * 6_000,
        "|" * 30_000,
        "2.附表\n" * 3_000 + "2020年1月1日\n",
        "1.加强。\n段落，\n" * 3_000,
        "某段落\n" * 6_000,
        "第一条 甲：\n（一）乙，\n" + "段落，\n" * 6_000,
        "第一条 甲：\n（一）乙。\n" + "段落。\n" * 6_000,
        "目录\n" * 6_000,
        "附件：甲\n正文。\n" * 3_000,
        "一、修改为：“第十条 甲\n" * 3_000,
        "某通知\n一、甲：\n" + "| 甲 | 乙 | 3 |\n" * 3_000,
        "市财政局和" * 6_000 + "市教育局负责",
        "第一章 总则" + "." * 15_000 + "x",
        "本办法所称" * 6_000,
    ],
    ids=[
        "lines",
        "one line",
        "labels",
        "relations",
        "adverbs",
        "notes",
        "borders",
        "annex list",
        "items",
        "paragraphs",
        "unended paragraphs of an item",
        "paragraphs of an article",
        "contents",
        "annexes",
        "quotations",
        "rows",
        "joined names",
        "leaders",
        "terms",
    ],
)
def test_long_texts_are_read_in_one_pass(source: str) -> None:
    """Every step is linear: a quadratic one would take minutes on texts a few times as long, and is felt here."""
    notice = parse(source.encode(), "d", "s")
    assert sum(len("".join(clause.text.split())) for clause in notice.clauses) == len("".join(notice.text.split()))
