"""Quantities and dates of a sentence against those of its clause, and of the notice's own record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from answer.checks.alignment import Aligned, Part, likeness
from answer.checks.bounds import carries, is_rival
from answer.checks.dates import Day, day_of, days_in
from answer.checks.fault import Fault
from answer.checks.quantities import Quantity, quantities
from answer.checks.reading import Segment, Source
from answer.checks.terms import share
from ingest.fold import folded
from ingest.numerals import value_of

_SAYS_SOMETHING, _FAR = 2.0, 0.4
_EVERY = re.compile("每(?:隔)?([一二两三四五六七八九十\\d]*)个?(年|月|周|季度|日|天)(?!度)")
_YEARLY = re.compile(r"每年|\b(?:annual(?:ly)?|yearly|(?:per|every|each|a) year)\b", re.I)
_THIS_YEAR = re.compile("[今去明]年")
_ORDINAL = re.compile(r"第([一二三四五六七八九十百\d]+)(批|次|届|期|轮|名|位|代|阶段|版|季度)")
# 2022年出庭应诉率达90%: a target of one year.
_OF_YEAR = re.compile(r"(?<![\d—至到-])((?:19|20)\d{2})年(?!度?[—至到-])[^，。；]{0,24}?(?:达|不低于|不少于|至少|完成|实现)")
_RANGE_GAP = 3
_AROUND, _ALIKE = 14, 0.5


def check_figures(pair: Aligned) -> Fault | None:
    return _dates(pair) or _ordinals(pair) or _quantities(pair) or _mixed(pair) or _rhythms(pair) or _dated(pair) or _undated(pair)


def _dates(pair: Aligned) -> Fault | None:
    known = _days_known(pair.source)
    for day in pair.days:
        if not any(day.agrees(one) for one in known):
            verdict = "contradicted" if any(one.month or one.year for one in _days(pair.source.key)) else "not_found"
            return Fault(verdict, "date", pair.claim.text[day.start : day.end].strip())
    return None


def _ordinals(pair: Aligned) -> Fault | None:
    """第十批 where the clause has 第八批."""
    own = {(value_of(number) or number, measure) for number, measure in _ORDINAL.findall(pair.source.whole)}
    for said in _ORDINAL.finditer(pair.claim.key):
        if (value_of(said[1]) or said[1], said[2]) not in own:
            return Fault("contradicted" if own else "not_found", "number", said.group())
    return None


def _undated(pair: Aligned) -> Fault | None:
    """A number that the clause gives for one year, told as if it were for all."""
    asked = f"{pair.claim.asked} {pair.claim.key} {pair.source.notice.meta.title}"
    dated = any(day.agrees(one) for day in pair.days for one in _days(pair.source.key))
    for match in () if dated else _OF_YEAR.finditer(pair.source.key):
        given = [one for one in amounts_of(pair.source.key) if match.start() < one.start <= match.end() + 2]
        if match[1] not in asked and any(one.value == said.value for one in given for said in pair.quantities):
            return Fault("not_found", "condition", f"{match[1]}年")
    return None


def _days_known(source: Source) -> tuple[Day, ...]:
    """Dates of the clause, of its title and headings, and of the notice's record."""
    meta = source.notice.meta
    judged = source.judge(source.notice.doc_id, meta)
    record = [day_of(iso) for iso in (meta.issued, meta.published, meta.effective, meta.expires, judged.value)]
    years = [Day(year, 0, 0) for year in meta.plan_years or ()]
    return (
        *_days(source.key),
        *_days(source.frame),
        *_days(folded(judged.value)),
        *(one for one in record if one.year),
        *years,
    )


@lru_cache(maxsize=2048)
def _days(key: str) -> tuple[Day, ...]:
    return days_in(key)


@lru_cache(maxsize=2048)
def amounts_of(key: str) -> tuple[Quantity, ...]:
    """The quantities of a clause, its dates blanked out."""
    for day in _days(key):
        key = key[: day.start] + " " * (day.end - day.start) + key[day.end :]
    return quantities(key)


def _quantities(pair: Aligned) -> Fault | None:
    claim, source = pair.claim, pair.source
    held = (*amounts_of(source.key), *_forbidden(source))
    framed = amounts_of(source.frame)
    for amount in pair.quantities:
        around = claim.key[max(0, amount.start - _AROUND) : amount.end + _AROUND + 10 * claim.is_english]
        carrying = [one for one in held if carries(one, amount, around, claim.is_english)]
        said = claim.text[amount.start : amount.end].strip()
        is_one = amount.value == 1 and amount.bound == "=" and not any(is_rival(one, amount) for one in held)
        is_one |= amount.value in (source.notice.meta.plan_years or ())  # (2021—2025) of its period
        if not carrying and not is_one and not any(carries(one, amount, around, claim.is_english) for one in framed):
            alike = any(one.value == amount.value or is_rival(one, amount) for one in held)
            return Fault("contradicted" if alike else "not_found", "number", said)
        # Of 两期 and 一次 that in the very unit tells, unless the other stands where the sentence is from.
        exact = [one.value for one in held if one.unit == amount.unit and one.bound == amount.bound]
        alike = carrying and amount.unit and all(one.unit != amount.unit for one in carrying)
        if alike and exact and amount.value not in exact and not _is_at_home(pair, amount, carrying):
            return Fault("contradicted", "number", said)
        if carrying and (_is_of_another(pair, amount, carrying, held) or _is_yearly_else(pair, amount, carrying, held)):
            return Fault("contradicted", "number_other", said)
    return None


