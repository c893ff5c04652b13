"""Running heads, running feet and page numbers: found by their place and their return, and left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.pdf_page import Page, Run

# Share of the height of a page that its margin takes: 37 mm of 297 at the head, 35 at the foot (GB/T 9704-2012, 5.2.1).
_MARGIN = 0.125
_LINES = 3
# A running head stands on half the pages at least, if left and right pages differ on a little less; at the same height.
_OFTEN, _SAME_HEIGHT = 0.4, 4.0
_DASH = r"[\s—–\-－─·•~.]*"
_PAGE_NUMBER = re.compile(
    rf"^{_DASH}(\d{{1,4}}|[ivxlcIVXLC]{{1,6}}|[０-９]{{1,4}}){_DASH}$"
    rf"|^{_DASH}第\s*[\d０-９一二三四五六七八九十百]+\s*[页頁]({_DASH}[，,/(（]?\s*[共总總]\s*[\d０-９一二三四五六七八九十百]+\s*[页頁][）)]?)?{_DASH}$"
    rf"|^{_DASH}(page\s*)?\d{{1,4}}\s*(/|of)\s*\d{{1,4}}{_DASH}$|^page\s+\d{{1,4}}$",
    re.I,
)


def without_margins(pages: Sequence[Page]) -> list[Page]:
    """The pages without running heads, feet and page numbers. A page is never left empty by it."""
    marginal = [_marginal(page) for page in pages]
    running = _running(pages, marginal)
    kept = []
    for page, lines in zip(pages, marginal, strict=True):
        gone = {id(line) for line in lines if _key(page, line) in running}
        gone |= {id(line) for line in _numbers(page, gone)}
        items = tuple(item for item in page.items if id(item) not in gone)
        kept.append(replace(page, items=items) if items or len(pages) > 1 else page)
    return kept


def _marginal(page: Page) -> list[Run]:
    """The outermost lines within the margins."""
    lines = sorted((item for item in page.items if isinstance(item, Run)), key=lambda line: line.middle)
    head = [line for line in lines[:_LINES] if line.middle < _MARGIN * page.height]
    foot = [line for line in lines[-_LINES:] if line.middle > (1 - _MARGIN) * page.height]
    return [*head, *(line for line in foot if line not in head)]


def _key(page: Page, line: Run) -> tuple[str, int]:
    """What stays the same from page to page: the words without numbers, and the height to either edge."""
    words = re.sub(r"[\d０-９]+|(?<=第)[一二三四五六七八九十百]+(?=[页頁])", "#", re.sub(r"\s", "", line.text))
    return words, round(line.middle / _SAME_HEIGHT)


def _running(pages: Sequence[Page], marginal: Sequence[Sequence[Run]]) -> set[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for page, lines in zip(pages, marginal, strict=True):
        for words, height in {_key(page, line) for line in lines}:
            found.update({(words, height - 1), (words, height), (words, height + 1)})
    return {key for key, times in found.items() if times >= max(2, _OFTEN * len(pages))}


def _numbers(page: Page, gone: set[int]) -> list[Run]:
    """Page numbers: the first and last line of the page, as far as they are nothing else."""
    lines = [line for line in _marginal(page) if id(line) not in gone]
    return [line for line in lines if _PAGE_NUMBER.match(line.text) and _is_outermost(page, line, gone)]


def _is_outermost(page: Page, line: Run, gone: set[int]) -> bool:
    others = [item for item in page.items if item is not line and id(item) not in gone]
    return all(item.top > line.middle for item in others) or all(item.bottom < line.middle for item in others)
