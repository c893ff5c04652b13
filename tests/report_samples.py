"""Marks of every sort for the tests of the report: right answers, wrong ones, refusals, and a question full of markup."""

from __future__ import annotations

import json
from functools import cache

from eval_samples import LINE, answered, right_prediction

from eval.cases import DEFAULT_SET, Case, load_cases
from eval.marks import score
from eval.predict import Tokens
from eval.report import html_page, summary_of

# Those of a report in which nothing is wanting.
PLOTS = 11
MARKUP = "<script>window.hit=1</script><img src=x onerror=window.hit=2>[点此](javascript:alert(1))|**${1}*{{7*7}}"


def marked_up_case():
    """Markup wherever a question set may have text, and what no XML may hold."""
    gold = {"doc": MARKUP, "address": "七、（十八）"}
    return Case.model_validate_json(json.dumps(LINE | {
        "id": MARKUP, "question": MARKUP, "type": f"类型\x01{MARKUP}", "facts": [[MARKUP]], "citations": [gold]}))


def twins():
    """One question in two languages."""
    return [Case.model_validate_json(json.dumps(LINE | {"id": f"twin {lang}", "lang": lang})) for lang in ("zh-Hans", "zh-Hant")]


@cache
def varied_marks():
    """Of some questions of the set that ships, of one in two languages, and of one full of markup, which is missed."""
    cases = (*load_cases(DEFAULT_SET)[::6], *twins(), marked_up_case())
    return score(cases, [_varied(at, case, right_prediction(case)) for at, case in enumerate(cases)])


@cache
def varied_summary():
    return summary_of(varied_marks())


@cache
def varied_page():
    """The report on them, made once for all tests that read it."""
    return html_page(varied_summary(), f"tiaoli eval '{MARKUP}'")


def _varied(at, case, right):
    answer = right.answer
    if case.id == MARKUP:
        # Cited rightly, with the fact left out.
        answer = answer.model_copy(update={"answer": "<b>不详</b>[1]"})
    elif at % 5 == 1 or case.id == "twin zh-Hant":
        answer = answer.model_copy(update={"answer": "没有依据", "refused": True, "citations": ()})
    elif at % 5 == 2 and answer.citations:
        first, *rest = answer.citations
        answer = answer.model_copy(update={"citations": (first.model_copy(update={"address": "九、"}), *rest)})
    elif at % 5 == 3 and not case.answerable:
        answer = answer.model_copy(update={"refused": False})
    told = answered(right, answer)
    found = tuple(each.model_copy(update={"probability": 0.1 * (at % 10)}) for each in told.backing.found[at % 7 == 0:])
    backing = told.backing.model_copy(update={"found": found, "cut": at % 11 == 0, "contradicted": at % 13 == 0,
                                              "tokens": Tokens(prompt=at, completion=3)})
    return told.model_copy(update={"backing": backing, "ms": 3.0 + at * at})
