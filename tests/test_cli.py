"""The command line as a clerk meets it: answers in three languages, refusals, filters, housekeeping, and bad input."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from conftest import Done
from homes import unopened

from index.store import read_index
from index.writer import write_index
from ingest.script import simplify

TIAOLI = Path(sys.executable).with_name("tiaoli")
LEAD = {
    "zh-Hans": ("行政调解工作由哪个部门牵头？", "政府法制机构", "责任部门"),
    "zh-Hant": ("行政調解工作由哪個部門牽頭？", "政府法制機構", "責任部門"),
    "en": ("Which department leads administrative mediation?", "政府法制機構", "Responsible"),
}
CITATION = {"n", "doc_id", "title", "issuer", "doc_no", "issued", "region", "validity", "clause_id", "address", "text",
            "quote", "start", "end", "verified"}
ONE = """青田县人民政府办公室关于加强窗口服务的通知
青政办发〔2023〕5号
一、首问负责制由县政务服务中心牵头。
二、按时办结。
"""
TWO = """青田县人民政府关于招生工作的通知
青政发〔2022〕7号
一、报名由县教育局负责。
"""


def in_process_of_its_own(*arguments: object, **environment: str) -> Done:
    done = subprocess.run([TIAOLI, *map(str, arguments)], env={**os.environ, **environment}, capture_output=True,
                          text=True, check=False, timeout=120)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def filed(home, tmp_path_factory) -> Path:
    """A copy of the five notices' home that commands may open; no test changes it."""
    return shutil.copytree(unopened(home), tmp_path_factory.mktemp("cli") / "home")


@pytest.fixture
def folder(tmp_path) -> Path:
    """Two short notices in a folder."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(ONE, "utf-8")
    (tmp_path / "in" / "two.txt").write_text(TWO, "utf-8")
    return tmp_path / "in"


def refused_plainly(done: Done, *words: str) -> None:
    """Exit code 1, on stderr the words and what to do, nothing on stdout, no trace of the program's inside."""
    assert (done.code, done.out) == (1, ""), done
    assert "Traceback" not in done.err
    assert done.err.startswith("错误 / error: ") and "\n提示 / hint: " in done.err
    for word in words:
        assert word in done.err


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Answers

