"""English question -> Chinese search terms, from tables of official and plain terms (terms.tsv, plain.tsv) and CC-CEDICT read backwards."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

import snowballstemmer

from ingest.cedict import entries

# Closed-class words and the words of asking, which say what kind of answer is wanted and not what it is about.
STOP_WORDS = frozenset(re.findall(r"\w+", """
    a about according after all also among an and any are as ask at be been before being but by can come could did do
    does each either every for from get give go had has have he her here his how i if in into is it its let many may
    me more most much must my need no not of on or other our out over please say says see shall she should so some sb
    sth such take tell than that the their them then there these they this those through to under up us want was we
    were what when where whether which who whom whose why will with within would you your
    carry carried conduct conducted held hold made make makes receive received receives handle handles handled
    city cities county counties district districts municipality municipal province provincial prefecture town notice
    notices document documents file clause article
    lead leads leading led charge charged responsible responsibility assist assists assisting department departments
    body bodies agency agencies unit units office long often far date year years month months day days time times
    required require requires requirement requirements set sets mention mentions state states stated provide provides
    main specific current currently still compare difference differ between both
"""))
# Words of a question besides them that name nothing to search for: the country whose notices these are, pronouns and quantifiers,
# adverbs of degree and time, light verbs, words that hedge (Quirk et al. 1985, 2.34-2.41).
_SAY_NOTHING = frozenset(re.findall(r"\w+", """
    china chinese prc local anybody anyone anything everybody everyone everything nobody nothing one ones somebody someone something
    another other others him itself themselves whatever whichever two three four five six seven eight nine ten second third again
    against ahead alone along already always am anyway apart around aside away back behind below beside besides beyond down
    elsewhere ever exactly fully here highly however instead just least less never next off often once onto only otherwise own quite
    rather really relatively roughly same soon sure then there together too toward towards twice usually very well whenever wherever
    yet across able aim asked asking based become becomes bring brings called cannot certain count counted counting counts different
    doing done else expect expected existing face faces fail failed failing fails fall falls follow followed follows get gets
    getting gives giving goes going gone happen happened happens having holding holds keeping let like likely look looking looks
    making mean means meant put puts putting shown shows show started supposed taken takes taking tells thing things try trying type
    types kind kinds sort way ways whole anti co inter mid non re op ops e s b d r i because since though although unless until
    while whereas without during via per upon
"""))
OFFICIAL, TABLES = ("terms.tsv",), ("terms.tsv", "plain.tsv")
Table = Callable[[Sequence[str]], tuple[str, ...]]
_CONTRACTED = re.compile("n['’]t$|['’](?:m|re|ll|ve|d)$")
LONGEST_PHRASE = 5  # words
LONGEST_GLOSS = 40  # characters; a longer one explains and does not translate
PER_WORD, PER_PART = 3, 12  # terms kept for a word; readings of a word tried in a compound
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
# Words across a mark are no phrase.
_WORD_OR_MARK = re.compile(rf"{WORD.pattern}|[,;:.?!()]")
_NUMERALS = dict(zip(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), "两三四五六七八九十", strict=True))
# Class A, level III, category two, second-tier: kinds and ranks are told by numerals or by the Heavenly Stems (甲类传染病, 三级响应, 二类).
_ORDINALS = ("one|first|1|i|a", "two|second|2|ii|b", "three|third|3|iii|c", "four|fourth|4|iv|d", "five|fifth|5|v|e")
_NUMBERED, _RANKS = ("一甲", "二乙", "三丙", "四丁", "五戊"), "类级等"
_SORT = "class|category|type|grade|level|tier|rank"
_RANK = re.compile(rf"\b(?:(?:{_SORT})[- ](?P<after>{'|'.join(_ORDINALS)})|(?P<before>first|second|third|fourth|fifth)[- ](?:{_SORT}))\b")
NOTE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
FRAME = re.compile(r"^(?:to be |to |a |an |the )")


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word.removesuffix("'s").removesuffix("’s"))


def _stems(text: str) -> tuple[str, ...]:
    """Stems of the words of a phrase that carry meaning; all of its words when none does."""
    found = WORD.findall(text.lower())
    return tuple(_stem(word) for word in found if word not in STOP_WORDS) or tuple(map(_stem, found))


@lru_cache(maxsize=2)
def _terms(names: tuple[str, ...]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Words of an English term, and their stems, -> Chinese terms, of these tables; terms of the same stems share them."""
    lines = [line for name in names for line in files("index").joinpath(name).read_text(encoding="utf-8").splitlines()]
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    table = {tuple(WORD.findall(english)): tuple(chinese.split()) for english, chinese in rows}
    by_stems: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase, terms in table.items():
        stems = tuple(map(_stem, phrase))
        by_stems[stems] = tuple(dict.fromkeys((*by_stems.get(stems, ()), *terms)))
    return by_stems | table


