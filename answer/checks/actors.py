"""Who does something, and to whom: the subject of a sentence and the object of its prepositions, where word order shows them."""

from __future__ import annotations

import re

from answer.checks.alignment import Aligned, Part
from answer.checks.bodies import said_roles
from answer.checks.body_names import core, roles_of
from answer.checks.fault import Fault
from answer.checks.force import requires
from answer.checks.reading import Segment
from answer.checks.terms import Term, covered, share, terms_of, terms_of_english

_PRONOUN = re.compile(r"(?:其|该|它|他们?|本|这|前者|后者|双方|对方|本人)是?$")
_DOES = re.compile("负责|牵头|主管|承担|组织实施")
# Prepositions and verbs that take the other party as their object.
_TO = (
    re.compile("(?<![申填举])(?:报(?:送|请|经|告)?|呈报|上报|提请|报由)(?!告|名|酬|废|销|考|警|刊|道|价|税|关|案|表)"),
    re.compile("向"), re.compile("(?<![日正已曾])经(?![济营费验办过历常]|贸)"), re.compile("(?:移送|移交|抄送|转送|送)(?!达|审|检)"),
    re.compile("委托|授权"), re.compile("(?<![理自])由"), re.compile("会同|会商|征求"), re.compile("通知|告知"),
)  # fmt: skip
_BODY_FIRST = re.compile(r"\s*([\u3400-\u9fff]{1,10}?(?:委员会|办公室|局|委|厅|法制办|部门|政府))(?=[\u3400-\u9fff]{2})(?![及和与的等或])")
_BODY_IN = re.compile("部门|机构|机关|单位|政府|委员会|[局厅]")
_ROLE = re.compile("牵头|责任|负责|协助|配合|[是为]")
# Parties of a rule in English, and who must agree to it.
_PARTY_EN = (
    "department|agency|bureau|authority|authorities|body|bodies|government|committee|commission|office|court|provider|employer|employee|worker"
    "|applicant|owner|operator|company|enterprise|unit|institution|party|parties|person|individual|school|hospital|organi[sz]ation"
    "|association|guardian|developer|buyer|seller|tenant|landlord|consumer|citizen|resident|inspector|officer"
)
_SUBJECT_EN = re.compile(rf"\s*((?:(?:the|an?|any|each|every|no|such) )?(?:[\w'-]+ ){{0,5}}?(?:{_PARTY_EN})s?)\s+(?=[a-z])", re.I)
_APPROVED_EN = re.compile(
    r"\b(?:(?:approval|consent|permission|agreement) (?:of|from|by)|approved by)\s+([\w' -]{4,80}?)(?=\bwhen\b|\bif\b|$)", re.I
)  # fmt: skip
_APPROVED = re.compile("经([^，。；]{2,30}?)(?:批准|同意|审批|核准|许可)")
_NAMED = 0.6
# Words that let an object stand before its verb.
_MARKED = re.compile("[被由将把对向与和或及]|为|、|所|是|给")


def check_actors(pair: Aligned) -> Fault | None:
    for part in pair.parts:
        if fault := _subject(pair, part) or _agent(pair, part) or (pair.claim.is_english and _party_en(pair, part)):
            return fault
    return None if pair.claim.is_english else _named_first(pair) or _objects(pair) or _swapped(pair)


def _subject(pair: Aligned, part: Part) -> Fault | None:
    """What stands before the first operator of a segment must stand with its predicate in the clause."""
    at = _predicate_at(pair, part)
    # 领取保险金须同时具备…: what stands before is what the conditions are for.
    if at is None or requires(pair, part) or re.search("除外\\s*$", part.segment.text):
        return None
    before = [term for term in part.terms if term.at < at]
    after = tuple(term for term in part.terms if term.at >= at)
    actor = _actor(before, pair, part, at)
    if not actor or not after:
        return None
    if any(_is_short(term, pair.source.whole) for term in actor):
        return None
    if covered(actor, pair.source.whole) < 0.5:
        return Fault("not_found", "actor", _said(actor, pair, part, at))
    homes = _homes(after, pair)
    homes += [part.home] if homes and part.home and part.is_anchored else []
    if not homes or any(covered(actor, _reach(pair, home)) >= _NAMED for home in homes):
        return None
    if covered(actor, pair.source.frame) >= 0.99:
        return None
    return Fault("contradicted", "actor", _said(actor, pair, part, at))