@pytest.fixture(scope="module")
def user(tmp_path_factory) -> dict[str, str]:
    """The environment of a user whose own folder is empty."""
    return {"HOME": str(tmp_path_factory.mktemp("user")), "XDG_CACHE_HOME": "", "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""}


@pytest.fixture(scope="module")
def cold(home, user, tmp_path_factory) -> Done:
    """`tiaoli ask --json` in a process of that user, on a home of its own."""
    own = shutil.copytree(unopened(home), tmp_path_factory.mktemp("cold") / "home")
    return in_process_of_its_own("--home", own, "ask", "--json", LEAD["zh-Hans"][0], **user)


@pytest.fixture
def done(lang, cold, call, filed) -> Done:
    """`tiaoli ask --json` in one of the three languages, the first of them in a cold process."""
    return cold if lang == "zh-Hans" else call("--home", filed, "ask", "--json", LEAD[lang][0])


@pytest.mark.parametrize("lang", LEAD)
def test_who_leads_is_told_from_who_is_responsible(done, lang):
    _, body, responsible = LEAD[lang]
    assert (done.code, done.err) == (0, "")
    answer = json.loads(done.out)
    assert (answer["lang"], answer["refused"], answer["engine"]) == (lang, False, "extractive")
    lead, others = answer["answer"].split(responsible, 1)
    assert body in lead and "[1]" in lead
    assert not re.search("信[访訪]局|法制[办辦]|司法局", lead) and re.search("信[访訪]局", others)
    first = answer["citations"][0]
    assert (first["doc_no"], first["address"], first["issued"]) == ("连政发〔2011〕126号", "七、（十八）", "2011-09-29")
    assert "政府法制機構牽頭" in first["quote"]
    assert first["validity"]["status"] == "repealed"
    assert any("连政发〔2018〕11号" in simplify(warning) for warning in answer["warnings"])


@pytest.mark.parametrize("lang", LEAD)
def test_the_json_keeps_its_contract(done, lang):
    answer = json.loads(done.out)
    assert set(answer) == {"answer", "refused", "engine", "lang", "citations", "warnings", "searched", "timings_ms"}
    assert set(answer["searched"]) == {"documents", "filters", "nearest"}
    assert answer["searched"]["documents"] == 5
    assert answer["searched"]["filters"] == {"region": "", "since": "", "until": "", "in_force": False, "as_of": ""}
    assert all(set(each) == {"clause_id", "address", "title"} for each in answer["searched"]["nearest"])
    assert answer["timings_ms"] and all(spent >= 0 for spent in answer["timings_ms"].values())
    for number, citation in enumerate(answer["citations"], start=1):
        assert set(citation) == CITATION and set(citation["validity"]) == {"status", "note"}
        assert citation["n"] == number and f"[{number}]" in answer["answer"]
        assert citation["text"][citation["start"]:citation["end"]] == citation["quote"] != ""
        assert citation["clause_id"].startswith(f"{citation['doc_id']}#")
        assert citation["verified"] is True


def test_an_answer_in_plain_text_shows_warning_address_and_quotation(call, filed):
    done = call("--home", filed, "ask", LEAD["zh-Hans"][0])
    assert (done.code, done.err) == (0, "")
    assert re.search(r"^⚠ .*连政发〔2018〕11号", done.out, re.M)
    cited = r"^\[1\] 《關于加快法治政府建設的意見》连政发〔2011〕126号 七、（十八）\n    .*牽頭"
    assert re.search(cited, done.out, re.M)


@pytest.mark.parametrize("question", [
    "上海市的行政调解由哪个部门牵头？", "上海市行政調解由哪個部門牽頭？", "Who leads mediation in Shanghai?",
    "海上风力发电每千瓦时补贴多少钱？", "嘎嘣脆咕噜噜哗啦啦叽里呱啦", "你好，今天天气怎么样？",
    "What is the capital gains tax on lottery winnings?", "Hello, how are you?", "?!……", "0", "😀"])
def test_what_no_notice_answers_is_refused_and_cites_nothing(call, filed, question):
    answer = json.loads(call("--home", filed, "ask", "--json", question).out)
    assert (answer["refused"], answer["citations"]) == (True, [])
    assert answer["answer"] and not re.search(r"\[\d", answer["answer"])


# Filters

def cited(done: Done) -> set[str]:
    assert (done.code, done.err) == (0, "")
    return {citation["doc_id"][:3] for citation in json.loads(done.out)["citations"]}


@pytest.mark.parametrize(("question", "filters", "allowed"), [
    ("行政调解由哪个部门牵头？", ["--region", "江苏省"], {"000", "004"}),
    ("行政调解由哪个部门牵头？", ["--region", "连云港"], {"000"}),
    ("行政调解由哪个部门牵头？", ["--region", "重庆市"], {"001"}),
    ("行政调解由哪个部门牵头？", ["--since", "2012-01-01"], {"001", "003", "004"}),
    ("行政调解由哪个部门牵头？", ["--until", "2011-09-29"], {"000"}),
    ("行政调解由哪个部门牵头？", ["--until", "2011-09-28"], set()),
    ("行政调解由哪个部门牵头？", ["--in-force", "--as-of", "2020-07-01"], {"002", "003", "004"}),
    ("昆山市2020年政务公开有哪些要求？", ["--in-force", "--as-of", "2020-07-01"], {"004"}),
    ("昆山市2020年政务公开有哪些要求？", ["--in-force", "--as-of", "2021-01-01"], set()),
    ("昆山市2020年政务公开有哪些要求？", ["--as-of", "2020-06-15"], set())])
def test_filters_say_which_notices_may_answer(call, filed, question, filters, allowed):
    assert cited(call("--home", filed, "ask", "--json", question, *filters)) <= allowed


@pytest.mark.parametrize(("filters", "expected"), [
    (["--region", "连云港市"], {"000"}), (["--until", "2011-09-29"], {"000"}), (["--region", "重庆市"], {"001"})])
def test_a_filter_that_leaves_the_right_notice_leaves_the_answer(call, filed, filters, expected):
    assert cited(call("--home", filed, "ask", "--json", "行政调解工作有什么要求？", *filters)) == expected


@pytest.mark.parametrize(("name", "value"), [
    ("--since", "2020/06/16"), ("--until", "2011-13-40"), ("--as-of", "昨天"), ("--region", "瓦坎达"),
    ("--region", "江" * 101)])
def test_a_filter_that_means_nothing_is_refused(call, filed, name, value):
    refused_plainly(call("--home", filed, "ask", "行政调解由哪个部门牵头？", name, value))


# Taking in, listing, showing, removing

def test_notices_are_taken_in_kept_replaced_and_dropped_with_their_files(call, folder, tmp_path):
    home = tmp_path / "home"
    assert "新增 2 · 更新 0 · 未变 0 · 移除 0 · 跳过 0" in call("--home", home, "ingest", folder).out
    assert "新增 0 · 更新 0 · 未变 2 · 移除 0 · 跳过 0" in call("--home", home, "ingest", folder).out
    (folder / "one.txt").write_text(ONE.replace("政务服务中心", "行政审批局"), "utf-8")
    assert "新增 0 · 更新 1 · 未变 1 · 移除 0 · 跳过 0" in call("--home", home, "ingest", folder).out
    assert "县行政审批局" in call("--home", home, "ask", "青田县首问负责制由谁牵头？").out
    (folder / "two.txt").unlink()
    assert "新增 0 · 更新 0 · 未变 1 · 移除 1 · 跳过 0" in call("--home", home, "ingest", folder).out
    assert [line.split()[0] for line in call("--home", home, "docs").out.splitlines()[::2]] == ["one"]


def test_notices_are_listed_shown_and_removed(call, folder, tmp_path):
    home = tmp_path / "home"
    call("--home", home, "ingest", folder)
    listed = call("--home", home, "docs").out
    assert re.search(r"^one  青田县人民政府办公室关于加强窗口服务的通知\n    青政办发〔2023〕5号 · ", listed, re.M)
    shown = json.loads(call("--home", home, "docs", "show", "--json", "one").out)
    assert (shown["doc_id"], shown["doc_no"]) == ("one", "青政办发〔2023〕5号")
    assert {"kind": "lead", "value": "县政务服务中心"} in [
        {"kind": fact["kind"], "value": fact["value"]} for clause in shown["clauses"] for fact in clause["facts"]]
    assert "one" in call("--home", home, "docs", "remove", "one").out
    assert [line.split()[0] for line in call("--home", home, "docs").out.splitlines()[::2]] == ["two"]
    assert (folder / "one.txt").exists()
    for verb in ("show", "remove"):
        refused_plainly(call("--home", home, "docs", verb, "one"), "one")
    call("--home", home, "docs", "remove", "two")
    assert call("--home", home, "docs") == Done(0, "", "库中还没有公文 / no notices yet: tiaoli ingest\n")


def test_a_report_of_what_was_taken_in_is_printed_as_text_or_json(call, folder, tmp_path):
    (folder / "empty.txt").touch()
    done = call("--home", tmp_path / "plain", "ingest", folder)
    assert re.search(r"^one\t新增 / added\t\d+\t\d+$", done.out, re.M) and done.code == 1
    done = call("--home", tmp_path / "home", "ingest", "--json", folder)
    report = json.loads(done.out)
    assert (done.code, done.err) == (1, "")
    assert set(report) == {"written", "unchanged", "removed", "skipped", "clauses", "seconds"}
    assert [(each["doc_id"], each["outcome"], each["source"]) for each in report["written"]] == \
        [("one", "added", str(folder / "one.txt")), ("two", "added", str(folder / "two.txt"))]
    assert sum(each["clauses"] for each in report["written"]) == report["clauses"] > 4
    skipped, = report["skipped"]
    assert (skipped["source"], skipped["code"]) == (str(folder / "empty.txt"), "empty_file") and skipped["reason"]
    (folder / "empty.txt").unlink()
    done = call("--home", tmp_path / "home", "ingest", "--json", folder)
    assert (done.code, json.loads(done.out)["unchanged"]) == (0, ["one", "two"])


def test_the_name_of_a_file_cannot_drive_the_terminal_or_break_a_line(call, tmp_path):
    (path := tmp_path / "\x1b[2J\x1b]0;title\x07空\n跳过\u202e.txt").touch()
    done = call("--home", tmp_path / "home", "ingest", path)
    assert done.code == 1 and "空\N{REPLACEMENT CHARACTER}跳过" in done.err
    assert done.err.count("\n") == 1 and not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", done.err)
    refused_plainly(call("--home", tmp_path / "home", "docs", "show", "\x1b[2J"), "\N{REPLACEMENT CHARACTER}[2J")


def test_nothing_is_written_outside_the_home(cold, user, folder, tmp_path):
    assert cold.code == 0
    assert in_process_of_its_own("--home", tmp_path / "home", "ingest", folder, **user).code == 0
    assert sorted(Path(user["HOME"]).rglob("*")) == []


def test_a_notice_is_shown_as_a_tree_of_clauses(call, filed):
    stem = "000_8bbe5d078d9b0bd8"
    shown = call("--home", filed, "docs", "show", stem)
    assert (shown.code, shown.err) == (0, "") and shown.out.startswith(f"{stem}  關于加快法治政府建設的意見\n")
    assert re.search(r"^七、  .*\n(?:    · .*\n)*  七、（十八）  .*\n(?:      · .*\n)*"
                     r"      · 牵头 / leads: 政府法制機構$", shown.out, re.M)
    warned = call("--home", filed, "docs", "show", "004_7ed8d9d2f39be277").out
    assert "⚠ 日期残缺" in warned
    document = json.loads(call("--home", filed, "docs", "show", "--json", stem).out)
    assert all(f"{clause['address']}  " in shown.out for clause in document["clauses"])


def test_an_interrupted_ingest_stops_with_a_plain_word(call, folder, tmp_path, monkeypatch):
    def interrupted(index, paths, on_step):
        raise KeyboardInterrupt

    monkeypatch.setattr("index.corpus.ingest_paths", interrupted)
    done = call("--home", tmp_path / "home", "ingest", folder)
    assert (done.code, done.out) == (130, "") and done.err.startswith("已停止")


def test_a_question_set_is_scored(call, home, tmp_path):
    question, body, _ = LEAD["zh-Hans"]
    shutil.copytree(unopened(home), tmp_path / "home")
    (tmp_path / "set.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in (
        {"id": "a", "question": question, "lang": "zh-Hans", "type": "lead", "answerable": True, "facts": [[body]],
         "citations": [{"doc": "000_8bbe5d078d9b0bd8", "address": "七、（十八）"}], "flags": ["repealed"]},
        {"id": "b", "question": "上海市的行政调解由谁牵头？", "lang": "zh-Hans", "type": "none", "answerable": False})),
        "utf-8")
    done = call("--home", tmp_path / "home", "eval", tmp_path / "set.jsonl",
                "--json", tmp_path / "out" / "s.json", "--report", tmp_path / "out" / "r.html")
    assert done.code == 0 and "lead" in done.out
    scores = json.loads((tmp_path / "out" / "s.json").read_text("utf-8"))["overall"]
    shares = ("exact", "facts", "refusal_right", "verbatim")
    assert (scores["n"], *(scores[share] for share in shares)) == (2, 1, 1, 1, 1)
    assert (tmp_path / "out" / "r.html").read_text("utf-8").startswith("<!doctype html>")


