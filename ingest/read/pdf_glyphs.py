"""The characters of a PDF page and where they stand, as pdfium gives them, repaired and put together to runs."""

from __future__ import annotations

import ctypes
import math
import re
import statistics
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.pdf_page import HAN, Run, is_blank

# Fonts map characters to look-alikes: radicals (Unicode EquivalentUnifiedIdeograph.txt; the Kangxi ones by NFKC) and ligatures.
_RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
_COMPATIBLE = re.compile("[\u2f00-\u2fd5\ufb00-\ufb06]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_UPRIGHT = math.radians(5)
_RUN_GAP = 1.2


class Glyph(NamedTuple):
    """One character; a blank that the file itself holds is a Glyph too. red: printed in red."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    red: bool


@dataclass(frozen=True)
class Glyphs:
    """In the order of the file. slanted: characters left out because they lean (watermarks). hidden: share of characters
    that are not painted, as in the text laid under a scanned picture. unreadable: share without a meaning in Unicode.
    """

    glyphs: tuple[Glyph, ...]
    slanted: int
    hidden: float
    unreadable: float


def glyphs_of(page: pdfium.PdfPage, place: Callable[[float, float], tuple[float, float]]) -> Glyphs:
    """place: from the page's own coordinates to points from the top left corner of the page as shown."""
    text = page.get_textpage()
    turned = page.get_rotation()
    found, slanted, hidden = [], 0, 0
    looks: dict[int | None, _Look] = {}
    for index, char in _characters(text):
        drawn = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value
        look = looks.get(key) or looks.setdefault(key, _look(text, index, turned))
        if look.leans:
            slanted += 1
            continue
        hidden += look.hidden
        box = _box(text, index)
        if box is not None:
            corners = (place(box.left, box.top), place(box.right, box.bottom))
            (x0, x1), (top, bottom) = (sorted(pair) for pair in zip(*corners, strict=True))
            found.append(Glyph(char, x0, top, x1, bottom, look.red))
    count = sum(not glyph.text.isspace() for glyph in found) or 1
    unreadable = sum(bool(_UNREADABLE.match(glyph.text)) for glyph in found)
    return Glyphs(tuple(found), slanted, hidden / count, unreadable / count)


def place_on(page: pdfium.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """From a page's own coordinates to points from the top left corner of it as shown (PDF 32000-1, 8.3.2 and 14.11.2)."""
    left, bottom, right, top = page.get_bbox()
    return {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }.get(page.get_rotation(), lambda x, y: (x - left, top - y))


def _characters(text: pdfium.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Index and character, without those that pdfium adds; halves of a surrogate pair put together."""
    high = 0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD), 0
        if code == 2 or code == 0xAD:
            code = ord("-")
        if code < 0x20 or 0x7F <= code < 0xA0 or code in (0xFFFE, 0xFEFF) or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        yield index, repair(chr(code) if code <= 0x10FFFF else "\ufffd")


def repair(char: str) -> str:
    """A character as it is meant: no compatibility radical, no ligature."""
    return unicodedata.normalize("NFKC", char) if _COMPATIBLE.match(char) else char.translate(_RADICALS)


class _Look(NamedTuple):
    """What the characters of one text object have in common."""

    leans: bool
    red: bool
    hidden: bool


def _look(text: pdfium.PdfTextPage, index: int, turned: int) -> _Look:
    angle = raw.FPDFText_GetCharAngle(text, index) - math.radians(turned)
    lean = abs((angle + math.pi / 4) % (math.pi / 2) - math.pi / 4)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    hidden = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index)) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return _Look(lean > _UPRIGHT, red.value > 150 and green.value < 100 and blue.value < 100, hidden)


def _box(text: pdfium.PdfTextPage, index: int) -> raw.FS_RECTF | None:
    box = raw.FS_RECTF()
    found = raw.FPDFText_GetLooseCharBox(text, index, box)
    sound = all(map(math.isfinite, (box.left, box.top, box.right, box.bottom)))
    return box if found and sound else None


def runs_of(glyphs: Iterable[Glyph]) -> list[Run]:
    """Runs of characters that follow one another on a line, in the order of the file."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [run for group in runs if (run := _run(group))]


def _follows(last: Glyph, glyph: Glyph) -> bool:
    height = max(last.bottom - last.top, 0.1)
    overlap = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    low = min(height, max(glyph.bottom - glyph.top, 0.1))
    return overlap > 0.5 * low and -0.5 * height < glyph.x0 - last.x1 < _RUN_GAP * height


def _run(glyphs: list[Glyph]) -> Run | None:
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not printed:
        return None
    size = _size(printed)
    glyphs = [_whole(glyph, size) for glyph in glyphs]
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    gaps = [after.x0 - glyph.x1 for glyph, after in zip(printed, printed[1:], strict=False)]
    usual = max(statistics.median(gaps), 0.0) if len(gaps) > 2 else 0.0
    parts, last, blank = [], None, False
    for glyph in glyphs:
        if glyph.text.isspace():
            blank = True
            continue
        if last is not None:
            if glyph.text == last.text and abs(glyph.x0 - last.x0) < 0.2 * size:
                continue
            gap = (glyph.x0 - last.x1 - usual) / size
            parts.append(" " if is_blank(last.text, glyph.text, gap, blank) else "")
        parts.append(glyph.text)
        last, blank = glyph, False
    x0, x1 = min(glyph.x0 for glyph in printed), max(glyph.x1 for glyph in printed)
    top, bottom = min(glyph.top for glyph in printed), max(glyph.bottom for glyph in printed)
    return Run("".join(parts), x0, top, x1, bottom, size, sum(glyph.red for glyph in printed) * 2 > len(printed))


def _whole(glyph: Glyph, size: float) -> Glyph:
    """A Han character with all of its width: of some fonts (Type 3) only the ink is known."""
    lacking = size - (glyph.x1 - glyph.x0)
    if lacking <= 0 or not HAN.match(glyph.text):
        return glyph
    return glyph._replace(x0=glyph.x0 - lacking / 2, x1=glyph.x1 + lacking / 2)


def _size(printed: list[Glyph]) -> float:
    """Height of a Han character: its width; of Latin text alone, that of its box less the leading of common fonts."""
    widths = [glyph.x1 - glyph.x0 for glyph in printed if HAN.match(glyph.text)]
    size = statistics.median(widths) if widths else statistics.median(glyph.bottom - glyph.top for glyph in printed) / 1.2
    return max(size, 0.1)
