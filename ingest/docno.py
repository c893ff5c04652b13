"""Document numbers (文号) in running text, of every style, in one canonical Simplified form each.

机关代字〔年份〕序号 (GB/T 9704-2012 §7.2.5) · orders 国务院令第746号 (Regulations on Rules art. 30) · announcements 公告2025年第3号 ·
Taiwan's 院臺教字第1080001234號.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.fold import folded
from ingest.header import DOC_NO, canonical_doc_no
from ingest.numerals import value_of

_N = r"[\d一二三四五六七八九十百]{1,5}"
_NAMED = re.compile(
    rf"(?P<kind>令|公告|通告)\s?[(（〔\[]?\s?(?:(?P<year>(?:19|20)\d{{2}})\s?年?\s?[)）〕\]]?\s?)?第?\s?(?P<n>{_N})\s?号(?:令)?"
    rf"|第\s?(?P<m>{_N})\s?号\s?(?P<sort>令|公告)"
)
_TAIWAN = re.compile(
    r"(?P<agency>[\u3400-\u9fff]{1,8}(?:[(（][一二三四五六七八九十]{1,2}[)）][\u3400-\u9fff]{0,4})?字)\s?第\s?(?P<n>\d{4,12}[A-Z]?)\s?号"
)
# 經濟部經工字第…號: the body's own name goes before its word, which may begin with a part of it (部授食字, 院臺教字).
_BODY_BEFORE = re.compile("(?:[\u3400-\u9fff]{2,}?(?:[部院会署局府处场所]|中心)|总统)(?=[\u3400-\u9fff]+字)")
_WIDEST = 40
_NAMES = re.compile(r"[\u3400-\u9fff、\s]*$")
_BODY_END = re.compile("(?:院|部|委|局|署|会|行|府|省|市|县|区|主席|总统)$")
# What leads a sentence to the name, and is no part of one: 和 joins two names only after a whole one (住房和城乡建设部 is one
# name), 年月日 end a date only after a numeral (日照市 begins with 日), 经 begins 经济 and 经贸 in names.
_LED_IN = re.compile(
    r"^.*(?:根据|按照|依据|依照|以及|参照|执行|违反|的|由|以|(?<![部院会署局府处])经(?![济贸营]|$)|(?<=[\d〇零一二三四五六七八九十])[年月日]|^(?:年|月|日(?!照))"
    r"|(?<=[院部委局署会行府省市县区厅法定例则号])(?:和|与|及(?!其)))原?|^原(?!子)"
)
_STATE = "中华人民共和国"


def doc_numbers(text: str) -> list[tuple[str, int, int]]:
    """Document numbers in `text` (either script) as (canonical form `连政发〔2011〕126号`, start, end), in text order."""
    key = folded(text)
    if "号" not in key:
        return []
    kept: list[tuple[str, int, int]] = []
    for number, start, end in sorted((*_plain(key), *_named(key), *_taiwan(key)), key=lambda one: one[1]):
        if not kept or start >= kept[-1][2]:
            kept.append((number, start, end))
    return kept


def _plain(key: str) -> Iterator[tuple[str, int, int]]:
    for match in DOC_NO.finditer(key):
        number = canonical_doc_no(match)
        yield number, match.end("agency") - len(number.partition("〔")[0]), match.end()


def _named(key: str) -> Iterator[tuple[str, int, int]]:
    """Orders and announcements: a 公告 may stand without a body, an order not; a 第3号公告 needs one as well."""
    for match in _NAMED.finditer(key):
        body, start = _body(key, match.start())
        kind = "公告" if "告" in (match["kind"] or match["sort"]) else "令"
        if body or (match["year"] and kind == "公告"):
            year = f"{match['year']}年" if match["year"] else ""
            yield f"{body}{kind}{year}第{value_of(match['n'] or match['m']) or 0}号", start, match.end()


def _taiwan(key: str) -> Iterator[tuple[str, int, int]]:
    for match in _TAIWAN.finditer(key):
        cut = _lead(match["agency"][:-2])
        cut = 0 if match["agency"][:cut] == "经" else cut
        body = _BODY_BEFORE.match(match["agency"], cut)
        cut = body.end() if body else cut
        agency = re.sub(r"[(（](.+?)[)）]", r"（\1）", match["agency"][cut:])
        yield f"{agency}第{match['n'].lstrip('0')}号", match.start() + cut, match.end()


def _body(key: str, stop: int) -> tuple[str, int]:
    """The issuing bodies named just before `stop`, joined by 、 and where the first begins; ('', stop) for none."""
    window = key[max(0, stop - _WIDEST) : stop]
    run = _NAMES.search(window).group()
    names, start = [], stop
    for part in reversed(list(re.finditer(r"[^、\s]+", run))):
        name = part.group()
        if not _BODY_END.search(name):
            break
        cut = _lead(name.replace(_STATE, "　" * len(_STATE)))
        names.append(name[cut:].removeprefix(_STATE) or name[cut:])
        start = stop - len(run) + part.start() + cut
        if cut:
            break
    return "、".join(reversed(names)), start


def _lead(taken: str) -> int:
    """How many characters at the beginning of a run belong to the sentence and not to the name at its end."""
    lead = _LED_IN.match(taken)
    return lead.end() if lead and lead.end() < len(taken) else 0
