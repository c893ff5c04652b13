"""Draws the sample of real notices for tests/test_outlines.py: `python tests/outlines/make.py DATA`.

Sixty files drawn by seed from four collections below DATA, each abridged: the middle of a long paragraph is left out, so
that no text stands here whole. `expected.jsonl` gets a line for each file drawn that it does not hold yet: what the parser
makes of the whole text, to be put right by eye before it counts. Lines that are there are never changed.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from pathlib import Path

import lxml.html

from ingest.model import Notice
from ingest.parse import parse

HERE = Path(__file__).parent
EXPECTED = HERE / "expected.jsonl"
_SEED, _COUNTS = 20261122, {"laws": 34, "taiwan_laws": 12, "govcn": 8, "gov_html": 6}
_LONG, _FIRST, _LAST = 90, 60, 24
_KEPT = {"id", "class", "colspan", "rowspan", "name", "content", "property", "charset", "http-equiv"}


def summary(notice: Notice) -> dict:
    """What the test compares: what the notice says of itself, and the addresses of its clauses in order."""
    meta = notice.meta
    return {
        "title": meta.title, "issuer": meta.issuer, "doc_no": meta.doc_no, "issued": meta.issued,
        "effective": meta.effective, "articles": sum(bool(re.search(r"第\S+[条條]", last_step(clause.address)))
                                                     for clause in notice.clauses),
        "addresses": [clause.address for clause in notice.clauses],
    }


def last_step(address: str) -> str:
    """`第十条` of `第十条`, '' of `第十条第二款` and of `第十条（二）`: only articles themselves are counted."""
    match = re.search(r"第[^第（]+[条條](之\S{1,3}?)?(〔\d+〕)?$", address)
    return match.group() if match else ""


def _laws(data: Path):
    for path in sorted((data / "laws").rglob("*.md")):
        if path.name != "_index.md" and path.stat().st_size > 1_500:
            yield f"{path.stem}.md", path.read_text("utf-8")


def _taiwan(data: Path):
    with gzip.open(data / "taiwan_laws" / "laws_zh_tw.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            yield f"{law['PCode']}.txt", _as_shown(law)


def _as_shown(law: dict) -> str:
    """A statute as Taiwan's database of laws shows it: title, date, preamble, headings and articles on lines of their own."""
    day = law.get("最新異動日期") or ""
    roc = f"民國 {int(day[:4]) - 1911} 年 {day[4:6]} 月 {day[6:8]} 日" if len(day) == 8 else ""
    lines = [f"法規名稱：{law['法規名稱']}", *([f"修正日期：{roc}"] if roc else []), law.get("前言") or ""]
    for part in law["法規內容"]:
        number = part.get("條號") or ""
        article = number if "條" in number else f"第 {number} 條"
        lines += [article, part["條文內容"]] if number else [part.get("編章節", "").strip()]
    return "\n".join(lines).replace("\r", "")


def _govcn(data: Path):
    for line in (data / "govcn" / "pages.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        if page.get("html"):
            yield f"govcn-{page['id']}.html", page["html"]


def _gov_html(data: Path):
    for path in sorted((data / "gov_html").glob("*.html")):
        yield path.name, path.read_bytes().decode("utf-8", "replace")


def _abridged(text: str) -> str:
    return re.sub(rf"[^\n]{{{_LONG},}}", lambda match: match.group()[:_FIRST] + match.group()[-_LAST:], text)


def _abridged_page(page: str) -> str:
    """The page without scripts, styles and addresses, its long paragraphs abridged."""
    root = lxml.html.document_fromstring(page)
    for element in [*root.iter("script", "style", "svg", "img", "iframe", lxml.etree.Comment)]:
        element.drop_tree()
    for element in root.iter():
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
        element.text, element.tail = (_abridged(part) if part else part for part in (element.text, element.tail))
    return lxml.html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def main(data: Path) -> None:
    sources = {"laws": _laws, "taiwan_laws": _taiwan, "govcn": _govcn, "gov_html": _gov_html}
    lines = EXPECTED.read_text("utf-8").splitlines() if EXPECTED.exists() else []
    known = {json.loads(line)["file"] for line in lines}
    for name, source in sources.items():
        drawn = random.Random(_SEED).sample(list(source(data)), _COUNTS[name])
        for number, (source_name, text) in enumerate(drawn, 1):
            file = f"{name}-{number:02}{Path(source_name).suffix}"
            short = (_abridged_page if file.endswith(".html") else _abridged)(text)
            (HERE / file).write_text(short, "utf-8")
            whole = summary(parse(text.encode(), "x", file))
            differs = summary(parse(short.encode(), "x", file)) != whole
            print(f"{file}  {source_name}{'  DIFFERS when abridged' if differs else ''}")
            if file not in known:
                lines.append(json.dumps({"file": file, **whole}, ensure_ascii=False))
    EXPECTED.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
