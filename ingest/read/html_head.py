"""What a portal says of a notice around its text: the catalogue rows (索引号, 文号, 发文机关 …), the title, <meta>.

The names of <meta> are those of the standard for tags of government websites (政府网站网页标签规范: ArticleTitle, PubDate,
ContentSource …) and of OpenGraph. ContentSource is the site that uploaded the text and no issuer: it is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml import html

from ingest.header import bare_title, is_title, iso_date, labels_in
from ingest.read.html_blocks import Block
from ingest.read.reading import CellText

# Where a page stands on its site, for a title: 信息服务 >> 政策法规.
_TRAIL = re.compile(r">>|[»›]| > ")
_TITLES = ("articletitle", "og:title", "dc.title", "twitter:title")
_PUBLISHED = ("pubdate", "publishdate", "article:published_time", "og:release_date", "dc.date")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Who put the page up: of the portal, not of the notice.
_UPLOADER = re.compile(r"(信息|文章|稿件)?来\s*源")
_BLANK = re.compile(r"\s+")
_LONGEST = 200
# A catalogue has a dozen rows; a table of more is none.
_ROWS_AT_MOST = 40
# What a value must look like, or it is none: a column head, a choice of a search form.
_VALUES = {
    "index_no": re.compile(r"\d"),
    "doc_no": re.compile(r"号|\d"),
    "issued": re.compile(r"\d"),
    "published": re.compile(r"\d"),
    "effective": re.compile(r"\d"),
    "expires": re.compile(r"\d"),
    "issuer": re.compile(r"[\u3400-\u9fff]{2}"),
    "title": re.compile(r"[\u3400-\u9fff].{4}"),
    "validity": re.compile(r"^(?!.*(不限|全部))"),
}


def page_fields(root: html.HtmlElement) -> tuple[tuple[str, str], ...]:
    """title and published as <meta> and <title> give them; those that are missing are left out."""
    metas: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        if name and (content := _one_line(element.get("content", ""))):
            metas.setdefault(name, content)
    titles = [metas.get(name, "") for name in _TITLES] + [_one_line(e.text_content()) for e in root.iter("title")]
    title = next((bare for title in titles if len(bare := bare_title(title)) <= _LONGEST and bare and not _TRAIL.search(bare)), "")
    dates = [iso_date(metas.get(name, "")) for name in _PUBLISHED]
    fields = {"title": title, "published": next(filter(None, dates), "")}
    return tuple((name, value) for name, value in fields.items() if value)


def with_catalogue(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with their catalogue rows made lines, `label：value`: a catalogue table becomes one line a row."""
    rows: list[Block] = []
    for block in blocks:
        made = _catalogue_table(block.rows) if block.rows else [_with_colon(block)]
        rows += made or [block]
    return _paired(rows)


def is_catalogue(block: Block) -> bool:
    """Whether a block is a table of labels and their values."""
    return bool(block.rows and _catalogue_table(block.rows))


def catalogue_rows(blocks: Sequence[Block], start: int, stop: int) -> list[str]:
    """Catalogue rows that stand outside blocks[start:stop], each label once: those before it, else those after it."""
    for part in (blocks[:start], blocks[stop:]):
        seen: set[str] = set()
        lines = []
        for block in part:
            rows = [(name, value) for name, value in labels_in(block.text) if _is_value(name, value)]
            fields = {block.text if name == "other" else name for name, _ in rows}
            fields -= {block.text} if _UPLOADER.match(block.text) else set()
            if fields and not seen.issuperset(fields):
                seen.update(fields, {name for name, _ in rows})
                lines.append(block.text)
        if seen - {"other", "title"}:
            return lines
    return []


def catalogue_titles(blocks: Iterable[Block]) -> list[str]:
    """Titles that catalogue rows give."""
    rows = (row for block in blocks if block.text for row in labels_in(block.text))
    return [value for name, value in rows if name == "title"]


