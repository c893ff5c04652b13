"""Quantities with their units and bounds, in Chinese and English: 不少于15天, 90%以上, 五万元以下, "at least 15 days".

以上、以下、以内 include the number, 不满、超过、以外 do not (Civil Code art. 1259; Criminal Law art. 99). 日 of a term and
工作日 are different units (Administrative Licensing Law art. 82).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.numerals import value_of

Bound = Literal["=", "≥", ">", "≤", "<", "~"]

_CN = "一二三四五六七八九十百千零〇两"
UNITS = {
    "日": "day", "天": "day", "工作日": "workday", "个工作日": "workday", "月": "month", "个月": "month", "年": "year", "周年": "year",
    "周岁": "age", "岁": "age", "小时": "hour", "个小时": "hour", "分钟": "minute", "周": "week", "个星期": "week", "星期": "week",
    "季度": "quarter", "个季度": "quarter", "学时": "class hour", "课时": "class hour", "个学时": "class hour", "元": "yuan", "圆": "yuan",
    "倍": "times", "%": "percent", "％": "percent", "‰": "per mille", "个百分点": "point", "公里": "km", "千米": "km", "米": "m",
    "平方米": "m2", "平方公里": "km2", "公顷": "ha", "亩": "mu", "吨": "t", "公斤": "kg", "千克": "kg", "级": "grade",
    "厘米": "cm", "公分": "cm", "毫米": "mm", "度": "degree", "℃": "degree", "分贝": "dB", "千瓦": "kW", "兆瓦": "MW",
    "千瓦时": "kWh", "立方米": "m3", 
    "升": "l", "毫升": "ml", "克": "g", "毫克": "mg", "折": "fold", "回": "次", "趟": "次",
}  # fmt: skip
_COUNTED = (
    "人次|台次|轮次|户次|次|件|家|项|名|人|个|期|份|起|处|户|条|册|批|轮|场|套|台|辆|所|篇|种|类|分|位|间"
    "|张|只|头|株|座|门|部|本|栋|幢|支|艘|架|宗|例|票"
    "|席|组|对|段|层|步|座|颗|道|届|章|口|床|格|孔|股|瓶|箱|袋|卷|笔|片|粒|棵|根|桶|罐|亲等"
)
_UNIT = "|".join(sorted((*map(re.escape, UNITS), *_COUNTED.split("|")), key=len, reverse=True))
_BEFORE = (
    (
        "≥",
        "不少于|不低于|不得少于|不得低于|不应少于|不应低于|至少|最少|最低|起码|不小于|不短于|不得短于|达到|达|高达|满",
    ),
    (
        "≤",
        "不超过|不得超过|不应超过|不多于|不高于|不得高于|不得多于|不大于|不长于|最多|至多|最高|最长|不超出|未超过|最迟|以内",
    ),
    (">", "超过|多于|高于|大于|超出|长于"),
    ("<", "(?<!至)少于|低于|小于|不足|不满|未满|不到|未达到|短于"),
    ("~", "(?<![契合条预节公制签违履])约|大约|近|将近"),
)
_AFTER = (
    ("≥", "(?:及|或)?以上|起(?!诉)"),
    ("≤", "(?:及|或)?以下|以内|之内|内|为限"),
    (">", "以外|开外"),
    ("<", "(?:未满|不满|不足)(?![\\s\\d一二三四五六七八九十百千万两半])"),
    ("~", "左右|上下"),
)
_LEFT = "|".join(f"(?P<l{number}>{words})" for number, (_, words) in enumerate(_BEFORE))
_RIGHT = "|".join(f"(?P<r{number}>{words})" for number, (_, words) in enumerate(_AFTER))
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_CN}]+|半)"
_SCALE = "[十百千万亿]{0,2}"
# 至少为15天, 最多补贴3000元: a verb may stand between.
_GAP = (
    r"(?:(?<=至少|最少|最多|至多|最高|最低|最长|起码|最迟)[\u3400-\u9fff]{1,3}?|(?<=[少低超高多][于过])(?:(?![一二三四五六七八九"
    r"十百千万两半])[\u3400-\u9fff]){2,14}?)?"
)
_ZH = re.compile(
    rf"(?:{_LEFT})?{_GAP}\s*(?<![\d.第{_CN}])(?:(?P<per>百分之|千分之)(?P<part>[{_CN}]+(?:点[{_CN}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<below>[{_CN}\d]{{1,4}})分之(?P<above>[{_CN}\d]{{1,4}})"
    rf"|(?P<n>{_NUMBER})\s*(?P<scale>{_SCALE})\s*(?:(?P<u1>{_UNIT})?\s*(?:[—–~～至到-]|或者?)\s*(?P<m>{_NUMBER})\s*(?P<scale2>{_SCALE}"
    rf"))?\s*(?P<over>[余多])?(?P<unit>{_UNIT}))"
    rf"(?P<half>半(?![价数额免程]))?\s*(?:{_RIGHT})?(?!号)"
    rf"|(?<![\d.第A-Za-z])(?P<bare>\d+(?:\.\d+)?)(?P<scale3>[百千万亿]{{0,2}})(?![\d年月日号条款项.])"
)
# Han numerals that are no quantity: 一个, 一种, 一次性; and parts of words.
_INDEFINITE = re.compile(
    r"一(?:个|种|项|类|名|位|家|条|件|批|套|处|份|部|次性|级|道|本|对|段|层|人|所|门|起"
    r"|支|章|步|分|间|期|户|轮|台|座|组|场|年级|例|票)"
)
_NO_QUANTITY = re.compile(
    r"(?:统一|唯一|同一|任一|之一|逐一|进一|单一|某一|每一|另一|万一|(?<!以)上一|下一(?!千"
    r"|万|百)|十分|千方|百分点)"
)

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "half": 0.5,
    "twice": 2, "once": 1,
}  # fmt: skip
_EN_SCALE = {"hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9}
_EN_UNITS = {
    r"(?:working|business|work)[ -]days?": "workday", r"(?:calendar |natural |consecutive )?days?": "day",
    "months?": "month", "years? of age|years? old": "age",
    r"(?:credit |class |learning |study |training |academic |period )hours?": "class hour",
    "hours?": "hour", "minutes?": "minute", "weeks?": "week",
    "quarters?": "quarter", "years?": "year", "percentage points?": "point",
    "percent|per cent|%": "percent", "per mille|per thousand|‰": "per mille",
    "yuan|rmb|renminbi|cny": "yuan", "times": "times",
    "km|kilomet(?:er|re)s?": "km", "square met(?:er|re)s?": "m2", "met(?:er|re)s?": "m",
    "mu": "mu", "tonnes?|tons?": "t", "hectares?": "ha",
}  # fmt: skip
_EN_UNIT = "|".join(f"(?:{pattern})" for pattern in _EN_UNITS)
_EN_LEFT = (
    ("≥", r"at least|no less than|not less than|no fewer than|not fewer than|not be less than|not be fewer"
          r" than|no lower than|not lower than|not below|not be lower than|not be below|not be shorter than"
          r"|no shorter than|a minimum of|minimum of|minimum|at a minimum|reach(?:es|ing)?|turned|aged"),
    ("≤", r"at most|no more than|not more than|not be more than|not exceed(?:ing)?|not to exceed|must not exceed"
          r"|up to|within|no later than|not later than|a maximum of|maximum of|maximum|not be longer than|no"
          r" longer than|no higher than|not be higher than|not over|not above|does not exceed"),
    (">", r"more than|over|exceed(?:s|ing)?|above|greater than|longer than|higher than"),
    ("<", r"less than|fewer than|under|below|shorter than|lower than"),
    ("~", r"about|approximately|around|nearly|roughly"),
)  # fmt: skip
_EN_RIGHT = (
    (
        "≥",
        r"or more|or above|and above|or over|and over|or higher|or longer|or older|or greater|and older|and more"
        r"|at (?:the )?least|onwards?|on(?=[.,;])",
    ),
    ("≤", r"or less|or fewer|or below|and below|or under|or lower|or shorter|at (?:the )?most"),
)
_ELLIPTIC = re.compile(r"\s+(?:may|can|must|shall|are|is|if|for|before|after)\b", re.I)
_MODAL = r"(?:(?:may|must|shall|should|can|could|will|do|does) )?"
_ENL = "|".join(f"(?P<l{number}>{words})" for number, (_, words) in enumerate(_EN_LEFT))
_ENR = "|".join(f"(?P<r{number}>{words})" for number, (_, words) in enumerate(_EN_RIGHT))
_ENM = "or (?:more|fewer|less)"
_EN_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:-(?:{'|'.join(_WORDS)}"
    rf"))?)"
)
_EN = re.compile(
    rf"(?:\b{_MODAL}(?:{_ENL})\s+(?:of\s+|the\s+|an?\s+)?)?(?:(?P<money>rmb|cny|¥|￥)\s?)?(?<![\w.])(?P<n>{_EN_NUMBER})(?P<scale>(?"
    rf":\s(?:{'|'.join(_EN_SCALE)}))*)"
    rf"(?:\s?(?:-|–|—|to|and|or)\s?(?:(?:but )?(?:under|less than) )?(?P<m>{_EN_NUMBER})"
    rf"(?P<scale2>(?:\s(?:{'|'.join(_EN_SCALE)}))*)(?=\s?(?:{_EN_UNIT})|(?<=\d)(?(money)|(?!))))?(?P<more>\s(?:{_ENM}))?[\s-]?(?:\(\w"
    rf"+\)\s?)?(?:calendar |consecutive )?(?P<unit>{_EN_UNIT})?(?![\w-])(?:\s+[a-z]+){{0,3}}?"
    rf"(?:,?\s+(?:{_ENR})\b)?",
    re.I,
)
@dataclass(frozen=True)
class Quantity:
    """value of `unit` ('' where a count has no unit that is compared) within `bound`; text[start:end] says it.

    reaches: said with 达到 or `reach`, which binds from below and gives the number as well.
    """

    value: float
    unit: str
    bound: Bound
    start: int
    end: int
    reaches: bool = False


def quantities(key: str, is_english: bool = False) -> tuple[Quantity, ...]:
    """The quantities of a folded text, dates, numbers of documents and addresses blanked out. A range gives its two ends."""
    return tuple(_english(key) if is_english else _chinese(key))


def _chinese(key: str) -> Iterator[Quantity]:
    for match in _ZH.finditer(key):
        number = match["n"] or match["part"] or match["above"] or match["bare"]
        value = _value(number)
        at = match.start("n") if match["n"] else match.start()
        if value is None or (match["n"] and _is_word(key, at, match)):
            continue
        left = _bound(_BEFORE, match, "l")
        right = _bound(_AFTER, match, "r") if match["bare"] is None else None
        said = match.group()
        reaches = bool(re.match("达|高达", said))
        bound: Bound = (None if reaches and right else left) or right or (">" if match["over"] else "=")
        unit, value = _unit_zh(match, value)
        if match["m"]:
            yield Quantity(value, unit, "≥", match.start(), match.end())
            last = _value(match["m"])
            if last is not None:
                yield Quantity(last * _scale(match["scale2"]), unit, "≤", match.start(), match.end())
            continue
        value += 0.5 * bool(match["half"])
        yield Quantity(*_normal(value, unit), bound, match.start(), match.end(), reaches and not right)


def _is_word(key: str, at: int, match: re.Match[str]) -> bool:
    """Whether a Han numeral is part of a word or an indefinite article."""
    if match["n"][0].isdigit():
        return False
    bounded = any(match[f"l{number}"] for number in range(len(_BEFORE))) or any(
        match[f"r{number}"] for number in range(len(_AFTER))
    )
    if _NO_QUANTITY.match(key, max(0, at - 1)) or key[max(0, at - 1) : at] in tuple("第统唯逐之"):
        return True
    return bool(_INDEFINITE.match(key, at)) and not bounded


def _bound(table: tuple[tuple[Bound, str], ...], match: re.Match[str], side: str) -> Bound | None:
    return next((bound for number, (bound, _) in enumerate(table) if match[f"{side}{number}"]), None)


def _unit_zh(match: re.Match[str], value: float) -> tuple[str, float]:
    if match["per"]:
        return ("percent" if match["per"] == "百分之" else "per mille"), value
    if match["below"]:
        return "part", value / (_value(match["below"]) or 1)
    if match["bare"]:
        return "", value * _scale(match["scale3"] or "")
    return UNITS.get(match["unit"], match["unit"]), value * _scale(match["scale"] or ("" if match["u1"] else match["scale2"]) or "")


def _normal(value: float, unit: str) -> tuple[float, str]:
    """Half a year is six months; a whole number of months that makes years is these."""
    if unit == "year" and value != int(value):
        return value * 12, "month"
    return (value / 12, "year") if unit == "month" and value and value % 12 == 0 else (value, unit)


def _scale(words: str) -> float:
    result = 1.0
    for char in words:
        result *= {"十": 10, "百": 100, "千": 1000, "万": 1e4, "亿": 1e8}[char]
    return result


def _value(number: str) -> float | None:
    if number == "半":
        return 0.5
    if "点" in number:
        whole, _, part = number.partition("点")
        digits = "".join(str(value_of(char) or 0) for char in part)
        return float(f"{value_of(whole) or 0}.{digits}")
    plain = number.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    found = value_of(plain)
    return None if found is None else float(found)


def _english(key: str) -> Iterator[Quantity]:
    before = ""
    for match in _EN.finditer(key):
        unit = next(
            (
                name
                for pattern, name in _EN_UNITS.items()
                if match["unit"] and re.fullmatch(pattern, match["unit"], re.I)
            ),
            "",
        )
        unit = "yuan" if match["money"] else unit
        # 98 days, of which 15 may be taken before: what is not named is the same.
        unit = unit or (before if _ELLIPTIC.match(key, match.end()) else "")
        before = unit
        value = _value_en(match["n"], match["scale"])
        left, right = _bound(_EN_LEFT, match, "l"), _bound(_EN_RIGHT, match, "r")
        if match["more"]:
            right = "≥" if match["more"].endswith("more") else "≤"
        if value is None or (match["n"].lower() in _WORDS and not unit and not (left or right) and value <= 1):
            continue
        if match["m"]:
            yield Quantity(value, unit, "≥", match.start(), match.end())
            until: Bound = "<" if re.search("under|less than", match.group()) else "≤"
            yield Quantity(_value_en(match["m"], match["scale2"]) or 0, unit, until, match.start(), match.end())
            continue
        reaches = bool(re.match("reach|turned|aged", match.group(), re.I))
        bound: Bound = (None if reaches and right else left) or right or "="
        yield Quantity(*_normal(value, unit), bound, match.start(), match.end(), reaches and not right)


def _value_en(number: str, scale: str) -> float | None:
    parts = number.lower().split("-")
    value = float(sum(_WORDS.get(part, 0) for part in parts) if parts[0] in _WORDS else number.replace(",", ""))
    for word in scale.lower().split():
        value *= _EN_SCALE[word]
    return value
