"""The corpus page: what is listed and how, who may upload and remove, and that the chat answers from what was uploaded."""

from __future__ import annotations

import os
import re
import shutil
import socket
from threading import Thread

import gradio as gr
import httpx
import pytest
import uvicorn
from homes import unopened
from playwright.sync_api import expect, sync_playwright
from shown_html import Shown
from starlette.requests import Request
from store_samples import make_notice

from app import create_app
from index.corpus import Report, Step, Written
from index.live import live_index
from index.scan import Skipped
from index.store import read_index
from index.writer import write_index
from ingest.errors import TiaoliError
from web.corpus_list import COLUMNS, PAGE_ROWS, View, found, list_html, listed, words_of_page
from web.corpus_page import CorpusPage
from web.corpus_report import MOST_LINES, failure_html, progress_html, report_html
from web.identity import LOCAL, NOBODY, SCOPE_KEY

PATIENCE_MS = 60_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>[点](javascript:alert(3))&amp;${1+1}{{7}}\"'"
NAME = "<img src=x onerror=window.hit=1>[点](javascript&colon;x)&lt;b&gt;.html"
TITLE = "&lt;script&gt;window.hit=2&lt;/script&gt;[点](javascript:window.hit=3)县关于窗口服务的通知"
UPLOAD = f"""<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>青政办发〔2023〕5号</p>
<p>一、主要任务</p><p>（一）首问负责制度由县政务服务中心牵头落实，写作&lt;img src=x onerror=window.hit=4&gt;。</p>
<table><tr><th>任务</th><th>责任部门</th></tr><tr><td>&lt;script&gt;window.hit=5&lt;/script&gt;登记</td><td>县信访局</td></tr></table>
</body></html>"""


def asked_by(who) -> gr.Request:
    return gr.Request(Request({"type": "http", "headers": [], SCOPE_KEY: who}))


def clicked(page: CorpusPage, view: View, who, **sent) -> tuple:
    *_, last = page.acted(view, "en", gr.EventData(None, sent), asked_by(who))
    return last


@pytest.fixture
def many(stored_home):
    """A home with 60 notices more: enough for a second page."""
    with write_index(stored_home) as index:
        index.put_many([make_notice(f"n{at:02}", "第一条", title=f"第{at:02}号通知", issued=f"2021-01-{at % 28 + 1:02}",
                                    issuer="甲省乙市人民政府" if at % 2 else HOSTILE) for at in range(60)])
    return stored_home


def test_notices_are_found_by_all_the_words_in_either_script(many):
    with read_index(many) as index:
        rows = listed(index, many)
        assert [row.doc_id for row in found(rows, View("第07號 人民政府"))] == ["n07"]
        assert found(rows, View("第07号 没有这个")) == []
        assert len(found(rows, View("已失效"))) == len(found(rows, View("昆山"))) == len(rows) == 62
        for column in COLUMNS:
            up, down = (found(rows, View(order=column, falling=falling)) for falling in (False, True))
            assert sorted(row.doc_id for row in up) == sorted(row.doc_id for row in down)
        assert found(rows, View(order="title", falling=False))[0].meta.title == "a的通知"
        assert found(rows, View(order="issued", falling=True))[-1].meta.issued == "2020-06-16"


def test_a_long_list_is_shown_a_page_at_a_time(many):
    with read_index(many) as index:
        first, last, beyond = (Shown(list_html(index, many, View(page=page), "zh-Hans", curator=True)) for page in (0, 1, 99))
        nothing = Shown(list_html(index, many, View("没有这个词"), "zh-Hant", curator=True))
    assert (len(first.titles()), len(last.titles()), beyond.titles()) == (PAGE_ROWS, 62 - PAGE_ROWS, last.titles())
    assert "没有" not in first.text and "沒有符合的公文" in nothing.text and "符合的 0 份" in nothing.text
    assert first.text.count("日期残缺") == PAGE_ROWS


def test_markup_in_a_notice_is_text_in_list_and_report(stored_home):
    with write_index(stored_home) as index:
        index.put(make_notice("hostile", HOSTILE, title=f"{HOSTILE}\n的通知", issuer=HOSTILE, doc_no=HOSTILE))
    report = Report((Written("hostile", f"a.zip!/{HOSTILE}", "added", 3, (HOSTILE,)),), skipped=(Skipped(HOSTILE, "x", HOSTILE),))
    with read_index(stored_home) as index:
        pages = [list_html(index, stored_home, View(), lang, curator=True) for lang in words_of_page()]
    pages += [report_html(report, {"hostile": HOSTILE}, "en"), progress_html(Step(1, 2, 3, f"/x/{HOSTILE.replace('/', '')}"), "en"),
              failure_html(TiaoliError("x", HOSTILE, HOSTILE), "en")]
    for html in pages:
        shown = Shown(html)
        assert "alert(1)" in shown.text
        assert not {"script", "img"} & {tag for tag, _ in shown.tags}
        assert not any(name.startswith("on") or "javascript:" in (value or "") for tag, attrs in shown.tags
                       for name, value in attrs.items() if name not in ("data-title", "aria-label", "title"))
        assert not re.search(r"[`$]\{|\{\{", html)
    assert f"{HOSTILE}\n的通知" in Shown(pages[0]).titles()


