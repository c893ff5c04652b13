"""What a question asks: its script, places, document numbers, titles, clause address, kind, and the words left to search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rjieba

from index.address import ADDRESS, ADDRESS_EN, steps_in
from index.kinds import ROLES, Kind, MetaField, kind_of, metadata_field, without_asking
from index.naming import Place, other_names_en, other_places, places, places_en, without, without_zones_en, zones
from index.words import words
from ingest.header import DOC_NO, canonical_doc_no
from ingest.places import find_places
from ingest.script import Script, detect, search_key, simplify

Translate = Callable[[str], Sequence[tuple[str, ...]]]

_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,30})[”」』\"]")
_TITLE = re.compile(r"《([^》]{2,80})》")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年(?:度|版)?")
_YEAR_EN = re.compile(r"(?<![\w〔\[(（-])((?:19|20)\d{2})(?![\w-])")
# Parts of speech (ICTCLAS tags) that name nothing: pronouns, prepositions, conjunctions, particles, marks, measures.
_EMPTY_TAGS = ("r", "p", "c", "u", "y", "x", "w", "q", "o", "e")


@dataclass(frozen=True)
class Query:
    """A question as read.

    text: as asked; key: its search key; topic: what it is about, Simplified, without the fields below and words of asking.
    places: those named outside quoted titles; zones: development zones named after them; elsewhere: other names, of
    which the gazetteer knows nothing. steps: a clause address as steps of a structural path. required: titles
    of documents not on file, which a clause must name to answer (set with the scope). quoted: words in quotation
    marks. expanded: for each word of an English question, its Chinese terms. earlier: of a follow-up that asks about the notice
    from which an earlier question was answered (`那有效吗？`), the kind of that question.
    """

    text: str
    lang: Script
    key: str
    topic: str
    kind: Kind
    field: MetaField | None = None
    places: tuple[Place, ...] = ()
    zones: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    doc_nos: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    quoted: tuple[str, ...] = ()
    expanded: tuple[tuple[str, ...], ...] = ()
    earlier: Kind | None = None

    @property
    def of_notice(self) -> bool:
        """Whether it asks of a notice itself: whether it is in force, or a field of its catalogue."""
        return self.kind == "validity" or self.field is not None


def understand(question: str, translate: Translate) -> Query:
    """Reads one question. translate: an English question -> for each of its words the Chinese terms of the corpus."""
    lang, key, plain = detect(question), search_key(question), unicodedata.normalize("NFKC", simplify(question))
    outside = _TITLE.sub(lambda match: "　" * len(match.group()), plain)
    mentions = find_places(outside)
    named_zones = zones(outside, mentions)
    rest = without(outside, mentions)
    for zone in named_zones:
        rest = rest.replace(zone, " " * len(zone))
    english = lang == "en"
    asked = tuple(dict.fromkeys((*places(mentions), *(places_en(question) if english else ()))))
    kind, (field, asking) = kind_of(key), metadata_field(key)
    quoted = tuple(search_key(said) for said in _QUOTED.findall(outside))
    subject = ADDRESS_EN.sub(" ", DOC_NO.sub(" ", without_zones_en(question) if asked else question))
    expanded = tuple(translate(without_asking(subject))) if english else ()
    return Query(
        text=question, lang=lang, key=key, kind=kind, field=field, places=asked, zones=named_zones,
        topic=" ".join(word for group in expanded for word in group) if english else " ".join((topic_of(rest, kind, asking), *quoted)),
        elsewhere=other_names_en(question) if english else other_places(rest),
        doc_nos=tuple(dict.fromkeys(canonical_doc_no(match) for match in DOC_NO.finditer(plain))),
        titles=tuple(search_key(title) for title in _TITLE.findall(plain)),
        steps=steps_in(plain), years=tuple(int(year) for year in (_YEAR_EN if english else _YEAR).findall(outside)),
        quoted=quoted, expanded=expanded)


def topic_of(text: str, kind: Kind, asking: str = "") -> str:
    """The words of a Simplified question that name its subject, blanks between what was not adjacent.

    kind: that of the question; asking: the words by which the question asks for a catalogue field, which are no part of its subject either.
    """
    text = text.replace(asking, " ") if asking else text
    for pattern in (DOC_NO, ADDRESS):
        text = pattern.sub(" ", text)
    tagged = rjieba.tag(text)
    before = ["", *(tag for _, tag in tagged)]
    empty = words("frame") | (words("role") if kind in ROLES else frozenset())
    return search_key("".join(
        word if word not in empty and _names_something(word, tag, last) else " "
        for (word, tag), last in zip(tagged, before, strict=False)))


def _names_something(word: str, tag: str, tag_before: str) -> bool:
    if re.search(r"\d", word):
        return True
    if tag_before == "r" and word in words("asked"):
        return False
    return not tag.startswith(_EMPTY_TAGS)