def visible_title(blocks: Sequence[Block], start: int, named: str) -> str:
    """The title as the page shows it above its main text: the line that <title> or <meta> name, else the last <h1>, or, where those
    name none, the last line that can be one.
    """
    above = [block for block in blocks[:start] if block.text and not block.linked]
    key = _bare(named)
    same = [block.text for block in above if key and _bare(block.text) == key]
    heads = [block.text for block in above if (block.tag == "h1" and len(block.text) > 4) or (not named and is_title(block.text))]
    return next(iter(same), "") or next((head for head in reversed(heads) if is_title(head) or not named), "")


def joined_title(lines: list[Block], titles: Iterable[str]) -> list[Block]:
    """Lines that together are a title of the page made one: a title is often broken for its looks."""
    keys = {_bare(title) for title in titles if title}
    for first in range(min(len(lines), 20)):
        for stop in range(first + 2, min(len(lines), first + 6) + 1):
            run = lines[first:stop]
            if all(block.text for block in run) and _bare("".join(block.text for block in run)) in keys:
                whole = Block("".join(block.text for block in run), run[0].tag)
                return [*lines[:first], whole, *lines[stop:]]
    return lines


def holds_title(lines: Sequence[Block], title: str) -> bool:
    """Whether a title stands among the first lines already, as a whole or without what the portal puts before it."""
    key = _bare(title)
    return any(key == text or (len(text) > 8 and key.endswith(text)) for text in (_bare(b.text) for b in lines[:20]))


def _catalogue_table(rows: tuple[tuple[CellText, ...], ...]) -> list[Block]:
    """A table of labels with their values, as lines; [] if it is none: two labels with values, and hardly other cells."""
    lines, labels, cells = [], 0, 0
    for row in rows if len(rows) <= _ROWS_AT_MOST else ():
        texts = [_one_line(cell.text) for cell in row if cell.text.strip()]
        cells += len(texts)
        at = 0
        while at < len(texts):
            if _is_label(texts[at]) and at + 1 < len(texts) and not _is_label(texts[at + 1]):
                lines.append(Block(f"{texts[at].rstrip(':： ')}：{texts[at + 1]}", "td"))
                labels, at = labels + 2, at + 2
            else:
                labels += bool(labels_in(texts[at]))
                lines.append(Block(texts[at], "td"))
                at += 1
    found = {name for line in lines for name, value in labels_in(line.text) if _is_value(name, value)}
    return lines if len(found - {"other"}) >= 2 and 2 * labels >= cells else []


def _paired(blocks: list[Block]) -> list[Block]:
    """A label alone on its line and the value below it made one line, where the label ends in a colon."""
    lines: list[Block] = []
    for block in blocks:
        above = lines[-1].text if lines else ""
        if block.text and above.endswith((":", "：")) and _is_label(above) and _is_value_of(above, block):
            lines[-1] = Block(above + block.text, block.tag)
        else:
            lines.append(block)
    return lines


def _is_value_of(label: str, block: Block) -> bool:
    """Whether the line below a label can be its value: no label itself, and no title but that of a title's label."""
    fields = labels_in(label + block.text)
    if len(fields) != 1 or block.tag in _HEADINGS or labels_in(block.text):
        return False
    name, value = fields[0]
    return name != "other" and _is_value(name, value) and (name == "title" or not is_title(value))


def _with_colon(block: Block) -> Block:
    """`<b>文号</b>国发…` shows its label by type alone: with a colon, so that it reads as one."""
    is_bare = block.lead and _is_label(block.lead) and block.lead[-1] not in ":：" and not labels_in(block.text)
    return Block(f"{block.lead}：{block.text.removeprefix(block.lead).strip()}", block.tag) if is_bare else block


def _is_label(text: str) -> bool:
    """Whether a text is a label of the catalogue and nothing else."""
    text = text.strip().rstrip(":： ")
    found = labels_in(text + "：") if 0 < len(text) <= 20 else []
    return len(found) == 1 and not found[0][1]


def _is_value(name: str, value: str) -> bool:
    return bool(value) and (name not in _VALUES or bool(_VALUES[name].search(value)))


def _bare(text: str) -> str:
    return _BLANK.sub("", text)


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text).strip()
