"""Misspelt English words of a question: departement -> department, adminstrative -> administrative.

Most misspellings are one letter away from the word meant: left out, put in, another, or two changed about (Damerau 1964, Comm. ACM 7(3),
counts 80 %).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase

from index.glossary import OFFICIAL, TABLES, words_known

# Shorter words are a letter away from too many; a word with a capital may be a name, which long words of a sentence rarely are.
_WORD = re.compile(r"\b(?:[a-z]{5,}|[A-Z][a-z]{8,})\b(?!['’])")
# Endings of English inflection, and British ones, with what the word may have had in their place.
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("d", ""), ("ed", ""), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""),
    ("ers", ""), ("r", ""), ("rs", ""), ("ise", "ize"), ("ised", "ize"), ("ises", "ize"), ("ising", "ize"), ("re", "er"),
    ("res", "er"), ("our", "or"), ("ours", "or"))
# stopp of stopped: after one vowel the last letter is doubled.
_DOUBLED = re.compile(r"[^aeiou][aeiou]([b-df-hj-np-tv-z])\1$")


def respelt_in_english(question: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question with the words that no dictionary has replaced by the one that is a letter away, and the (wrong, right) pairs.
    Terms of law and administration come before other words; where several are as near, the word stays.
    """
    found = {word: _right(word.lower()) for word in dict.fromkeys(_WORD.findall(question))}
    pairs = {word: right.capitalize() if word[0].isupper() else right for word, right in found.items() if right}
    return _WORD.sub(lambda match: pairs.get(match.group(), match.group()), question), tuple(pairs.items())


def _right(word: str) -> str:
    if _is_word(word):
        return ""
    near = frozenset(_near(word))
    for table in (OFFICIAL, TABLES):
        if found := near & words_known(table) or {one for one in near if _is_word(one, table)}:
            return min(found) if len(found) == 1 else ""
    return ""


def _is_word(word: str, table: tuple[str, ...] = TABLES) -> bool:
    """Whether a word, or what it is an inflection of, is known."""
    known = words_known(table)
    stems = [word.removesuffix(ending) + before for ending, before in _ENDINGS if word.endswith(ending)]
    return word in known or any(stem in known or (_DOUBLED.search(stem) and stem[:-1] in known) for stem in stems)


def _near(word: str) -> Iterator[str]:
    """All strings a letter away (Norvig 2007, How to Write a Spelling Corrector)."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        yield from (left + letter + right for letter in ascii_lowercase)
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in ascii_lowercase)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
