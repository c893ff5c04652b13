"""A saved web page: its main text with tables, and above it what the portal says of the notice."""

from __future__ import annotations

from lxml import html

from ingest.read.html_blocks import Block, page_of
from ingest.read.html_head import (
    catalogue_rows,
    catalogue_titles,
    holds_title,
    joined_title,
    page_fields,
    visible_title,
    with_catalogue,
)
from ingest.read.html_main import main_range, numbers_above
from ingest.read.html_source import no_text, page_text, tree_of
from ingest.read.reading import Reading, TextBuilder

# Below that many characters, a page that shows a picture or a PDF holds its text there.
_HARDLY_ANY = 120
_OTHERWISE = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".jpg", ".jpeg", ".png", ".gif")


def read_html(data: bytes) -> Reading:
    """Text and tables of a web page. Scripts, hidden parts and what is linked never reach it; nothing is fetched.

    Raises TiaoliError: empty_file, binary_file, no_text, too_deep.
    """
    text, encoding, lost = page_text(data)
    root = tree_of(text)
    page = page_of(root)
    start, stop = main_range(page, text)
    fields = page_fields(root)
    lines = _lines(page.blocks, start, stop, dict(fields).get("title", ""))
    builder = TextBuilder()
    for block in lines:
        if block.rows:
            builder.table(block.rows, block.headers)
        else:
            builder.line(block.text)
    if not builder.text:
        raise no_text()
    warnings = [f"有 {lost} 个字节无法识别，已略去"] if lost else []
    if sum(len(block.words) for block in page.blocks[start:stop]) < _HARDLY_ANY and _shows_otherwise(root):
        warnings.append(
            "网页正文很少，内容可能在图片或附件中，未能读取 / the text may be in a picture or an attached file"
        )
    return Reading(builder.text, "html", encoding, tuple(builder.grids), fields, warnings=tuple(warnings))


def _lines(blocks: tuple[Block, ...], start: int, stop: int, named: str) -> list[Block]:
    """Catalogue rows and title from around the main text, then the main text."""
    before, main, after = map(with_catalogue, (blocks[:start], blocks[start:stop], blocks[stop:]))
    rows = catalogue_rows([*before, *main, *after], len(before), len(before) + len(main))
    shown = visible_title(before, len(before), named)
    main = joined_title(main, (named, shown, *catalogue_titles([*before, *main])))
    title = [Block(shown)] if shown and not holds_title(main, shown) else []
    known = {block.text for block in main}
    numbers = [block for block in numbers_above(before) if block.text not in known]
    return [*map(Block, rows), *title, *numbers, *main]


def _shows_otherwise(root: html.HtmlElement) -> bool:
    """Whether the page shows a picture or a file in place of text."""
    sources = (element.get("src") or element.get("data") or element.get("href") or "" for element in root.iter())
    return any(source.split("?")[0].lower().endswith(_OTHERWISE) for source in sources)
