"""A table written as HTML inside another text."""

from __future__ import annotations

from ingest.read.html_blocks import page_of
from ingest.read.html_source import tree_of
from ingest.read.reading import Grid, TextBuilder


def table_text(markup: str) -> tuple[str, list[Grid]]:
    """The text of an HTML table, a row a line, and its grid, with spans in that text. Raises TiaoliError: too_deep."""
    builder = TextBuilder()
    for block in page_of(tree_of(f"<body>{markup}</body>")).blocks:
        if block.rows:
            builder.table(block.rows, block.headers)
        else:
            builder.line(block.text)
    return builder.text, builder.grids
