"""The markers of a document's lines, each read in the light of the others."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from ingest.headings import headed, questioned
from ingest.markers import Marker, marker_of, named_heading

# 1.80周岁: the number of an item whose text begins with a number, or a quantity.
_NUMBERED_QUANTITY = re.compile(r"(?P<n>[1-9]\d?)(?P<point>[.．])(?P<rest>\d{1,4})(?![\d.．])")
# Ranks of 一、 and （一） where they divide articles: below chapters and sections, above 条.
_DIVIDING = {"cn": 38, "cn_paren": 39}
_HEADING = re.compile(r"[^。；;，,：:]{1,40}")
_AFTER_NUMBER = re.compile(r"[\s　:：【(（]")

Markers = list[Marker | None]


def line_markers(lines: Sequence[str], skipped: Container[int]) -> Markers:
    """The marker of each line (without blanks around it), None for lines without and for those numbered in `skipped`."""
    markers = [None if n in skipped else marker_of(line) or named_heading(line) for n, line in enumerate(lines)]
    numbered = _stepped(_sectioned(lines, _decimal(_listed(lines, _articles_alone(lines, markers), skipped))))
    return headed(lines, questioned(lines, numbered, skipped), skipped)


def _articles_alone(lines: Sequence[str], markers: Markers) -> Markers:
    """Where the numbers of articles stand alone on their lines, as Taiwan prints its laws, a line on which text follows
    the number at once is a sentence that speaks of the article: 第六條補助金，每人…….
    """
    articles = [n for n, marker in enumerate(markers) if marker and marker.kind == "article"]
    spoken = {n for n in articles if not _AFTER_NUMBER.match(f"{lines[n]} ", markers[n].length)}
    alone = sum(len(lines[n]) == markers[n].length for n in articles)
    return [None if 2 * alone > len(articles) and n in spoken else marker for n, marker in enumerate(markers)]


def _listed(lines: Sequence[str], markers: Markers, skipped: Container[int]) -> Markers:
    """Items whose text begins with a number (1.80周岁及以上的), known by the items next to them in their list."""
    found, above = [], None
    for line, marker, below in zip(lines, markers, _next(markers), strict=True):
        match = _NUMBERED_QUANTITY.match(line) if len(found) not in skipped else None
        if match and _may_be_item(match, marker) and _is_between(int(match["n"]), above, below):
            label = match["n"] + match["point"]
            marker = Marker("arabic", 70, int(match["n"]), 0, label, len(label))
        found.append(marker)
        above = marker or above
    return found


def _next(markers: Markers) -> Markers:
    """For each line the marker next below it."""
    found, below = [], None
    for marker in reversed(markers):
        found.append(below)
        below = marker or below
    return found[::-1]


def _may_be_item(match: re.Match[str], marker: Marker | None) -> bool:
    """A line without marker, or with a decimal number that can only go on with a list, not begin one."""
    return marker is None or (marker.kind == "decimal" and int(match["rest"]) > 1)


def _is_between(number: int, above: Marker | None, below: Marker | None) -> bool:
    """Whether an item `number` is missing between two markers: it goes on with the list above, or begins that below."""
    is_said = _is_item(below, number) or _is_item(above, number)
    is_decimal = above is not None and above.kind == "decimal" and above.label.startswith(f"{number}.")
    if is_said or is_decimal:
        return False
    return _is_item(above, number - 1) or (number == 1 and _is_item(below, 2))


def _is_item(marker: Marker | None, number: int) -> bool:
    return marker is not None and (marker.kind, marker.number) == ("arabic", number)


def _decimal(markers: Markers) -> Markers:
    """`1.总则` over `1.1 目的` is a decimal number of one level, printed with a point."""
    return [
        replace(one, kind="decimal") if one and one.kind == "arabic" and _is_over(one, below) else one
        for one, below in zip(markers, _next(markers), strict=True)
    ]


def _is_over(marker: Marker, below: Marker | None) -> bool:
    return below is not None and below.kind == "decimal" and below.label.startswith(f"{marker.number}.")


def _sectioned(lines: Sequence[str], markers: Markers) -> Markers:
    """Headings 一、 and （一） over articles that are numbered on from one to the next: there they stand in the place of chapters and
    sections, and are no lists within an article.
    """
    numbered = [n for n, marker in enumerate(markers) if marker and marker.kind in (*_DIVIDING, "article")]
    kinds = [markers[n].kind for n in numbered]
    dividing = {n for n, kind, *below in zip(numbered, kinds, [*kinds, ""][1:], [*kinds, "", ""][2:], strict=True)
                if kind in _DIVIDING and _HEADING.fullmatch(lines[n][markers[n].length:].strip())
                and (below[0] == "article" or (kind, *below) == ("cn", "cn_paren", "article"))}
    tops = [markers[n].number for n in sorted(dividing) if markers[n].kind == "cn"]
    articles = [markers[n].number for n in numbered if markers[n].kind == "article"]
    if len(tops) < 2 or tops != [*range(1, len(tops) + 1)] or articles != sorted(set(articles)) or numbered[0] not in dividing:
        return markers
    return [replace(marker, rank=_DIVIDING[marker.kind]) if n in dividing else marker for n, marker in enumerate(markers)]


def _stepped(markers: Markers) -> Markers:
    """Steps (第一步) stand above the highest of the lists that begin under them."""
    ranks, previous = [], None
    for marker in filter(None, markers):
        if previous and previous.kind == "step" and marker.kind != "step" and marker.number == 1:
            ranks.append(marker.rank)
        previous = marker
    rank = min(ranks, default=0) - 3
    return [replace(one, rank=rank) if one and one.kind == "step" and rank > 0 else one for one in markers]
