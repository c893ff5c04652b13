"""The chat in a real browser, on a server started with the command line: ask, watch, click, check the clause."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Timer

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from index.corpus import ingest_paths
from index.writer import write_index

READY_SECONDS = 120
PATIENCE_MS = 30_000
TIAOLI = Path(sys.executable).with_name("tiaoli")
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                  "--disable-sync", "--no-first-run"]
MARKUP = "<script>window.hit=1</script><img src=x onerror=window.hit=2>[点此](javascript:window.hit=3)**${1+1}{{7*7}}"
NOTICE = f"""青田县人民政府办公室关于加强窗口服务管理的通知
青政办发〔2023〕5号

各乡镇人民政府，县政府各部门：
现就加强窗口服务管理工作通知如下：
一、总体要求
坚持便民利民，改进窗口服务。
二、主要任务
（一）首问负责制度。首问负责制度由县政务服务中心牵头落实，登记用语统一写作{MARKUP}，不得改动。
（二）错时延时服务。各窗口应当提供错时延时服务。

青田县人民政府办公室
2023年3月1日
"""


@pytest.fixture(scope="module")
def chromium():
    found = shutil.which("chromium")
    if not found:
        message = "Chromium is not installed; on Debian: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(home, tmp_path_factory):
    """URL of a server over the five notices and one notice full of markup."""
    folder = tmp_path_factory.mktemp("web")
    shutil.copytree(home, folder / "home")
    (folder / "markup.txt").write_text(NOTICE, "utf-8")
    with write_index(folder / "home") as index:
        assert ingest_paths(index, [folder / "markup.txt"]).added
    environment = {**os.environ, "TIAOLI_HOME": str(folder / "home")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [TIAOLI, "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)
    watchdog = Timer(READY_SECONDS, server.kill)
    watchdog.start()
    ready = server.stdout.readline()
    watchdog.cancel()
    assert f"http://127.0.0.1:{port}" in ready
    yield f"http://127.0.0.1:{port}"
    server.send_signal(signal.SIGINT)
    try:
        assert server.wait(30) == 0
    finally:
        server.kill()


@pytest.fixture(params=["zh-CN"])
def page(request, chromium, address):
    """The open chat, 1280 by 800; fails for a console error, an uncaught error or a request to another host."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale=request.param)
    own, faults = (address, "data:", "blob:"), []
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: faults.append(sent.url) if not sent.url.startswith(own) else None)
    page.goto(address)
    page.wait_for_selector(".tl-brand")
    page.wait_for_selector("#tl-chat .example")
    yield page
    context.close()
    assert faults == []


def _ask(page: Page, question: str) -> str:
    """The text of the reply, once it is whole."""
    turns = page.locator("#tl-chat .tl-question").count()
    page.fill("#tl-box textarea", question)
    page.press("#tl-box textarea", "Enter")
    expect(page.locator("#tl-chat .tl-question")).to_have_count(turns + 1, timeout=PATIENCE_MS)
    expect(page.locator("#tl-chat .tl-answer:not(.tl-growing)")).to_have_count(turns + 1, timeout=PATIENCE_MS)
    return page.locator("#tl-chat .tl-answer").last.inner_text()


def _in_view(page: Page, selector: str) -> bool:
    """Whether the element's middle is where the reader sees it."""
    return page.locator(selector).first.evaluate("""element => {
        const box = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 60)));
    }""")


def test_the_chat_and_the_api_share_one_server(address):
    assert httpx.get(f"{address}/api/health").json()["documents"] == 6
    missing = httpx.get(f"{address}/api/nothing")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    assert "default-src 'self'" in httpx.get(address).headers["content-security-policy"]


def test_an_answer_streams_and_its_citation_leads_to_the_clause(page):
    page.evaluate("""() => {
        window.lengths = new Set();
        new MutationObserver(() => {
            const answer = document.querySelector('#tl-chat .tl-answer');
            if (answer) window.lengths.add(answer.textContent.length);
        }).observe(document.querySelector('#tl-chat'), { childList: true, subtree: true, characterData: true });
    }""")
    reply = _ask(page, "行政调解工作由哪个部门牵头？责任部门是谁？")
    assert "政府法制机构" in reply and "连政发〔2018〕11号" in reply
    assert len(page.evaluate("[...window.lengths]")) > 1
    card = page.locator("#c-1-1")
    expect(card.locator(".tl-badge")).to_have_text("已失效")
    expect(card.locator(".tl-address")).to_contain_text("七、（十八）")
    for fact in ("连政发〔2011〕126号", "2011-09-29", "连云港市"):
        expect(card).to_contain_text(fact)
    assert "政府法制機構牽頭" in card.locator("mark").inner_text()
    page.locator("#tl-chat a.tl-cite").first.click()
    expect(card).to_be_focused()
    expect(card).to_have_class(re.compile("tl-flash"))
    page.wait_for_function("() => document.querySelector('#c-1-1').getAnimations().length === 0")
    assert _in_view(page, "#c-1-1 mark")
    card.locator("a.tl-back").click()
    expect(page.locator("#m-1-1")).to_be_focused()


