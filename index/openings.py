"""Clauses that frame a notice and say nothing of their own: catalogue rows, titles, signatures, entries in a list of documents, and
the formula it opens with.

An official document opens with why, on what grounds and by whose leave it is issued (《党政机关公文处理工作条例》 and GB/T 9704:
为…，根据…，制定本办法 / 经…同意，现印发给你们) and goes on to its matters. The formula names the whole subject, so that it is near to every
question about the notice; it answers only those that ask for just this. One that gives figures says more than the formula.
"""

from __future__ import annotations

import re

from index.cards import Card
from index.features import FRAME
from index.query import Query
from ingest.references import KINDS

_LONGEST = 300
_FORMULA = re.compile(
    rf"^.{{0,60}}?(?:为|根据|按照|依据|遵照|结合).*(?:(?:制[定订]|订定|提出)[^，。；]{{0,30}}(?:{KINDS}|措施)|(?:{KINDS}|措施|事项).{{0,8}}如下)$"
    "|(?:印发|转发|下发)(?:给你们|如下)?请.{0,8}(?:执行|实施|落实)|现予以?(?:印发|公布|发布|转发)$")
# What may be answered by the figures of an opening.
_BY_NUMBER = ("figure", "deadline", "yesno")
_PURPOSE = re.compile(rf"(?:为|根据|按照|依据).*制[定订]本[^，。]{{0,6}}?(?:{KINDS})$")
# Dates, and the numbers of documents, meetings and articles, are no figures.
_NO_FIGURE = re.compile(r"(?:19|20)\d\d ?(?:年(?: ?\d+ ?月)?(?: ?\d+ ?日)?|\d+ ?号)?|第 ?\d+ ?[次届条号]|^ ?\d+ ")
# An entry in a list of the documents that a rule or a service rests on: 关于…的通知（财金〔2016〕85号）.
_ENTRY = re.compile(rf"(?:{KINDS}) [^ ]{{0,8}} ?(?:19|20)\d\d (?:年 ?)?\d+ ?号? ?$")
_SAYS = re.compile("应当|应该|可以|不得|必须|负责|执行|废止|施行|按照|依照|根据")
_ASKED = re.compile(
    "为什么|为何|为了什么|图个?(?:啥|什么)|目的|意义|背景|缘由|原因|[根依]据|(?:依照|按照|基于)[^，。？]{0,8}(?:哪|什么|何)"
    "|会议|审议|通过|同意|批准|印发|转发|[公发]布|制[定订]|订定|起草|出台|反映|文号|字号|遇到问题|[哪何]一?年|年度|期间|实施期"
    r"|\b(?:why|purpose|aims?|background|basis|based|grounds|under which|issued?|numbers?|approv\w+|adopt\w*|meeting|drawn up|years?)\b")


def frames(query: Query, card: Card, title: str) -> bool:
    """Whether a clause is of the frame of its notice, and the question does not ask for that. title: search text of its notice's."""
    if query.of_notice:  # from when it applies stands in its closing words
        return query.field == "effective" and card.kind in ("head", "annex")
    if card.kind in FRAME or _ASKED.search(query.key):
        return card.kind in FRAME
    if card.kind == "preamble":
        return is_formula(card, title) or (query.kind not in _BY_NUMBER and is_purpose(card))
    return is_entry(card) or (card.kind == "item" and is_purpose(card))


def is_purpose(card: Card) -> bool:
    """Whether a clause, such as the first article of a statute, says what a document is made for (立法技术规范（试行）（一） § 5: 为了…，
    制定本法).
    """
    return len(card.body) <= 2 * _LONGEST and bool(_PURPOSE.search(card.body.replace(" ", "")))


def is_entry(card: Card) -> bool:
    """Whether a clause is the title and number of another document and nothing else."""
    return len(card.body) <= _LONGEST and bool(_ENTRY.search(card.body)) and not _SAYS.search(card.body)


def is_formula(card: Card, title: str) -> bool:
    """Whether an opening is a title or the formula and nothing else."""
    body = card.body.replace(" ", "")
    has_figure = re.search(r"\d", _NO_FIGURE.sub("", card.body))
    return body in title.replace(" ", "") or (len(body) <= _LONGEST and not has_figure and bool(_FORMULA.search(body)))
