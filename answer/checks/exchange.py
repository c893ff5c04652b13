"""Words of one rule put into another: a sentence that repeats a segment of the clause but for a word taken from elsewhere in it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from answer.checks.alignment import Aligned, Part, likeness
from answer.checks.fault import Fault
from answer.checks.reading import Segment, pairs_of
from answer.checks.terms import covered, share

_LEVEL = re.compile("(?=([省市区县镇乡](?!级|域|场)[\u3400-\u9fff]{2,6}?(?:部门|局|委|厅|政府|办公室|机构)))")
_HAS_PART = re.compile("(?:(?<!责)任|为|是|负责|牵头|配合|承担|协助|主管)[\u3400-\u9fff]{0,6}(?:$|的)")
# 免收 ≠ 减收: words that change one character into its opposite.
_OPPOSITE = tuple(("免减", "增减", "高低", "前后", "内外", "升降", "收退", "买卖", "男女", "早晚", "先后", "主从", "上下", "公私"))
_INCLUDES = re.compile(
    "(?<![不未])(?:包括|包含|计算|纳入)在内|(?:也|同样)(?:属于|算作?|纳入|适用)|(?:也|并)(?:不例外|无例外|没有例外)"
    r"|\b(?:(?:is|are) no exceptions?|(?:is|are) (?:also|likewise) (?:included|covered)|no exception is made)\b", re.I
)  # fmt: skip
_EXCLUDES = re.compile("除外|例外|排除|不(?:纳入|包括|属于|适用)")
_DENIES = ("neg", "mustnot", "neednot")
_ALIKE, _STANDS, _TAIL = 0.4, 0.5, 4


def check_exchange(pair: Aligned) -> Fault | None:
    """A stretch of the sentence in the place of another of the clause, which the clause has only in another place."""
    if fault := _included(pair):
        return fault
    if pair.claim.is_english:
        return None
    for part in pair.parts:
        if left := _not_of_all(pair, part):
            return Fault("contradicted", "merged", left)
        text = part.segment.text
        scored = [(likeness(text, one.text), one) for one in pair.source.segments]
        best = max((score for score, _ in scored), default=0.0)
        homes = [one for score, one in scored if score == best]
        faults = [_exchanged(pair, part, home) for home in homes] if best >= _ALIKE else []
        if faults and all(faults):
            return Fault("contradicted", "merged", faults[0])
    return None


def _included(pair: Aligned) -> Fault | None:
    """入住机构的也包括在内, no exception: what a sentence includes the clause must not deny."""
    for part in pair.parts:
        said = _INCLUDES.search(part.segment.text)
        if not said or part.home is None:
            continue
        begin, end = part.segment.start + said.start(), part.segment.start + said.end()
        own = sum(one.kind in _DENIES and not begin <= one.start < end for one in part.operators)
        held = sum(one.kind in _DENIES and part.home.start <= one.start < part.home.end for one in pair.source_operators)
        if held > own or _EXCLUDES.search(part.home.text):
            return Fault("contradicted", "negation", part.home.text.strip())
    return None


def _not_of_all(pair: Aligned, part: Part) -> str:
    """甲、乙都免收: each member of which 都 says the predicate stands in the clause's sentence that has the predicate."""
    members, _, predicate = part.segment.text.partition("都") if "都" in part.segment.text else part.segment.text.partition("均")
    names = members.split("、")
    if len(names) < 2 or not predicate:
        return ""
    scored = {one: likeness(predicate, one.text) for one in pair.source.segments}
    home = max(scored, key=scored.get, default=None)
    if home is None or scored[home] < _ALIKE:
        return ""
    sentence, rest = pair.sentence_of(home).of(pair.source.key), pair.source.key
    return next((name for name in names[1:] if len(name) > 1 and name not in sentence and name in rest), "")


def _exchanged(pair: Aligned, part: Part, home: Segment) -> str:
    text, run = part.segment.text, "，".join(one.text for one in pair.run_of(home))
    rest = pair.source.key.replace(home.text, "，")
    blocks = [one for one in SequenceMatcher(None, text, home.text, autojunk=False).get_opcodes() if one[0] != "equal"]
    for tag, start, end, first, last in blocks:
        block = range(part.segment.start + start, part.segment.start + end)
        inside = [term for term in part.terms if term.at in block and term.at + len(term.said) - 1 in block]
        inside = [term for term in inside if not term.is_verb and len(term.said) > 1]
        # What is taken from elsewhere stands there whole.
        taken = any(share(term, pair.source.key) == 1.0 for term in inside)
        if tag != "replace" or not taken or not pairs_of(home.text[first:last]):
            continue
        # Where all else is the same, what stands in the word's place must be that word.
        if len(blocks) == 1 and covered(inside, home.text[first:last]) < _STANDS <= covered(inside, pair.source.key):
            return text[start:end]
        if covered(inside, pair.sentence_of(home).of(pair.source.key) if start else run) < _STANDS <= covered(inside, rest):
            return text[start:end]
    for word in sorted(pairs_of(text)):
        opposite = next((other[1 - other.index(word[0])] + word[1] for other in _OPPOSITE if word[0] in other), "")
        if opposite and opposite in home.text and word not in pair.source.key and opposite not in pair.claim.key:
            return word
    if turned := _turned(text, home.text):
        return turned
    if swapped := _swapped(text, home.text):
        return swapped
    return next((name for name in _of_level(text) if _is_of_other_level(name, text, home.text)), "")


def _swapped(text: str, home: str) -> str:
    """In 甲任组长、乙任副组长 who is put before another's part."""
    members = re.split("[、和]", home)
    for said in re.split("[、和]", text):
        for member in members:
            tail = _common_end(said, member)
            who = said[-len(tail) - 2 : -len(tail)] if len(tail) > 2 else ""
            others = [other for other in members if other != member and _HAS_PART.search(other)]
            if len(who) == 2 and who not in member and any(who in other for other in others) and not any(said in one for one in members):
                return who
    return ""


def _turned(text: str, home: str) -> str:
    """以公开为常态、不公开为例外: which of two members is denied must be as in the clause."""
    members = re.split("[、和]", home)
    said = re.split("[、和]", text)
    if len(said) < 2 or len(members) < 2:
        return ""
    for one in said:
        tail, other = max(((_common_end(one, member), member) for member in members), key=lambda found: len(found[0]))
        if len(tail) < _TAIL or any(one in member for member in members):
            continue
        if one[: -len(tail)].endswith(("不", "未")) != other[: -len(tail)].endswith(("不", "未")):
            return one
    return ""


def _common_end(one: str, other: str) -> str:
    count = next((n for n, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b), min(len(one), len(other)))
    return one[len(one) - count :]


def _of_level(text: str) -> list[str]:
    return [match.group(1) for match in _LEVEL.finditer(text)]


def _is_of_other_level(name: str, text: str, home: str) -> bool:
    """区民政部门 where the clause has 市民政部门."""
    others = [other[0] + name[1:] for other in _of_level(home) if other[0] != name[0] and other[1:].startswith(name[1:])]
    return text.count(name) > home.count(name) and any(text.count(other) < home.count(other) for other in others)
