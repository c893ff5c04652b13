"""What stands on a page: runs of text and tables with their places. Points (1/72 inch) from the top left corner."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Characters as wide as high: Han and their punctuation, full-width forms, kana.
WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff“”‘’—…·]")

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Blanks between two characters, in character heights beyond the usual distance on the line: between two Han characters
# a blank of any kind; beside other wide characters most of one, since writers set digits and brackets a little apart.
_HAN_BLANK, _WIDE_BLANK, _MIXED_BLANK, _NARROW_BLANK, _PRINTED_BLANK = 0.22, 0.75, 0.45, 0.2, 0.1


@dataclass(frozen=True)
class Run:
    """Text standing together on one line; also a whole line. size: height of a Han character in it.

    red: printed in red, as the head of an official document is. column: of the page, 1 the first; 0 across all.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    red: bool = False
    column: int = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Cell:
    """A cell of a table: the first row and column it covers, how many of each, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Table:
    """edges: x of the borders of its columns. height: number of rows. headers: rows repeated on every page it runs over."""

    x0: float
    top: float
    x1: float
    bottom: float
    edges: tuple[float, ...]
    height: int
    cells: tuple[Cell, ...]
    headers: int = 0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Page:
    """items: in reading order."""

    width: float
    height: float
    items: tuple[Run | Table, ...]


def is_blank(before: str, after: str, gap: float, printed: bool) -> bool:
    """Whether a blank stands between two characters `gap` apart (in character heights). printed: the file holds one.

    PDF writers set Han characters apart to fill a line, with blanks or without: what is usual on the line is no blank.
    """
    wide = bool(WIDE.match(before)), bool(WIDE.match(after))
    if printed and not all(wide) and gap > _PRINTED_BLANK:
        return True
    if HAN.match(before) and HAN.match(after):
        return gap > _HAN_BLANK
    return gap > (_WIDE_BLANK if all(wide) else _MIXED_BLANK if any(wide) else _NARROW_BLANK) or (printed and not any(wide))
