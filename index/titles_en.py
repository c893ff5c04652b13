"""Documents of which an English question asks for an article by what they are about: `article 3 of the dog-keeping regulation`."""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from index.glossary import translate

_KIND = r"(?:law|act|code|ordinance|regulations?|rules|measures|provisions)"
_SAYS = r"(?:says?|provides?|states?|requires?|means?|covers?|applies|apply|about)\b"
_ABOUT = r"((?:[\w'’-]+ ){0,6}?)"
# Of a document with the kinds of names that statutes and regulations have; a notice or a plan is asked for in many words.
_CITED = re.compile(
    rf"\b(?:articles?|sections?|items?|chapters?|paragraphs?|clauses?)\b[^?,;]{{0,40}}? (?:of|in|under) (?:the |an? )?"
    rf"(?P<cited>{_ABOUT}{_KIND}(?: (?:on|for|of|governing|concerning) (?:the )?((?:(?!{_SAYS})[\w'’-]+ ?){{1,6}}))?)\b", re.I)
# Words of the issuer, the place and the form, which many titles have.
_FORM = re.compile(
    r"\b(?:municipal|city|district|county|provincial|province|national|local|central|state|government|people['’]s|republic|china|chinese"
    r"|implementing|implementation|interim|provisional|detailed|new|current|revised|the|of|on|and|for|its|this|that|these|those|same"
    r"|administrative|administration|management)\b", re.I)


# How the titles of statutes and regulations end (立法法; 规章制定程序条例, art. 7), perhaps within that of the notice that issues them.
_STATUTE = re.compile(r"(?:法|法典|条例|办法|规定|规则|细则|规程|准则)(?:[》）)〉]|的|\s|\(|（|$)")


def unfiled_in_english(question: str, places: Iterable[str], titles: Iterable[str]) -> tuple[str, ...]:
    """What a question calls a document whose article it asks for, where none of these titles (Simplified) is that of a statute or has
    a word of what the document is about. places: the names of places in the question.
    """
    match = _CITED.search(question)
    if not match:
        return ()
    about = " ".join(part for part in match.groups()[1:] if part)
    for place in places:
        about = re.sub(rf"{re.escape(place)}(?:['’]s)?", " ", about)
    held = tuple(titles)
    if any(map(_STATUTE.search, held)):
        return ()
    words = {word for title in held for word in rjieba.cut(title)}  # 民政 is no word of 人民政府
    groups = translate(_FORM.sub(" ", about), lambda term: words.issuperset(rjieba.cut(term)), plain=True)
    return (match["cited"].strip(),) if groups and not any(groups) else ()