def _agent(pair: Aligned, part: Part) -> Fault | None:
    """由…: who does it must be named up to the segment of the clause that says it is done."""
    match = (
        None
        if pair.claim.is_english
        else re.compile("(?<![理自])由(?!于|此)").search(pair.claim.key, part.segment.start, part.segment.end)
    )
    nouns = [term for term in part.terms if match and term.is_noun and match.end() <= term.at < match.end() + 8]
    rest = tuple(term for term in part.terms if match and term.at > match.end() and term not in nouns)
    if not nouns or part.home is None or _is_short(nouns[0], pair.source.whole) or _has_roles(pair, part):
        return None
    homes = _homes(rest, pair) or [part.home]
    reaches = [pair.source.key[pair.run_of(home)[0].start : home.end] for home in homes]
    if any(covered(nouns[:1], reach) >= _NAMED for reach in reaches):
        return None
    return Fault(
        "contradicted" if covered(nouns[:1], pair.source.key) >= _NAMED else "not_found", "actor", nouns[0].said
    )


def _has_roles(pair: Aligned, part: Part) -> bool:
    """Whether the clause's own list of roles (责任部门：…) gives the bodies of a segment those which it states."""
    said, roles = said_roles(part.segment.text), roles_of(pair.source)
    return bool(said) and all(any(kind in roles[name] and core(name) == core(body) for name in roles) for kind, body in said)


def _named_first(pair: Aligned) -> Fault | None:
    """A body before a predicate that the clause's sentence gives to another body."""
    for part in pair.parts:
        match = _BODY_FIRST.match(part.segment.text)
        if not match or part.home is None or _ROLE.search(part.segment.text):
            continue
        sentence = pair.sentence_of(part.home).of(pair.source.key)
        inside = re.sub("[(（][^)）]*[)）]?", "", sentence)
        name = core(match.group(1))
        if name not in inside and _BODY_IN.search(inside) and name in pair.source.key and name not in pair.source.notice.meta.issuer:
            return Fault("contradicted", "actor", match.group(1))
    return None


def _party_en(pair: Aligned, part: Part) -> Fault | None:
    """In English: who does it stands first, who approves stands after `approval of`."""
    text = part.segment.text
    if approved := _APPROVED_EN.search(text):
        held = "，".join(match.group(1) for match in _APPROVED.finditer(pair.source.key))
        named = [term for term in terms_of_english(approved.group(1), 0, pair.source.whole) if term.meant]
        if held and named and covered(named, held) < 0.5:
            return Fault("contradicted", "direction", approved.group(1))
    subject = _SUBJECT_EN.match(text)
    rest = terms_of_english(text[subject.end() :], 0, pair.source.whole) if subject else ()
    named = [term for term in terms_of_english(subject.group(1), 0, pair.source.whole) if term.meant] if subject else []
    homes = _homes(tuple(term for term in rest if term.meant), pair)
    reaches = ["，".join(one.text for one in pair.source.segments if one.group == home.group) for home in homes]
    if not named or not homes or any(covered(named, reach) >= 0.5 for reach in reaches):
        return None
    return Fault("contradicted", "actor", subject.group(1)) if covered(named, pair.source.key) >= 0.5 else None


def _is_short(term: Term, text: str) -> bool:
    """交管部门 for 交通管理部门: its characters in order, not far apart, where it does not stand itself."""
    word = term.said
    return (
        len(word) >= 2
        and word not in text
        and bool(re.search("[\u3400-\u9fff]{0,3}?".join(map(re.escape, word)), text))
    )


def _predicate_at(pair: Aligned, part: Part) -> int | None:
    places = [one.start for one in part.operators if one.kind != "encourage"]
    if not pair.claim.is_english and (does := _DOES.search(pair.claim.key, part.segment.start, part.segment.end)):
        places.append(does.start())
    return min(places) if places else None


