"""The chat in a real browser while a language model writes: what has been checked is shown at once, what has not, never."""

from __future__ import annotations

from contextlib import nullcontext
from threading import Event

import pytest
from browser_page import PATIENCE_MS, chromium, opened
from door_server import serving
from fake_openai import Reply, answer
from fake_openai import serving as serving_model
from playwright.sync_api import expect

from answer.llm import engine
from app import create_app
from index.settings import settings
from web.render import labels

__all__ = ["chromium"]

QUESTION = "綦江的行政执法人员每人每年至少要学多少学时法律知识？"
RIGHT = ("綦江区的行政执法人员每人每年应接受", "不少于60学时的", "法律知识培训[1]。")
WRONG = ("其中专业法律", "知识培训不少于90学时[1]。")
# Every text that the conversation ever shows, however briefly.
WATCH = """() => {
    window.shown = [];
    new MutationObserver(() => window.shown.push(document.querySelector('#tl-chat').textContent))
        .observe(document.querySelector('#tl-chat'), { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
def begin():
    """Lets the model begin to write."""
    return Event()


@pytest.fixture
def end():
    """Lets it go on from the middle of the second sentence."""
    return Event()


@pytest.fixture
def model(begin, end, monkeypatch):
    """The language model of this process: writes a sentence that holds, then one that does not, slowly, piece by piece."""
    *pieces, finish, done = answer(*RIGHT, *WRONG).pieces

    def slowly():
        begin.wait(60)
        for piece in pieces[:-1]:
            yield from (piece, 0.2)
        end.wait(60)
        yield from (pieces[-1], finish, done)

    with serving_model(lambda request: Reply(slowly())) as fake:
        for name, value in {"LLM": "openai", "LLM_URL": fake.url, "LLM_MODEL": "slow-writer"}.items():
            monkeypatch.setenv(f"TIAOLI_{name}", value)
        settings.cache_clear()
        yield engine()
    settings.cache_clear()


def test_an_answer_is_shown_as_far_as_it_has_been_checked(chromium, index, model, begin, end):
    words, sentence = labels()["zh-Hans"], "".join(RIGHT).partition("[")[0]
    with serving(create_app(lambda: nullcontext(index))) as address, opened(chromium, address) as page:
        expect(page.locator(".tl-engine")).to_have_text(words["engine_model"].format(engine=model.name))
        page.evaluate(WATCH)
        page.fill("#tl-box textarea", QUESTION)
        page.press("#tl-box textarea", "Enter")
        expect(page.locator("#tl-chat .tl-pending")).to_contain_text(words["pending_model"].format(engine=model.name))
        begin.set()
        growing = page.locator("#tl-chat .tl-growing")
        expect(growing).to_contain_text(sentence)
        expect(growing.locator(".tl-pending")).to_contain_text(words["writing"].format(engine=model.name))
        expect(growing.locator(".tl-actions")).to_have_count(0)
        end.set()
        reply = page.locator("#tl-chat .tl-answer:not(.tl-growing)")
        expect(reply).to_contain_text(words["drafted"].format(engine=model.name), timeout=PATIENCE_MS)
        expect(reply.locator("a.tl-cite")).to_have_text(["[1]"])
        expect(page.locator("#c-1-1 mark")).to_contain_text("60学时")
        expect(page.locator("#c-1-1 .tl-verified")).to_be_visible()
        # The model's name ends in the port of its address, and a port may have a 90 in it.
        shown = [text.replace(model.name, "") for text in page.evaluate("window.shown")]
    assert not any("90" in text or "其中专业" in text for text in shown)
    assert all(sentence in text for text in shown if "綦江区的行政执法人员每人每年应接受" in text)
