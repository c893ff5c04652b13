"""Exceptions and conditions of the clause that a sentence leaves out.

除…外, 但…除外, 另有规定的从其规定 and …的, (a condition ends in 的) are the forms of the Technical Rules of Legislation (立法技术规范).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from answer.checks.alignment import Aligned, Part, likeness
from answer.checks.fault import Fault
from answer.checks.hedges import check_hedges, said_with
from answer.checks.quantities import quantities
from answer.checks.reading import Segment
from answer.checks.terms import Term, covered, share, terms_of, terms_of_english
from ingest.model import Span

_EXCEPTION = re.compile(
    r"^\s*但(?!书)|除外|例外|除[^，；。除]{1,60}(?:以外|之外|外)|^\s*除(?!了?尘|险|雪|草|害|名|去|外)|另有(?:规定"
    r"|约定)|不受[^，。]{0,16}限制|不适用"
)
# 除…外，还应当 adds and excepts nothing.
_ADDS = re.compile("除[^。；]{1,60}外[，,](?!其[他余它])[^，,。；;]{0,12}(?:还|也|并应|并须|同时|另外|均)")
_SAYS_EXCEPTION = re.compile(
    r"但|(?<![免解消排清删废扣去])除(?!尘|名|险)|例外|另有|不适用|不受|排除|不包括|不含|不在此列|except|unless"
    r"|but\b|however|other than|exclud|otherwise|does not apply|not apply|save\b|apart from|without prejudice",
    re.I,
)
# A condition of its own segment.
_CONDITION = re.compile(
    "(?:的|者|时|情况下|情形下|情形之一|之后|以后|前提下|期间|条件下)$|^(?:如|若|因(?!素)|遇|经(?![营济费验办过历常贸])"
    "|未经|对于?|(?:[(（][^)）]{1,3}[)）])?在.*(?:时|下|中|内|期间|场所|时间|地点|区域|范围)$|确需|确有|必要时|特殊情况|有条件|情节|逾期|拒不)"
)
# 补贴为每人3000元: what something is, not who gets it.
_STATES = re.compile(r"(?:标准|金额|数额|补贴|期限|时限|比例|期)(?:是|为)[^，。]{1,12}$")
# 未经授权不得 says 但经授权的除外.
_WITHOUT, _GRANTED = re.compile("未经|未获|without|unless", re.I), re.compile("经|同意|批准|授权|许可")
_NO_EXCEPTION = re.compile("(?:没有|无一?|绝无)例外|(?:without|no) exceptions?", re.I)
# What an item of the list says, or a parallel rule.
_ITEMS = re.compile("下列|左列|以下(?:情形|情况|行为|条件)")
_LEADS_CASES = re.compile("(?P<cases>(?:有|属于|具有|出现|符合)[^，。；]{0,4}(?:下列|左列|以下)[^，。；]{0,8}之一)[^。；]*[:：]\\s*$")
_RULES_CASES = re.compile("不得|禁止|严禁|罚款|处罚|处分|吊销")
_SAYS_CASES = re.compile("下列|左列|以下|之一|情形|条件|following|any of|one of|cases?\\b|circumstances|conditions?\\b", re.I)
_REFERS = re.compile(r"\s*(?:第\S{1,8}条\s*)?(?:违反|依照|按照|根据|依据)")
_KEPT, _REPEATED, _SAID, _STATED = 0.3, 0.4, 0.5, 0.6
_LEAST, _ALONE = 1.0, 2.0
_SAME, _CARRIED = 0.6, 0.8
_SAYS_CONDITION = re.compile(
    r"\b(?:if|where|when|whenever|unless|in case|who|whoever|those|that|which|whose|for|upon|after|once|before"
    r"|during|provided|should|in the event|with|by|without|failing|any|under|until|while|subject to)\b|ing\b"
    r"|ed\b",
    re.I,
)


def check_conditions(pair: Aligned) -> Fault | None:
    """What the segment of the clause that carries the sentence's predicate depends on must be said with it."""
    if fault := _of_another(pair):
        return fault
    if fault := _without_items(pair):
        return fault
    for part in (*_predicates(pair), *_touched(pair)):
        if part.home is None:
            continue
        if part not in pair.parts:
            if fault := check_hedges(pair, part):
                return fault
            continue
        if fault := _dependence(pair, part):
            return fault
    return None


def _without_items(pair: Aligned) -> Fault | None:
    """What leads in a list of cases says nothing of any of them: 有下列情形之一的，不得担任保安员：. With one of them cited, a ban or
    penalty needs it as well, unless the question names it.
    """
    source = pair.source
    if source.offset:
        led = _RULES_CASES.search(source.key[: source.offset]) and all(part.home.end <= source.offset for part in pair.parts if part.home)
        item = source.key[source.offset :]
        return Fault("not_found", "condition", item.strip()) if led and not _says_item(pair, item) else None
    lead = _LEADS_CASES.search(source.key)
    return Fault("not_found", "condition", lead["cases"]) if lead and not _SAYS_CASES.search(pair.claim.key) else None


