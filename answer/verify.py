"""Every claim checked against the clause it cites. Pure: nothing is repaired, what does not hold is reported as such.

Checked: the quote is not empty; what the claim says stands in it (script apart); each body holds the role claimed
(牵头 ≠ 责任部门 ≠ 协助部门); what is shown is what is said, in the fixed wording of its relation and no other; each number, date
and document number that is shown stands in the clause or is the notice's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from answer.checks.carried import carried
from answer.checks.fault import Fault, Verdict
from answer.checks.pieces import Sentence, sentences_of
from answer.checks.reading import Source, read_source
from answer.claims import Claim
from answer.evidence_list import Evidence
from answer.figures import states_number
from answer.header import DAYS
from answer.model import Lang
from answer.phrases import phrase, reason
from answer.shown import day_in_words
from index.kinds import MetaField
from index.query import Query
from index.relations import Judge
from ingest.makings import makings
from ingest.model import Span
from ingest.script import search_key, simplify, traditionalise

_LANGS: tuple[Lang, ...] = get_args(Lang)
_FIELDS: tuple[MetaField, ...] = get_args(MetaField)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s*[%％‰]?")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# An English answer frames the original in these words.
_FRAMED = re.compile(re.escape(phrase("verbatim", "en", text="@")).replace("@", "(.*)"), re.S)
# Where these words stand (Simplified), a clause may give the role in a way that its facts miss.
_SPEAKS_OF = {"lead": "牵头", "responsible": "责任(部门|单位)", "assisting": "(协助|配合)(部门|单位)"}


def verify(claim: Claim, judge: Judge) -> Verdict:
    """supported: all of the claim stands in its clause; contradicted: the clause gives a body another role, the notice
    another status; else not_found. judge: how a notice stands.
    """
    if not claim.quote.of(claim.clause.text).strip() or not claim.said:
        return "not_found"
    verdict = _CHECKS[claim.relation](claim, judge)
    return verdict if verdict != "supported" or claim.relation in ("unsaid", "item", "history") or _numbers_stand(claim) else "not_found"


def _role(claim: Claim, _: Judge) -> Verdict:
    roles = {(fact.kind, fact.value) for fact in claim.clause.facts}
    if not all((claim.relation, body) in roles for body in claim.said):
        return "contradicted" if any(body in {value for _, value in roles} for body in claim.said) else "not_found"
    quoted = _compact(claim.quote.of(claim.clause.text))
    stand = all(_compact(body) in quoted for body in claim.said)
    return "supported" if stand and _shows_bodies(claim) else "not_found"


def _shows_bodies(claim: Claim) -> bool:
    """Whether the role is the one shown, and the bodies said, all of them and no others, are shown in it."""
    labels = [phrase(claim.relation, lang, bodies="").rstrip("。.") for lang in _LANGS]
    label = next((label for label in labels if claim.text.startswith(label)), "")
    rest = _compact(claim.text.removeprefix(label))
    for body in sorted(set(map(_compact, claim.said)), key=len, reverse=True):
        if body not in rest:
            return False
        rest = rest.replace(body, " ")
    return bool(label) and not _HAN.search(rest)


def _absence(claim: Claim, _: Judge) -> Verdict:
    """That a clause names nobody for a role holds only if it names nobody, and does not speak of the role either."""
    if any(fact.kind in claim.said for fact in claim.clause.facts):
        return "contradicted"
    worded = all(claim.text in {phrase(f"no_{role}", lang) for lang in _LANGS} for role in claim.said)
    spoken_of = any(re.search(_SPEAKS_OF[role], simplify(claim.clause.text)) for role in claim.said)
    return "supported" if worded and not spoken_of else "not_found"


def _unsaid(claim: Claim, _: Judge) -> Verdict:
    """That a clause does not have a figure holds if none of its numbers is that one."""
    worded = claim.text in {phrase("unsaid", lang, words=form) for lang in _LANGS for form in _forms(claim.said[0])}
    return "supported" if worded and not states_number(claim.clause.text, claim.said[0]) else "contradicted"


def _validity(claim: Claim, judge: Judge) -> Verdict:
    judged = judge(claim.about.doc_id, claim.about.meta)
    if claim.said[0] != judged.status:
        return "contradicted"
    if claim.subject and claim.clause.id != judged.clause_id:
        return "not_found"
    return "supported" if any(reason(judged, lang) in claim.text for lang in _LANGS) else "not_found"


def _metadata(claim: Claim, _: Judge) -> Verdict:
    """A catalogue value must be the one that the notice's metadata holds under the field shown."""
    fields = [field for field in _FIELDS if getattr(claim.notice.meta, field) == claim.said[0]]
    return "supported" if claim.said[0] and any(_shows_value(claim, field) for field in fields) else "not_found"


