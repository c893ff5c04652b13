"""A saved web page from bytes to a tree: its encoding found, nothing fetched, no entity of a DOCTYPE resolved."""

from __future__ import annotations

import codecs
import re

from lxml import etree, html

from ingest.decode import decode
from ingest.errors import TiaoliError

# WHATWG Encoding: pages that call themselves gb2312 or gbk are read as gb18030, big5 with its Hong Kong characters.
_DECLARED = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UNREADABLE = re.compile("[\ud800-\udfff\ufffd]")
# libxml2 (XML_MAX_HUGE) gives up below this many elements one within another.
_DEEPEST = 2048


def no_text() -> TiaoliError:
    """The error for a page that shows no words."""
    what = "网页里没有可读的文字 / the page holds no readable text"
    return TiaoliError(
        "no_text", what, "请在浏览器里打开确认，另存网页全部内容 / open it in a browser and save it whole"
    )


def page_text(data: bytes) -> tuple[str, str, int]:
    """(text, encoding, number of bytes that could not be read and are left out) of a page.

    BOM, then valid UTF-8, then the charset that the page declares, else what `ingest.decode` finds.
    Raises TiaoliError: empty_file, binary_file.
    """
    declared = _DECLARED.get(_declared(data))
    if declared and not data.startswith(_BOMS) and not _is_utf8(data):
        text, encoding = data.decode(declared, "replace"), declared
    else:
        decoded = decode(data)
        text, encoding = decoded.text, decoded.encoding
    readable, lost = _UNREADABLE.subn("", text)
    return _CONTROL.sub("", readable), encoding, lost


def tree_of(text: str) -> html.HtmlElement:
    """The root element of a page. Raises TiaoliError: no_text, too_deep."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    if not text.strip():
        raise no_text()
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError as error:
        raise no_text() from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        what = f"网页标签嵌套超过 {_DEEPEST} 层，无法完整读取 / tags are nested deeper than {_DEEPEST} levels"
        raise TiaoliError("too_deep", what, "请重新保存网页，或粘贴为文本 / save the page again, or paste it as text")
    return root


def _declared(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii").lower() if match else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
