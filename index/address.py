"""The clause address that a question names: 第七部分第十八项 -> steps ('7', '18'), and whether a clause stands at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.numerals import value_of

_CN = "一二三四五六七八九十"
_NUMERAL = rf"[{_CN}百千零〇两\d]{{1,6}}"
# A unit, unless it begins another word: 第一项目, 第二行业.
_UNIT = (
    r"(?:分编|编(?![制写办码号])|章(?!程)|节(?!目)|条(?![约例件])|款(?![项式])|项(?!目)|目(?![标录的])|部分"
    r"|点(?![钟半评名])|步(?![骤行入])|行(?![业政为动人使驶列程情]))"
)
_SUB = rf"\s?(?:之|-)\s?{_NUMERAL}"
_ORDINAL = rf"第\s?[(（]?\s?{_NUMERAL}\s?[)）]?(?:-\d{{1,3}})?\s?{_UNIT}(?:{_SUB}(?![款项年]))?"
_PAREN = r"[(（]\s?(?:[一二三四五六七八九十百]{1,4}|\d{1,3})\s?[)）]"
# `七（十八）` for 七、（十八）.
_SHORT = rf"(?<![\d第{_CN}])(?:[{_CN}]{{1,3}}|\d{{1,2}})(?={_PAREN})"
_STEP = rf"{_ORDINAL}|{_PAREN}|{_NUMERAL}、|{_SHORT}|(?<!\d)\d{{1,3}}[.．](?!\d)|{_NUMERAL}是"
_ANNEX = rf"附(?:[件表录]\s?(?:\d{{1,2}}(?![\d.．年])|[{_CN}]{{1,3}}(?![、{_CN}]))?+|(?=[\s:：]*第))"
ADDRESS = re.compile(
    rf"(?:(?P<annex>{_ANNEX})[\s:：的中]*)?(?P<steps>(?:(?:{_STEP})[\s的]*){{1,6}})"
    r"|(?P<whole>附[件表录]\s?\d{1,2}(?![\d.．年]))"
)
_PLAIN = re.compile(rf"{_ORDINAL}|{_PAREN}")
_PARTS = re.compile(
    rf"第\s?(?P<open>[(（])?\s?(?P<n>{_NUMERAL})\s?[)）]?(?:-(?P<dash>\d{{1,3}}))?\s?(?P<unit>{_UNIT})(?:\s?(?:之|-)\s?(?P<sub>{_NUMERAL})(?![款项年]))?"
    rf"|[(（]\s?(?P<paren>{_NUMERAL})\s?[)）]|(?P<point>{_NUMERAL})(?P<mark>[、.．是])|(?P<short>{_SHORT})"
)

_WORDS = re.findall(r"\w+", """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty""")
_ORDINALS = re.findall(r"\w+", """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""")
_EN_UNITS = {
    "annex": "附", "appendix": "附", "attachment": "附", "part": "部分", "chapter": "章", "section": "节", "article": "条",
    "paragraph": "款", "para": "款", "item": "项", "clause": "项", "point": "项", "subparagraph": "目", "step": "步", "row": "行",
}  # fmt: skip
_EN_RANK = ("附", "部分", "章", "节", "条", "款", "项", "目", "步", "行")
_EN_UNIT = "|".join(sorted(_EN_UNITS, key=len, reverse=True))
ADDRESS_EN = re.compile(
    rf"\b(?P<unit>{_EN_UNIT})\s+(?:no\.?\s*)?(?P<n>\d{{1,4}}(?:-\d{{1,3}})?|{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
    rf"(?:\s?\((?P<inner>\d{{1,3}})\))?(?:\s+of\b(?=\s+(?:the\s+)?(?:{_EN_UNIT})))?"
    rf"|\b(?P<ordinal>\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})\s+(?P<of>{_EN_UNIT})\b(?:\s+of\b(?=\s+(?:the\s+)?(?:{_EN_UNIT})))?",
    re.I,
)

# The labels that may stand at a step, beyond the unit itself: notices without articles number by 一、 and （一）, and are cited as
# if they had parts and items. As in index.locate.
_MAY_BE = {
    "编": ("部分",), "部分": ("、", "编"), "章": ("、",), "节": ("、", "章", "部分"), "条": ("、", ".", "（"),
    "款": ("（", ".", "、"), "项": ("（", ".", "、"), "目": (".", "（"),
    "点": ("（", ".", "、", "是", "项"), "、": (".",), ".": ("、", "（"), "是": ("、", ".", "（"),
}  # fmt: skip
_LABEL = re.compile(
    rf"第(?P<n>[〇{_CN}百千零两\d]+)(?P<unit>分编|部分|[编章节条款項项目步行])(?:之[{_CN}百千零〇\d]+|-\d+)?|第\d+至\d+(?P<rows>行)"
    rf"|(?P<paren>[(（][^()（）]{{1,4}}[)）])|(?P<cn>[〇{_CN}百零]+|\d+(?:[.．]\d+)*)(?P<mark>[、.．是要])?"
)


@dataclass(frozen=True)
class Address:
    """steps: as in a structural path (`18`, `10-1`, `a2` for annex 2, `r3` for row 3); units: of each step, how it is called:
    条, 章, 项 … or the mark of a printed number (、 （ .); paragraph: 第…款 of the article at the end of the steps, 0 for none.
    """

    steps: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    paragraph: int = 0


def address_in(question: str) -> Address:
    """The longest clause address in a question, Simplified or English, in any style of numerals. A lone `2.` or `七、` is none.

    第十八条第二款第三项 is paragraph 2 and the step of item 3; Taiwan's 第18條第2項第3款 is read the same way. Where 項
    follows an article with no 款 after it, see `in_taiwan`.
    """
    best = Address()
    for match in ADDRESS.finditer(question):
        found = _read(match)
        if len(found.steps) + bool(found.paragraph) > len(best.steps) + bool(best.paragraph):
            best = found
    english = _english(question)
    return english if english != Address() else best


def in_taiwan(address: Address) -> Address:
    """The address as a statute of Taiwan is cited: the 項 of an article is its paragraph, 款 the item below."""
    if address.paragraph or address.units[-2:] != ("条", "项") or not address.steps[-1].isdigit():
        return address
    return Address(address.steps[:-1], address.units[:-1], int(address.steps[-1]))


def fit(address: Address, clause_id: str, label: str) -> int:
    """How well the clause `clause_id` with the address `label` stands at an address: 2 in number and unit, 1 in number where
    the unit may mean it (第三条 for 三、) or its paragraph is not told apart, 0 not at all. Levels may be left out above the
    last: 第三章第十八条 is found in a section.
    """
    path = clause_id.partition("#")[2].split("/")
    asked = f"p{address.paragraph}"
    of_paragraph = next((step for step in path if re.fullmatch(r"p\d+", step)), "")
    if not address.steps or (of_paragraph and address.paragraph and of_paragraph != asked):
        return 0
    units = _units_of(path, label)
    stop = len(path) - (of_paragraph == path[-1] == asked)
    if path[stop - 1] != address.steps[-1]:
        return 0
    worst, at = 2 if of_paragraph == (asked if address.paragraph else "") else 1, stop
    for back, (step, unit) in enumerate(zip(reversed(address.steps), reversed(address.units), strict=True)):
        places = range(at - 1, -1, -1) if back else (stop - 1,)
        at = next((n for n in places if path[n] == step and _same(unit, units[n])), -1)
        if at < 0:
            return 0
        worst = min(worst, _same(unit, units[at]))
    return worst


def _same(asked: str, label: str) -> int:
    if asked == label:
        return 2
    return 1 if not asked or not label or label in _MAY_BE.get(asked, ()) else 0


def _units_of(path: Sequence[str], label: str) -> list[str]:
    """The unit of each step of a path, read from the labels of the address from its end; '' where they do not tell."""
    labels = [_unit_of(match) for match in _LABEL.finditer(re.sub(r"^附\S*?(?=\s|$)", "", label))]
    numbered = [n for n, step in enumerate(path) if re.fullmatch(r"[rp]?\d+(?:-\d+)?", step)]
    units = ["附" if re.fullmatch(r"a\d+", step) else "" for step in path]
    if len(labels) == len(numbered):
        for n, unit in zip(numbered, labels, strict=True):
            units[n] = unit
    return units


def _unit_of(match: re.Match[str]) -> str:
    if match["unit"] or match["rows"]:
        return match["unit"] or match["rows"]
    return "（" if match["paren"] else {"．": ".", "要": "是"}.get(match["mark"] or ".", match["mark"] or ".")


def _read(match: re.Match[str]) -> Address:
    """The address that a match of ADDRESS means; an empty one where it only looks like one."""
    if match["whole"]:
        return Address((_annex(match["whole"]),), ("附",))
    parts = [part for part in map(_part, _PARTS.finditer(match["steps"])) if part]
    is_list = len(parts) > 1 and all(unit == "、" for _, unit, _ in parts)
    if not parts or is_list or (len(parts) == 1 and not _PLAIN.match(match["steps"]) and not match["annex"]):
        return Address()
    annex = [(_annex(match["annex"]), "附", False)] if match["annex"] else []
    return _with_paragraph([*annex, *parts])


def _part(match: re.Match[str]) -> tuple[str, str, bool] | None:
    """(step, unit, whether its number stands in brackets) of one part of an address; None for no number."""
    number = value_of(match["n"] or match["paren"] or match["point"] or match["short"])
    if not number:
        return None
    unit = match["unit"] or ("（" if match["paren"] else "、" if match["short"] else match["mark"].replace("．", "."))
    sub = value_of(match["dash"] or match["sub"]) if match["dash"] or match["sub"] else None
    return f"{'r' if unit == '行' else ''}{number}{f'-{sub}' if sub else ''}", unit, bool(match["open"])


def _with_paragraph(parts: Sequence[tuple[str, str, bool]]) -> Address:
    """Steps with the paragraph of an article set apart: 第二款 after 第…条 or alone. 第（二）款 is an item so numbered."""
    units = [unit for _, unit, _ in parts]
    is_taiwan = "项" in units and "款" in units and units.index("项") < units.index("款") and "条" in units
    name = "项" if is_taiwan else "款"
    paragraph, steps = 0, []
    for number, (step, unit, bracketed) in enumerate(parts):
        is_own = unit == name and not bracketed and step.isdigit() and (number == 0 or units[number - 1] == "条")
        if is_own and not paragraph:
            paragraph = int(step)
        else:
            steps.append((step, "项" if is_taiwan and unit == "款" else unit))
    return Address(tuple(step for step, _ in steps), tuple(unit for _, unit in steps), paragraph)


def _annex(label: str) -> str:
    digits = re.sub(r"^附[件表录]?|\s", "", label)
    return f"a{value_of(digits) or 1 if digits else 1}"


def _english(question: str) -> Address:
    found: dict[str, str] = {}
    for unit, number in _english_parts(question):
        found.setdefault(unit, number)
    paragraph = int(found.pop("款")) if "款" in found and ("条" in found) and found["款"].isdigit() else 0
    ordered = sorted(found.items(), key=lambda pair: _EN_RANK.index(pair[0]))
    steps = tuple(f"{'a' if unit == '附' else 'r' if unit == '行' else ''}{number}" for unit, number in ordered)
    return Address(steps, tuple("" if unit in ("节", "款", "项") else unit for unit, _ in ordered), paragraph)


def _english_parts(question: str) -> Iterator[tuple[str, str]]:
    for match in ADDRESS_EN.finditer(question):
        unit = _EN_UNITS[(match["unit"] or match["of"]).lower()]
        yield unit, _english_number(match["n"] or match["ordinal"])
        if match["inner"]:
            yield ("款" if unit == "条" else "项"), match["inner"]


def _english_number(word: str) -> str:
    word = word.lower()
    for names in (_WORDS, _ORDINALS):
        if word in names:
            return str(names.index(word) + 1)
    return re.sub("(?:st|nd|rd|th)$", "", word)
