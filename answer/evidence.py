"""Whether the clauses found carry an answer at all: the decision between answering and `no basis found`."""

from __future__ import annotations

import re

from answer.asked_list import names_all_asked
from index.forms import has_form
from index.query import Query
from index.search import Candidate
from index.strength import enough
from index.terms import searched_text
from ingest.numerals import in_chinese
from ingest.script import simplify

# Whether a notice is in force is for its header to say, and a heading, or the sentence that issues what is attached, says little: they
# answer only if plainly about what is asked.
_NAMED = 0.6
_ISSUES = re.compile("(?:印发|转发|下发)给|予以(?:印发|转发)|(?:印发|转发)(?:实施|执行)")
# A clause that has the very words in quotation marks, or names in a row what is asked for by its class, need be only half as likely:
# neither is by chance.
_PLAIN = 0.5
_ORDINAL = re.compile("第([一二三四五六七八九十百\\d]+)([批次届期轮])")
# What one may do against a decision has the name that its statute gives it (行政复议法, 行政处罚法 on hearings, 仲裁法, 行政诉讼法).
_REMEDIES = tuple((re.compile(asked), re.compile(told)) for asked, told in (
    (r"复议|\breconsideration\b", "复议|诉愿"), (r"听证|\bpublic hearings?\b", "听证|听取"), (r"仲裁|\barbitrat", "仲裁"),
    (r"复[核查]|申诉|\b(?:review of the decision|appeal)", "复[核查议]|申诉|异议|诉"),
    (r"诉讼|起诉|\b(?:lawsuit|litigation)\b", "诉|法院")))
_REPUBLIC = 1911  # the year before the first of 民國
_YEAR = re.compile(r"\b(19|20)\d\d\b")


def carries(query: Query, candidate: Candidate) -> bool:
    """Whether a clause may answer: likely enough, and fit to."""
    if candidate.card.kind == "preamble" and _ISSUES.search(candidate.card.body) and candidate.value("coverage") < _NAMED:
        return False
    quotes = bool(query.quoted) and all(_says(candidate, words) for words in query.quoted)
    lists = query.kind == "list" and names_all_asked(query.key, candidate.card.body)
    return candidate.probability >= enough() * (_PLAIN if quotes or lists else 1.0) and is_fit(query, candidate)


def is_fit(query: Query, candidate: Candidate) -> bool:
    """Whether a clause is of the year asked about, names the documents asked about, which are not on file themselves, and a term whose
    meaning is asked for, speaks of the remedy asked about, and has what is asked for where that has a form of its own.
    """
    if (query.kind == "validity" or candidate.card.kind == "heading") and candidate.value("coverage") < _NAMED:
        return False
    if query.kind == "definition" and query.lang != "en" and query.quoted and not any(_says(candidate, words) for words in query.quoted):
        return False
    if not _is_of_turn(query, candidate) or not has_form(query.key, candidate.card.above + candidate.card.body):
        return False
    if not all(told.search(_whole(candidate)) for asked, told in _REMEDIES if asked.search(query.key)):
        return False
    return all(_says(candidate, title) for title in query.required) and (
        _is_of_period(query, candidate) or all(_speaks_of_year(candidate, year) for year in query.years))


def _is_of_turn(query: Query, candidate: Candidate) -> bool:
    """Whether a clause is of the census, congress or batch asked about (第三次, 第八批), where it tells of one by its number. Whether
    it was that one may be the question.
    """
    asked = _ORDINAL.findall(query.key) if query.kind != "yesno" else []
    told = _ORDINAL.findall(candidate.card.above + candidate.card.body) if asked else []
    return all((number, measure) in told or measure not in {one for _, one in told} for number, measure in asked)


def _whole(candidate: Candidate) -> str:
    """A clause, as it is searched, with what stands above it and the title of its notice."""
    return simplify(candidate.notice.meta.title) + candidate.card.above + candidate.card.body


def _says(candidate: Candidate, words: str) -> bool:
    return searched_text(words).strip() in candidate.card.body


def _is_of_period(query: Query, candidate: Candidate) -> bool:
    """Whether the years asked about are the first and the last of a plan (2011到2013年): each clause of it is for them all."""
    return len(query.years) > 1 and candidate.notice.meta.plan_years == (min(query.years), max(query.years))


def _speaks_of_year(candidate: Candidate, year: int) -> bool:
    """A plan speaks of all its years, but a clause of it that names years speaks of those."""
    meta = candidate.notice.meta
    covered = meta.plan_years and meta.plan_years[0] <= year <= meta.plan_years[1] and not _YEAR.search(candidate.card.body)
    said = str(year) in candidate.card.body or _says_republic_year(candidate.card.body, year)
    return bool(covered) or said or any(str(year) in text for text in (meta.title, meta.issued, meta.doc_no))


def _says_republic_year(body: str, year: int) -> bool:
    """Whether a text has a year as Taiwan counts them: 民國84年, 中華民國八十四年 for 1995."""
    return year > _REPUBLIC and re.search(f"民国 ?(?:{year - _REPUBLIC}|{in_chinese(year - _REPUBLIC)}) ?年", body) is not None