def _official(phrase: Sequence[str]) -> tuple[str, ...]:
    return _in_table(OFFICIAL, phrase)


def _plain(phrase: Sequence[str]) -> tuple[str, ...]:
    return _in_table(TABLES, phrase)


def _in_table(names: tuple[str, ...], phrase: Sequence[str]) -> tuple[str, ...]:
    table = _terms(names)
    return table.get(tuple(phrase)) or table.get(tuple(map(_stem, phrase)), ())


def _glosses() -> Iterator[tuple[str, str, int]]:
    """(gloss without its frame, Chinese word, place of the gloss in its entry) for words of two to six characters."""
    for word, pinyin, glosses in entries():
        if not (2 <= len(word) <= 6 and pinyin[:1].islower()):
            continue
        for place, gloss in enumerate(re.split(r"[/;]", glosses)):
            bare = FRAME.sub("", NOTE.sub("", gloss).strip().lower())
            if bare and len(bare) <= LONGEST_GLOSS and not re.search(r"[^\x20-\x7e’]", bare):
                yield bare, word, place


@lru_cache(maxsize=1)
def _by_word() -> tuple[tuple[str, ...], dict[str, list[tuple[str, str, int]]]]:
    """The vocabulary of the glosses in order, and for each of its words the glosses that contain it."""
    index: dict[str, list[tuple[str, str, int]]] = {}
    for row in _glosses():
        for word in set(WORD.findall(row[0])) - STOP_WORDS:
            index.setdefault(word, []).append(row)
    return tuple(sorted(index)), index