def _says_item(pair: Aligned, item: str) -> bool:
    if pair.claim.is_english:
        return any(term.meant for term in terms_of_english(said_with(pair), 0, item))
    return covered(terms_of(Segment(0, len(item), item, 0), (), item), said_with(pair)) >= _SAID


def _dependence(pair: Aligned, part: Part) -> Fault | None:
    """Of the segments of the clause with the words of the one that carries a part, one depends on nothing that is left out."""
    alike = [replace(part, home=one) for one in pair.source.segments if one.text.strip() == part.home.text.strip()]
    if left := _conjunct(part.home, pair):
        return Fault("not_found", "condition", left)
    faults = [_exceptions(pair, one) or check_hedges(pair, one) or _conditions(pair, one) for one in alike]
    return None if None in faults else faults[0]


def _predicates(pair: Aligned) -> list[Part]:
    """The parts whose segment of the clause is no note in brackets: (责任部门：…) depends on nothing."""
    return [part for part in pair.parts if part.home and pair.source.key[max(0, part.home.start - 1)] not in "（("]


def _of_another(pair: Aligned) -> Fault | None:
    """A condition of one rule of the clause before the consequence of another."""
    if pair.claim.is_english:
        return None
    for before, part in pairwise(pair.parts):
        if not before.segment.text.rstrip().endswith("的") or not part.terms:
            continue
        scored = [(likeness(before.segment.text, one.text), one.group) for one in pair.source.segments]
        best = max(score for score, _ in scored)
        groups = {group for score, group in scored if score >= 0.95 * best}
        texts = ["，".join(one.text for one in pair.source.segments if one.group == group) for group in groups]
        own = max(covered(part.terms, text) for text in texts)
        if best >= _SAME and own < _CARRIED <= max(covered(part.terms, text) for text in _texts(pair)):
            return Fault(
                "contradicted", "condition", pair.claim.text[before.segment.start : before.segment.end].strip()
            )
    return None


def _texts(pair: Aligned) -> list[str]:
    groups = {one.group for one in pair.source.segments}
    return ["，".join(one.text for one in pair.source.segments if one.group == group) for group in groups]


def _touched(pair: Aligned) -> list[Part]:
    """Further segments of the clause of which the sentence has words that no other segment has: a long sentence carries several."""
    found = []
    for part in pair.parts:
        for one in pair.source.segments:
            own = [term for term in part.terms if share(term, one.text) == 1.0]
            alone = [term for term in own if sum(share(term, other.text) == 1.0 for other in pair.source.segments) == 1]
            if one is not part.home and sum(term.weight for term in alone) >= _ALONE:
                found.append(replace(part, home=one))
    return found


def _exceptions(pair: Aligned, part: Part) -> Fault | None:
    source, home = pair.source, part.home
    if (
        _SAYS_EXCEPTION.search(_NO_EXCEPTION.sub("", pair.claim.key))
        or _EXCEPTION.search(home.text)
        and not _SAYS_EXCEPTION.search(home.text)
    ):
        return None
    sentence = pair.sentence_of(home)
    for one in source.segments:
        inside = one.group == home.group and one is not home and sentence.start <= one.start < sentence.end
        after = (
            one.start >= sentence.end
            and re.match(r"\s*但|.*除外$", one.text)
            and source.sentence_at(one.start) == source.sentence_at(home.start) + 1
            and not any(sentence.end <= other.start < one.start for other in source.segments)
        )
        last = one.start > home.start and inside
        if (inside or after) and _EXCEPTION.search(one.text) and not _is_addition(one, pair):
            turned = _WITHOUT.search(pair.claim.key) and _GRANTED.search(one.text)
            if not turned and (re.match(r"\s*除|.*除.*外$", one.text) or last or after):
                return Fault("not_found", "exception", source.key[one.start : one.end].strip())
    following = next((one for one in source.segments if one.start > home.start and one.group != home.group), None)
    if following and re.match(r"\s*但", following.text):
        return Fault("not_found", "exception", following.text.strip())
    within = _EXCEPTION.search(home.text)
    if within and not _is_addition(home, pair) and not re.match(r"\s*但", home.text):
        return Fault("not_found", "exception", within.group().strip())
    return None


def check_next(pair: Aligned, said: Span) -> Fault | None:
    """Sentences repeated word for word, whose exception begins the next one."""
    following = next((one for one in pair.source.segments if one.start >= said.end), None)
    if (
        following
        and re.match(r"\s*但(?:是|有|因|经|属)?", following.text)
        and not _SAYS_EXCEPTION.search(pair.claim.key)
    ):
        return Fault("not_found", "exception", following.text.strip())
    return None


