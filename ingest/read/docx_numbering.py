"""Automatic numbering of Word: which list and level a paragraph is in, and the label that Word shows before it.

ECMA-376 Part 1, 17.9 (numbering) and 17.7 (styles). Lists of one abstract definition count on together; a list that
says so begins anew at its first paragraph. A level passed over (1. then 1.1.1) counts as used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.read.docx_numerals import numeral, padded
from ingest.read.docx_package import MC, W

_DEEPEST = 9
_CLOSED = re.compile(r"[、）】〕］。：，．]$")


@dataclass(frozen=True)
class Style:
    """What a style says of numbering, each '' when it says nothing. base: the style it is based on."""

    base: str
    num: str
    level: str
    hidden: bool


@dataclass(frozen=True)
class Level:
    """One level of a list. text: with %1 … %9 for the numbers; restart: level (from 1) that starts it anew, 0 never."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    text: str = ""
    restart: int | None = None
    legal: bool = False
    apart: bool = True
    linked: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class WordList:
    """A numbering instance (w:num). abstract: whose count it shares; starts: levels at which it begins anew, and where."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass
class Numbering:
    """The lists and styles of a document, and how far each list has counted."""

    lists: Mapping[str, WordList]
    styles: Mapping[str, Style]
    normal: str
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: etree._Element) -> str:
        """The label of the next paragraph of the text, with the gap after it; '' without numbering. Counts it."""
        num, at = self._place(paragraph)
        if num not in self.lists:
            return ""
        numbers = self._count(num, at)
        level = self.lists[num].levels.get(at, Level())
        if level.hidden or level.style == "bullet":
            return ""
        label = re.sub("%([1-9])", lambda match: numbers.get(int(match[1]) - 1, ""), level.text).strip()
        return label + (" " if label and level.apart and not _CLOSED.search(label) else "")

    def afresh(self) -> Numbering:
        """The same lists before they have counted anything: each text box and the notes count on their own."""
        return replace(self, counts={}, begun=set())

    def hidden(self, style: str) -> bool:
        """Whether text in a style is hidden."""
        return any(self.styles[each].hidden for each in self._line(style))

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """List and level of a paragraph: its own, else those of its style and the styles that one is based on."""
        own = _num_pr(paragraph.find(f"{W}pPr"))
        line = self._line(_value(paragraph.find(f"{W}pPr/{W}pStyle")) or self.normal)
        num = own[0] or next((self.styles[style].num for style in line if self.styles[style].num), "")
        at = own[1]
        if not at and not own[0] and num in self.lists:
            linked = {level.linked: at for at, level in self.lists[num].levels.items()}
            at = next((str(linked[style]) for style in line if style in linked), "")
        at = at or next((self.styles[style].level for style in line if self.styles[style].level), "0")
        return num, min(max(_number(at, 0), 0), _DEEPEST - 1)

    def _line(self, style: str) -> list[str]:
        line: list[str] = []
        while style in self.styles and style not in line:
            line.append(style)
            style = self.styles[style].base
        return line

    def _count(self, num: str, at: int) -> dict[int, str]:
        """Counts one paragraph; the numbers of its level and those above it, as written in its label."""
        word_list = self.lists[num]
        counts = self.counts.setdefault(word_list.abstract, {})
        if at in word_list.starts and (num, at) not in self.begun:
            counts.pop(at, None)
        self.begun.add((num, at))
        counts[at] = counts[at] + 1 if at in counts else _start(word_list, at)
        for above in range(at):
            counts.setdefault(above, _start(word_list, above))
        for below in range(at + 1, _DEEPEST):
            restart = word_list.levels.get(below, Level()).restart
            if restart is None or at < restart:
                counts.pop(below, None)
        legal = word_list.levels.get(at, Level()).legal
        return {each: _written(counts[each], word_list.levels.get(each, Level()), legal) for each in range(at + 1)}


def numbering_of(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The numbering of a document from its two parts, either of which it may lack."""
    known = {} if styles is None else {_id(each, "styleId"): _style(each) for each in styles.iterfind(f"{W}style")}
    normal = "" if styles is None else next(
        (_id(each, "styleId") for each in styles.iterfind(f"{W}style")
         if _id(each, "type") == "paragraph" and _on_value(_id(each, "default") or "0")), "")
    return Numbering({} if numbering is None else _lists(numbering, known), known, normal)