def _actor(before: list[Term], pair: Aligned, part: Part, at: int) -> tuple[Term, ...]:
    """The noun right before the predicate, in English all before it."""
    if pair.claim.is_english:
        # In a clause of condition it is a case that stands first, and nobody who does something.
        is_case = re.match(r"\s*(?:if|when|where|once|unless)\b", part.segment.text, re.I)
        return tuple(before) if part.segment == pair.parts[0].segment and not is_case else ()
    nouns = [term for term in before if term.is_noun]
    if not nouns or _PRONOUN.search(pair.claim.key[part.segment.start : at]):
        return ()
    last = nouns[-1]
    return (last,) if at - (last.at + len(last.said)) <= 4 else ()


def _said(actor: tuple[Term, ...], pair: Aligned, part: Part, at: int) -> str:
    if pair.claim.is_english:
        return pair.claim.text[part.segment.start : at].strip()
    return "".join(term.said for term in actor)


def _homes(terms: tuple[Term, ...], pair: Aligned) -> list[Segment]:
    """The segments of the clause that have most of the predicate, if they have half of it."""
    values = [sum(term.weight * (share(term, one.text) == 1.0) for term in terms) for one in pair.source.segments]
    most = max(values, default=0.0)
    if not most or 2 * most < sum(term.weight for term in terms):
        return []
    return [one for one, value in zip(pair.source.segments, values, strict=True) if value == most]


def _reach(pair: Aligned, home: Segment) -> str:
    """The segment, and, where nobody is named in it before its operator, what stands before it in its sentence."""
    source = pair.source
    inside = [one for one in pair.source_operators if home.start <= one.start < home.end]
    stop = inside[0].start if inside else home.start
    own = Segment(home.start, stop, source.key[home.start : stop], home.group)
    named = [term for term in terms_of(own, (), source.key) if term.is_noun] if stop > home.start else []
    if named:
        return home.text
    start = pair.sentence_of(home).start
    return source.key[min(start, home.start) : home.end] + (source.key[: source.offset] if source.offset else "")


def _objects(pair: Aligned) -> Fault | None:
    """To whom something is reported, by whom it is approved: the clause must not name another in that place."""
    claim, source = pair.claim.key, pair.source.key
    for preposition in _TO:
        for match in preposition.finditer(claim):
            named = _object(claim, match.end())
            if not named or named[0] in "不应可须未" or named in claim[: match.start()]:
                continue
            taken = [one for at in preposition.finditer(source) if (one := _object(source, at.end()))]
            if taken and not any(_alike(named, one, source, preposition) for one in taken) and named in source:
                return Fault("contradicted", "direction", named)
    return None


def _swapped(pair: Aligned) -> Fault | None:
    """Two parties that have changed places around a verb."""
    for part in pair.parts:
        nouns, home = [term for term in part.terms if term.is_noun], part.home
        if home is None or len(nouns) < 2 or _MARKED.search(part.segment.text + home.text):
            continue
        first, last = nouns[0], nouns[-1]
        verb = next((term for term in part.terms if term.is_verb and first.at < term.at < last.at), None)
        places = [home.text.find(term.said) for term in (last, verb, first) if term] if verb else []
        once = all(home.text.count(term.said) == 1 for term in (first, last))
        if first.said != last.said and once and places and -1 not in places and places == sorted(places):
            return Fault("contradicted", "actor", first.said)
    return None


def _object(key: str, at: int) -> str:
    """The first two characters that tell the object, past 各, 有关 and the level."""
    match = re.compile(
        r"(?:各级?|有关|相关|本级|同级|上一?级|所在地|当地|原|其|该|社会)*([\u3400-\u9fff]{2}者?)"
    ).match(key, at)
    return match.group(1) if match else ""


def _alike(named: str, taken: str, source: str, preposition: re.Pattern[str]) -> bool:
    near = any(
        named in re.split("[，。；]", source[one.end() : one.end() + 24])[0] for one in preposition.finditer(source)
    )
    return named == taken or near
