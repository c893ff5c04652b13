"""What the browser tests share: a server over the five notices and a hostile one, a page, and what a reader does on it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from homes import unopened
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from index.corpus import ingest_paths
from index.writer import write_index

READY_SECONDS = 180
PATIENCE_MS = 60_000
TIAOLI = Path(sys.executable).with_name("tiaoli")
AXE = Path(__file__).with_name("assets") / "axe.min.js"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                  "--disable-sync", "--no-first-run"]
LOCALES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}
MARKUP = ("<script>window.hit=1</script><img src=x onerror=window.hit=2>[点此](javascript:window.hit=3)"
          "<a href=\"javascript:window.hit=7\">**${1+1}{{7*7}}&lt;b&gt;")
HOSTILE_TITLE = "青田县人民政府办公室关于加强窗口<img src=x onerror=window.hit=4>服务管理的通知"
HOSTILE_FILE = "<script>window.hit=6<img src=x onerror=window.hit=5>[a](javascript:alert)&lt;&quot;.txt"
NOTICE = f"""{HOSTILE_TITLE}
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

附件
窗口服务管理任务分解表
| 序号 | 工作事项 | 责任部门 |
| --- | --- | --- |
| 1 | 登记用语{MARKUP} | 县政务服务中心 |
| 2 | 延时服务 | 县人力资源和社会保障局 |
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    found = shutil.which("chromium")
    if not found:
        message = "Chromium is not installed; on Debian: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Site:
    """A running server and the home it serves. errors: what the server writes to standard error."""

    address: str
    home: Path
    server: subprocess.Popen[str]
    errors: Path


@contextmanager
def serving(home: Path, folder: Path) -> Iterator[Site]:
    """A server, as the command line starts it, over a copy of `home` in `folder` with one more notice, full of markup."""
    shutil.copytree(unopened(home), folder / "home")
    (folder / HOSTILE_FILE).write_text(NOTICE, "utf-8")
    with write_index(folder / "home") as index:
        assert ingest_paths(index, [folder / HOSTILE_FILE]).added
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "TIAOLI_HOME": str(folder / "home")}
    errors = folder / "errors"
    with errors.open("w") as written:
        server = subprocess.Popen([TIAOLI, "serve", "--port", str(port)], env=environment, text=True, stdout=subprocess.PIPE,
                                  stderr=written)
    watchdog = Timer(READY_SECONDS, server.kill)
    watchdog.start()
    try:
        ready = server.stdout.readline()
        watchdog.cancel()
        assert f"http://127.0.0.1:{port}" in ready
        yield Site(f"http://127.0.0.1:{port}", folder / "home", server, errors)
        server.send_signal(signal.SIGINT)  # to one that has ended it does nothing
        assert server.wait(60) == 0
    finally:
        watchdog.cancel()
        server.kill()


@contextmanager
def opened(browser: Browser, address: str, lang: str = "zh-Hans", width: int = 1280, **context: Any) -> Iterator[Page]:
    """The chat, ready for a question; fails for a console error, an uncaught error, a dialog or a request to another host."""
    browsing = browser.new_context(viewport={"width": width, "height": 844 if width < 500 else 800}, locale=LOCALES[lang],
                                   permissions=["clipboard-read", "clipboard-write"], **context)
    own, faults = (address, "data:", "blob:"), []
    page = browsing.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: faults.append(sent.url) if not sent.url.startswith(own) else None)
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.goto(address)
    page.wait_for_selector("#tl-chat .example")
    yield page
    browsing.close()
    assert faults == []


def ask(page: Page, question: str) -> Locator:
    """The reply, once it is whole."""
    turns = page.locator("#tl-chat .tl-question").count()
    page.fill("#tl-box textarea", question)
    page.press("#tl-box textarea", "Enter")
    expect(page.locator("#tl-chat .tl-answer:not(.tl-growing) .tl-actions")).to_have_count(turns + 1, timeout=PATIENCE_MS)
    return page.locator("#tl-chat .tl-answer").last


def at_rest(found: Locator) -> Locator:
    """The element once it has kept its place for half a second: the page goes on scrolling to a new answer."""
    found.evaluate("""async element => {
        for (let at = NaN, since = performance.now(); performance.now() - since < 500;) {
            const top = element.getBoundingClientRect().top;
            if (top !== at) [at, since] = [top, performance.now()];
            await new Promise(requestAnimationFrame);
        }
    }""")
    return found


def in_view(found: Locator) -> bool:
    """Whether the upper part of the element is where the reader sees it."""
    return found.first.evaluate("""element => {
        const box = element.getClientRects()[0];
        return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 60)));
    }""")


def barriers(page: Page) -> list[str]:
    """What axe-core finds that keeps people from using the page: rule, and where."""
    page.evaluate("source => window.axe || (0, eval)(source)", AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{each['id']}: {node['html'][:200]} {node['failureSummary'][:200]}" for each in found["violations"]
            if each["impact"] in ("serious", "critical") for node in each["nodes"]]
