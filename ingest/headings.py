"""Headings without number, as guides and web pages have them: short lines over text, where nothing of their height is numbered."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from ingest.markers import Marker, unnumbered

# Where parts are numbered so high (一、 and （一）, articles and all above), headings have numbers.
_HIGH = 60
# Two are enough where each begins a list anew.
_FEWEST, _FEWEST_OVER_LISTS = 3, 2
_LONGEST = 28
_STOPS = re.compile(r"[。；;：:|、…《》]|\d{4}年\d{1,2}月|\d{7}|[①-⑳]")
_TEXT = re.compile(r".{24,}[。；;：:？！?!”）)]$|.{40}")
_ENDED = re.compile(r"[。；;：:？！?!”）)…]$")
_RANK = 20
_QUESTION = re.compile(r"(?:Q|问|問)\s*\d{0,2}\s*[:：、.．]\s*(?=\S)")


def questioned(lines: Sequence[str], markers: list[Marker | None], skipped: Container[int]) -> list[Marker | None]:
    """The markers with those of the questions of a page of questions and answers (问：… 答：…), cited by their place: 第3问."""
    asked = {n: match for n, line in enumerate(lines) if n not in skipped and (match := _QUESTION.match(line))}
    first = next((n for n, marker in enumerate(markers) if marker and marker.kind != "named"), len(lines))
    if len(asked) < 2 or min(asked) > first:
        return markers
    places = {n: place for place, n in enumerate(asked, 1)}
    return [Marker("question", _RANK, places[n], 0, f"第{places[n]}问", asked[n].end()) if n in asked else marker
            for n, marker in enumerate(markers)]


def headed(lines: Sequence[str], markers: list[Marker | None], skipped: Container[int]) -> list[Marker | None]:
    """The markers with those of headings that have no number; the second of two short lines belongs to the first."""
    if any(marker and marker.kind != "named" and marker.rank <= _HIGH for marker in markers):
        return markers
    short = [marker is None and n not in skipped and _is_phrase(line) for n, (line, marker) in enumerate(zip(lines, markers, strict=True))]
    over = [marker is not None or bool(_TEXT.search(line)) for line, marker in zip(lines, markers, strict=True)]
    first = next((n for n, one in enumerate(over) if one), len(lines))
    found = [n for n in range(first + 1, len(lines) - 1) if short[n] and not short[n - 1] and _stands_over(n, short, over)
             and (markers[n - 1] or _ENDED.search(lines[n - 1]))]
    begins_list = [markers[n + 1] is not None and markers[n + 1].number == 1 for n in found]
    if len(found) < (_FEWEST_OVER_LISTS if all(begins_list) else _FEWEST):
        return markers
    made = {n: unnumbered(lines[n], _RANK) for n in found}
    return [made.get(n, marker) for n, marker in enumerate(markers)]


def _is_phrase(line: str) -> bool:
    return 2 <= len(line) <= _LONGEST and bool(re.search("[\u3400-\u9fff]{2}", line)) and not _STOPS.search(line)


def _stands_over(number: int, short: Sequence[bool], over: Sequence[bool]) -> bool:
    """Whether text follows a short line, at once or after a second."""
    below = number + 1 + short[number + 1]
    return below < len(over) and over[below]