# Bad input

def test_files_that_are_no_notices_are_passed_over_and_the_rest_is_taken_in(call, folder, tmp_path):
    (folder / "empty.txt").touch()
    (folder / "blank.txt").write_text(" \n\t\n", "utf-8")
    (folder / "program.txt").write_bytes(Path(sys.executable).read_bytes()[:200_000])
    (folder / "noise.txt").write_bytes(Random(1).randbytes(3_000))
    (folder / "big.txt").write_text("条款\n" * 200_000, "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "program.exe").write_bytes(b"MZ")
    before = contents(folder)
    done = call("--home", tmp_path / "home", "ingest", folder, TIAOLI_MAX_FILE_MB="1")
    assert done.code == 1
    assert "新增 2" in done.out and "跳过 7" in done.out
    skipped = dict(re.findall(r"^跳过 / skipped: \S*/(\S+): (.*)$", done.err, re.M))
    assert set(skipped) == set(before) - {"one.txt", "two.txt"}
    assert "1 MB" in skipped["big.txt"] and "空" in skipped["empty.txt"] and "不是文本" in skipped["program.txt"]
    assert contents(folder) == before
    assert len(call("--home", tmp_path / "home", "docs").out.splitlines()) == 4


def test_a_text_of_50_mb_is_refused_and_what_is_on_file_stays(call, folder, tmp_path):
    home = tmp_path / "home"
    call("--home", home, "ingest", folder)
    listed = call("--home", home, "docs").out
    (tmp_path / "huge.txt").write_text("第一条 由县司法局负责。\n" * 1_500_000, "utf-8")
    assert (tmp_path / "huge.txt").stat().st_size > 50_000_000
    done = call("--home", home, "ingest", tmp_path / "huge.txt")
    assert done.code == 1 and "20 MB" in done.err
    assert call("--home", home, "docs").out == listed


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(call, tmp_path, encoding):
    (tmp_path / "one.txt").write_bytes(ONE.encode(encoding))
    assert call("--home", tmp_path / "home", "ingest", tmp_path / "one.txt").code == 0
    assert "加强窗口服务" in call("--home", tmp_path / "home", "docs").out


def test_a_path_that_is_not_there_creates_nothing(call, tmp_path):
    refused_plainly(call("--home", tmp_path / "home", "ingest", tmp_path / "gone"), str(tmp_path / "gone"))
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("question", ["", " \n", "问" * 20_000, "\udcff\udcfe牵头"])
def test_a_question_of_no_or_too_many_characters_is_refused(call, filed, question):
    refused_plainly(call("--home", filed, "ask", question), "问题")


def test_settings_that_mean_nothing_are_refused(call, filed):
    refused_plainly(call("--home", filed, "docs", TIAOLI_PROT="7861"), "TIAOLI_PROT", "TIAOLI_PORT")
    done = call("--home", filed, "docs", TIAOLI_PORT="many", TIAOLI_MAX_FILE_MB="0")
    refused_plainly(done, "TIAOLI_PORT=many", "TIAOLI_MAX_FILE_MB=0")
    assert "http" not in done.err


@pytest.mark.parametrize("command", [["docs"], ["ask", "谁牵头？"], ["eval"], ["docs", "show", "one"], ["serve"]])
def test_without_an_index_every_command_says_so(call, tmp_path, command):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    refused_plainly(call("--home", tmp_path / "none", *command, TIAOLI_PORT=port), "tiaoli ingest")
    assert not (tmp_path / "none").exists()


def test_bad_homes_and_ports_are_said_plainly(call, home, tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    broken, busy = (shutil.copytree(unopened(home), tmp_path / name) for name in ("broken", "busy"))
    database = next(broken.glob("generations/*/tiaoli.db"))
    database.write_bytes(database.read_bytes()[:5_000])
    before = contents(broken)
    refused_plainly(call("--home", tmp_path / "file", "docs"), str(tmp_path / "file"))
    refused_plainly(call("--home", broken, "ask", "谁牵头？"), str(broken), "tiaoli ingest")
    assert before.items() - contents(broken).items() == set()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused_plainly(call("--home", home, "serve", "--port", port), port, "--port")
    with write_index(busy), ThreadPoolExecutor(2) as pool:
        second, listed = pool.map(lambda words: in_process_of_its_own("--home", busy, *words), [("ingest", tmp_path), ("docs",)])
    refused_plainly(second, str(busy), "--home")
    assert (listed.code, len(listed.out.splitlines())) == (0, 10)
    with read_index(busy) as index:
        assert len(index.documents()) == 5


@pytest.mark.parametrize("command", [["--port", "99999"], ["--port", "x"], ["--nothing"]])
def test_wrong_usage_is_told_from_failure(call, filed, command):
    done = call("--home", filed, "serve", *command)
    assert (done.code, done.out) == (2, "") and command[0] in done.err
