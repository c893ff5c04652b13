"""The numbers that a browser writes before the items of an ordered list (HTML, the ol element; CSS Counter Styles 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import html

from ingest.markers import marker_of
from ingest.numerals import in_chinese

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.I)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_CHINESE = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")) + (
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST = 9999


@dataclass
class _List:
    element: html.HtmlElement
    style: str
    next: int
    step: int


@dataclass
class ListItems:
    """The lists that are open, innermost last, and the number waiting for the first line of an item."""

    lists: list[_List | None] = field(default_factory=list)
    waiting: str = ""

    def enter(self, element: html.HtmlElement) -> None:
        if element.tag == "ol":
            self.lists.append(_opened(element))
        elif element.tag in ("ul", "menu", "dir"):
            self.lists.append(None)
        elif element.tag == "li" and self.lists and self.lists[-1] is not None:
            this = self.lists[-1]
            this.next = _integer(element.get("value"), this.next)
            self.waiting = _written(this.next, _style(element, this.style))
            this.next += this.step

    def leave(self, element: html.HtmlElement) -> None:
        if element.tag in ("ol", "ul", "menu", "dir") and self.lists:
            self.lists.pop()
        if element.tag == "li":
            self.waiting = ""

    def number(self, line: str) -> str:
        """The line with its item's number, where it is the first of the item and bears none of its own."""
        number, self.waiting = self.waiting, ""
        return line if not number or marker_of(line) else number + line


def _opened(element: html.HtmlElement) -> _List:
    is_reversed = "reversed" in element.attrib
    first = sum(child.tag == "li" for child in element) if is_reversed else 1
    style = _style(element, _TYPES.get(element.get("type", "1"), "decimal"))
    return _List(element, style, _integer(element.get("start"), first), -1 if is_reversed else 1)


def _style(element: html.HtmlElement, default: str) -> str:
    match = _STYLE.search(element.get("style", ""))
    words = match[1].lower().split() if match else []
    known = ("none", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", *_CHINESE)
    return next((word for word in words if word in known), default)


def _written(number: int, style: str) -> str:
    if style == "none":
        return ""
    if style in _CHINESE and 0 < number <= _HIGHEST:
        return in_chinese(number) + "、"
    if style.endswith("alpha") and number > 0:
        letters = _letters(number)
    elif style.endswith("roman") and 0 < number <= _HIGHEST:
        letters = _roman(number)
    else:
        letters = str(number)
    return (letters.upper() if style.startswith("upper") else letters) + ". "


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        letters += sign * count
    return letters


def _integer(text: str | None, default: int) -> int:
    match = re.fullmatch(r"\s*([+-]?\d{1,6})\s*", text or "", re.A)
    return int(match[1]) if match else default
