"""Lines of pages -> paragraphs, by the geometry of official documents (GB/T 9704-2012, 5.2.2 and 7.3.3).

A paragraph begins two characters in from the left edge of the text, its lines go on to the right edge, its last one need
not; a numbered line begins a paragraph. Where a line ends far from the right edge the paragraph ends, over columns and
pages too.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.layout import is_agency
from ingest.markers import marker_of
from ingest.read.pdf_page import WIDE, Page, Run
from ingest.script import simplify

# In character heights unless said otherwise.
_ALIGNED, _SLACK, _SENTENCE_SLACK, _LONGEST_WORD = 0.8, 0.35, 0.9, 15.0
_DEEPEST_INDENT, _DEEPEST_ITEM, _DEEPEST_HANGING = 5.0, 8.0, 6.0
_HEADING, _SAME_SIZE, _RED_HEAD = 1.15, 1.25, 1.3  # ratios of sizes
_WIDER_PITCH, _WIDER_TITLE_PITCH = 1.35, 1.9  # ratios of distances between lines
_STOP = re.compile(r"[。！？；：.!?;:][”’」』）)]*$")
_PAGE = re.compile(r"[（(]?\d{1,4}[）)]?$")
_DOTS = ".·․…⋯。．_－-"
# What a line may not begin with clings to the character before, what it may not end with to the one after (GB/T 15834,
# 5.1); word processors let quotation marks cling to both.
_CLINGING = re.compile(
    r"[（《〈【〔「『“‘(\[]*([^\s\u2e80-\uffef“”‘’（(]+|.)([，。、；：？！）》〉】〕」』”’…％%,.;:?!)\]]*)([“”‘’].)?"
)


@dataclass(frozen=True)
class Area:
    """Where the text of a column stands: x of its left and right edge."""

    left: float
    right: float


@dataclass(frozen=True)
class Style:
    """How a document is set. size: of its body; pitch: from line to line, in points, 0 when it cannot be told;
    indent: of the first line of a paragraph, in points, 0 when they begin at the left edge.
    """

    size: float
    pitch: float
    indent: float


@dataclass(frozen=True)
class Placed:
    """A line and where it stands: number of its page, area of its column."""

    line: Run
    page: int
    area: Area

    @property
    def indent(self) -> float:
        """From the left edge of the text, in points."""
        return self.line.x0 - self.area.left

    @property
    def room(self) -> float:
        """To the right edge of the text, in points."""
        return self.area.right - self.line.x1


def placed_lines(pages: Sequence[Page]) -> dict[int, Placed]:
    """Every line of the pages, by its id(), with the area it stands in."""
    groups: dict[tuple[int, int], list[Run]] = defaultdict(list)
    common: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in page.items:
            if isinstance(line, Run):
                groups[number, line.column].append(line)
                common[round(page.width), line.column].append(line)
    usual = {key: _area(lines, key[0]) for key, lines in common.items()}
    placed = {}
    for (number, column), lines in groups.items():
        whole = usual[round(pages[number].width), column]
        area = whole if _fits(lines, whole) else _area(lines, pages[number].width)
        placed |= {id(line): Placed(line, number, area) for line in lines}
    return placed


def _area(lines: Sequence[Run], width: float) -> Area:
    """Edges that several lines share; when no line reaches as far as the margins let it, as wide as these."""
    size = statistics.median(line.size for line in lines)
    enough = max(2, 0.04 * len(lines))
    starts, ends = sorted(line.x0 for line in lines), sorted((line.x1 for line in lines), reverse=True)
    left = next((x for x in starts if sum(abs(x - other) < 0.5 * size for other in starts) >= enough), starts[0])
    right = next((x for x in ends if sum(0 <= x - other < size for other in ends) >= enough), ends[0])
    if lines[0].column == 0 and right - left < 0.7 * (width - 2 * left):
        right = max(width - left, right)
    return Area(left, right)


def _fits(lines: Sequence[Run], area: Area) -> bool:
    """Whether these lines stand in the area, a few outliers aside; too few to judge by do."""
    size = statistics.median(line.size for line in lines)
    outside = sum(line.x0 < area.left - size or line.x1 > area.right + 1.5 * size for line in lines)
    narrow = len(lines) > 8 and area.right - max(line.x1 for line in lines) > 3 * size
    return outside <= 0.1 * len(lines) and not narrow


def style_of(placed: Iterable[Placed]) -> Style:
    """The style that most of the text has."""
    lines = list(placed)
    sizes: Counter[float] = Counter()
    for each in lines:
        sizes[round(each.line.size * 2) / 2] += len(each.line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    body = [each for each in lines if abs(each.line.size - size) < 0.15 * size]
    pitches = [
        below.line.top - above.line.top
        for above, below in zip(body, body[1:], strict=False)
        if above.page == below.page and above.room < 2 * size and below.line.x0 < above.line.x1
    ]
    pitches = [pitch for pitch in pitches if 0.9 * size < pitch < 3.5 * size]
    return Style(max(size, 0.1), statistics.median(pitches) if len(pitches) > 2 else 0.0, _usual_indent(body, size))


def _usual_indent(body: Sequence[Placed], size: float) -> float:
    """That of most numbered lines; where hardly any line is numbered, of the lines that begin in from the edge."""
    marked = [each.indent for each in body if marker_of(each.line.text)]
    if len(marked) < 3:
        marked = [each.indent for each in body if 1.2 * size < each.indent < _DEEPEST_INDENT * size]
    indent = statistics.median(marked) if len(marked) > 2 else 0.0
    return indent if indent > 1.2 * size else 0.0


def continues(paragraph: Sequence[Placed], line: Placed, style: Style) -> bool:
    """Whether a line goes on with the paragraph whose lines are given."""
    last = paragraph[-1]
    above, below = last.line, line.line
    sizes = sorted((above.size, below.size))
    other_colour = above.red != below.red and sizes[1] > _RED_HEAD * style.size
    if sizes[1] > _SAME_SIZE * sizes[0] or other_colour or _without_leaders(above.text) != above.text:
        return False
    big = sizes[0] > _HEADING * style.size
    if _is_parted(last, line, style, _WIDER_TITLE_PITCH * sizes[0] / style.size if big else _WIDER_PITCH):
        return False
    if big and _is_centred(last) and _is_centred(line) and last.page == line.page:
        return _is_one_title(above, below)
    size = below.size
    flush = abs(line.indent) < _ALIGNED * size
    if marker_of(below.text) and not (style.indent and flush and not _STOP.search(above.text)):
        return False
    return _is_full(last, below) and _is_aligned(paragraph, line, flush, style)


def _is_parted(last: Placed, line: Placed, style: Style, ratio: float) -> bool:
    """More room between two lines of a column than between lines of a paragraph."""
    same = last.page == line.page and last.line.column == line.line.column
    return same and style.pitch > 0 and line.line.top - last.line.top > ratio * style.pitch


def _is_centred(placed: Placed) -> bool:
    return abs(placed.indent - placed.room) < 2 * placed.line.size


def _is_one_title(above: Run, below: Run) -> bool:
    """Lines of a centred title belong together; the names of bodies one above the other, as in the head, do not."""
    head = above.red or above.text.endswith(("文件", "：", "。"))
    bodies = is_agency(simplify(above.text)) and is_agency(simplify(below.text))
    return not head and not bodies and not marker_of(below.text)


def _is_full(last: Placed, below: Run) -> bool:
    """Whether the first word of the next line found no room at the end of this one; in mid-sentence with more tolerance."""
    slack = _SLACK if _STOP.search(last.line.text) else _SENTENCE_SLACK
    return last.room < _first_word(below) + slack * below.size


def _first_word(line: Run) -> float:
    """Width of what is not parted at the beginning of a line: a character or Latin word with the marks that cling to it."""
    clinging = _CLINGING.match(line.text).group()
    return min(sum(1.0 if WIDE.match(char) else 0.55 for char in clinging), _LONGEST_WORD) * line.size


def _is_aligned(paragraph: Sequence[Placed], line: Placed, flush: bool, style: Style) -> bool:
    """Whether a line begins where the next line of the paragraph would."""
    size = line.line.size
    last = paragraph[-1]
    step = line.indent - last.indent
    if len(paragraph) > 1:
        return abs(step) < _ALIGNED * size
    if last.indent > (_DEEPEST_ITEM if marker_of(last.line.text) else _DEEPEST_INDENT) * size:
        return False
    if flush:
        return True
    if abs(step) < _ALIGNED * size:
        usual = style.indent and abs(line.indent - style.indent) < _ALIGNED * size
        return not usual and not _STOP.search(last.line.text)
    hanging = 0 < step <= _DEEPEST_HANGING * size and marker_of(last.line.text)
    return bool(hanging) and not _STOP.search(last.line.text)


def _without_leaders(line: str) -> str:
    """A line of a table of contents with the row of dots before its page number cut short."""
    page = _PAGE.search(line[-6:])
    if not page:
        return line
    head = line[: len(line) - len(page.group())]
    entry = head.rstrip(_DOTS + " \u3000")
    dots = sum(char in _DOTS for char in head[len(entry) :])
    return f"{entry} …… {page.group()}" if dots >= 4 else line


def joined(paragraph: Sequence[Placed]) -> str:
    """The text of a paragraph: nothing between Han characters, a blank between Latin words, parted words made whole."""
    text = ""
    for placed in paragraph:
        line = _without_leaders(placed.line.text)
        if not text:
            text = line
        elif WIDE.match(text[-1]) or WIDE.match(line[0]):
            text += line
        elif re.search("[A-Za-z]{2}[-\u2010]$", text) and line[0].islower():
            text = text[:-1] + line
        else:
            text += ("" if text.endswith(("-", "\u2010")) else " ") + line
    return text
