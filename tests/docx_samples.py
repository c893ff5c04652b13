"""Word documents made for tests, part by part, so that each holds exactly what its test is about."""

from __future__ import annotations

import io
import zipfile

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def docx(body: str, extra: dict[str, str | bytes] | None = None, **parts: str) -> bytes:
    """A document with a body and further parts (numbering, styles, footnotes, endnotes, header1), each without its root.

    extra: entries added as they are, or put in the place of those of the same name.
    """
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes", "header1": "hdr"}
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relations({"word/document.xml": "officeDocument"}),
        "word/_rels/document.xml.rels": _relations({f"{name}.xml": name.rstrip("1") for name in parts}),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": f"<w:{roots[name]} {NAMES}>{xml}</w:{roots[name]}>" for name, xml in parts.items()},
        **(extra or {}),
    }
    return packed(entries)


def packed(entries: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def para(text: str = "", num: int | None = None, level: int | None = None, style: str = "", more: str = "") -> str:
    """A paragraph; `more` is XML behind its text."""
    level_xml = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    num_xml = "" if num is None else f'<w:numId w:val="{num}"/>'
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (
        f"<w:numPr>{level_xml}{num_xml}</w:numPr>" if level_xml or num_xml else "")
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{more}</w:p>"


def abstract(number: int, *levels: tuple[str, str] | tuple[str, str, str], more: str = "") -> str:
    """A list definition; a level is its number format, its text and, if need be, further XML (before the text's place)."""
    xml = "".join(
        f'<w:lvl w:ilvl="{at}">{"" if "<w:start" in "".join(rest) else """<w:start w:val="1"/>"""}'
        f'<w:numFmt w:val="{style}"/>{"".join(rest)}<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text, *rest) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{more}{xml}</w:abstractNum>'


def num(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def table(*rows: str, headers: int = 0) -> str:
    """A table from rows of cells; the first `headers` are marked as header rows."""
    mark = "<w:trPr><w:tblHeader/></w:trPr>"
    xml = "".join(f"<w:tr>{mark if at < headers else ''}{row}</w:tr>" for at, row in enumerate(rows))
    return f"<w:tbl><w:tblPr/>{xml}</w:tbl>"


def cell(content: str = "", properties: str = "") -> str:
    inner = content if content.startswith("<w:") else para(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _types(parts: dict[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in {"document": "document.main", **{name: name.rstrip("1") for name in parts}}.items()
    )
    return ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>')


def _relations(targets: dict[str, str]) -> str:
    return _RELATIONS.format("".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (target, kind) in enumerate(targets.items(), start=1)
    ))


def notice() -> bytes:
    """A short notice whose labels are all automatic, with a table and a footnote."""
    numbering = abstract(1, ("chineseCountingThousand", "第%1条")) + num(1, 1)
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    return docx(
        para("某县人民政府办公室关于印发公共停车场管理办法的通知") + para("某政办发〔2021〕8号") + para("各乡镇人民政府：")
        + para("为规范公共停车场管理，制定本办法。", 1, 0) + para("县城市管理局负责公共停车场的监督管理", 1, 0, more=mark)
        + table(cell("序号") + cell("区域") + cell("标准"), cell("1") + cell("老城区") + cell("每小时2元"), headers=1)
        + para("2021年6月1日"),
        numbering=numbering, footnotes=f'<w:footnote w:id="2">{para("含临时停车场。")}</w:footnote>',
    )