def test_an_earlier_citation_unfolds_its_clause(page):
    _ask(page, "行政调解工作由哪个部门牵头？")
    _ask(page, "昆山市的通知是什么时候发的？")
    expect(page.locator("#c-1-1")).not_to_be_visible()
    page.locator("#tl-chat a[href='#c-1-1']").first.press("Enter")
    expect(page.locator("#c-1-1")).to_be_visible()
    expect(page.locator("#c-1-1")).to_be_focused()


def test_traditional_script_is_answered_in_traditional_script(page):
    page.get_by_label("繁").check()
    expect(page.locator("#tl-evidence h2")).to_have_text("依據條款")
    assert "牽頭" in _ask(page, "行政調解工作由哪個部門牽頭？")
    expect(page.locator("#c-1-1 .tl-badge")).to_have_text("已失效")
    expect(page.locator("#c-1-1 dl")).to_contain_text("文號")


@pytest.mark.parametrize("page", ["en-GB"], indirect=True)
def test_english_is_answered_in_english(page):
    expect(page.locator("#tl-evidence h2")).to_have_text("Cited clauses")
    reply = _ask(page, "Which department leads administrative mediation?")
    assert re.search("政府法制(机构|機構)", reply) and re.search("[a-z]{4,} [a-z]+", reply)
    expect(page.locator("#c-1-1 .tl-badge")).to_have_text("Repealed")


def test_a_refusal_cites_nothing_and_says_what_was_searched(page):
    assert "上海市" in _ask(page, "上海市的行政调解由哪个部门牵头？")
    assert "已检索的 6 份公文" in _ask(page, "海上风力发电每千瓦时补贴多少钱？")
    expect(page.locator("#tl-chat .tl-refusal")).to_have_count(2)
    expect(page.locator("#tl-chat a.tl-cite")).to_have_count(0)
    expect(page.locator("#tl-evidence .tl-card")).to_have_count(0)
    nearest = page.locator("#tl-evidence .tl-nearest").first
    nearest.locator("summary").click()
    expect(nearest.locator("blockquote")).to_be_visible()


def test_markup_in_a_notice_shows_as_text(page):
    _ask(page, "青田县首问负责制度由哪个单位牵头落实？")
    expect(page.locator("#c-1-1 blockquote")).to_contain_text(MARKUP)
    assert page.evaluate("window.hit") is None
    assert page.locator("#tl-chat img, #tl-evidence img, #tl-evidence script").count() == 0


def test_an_example_question_is_answered(page):
    page.locator("#tl-chat .example").first.click()
    expect(page.locator("#tl-chat .tl-answer")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator("#tl-evidence .tl-card").first).to_be_visible()


def test_filters_and_a_new_chat(page):
    page.get_by_label("只看现行有效").check()
    _ask(page, "行政调解工作由哪个部门牵头？")
    expect(page.locator(".tl-badge.tl-repealed")).to_have_count(0)
    page.get_by_label("只看现行有效").uncheck()
    page.get_by_role("combobox", name="发文地区").click()
    page.get_by_role("option", name="江苏省苏州市昆山市").click()
    _ask(page, "政务公开有哪些要求？")
    expect(page.locator("#tl-evidence .tl-card").first).to_contain_text("昆政办发〔2020〕94号")
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#tl-chat .tl-answer")).to_have_count(0)
    expect(page.locator("#tl-chat .example").first).to_be_visible()


def test_a_narrow_screen_scrolls_one_way_only(page):
    page.set_viewport_size({"width": 390, "height": 844})
    _ask(page, "行政调解工作由哪个部门牵头？")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#tl-chat a.tl-cite").first.click()
    page.wait_for_function("() => document.querySelector('#c-1-1').getAnimations().length === 0")
    assert _in_view(page, "#c-1-1 mark")
