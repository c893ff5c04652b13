"""A follow-up put as a question of its own by a language model; what it writes is used only if it adds and loses nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

import rjieba
import snowballstemmer

from index.elliptic import is_small_talk, own_words
from index.followup import resolve_followup
from index.glossary import STOP_WORDS, WORD
from index.prompts import filled
from index.query import Query, understand
from ingest.errors import TiaoliError
from ingest.numerals import value_of
from ingest.script import search_key

Complete = Callable[[str], str]

_LONGEST = {"zh": 120, "en": 300}  # characters of a short question
_ENDS_BEFORE_THE_END = re.compile(r"[?？!！。；;\n](?=.)", re.S)
# What a question names that decides where and what is searched: a follow-up may not change it by being written anew.
_NAMED = ("places", "zones", "elsewhere", "issuers", "doc_nos", "titles", "years")
_SET = ("paragraph", "since", "until", "as_of", "in_force", "everywhere")
# Chinese words that only build a sentence or ask. Words of duty and permission are none: they change what is asked.
_FRAME = sorted(re.findall(r"\w+", """
    的 了 吗 呢 由 是 有 谁 什么 哪些 哪个 哪 几 多少 怎么 怎么办 如何 怎样 何时 什么时候 时候 多久 为什么 请问 在 和 与 及 对 中 里 关于
    之 把 被 给 从 到 一 个 还 也 每 又 时 规定 文件 会 要 需 讲 地
"""), key=len, reverse=True)
_NUMERAL = "一二三四五六七八九十百千零〇两"
_NUMBER = re.compile(
    rf"\d+(?:\.\d+)?|(?<=第)[{_NUMERAL}]+|[{_NUMERAL}]{{2,}}|[三四五六七八九十](?=[年月日天条款项章节个名次元万岁倍成])")
_NEGATION = re.compile(r"[不没未无勿莫]|\b(?:not|no|never|without|cannot)\b|n['’]t\b")
_NO_NEGATION = re.compile(r"不同|不过|不仅|(?P<verb>.)[不没](?P=verb)|有没有|未来|无锡|未成年|无障碍")
# The reading is only compared, so any one day serves for 去年 and the like.
_ANY_DAY = date(2000, 1, 1)


def rewrite(question: str, history: Sequence[str], complete: Complete) -> str:
    """The question as `complete` puts it in full, or the question itself where what comes back cannot be relied on.

    history: the earlier questions, the latest last; answers are not shown to the model, so that no word of a notice comes into a
    question. complete: prompt -> text of a language model; that it raises OSError (TimeoutError is one) or TiaoliError counts
    as no answer. A question that stays as it is is to be read with `resolve_followup`, another one by itself.
    Raises TiaoliError('bad_prompt') when the file of the prompt is damaged.
    """
    before = [asked for asked in history if not is_small_talk(search_key(asked))]
    if not before or is_small_talk(search_key(question)):
        return question
    prompt = _prompt(question, before)
    try:
        written = complete(prompt).strip()
    except (OSError, TiaoliError):
        return question
    return written if is_faithful(written, question, before) else question


def is_faithful(written: str, question: str, before: Sequence[str]) -> bool:
    """Whether `written` is one short question, of words of the questions alone, that keeps what the reading of `question` after the
    questions `before` names: places, numbers, negations, notices, clauses, dates, kind of question.
    """
    if not _is_one_question(written, question):
        return False
    now, earlier, whole = _read(question), [_read(asked) for asked in before], _read(written)
    meant, sources = resolve_followup(now, earlier), (*before, question)
    return (
        _names_the_same(whole, meant, (*earlier, now))
        and (whole.kind, whole.field) == (meant.kind, meant.field)
        and _keeps_numbers(written, question, sources, meant)
        and _keeps_negations(written, question, sources)
        and _keeps_words(whole, now)
        and (_adds_no_word_en if whole.lang == "en" else _adds_no_word)(whole, sources, meant)
    )


def _prompt(question: str, before: Sequence[str]) -> str:
    one_line = [re.sub(r"\s+", " ", asked) for asked in (*before, question)]
    return filled("rewrite", {"history": "\n".join(one_line[:-1]), "question": one_line[-1]})


def _is_one_question(written: str, question: str) -> bool:
    longest = max(_LONGEST["zh" if re.search("[\u4e00-\u9fff]", question) else "en"], len(question))
    return 1 < len(written) <= longest and written[-1] in "?？" and not _ENDS_BEFORE_THE_END.search(written)


@lru_cache(maxsize=256)
def _read(question: str) -> Query:
    """A question read without a corpus: each English word of meaning stands for itself."""
    return understand(question, lambda asked: [(word,) for word in WORD.findall(asked.lower()) if word not in STOP_WORDS], _ANY_DAY)


def _names_the_same(whole: Query, meant: Query, asked: Sequence[Query]) -> bool:
    """Whether it names just what is meant; where nothing is, no more than some question named."""
    for name in _NAMED:
        named, wanted = set(getattr(whole, name)), set(getattr(meant, name))
        if named != wanted and (wanted or not named <= {thing for one in asked for thing in getattr(one, name)}):
            return False
    return whole.steps == meant.steps and all(getattr(whole, name) == getattr(meant, name) for name in _SET)


def _numbers(text: str) -> set[str]:
    return {str(value_of(found) or found) if "." not in found else found for found in _NUMBER.findall(search_key(text))}


def _keeps_numbers(written: str, question: str, sources: Sequence[str], meant: Query) -> bool:
    """All of the question's own; else only those of the questions, and those of the clause that is meant (下一条)."""
    known = _numbers(" ".join(sources)) | set(meant.steps)
    return _numbers(question) <= _numbers(written) <= known