def _is_at_home(pair: Aligned, amount: Quantity, carrying: list[Quantity]) -> bool:
    home = next((part.home for part in pair.parts if part.segment.start <= amount.start < part.segment.end), None)
    return bool(home) and any(home.start <= one.start < home.end for one in carrying)


def _is_yearly_else(pair: Aligned, amount: Quantity, carrying: list[Quantity], held: tuple[Quantity, ...]) -> bool:
    """Whether what is told of every year has another bound where the clause says 每年: 每年至少2期, of which 2期 were held so far."""
    if not _YEARLY.search(pair.claim.key):
        return False
    yearly = [one for one in held if one.value == amount.value and (at := _segment_at(pair.source, one.start)) and "每年" in at.text]
    return bool(yearly) and not any(one in carrying for one in yearly)


def _forbidden(source: Source) -> Iterator[Quantity]:
    """What an item of a list of what is forbidden allows: 不得…：超过30% is at most 30%."""
    if source.offset and re.search("不得|禁止|严禁", source.key[: source.offset]):
        for one in amounts_of(source.key):
            if one.bound in ">" "<":
                yield replace(one, bound="≤" if one.bound == ">" else "≥")


def _rhythms(pair: Aligned) -> Fault | None:
    """每年 where the clause has 每两年; 今年 where it has no such year."""
    year = _THIS_YEAR.search(pair.claim.key)
    if year and year.group() not in pair.source.key and year.group() not in pair.claim.asked:
        return Fault("not_found", "date", year.group())
    own = _EVERY.findall(pair.source.key)
    for said in _EVERY.finditer(pair.claim.key):
        many, unit = said.groups()
        same = [one for one, other in own if other == unit]
        if same and not any(_times(one) == _times(many) for one in same):
            return Fault("contradicted", "number", said.group())
    return None


def _dated(pair: Aligned) -> Fault | None:
    """到2035年 before what the clause puts after 到2025年."""
    for day in pair.days:
        part = next((one for one in pair.parts if one.segment.end > day.end and one.home and one.terms), None)
        if part is None or not day.year or pair.claim.is_english:
            continue
        run = _days("，".join(one.text for one in pair.run_of(part.home)))
        run = tuple(one for one in run if one.year and bool(one.month) == bool(day.month))
        own = any(day.agrees(one) for one in _days(pair.source.key))
        if own and run and not any(day.agrees(one) for one in run):
            return Fault("contradicted", "number_other", pair.claim.text[day.start : day.end].strip())
    return None


def _times(words: str) -> int:
    return (value_of(words) or 1) if words else 1


def _mixed(pair: Aligned) -> Fault | None:
    """A number under a condition with a number, which the clause puts under another: 一年以上不满三年的，不得超过六个月."""
    held = amounts_of(pair.source.key)
    for before, part in pairwise(pair.parts):
        if not before.segment.text.rstrip().endswith(("的", "时", "者")):
            continue
        last = _groups(pair, part.segment, held)
        first = _groups(pair, before.segment, held) or [_likeliest(pair, before.segment)]
        if last and first[0] and not set.intersection(*first, *last):
            amount = next(one for one in pair.quantities if part.segment.start <= one.start < part.segment.end)
            return Fault("contradicted", "number_other", pair.claim.text[amount.start : amount.end].strip())
    return None


def _likeliest(pair: Aligned, segment: Segment) -> set[int]:
    """The parts of the clause with the segment most like one of the sentence; none where nothing is much like it."""
    scored = [(likeness(segment.text, one.text), one.group) for one in pair.source.segments]
    best = max((score for score, _ in scored), default=0.0)
    is_like = best >= _ALIKE and not pair.claim.is_english
    return {group for score, group in scored if score >= 0.95 * best} if is_like else set()


def _groups(pair: Aligned, segment: Segment, held: tuple[Quantity, ...]) -> list[set[int]]:
    """For each quantity of a segment of the sentence, the parts of the clause between ； that give it."""
    found = []
    for amount in pair.quantities:
        if segment.start <= amount.start < segment.end:
            places = (
                _segment_at(pair.source, one.start)
                for one in held
                if one.value == amount.value and one.bound == amount.bound
            )
            found.append({one.group for one in places if one})
    return [groups for groups in found if groups]


