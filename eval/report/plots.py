"""The plots of the report, drawn by matplotlib as SVG that a page can hold: its text stays text, its colours follow the page."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
from lxml import etree
from rich.cells import cell_len, set_cell_size

from eval.calibration import Calibration
from eval.intervals import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What is drawn in -> the variable of the page's style sheet that it becomes, so that the page may be light or dark.
_INK, _LINE = "#010203", "#040506"
_SERIES = ("#070809", "#0a0b0c", "#0d0e0f", "#101112")
_VARIABLES = {_INK: "--ink", _LINE: "--line", **{colour: f"--series-{n}" for n, colour in enumerate(_SERIES, 1)}}
_SETTINGS = {
    "svg.fonttype": "none", "text.parse_math": False, "font.size": 10, "font.family": "sans-serif", "text.color": _INK,
    "axes.edgecolor": _INK, "axes.labelcolor": _INK, "xtick.color": _INK, "ytick.color": _INK, "axes.linewidth": 0.6,
    "axes.spines.top": False, "axes.spines.right": False, "grid.color": _LINE, "grid.linewidth": 0.6, "axes.axisbelow": True,
    "legend.frameon": False, "legend.fontsize": 9, "figure.facecolor": "none", "axes.facecolor": "none",
}
# In points, which the page shows as pixels: as wide as the text of a telephone.
_WIDTH, _CELL, _LABEL_CELLS = 360, 6.4, 22
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class Bar:
    """value, interval: in 0..1, None for a bar that is not there."""

    value: float | None
    interval: Interval | None = None


def shares(name: str, title: str, rows: Mapping[str, Sequence[Bar]], series: Sequence[str]) -> str:
    """Horizontal bars with their intervals: a row for each label, in it a bar for each of the series (up to four)."""
    thick = 9 if len(series) > 1 else 13
    height = len(rows) * (thick * len(series) + 7)

    def draw(figure: Figure) -> None:
        axes = _labelled(figure, list(rows), height)
        for at, colour in enumerate(_SERIES[:len(series)]):
            for place, bars in enumerate(rows.values()):
                middle = place + (at - (len(series) - 1) / 2) * thick / (height / len(rows))
                _bar(axes, middle, bars[at], colour, thick / (height / len(rows)))
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
        _legend(figure, series)

    return _svg(name, title, height + (66 if len(series) > 1 else 34), draw)


def stacked(name: str, title: str, rows: Mapping[str, Sequence[int]], series: Sequence[str]) -> str:
    """Horizontal bars of counts, one a label, each made of the counts of up to four series."""
    height = max(len(rows), 1) * 18

    def draw(figure: Figure) -> None:
        axes = _labelled(figure, list(rows), height)
        left = np.zeros(len(rows))
        for at, colour in enumerate(_SERIES[:len(series)]):
            counts = np.array([each[at] for each in rows.values()], dtype=float)
            axes.barh(range(len(rows)), counts, left=left, height=0.72, color=colour)
            left += counts
        axes.set_xlim(0, max(left.max(initial=0), 1))
        axes.xaxis.get_major_locator().set_params(integer=True)
        _legend(figure, series)

    return _svg(name, title, height + 66, draw)


def reliability(name: str, title: str, found: Calibration) -> str:
    """Share of right first clauses against the probability given to them, bin by bin, over the sizes of the bins."""
    given, right = ([getattr(each, field) for each in found.bins] for field in ("probability", "right"))

    def draw(figure: Figure) -> None:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        figure.subplots_adjust(left=0.14, right=0.97, top=0.98, bottom=0.12, hspace=0.12)
        above.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle=(0, (4, 4)))
        above.plot(given, right, color=_SERIES[0], linewidth=1.5, marker="o", markersize=5)
        above.set(xlim=(0, 1), ylim=(0, 1.03), ylabel="share right")
        below.bar([(int(each.probability * 10) + 0.5) / 10 for each in found.bins], [each.n for each in found.bins],
                  width=0.09, color=_SERIES[0])
        below.set(ylabel="questions", xlabel="probability given to the first clause")
        for axes in (above, below):
            axes.grid(axis="both")

    return _svg(name, title, 340, draw)


def latency(name: str, title: str, ms: Sequence[float], lines: Mapping[str, float]) -> str:
    """Histogram of times in milliseconds on a logarithmic axis; lines: label -> time, drawn across."""
    low, high = max(min(ms), 0.1), max(*ms, 1.0)
    edges = np.geomspace(low * 0.95, high * 1.05, 31)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        figure.subplots_adjust(left=0.12, right=0.95, top=0.88, bottom=0.2)
        axes.hist(np.maximum(ms, low), bins=edges, color=_SERIES[0])
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.grid(axis="y")
        for at, (label, value) in enumerate(lines.items()):
            value = max(value, low)
            axes.axvline(value, color=_INK, linewidth=0.8, linestyle=(0, (4, 3)))
            axes.annotate(label, (value, 1.02 + 0.06 * (at % 2)), xycoords=("data", "axes fraction"), ha="center", fontsize=9)
        axes.set(xlabel="milliseconds to a whole answer", ylabel="questions")

    return _svg(name, title, 240, draw)


def _labelled(figure: Figure, labels: Sequence[str], height: float) -> Axes:
    """Axes for horizontal bars, with room for their labels as wide as the page will show them, Han characters included."""
    shown = [_short(label) for label in labels]
    left = 10 + _CELL * max(map(cell_len, shown), default=0)
    tall = figure.get_size_inches()[1] * 72
    axes = figure.add_axes((left / _WIDTH, 24 / tall, (_WIDTH - 26 - left) / _WIDTH, height / tall))
    axes.set_yticks(range(len(labels)), shown)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    return axes


def _short(label: str) -> str:
    """Printable characters alone, as an XML text must have them, cut to what there is room for."""
    label = "".join(each if each.isprintable() else " " for each in label)
    return label if cell_len(label) <= _LABEL_CELLS else set_cell_size(label, _LABEL_CELLS - 1).rstrip() + "…"


def _bar(axes: Axes, middle: float, bar: Bar, colour: str, thick: float) -> None:
    if bar.value is None:
        return
    axes.barh(middle, bar.value, height=thick * 0.92, color=colour)
    if bar.interval:
        axes.plot([bar.interval.low, bar.interval.high], [middle, middle], color=_INK, linewidth=1.4, solid_capstyle="butt",
                  marker="|", markersize=5)


def _legend(figure: Figure, series: Sequence[str]) -> None:
    if len(series) > 1:
        from matplotlib.patches import Patch

        figure.legend(handles=[Patch(color=colour, label=label) for colour, label in zip(_SERIES, series, strict=False)],
                      loc="upper center", ncols=2 if len(series) > 3 else len(series), handlelength=1, columnspacing=1.2)


def _svg(name: str, title: str, height: float, draw: Callable[[Figure], None]) -> str:
    """The figure as an element of a page. name: unlike that of any other plot there; title: its alternative text."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    out = StringIO()
    with rc_context({**_SETTINGS, "svg.hashsalt": name}), warnings.catch_warnings():
        # Only the measuring font lacks the character: the text is drawn by the reader's own.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(_WIDTH / 72, height / 72))
        draw(figure)
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_a_page(out.getvalue().encode(), name, title)


def _for_a_page(drawn: bytes, name: str, title: str) -> str:
    root = etree.fromstring(drawn)
    view = root.get("viewBox")
    for each in root.xpath("//*[local-name()='metadata' or local-name()='style'] | //comment()"):
        each.getparent().remove(each)
    for each in root.iter():
        each.tag = etree.QName(each).localname
        for colour, variable in _VARIABLES.items():
            if colour in each.get("style", ""):
                each.set("style", each.get("style").replace(colour, f"var({variable})"))
        if target := each.attrib.pop(_HREF, None):
            each.set("href", target)
        elif each.tag == "g":
            # matplotlib counts its groups anew in every figure; nothing refers to them.
            each.attrib.pop("id", None)
    root.attrib.clear()
    root.attrib.update({"viewBox": view, "role": "img", "aria-labelledby": f"{name}-title"})
    told = etree.Element("title", id=f"{name}-title")
    told.text = title
    root.insert(0, told)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")
