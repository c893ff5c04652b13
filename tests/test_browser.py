"""The chat in a real browser, on a server started with the command line: ask, watch, check the clause, take the answer away."""

from __future__ import annotations

import re
import signal
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest
from browser_page import (
    HOSTILE_FILE,
    HOSTILE_TITLE,
    MARKUP,
    NOTICE,
    ask,
    at_rest,
    barriers,
    chromium,
    in_view,
    opened,
    serving,
)
from playwright.sync_api import Page, expect

from answer.journal import exported
from web.render import labels

__all__ = ["chromium"]

LEADS = {"zh-Hans": "行政调解工作由哪个部门牵头？责任部门是谁？", "zh-Hant": "行政調解工作由哪個部門牽頭？責任部門是誰？",
         "en": "Which department leads administrative mediation?"}
LED_BY = {"zh-Hans": "政府法制机构", "zh-Hant": "政府法制機構", "en": "政府法制"}
BUTTONS = {"zh-Hans": "简", "zh-Hant": "繁", "en": "EN"}
PUBLISHED = "政府法制機構牽頭"


@pytest.fixture(scope="module")
def site(home, tmp_path_factory):
    with serving(home, tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest.fixture
def page(chromium, site):
    with opened(chromium, site.address) as page:
        yield page


# Until nothing of the conversation has been drawn anew for so many milliseconds: a click on what is being replaced is lost.
QUIET = """() => new Promise((done) => {
    let last = setTimeout(done, 400);
    new MutationObserver((_, observer) => {
        clearTimeout(last);
        last = setTimeout(() => { observer.disconnect(); done(); }, 400);
    }).observe(document.querySelector("#tl-chat"), { childList: true, subtree: true });
})"""


def _speak(page: Page, lang: str) -> None:
    page.locator("#tl-lang label").filter(has_text=BUTTONS[lang]).click()
    expect(page.locator(".tl-brand p")).to_have_text(labels()[lang]["tagline"])
    page.evaluate(QUIET)


def _read(page: Page, lang: str) -> None:
    """Follows the first citation to its clause in the notice."""
    page.locator("#tl-chat .tl-answer").last.locator("a.tl-cite").first.press("Enter")
    reader = page.locator("#tl-reader")
    wanted = reader.locator(".tl-wanted")
    expect(wanted.locator("mark")).to_contain_text(PUBLISHED)
    expect(wanted).to_be_focused()
    assert in_view(wanted.locator("mark"))
    assert reader.locator(".tl-clause").count() > 30
    expect(reader.locator(".tl-tree [aria-current]")).to_contain_text("（十八）")
    expect(reader.locator("header")).to_contain_text("连政发〔2011〕126号")
    expect(reader.locator("header .tl-badge")).to_have_text(labels()[lang]["repealed"])
    expect(reader.locator(".tl-original")).to_have_attribute("href", re.compile("^api/docs/.+/original$"))


def _take_away(page: Page, lang: str) -> None:
    """Copies the last answer and exports it."""
    actions = page.locator("#tl-chat .tl-actions").last
    expect(actions.locator(".tl-copy")).to_have_text(labels()[lang]["copy"])
    actions.locator(".tl-copy").click()
    expect(actions.locator(".tl-said")).to_have_text(labels()[lang]["copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert LED_BY[lang] in copied and PUBLISHED in copied and "[1]" in copied
    with page.expect_download() as word:
        actions.locator(".tl-word").click()
    with ZipFile(word.value.path()) as packed:
        assert PUBLISHED in packed.read("word/footnotes.xml").decode()
    with page.expect_download() as everything:
        page.locator(".tl-take-all .tl-markdown").click()
    assert PUBLISHED in everything.value.path().read_text("utf-8")


def _judge(page: Page, site, lang: str) -> None:
    """Says that the clause is wrong and which is right."""
    words, actions = labels()[lang], page.locator("#tl-chat .tl-actions").last
    actions.get_by_role("button", name=words["wrong_clause"]).click()
    tree = page.locator("#tl-reader .tl-tree")
    expect(tree).to_be_attached()
    if tree.locator("details").get_attribute("open") is None:
        tree.locator("summary").click()
    tree.get_by_role("link", name="（十九）").click()
    page.locator("#tl-reader .tl-clause:focus .tl-pick").click()
    expect(page.locator("#tl-judge .tl-chosen")).to_contain_text("七、（十九）")
    page.locator("#tl-note").fill(f"备注 {lang}")
    page.locator("#tl-judge").get_by_role("button", name=words["judge_send"]).click()
    expect(actions.locator(".tl-said")).to_have_text(words["judged"])
    expect(actions.locator(".tl-says-wrong_clause")).to_have_attribute("aria-pressed", "true")
    said = [each for exchange in exported(site.home) for each in exchange["feedback"]][-1]
    assert (said["verdict"], said["clause_id"][-5:], said["note"]) == ("wrong_clause", "#7/19", f"备注 {lang}")


def test_the_chat_and_the_api_share_one_server(site):
    assert httpx.get(f"{site.address}/api/health").json()["documents"] == 6
    missing = httpx.get(f"{site.address}/api/nothing")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    assert "default-src 'self'" in httpx.get(site.address).headers["content-security-policy"]


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_from_a_question_to_what_is_said_of_its_answer(chromium, site, lang):
    other = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans", "en": "zh-Hant"}[lang]
    with opened(chromium, site.address, lang) as page:
        expect(page.locator(".tl-brand p")).to_have_text(labels()[lang]["tagline"])
        reply = ask(page, LEADS[lang])
        expect(reply).to_contain_text(LED_BY[lang])
        cite = reply.locator("a.tl-cite").first
        cite.hover()
        expect(page.locator("#tl-pop mark")).to_contain_text(PUBLISHED)
        page.keyboard.press("Escape")
        expect(page.locator("#tl-pop")).to_be_hidden()
        _read(page, lang)
        page.keyboard.press("Escape")
        expect(cite).to_be_focused()
        _speak(page, other)
        expect(reply).to_contain_text(LED_BY[lang if lang == "en" else other])
        expect(page.locator("#c-1-1 mark")).to_contain_text(PUBLISHED)
        expect(page.locator("#c-1-1 .tl-badge")).to_have_text(labels()[other]["repealed"])
        _speak(page, lang)
        expect(reply).to_contain_text(LED_BY[lang])
        _take_away(page, lang)
        _judge(page, site, lang)
        page.reload()
        expect(page.locator(".tl-brand p")).to_have_text(labels()[lang]["tagline"])


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_the_same_on_a_phone(chromium, site, lang):
    with opened(chromium, site.address, lang, 390, has_touch=True) as page:
        page.get_by_label(labels()[lang]["in_force_only"]).check()
        ask(page, LEADS[lang])
        expect(page.locator(".tl-badge.tl-repealed")).to_have_count(0)
        page.get_by_role("button", name=labels()[lang]["new_chat"]).click()
        expect(page.locator("#tl-chat .tl-answer")).to_have_count(0)
        page.get_by_label(labels()[lang]["in_force_only"]).uncheck()
        expect(ask(page, LEADS[lang])).to_contain_text(LED_BY[lang])
        _read(page, lang)
        expect(page.locator("#tl-chat")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(".tl-close").click()
        expect(page.locator("#tl-chat a.tl-cite").first).to_be_focused()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        other = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans", "en": "zh-Hant"}[lang]
        _speak(page, other)
        expect(page.locator("#c-1-1 .tl-badge")).to_have_text(labels()[other]["repealed"])
        _speak(page, lang)
        _take_away(page, lang)
        _judge(page, site, lang)


def test_an_answer_streams_and_says_what_it_is_of(page):
    page.evaluate("""() => {
        window.lengths = new Set();
        new MutationObserver(() => {
            const answer = document.querySelector('#tl-chat .tl-answer');
            if (answer) window.lengths.add(answer.textContent.length);
        }).observe(document.querySelector('#tl-chat'), { childList: true, subtree: true, characterData: true });
    }""")
    reply = ask(page, LEADS["zh-Hans"])
    assert len(page.evaluate("[...window.lengths]")) > 1
    expect(page.locator("#tl-box textarea")).to_have_value("")
    expect(reply).to_contain_text("连政发〔2018〕11号")
    expect(reply).to_contain_text("答案摘自原文")
    card = page.locator("#c-1-1")
    for fact in ("已失效", "七、（十八）", "连政发〔2011〕126号", "2011-09-29", "连云港市"):
        expect(card).to_contain_text(fact)
    ask(page, "昆山市的通知是什么时候发的？")
    expect(page.locator(".tl-earlier #c-1-1")).to_be_attached()
    expect(card).not_to_be_visible()
    at_rest(page.locator("#tl-chat a[href='#c-1-1']").first).hover()
    expect(page.locator("#tl-pop")).to_contain_text("七、（十八）")
    page.locator(".tl-earlier summary").click()
    card.locator("a.tl-back").click()
    expect(page.locator("#m-1-1")).to_be_focused()


def test_on_an_english_page_all_around_a_chinese_answer_is_english(chromium, site):
    with opened(chromium, site.address, "en") as page:
        reply, words = ask(page, LEADS["zh-Hans"]), labels()["en"]
        expect(reply).to_contain_text(LED_BY["zh-Hans"])
        expect(reply.locator(".tl-warning")).to_contain_text("it is not a current basis")
        expect(reply.get_by_role("button", name=words["copy"])).to_be_visible()
        expect(page.locator("#c-1-1 .tl-badge")).to_have_text(words["repealed"])
        expect(page.locator("#c-1-1 .tl-note")).to_contain_text("has been declared invalid")
        expect(page.locator("#c-1-1 .tl-verified")).to_have_text(words["verified"])
        expect(ask(page, "上海市的行政调解由哪个部门牵头？")).to_contain_text("No basis found: there is no notice from")


def test_by_keyboard_alone(page):
    page.locator("a.tl-skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tl-box textarea")).to_be_focused()
    reply = ask(page, LEADS["zh-Hans"])
    cite = reply.locator("a.tl-cite").first
    cite.focus()
    expect(page.locator("#tl-pop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tl-pop")).to_be_hidden()
    expect(cite).to_be_focused()
    page.keyboard.press("Enter")
    fold = page.locator("#tl-reader .tl-fold").first
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.locator("#tl-reader .tl-tree a", has_text="（一）").first.press("Enter")
    expect(page.locator("#tl-reader .tl-clause:focus")).to_have_attribute("data-address", "一、（一）")
    page.keyboard.press("Escape")
    expect(cite).to_be_focused()
    helpful = reply.locator(".tl-says-helpful")
    helpful.press("Enter")
    expect(helpful).to_have_attribute("aria-pressed", "true")
    reply.locator(".tl-says-outdated").press("Enter")
    expect(page.locator("#tl-note")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#tl-judge")).to_be_hidden()
    expect(reply.locator(".tl-says-outdated")).to_be_focused()


def test_filters_and_a_new_chat(page):
    page.get_by_label("只看现行有效").check()
    ask(page, LEADS["zh-Hans"])
    expect(page.locator(".tl-badge.tl-repealed")).to_have_count(0)
    page.get_by_label("只看现行有效").uncheck()
    page.locator("#tl-dates > button").click()
    page.locator("#tl-since input").fill("20年")
    page.keyboard.press("Tab")
    expect(page.locator("#tl-fault")).to_contain_text("年份请写四位数字")
    page.fill("#tl-box textarea", "政务公开有哪些要求？")
    page.press("#tl-box textarea", "Enter")
    expect(page.locator("#tl-fault")).to_contain_text("请先改正筛选条件")
    expect(page.locator("#tl-box textarea")).to_have_value("政务公开有哪些要求？")
    page.locator("#tl-since input").fill("2019")
    page.keyboard.press("Tab")
    expect(page.locator("#tl-dates > button")).to_contain_text("2019 年起成文")
    expect(page.locator("#tl-fault .tl-fault")).to_have_count(0)
    place = page.get_by_role("combobox", name="发文地区")
    place.click()
    options = page.get_by_role("option")
    assert [re.sub(r"[\s✓]+", " ", text).strip() for text in options.all_inner_texts()][:4] == [
        "全部地区", "江苏省 (2)", "苏州市 (1)", "昆山市 (1)"]
    place.press("ControlOrMeta+a")
    page.keyboard.type("昆山")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(place).to_have_value("昆山市 (1)")
    ask(page, "政务公开有哪些要求？")
    expect(page.locator("#tl-evidence .tl-card").first).to_contain_text("昆政办发〔2020〕94号")
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#tl-chat .tl-answer")).to_have_count(0)
    expect(page.locator(".tl-take-all")).to_have_count(0)
    page.locator("#tl-chat .example").first.click()
    expect(page.locator("#tl-chat .tl-answer")).to_have_count(1)


def test_the_last_state_of_a_filter_is_what_the_page_speaks_of(page):
    page.locator("#tl-dates > button").click()
    since, heading, fault = page.locator("#tl-since input"), page.locator("#tl-dates > button"), page.locator("#tl-fault .tl-fault")
    for _ in range(8):
        since.fill("20年")
        page.fill("#tl-box textarea", "政务公开有哪些要求？")
        page.press("#tl-box textarea", "Enter")
        expect(fault).to_have_count(1)
        since.fill("2019")
        page.keyboard.press("Tab")
        expect(heading).to_contain_text("2019 年起成文")
        expect(fault).to_have_count(0)


def test_a_refusal_cites_nothing_and_shows_what_came_nearest(page):
    expect(ask(page, "上海市的行政调解由哪个部门牵头？")).to_contain_text("上海市")
    expect(ask(page, "海上风力发电每千瓦时补贴多少钱？")).to_contain_text("已检索的 6 份公文")
    expect(page.locator("#tl-chat .tl-refusal")).to_have_count(2)
    expect(page.locator("#tl-chat a.tl-cite")).to_have_count(0)
    expect(page.locator("#tl-evidence .tl-card")).to_have_count(0)
    nearest = page.locator("#tl-evidence .tl-nearest").first
    nearest.locator("summary").click()
    nearest.locator(".tl-read").click()
    expect(page.locator("#tl-reader .tl-wanted")).to_be_focused()


def test_markup_in_a_notice_shows_as_text(page, site):
    reply = ask(page, "青田县首问负责制度由哪个单位牵头落实？登记用语怎么写？")
    card = page.locator("#c-1-1")
    expect(card.locator("blockquote")).to_contain_text(MARKUP)
    expect(card.locator("h3")).to_have_text(HOSTILE_TITLE)
    reply.locator("a.tl-cite").first.hover()
    expect(page.locator("#tl-pop blockquote")).to_contain_text(MARKUP)
    reply.locator("a.tl-cite").first.click()
    reader = page.locator("#tl-reader")
    expect(reader.locator(".tl-wanted")).to_contain_text(MARKUP)
    expect(reader.locator(".tl-kind-row").first).to_contain_text(MARKUP)
    expect(reader.locator("h2")).to_have_text(HOSTILE_TITLE)
    expect(reader.locator("header dl")).to_contain_text(HOSTILE_FILE)
    original = httpx.get(f"{site.address}/{reader.locator('.tl-original').get_attribute('href')}")
    assert original.text == NOTICE and "html" not in original.headers["content-type"]
    reply.locator(".tl-says-wrong_clause").press("Enter")
    page.locator("#tl-other").fill("窗口")
    page.locator("#tl-judge .tl-open").click()
    expect(page.locator("#tl-judge .tl-found")).to_be_empty()
    reply.locator(".tl-copy").click()
    expect(reply.locator(".tl-said")).to_have_text("已复制，脚注附在文后")
    assert page.evaluate("window.hit") is None
    assert page.locator(":is(#tl-chat, #tl-right, #tl-pop) :is(img, script, iframe), a[href^='javascript']").count() == 0


def test_another_session_sees_nothing_of_a_conversation(chromium, site, page):
    reply = ask(page, LEADS["zh-Hans"])
    taken = reply.locator(".tl-word").get_attribute("href")
    assert ZipFile(BytesIO(httpx.get(f"{site.address}/{taken}").content)).testzip() is None
    guessed = httpx.get(f"{site.address}/desk/answers.md", params={"id": "0" * 32, "lang": "en"})
    assert (guessed.status_code, guessed.json()["error"]["code"]) == (404, "no_such_exchange")
    with opened(chromium, site.address) as other:
        expect(other.locator("#tl-chat .tl-question")).to_have_count(0)
        expect(other.locator("#tl-evidence .tl-card")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_nothing_bars_the_way(chromium, site, scheme, width):
    with opened(chromium, site.address, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        page.locator("#tl-dates > button").click()
        expect(page.locator("#tl-since input")).to_be_visible()
        assert page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")
        assert barriers(page) == []
        reply = ask(page, LEADS["zh-Hans"])
        reply.locator("a.tl-cite").first.focus()
        expect(page.locator("#tl-pop")).to_be_visible()
        assert barriers(page) == []
        reply.locator(".tl-says-wrong_clause").press("Enter")
        expect(page.locator("#tl-reader .tl-pick").first).to_be_attached()
        assert barriers(page) == []


def test_the_server_stops_at_once_and_without_a_fault_while_pages_are_open(chromium, site):
    """The last test: afterwards the server is gone."""
    listening = {"Accept": "text/event-stream"}
    with opened(chromium, site.address) as page, httpx.stream("GET", f"{site.address}/mcp", headers=listening) as client:
        assert client.status_code == 200
        ask(page, LEADS["zh-Hans"])
        site.server.send_signal(signal.SIGTERM)
        assert site.server.wait(60) == 0
    assert site.errors.read_text() == ""
