"""Whose paragraph an unnumbered line is: the open clause's, that of a clause which closes here, or the whole notice's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.draft import SENTENCE_END, Draft
from ingest.layout import Line
from ingest.markers import Marker
from ingest.script import simplify

_ENDED = re.compile(r"[。；;]$")
_PARAGRAPH = re.compile(r"[。；！？;：:）)]$")
# The closing formulas of official documents: they speak of the whole, whatever they follow.
_FORMULA = re.compile(r"(本|此|该)?\w{0,4}自.{0,30}(起|之日).{0,4}(施行|实施|执行)|本\w{2,4}(自|由|有效期)")
# What closes a letter, a report or a request (公文结语), and how the writer can be reached.
_CLOSE = re.compile(
    r"特此(通知|公告|通告|报告|函复|批复|说明|函告)|专此(函|报|致|复)|此[复致]|(妥否|当否|可否|是否妥当)[，,]|现将.{1,40}一并(报|送|呈|转|发)"
    r"|以上(意见|报告|请示|方案|函)[^。]{0,20}请"
)
_CONTACT = re.compile(r"[^，。；：:]{0,20}(联系|咨询|监督|投诉|举报|服务)?(电话|热线|联系人|联系方式|邮箱)\s*[:：]")
_OF_CONTACT = re.compile("联系|咨询|电话|地址|投诉|举报")
# Measured on official texts: headings run to 28 characters, and lines of text start at about 45.
_LINE = 45
# So many clauses back a list is looked at, so that a long one costs no more than its length.
_NEAR = 20
# Where the numbering of a document is cut: what follows belongs to another part of it.
_CUTS = ("head", "signature", "title", "contents", "annex")


@dataclass(frozen=True)
class Habits:
    """How this document sets its text: the kinds of marker whose clauses hold one paragraph at most, apart for those that
    begin with a phrase on its own line; and what it calls a paragraph of an article (款 or 項).
    """

    text: str
    single: frozenset[tuple[str, bool]]
    word: str


def habits_of(text: str, lines: tuple[Line, ...]) -> Habits:
    return Habits(text, frozenset(_single_paragraph_kinds(lines)), _paragraph_word(lines))


def next_markers(lines: tuple[Line, ...]) -> list[Marker | None]:
    """For each line the first marker from it on in the same part of the document (text, annex), None when none follows."""
    found: list[Marker | None] = []
    marker = None
    for line in reversed(lines):
        marker = None if line.role in _CUTS else line.marker or marker
        found.append(marker)
    return found[::-1]


def owner_of(here: Draft, base: Draft, paragraph: str, following: Marker | None, habits: Habits) -> Draft:
    """Whose paragraph an unnumbered line is, `here` being the open clause and `following` the next marker: the open
    clause's; in a statute the article's (款), whose items (项) have one paragraph, unless the list goes on; and when
    clauses of a kind never have a second paragraph in this document and a whole level closes here, the clause (or
    document) that closes.
    """
    text, article = habits.text, _article(here)
    is_end = following is None and not (article and habits.word == "項")
    if is_end and (owner := _of_closing(here, base, simplify(paragraph.strip()), text)):
        return owner
    if article and article is not here and _ENDED.search(here.lines[-1].of(text).rstrip()):
        return _continued(here, article, following) or (here if _heads_items(here, text) else article)
    if not (here.marker and _is_full(here, text) and (here.marker.kind, _is_heading(here, text)) in habits.single):
        return here if here.kind != "closing" else (here.parent or base)
    if following is None:
        return article or _as_before(here) or base
    if following.rank >= here.marker.rank:
        return here
    closed = [draft for draft in here.ancestors() if draft.marker and draft.marker.rank >= following.rank]
    return closed[-1] if closed else base


def _article(draft: Draft) -> Draft | None:
    return next((one for one in draft.ancestors() if one.marker and one.marker.kind == "article"), None)


def _is_phrase(draft: Draft, text: str) -> bool:
    return bool(draft.marker) and is_phrase(draft.lines[0].of(text), draft.marker)


def is_phrase(line: str, marker: Marker) -> bool:
    """Whether a numbered line is a phrase, as headings are: it may end in 。 but has no comma before it."""
    line = line.strip()
    rest = line[marker.length :].strip()
    if marker.kind == "article" or not rest or len(line) > _LINE:
        return False
    stop = SENTENCE_END.search(rest)
    return stop is None or (rest[stop.start() :] == "。" and not re.search("[，,]", rest))


def _is_heading(draft: Draft, text: str) -> bool:
    """Whether a clause began with a heading on a line of its own. A phrase among sentences, or among others that have
    nothing under them, is no heading but one of a list.
    """
    if not _is_phrase(draft, text):
        return False
    before = _before(draft)
    return not before or any(_has_heading(other, text) for other in before)


def _heads_items(draft: Draft, text: str) -> bool:
    """Whether an item of an article that ends in 。 is a heading, as all before it are, and has nothing under it yet."""
    if draft.children or len(draft.lines) > 1 or not _is_phrase(draft, text):
        return False
    before = _before(draft)
    ended = (other.lines[0].of(text).rstrip().endswith("。") and _is_phrase(other, text) for other in before)
    return bool(before) and all(ended) and all(_has_heading(other, text) for other in before)


def _before(draft: Draft) -> list[Draft]:
    """The clauses next before this one in its list, as many as tell how the list is set."""
    near = draft.parent.children[-_NEAR:] if draft.parent else []
    return [one for one in near if one is not draft and one.marker and one.marker.kind == draft.marker.kind]


def _has_heading(draft: Draft, text: str) -> bool:
    """Whether a clause has text below its heading or after it (`指导思想。以……`)."""
    if _is_phrase(draft, text):
        return bool(draft.children) or len(draft.lines) > 1
    return bool(draft.heading) and f"{draft.heading}。" in draft.lines[0].of(text).rstrip()[:-1]


def _of_closing(here: Draft, base: Draft, key: str, text: str) -> Draft | None:
    """Whose a closing formula is at the end of a document: that of its supplementary provisions (附则, where
    commencement belongs) or of a heading with nothing else under it, else the whole's. None if `key` is no formula.
    """
    if _CLOSE.match(key):
        return base
    if _CONTACT.match(key):
        return base if _is_done(here, text) else None
    if not _FORMULA.match(key):
        return None
    rules = (draft for draft in here.ancestors() if re.sub(r"\s", "", simplify(draft.heading)) == "附则")
    if not _article(here) and (owner := next(rules, None)):
        return owner
    if here.marker and here.marker.kind == "article" and _has_caption_only(here, text):
        return here
    is_only = len(here.lines) == 1 or _FORMULA.match(simplify(here.lines[-1].of(text).strip()))
    return here if is_only and not here.children and _is_heading(here, text) else base


def _has_caption_only(article: Draft, text: str) -> bool:
    """Whether nothing of an article is there yet but its caption: 第二十四条（施行日期）."""
    return len(article.lines) == 1 and not article.children and not SENTENCE_END.search(article.lines[0].of(text))


def _is_done(here: Draft, text: str) -> bool:
    """Whether a numbered clause has its text, which is not on whom to ask: telephone numbers that follow are not its."""
    is_bare = not here.children and len(here.lines) == 1 and _is_heading(here, text)
    is_of_contact = any(_OF_CONTACT.search(simplify(draft.heading)) for draft in here.ancestors())
    is_ended = here.marker and _ENDED.search(here.lines[-1].of(text).rstrip())
    return bool(here.kind == "closing" or is_ended) and not is_bare and not is_of_contact


def _continued(here: Draft, article: Draft, following: Marker | None) -> Draft | None:
    """The item of an article whose list goes on after this paragraph: a list is not broken by a paragraph of the article."""
    for draft in here.ancestors():
        if draft is article or following is None:
            return None
        if draft.marker and (draft.marker.kind, draft.marker.number + 1) == (following.kind, following.number):
            return draft
    return None


def _as_before(here: Draft) -> Draft | None:
    """At the end of a document, the open clause that lacks the closing paragraph which all others of its list have."""
    for draft in here.ancestors():
        others = [one for one in _before(draft) if one.children] if draft.marker else []
        if others and all(map(_has_closing, others)) and not _has_closing(draft):
            return draft
    return None


def _has_closing(draft: Draft) -> bool:
    return any(child.kind == "closing" for child in draft.children)


def _is_full(draft: Draft, text: str) -> bool:
    """Whether a clause already has its paragraph: a sentence, however short, or more than one line."""
    line = draft.lines[0].of(text).strip()
    is_sentence = line.endswith("。") and not _is_heading(draft, text)
    return bool(draft.children) or is_sentence or len(draft.lines) > 1 or len(line) > _LINE


def _paragraph_word(lines: tuple[Line, ...]) -> str:
    """What a paragraph of an article is called: 項 where the articles' numbers stand alone on their lines, in Traditional
    script, as Taiwan prints its laws (中央法規標準法 art. 8); else 款 (Legislation Law art. 65).
    """
    articles = [line for line in lines if line.marker and line.marker.kind == "article"]
    alone = sum(line.marker.length == len(line.text.strip()) and "條" in line.marker.label for line in articles)
    return "項" if 2 * alone > len(articles) else "款"


def _single_paragraph_kinds(lines: tuple[Line, ...]) -> set[tuple[str, bool]]:
    """Kinds of marker (and whether a phrase stands alone on its line) whose clauses, where another of the kind follows
    (at least twice), hold one paragraph at most.
    """
    counts: dict[tuple[str, bool], list[int]] = {}
    body = [line for line in lines if line.role in ("marker", "paragraph")]
    for number, line in enumerate(body):
        if not line.marker:
            continue
        stop = next((n for n in range(number + 1, len(body)) if body[n].marker), len(body))
        if stop < len(body) and body[stop].marker.rank >= line.marker.rank:
            sentences = [one for one in body[number:stop] if _PARAGRAPH.search(one.text.rstrip())]
            paragraphs = [one for one in sentences if len(one.text) > _LINE or one.marker is None]
            key = (line.marker.kind, is_phrase(line.text, line.marker))
            counts.setdefault(key, []).append(len(paragraphs))
    return {key for key, paragraphs in counts.items() if len(paragraphs) >= 2 and max(paragraphs) <= 1}