def _shows_value(claim: Claim, field: str) -> bool:
    shown, value = _compact(claim.text), claim.said[0]
    return any(shown == _compact(phrase(field, lang, value=own)) for lang in _LANGS
               for own in (*_forms(value), *([day_in_words(value, lang)] if field in DAYS else [])))


def _history(claim: Claim, _: Judge) -> Verdict:
    """An act by which a statute was made: the words quoted must state it, of that day, and be shown under no other act."""
    act, day = claim.said
    quoted = claim.quote.of(claim.clause.text)
    if not any(act in one.acts and one.day == day for one in makings(quoted)):
        return "not_found"
    shown = _compact(claim.text).rstrip("。.")
    worded = (phrase(act, lang, day=day, text=own) for lang in _LANGS for own in _forms(quoted))
    return "supported" if shown in [_compact(own).rstrip("。.") for own in worded] else "not_found"


def _verbatim(claim: Claim, _: Judge) -> Verdict:
    """The sentence shown and the words it takes must be those quoted."""
    framed = _FRAMED.fullmatch(claim.text)
    sentence = _compact(framed[1] if framed else claim.text).rstrip("。.")
    quoted = claim.quote.of(claim.clause.text)
    shown = sentence in [_compact(own).rstrip("。.") for own in _forms(quoted)]
    return "supported" if shown and all(_compact(said) in _compact(quoted) for said in claim.said) else "not_found"


def _item(claim: Claim, _: Judge) -> Verdict:
    """The sentence shown must be what leads the list in and the item, in their own words, one of which is quoted."""
    framed = _FRAMED.fullmatch(claim.text)
    sentence = _compact(framed[1] if framed else claim.text).rstrip("。.")
    shown = sentence in [_compact(own).rstrip("。.") for own in _forms("".join(claim.said))]
    return "supported" if shown and _compact(claim.quote.of(claim.clause.text)) in map(_compact, claim.said) else "not_found"


_CHECKS: dict[str, Callable[[Claim, Judge], Verdict]] = {
    "lead": _role,
    "responsible": _role,
    "assisting": _role,
    "absence": _absence,
    "unsaid": _unsaid,
    "validity": _validity,
    "metadata": _metadata,
    "history": _history,
    "verbatim": _verbatim,
    "item": _item,
}


def _numbers_stand(claim: Claim) -> bool:
    """Digits shown must stand in the clause, or in what the notice's header says of it."""
    allowed = _compact(claim.clause.text) + _compact(repr((claim.notice.meta, claim.about.meta)))
    return all(_compact(number) in allowed for number in _NUMBER.findall(claim.text))


def _forms(text: str) -> tuple[str, str]:
    """A text as it may be shown. Conversion does not always return the same character: 着 becomes 著 and stays it."""
    return text, traditionalise(simplify(text))


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", search_key(text))


@dataclass(frozen=True)
class Finding:
    """A sentence of a draft, without its marks, and what came of it.

    reason: in the reader's language, '' when supported; quotes: for the numbers that carry it the span of the clause's text that does.
    """

    text: str
    cited: tuple[int, ...]
    verdict: Verdict
    reason: str
    quotes: tuple[tuple[int, Span], ...]


def check(draft: str, evidence: Sequence[Evidence], judge: Judge, query: Query) -> tuple[Finding, ...]:
    """Each sentence of a draft against the clauses that it cites, in text order; nothing is repaired.

    A sentence holds if each part with marks of its own is carried by one of the clauses it cites, or each of its segments is: a
    subject and its predicate must stand in one. judge: how a notice stands; query: gives the reader's language.
    """
    found = sentences_of(draft)
    numbers = {number for sentence in found for number in sentence.cited}
    sources = {one.n: read_source(one, judge) for one in evidence if one.n in numbers}
    return tuple(_finding(sentence, sources, query) for sentence in found)


def _finding(sentence: Sentence, sources: Mapping[int, Source], query: Query) -> Finding:
    fault, quotes = _checked(sentence, sources, query.text)
    text, cited = sentence.text, sentence.cited
    if fault:
        return Finding(text, cited, fault.verdict, fault.said(query.lang), ())
    return Finding(text, cited, "supported", "", tuple(sorted(quotes.items())))


def _checked(sentence: Sentence, sources: Mapping[int, Source], asked: str) -> tuple[Fault | None, dict[int, Span]]:
    quotes: dict[int, Span] = {}
    if not sentence.cited:
        return Fault("not_found", "uncited"), quotes
    for number in sentence.cited:
        if number not in sources:
            return Fault("not_found", "out_of_range", str(number)), quotes
    for part in sentence.parts:
        fault, own = carried(part.text, [sources[number] for number in part.cited], asked)
        if fault:
            return fault, quotes
        quotes |= {number: span for number, span in own.items() if number not in quotes}
    return None, quotes