@lru_cache(maxsize=4096)
def _translations(stems: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """(words of the gloss beyond the phrase, Chinese word), the closest gloss first."""
    vocabulary, index = _by_word()
    rarest = max(stems, key=len)
    start = rarest[:-1] if len(rarest) > 3 and rarest[-1] in "iy" else rarest
    best: dict[str, tuple[int, int]] = {}
    for at in range(bisect_left(vocabulary, start), len(vocabulary)):
        if not vocabulary[at].startswith(start):
            break
        if _stem(vocabulary[at]) != rarest:
            continue
        for gloss, word, place in index[vocabulary[at]]:
            extra = len(found := _stems(gloss)) - len(stems)
            if found == stems or (extra == 1 and len(stems) == 1 and stems[0] in found):
                best[word] = min(best.get(word, (9, 9)), (extra, place))
    return tuple((extra, word) for word, (extra, _) in sorted(best.items(), key=lambda item: (item[1], len(item[0]))))


@lru_cache(maxsize=2)
def words_known(tables: tuple[str, ...]) -> frozenset[str]:
    """The English words of these tables and closed-class ones; of both tables, those of the glosses of CC-CEDICT as well."""
    of_tables = frozenset(word for phrase in _terms(tables) for word in phrase) | STOP_WORDS
    return of_tables | frozenset(_by_word()[0]) if tables == TABLES else of_tables


@lru_cache(maxsize=1)
def _stop_stems() -> frozenset[str]:
    return frozenset(map(_stem, STOP_WORDS))


def is_ordinary(word: str) -> bool:
    """Whether an English word translates into an ordinary Chinese word: names of people and places do not."""
    glosses = (gloss for gloss, _, _ in _by_word()[1].get(word, ()))
    return word in STOP_WORDS or bool(_plain((word,))) or word in glosses


def _known_exact(phrase: Sequence[str], known: Callable[[str], bool], limit: int, table: Table) -> tuple[str, ...]:
    """Known Chinese words for a phrase: those of the table or, where it has none, those glossed exactly so."""
    of_table = tuple(filter(known, table(phrase)))
    glossed = (word for extra, word in _translations(tuple(map(_stem, phrase))) if extra == 0 and known(word))
    return of_table or tuple(islice(glossed, limit))


def _phrases(words: list[str], known: Callable[[str], bool], table: Table) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(start, end, terms) of the longest phrases that translate as one, none overlapping."""
    at = 0
    while at < len(words):
        size = min(LONGEST_PHRASE, len(words) - at)
        while size > 1:
            phrase = words[at:at + size]
            terms = tuple(filter(known, table(phrase)))
            if not terms and not set(phrase) & STOP_WORDS:
                terms = _known_exact(phrase, known, PER_WORD, table)
            if terms:
                yield at, at + size, terms
                break
            size -= 1
        at += size if size > 1 else 1


def _compounds(words: list[str], known: Callable[[str], bool], table: Table) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(place, terms) for neighbours that make a Chinese compound: government procurement -> 政府 + 采购 -> 政府采购."""
    for at, (first, second) in enumerate(zip(words, words[1:], strict=False)):
        parts = (first, second)
        if second in ("of", "for") and at + 2 < len(words):  # protection of minors -> 未成年人 + 保护
            parts = (words[at + 2], first)
        if all(map(WORD.match, parts)) and not set(parts) & STOP_WORDS:
            heads, tails = (_NUMERALS.get(word) or _known_exact((word,), known, PER_PART, table) for word in parts)
            joined = tuple(head + tail for head, tail in product(heads, tails) if known(head + tail))
            if joined:
                yield at, joined[:PER_WORD]


def _ranks(question: str, known: Callable[[str], bool]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(start, end, terms) of the ranks and numbered kinds that a question names."""
    for match in _RANK.finditer(question):
        said = match["after"] or match["before"]
        which = next(at for at, names in enumerate(_ORDINALS) if said in names.split("|"))
        start = len(_WORD_OR_MARK.findall(question[:match.start()]))
        if terms := tuple(filter(known, map("".join, product(_NUMBERED[which], _RANKS)))):
            yield start, start + len(_WORD_OR_MARK.findall(match.group())), terms


def translate(question: str, frequency: Callable[[str], int], plain: bool = False) -> tuple[tuple[str, ...], ...]:
    """For each word or phrase of an English question that carries meaning, in order, the Chinese terms that may say it.

    plain: by the plain words of plain.tsv as well, which say more than they would bear out.
    frequency: how often a Chinese word occurs in the corpus. Only words that do are returned, the commonest first (measured:
    the right clause is then nearest for 23 of 28 English questions, against 20 in the dictionary's order); so a group may
    be empty: that is what the corpus does not speak of. A word of no dictionary (a name) gives no group. Phrases come
    before compounds of two words, and these before single words. Loads CC-CEDICT at its first call (about a second).
    """
    words, table = _WORD_OR_MARK.findall(question.lower()), _plain if plain else _official
    words = [word.removesuffix("'s").removesuffix("’s") for word in words] if plain else words

    def known(word: str) -> bool:
        return frequency(word) > 0

    phrases = [*_phrases(words, known, table), *_ranks(question.lower(), known)]
    groups = {start: terms for start, _, terms in phrases}
    inside = {at for start, end, _ in phrases for at in range(start, end)}
    compounds = {at: terms for at, terms in _compounds(words, known, table) if at not in inside}
    for at, word in enumerate(words):
        if at in inside or not WORD.match(word) or word in STOP_WORDS:
            continue
        if plain and (word in _SAY_NOTHING or _CONTRACTED.search(word)):
            if at in compounds:
                groups[at] = compounds[at]
            continue
        translations = _translations((_stem(word),))
        if not (translations or table((word,))) or (_stem(word) in _stop_stems() and word not in words_known(TABLES)):
            continue  # a name, or a word of asking misspelt (responsable)
        loose = (term for extra, term in translations if extra == 1 and known(term))
        groups[at] = (*compounds.get(at, ()), *(_known_exact((word,), known, PER_WORD, table) or tuple(islice(loose, 1))))
    return tuple(tuple(sorted(groups[at], key=frequency, reverse=True)) for at in sorted(groups))