def _negations(text: str) -> Counter[str]:
    return Counter(_NEGATION.findall(_NO_NEGATION.sub(" ", search_key(text))))


def _keeps_negations(written: str, question: str, sources: Sequence[str]) -> bool:
    return _negations(question) <= _negations(written) <= _negations(" ".join(sources))


def _keeps_words(whole: Query, now: Query) -> bool:
    """Whether the question's own words of meaning are still there."""
    own = own_words(now)
    if now.lang == "en":
        return _stems(own) <= _stems(whole.key)
    return all(word in whole.key for block in own.split() for word in rjieba.cut(block) if word not in _FRAME)


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


def _stems(text: str) -> set[str]:
    return {_stemmer().stemWord(word) for word in WORD.findall(text.lower()) if word not in STOP_WORDS}


def _adds_no_word_en(whole: Query, sources: Sequence[str], meant: Query) -> bool:
    han = set(re.findall("[\u4e00-\u9fff]", whole.key))
    return _stems(whole.key) <= _stems(" ".join(sources)) and han <= set(search_key(" ".join(sources)))


def _adds_no_word(whole: Query, sources: Sequence[str], meant: Query) -> bool:
    """Whether the question can be laid out of stretches of the questions, two characters and more, and words of the frame; a
    single character must be a word of one of them.
    """
    text, known = re.sub(r"[\W_]", "", _without_numbers(whole.key)), "\n".join(re.sub(r"[\W_]", "", search_key(one)) for one in sources)
    single = {word for one in sources for word in rjieba.cut(search_key(one)) if len(word) == 1}
    at = 0
    while at < len(text):
        length = next((n for n in range(len(text) - at, 1, -1) if text[at:at + n] in known), 0)
        length = length or next((len(word) for word in _FRAME if text.startswith(word, at)), 0) or (text[at] in single)
        if not length:
            return False
        at += length
    return True


def _without_numbers(key: str) -> str:
    """Without numbers and the units of an address, which are compared as numbers and steps."""
    return re.sub(rf"第?(?:{_NUMBER.pattern})(?:[条款项章节](?![例件目]))?", "", key)
