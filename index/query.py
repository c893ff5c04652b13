"""What a question asks: its script, places, bodies, numbers, titles, clause address, dates, kind, and the words left to search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import rjieba

from index.address import ADDRESS, ADDRESS_EN, Address, address_in
from index.dates import Dates, dates_in, without_spans
from index.dates_en import dates_in_english
from index.issuers import issuers_in, issuers_in_english
from index.kinds import ROLES, Field, Kind, kind_of, metadata_field, wishes_in, without_asking
from index.naming import (
    Doubtful,
    Place,
    doubtful_in,
    mentions_in,
    other_names_en,
    other_places,
    places,
    places_en,
    without,
    without_places_en,
    without_zones_en,
    zones,
)
from index.words import words
from ingest.docno import doc_numbers
from ingest.references import DOCUMENT, TITLE
from ingest.script import HAN, Script, detect, search_key, simplify

Translate = Callable[[str], Sequence[tuple[str, ...]]]

_QUOTED = re.compile(r"[“「『\"‘]([^”」』\"’]{2,60})[”」』\"’]")
# A shorter one in quotation marks (“双随机”办法 aside) is a term and no title.
_SHORTEST_TITLE, _LONGEST_QUOTE = 6, 30
# Regulation on Security Guard Services (保安服务管理条例)
_BRACKETED = re.compile(r"[(（]\s*[\u3400-\u9fff][^()（）]{2,40}(?:法|条例|办法|规定|细则|规则|解释|通知|意见|决定|公告|通告)\s*[)）]")
# Parts of speech (ICTCLAS tags) that name nothing: pronouns, prepositions, conjunctions, particles, marks, measures.
_EMPTY_TAGS = ("r", "p", "c", "u", "y", "x", "w", "q", "o", "e")
# Words of asking that the segmenter would take apart, and 收不收 for 收.
_ASKING = re.compile(
    "([能是会要需])不\\1|可不可以|哪一?(?:年度|[天年月日])(?:之?前|以前|起|之?后|以后)?|几月几[日号]|哪[些个]地方|第几[个次条项款章节届期批号]?"
    "|各[是有](?=什么|哪)|了没有?(?=[？?]?$)|^(?:请|麻烦|帮我|帮忙|给我)*(?:简要|简单|大致)?地?(?:概括|总结|归纳|概述|综述|简述|梳理|整理|说明)(?:一下)?")
# How often, between a verb and its object (学一次法, 听几回汇报), or after it: no word of the subject.
_TIMES = re.compile("(?<=[\u3400-\u9fff])(?<!第)(?:[一两二三四五六每几]|多少)(?:次(?!性)|[回遍趟])")
# By its issue a notice is dated or told from others; it is about something else.
_HAN_WORDS = re.compile("[\u3400-\u9fff]{2,}")
_ISSUE = re.compile("(?:联合)?(?:印发|出台|发布|颁布|公布|下发|制定)的?")
_EITHER = re.compile("(?P<verb>[收用给算罚让交办管缴行])不(?P=verb)")
_MODAL = re.compile("[要会能得该]")
_EACH = re.compile(r"(?P<several>分别|\brespectively\b)|各自|各[是有]|\beach\b")


@dataclass(frozen=True)
class Query:
    """A question as read.

    text: as asked; key: its search key; topic: what it is about, Simplified, without the fields below and words of asking.
    places: those named outside quoted titles; zones: development zones named after them; elsewhere: other names, of
    which the gazetteer knows nothing. issuers: bodies named as issuers (`index.issuers`). steps, units, paragraph: a clause
    address (`address`). required: titles of documents not on file, which a clause must name to answer (set with the scope).
    years: those named as such; since, until: ISO, range of issue dates asked for, '' for open; as_of: ISO, the day whose law is
    asked for. in_force: only notices in force are wanted; everywhere: an answer for every place there is. quoted: words in quotation
    marks. expanded: for each word of an English question, its Chinese terms. earlier: of a follow-up that asks about the notice
    from which an earlier question was answered (`那有效吗？`), the kind of that question. corrected: (wrong, right) words, where
    the question was read with its spelling corrected. doubtful: words that may name places, until `index.placing` has settled it.
    """

    text: str
    lang: Script
    key: str
    topic: str
    kind: Kind
    field: Field | None = None
    places: tuple[Place, ...] = ()
    zones: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    doc_nos: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    paragraph: int = 0
    required: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    since: str = ""
    until: str = ""
    as_of: str = ""
    in_force: bool = False
    everywhere: bool = False
    quoted: tuple[str, ...] = ()
    expanded: tuple[tuple[str, ...], ...] = ()
    earlier: Kind | None = None
    corrected: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def of_notice(self) -> bool:
        """Whether it asks of a notice itself: whether it is in force, or a field of its catalogue."""
        return self.kind == "validity" or self.field is not None

    @property
    def address(self) -> Address:
        """The clause address named; its steps are empty where none is."""
        return Address(self.steps, self.units if len(self.units) == len(self.steps) else ("",) * len(self.steps), self.paragraph)


def understand(question: str, translate: Translate, today: date) -> Query:
    """Reads one question. translate: an English question -> for each of its words the Chinese terms of the corpus; today: the day
    from which 去年 and 近三年 count.
    """
    lang, key, plain = detect(question), search_key(question), unicodedata.normalize("NFKC", simplify(question))
    english = lang == "en"
    title_spans = _titles(plain, english)
    numbers = doc_numbers(without_spans(plain, title_spans))
    outside = without_spans(plain, [*title_spans, *((start, end) for _, start, end in numbers)])
    mentions = mentions_in(outside)
    named_zones, bodies = zones(outside, mentions), issuers_in(outside, mentions)
    rest = without_spans(_blanked(without(outside, mentions), named_zones), [(start, end) for _, start, end in bodies])
    dated = dates_in_english(_english_part(question, numbers), today) if english else dates_in(rest, today)
    wishes = wishes_in(search_key(outside))
    if any(outside.find(wishes.get("everywhere", "\0")) == mention.end for mention in mentions):
        del wishes["everywhere"]  # 江苏各市: those of a place, which the question names
    asked = tuple(dict.fromkeys((*places(mentions), *(places_en(question) if english else ()))))
    kind, (field, asking) = _kind(_blanked(search_key(outside), wishes.values()), "everywhere" in wishes, len(asked)), metadata_field(key)
    quoted = tuple(search_key(said) for said in _QUOTED.findall(outside) if len(said) <= _LONGEST_QUOTE)
    issuers = (*(name for name, _, _ in bodies), *(issuers_in_english(question) if english else ()))
    address = address_in(outside)
    expanded = (*translate(_subject_en(question, numbers, dated, bool(asked))), *_in_han(rest)) if english else ()
    subject = _blanked(without_spans(rest, dated.spans), wishes.values())
    subject = _ISSUE.sub(" ", subject) if issuers or dated.since or dated.until else subject
    return Query(
        text=question, lang=lang, key=key, kind=kind, field=field, places=asked, zones=named_zones, issuers=tuple(dict.fromkeys(issuers)),
        topic=" ".join(word for group in expanded for word in group) if english else " ".join((topic_of(subject, kind, asking), *quoted)),
        elsewhere=other_names_en(question) if english else other_places(rest),
        doc_nos=tuple(dict.fromkeys(number for number, _, _ in numbers)),
        titles=tuple(search_key(plain[start + 1 : end - 1]) for start, end in title_spans),
        steps=address.steps, units=address.units, paragraph=address.paragraph, years=dated.years, since=dated.since,
        until=dated.until, as_of=dated.as_of, in_force="in_force" in wishes, everywhere="everywhere" in wishes,
        quoted=quoted, expanded=expanded, doubtful=() if english else doubtful_in(outside, mentions))


def topic_of(text: str, kind: Kind, asking: Sequence[str] = ()) -> str:
    """The words of a Simplified question that name its subject, blanks between what was not adjacent.

    kind: that of the question; asking: the words by which the question asks for catalogue fields, which are no part of its subject either.
    """
    text = _blanked(text, asking)
    tagged = list(_words(_EITHER.sub(r" \g<verb>", _TIMES.sub("", _ASKING.sub(" ", ADDRESS.sub(" ", text))))))
    before = [("", ""), *tagged]
    empty = words("frame") | (words("role") if kind in ROLES else frozenset())
    return search_key("".join(
        word if (word not in empty or _belongs(last[0], word)) and _names_something(word, tag, last[1]) else " "
        for (word, tag), last in zip(tagged, before, strict=False)))


def _words(text: str) -> Iterator[tuple[str, str]]:
    """(word, part of speech); a modal verb apart from what the segmenter only guesses to be one word with it (会罚, 费要)."""
    for word, tag in rjieba.tag(text):
        modal = len(word) == 2 and _MODAL.search(word)
        if modal and len(rjieba.cut(word, False)) == 2:
            yield from ((char, "v") for char in word if char != modal.group())
        else:
            yield word, tag


def _titles(plain: str, english: bool) -> tuple[tuple[int, int], ...]:
    """Where titles stand with their marks: in 《》, or in quotation marks, or in an English question in brackets, and ending as
    titles do.
    """
    marked = [match.span() for match in TITLE.finditer(plain)]
    quoted = [match for match in _QUOTED.finditer(plain) if len(match[1]) >= _SHORTEST_TITLE and DOCUMENT.search(match[1])]
    quoted += _BRACKETED.finditer(plain) if english else ()
    free = [match.span() for match in quoted if not any(start < match.end() and match.start() < end for start, end in marked)]
    return tuple(sorted((*marked, *free)))


def _blanked(text: str, said: Iterable[str]) -> str:
    """The text with these words blanked out, as long as before."""
    for phrase in said:
        text = text.replace(phrase, " " * len(phrase))
    return text


def _kind(key: str, everywhere: bool, count: int) -> Kind:
    """The kind of question without its wishes: one about every place compares, unless it asks for one thing of each; so does one
    about several places (`count`) each.
    """
    kind, each = kind_of(key), _EACH.search(key) if count > 1 else None
    if kind in ("general", "list", "yesno"):
        return "compare" if everywhere or each else kind
    return "compare" if each and each["several"] and kind in ("figure", "deadline", "definition") else kind


def _english_part(question: str, numbers: Sequence[tuple[str, int, int]]) -> str:
    """An English question without titles and document numbers, whose years are no dates."""
    text = TITLE.sub(" ", question)
    return re.sub(r"[\u3400-\u9fff]+\s?[〔\[(（【﹝［]\s?\d{4}\s?[〕\])）】﹞］]\s?\d+\s?[号號]", " ", text) if numbers else text


def _subject_en(question: str, numbers: Sequence[tuple[str, int, int]], dated: Dates, has_place: bool) -> str:
    """What is left of an English question to translate."""
    text = without_spans(_english_part(question, numbers), dated.spans)
    return without_asking(ADDRESS_EN.sub(" ", without_places_en(without_zones_en(text) if has_place else text)))


def _in_han(rest: str) -> Iterator[tuple[str]]:
    """Chinese words in an English question stand for themselves."""
    return ((run,) for run in dict.fromkeys(_HAN_WORDS.findall(rest)))


def _belongs(before: str, word: str) -> bool:
    """Whether a word of a role is part of a longer one: 分部门, 跨部门, 各部门."""
    return before.endswith(("分", "跨", "多")) and word in words("role")


def _names_something(word: str, tag: str, tag_before: str) -> bool:
    if re.search(r"\d", word):
        return True
    if (tag_before == "r" and word in words("asked")) or (tag.startswith("m") and word[0] in "几多"):
        return False
    if tag == "q" and len(word) == 1 and not tag_before.startswith(("m", "r")):  # 锾 is a measure of old, 罚锾 none
        return True
    # What the segmenter does not know is tagged x, as are strings: 锾.
    return not tag.startswith(_EMPTY_TAGS) or (tag == "x" and bool(HAN.search(word)))
