"""Modality and negation of a sentence against those of its clause, word by word: what is said with which force."""

from __future__ import annotations

import re
from collections.abc import Iterator

from answer.checks.alignment import Aligned, Part, homes_of, likeness
from answer.checks.fault import Fault
from answer.checks.operators import Kind, Operator, agree, forces_at
from answer.checks.reading import Segment
from answer.checks.terms import Term, share
from ingest.model import Span

_WORDS: dict[Kind, str] = {
    "must": "应当", "mustnot": "不得", "may": "可以", "neednot": "无需", "encourage": "鼓励", "neg": "不", "none": "（直接规定）",
}  # fmt: skip
_NEXT = 3
_DENIES = ("neg", "mustnot", "neednot")
# What is excepted (经授权的除外) may be said with not (未经授权不得) or with may.
_EXCEPTS = re.compile("除外|以外|之外|^\\s*除|不在此限")
_ALIKE, _SIMILAR, _AS_LIKE = 0.7, 0.5, 0.6
# 申请期限为60日, 是申请人的权利: a noun phrase has no force of its own.
_NOMINAL = re.compile(
    "期限|时限|权利|条件|标准|上限|下限|范围|方式|对象|情形|为|是|period|limit|right|term|deadline", re.I
)
# 没有不予受理的 affirms.
_TWICE = re.compile("(?:没有|没|无|不是|并非|未)(?:被)?(?:不(?!动|同|法|良|足|当|合|作为)|未)")
# What a clause sets out to do or orders is not yet done.
_DONE = re.compile(
    "(?:已经?|业已|现已)(?!知|婚|故)[\u3400-\u9fff]{2}|有(?:按照?|依照?|照)[着著]?[\u3400-\u9fff]{2}"
    "|\\b(?:has|have) already\\b|\\balready (?:has|have)\\b", re.I)
_IS_DONE = re.compile("已|了|成功|建成|达成|实现|完成")
_NOT_YET = re.compile("探索|争取|力争|计划|拟(?!定|订)|将(?=[\u3400-\u9fff]{2})|谋划|筹备|研究|推动|逐步")
# So do the bare verbs of a plan.
_SETS_OUT = re.compile(
    "(?:^|[，,；;。.])\\s*(?:进一步|全面|积极|着力|大力|认真)?(?:建立|完善|健全|加强|推进|推行|落实|强化|加快|深化|规范|优化|提升|提高|构建|开展)")
# 最长可以领12个月 gives a bound as 最长为12个月 does.
_AT_MOST = re.compile("最[长多高大迟晚]可以?(?=[\u3400-\u9fff]{0,3} *\\d)")
_REQUIRES = re.compile("(?:应当?|必须|须|需要?|要)(?:同时|均|都)?(?:具备|符合|满足)")
_ON_CONDITION = re.compile("(?:具备|符合|满足)[^。；，]{0,12}条件")
_PASSIVE = re.compile(r"\b(?:is|are|be|been|were|was)\s*$", re.I)


def check_force(pair: Aligned) -> Fault | None:
    """Each operator of the sentence must reach its words in the clause too; words without one must have none there."""
    for part in pair.parts:
        if fault := _accomplished(pair, part) or _side_by_side(pair, part):
            return fault
        for kind, terms, homes in _governed(part, pair):
            if (kind == "may" and _AT_MOST.search(part.segment.text)) or (kind == "must" and requires(pair, part)):
                continue
            faults = [_judged(pair, part, kind, terms, home) for home in homes]
            if faults and all(faults):
                return faults[0]
    return None


def _accomplished(pair: Aligned, part: Part) -> Fault | None:
    """已经设立 of what the clause has yet to do: 探索设立, 应当设立."""
    said = _DONE.search(part.segment.text)
    if not said or part.home is None or re.search("[的者后时]\\s*$", part.segment.text):
        return None
    sentence = pair.sentence_of(part.home).of(pair.source.key)
    ruled = any(part.home.start <= one.start < part.home.end and one.kind in ("must", "encourage") for one in pair.source_operators)
    if _IS_DONE.search(sentence) or not (ruled or _NOT_YET.search(part.home.text) or _SETS_OUT.search(sentence)):
        return None
    return Fault("contradicted", "modality", (_NOT_YET.search(part.home.text) or _SETS_OUT.search(sentence) or said).group())


def _side_by_side(pair: Aligned, part: Part) -> Fault | None:
    """Of a segment that repeats one of the clause but for some words, the operators are compared one to one."""
    home = part.home
    twice = None if pair.claim.is_english else _TWICE.search(part.segment.text)
    if twice and not _TWICE.search(pair.source.key):
        return _fault("none", "neg")
    if home is None or pair.claim.is_english or (alike := likeness(part.segment.text, home.text)) < _SIMILAR:
        return None
    own = [] if requires(pair, part) else [one.kind for one in part.operators]
    meant = [one.kind for one in pair.source_operators if home.start <= one.start < home.end]
    for kind in own:
        loose = alike < _ALIKE and not {kind, *meant} <= {"must", "encourage"}
        if meant and not loose and not any(agree(kind, one) for one in meant):
            return _fault(kind, meant[0])
    if alike < _ALIKE:
        return None
    denied = sum(kind in _DENIES for kind in own) - sum(kind in _DENIES for kind in meant)
    if denied < 0 or (denied > 0 and not _goes_on(pair, home)):
        return _fault("neg", meant[0] if meant else "none")
    return None


def requires(pair: Aligned, part: Part) -> bool:
    """须同时具备 of conditions on which something may be done: 具备下列条件的，可以…."""
    return bool(_REQUIRES.search(part.segment.text) and _ON_CONDITION.search(pair.source.key))


