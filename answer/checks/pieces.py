"""A draft cut into sentences, each with the numbers that it cites, and a sentence into the parts that cite each for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(r"[\[［【]\s*\^?\d{1,3}(?:\s*[,，、;；\-–—~至]\s*\^?\d{1,3})*\s*[\]］】]")
_PAIRS = ("（）", "()", "《》", "“”", "「」", "『』", "‘’")
_CITED = re.compile(rf"\s*{_MARK.pattern}")
_RANGE = re.compile(r"(\d{1,3})\s*[\-–—~至]\s*\^?(\d{1,3})")
_WIDEST = 20
_END = re.compile(
    rf"(?:[。！？!?]+|(?<![\d.])\.(?=\s|$|{_MARK.pattern})|(?<=\d)\.(?=\s+[A-Z]|\s*$|\s*{_MARK.pattern}))[”’」』）)\""
    rf"'*]*|\n+"
)
# A full stop after these ends no sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:art|arts|no|nos|para|sec|ch|e\.g|i\.e|etc|vs|mr|ms|dr|st)|\b[A-Z])\.$", re.I)
_LIST_MARK = re.compile(r"^\s*(?:[-*•·●▪]+|#{1,6}|>|\d{1,2}[.)、]|[(（]\d{1,2}[)）])\s*")
_STRONG = re.compile(r"\*\*|__|`")
# What answers yes or no belongs to the sentence that follows.
_ANSWERS = re.compile(
    r"(?:是的?|不是|对|不对|能|不能|可以|不可以|不行|行|会|不会|有|没有|要|不要|不用|需要|不需要|不必|应当|应该|必须|不得|"
    r"否|(?:不|没|无)?(?:允许|包括|包含|算|计入|属于|适用|准|收费|收|罚|处罚|影响|受影响|一定|限)|yes|no)(?:的)?"
    r"\s*[，,。.:：;；！!—]+\s*", re.I
)  # fmt: skip
# So few letters before a mark say nothing by themselves: 根据[1]，…
_LEAST = 5


@dataclass(frozen=True)
class Part:
    """A stretch of a sentence without its marks, and the numbers that follow it."""

    text: str
    cited: tuple[int, ...]


@dataclass(frozen=True)
class Sentence:
    """text: without marks; parts: in order, together the whole of it."""

    text: str
    cited: tuple[int, ...]
    parts: tuple[Part, ...]


def sentences_of(draft: str) -> tuple[Sentence, ...]:
    """The sentences of a draft in text order; marks after a full stop belong to the sentence before. Lines without words are left out."""
    return tuple(sentence for raw in _raw(_STRONG.sub("", draft)) if (sentence := _read(raw)))


def _raw(draft: str) -> Iterator[str]:
    begin = 0
    for match in _END.finditer(draft):
        if match.start() < begin or _is_inside(draft[begin : match.start()], match.group()):
            continue
        if _ANSWERS.fullmatch(draft[begin : match.end()].lstrip()) and not _CITED.match(draft, match.end()):
            continue
        end = match.end()
        if match.group() == "." and _ABBREVIATED.search(draft[begin:end]):
            continue
        while mark := _CITED.match(draft, end):
            end = mark.end()
        yield draft[begin:end]
        begin = end
    yield draft[begin:]


def without_answer(text: str) -> str:
    """A sentence without the yes or no before it, which says what the rest says."""
    rest = _ANSWERS.sub("", text.lstrip(), count=1) if _ANSWERS.match(text.lstrip()) else ""
    return rest if re.search(r"\w", rest) else text


def _is_inside(before: str, mark: str) -> bool:
    """Whether brackets, a title or quotation marks are open: a line end closes them."""
    if "\n" in mark:
        return False
    text = re.sub(r"(?<=[A-Za-z])[’'](?=[a-z])", "", before) + mark
    return any(text.count(first) > text.count(last) for first, last in _PAIRS) or text.count('"') % 2 == 1


def _read(raw: str) -> Sentence | None:
    parts: list[Part] = []
    text, at = _LIST_MARK.sub("", raw.strip()), 0
    for match in _MARK.finditer(text):
        said = text[at : match.start()]
        numbers = tuple(_numbers(match.group()))
        if parts and not re.search(r"\w", said):
            parts[-1] = Part(parts[-1].text + said, (*parts[-1].cited, *numbers))
        else:
            parts.append(Part(said, numbers))
        at = match.end()
    cited = tuple(dict.fromkeys(number for part in parts for number in part.cited))
    if re.search(r"\w", text[at:]) or not parts:
        parts.append(Part(text[at:], cited))
    elif parts:
        parts[-1] = Part(parts[-1].text + text[at:], parts[-1].cited)
    whole = re.sub(r"\s+(?=[。.，,；;！？!?])", "", _MARK.sub("", text)).strip()
    return Sentence(whole, cited, tuple(_joined(parts))) if re.search(r"\w", whole) else None


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Parts too short to say anything are joined with the next, or the last with the one before."""
    held = Part("", ())
    done: list[Part] = []
    for part in parts:
        held = Part(held.text + part.text, tuple(dict.fromkeys((*held.cited, *part.cited))))
        if len(re.findall(r"[\u3400-\u9fff]|[A-Za-z]{2,}|\d+", held.text)) >= _LEAST:
            done.append(held)
            held = Part("", ())
    if held.text.strip():
        last = done.pop() if done else Part("", ())
        done.append(Part(last.text + held.text, tuple(dict.fromkeys((*last.cited, *held.cited)))))
    yield from done


def _numbers(mark: str) -> Iterator[int]:
    for first, last in _RANGE.findall(mark):
        yield from range(int(first), min(int(last), int(first) + _WIDEST) + 1)
    yield from map(int, re.findall(r"\d{1,3}", mark))