def on(element: etree._Element | None) -> bool:
    """Whether a toggle (w:vanish, w:isLgl …) is there and not switched off."""
    return element is not None and _on_value(_value(element) or "1")


def _on_value(value: str) -> bool:
    return value not in ("0", "false", "off", "none")


def _lists(numbering: etree._Element, styles: Mapping[str, Style]) -> dict[str, WordList]:
    abstracts = {_id(each, "abstractNumId"): each for each in numbering.iterfind(f"{W}abstractNum")}
    nums = {_id(each, "numId"): each for each in numbering.iterfind(f"{W}num")}
    levels = {each: _levels(abstract) for each, abstract in abstracts.items()}
    lists = {}
    for num, element in nums.items():
        abstract = _value(element.find(f"{W}abstractNumId"))
        link = _value(abstracts[abstract].find(f"{W}numStyleLink")) if abstract in abstracts else ""
        if link in styles and styles[link].num in nums:
            abstract = _value(nums[styles[link].num].find(f"{W}abstractNumId"))
        if num != "0" and abstract in levels:
            lists[num] = _word_list(element, abstract, levels[abstract])
    return lists


def _word_list(element: etree._Element, abstract: str, levels: Mapping[int, Level]) -> WordList:
    starts, own = {}, dict(levels)
    for override in element.iterfind(f"{W}lvlOverride"):
        at = _number(_id(override, "ilvl"), 0)
        if (start := override.find(f"{W}startOverride")) is not None:
            starts[at] = _number(_value(start), 0)
        own |= _levels(override)
    return WordList(abstract, own, starts)


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {_number(_id(each, "ilvl"), 0): _level(each) for each in parent.iterfind(f"{W}lvl")}


def _level(element: etree._Element) -> Level:
    style, restart, text = element.find(f"{W}numFmt"), element.find(f"{W}lvlRestart"), element.find(f"{W}lvlText")
    if style is None:
        style = element.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    return Level(
        # A level without w:start begins at 0 (17.9.25).
        start=_number(_value(element.find(f"{W}start")), 0),
        style=_value(style) or "decimal",
        pattern=_id(style, "format") if style is not None else "",
        text="" if text is None or _on_value(_id(text, "null") or "0") else _value(text),
        restart=None if restart is None else _number(_value(restart), 0),
        legal=on(element.find(f"{W}isLgl")),
        apart=_value(element.find(f"{W}suff")) != "nothing",
        linked=_value(element.find(f"{W}pStyle")),
        hidden=on(element.find(f"{W}rPr/{W}vanish")),
    )


def _style(element: etree._Element) -> Style:
    num, level = _num_pr(element.find(f"{W}pPr"))
    return Style(_value(element.find(f"{W}basedOn")), num, level, on(element.find(f"{W}rPr/{W}vanish")))


def _num_pr(properties: etree._Element | None) -> tuple[str, str]:
    if properties is None:
        return "", ""
    return _value(properties.find(f"{W}numPr/{W}numId")), _value(properties.find(f"{W}numPr/{W}ilvl"))


def _start(word_list: WordList, at: int) -> int:
    return word_list.starts.get(at, word_list.levels.get(at, Level()).start)


def _written(value: int, level: Level, legal: bool) -> str:
    if level.style == "custom":
        return padded(value, level.pattern)
    return numeral(value, "decimal" if legal and level.style != "none" else level.style)


def _value(element: etree._Element | None) -> str:
    return "" if element is None else _id(element, "val")


def _id(element: etree._Element, name: str) -> str:
    return element.get(f"{W}{name}", "")


def _number(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else default