def _is_of_another(pair: Aligned, amount: Quantity, carrying: list[Quantity], held: tuple[Quantity, ...]) -> bool:
    """Whether what the sentence says beside the number stands in the clause only beside rival numbers."""
    part = next((one for one in pair.parts if one.segment.start <= amount.start < one.segment.end), None)
    rivals = [one for one in held if is_rival(one, amount)]
    if part is None or not rivals or not part.terms:
        return False
    own = [_segment_at(pair.source, one.start) for one in carrying]
    others = [_segment_at(pair.source, one.start) for one in rivals]
    groups = {one.group for one in own if one}
    beside = [term for term in part.terms if any(share(term, one.text) == 1.0 for one in others if one)]
    apart = [term for term in beside if not any(share(term, text) == 1.0 for text in _runs(pair, own))]
    if not any(one and one.group not in groups for one in others):
        apart = [
            term
            for term in apart
            if not any(share(term, one.text) == 1.0 for one in pair.source.segments if one not in others)
        ]
    if _is_far(pair, part, own) or _is_beside_rival(pair, part, amount, carrying, held):
        return True
    return sum(term.weight for term in apart) >= max(1.0, 0.2 * sum(term.weight for term in part.terms))


def _is_far(pair: Aligned, part: Part, own: list[Segment | None]) -> bool:
    """Whether the sentence's terms stand in another part of the clause than the number."""
    met: dict[int, float] = {}
    for one in pair.source.segments:
        met.setdefault(one.group, 0.0)
    for group in met:
        text = "，".join(one.text for one in pair.source.segments if one.group == group)
        met[group] = sum(term.weight for term in part.terms if share(term, text) == 1.0)
    most = max(met.values(), default=0.0)
    return most >= _SAYS_SOMETHING and max((met[one.group] for one in own if one), default=most) < _FAR * most


def _is_beside_rival(
    pair: Aligned, part: Part, amount: Quantity, carrying: list[Quantity], held: tuple[Quantity, ...]
) -> bool:
    """Whether the term right before the number stands in the clause right before another."""
    before = [term for term in part.terms if amount.start - _AROUND <= term.at < amount.start]
    between = [one.end for one in pair.quantities if one.end <= amount.start]
    before = [term for term in before if term.at >= max(between, default=0) and term.is_noun]
    if pair.claim.is_english or not before:
        return False
    windows = {one: _window(pair, one, held) for one in held}
    own = [windows[one] for one in carrying] + _apart(pair, carrying, held)
    own += [_shared_beginning(pair, place) for one in carrying if (place := _segment_at(pair.source, one.start))]
    others = [windows[one] for one in held if one not in carrying and is_rival(one, amount)]
    stands = [term for term in before if any(share(term, text) == 1.0 for text in own)]
    return not stands and any(share(term, text) == 1.0 for term in before for text in others)


def _apart(pair: Aligned, carrying: list[Quantity], held: tuple[Quantity, ...]) -> list[str]:
    """The segments of the clause that give the number and no other."""
    places = [(one, _segment_at(pair.source, one.start)) for one in held]
    others = [place for one, place in places if one not in carrying]
    return [place.text for one, place in places if place and one in carrying and place not in others]


def _window(pair: Aligned, amount: Quantity, held: tuple[Quantity, ...]) -> str:
    """What stands before a number of the clause, from the number before it on: 一百元以上五百元以下 both follow the same words."""
    key, start = pair.source.key, 0
    for one in reversed([one for one in held if one.end <= amount.start]):
        if len(key[one.end : amount.start].strip()) > _RANGE_GAP:
            start = one.end
            break
    return key[start : amount.start]


def _runs(pair: Aligned, segments: list[Segment | None]) -> list[str]:
    """What stands from the beginning of each segment's sentence to its end, and no rival in it."""
    texts = []
    for one in segments:
        if one:
            texts.append(" ".join(before.text for before in pair.run_of(one)) if pair.claim.is_english else one.text)
            texts.append(pair.run_of(one)[0].text)
            texts += [_shared_beginning(pair, one), _following(pair, one)]
    return texts


def _shared_beginning(pair: Aligned, one: Segment) -> str:
    """What stands before the first number of a sentence, for its parallel parts: 工作满1年的，…；满10年的，…; '' for one that says more."""
    span, held = pair.sentence_of(one), amounts_of(pair.source.key)
    own = min((at.start for at in held if one.start <= at.start < one.end), default=one.end)
    first = min((at.start for at in held if at.start >= span.start), default=span.start)
    return pair.source.key[span.start : first] if own - one.start <= _RANGE_GAP else ""


def _following(pair: Aligned, one: Segment) -> str:
    """The next segment of the same part, if it gives no number: …的标准计算，处以罚款."""
    after = next((other for other in pair.source.segments if other.start >= one.end and other.group == one.group), None)
    held = amounts_of(pair.source.key)
    return after.text if after and not any(after.start <= at.start < after.end for at in held) else ""


def _segment_at(source: Source, at: int) -> Segment | None:
    return next((one for one in source.segments if one.start <= at < one.end), None)
