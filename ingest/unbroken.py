"""The lines of a text, and those of one copied without line breaks: where chapters, articles, sections and items began in it.

Only numbers that run on from one to the next, each after a full stop (GB/T 15834-2011) or a chapter's heading, are taken for these; a
sentence that speaks of 第三条 breaks the order or stands after no stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.markers import number_of
from ingest.references import KINDS

# No paragraph of the statutes and notices measured is so long.
_ENDLESS = 1500
_FEWEST = 3
_NUMBER = r"\s*[\d〇○零一二三四五六七八九十百]{1,5}\s*"
# A line; the heading of a chapter that is printed in one line with its first article (第一章　总则　第一条　为了…) is one of its own,
# and so is the word 答 before the first of several points.
_LINE = re.compile(
    rf"[^\S\n]*第{_NUMBER}[章节節][^\n。；，：]{{0,30}}?[^\S\n](?=第{_NUMBER}[条條][^\S\n])"
    r"|[^\S\n]*(?:答|A)[:：][^\S\n]*(?=1[.．、](?!\d)|[(（][1一][)）]|一、)|[^\n]*\S[^\n]*")
_CN = "[一二三四五六七八九十]{1,3}"
_N = r"\s*(?P<{}>[\d〇○零一二三四五六七八九十百]+)\s*"
_ARTICLES = re.compile(
    rf"第{_N.format('chapter')}章(?=[\s　])|第{_N.format('section')}[节節](?=[^的、，和与至或第规])"
    rf"|第{_N.format('n')}[条條](?=[\s　]|[^\s的、，和与至或第规款项])(?P<opens>\s*(?:为|為|根据|根據|依据))?")
_SECTIONS = re.compile(rf"(?P<n>{_CN})、(?P<chapter>(?!))?(?P<section>(?!))?(?P<opens>(?!))?")
_ITEM = re.compile(rf"[(（]\s*(?P<n>{_CN})\s*[)）]")
# A note in brackets ends a sentence where a blank is left of its line break.
_STOP = re.compile(r"[。；;：:！？”]\s*$|[)）]\s+$")
# The words of a heading, between its number and that of the first part under it (第二章　计划与储存　第九条).
_HEADING = re.compile(r"[^。；：，！？]{2,40}$")
# What stands before a statute that a notice issues: the addressees, issuer and day of the notice, a note on its release.
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_TITLE = re.compile(
    rf"[^。；：]{{4,80}}?(?:{KINDS})(?=[(（]?\d{{4}}年|\s*目\s*[录錄]|\s*第\s*一\s*[章条條]|(?:\S{{1,12}}〔\d{{4}}〕\d+号)?\s*各[^。；]{{2,200}}[：:])")
_BEFORE = re.compile(
    r"(?<=[)）])(?=\s*(?:目\s*[录錄]|第\s*一\s*[章条條]))|(?<=号)(?=各)|(?<=[：:])(?=\s*(?:现|根据|为|经|近))"
    rf"|(?<=[。！])(?=[^，。；：\s]{{4,60}}{_DAY})|(?<=[\u4e00-\u9fff])(?={_DAY}[（(\u4e00-\u9fff])"
    r"|(?<=日)(?=[（(]此件)|(?<=公开发布[)）])|(?<=主动公开[)）])")


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of the lines of a text that have more than blanks, endless ones cut where their parts begin."""
    for line in _LINE.finditer(text):
        cuts = _cuts(line.group()) if line.end() - line.start() > _ENDLESS else ()
        edges = [line.start(), *(line.start() + cut for cut in cuts), line.end()]
        yield from ((start, end) for start, end in zip(edges, edges[1:], strict=False) if text[start:end].strip())


def _cuts(line: str) -> list[int]:
    heads = next((found for found in (_heads(line, _ARTICLES), _heads(line, _SECTIONS)) if len(found) >= _FEWEST), ())
    if not heads:
        return []
    first = heads[0].start()
    before = [match.start() for match in _BEFORE.finditer(line, 0, first)]
    if title := _TITLE.match(line, 0, first + 4):
        before.append(title.end())
    return sorted({*before, *(head.start() for head in heads), *_items(line, heads)})


def _heads(line: str, numbers: re.Pattern[str]) -> list[re.Match[str]]:
    """The numbers of articles, with those of chapters, or of sections, that run on from the first."""
    found: list[re.Match[str]] = []
    following, above = {"chapter": 1, "section": 1, "n": 1}, ()
    for match in numbers.finditer(line):
        kind = next(kind for kind in following if match[kind])
        number = number_of(match[kind])
        if kind == "chapter" and number == 1 and following["n"] == 1:  # those before are of the table of contents
            found, following = [], dict.fromkeys(following, 1)
        begins = kind == "chapter" or _begins(line, match, above) or (number == 1 and match["opens"])
        above = (match,) if kind != "n" or begins else above
        if number == following[kind] and begins:
            following[kind] = number + 1
            following["section"] = 1 if kind == "chapter" else following["section"]
            found.append(match)
    return found


def _items(line: str, heads: Sequence[re.Match[str]]) -> Iterator[int]:
    """Where the items （一）（二） under these numbers begin; their own may run on through several of those."""
    following, stops = 1, [*(head.start() for head in heads[1:]), len(line)]
    for head, stop in zip(heads, stops, strict=True):
        for match in _ITEM.finditer(line, head.end(), stop):
            if number_of(match["n"]) in (1, following) and _begins(line, match, (head,)):
                yield match.start()
                following = number_of(match["n"]) + 1


def _begins(line: str, match: re.Match[str], above: Sequence[re.Match[str]]) -> bool:
    """Whether a number stands after a stop, or after the heading of the number above it."""
    after_stop = _STOP.search(line, max(0, match.start() - 5), match.start())
    return bool(after_stop) or any(_HEADING.fullmatch(line, one.end(), match.start()) for one in above)