def _is_addition(segment: Segment, pair: Aligned) -> bool:
    return bool(_ADDS.match(pair.source.key, segment.start + len(segment.text) - len(segment.text.lstrip())))


def _conditions(pair: Aligned, part: Part) -> Fault | None:
    """Of the conditions before the predicate in its sentence, one that the sentence has nothing of is left out."""
    run = pair.run_of(_last(pair, part))[:-1]
    if len(pair.parts) == 1 and not part.operators and _STATES.search(pair.claim.key):
        return None
    for one in run:
        text = one.text.strip()
        is_other = text.startswith("或") or (text.startswith("如") and "、" in text) or bool(_ITEMS.search(text))
        is_other |= one.start < pair.source.offset or text[0] == part.home.text.strip()[0] == "对"
        if is_other or not _CONDITION.search(text) or _has_own_predicate(pair, one):
            continue
        # What the predicate names as well is said with it.
        rest = "，".join(
            other.text for other in pair.source.segments if other.group == one.group and other.start > one.start
        )
        terms = tuple(term for term in terms_of(one, (), pair.source.key) if share(term, rest) < 1.0)
        if sum(term.weight for term in terms) < _LEAST:
            continue
        if left := _conjunct(one, pair):
            return Fault("not_found", "condition", left)
        if not _is_topic(one, pair, terms) and (left := _left_out(one, pair, terms)):
            return Fault("not_found", "condition", left)
    return None


def _last(pair: Aligned, part: Part) -> Segment:
    """The last segment of the clause, in the part between ； that carries most of a part, with a word of it that no other there has."""
    group = [one for one in pair.source.segments if one.group == part.home.group]
    held = [[one for one in group if share(term, one.text) == 1.0] for term in part.terms if term.weight >= _LEAST]
    alone = [found[0] for found in held if len(found) == 1]
    return max((part.home, *alone), key=lambda one: one.start)


def _is_topic(segment: Segment, pair: Aligned, terms: tuple[Term, ...]) -> bool:
    """Whether the question is about this case: what leads a rule in names its case, and an answer is read with its question."""
    before = [one for one in pair.source.segments if one.group == segment.group and one.start < segment.start]
    telling = {char for term in terms for char in term.said}
    return all(_REFERS.match(one.text) for one in before) and len(telling & set(pair.claim.asked)) >= 2


def _left_out(segment: Segment, pair: Aligned, terms: tuple[Term, ...]) -> str:
    """The condition, or one of those joined by 且, of which neither the sentence nor the question has anything; '' for none."""
    text, said = segment.text.strip(), [*(one.text for one in pair.claim.segments), pair.claim.asked]
    numbers = {amount.value for amount in quantities(text)}
    if numbers and numbers <= {amount.value for amount in (*pair.quantities, *quantities(pair.claim.asked))}:
        return ""
    if max(likeness(text, one) for one in said) < _REPEATED and _kept(pair, segment, terms) < _KEPT:
        return text
    return ""


def _conjunct(segment: Segment, pair: Aligned) -> str:
    """Of conditions joined by 且, of which the sentence states one, that which it leaves out; '' for none."""
    if pair.claim.is_english or not re.search("[的者时]\\s*$", segment.text):
        return ""
    joined = [one.strip() for one in re.split("并且|而且|且|并|同时", segment.text)]
    stated = [covered(terms_of(Segment(0, len(one), one, 0), (), one), pair.claim.key) for one in joined]
    if len(joined) < 2 or max(stated) < _STATED:
        return ""
    said = {amount.value for amount in pair.quantities}
    for one in joined:
        own = terms_of(Segment(0, len(one), one, 0), (), one)
        if own and covered(own, said_with(pair)) < _KEPT and not said & {amount.value for amount in quantities(one)}:
            return one
    return ""


def _has_own_predicate(pair: Aligned, segment: Segment) -> bool:
    """Whether a segment rules by itself, and is no condition of the next."""
    inside = [one for one in pair.source_operators if segment.start <= one.start < segment.end and one.kind != "neg"]
    return bool(inside) and not segment.text.rstrip().endswith(("的", "时"))


def _kept(pair: Aligned, segment: Segment, terms) -> float:
    if pair.claim.is_english:
        said = [term for part in pair.parts for term in part.terms]
        met = sum(share(term, segment.text) == 1.0 for term in said)
        if met == 0 and _SAYS_CONDITION.search(pair.claim.key):
            said = terms_of_english(pair.claim.key, 0, segment.text)
            met = sum(bool(term.meant) for term in said)
        met = met or sum(bool(term.meant) for term in terms_of_english(pair.claim.asked, 0, segment.text))
        return 1.0 if met else 0.0
    return covered(terms, said_with(pair))
