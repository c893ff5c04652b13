"""The straight lines drawn on a PDF page: what the borders of its tables are made of."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# A page with more than this is a drawing, not a table.
_MOST_OBJECTS, _MOST_POINTS = 20_000, 60_000
_THIN = 3.0
_MATRIX = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Ruling(NamedTuple):
    """A level or upright line; x0 == x1 or top == bottom. Points from the top left corner of the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def upright(self) -> bool:
        return self.x0 == self.x1


Points = list[tuple[float, float]]
Place = Callable[[float, float], tuple[float, float]]


def rulings_of(page: pdfium.PdfPage, place: Place) -> list[Ruling]:
    """Lines, and the sides of rectangles, painted on a page; none when the page holds a drawing."""
    rulings: list[Ruling] = []
    points = 0
    width, height = page.get_size()
    matrices: dict[int, tuple[float, ...]] = {}
    for count, item in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM])):
        if count > _MOST_OBJECTS or points > _MOST_POINTS:
            return []
        matrix = _combined(_matrix(item), matrices.get(id(item.container), _MATRIX))
        if item.type == raw.FPDF_PAGEOBJ_FORM:
            matrices[id(item)] = matrix
        elif _is_painted(item):
            for outline in _outlines(item):
                points += len(outline)
                shown = [place(*_moved(matrix, x, y)) for x, y in outline]
                rulings += [ruling for ruling in _sides(shown) if not _is_sheet(ruling, width, height)]
    return rulings


def _is_painted(item: pdfium.PdfObject) -> bool:
    """Whether a path leaves a mark: not only a clip, not white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not fill.value and not stroke.value:
        return False
    colour = raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor
    known = colour(item, red, green, blue, alpha)
    return not known or (alpha.value > 0 and min(red.value, green.value, blue.value) < 250)


def _outlines(item: pdfium.PdfObject) -> Iterator[Points]:
    """The polygons of a path, in its own coordinates; curves end a polygon."""
    count = raw.FPDFPath_CountSegments(item)
    outline: Points = []
    for number in range(min(count, _MOST_POINTS)):
        segment = raw.FPDFPath_GetPathSegment(item, number)
        kind = raw.FPDFPathSegment_GetType(segment)
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind != raw.FPDF_SEGMENT_LINETO and outline:
            yield outline
            outline = []
        if math.isfinite(x.value) and math.isfinite(y.value):
            outline.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and outline:
            yield [*outline, outline[0]]
            outline = []
    if outline:
        yield outline


def _sides(outline: Points) -> Iterator[Ruling]:
    """The level and upright sides of a polygon; a thin bar is one line."""
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if min(x1 - x0, bottom - top) < _THIN:
        if x1 - x0 > bottom - top:
            yield Ruling(x0, (top + bottom) / 2, x1, (top + bottom) / 2)
        elif bottom > top:
            yield Ruling((x0 + x1) / 2, top, (x0 + x1) / 2, bottom)
        return
    for (ax, ay), (bx, by) in zip(outline, outline[1:], strict=False):
        if abs(ax - bx) < 1 <= abs(ay - by):
            yield Ruling((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by))
        elif abs(ay - by) < 1 <= abs(ax - bx):
            yield Ruling(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2)


def _is_sheet(ruling: Ruling, width: float, height: float) -> bool:
    """A side of the sheet itself, painted as a background."""
    if ruling.upright:
        return ruling.bottom - ruling.top > 0.98 * height and not _THIN < ruling.x0 < width - _THIN
    return ruling.x1 - ruling.x0 > 0.98 * width and not _THIN < ruling.top < height - _THIN


def _matrix(item: pdfium.PdfObject) -> tuple[float, ...]:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return _MATRIX
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _combined(inner: tuple[float, ...], outer: tuple[float, ...]) -> tuple[float, ...]:
    """The matrix that applies `inner` first (PDF 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
