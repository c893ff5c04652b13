"""Whether a stretch of a draft is carried by one of the clauses it cites, or each of its segments by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.checks.actors import check_actors
from answer.checks.alignment import Aligned, aligned
from answer.checks.bodies import check_bodies
from answer.checks.conditions import check_conditions, check_next
from answer.checks.content import check_content
from answer.checks.fault import Fault
from answer.checks.figures import check_figures
from answer.checks.force import check_force
from answer.checks.names import check_names
from answer.checks.places import check_places
from answer.checks.reading import Claim, Source, read_claim
from answer.checks.silence import check_silence, silent_on
from answer.checks.standing import check_record, check_standing, is_of_record, said_of_standing
from ingest.markers import marker_of
from ingest.model import Span

_CUT = re.compile(r"[，；,;](?!\d)|\b(?:while|whereas)\b|(?<=[\u3400-\u9fff])而(?=[\u3400-\u9fff]{2})", re.I)
# What begins so has its subject in the segment before.
_GOES_ON = re.compile(
    r"\s*(?:应|必须|须|可|不|未|由其|负责|牵头|并|且|还|也|以及|则|其|要|将|处|予以|and\b|or\b|must|shall|may"
    r"|can|should|is\b|are\b|which|who|it\b|they\b|with\b|within\b|at least)",
    re.I,
)
_SHORTEST, _MOST_SENTENCES = 5, 4
_HARD = (
    "number",
    "date",
    "place",
    "role",
    "validity",
    "negation",
    "modality",
    "actor",
    "direction",
    "field",
    "address",
    "title",
    "doc_no",
    "body",
)


def carried(text: str, sources: Sequence[Source]) -> tuple[Fault | None, dict[int, Span]]:
    """The fault found, or the number of each clause that carries the stretch with the span of its text that does."""
    results = [(source, *_one(text, source)) for source in sources]
    holding = {source.n: span for source, fault, span in results if fault is None}
    if holding:
        return None, holding
    pieces = _pieces(text) if len(sources) > 1 else []
    quotes: dict[int, Span] = {}
    for piece in pieces if len(pieces) > 1 else []:
        found = [(source.n, span) for source in sources for fault, span in (_one(piece, source),) if fault is None]
        if not found:
            break
        quotes |= dict(found)
    else:
        if len(pieces) > 1 and set(quotes) == {source.n for source in sources}:
            return None, quotes
    faults = [fault for _, fault, _ in results]
    return min(faults, key=lambda fault: _HARD.index(fault.name) if fault.name in _HARD else len(_HARD)), {}


def _pieces(text: str) -> list[str]:
    """A sentence cut where another subject may begin."""
    found: list[str] = []
    for piece in _CUT.split(text):
        short = len(re.findall(r"[\u3400-\u9fff]|[A-Za-z]{2,}|\d+", piece)) < _SHORTEST
        if found and (short or _GOES_ON.match(piece)):
            found[-1] += f"，{piece}"
        elif piece.strip():
            found.append(piece)
    return found


def _one(text: str, source: Source) -> tuple[Fault | None, Span]:
    """One stretch against one clause."""
    claim = read_claim(text)
    early = check_standing(claim, source) or check_names(claim, source)
    if early:
        return early, Span(0, 0)
    rest, fault = _without_asides(claim, source)
    if fault:
        return fault, Span(0, 0)
    if not re.search(r"\w", rest):
        return None, _first(source)
    claim = read_claim(rest)
    if is_of_record(claim, source):
        return check_record(claim, source) or check_places(claim, source) or _dates_of_record(claim, source), _first(
            source
        )
    fault = check_record(claim, source) or check_places(claim, source)
    if fault:
        return fault, Span(0, 0)
    pairs = aligned(claim, source)
    if whole := _verbatim(claim, source):
        return check_next(pairs[0], whole), _in_clause(whole, source)
    fault = check_figures(pairs[0]) or check_bodies(pairs[0]) or check_content(pairs[0])
    if fault:
        return fault, Span(0, 0)
    faults = [check_force(pair) or check_actors(pair) or check_conditions(pair) for pair in pairs]
    holding = next((pair for pair, one in zip(pairs, faults, strict=True) if one is None), None)
    return (None, _quote(holding)) if holding else (faults[0], Span(0, 0))


def _verbatim(claim: Claim, source: Source) -> Span | None:
    """Where sentences of the clause stand word for word in the stretch, which is nothing else."""
    said = _compact(claim.key)
    for first, begin in enumerate(source.sentences):
        text = ""
        for last in source.sentences[first : first + _MOST_SENTENCES]:
            text += _compact(last.of(source.key))
            if said in (text, _unnumbered(text)):
                return Span(begin.start, last.end)
            if len(text) > len(said) + 12:
                break
    return None


def _compact(text: str) -> str:
    return re.sub(r"[\s。；;：:，,.“”\"]", "", text)


def _unnumbered(text: str) -> str:
    marker = marker_of(text)
    return text[marker.length :] if marker else text


def _dates_of_record(claim: Claim, source: Source) -> Fault | None:
    return check_figures(aligned(claim, source)[0])


def _without_asides(claim: Claim, source: Source) -> tuple[str, Fault | None]:
    """The stretch without the segments that say how the notice stands, or that the clause is silent on something."""
    kept = list(claim.text)
    for segment in claim.segments:
        silence = silent_on(segment, claim.is_english, source)
        if silence and (fault := check_silence(segment, silence, claim.is_english, source)):
            return "", fault
        if silence or said_of_standing(segment.text, source):
            kept[segment.start : segment.end] = " " * (segment.end - segment.start)
    return "".join(kept), None


def _first(source: Source) -> Span:
    """The first sentence of the clause."""
    own = [span for span in source.sentences if span.end > source.offset]
    return _in_clause(own[0], source) if own else Span(0, len(source.clause.text))


def _quote(pair: Aligned) -> Span:
    """From the first to the last sentence of the clause that carries part of the stretch."""
    homes = [pair.sentence_of(part.home) for part in pair.parts if part.home]
    homes += [pair.source.sentences[pair.source.sentence_at(at)] for at in _numbers(pair) if pair.source.sentences]
    own = [span for span in homes if span.end > pair.source.offset]
    if not own:
        return _first(pair.source)
    return _in_clause(Span(min(span.start for span in own), max(span.end for span in own)), pair.source)


def _numbers(pair: Aligned) -> list[int]:
    said = (pair.claim.key[one.start : one.end].strip() for one in pair.quantities)
    return [at for words in said if (at := pair.source.key.find(words)) >= 0]


def _in_clause(span: Span, source: Source) -> Span:
    return Span(max(0, span.start - source.offset), max(0, span.end - source.offset))
