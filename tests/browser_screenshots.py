"""Writes the pictures in docs/screenshots: `.venv/bin/python tests/browser_screenshots.py`. The tests do not run it."""

from __future__ import annotations

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

from browser_page import CHROMIUM_FLAGS, ask, opened, serving
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from index.corpus import ingest_paths
from index.writer import write_index

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "screenshots"
# Language, width, light or dark, and which of the four views.
SHOTS = (("zh-Hans", 1280, "light", "1234"), ("zh-Hant", 1280, "light", "3"), ("en", 1280, "light", "2"), ("zh-Hans", 1280, "dark", "3"),
         ("zh-Hans", 390, "light", "23"), ("en", 390, "dark", "14"))
COLOURS = 192
QUESTIONS = {"zh-Hans": "行政调解工作由哪个部门牵头？责任部门是谁？", "zh-Hant": "行政調解工作由哪個部門牽頭？責任部門是誰？",
             "en": "Which department leads administrative mediation?"}


def main() -> None:
    """The chat over the five notices, in each language, light and dark, at a desk and on a phone."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with write_index(Path(folder) / "five", create=True) as index:
            ingest_paths(index, [ROOT / "corpus"])
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        with serving(Path(folder) / "five", Path(folder)) as site:
            for lang, width, scheme, views in SHOTS:
                with opened(browser, site.address, lang, width, color_scheme=scheme, reduced_motion="reduce") as page:
                    _pictures(page, f"{lang}-{width}-{scheme}", QUESTIONS[lang], views)
        browser.close()


def _pictures(page: Page, name: str, question: str, views: str) -> None:
    def picture(view: str) -> None:
        if view[0] in views:
            with Image.open(BytesIO(page.screenshot())) as taken:
                taken.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}-{view}.png", optimize=True)

    page.wait_for_function("document.fonts.ready.then(() => true)")
    picture("1-empty")
    reply = ask(page, question)
    expect(page.locator("#tl-evidence .tl-card").first).to_be_attached()
    cite = reply.locator("a.tl-cite").first
    if page.viewport_size["width"] > 1000:
        cite.hover()
        expect(page.locator("#tl-pop")).to_be_visible()
    picture("2-answer")
    cite.click()
    expect(page.locator("#tl-reader .tl-wanted")).to_be_focused()
    picture("3-notice")
    page.keyboard.press("Escape")
    reply.locator(".tl-says-wrong_clause").click()
    expect(page.locator("#tl-reader .tl-pick").first).to_be_attached()
    picture("4-feedback")


if __name__ == "__main__":
    main()
