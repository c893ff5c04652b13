"""Words of one rule put into another: a sentence that repeats a segment of the clause but for a word taken from elsewhere in it."""

from __future__ import annotations

from difflib import SequenceMatcher

from answer.checks.alignment import Aligned, likeness
from answer.checks.fault import Fault
from answer.checks.reading import Segment, pairs_of

_ALIKE, _STANDS = 0.4, 0.5


def check_exchange(pair: Aligned) -> Fault | None:
    """A stretch of the sentence in the place of another of the clause, which the clause has only in another place."""
    if pair.claim.is_english:
        return None
    for part in pair.parts:
        text = part.segment.text
        scored = [(likeness(text, one.text), one) for one in pair.source.segments]
        best = max((score for score, _ in scored), default=0.0)
        homes = [one for score, one in scored if score == best]
        faults = [_exchanged(pair, text, home) for home in homes] if best >= _ALIKE else []
        if faults and all(faults):
            return Fault("contradicted", "merged", faults[0])
    return None


def _exchanged(pair: Aligned, text: str, home: Segment) -> str:
    run = "，".join(one.text for one in pair.run_of(home))
    for tag, start, end, first, last in SequenceMatcher(None, text, home.text, autojunk=False).get_opcodes():
        said, meant = pairs_of(text[start:end]), pairs_of(home.text[first:last])
        if tag != "replace" or not said or not meant:
            continue
        here = sum(one in run for one in said)
        rest = pair.source.key.replace(home.text, "，")
        if here < _STANDS * len(said) <= sum(one in rest for one in said):
            return text[start:end]
    return ""
