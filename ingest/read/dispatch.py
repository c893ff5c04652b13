"""The one way from a file's bytes to its text: what the bytes are decides the reader, the name only where they do not."""

from __future__ import annotations

import re
from pathlib import PurePath

from ingest.errors import TiaoliError
from ingest.read.reading import Reading

# What a folder scan takes up; other files are named in the report as not supported.
SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml", ".pdf", ".docx", ".docm", ".doc", ".rtf"}
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S)


def read(data: bytes, name: str) -> Reading:
    """Text and tables of a file. Readers are imported when first needed: together they take a second or more.

    Raises TiaoliError: empty_file, binary_file, and what each reader says of a file that it cannot or must not read.
    """
    suffix = PurePath(name).suffix.lower()
    if data.lstrip(b"\0\t\r\n ").startswith(b"%PDF-"):
        from ingest.read.pdf import read_pdf as reader
    elif data.startswith(b"PK\x03\x04"):
        from ingest.read.docx import read_docx as reader
    elif data.startswith((_OLE, rb"{\rtf")):
        from ingest.read.doc import read_doc as reader
    elif data.startswith(_PICTURES) and b"\0" in data[:64]:
        from ingest.read.ocr import read_picture as reader
    elif _is_html(data, suffix):
        from ingest.read.html import read_html as reader
    elif suffix in (".md", ".markdown"):
        from ingest.read.markdown import read_markdown as reader
    elif suffix in (".txt", ".text", ""):
        from ingest.read.plain import read_plain as reader
    else:
        what = f"文件内容与后缀 {suffix} 不符 / the content is not what {suffix} promises"
        raise TiaoliError("wrong_content", what, "请重新导出或改正文件后缀 / export the file again or mend its suffix")
    return reader(data)


def _is_html(data: bytes, suffix: str) -> bool:
    head = data[:4096].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return suffix in (".html", ".htm", ".shtml", ".xhtml") or bool(_HTML.match(head))
