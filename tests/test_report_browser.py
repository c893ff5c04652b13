"""The report as a reader opens it: a file, in a browser, on a wide screen and on a telephone."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright
from report_samples import PLOTS, varied_page, varied_summary

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run"]
SHOWN = "[...document.querySelectorAll('tr.miss')].filter(row => row.offsetParent).map(row => row.querySelector('.cause').textContent)"


def test_the_report_is_whole_on_a_wide_and_on_a_narrow_screen(tmp_path):
    found = shutil.which("chromium")
    if not found:
        message = "Chromium is not installed; on Debian: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    file = tmp_path / "report.html"
    file.write_text(varied_page(), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page()
        faults, asked = [], []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda sent: asked.append(sent.url))
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(file.as_uri())
            _looks_right(page, width)
        _misses_can_be_filtered(page, varied_summary())
        assert page.evaluate("window.hit") is None
        browser.close()
    assert faults == []
    assert set(asked) == {file.as_uri()}


def _looks_right(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [plot.bounding_box() for plot in page.locator("svg").all()]
    assert len(boxes) == PLOTS
    assert all(box["width"] > 250 and box["height"] > 50 and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    # Every bar, line and letter stays inside its plot, but for a hair's breadth of rounding.
    outside = page.evaluate("""() => [...document.querySelectorAll('svg')].flatMap(plot => {
        const frame = plot.getBoundingClientRect();
        return [...plot.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2;
        }).map(text => text.textContent);
    })""")
    assert outside == []
    # Wide tables scroll in a box of their own.
    assert page.evaluate("[...document.querySelectorAll('table')].every(table => table.closest('.box'))")


def _misses_can_be_filtered(page, summary):
    assert len(page.evaluate(SHOWN)) == len(summary.misses)
    page.locator("label", has_text="refusal").click()
    assert page.evaluate(SHOWN) == ["refusal"] * summary.causes["refusal"]
    page.locator("label[for=by-cause-0]").click()
    assert len(page.evaluate(SHOWN)) == len(summary.misses)
    evidence = page.locator("tr.miss details").first
    evidence.locator("summary").click()
    assert evidence.locator("li").first.is_visible()
