"""The clause address that a question names, as steps of a structural path: 第七部分第十八项 -> ('7', '18')."""

from __future__ import annotations

import re

from ingest.markers import marker_of

_NUMERAL = r"[一二三四五六七八九十百零〇\d]+"
_ORDINAL = rf"第{_NUMERAL}(?:编|章|节|条|款|项|目|部分)"
_STEP = rf"{_NUMERAL}、|[（(]{_NUMERAL}[)）]|{_ORDINAL}|(?<!\d)\d{{1,3}}[.．](?!\d)|{_NUMERAL}是"
ADDRESS = re.compile(rf"(?:附件\d?\s*)?(?:(?:{_STEP})\s*){{1,5}}")
_PLAIN = re.compile(rf"{_ORDINAL}|[（(]{_NUMERAL}[)）]")
_UNDER = re.compile(rf"第({_NUMERAL})(?:项|款|目|部分)")
_ENGLISH = re.compile(
    r"\b(?:(?:section|chapter|part)\s+(?P<section>\d+)\W+)?(?:article|item|clause|paragraph)\s+(?P<item>\d+)"
    r"(?:\s+of\s+(?:section|chapter|part)\s+(?P<of>\d+))?", re.I)


def steps_in(question: str) -> tuple[str, ...]:
    """Steps of the longest clause address in a question, Simplified or English; 附件 is `a1`. A lone `2.` is no address."""
    found: tuple[str, ...] = ()
    for match in ADDRESS.finditer(question):
        steps = tuple(step for part in re.findall(_STEP, match.group()) if (step := _step(part)))
        if match.group().startswith("附件"):
            steps = ("a1", *steps)
        if len(steps) > len(found) and (len(steps) > 1 or _PLAIN.match(match.group())):
            found = steps
    return found or _english(question)


def _step(part: str) -> str:
    under = _UNDER.fullmatch(part)
    marker = marker_of(f"（{under[1]}）" if under else f"{part} ")
    return marker.path if marker else ""


def _english(question: str) -> tuple[str, ...]:
    match = _ENGLISH.search(question)
    if not match:
        return ()
    section = match["section"] or match["of"]
    return (section, match["item"]) if section else (match["item"],)
