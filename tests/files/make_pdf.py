"""Makes the PDF and PNG samples of this folder: pages written here, printed by chromium, rendered by pdfium.

    python tests/files/make_pdf.py

The texts use few different characters, since every one brings its outline into the file.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdfium2

HERE = Path(__file__).parent
# GB/T 9704-2012: A4, margins 37, 26, 35 and 28 mm, two characters of indent, 28 points from line to line.
SHEET = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
@page { @top-center { content: '青山市政府公报' } @bottom-center { content: '— ' counter(page) ' —' } }
* { font: 16pt/28pt 'Noto Sans CJK SC' } p { margin: 0; text-indent: 2em; text-align: justify }
.head { color: red; font-size: 40pt; line-height: 60pt; text-align: center; text-indent: 0; letter-spacing: .1em }
.title { font-size: 22pt; line-height: 34pt; text-align: center; text-indent: 0 } .number { text-align: center; text-indent: 0 }
.flush { text-indent: 0 } .sign { text-align: right; text-indent: 0; padding-right: 2em } .note { font-size: 10pt; line-height: 14pt }
hr { border: 0; border-top: 2pt solid red } table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid black; font-size: 12pt; line-height: 18pt; font-weight: normal } thead { display: table-header-group }
tr { break-inside: avoid }
"""
ITEM = "各部门要把公开工作放在重要的位置，按照市政府的要求，在规定的时间公开有关的文件和工作的情况，做到公开及时、准确、有用。"
NOTICE = [
    ("head", "青山市人民政府文件"),
    ("number", "青政发〔2021〕12号"),
    ("hr", ""),
    ("title", "青山市人民政府关于做好<br>政府信息公开工作的通知"),
    ("flush", "各区人民政府，市政府各部门："),
    ("", "为做好政府信息公开工作，现将有关要求通知如下。"),
    ("", "一、工作要求"),
    ("", "（一）按时公开。" + ITEM * 3),
    ("", "（二）准确公开。" + ITEM * 2 + "按照本通知要求公开的费用不超过1.5万元。"),
    ("", "1.市政府办公室牵头。" + ITEM * 4),
    ("", "2.各区政府在⼀个⽉的时间要做到公开。" + ITEM * 3),
    ("", "二、工作时间"),
    ("", "本通知自2021年3月1日起施行。"),
    ("sign", "青山市人民政府"),
    ("sign", "2021年2月8日"),
]
PARTS = ("市政府", "区政府")
ENGLISH = (
    "The office shall publish the notice within ten working days and shall an&shy;swer every ques&shy;tion "
    "that a citizen puts to it in good time and with&shy;out charge. "
) * 4


def paragraphs(items: list[tuple[str, str]]) -> str:
    return "".join("<hr>" if kind == "hr" else f'<p class="{kind}">{text}</p>' for kind, text in items)


def table(each: int) -> str:
    """A header row, repeated where the table runs over pages, and two cells merged over `each` rows."""
    rows = [
        "<tr>" + (f"<td rowspan={each}>{part}</td>" if number == 1 else "") + f"<td>{part}{number}号文件</td><td>{10 * number}日</td></tr>"
        for part in PARTS
        for number in range(1, each + 1)
    ]
    return "<table><thead><tr><th>部门<th>文件<th>时间</tr></thead>" + "".join(rows) + "</table>"


def columns() -> str:
    numbered = [("", f"第{number}条　{ITEM}") for number in "一二三四五六七八九十"]
    watermark = '<div style="position:fixed;top:40%;left:20%;transform:rotate(-40deg);color:#ddd;font-size:60pt">公开</div>'
    text = f'<div style="columns:2;column-gap:3em">{paragraphs(numbered)}</div>'
    english = f'<p lang=en style="break-before:page;width:34em;hyphens:manual;text-align:left">{ENGLISH}</p>'
    return f'<style>* {{ font-size: 10.5pt; line-height: 16pt }}</style><p class="title">青山市工作条例</p>{text}{english}{watermark}'


def write(name: str, body: str, sheet: str = SHEET) -> Path:
    """Prints HTML to `name`."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(f"<html lang=zh-CN><meta charset=utf-8><style>{sheet}</style>{body}", encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(["chromium", *options, f"--print-to-pdf={folder}/page.pdf", page.as_uri()], check=True, capture_output=True)
        shutil.copy(Path(folder, "page.pdf"), HERE / name)
    return HERE / name


def picture(source: Path, name: str, lowest: float = 1.0) -> Path:
    """The first page of a PDF as a picture, 110 dots an inch, in grey; lowest: the share of it to show, from the top."""
    with pypdfium2.PdfDocument(source) as document:
        shown = document[0].render(scale=110 / 72).to_pil().convert("L").quantize(8)
    shown.crop((0, 0, shown.width, round(lowest * shown.height))).save(HERE / name, optimize=True)
    return HERE / name


def turned(name: str) -> None:
    """Printed sideways on the sheet, which is to be shown turned by a quarter: how wide tables are filed."""
    sheet = "@page { size: A4; margin: 0 } div { position: absolute; left: 0; top: 297mm; width: 260mm; transform-origin: 0 0;"
    sheet += " transform: rotate(-90deg); padding: 20mm; font: 16pt/28pt 'Noto Sans CJK SC' } p { margin: 0; text-indent: 2em }"
    items = [("", "一、工作要求"), ("", ITEM), ("", "二、工作时间"), ("", ITEM)]
    with pypdfium2.PdfDocument(write(name, f"<div>{paragraphs(items)}</div>", sheet)) as document:
        document[0].set_rotation(90)
        document.save(HERE / f"{name}.part")
    Path(HERE / f"{name}.part").replace(HERE / name)


def scan(shown: Path, name: str) -> None:
    """A page that is nothing but a picture."""
    data = base64.b64encode(shown.read_bytes()).decode()
    sheet = "@page { size: A4; margin: 0 } img { width: 100%; display: block }"
    write(name, f'<img src="data:image/png;base64,{data}">', sheet)


def locked(name: str) -> None:
    """Opens with a password only; chromium cannot print that, LibreOffice can."""
    options = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"secret"}}'
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "locked.txt")
        page.write_text("a notice", encoding="utf-8")
        command = ["soffice", "--headless", "--convert-to", f"pdf:writer_pdf_Export:{options}", "--outdir", folder, str(page)]
        subprocess.run(command, check=True, capture_output=True)
        shutil.copy(Path(folder, "locked.pdf"), HERE / name)


if __name__ == "__main__":
    notice = write("notice.pdf", paragraphs(NOTICE))
    write("table.pdf", "<p>文件公开的时间如下。</p>" + table(25) + "<p>区政府要按时公开。</p>")
    write("columns.pdf", columns())
    shown = picture(notice, "scan.png", 0.62)
    small = write("small.pdf", table(4))
    picture(small, "table.png", 0.5)
    small.unlink()
    scan(shown, "scan.pdf")
    write("garbage.pdf", "<p>" + "".join(map(chr, range(0xE000, 0xE040))) + "</p>")
    turned("turned.pdf")
    locked("locked.pdf")
