"""What is recognised on a picture -> a page: lines made level, in points, and the ruled tables around them."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from ingest.read.pdf_lines import in_reading_order
from ingest.read.pdf_page import WIDE, Page, Run
from ingest.read.pdf_rulings import Ruling
from ingest.read.pdf_tables import Frame, frames_of, sort_out, table_of

if TYPE_CHECKING:
    from numpy import ndarray

# The longer side of the sheet is taken for that of A4, in points.
_SHEET = 842.0
_STEEPEST = math.radians(10)
# Lines of tables are longer than the strokes of letters (in heights of the largest), a table is wider than a big letter (in
# widths of the sheet).
_SHORTEST_RULING, _NARROWEST_TABLE = 1.3, 0.3
# Letters of a line that tells the size of the text, of one that tells its own; their share of the height of a box.
_LONG, _SHORT, _SHARE = 12, 6, 0.8
_LOWER, _HIGHER = 0.75, 1.25
# A dash between figures is often read as the numeral: 2021一2025.
_DASH = re.compile("(?<=[0-9])一(?=[0-9])")
_HAN_BLANK = re.compile(rf"(?<={WIDE.pattern})\s+(?={WIDE.pattern})")


def page_of(boxes: Iterable[ndarray], texts: Iterable[str], dots: ndarray) -> Page:
    """boxes: four corners of each line in dots, from the top left clockwise. dots: the picture, height × width × 3 (BGR)."""
    high, wide = dots.shape[:2]
    scale = _SHEET / max(high, wide)
    corners = [[(float(x) * scale, float(y) * scale) for x, y in box] for box in boxes]
    lean = _lean(corners)
    lines = _sized([_run(_level(box, lean), text) for box, text in zip(corners, texts, strict=True) if text.strip()])
    frames = [frame for frame in frames_of(_rulings(dots, lean, scale, lines)) if _is_table(frame, wide * scale)]
    outside, inside = sort_out([piece for line in lines for piece in _cut(line, frames)], frames)
    tables = [
        table_of(frame, {cell: runs for (at, cell), runs in inside.items() if at == number})
        for number, frame in enumerate(frames)
    ]
    return Page(wide * scale, high * scale, tuple(in_reading_order(outside, tables)))


def _lean(corners: Sequence[Sequence[tuple[float, float]]]) -> float:
    """How far the lines of a sheet laid askew fall to the right, in radians."""
    leans = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for left, right, _, lower in corners
        if right[0] - left[0] > 5 * abs(lower[1] - left[1])
    ]
    lean = statistics.median(leans) if len(leans) > 2 else 0.0
    return lean if abs(lean) < _STEEPEST else 0.0


def _level(box: Iterable[tuple[float, float]], lean: float) -> list[tuple[float, float]]:
    """Points turned back about the top left corner of the sheet."""
    cos, sin = math.cos(lean), math.sin(lean)
    return [(x * cos + y * sin, y * cos - x * sin) for x, y in box]


def _run(box: Sequence[tuple[float, float]], text: str) -> Run:
    xs, ys = [x for x, _ in box], [y for _, y in box]
    text = _DASH.sub("—", _HAN_BLANK.sub("", text.strip()))
    return Run(text, min(xs), min(ys), max(xs), max(ys), max(max(ys) - min(ys), 0.1))


def _sized(lines: Sequence[Run]) -> list[Run]:
    """Lines with the height of their letters: boxes stand off these, and the width of many letters is the better measure.

    A line of a few letters is set in the size of the long ones when either its width or its height says about that.
    """
    units = [sum(_widths(line.text)) for line in lines]
    by_width = [(line.x1 - line.x0) / (count + 0.4) for line, count in zip(lines, units, strict=True)]
    long = [(size, size / line.size) for line, size, count in zip(lines, by_width, units, strict=True) if count >= _LONG]
    body, share = map(statistics.median, zip(*long, strict=True)) if long else (0.0, _SHARE)
    sized = []
    for line, width, count in zip(lines, by_width, units, strict=True):
        height = min(share, 1.0) * line.size
        near = any(_LOWER * body < size < _HIGHER * body for size in (width, height))
        sized.append(replace(line, size=width if count >= _SHORT else body if near else height))
    return sized


def _widths(text: str) -> list[float]:
    return [1.0 if WIDE.match(char) else 0.5 for char in text]


def _rulings(dots: ndarray, lean: float, scale: float, lines: Sequence[Run]) -> list[Ruling]:
    """Long level and upright strokes: what is left of the dark dots after opening with a line (cv2, with rapidocr)."""
    import cv2

    grey = cv2.cvtColor(dots, cv2.COLOR_BGR2GRAY)
    if lean:
        turn = cv2.getRotationMatrix2D((0, 0), math.degrees(lean), 1.0)
        grey = cv2.warpAffine(grey, turn, grey.shape[::-1], borderValue=255)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    largest = max((line.size for line in lines), default=_SHEET)
    length = max(round(_SHORTEST_RULING * largest / scale), 3)
    rulings = []
    for shape in ((length, 1), (1, length)):
        strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        contours, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for x, y, width, height in map(cv2.boundingRect, contours):
            x0, top, x1, bottom = x * scale, y * scale, (x + width) * scale, (y + height) * scale
            middle = (x0 + x1) / 2 if shape[0] == 1 else (top + bottom) / 2
            rulings.append(Ruling(middle, top, middle, bottom) if shape[0] == 1 else Ruling(x0, middle, x1, middle))
    return rulings


def _is_table(frame: Frame, width: float) -> bool:
    return frame.edges[-1] - frame.edges[0] > _NARROWEST_TABLE * width


def _cut(line: Run, frames: Iterable[Frame]) -> list[Run]:
    """A line recognised over the border of two cells, cut at the letters nearest to it."""
    borders = sorted(
        box[0]
        for frame in frames
        for box in frame.boxes
        if box[1] < line.middle < box[3] and line.x0 + line.size < box[0] < line.x1 - line.size
    )
    widths = _widths(line.text)
    ends = [line.x0 + (line.x1 - line.x0) * end / sum(widths) for end in accumulate(widths)]
    cuts = [0, *(1 + min(range(len(ends)), key=lambda n: abs(ends[n] - x)) for x in borders), len(line.text)]
    starts = [line.x0, *ends]
    return [
        replace(line, text=line.text[a:b].strip(), x0=starts[a], x1=starts[b])
        for a, b in zip(cuts, cuts[1:], strict=False)
        if line.text[a:b].strip()
    ]
