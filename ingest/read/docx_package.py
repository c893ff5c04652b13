"""The ZIP package of a Word document: refused when it is unsafe or something else, otherwise its parts as XML."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from zipfile import ZipFile, ZipInfo

from lxml import etree

from ingest.errors import TiaoliError
from ingest.read.unzip import checked, damaged, unpacked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

LARGEST_PART = 64_000_000
_PARTS = ("styles", "numbering", "footnotes", "endnotes")
# ISO/IEC 29500 Strict names the same vocabulary otherwise than the Transitional one that Word writes (Part 4, Annex A).
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": M[1:-1].encode(),
}
_OTHERS = (
    ("xl/workbook", "Excel 表格", "an Excel workbook"),
    ("ppt/presentation", "PowerPoint 演示文稿", "a PowerPoint presentation"),
    ("visio/document", "Visio 绘图", "a Visio drawing"),
    ("ofd.xml", "OFD 版式文件", "an OFD document"),
    ("meta-inf/container.xml", "EPUB 电子书", "an EPUB book"),
    ("meta-inf/manifest.xml", "ODF 文档（如 .odt）", "an OpenDocument file such as .odt"),
)


@dataclass(frozen=True)
class Package:
    """Parts of a Word document by kind (`document`, `styles`, `numbering`, `footnotes`, `endnotes`), those it has.

    pictures: whether it holds any.
    """

    parts: Mapping[str, etree._Element]
    pictures: bool


def open_package(data: bytes) -> Package:
    """Nothing outside `data` is ever fetched: external relationships are passed over.

    Raises TiaoliError: unsupported, macros, unsafe_xml, and what `ingest.read.unzip` raises.
    """
    with checked(data) as archive:
        entries = {info.filename.replace("\\", "/").lower(): info for info in archive.infolist()}
        _check_kind(entries)
        _check_parts(archive, entries)
        main = _main_part(archive, entries)
        parts = {"document": _parsed(archive, entries[main])}
        if parts["document"].tag != f"{W}document":
            raise _unsupported("其他格式", "something else")
        for kind, target in _relations(archive, entries, main).items():
            if kind in _PARTS and target in entries:
                parts[kind] = _parsed(archive, entries[target])
    return Package(parts, any("/media/" in name for name in entries))


def _check_kind(entries: Mapping[str, ZipInfo]) -> None:
    if "[content_types].xml" in entries and any(name.startswith("word/") for name in entries):
        return
    for start, chinese, english in _OTHERS:
        if any(name.startswith(start) for name in entries):
            raise _unsupported(chinese, english)
    if "[content_types].xml" not in entries:
        raise _unsupported("普通压缩包", "a plain ZIP file")


def _unsupported(chinese: str, english: str) -> TiaoliError:
    return TiaoliError("unsupported", f"这不是 Word 文档，而是{chinese} / this is no Word document but {english}",
                       "请另存为 .docx 或 PDF 再导入 / save it as .docx or PDF and take that in")


def _check_parts(archive: ZipFile, entries: Mapping[str, ZipInfo]) -> None:
    """Looks at every XML part, also those that are not read. A DOCTYPE is not allowed in any (ECMA-376 Part 2, 8.2.4)."""
    types = unpacked(archive, entries["[content_types].xml"]).lower()
    if b"macroenabled" in types or b"vbaproject" in types or any(name.endswith("vbaproject.bin") for name in entries):
        raise TiaoliError("macros", "文件带有宏，拒绝读取 / the document holds macros and is not read",
                          "请另存为不含宏的 .docx / save it as .docx without macros")
    for name, info in entries.items():
        if name.endswith((".xml", ".rels", ".vml")) and b"<!DOCTYPE" in unpacked(archive, info).replace(b"\0", b""):
            raise _unsafe()


def _unsafe() -> TiaoliError:
    return TiaoliError("unsafe_xml", "文件内的 XML 带有 DOCTYPE（可能引用外部实体），拒绝读取 / "
                                     "an XML part declares a DOCTYPE and may point outside the file",
                       "请核实文件来源，用 Word 重新另存 / check where it comes from; save it again with Word")


def _main_part(archive: ZipFile, entries: Mapping[str, ZipInfo]) -> str:
    main = _relations(archive, entries, "").get("officedocument", "word/document.xml")
    if main not in entries:
        raise damaged("缺少正文部分", "its main part is missing")
    return main


def _relations(archive: ZipFile, entries: Mapping[str, ZipInfo], part: str) -> dict[str, str]:
    """Kind -> entry name, both in lower case, of the parts that `part` ('' for the package) is related to."""
    folder, name = posixpath.split(part)
    info = entries.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if info is None:
        return {}
    found: dict[str, str] = {}
    for relation in _parsed(archive, info):
        if relation.get("TargetMode") != "External":
            kind = relation.get("Type", "").rsplit("/", 1)[-1].lower()
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            found.setdefault(kind, target.lower())
    return found


def _parsed(archive: ZipFile, info: ZipInfo) -> etree._Element:
    if info.file_size > LARGEST_PART:
        raise TiaoliError("too_large", f"{info.filename} 解压后超过 {LARGEST_PART:,} 字节 / a part is too large once unpacked",
                          "请拆成几个文件 / split the document")
    data = unpacked(archive, info)
    for strict, transitional in _STRICT.items():
        data = data.replace(strict, transitional)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise damaged(f"{info.filename} 不是完整的 XML", "a part of it is no well-formed XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unsafe()
    return root