def test_a_report_tells_what_became_of_each_file_and_no_more_than_can_be_read():
    written = tuple(Written(f"d{at}", f"d{at}.txt", "added", 2, ()) for at in range(MOST_LINES + 5))
    report = Report(written, ("u",), (), (Skipped("坏.pdf", "damaged_file", "文件已损坏"),), 1.23)
    shown = Shown(report_html(report, {"d0": "第一份"}, "zh-Hans"))
    assert f"新增 {MOST_LINES + 5} · 更新 0 · 未变 1 · 跳过 1" in shown.text and "用时 1.2 秒" in shown.text
    assert "坏.pdf文件已损坏" in shown.text and "第一份" in shown.text and "另有 7 项未列出" in shown.text


def test_the_languages_have_the_same_labels():
    chinese, *others = words_of_page().values()
    assert others and all(words.keys() == chinese.keys() for words in others)
    assert all(set(re.findall(r"\{\w+\}", words[key])) == set(re.findall(r"\{\w+\}", chinese[key]))
               for words in others for key in chinese)


def test_a_reader_sees_the_list_but_changes_nothing(stored_home, tmp_path):
    sent = tmp_path / "sent" / "new.txt"
    sent.parent.mkdir()
    sent.write_text("一、新的\n")
    with live_index(stored_home) as live:
        page = CorpusPage(live, stored_home)
        _, _, column, *_, listing = page.worded("en", View(), asked_by(NOBODY))
        assert column.visible is False and "b的通知" in listing and 'data-act="ask"' not in listing
        told = clicked(page, View(), NOBODY, act="remove", value="b")[-1]
        assert words_of_page()["en"]["failed"] in told and "only curators" in told
        (_, _, refused), = page.uploaded([str(sent)], View(), "en", asked_by(NOBODY))
        assert "only curators" in refused and not sent.exists()
        with live() as index:
            assert [held.doc_id for held in index.documents()] == ["a", "b"]


def test_whatever_a_browser_sends_is_answered(stored_home):
    with live_index(stored_home) as live:
        page = CorpusPage(live, stored_home)
        for sent in ({}, {"act": "sort", "value": "__class__"}, {"act": "page", "value": "9" * 400}, {"act": ["sort"], "value": {}}):
            assert clicked(page, View(), LOCAL, **sent)[0] == View()
        assert clicked(page, View(), LOCAL, act="sort", value="title")[0] == View(order="title", falling=False)
        assert clicked(page, View(order="title"), LOCAL, act="sort", value="title")[0].falling is False
        assert clicked(page, View(), LOCAL, act="page", value="1")[0].page == 1
        for strange in ("nothing", "../a", "a'--"):
            assert "no such document" in clicked(page, View(), LOCAL, act="remove", value=strange)[-1]
        assert "Removed: b的通知" in clicked(page, View(), LOCAL, act="remove", value="b")[-1]
        with live() as index:
            assert [held.doc_id for held in index.documents()] == ["a"]


@pytest.fixture
def address(home, tmp_path):
    """URL of a server, in this process, over the five notices, on which everybody is a curator."""
    own = shutil.copytree(unopened(home), tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as listener, live_index(own) as live:
        server = uvicorn.Server(uvicorn.Config(create_app(live, home=own), log_level="warning"))
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def _cited(address: str) -> list[str]:
    answer = httpx.post(f"{address}/api/ask", json={"question": "首问负责制度由哪个单位牵头落实？"}, timeout=60).json()
    return [citation["title"] for citation in answer["citations"]]


def _take_in_and_remove(page, address, sent, lang):
    words = words_of_page()[lang]
    page.goto(f"{address}/corpus")
    expect(page.locator(".tl-remove")).to_have_count(5, timeout=PATIENCE_MS)
    page.locator("#tl-drop input[type=file]").set_input_files(sent)
    report = page.locator("#tl-told .tl-intake h2")
    expect(report).to_have_text(words["report"], timeout=PATIENCE_MS)
    expect(page.locator("#tl-told")).to_contain_text("<script>window.hit=2</script>[点](javascript:window.hit=3)")
    expect(page.locator(".tl-remove")).to_have_count(6, timeout=PATIENCE_MS)
    assert any("窗口服务" in title for title in _cited(address))
    page.fill("#tl-search input", "窗口服務 青政办发")
    expect(page.locator(".tl-notice")).to_have_count(1, timeout=PATIENCE_MS)
    page.locator(".tl-remove").click()
    expect(page.locator(".tl-confirm")).to_contain_text("<script>window.hit=2</script>")
    page.keyboard.press("Escape")
    expect(page.locator(".tl-confirm")).not_to_be_visible()
    page.locator(".tl-remove").click()
    page.locator(".tl-confirm .tl-danger").click()
    expect(page.locator(".tl-notice")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator("#tl-told")).to_contain_text(words["removed"].partition("{")[0])


def test_an_upload_is_answered_from_until_it_is_removed(address, tmp_path):
    chromium = shutil.which("chromium")
    if not chromium:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed; on Debian: apt-get install chromium")
    sent = tmp_path / NAME
    sent.write_text(UPLOAD)
    assert not any("窗口服务" in title for title in _cited(address))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for locale, lang, width in (("zh-CN", "zh-Hans", 390), ("zh-TW", "zh-Hant", 1280), ("en-GB", "en", 390)):
            page, faults = browser.new_page(viewport={"width": width, "height": 844}, locale=locale), []
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
            page.on("request", lambda sent, faults=faults:
                    faults.append(sent.url) if not sent.url.startswith((address, "data:", "blob:")) else None)
            _take_in_and_remove(page, address, sent, lang)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("window.hit") is None and faults == []
            assert not any("窗口服务" in title for title in _cited(address))
        browser.close()
