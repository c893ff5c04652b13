"""The clause address that a question names, as steps of a structural path: 第七部分第十八项 -> ('7', '18')."""

from __future__ import annotations

import re

from ingest.markers import marker_of

_NUMERAL = r"[一二三四五六七八九十百零〇\d]+"
_ORDINAL = rf"第{_NUMERAL}(?:编|章|节|条|款|项|目|部分)"
# `七（十八）` for 七、（十八）.
_SHORT = rf"(?<![\d第])(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?=[（(]{_NUMERAL}[)）])"
_STEP = rf"{_NUMERAL}、|{_SHORT}|[（(]{_NUMERAL}[)）]|{_ORDINAL}|(?<!\d)\d{{1,3}}[.．](?!\d)|{_NUMERAL}是"
ADDRESS = re.compile(rf"(?P<annex>附件(?P<number>[1-9]\d?(?![\d.．、]))?[\s:：]*)?(?:(?:{_STEP})\s*){{1,5}}")
_PLAIN = re.compile(rf"{_ORDINAL}|[（(]{_NUMERAL}[)）]")
_UNDER = re.compile(rf"第({_NUMERAL})(?:项|款|目|部分)")
ADDRESS_EN = re.compile(
    r"\b(?:(?:section|chapter|part)\s+(?P<section>\d+)\W+)?(?:article|item|clause|paragraph)\s+(?P<item>\d+)"
    r"(?:\s+of\s+(?:section|chapter|part)\s+(?P<of>\d+))?", re.I)


def steps_in(question: str) -> tuple[str, ...]:
    """Steps of the longest clause address in a question, Simplified or English; 附件2 is `a2`, 附件 `a1`. A lone `2.` is none."""
    found: tuple[str, ...] = ()
    for match in ADDRESS.finditer(question):
        steps = tuple(step for part in re.findall(_STEP, match.group()) if (step := _step(part)))
        if match["annex"]:
            steps = (f"a{match['number'] or 1}", *steps)
        if len(steps) > len(found) and (len(steps) > 1 or _PLAIN.match(match.group())):
            found = steps
    return found or _english(question)


def _step(part: str) -> str:
    under = _UNDER.fullmatch(part)
    marker = marker_of(f"（{under[1]}）" if under else f"{part}、" if re.fullmatch(_NUMERAL, part) else f"{part} ")
    return marker.path if marker else ""


def _english(question: str) -> tuple[str, ...]:
    match = ADDRESS_EN.search(question)
    if not match:
        return ()
    section = match["section"] or match["of"]
    return (section, match["item"]) if section else (match["item"],)