def _goes_on(pair: Aligned, home: Segment) -> bool:
    """Whether the segment after this one denies: 提供信息，不收取费用."""
    after = next((one for one in pair.source.segments if one.start > home.start), None)
    return after is not None and any(
        after.start <= one.start < after.end and one.kind in _DENIES for one in pair.source_operators
    )


def _fault(said: Kind, meant: Kind) -> Fault:
    return Fault("contradicted", "negation" if {said, meant} & set(_DENIES) else "modality", _WORDS[meant])


def _governed(part: Part, pair: Aligned) -> Iterator[tuple[Kind, list[Term], list[Segment]]]:
    """(force, the terms it reaches, the segments of the clause that may carry these) of a segment of the sentence."""
    found = part.operators
    for number, one in enumerate(found):
        until = found[number + 1].start if number + 1 < len(found) else part.segment.end
        # A denial inside what ends in 的 reaches no further.
        stop = pair.claim.key.find("的", one.end, until) if one.kind == "neg" else -1
        reached = [term for term in part.terms if one.end <= term.at < (until if stop < 0 else stop)]
        before = [term for term in part.terms if term.at < one.start][-2:]
        if pair.claim.is_english and number + 1 < len(found) and not any(term.meant for term in reached):
            continue
        if pair.claim.is_english and _is_passive(pair.claim.key, part.segment, one) and before:
            reached = [*before[-1:], *reached[:1]]
        said = pair.claim.key[one.start : one.end].lower()
        reached = reached or (before if number + 1 == len(found) and pair.claim.is_english and said[:2] != "un" else [])
        reached = reached[: 1 if one.kind == "neg" else _NEXT]
        narrow = one.kind == "neg" and reached and not pair.claim.is_english and reached[0].at >= one.end
        end = reached[0].at + len(reached[0].said) if narrow else until
        words = Segment(one.start, end, pair.claim.key[one.start : end], 0)
        near = [part.home] if part.home and any(share(term, part.home.text) == 1.0 for term in reached) else []
        homes = homes_of(tuple(reached), words, pair.source, part.home)
        ruled = any(near and near[0].start <= op.start < near[0].end for op in pair.source_operators)
        if ruled and not pair.claim.is_english:
            least = _AS_LIKE * likeness(part.segment.text, part.home.text)
            homes = [home for home in homes if likeness(part.segment.text, home.text) >= least]
        yield one.kind, reached, list(dict.fromkeys((*near, *homes)))
    if not found:
        verbs = [term for term in part.terms if term.is_verb]
        yield "none", list(verbs or part.terms), [part.home] if part.home else []


def _is_passive(key: str, segment: Segment, one: Operator) -> bool:
    return bool(_PASSIVE.search(key[segment.start : one.start]) or re.match(r"\s*be\b", key[one.end : segment.end]))


def _judged(pair: Aligned, part: Part, kind: Kind, terms: list[Term], home: Segment) -> Fault | None:
    if kind == "none" and (_is_noun_phrase(part, pair) and not _negated(pair, part)):
        return None
    # An item of a list of what is forbidden may be told with its bound: 不得超过30%.
    if kind == "none" and pair.source.offset and re.search("不得|不能|不准|禁止|不应", part.segment.text):
        return None
    good = bad = 0.0
    # What leads in a list says it of every item, and a sentence says it where it likes.
    elsewhere = {one.kind for other in pair.parts if other is not part for one in other.operators}
    elsewhere -= set() if pair.source.offset else {"neg"}
    other: Kind = "none"
    for term in terms:
        met = _forces(pair, home, term)
        if not met:
            continue
        fits = any(agree(kind, one) or (kind == "none" and one in elsewhere) for forces in met for one in forces)
        good, bad = good + term.weight * fits, bad + term.weight * (not fits)
        if not fits:
            other = sorted(met[0] - {"none"} or met[0])[0]
    if (
        _EXCEPTS.search(home.text)
        or bad <= 1.5 * good
        or (pair.claim.is_english and bad <= 2.0 and _has_such(pair, home, kind))
    ):
        return None
    return _fault(kind, other)


def _has_such(pair: Aligned, home: Segment, kind: Kind) -> bool:
    """Whether an operator of this force stands in the same part of the clause: a translation may turn its words around."""
    groups = {one.start: one.group for one in pair.source.segments}
    starts = [start for start, group in groups.items() if group == home.group]
    inside = [
        one.kind
        for one in pair.source_operators
        if min(starts) <= one.start < home.end or home.start <= one.start <= max(starts)
    ]
    return any(agree(kind, one) for one in inside)


def _negated(pair: Aligned, part: Part) -> bool:
    """Whether the clause forbids or denies in the segment that carries this part."""
    home = part.home
    inside = [one for one in pair.source_operators if home and home.start <= one.start < home.end]
    return any(one.kind in ("mustnot", "neg", "neednot") for one in inside)


def _is_noun_phrase(part: Part, pair: Aligned) -> bool:
    return bool(_NOMINAL.search(pair.claim.key[part.segment.start : part.segment.end]))


def _forces(pair: Aligned, home: Segment, term: Term) -> list[frozenset[Kind]]:
    """The forces of the term at its places in the segment of the clause that carries this part, else in its sentence, else anywhere."""
    source = pair.source
    whole = Span(0, len(source.key))
    for within in (whole,) if pair.claim.is_english else (Span(home.start, home.end), pair.sentence_of(home), whole):
        places = [at for word in term.meant for at in _places(word, source.key, within)]
        if places:
            break
    return [forces_at(at, source.segments, pair.source_operators, source.key) for at in places]


def _places(word: str, key: str, within: Span) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(word), key[: within.end]) if match.start() >= within.start]
