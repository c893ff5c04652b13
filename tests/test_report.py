"""The forms of the report: each says every score with its interval and every miss with its cause, and none runs what it quotes."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import StringIO

import numpy as np
import pytest
from eval_samples import right_prediction
from lxml import html
from markdown_it import MarkdownIt
from report_samples import MARKUP, PLOTS, varied_marks, varied_page, varied_summary
from rich.console import Console

from eval.cases import DEFAULT_SET, load_cases
from eval.intervals import SEED, intervals
from eval.marks import cause, faults, score
from eval.report import as_json, console_table, html_page, markdown, summary_of
from eval.scores import measured


@pytest.fixture(scope="module")
def marks():
    return varied_marks()


@pytest.fixture(scope="module")
def summary():
    return varied_summary()


@pytest.fixture(scope="module")
def page():
    return html.fromstring(varied_page())


def test_the_intervals_are_those_of_scores_taken_draw_by_draw(marks):
    drawn = np.random.default_rng(SEED).integers(0, len(marks), (40, len(marks)))
    values = [measured([marks[at] for at in row]) for row in drawn]
    for name, (low, high) in intervals(marks, 40).items():
        assert (low, high) == pytest.approx(tuple(np.percentile([each[name] for each in values if name in each], [2.5, 97.5]))), name


def test_the_sample_has_misses_of_every_cause(marks, summary):
    assert all(summary.causes.values())
    assert [miss.cause for miss in summary.misses] == [cause(mark) for mark in marks if faults(mark)]
    assert sum(part.missed for part in summary.by["language"].values()) == len(summary.misses)


def test_json_has_scores_intervals_calibration_and_misses(marks, summary):
    data = json.loads(json.dumps(as_json(summary)))
    assert data["overall"]["n"] == len(marks) == sum(group["n"] for group in data["by"]["type"].values())
    spans = data["intervals"]
    for scores, (low, high) in ((data["overall"], spans["overall"]["exact"]),
                                (data["by"]["language"]["en"], spans["by"]["language"]["en"]["exact"])):
        assert low < scores["exact"] < high
    assert data["causes"] == {name: [each["cause"] for each in data["misses"]].count(name) for name in data["causes"]}
    assert data["parity"] == measured(marks)["parity"] > 0
    assert sum(each["n"] for each in data["calibration"]["bins"]) == sum(bool(mark.prediction.backing.found) for mark in marks)
    assert {"code", "prompts", "embedder", "engine", "corpus"} <= data["versions"].keys()


def test_a_miss_says_what_was_expected_and_what_came(summary, page):
    miss = next(each for each in as_json(summary)["misses"] if each["cause"] == "reading" and "wrong clause" in each["faults"])
    gold, found = miss["expected"]["citations"][0], miss["got"]["found"][0]
    assert miss["got"]["citations"][0]["address"] == "九、" != gold["address"] == found["address"]
    row, = page.xpath("//tr[td[1]/a = $id]", id=miss["id"])
    told = " ".join(row.text_content().split())
    assert all(words in told for words in (
        miss["asked"][-1], "wrong clause", "reading", miss["expected"]["facts"][0][0], f"{gold['doc']} {gold['address']}",
        f"{gold['doc']} 九、", "a right clause at rank 1", f"{found['probability']:.2f} {found['doc']}"))


def test_the_page_loads_and_runs_nothing(page):
    assert page.xpath("//script | //img | //link | //iframe | //object") == []
    assert [name for each in page.iter() for name in each.attrib if name.startswith("on") or name == "src"] == []
    assert {each[0] for each in page.xpath("//@href")} == {"#"}
    assert all(word not in style for style in (*page.xpath("//@style"), *page.xpath("//style/text()")) for word in ("url(h", "@import"))
    assert page.xpath("//p[contains(., '<script>window.hit=1</script>')]") and page.xpath("//code[contains(., '<img src=x')]")


def test_every_link_of_the_page_leads_somewhere_and_no_id_is_there_twice(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in page.xpath("//@href")} | set(page.xpath("//label/@for")) <= set(ids)


def test_every_plot_says_in_words_what_it_shows(page):
    plots = page.xpath("//svg")
    assert len(plots) == PLOTS == len({plot.findtext("title") for plot in plots})
    assert all(plot.get("aria-labelledby") == plot.find("title").get("id") for plot in plots)
    # Text stays text, and colours are those of the page.
    assert all(plot.xpath(".//text") and plot.xpath(".//*[contains(@style, 'var(--ink)')]") for plot in plots)


def test_a_long_label_of_han_characters_is_cut_and_stays_whole_in_the_table(page):
    texts = [each for each in page.xpath("//svg//text/text()") if each.startswith("类型")]
    assert texts and all(each.endswith("…") and "\x01" not in each for each in texts)
    assert page.xpath("//section[@id='by-type']//th[contains(., $markup)]", markup=MARKUP)


def test_a_report_stands_where_nothing_is_to_be_found_and_nothing_was_missed():
    cases = [case for case in load_cases(DEFAULT_SET) if not case.answerable][:3]
    summary = summary_of(score(cases, map(right_prediction, cases)))
    told = html.fromstring(html_page(summary)).text_content()
    assert all(words in told for words in ("No question was missed", "0 of 3 missed", "Nothing was found"))
    assert as_json(summary)["calibration"] is None is as_json(summary)["parity"]
    assert markdown(summary).endswith("## Misses\n\nNone.\n")


def test_markdown_quotes_without_markup(summary):
    parsed = MarkdownIt("commonmark").enable("table").parse(markdown(summary, "tiaoli eval"))
    tokens = [each for token in parsed for each in (token, *(token.children or []))]
    assert {token.type for token in tokens} & {"html_block", "html_inline", "link_open", "image", "code_inline"} == set()
    assert sum(token.type == "table_open" for token in tokens) == 2 + len(summary.by)
    assert sum(token.type == "list_item_open" for token in tokens) == len(summary.misses)
    text = "".join(token.content for token in tokens if token.type == "text")
    assert MARKUP in text and "tiaoli eval" in text
    assert f"{100 * summary.whole.scores.exact:.1f}" in text


def test_the_worst_types_come_first(summary):
    shares = [part.missed / part.scores.n for _, part in summary.worst]
    assert shares == sorted(shares, reverse=True) and min(shares) > 0


def test_the_table_fits_a_console_of_80_characters(summary):
    console = Console(width=80, record=True, file=StringIO())
    console.print(console_table(summary))
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= 80
    head, = (line.split() for line in lines if " exact" in line and "stale" in line)
    rows = {name: next(line.removeprefix(f" {name}").split() for line in lines if line.startswith(f" {name}"))
            for name in ("all", "95% from", "95% to", "unanswerable", "zh-Hant", "test")}
    assert all(word in head for word in ("exact", "refuse", "quote", "stale", "p95"))
    value, low, high = (float(rows[name][at]) for name, at in (("all", 1), ("95% from", 0), ("95% to", 0)))
    assert low < value < high
    assert value == pytest.approx(100 * asdict(summary.whole.scores)["exact"], abs=0.05)
