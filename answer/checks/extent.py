"""How far a sentence reaches: all where its clause excepts some, other members than the clause gives, an owner that it does not name."""

from __future__ import annotations

import re

from answer.checks.alignment import Aligned
from answer.checks.bodies import BODY
from answer.checks.body_names import core
from answer.checks.fault import Fault
from answer.checks.reading import Source, pairs_of

_ALL = re.compile(r"全|都(?![市城])|均|悉数|统统|一概|无一例外|所有|\ball\b|\bevery\b|\bwithout exception\b", re.I)
# 不予受理1件: how many were not, of which a report says that others were.
_SOME_NOT = r"(?:不予|未予|未能|未|没有|没|不)(?:被)?(?:{})[^，。；,;]{{0,4}}\d+"
# 甲、乙、丙等三大工程: members before the number of them.
_MEMBERS = re.compile(
    r"(?P<members>(?:[^，。；：、,;:]{2,24}、)+[^，。；：、,;:]{2,24}?)等?(?P<thing>[二两三四五六七八九十\d]{1,2}(?:大|项|个|种|类|方面|条)[\u3400-\u9fff]{2})")
_ARE = re.compile("是|为|包括|分别|[:：]")
_LISTED = re.compile("[、，,和及与；;]|以及")
# What may belong to the body that issued a notice: itself and what it says.
_OF_NOTICE = re.compile(
    "[^，。；]{0,6}?(?:[《“]|通知|文件|方案|意见|规定|要求|办法|条例|决定|公告|公文|计划|要点|报告|规划|工作|职责|名义)")
_HELD = 0.5


def check_extent(pair: Aligned) -> Fault | None:
    return _all_of_some(pair) or _other_members(pair) or _owner(pair.claim.key, pair.source)


def _all_of_some(pair: Aligned) -> Fault | None:
    for part in pair.parts:
        # In translation a verb may be another word; then any count of what was not is against it.
        words = [re.escape(word) for term in part.terms for word in term.meant]
        verb = "[\u3400-\u9fff]{2}" if pair.claim.is_english and not pair.quantities else "|".join(words)
        if verb and _ALL.search(part.segment.text) and (some := re.search(_SOME_NOT.format(verb), pair.source.key)):
            return Fault("contradicted", "exception", some.group())
    return None


def _other_members(pair: Aligned) -> Fault | None:
    """Members told of a numbered thing that are not those which the clause gives before its number."""
    for match in _MEMBERS.finditer(pair.source.key):
        at = pair.claim.key.find(match["thing"])
        told = _ARE.split(pair.claim.key[at + len(match["thing"]):], maxsplit=1) if at >= 0 else []
        listed = [one for one in _LISTED.split(told[1]) if len(one.strip()) > 1] if len(told) > 1 else []
        held = [one for one in listed if _held(one, match["members"])]
        if len(listed) > 1 and 2 * len(held) < len(listed):
            return Fault("not_found", "content", match["thing"])
    return None


def _held(one: str, members: str) -> bool:
    pairs = pairs_of(one)
    return not pairs or len(pairs & pairs_of(members)) >= _HELD * len(pairs)


def _owner(key: str, source: Source) -> Fault | None:
    """A body that only the notice's heads name, and to which the sentence makes somebody of the clause belong: 甲政府的各级部门."""
    for match in BODY.finditer(key):
        begin = max((at for at in range(match.start() + 1) if key[at : match.end()] not in source.frame), default=-1) + 1
        name = key[begin : match.end()]
        # Any clause may speak of governments.
        is_above = name not in source.key and (core(name) == "政府" or core(name) not in source.key)
        owns = key.startswith("的", match.end()) and not _OF_NOTICE.match(key, match.end() + 1)
        if is_above and owns and len(name) > len(match.group()):
            return Fault("not_found", "body", name)
    return None
