"""Which part of a page is the notice: trafilatura says which words are, the page's own tree says where they stand.

trafilatura drops paragraphs and merged cells now and then, so that its text is never used: only the element that
holds all of it, and then everything that the element holds.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from itertools import accumulate

import trafilatura

from ingest.header import is_date_line, is_doc_no_line
from ingest.layout import is_agency
from ingest.markers import marker_of
from ingest.read.html_blocks import Block, Page, Part
from ingest.read.html_head import is_catalogue
from ingest.script import simplify

# An element must hold so much of what was extracted (more is in it of a footer or a list of links now and then); below
# that many characters the extraction is not trusted.
_HELD, _ENOUGH = 0.8, 20
# A line without a sentence weighs so much less: menus and lists of sites are extracted too.
_LIGHT = 8
# So many lines above the main text may hold the document number: the title, the day, buttons stand between.
_NEAR = 8
# trafilatura takes some 60 µs a tag.
_MOST_TAGS = 100_000
# Going into an element may leave out so much prose beside it: a share of the prose inside, or so many characters.
_LOST, _LOST_LINE = 0.02, 40
_SENTENCES = re.compile(r"[。；！？;\n|]+")
_NOT_WORDS = re.compile(r"[\W_]+")
_PROSE = re.compile(r"[。；]")
_FOOTER = re.compile(r"版权所有|ICP备|公网安备|网站标识码|网站地图|(主办|承办|技术支持)(单位)?\s*[:：]")


def main_range(page: Page, text: str) -> tuple[int, int]:
    """blocks[start:stop] of the page that are its main text; the whole page where no part of it stands out.

    Where trafilatura finds next to nothing, or the page is so large that it would take minutes, all prose counts.
    """
    prose = [_prose(block) for block in page.blocks]
    extracted = _extracted(text) if text.count("<") <= _MOST_TAGS else frozenset()
    weights = [_matched(block, extracted) for block in page.blocks] if extracted else prose
    weights = prose if sum(weights) < _ENOUGH else weights
    numbered = [bool(marker_of(block.text)) and 2 * block.linked < len(block.text) for block in page.blocks]
    start, stop = _narrowest(page, *([0, *accumulate(counts)] for counts in (weights, prose, numbered)))
    return start, _after_signature(page.blocks, stop)


def numbers_above(blocks: Sequence[Block]) -> list[Block]:
    """Among the last lines above the main text, those that are nothing but the document number."""
    return [block for block in blocks[-_NEAR:] if block.text and not block.linked and is_doc_no_line(block.text)]


def _after_signature(blocks: Sequence[Block], stop: int) -> int:
    """Past the signature (署名, 成文日期, GB/T 9704 §7.3.5) where the page keeps it in an element of its own."""
    end = stop
    while end < len(blocks) and blocks[end].text and not blocks[end].linked and is_agency(simplify(blocks[end].text)):
        end += 1
    is_signed = stop < end < len(blocks) and is_date_line(blocks[end].text)
    return end + 1 if is_signed else stop


def _narrowest(page: Page, weight: list[int], prose: list[int], numbered: list[int]) -> tuple[int, int]:
    """The innermost part that holds most of the weight and leaves out neither prose nor numbered lines.

    weight, prose, numbered: sums up to each block.
    """
    start, stop = 0, len(page.blocks)
    for part in page.parts if weight[-1] >= _ENOUGH else ():
        holds = weight[part.stop] - weight[part.start] >= _HELD * weight[-1]
        if start <= part.start and part.stop <= stop and holds and _is_whole(part, prose, numbered):
            start, stop = part.start, part.stop
    return start, stop


def _is_whole(part: Part, prose: list[int], numbered: list[int]) -> bool:
    """Whether hardly any prose and no numbered line stands outside."""
    if numbered[part.stop] - numbered[part.start] < numbered[-1]:
        return False
    inside = prose[part.stop] - prose[part.start]
    outside = prose[-1] - inside
    return outside <= max(_LOST * inside, min(_LOST_LINE, inside / 2))


def _extracted(text: str) -> frozenset[str]:
    """The sentences that trafilatura takes for the main text, letters and digits only."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(text, favor_recall=True, include_comments=False, include_tables=True)
    return frozenset(_sentences(found.text or "")) if found else frozenset()


def _sentences(text: str) -> list[str]:
    return [words for part in _SENTENCES.split(text) if (words := _NOT_WORDS.sub("", part))]


def _matched(block: Block, extracted: frozenset[str]) -> int:
    """How many characters of a block are in the extracted text, a line without a sentence counting less."""
    found = sum(len(words) for words in _sentences(block.words) if words in extracted)
    return found if _prose(block) else found // _LIGHT


def _prose(block: Block) -> int:
    """Characters of running text: sentences and tables, but not menus of links, catalogue, and footer of the site."""
    words = block.words
    if is_catalogue(block):
        return 0
    is_menu = 2 * block.linked >= len(words) or (len(words) < 200 and _FOOTER.search(words))
    return 0 if is_menu or not (block.rows or _PROSE.search(words)) else len(words)
