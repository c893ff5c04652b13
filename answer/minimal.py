"""The part of a long sentence that answers: its fewest clauses (分句) in a row, with what they depend on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import Term, searched_text
from ingest.model import Span
from ingest.script import simplify

# Shorter sentences are given whole.
_LONG = 60
_COMMA = re.compile("[，,；;]")
_OPENERS, _CLOSERS = "（(《“「『〔[", "）)》”」』〕]"
# A condition ends in 的 or begins with a word of condition; what follows it depends on it. An exception follows what it limits.
_CONDITION = re.compile(
    r"的[，,；;]?$|^(如|若|对|因|在|经|凡|除|自|从|当|未|确需|属于|符合)|(时|后|前|起|内|之日|情况下|基础上|前提下)[，,；;]?$")
_EXCEPTION = re.compile("^(但|除|不包括|不含|其中|并|且|或者|以及|否则)|除外|例外")
# What begins so takes its subject, and the deed it is about, from what stands before it in its sentence (逾期不改正的，处…).
_LEANS = re.compile(
    "^(逾期|拒不|拒绝|仍|情节|经[^，。；]{1,16}[仍拒]|造成|构成|其中|对其|[有无]违法所得|没有违法所得|未造成|不能|再次|屡|由此|否则|后果|触犯)"
    "|^[^。；;]*(可以?|得|予以)[^，。；;]{0,8}延长")
# One of several cases, the others of which stand before it (造成损失，或者严重威胁安全的，处…).
_ALTERNATIVE = re.compile("或者?|以及|及(?!时)")
# A term is not told without what it may be extended to (行政许可法 42).
_EXTENDS = re.compile("延长|延長|[至最]迟|[至最]遲")


def leans(part: str) -> bool:
    """Whether a part of a sentence says nothing without the part before it."""
    return bool(_LEANS.match(simplify(part).strip()))


def minimal(sentence: str, terms: Sequence[Term], needed: Sequence[Span]) -> Span:
    """Span of the part of a sentence that holds the words of the question that the sentence has, and `needed` (facts); the
    whole of a short one, or when a part would save little.
    """
    parts = _parts(sentence)
    if len(sentence) < _LONG or len(parts) < 2 or not needed:
        return Span(0, len(sentence))
    said = [searched_text(part.of(sentence)) for part in parts]
    wanted = [term for term in terms if any(term.stands_in(text) for text in said)]
    held = {at for at, part in enumerate(parts) if any(part.start < need.end and need.start < part.end for need in needed)}
    first, last = min(held), max(held)
    while missing := [term for term in wanted if not any(term.stands_in(text) for text in said[first:last + 1])]:
        first, last = _nearest(said, missing, first, last)
    while first and (_CONDITION.search(simplify(parts[first - 1].of(sentence)).strip())
                     or _ALTERNATIVE.match(simplify(parts[first].of(sentence)).strip())):
        first -= 1
    if leans(parts[first].of(sentence)):
        first = 0
    last = max((last, *(at for at, part in enumerate(parts) if _EXTENDS.search(part.of(sentence)))))
    while last + 1 < len(parts) and (
        _EXCEPTION.search(simplify(parts[last + 1].of(sentence)).strip()) or _CONDITION.search(simplify(parts[last].of(sentence)).strip())
    ):
        last += 1
    return Span(parts[first].start, parts[last].end)


def _nearest(said: Sequence[str], missing: Sequence[Term], first: int, last: int) -> tuple[int, int]:
    """The run of parts widened by the side on which a missing word comes sooner."""
    def away(parts: Sequence[str]) -> int:
        return next((at for at, text in enumerate(parts, 1) if any(term.stands_in(text) for term in missing)), len(said))

    left, right = away(said[:first][::-1]), away(said[last + 1:])
    return (first - left, last) if left <= right else (first, last + right)


def _parts(sentence: str) -> list[Span]:
    """Cut after commas and semicolons that stand in no brackets or quotation marks."""
    parts, depth, begin = [], 0, 0
    for at, char in enumerate(sentence):
        depth = max(0, depth + (char in _OPENERS) - (char in _CLOSERS))
        if depth == 0 and _COMMA.match(char) and sentence[at + 1:].strip():
            parts.append(Span(begin, at + 1))
            begin = at + 1
    return [*parts, Span(begin, len(sentence))]
