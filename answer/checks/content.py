"""Whether a clause speaks of what a sentence says at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from answer.checks.alignment import Aligned, Part
from answer.checks.fault import Fault
from answer.checks.reading import Segment, pairs_of
from answer.checks.terms import Term, covered, share, terms_of_english
from ingest.fold import folded

# Shares of the weight of a sentence's terms that must stand in the clause, its headings or the notice's title: measured on
# statutes, where the clause beside the right one has rarely half, and on faithful paraphrases, which keep more than that.
_WHOLE = {False: 0.6, True: 0.5}
_SEGMENT = {False: 0.4, True: 0.25}
_PREDICATE = {False: 0.4, True: 0.2}
_SAYS_SOMETHING = {False: 2.0, True: 3.0}
_LEAD, _LEADS = 12, re.compile("[:：]")
# A clause that has so much of the terms carries them; another is the right one if it has so much more.
_ENOUGH, _MARGIN = 0.85, 0.2
_REPEATED, _LEAST_PAIRS = (0.75, 0.92), 8
# Where an English phrase ends and another begins; one of so many words none of which the clause has is an addition.
_PHRASES = re.compile(r"[,.;:!?](?!\d)|\b(?:by|through|including|such as|in order to|to|and|which|where)\b", re.I)
_ADDED = 3


def check_content(pair: Aligned) -> Fault | None:
    english = pair.claim.is_english
    text = pair.source.whole
    # What only leads in the rest (依年资而定：…) need not stand in the clause.
    leads = [part for part in pair.parts if len(part.segment.text) < _LEAD and _LEADS.match(pair.claim.key, part.segment.end)]
    terms = tuple(term for part in pair.parts if part not in leads for term in part.terms) or pair.terms
    if not terms:
        return (
            None
            if pair.quantities or pair.days or _is_named(pair)
            else Fault("not_found", "empty")
        )
    if _stands_elsewhere(pair) or _repeats_another(pair) or _share(pair, pair.claim.segments, terms) < _WHOLE[english]:
        return Fault("not_found", "content", _missing(terms, text, pair))
    if not any(share(term, pair.source.key) == 1.0 for term in terms) and not pair.quantities:
        return Fault("not_found", "content", _missing(terms, pair.source.key, pair))
    for part in (one for one in pair.parts if one not in leads):
        if _predicate_is_missing(part, pair):
            return Fault("not_found", "content", pair.claim.text[part.segment.start : part.segment.end].strip())
        says = sum(term.weight for term in part.terms) >= _SAYS_SOMETHING[english]
        if says and _share(pair, (part.segment,), part.terms) < _SEGMENT[english]:
            return Fault("not_found", "content", pair.claim.text[part.segment.start : part.segment.end].strip())
    added = _added(pair) if english else ""
    return Fault("not_found", "content", added) if added else None


def _added(pair: Aligned) -> str:
    """The first phrase of an English sentence of which the clause says nothing; '' if none."""
    for phrase in _PHRASES.split(pair.blank):
        terms = terms_of_english(phrase, 0, pair.source.whole)
        if len(terms) >= _ADDED and not any(term.meant for term in terms):
            return phrase.strip()
    return ""


def _share(pair: Aligned, segments: Sequence[Segment], terms: Sequence[Term]) -> float:
    """How much of segments' terms stands in the clause; in translation their numbers, which stand there, count as terms."""
    found = covered(terms, pair.source.whole)
    inside = [one for one in pair.quantities if any(at.start <= one.start < at.end for at in segments)]
    numbers = 1.0 * len(inside) * pair.claim.is_english
    total = sum(term.weight for term in terms)
    return (found * total + numbers) / (total + numbers) if total + numbers else found


def _predicate_is_missing(part: Part, pair: Aligned) -> bool:
    """Whether the clause has next to nothing of what is said after an operator."""
    if not part.operators:
        return False
    after = [term for term in part.terms if term.at >= part.operators[-1].end]
    english = pair.claim.is_english
    return (
        sum(term.weight for term in after) >= 1.5 + english and covered(after, pair.source.whole) < _PREDICATE[english]
    )


def _stands_elsewhere(pair: Aligned) -> bool:
    """Whether another clause of the notice has clearly more of the sentence than the one cited."""
    source, terms = pair.source, pair.terms
    text = folded_text(source.notice.text)
    # Numbers tell a clause better than words in translation do; both ends of a range are one.
    if pair.claim.is_english and len({one.start for one in pair.quantities}) > 1:
        return False
    if pair.claim.is_english:
        terms = terms_of_english(pair.claim.key, 0, text)
    terms = tuple(term for term in terms if term.meant)
    own = covered(terms, source.key)
    if own >= _ENOUGH or sum(term.weight for term in terms) < _SAYS_SOMETHING[pair.claim.is_english]:
        return False
    least = own + _MARGIN
    total = sum(term.weight for term in terms)
    for clause in source.notice.clauses:
        if clause.id != source.clause.id and clause.kind not in ("head", "signature"):
            words = clause.span.of(text)
            if sum(term.weight for term in terms if any(word in words for word in term.meant)) >= least * total:
                return True
    return False


def _repeats_another(pair: Aligned) -> bool:
    """Whether another clause of the notice is repeated nearly word for word, and this one is not."""
    source, pairs = pair.source, pairs_of(pair.claim.key)
    if len(pairs) < _LEAST_PAIRS or sum(one in source.key for one in pairs) >= _REPEATED[0] * len(pairs):
        return False
    text, least = folded_text(source.notice.text), _REPEATED[1] * len(pairs)
    others = (
        one.span.of(text)
        for one in source.notice.clauses
        if one.id != source.clause.id and one.kind not in ("head", "signature")
    )
    return any(sum(one in words for one in pairs) >= least for words in others)


@lru_cache(maxsize=64)
def folded_text(text: str) -> str:
    return folded(text)


def _is_named(pair: Aligned) -> bool:
    return pair.blank != pair.claim.key


def _missing(terms: tuple[Term, ...], text: str, pair: Aligned) -> str:
    if pair.claim.is_english:
        return pair.claim.text.strip()[:60]
    return "、".join(dict.fromkeys(term.said for term in terms if share(term, text) < 0.5))
