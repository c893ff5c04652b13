"""Which lines stand inside a quotation that runs over several lines: the words of another text, not of this one.

An amending decision quotes the new wording of articles: 将第十条修改为：“第十条 …” over several paragraphs (立法技术规范（试行）
（二）, 法工委发〔2011〕5号). Such a quotation may open anew at each paragraph (“…, “…, “…”) and closes once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CLOSING = {"“": "”", "「": "」", "『": "』", '"': '"'}
# Words that announce a wording: a mark left open anywhere else is one whose fellow was lost.
_ANNOUNCED = re.compile(r"(?:[:：为為是]|如下|如次|内容|內容)\s*$")
_OPENING = re.compile(r"(?:[:：为為是]|如下|如次|内容|內容)\s*(?P<mark>[“「『\"])")
# No wording quoted in one piece is longer, in lines.
_MOST = 500


@dataclass(frozen=True)
class _Open:
    mark: str
    depth: int
    line: int


def quoted_lines(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines that lie in a quotation opened on an earlier line. One pass.

    A mark that never closes quotes nothing; one announced before the last has closed shows that the last lost its fellow.
    """
    found: set[int] = set()
    here: _Open | None = None
    for number, line in enumerate(lines):
        if here:
            depth = here.depth + _depth(line, here.mark)
            if depth <= 0:
                found.update(range(here.line + 1, number + 1))
            here = _Open(here.mark, depth, here.line) if depth > 0 and number - here.line < _MOST else None
        here = _opened(line, lines[number - 1] if number and not here else "", number) or here
    return found


def _depth(line: str, mark: str) -> int:
    """How many quotations a line inside one opens more than it closes; a mark at its start only opens the same anew."""
    if mark == _CLOSING[mark]:
        return -(line.count(mark) % 2)
    return line.count(mark) - line.count(_CLOSING[mark]) - line.lstrip().startswith(mark)


def _opened(line: str, above: str, number: int) -> _Open | None:
    """The quotation of a wording that the line opens last, if it leaves it open."""
    marks = [match.start("mark") for match in _OPENING.finditer(line)]
    first = len(line) - len(line.lstrip())
    if not marks and line[first : first + 1] in _CLOSING and _ANNOUNCED.search(above[-8:]):
        marks = [first]
    if not marks:
        return None
    mark, rest = line[marks[-1]], line[marks[-1] + 1 :]
    if mark == _CLOSING[mark]:
        return None if rest.count(mark) % 2 else _Open(mark, 1, number)
    depth = 1 + rest.count(mark) - rest.count(_CLOSING[mark])
    return _Open(mark, depth, number) if depth > 0 else None
