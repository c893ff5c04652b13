"""Whether a stretch of a draft is carried by one of the clauses it cites, or each of its segments by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.checks.actors import check_actors
from answer.checks.alignment import Aligned, Part, aligned
from answer.checks.bodies import check_bodies
from answer.checks.conditions import check_conditions, check_next
from answer.checks.content import check_content
from answer.checks.exchange import check_exchange
from answer.checks.extent import check_extent
from answer.checks.fault import Fault
from answer.checks.figures import check_figures
from answer.checks.force import check_force
from answer.checks.names import check_names
from answer.checks.pieces import without_answer
from answer.checks.places import check_places
from answer.checks.reading import Claim, Segment, Source, list_of, read_claim
from answer.checks.restriction import check_restriction
from answer.checks.scope import check_scope
from answer.checks.silence import check_silence, silent_on
from answer.checks.standing import check_lapse, check_record, check_standing, is_of_record, said_of_standing
from answer.checks.terms import share, terms_of, terms_of_english
from answer.checks.year_end import check_year_end
from index.glossary import translate
from ingest.fold import folded
from ingest.markers import marker_of
from ingest.model import Span

_CUT = re.compile(r"([，；,;](?!\d)|\b(?:while|whereas)\b|(?<=[\u3400-\u9fff])而(?=[\u3400-\u9fff]{2}))", re.I)
# What begins so has its subject in the segment before.
_GOES_ON = re.compile(
    r"\s*(?:应|必须|须|可|不|未|由其|负责|牵头|并|且|还|也|以及|则|其|要|将|处|予以|and\b|or\b|must|shall|may"
    r"|can|should|is\b|are\b|which|who|it\b|they\b|with\b|within\b|at least)",
    re.I,
)
# A question says nothing that a clause could bear out.
_ASKS = re.compile(r"(?:[吗嗎吧呢]|[?？])[。.！!?？\s]*$|(?P<verb>[列属算是能可会要有应准允得])(?:不|没)(?P=verb)|是否|能否|可否|有无")
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


def carried(text: str, sources: Sequence[Source], asked: str) -> tuple[Fault | None, dict[int, Span]]:
    """The fault found, or the number of each clause that carries the stretch with the span of its text that does."""
    text = without_answer(text)
    faults: list[Fault] = []
    for source in sources:
        fault, span = _one(text, source, asked)
        if fault is None and not _is_shared(text, source, sources):
            return None, {source.n: span}
        faults.append(fault or Fault("contradicted", "merged", text.strip()))
    pieces = _pieces(text) if len(sources) > 1 else []
    quotes: dict[int, Span] = {}
    for piece in pieces if len(pieces) > 1 else []:
        found = [(source.n, span) for source in sources for fault, span in (_one(piece, source, asked),) if fault is None]
        if not found:
            break
        quotes |= dict(found)
    else:
        if len(pieces) > 1 and set(quotes) == {source.n for source in sources}:
            return None, quotes
    together = list_of(sources)
    if together and _one(text, together, asked)[0] is None:
        return None, {source.n: _first(source) for source in sources}
    return min(faults, key=lambda fault: _HARD.index(fault.name) if fault.name in _HARD else len(_HARD)), {}


def _is_shared(text: str, own: Source, sources: Sequence[Source]) -> bool:
    """Whether a clause lacks what another clause cited has, so that the sentence joins the two."""
    claim = read_claim(text)
    for other in sources:
        if other is own:
            continue
        if claim.is_english:
            terms = [term for term in terms_of_english(claim.key, 0, other.whole) if term.meant]
        else:
            terms = [term for one in claim.segments for term in terms_of(one, (), claim.key)]
        if any(term.weight >= 1.0 and share(term, other.key) == 1.0 and share(term, own.whole) < 0.5 for term in terms):
            return True
    return False


def _pieces(text: str) -> list[str]:
    """A sentence cut where another subject may begin."""
    found: list[str] = []
    mark = ""
    for piece, following in zip(*[iter([*_CUT.split(text), ""])] * 2, strict=True):
        short = len(re.findall(r"[\u3400-\u9fff]|[A-Za-z]{2,}|\d+", piece)) < _SHORTEST
        leads = bool(found) and mark not in ("；", ";") and _leads_in(found[-1])
        if found and (short or leads or _GOES_ON.match(piece)):
            found[-1] += f"{mark}{piece}"
        elif piece.strip():
            found.append(piece)
        mark = following
    return found


def _leads_in(piece: str) -> bool:
    """Whether a piece says of what the next one speaks: a case (…的, …时) or a noun after 的."""
    last = read_claim(piece).segments[-1:]
    rest = last[0].text.rpartition("的")[2] if last else ""
    if re.search(r"(?:的|者|时|后|前|底|起|期间|中|内|if|when|where)\s*$", piece):
        return True
    if re.match(r"\s*(?:by|in|on|at|within|before|after|for|under|from|during|if|when|where|once|unless)\b", piece, re.I):
        return True
    return bool(last) and "的" in last[0].text and not any(term.is_verb for term in terms_of(Segment(0, len(rest), rest, 0), (), rest))


def _one(text: str, source: Source, asked: str = "") -> tuple[Fault | None, Span]:
    """One stretch against one clause."""
    asks = _ASKS.search(text)
    if asks and folded(asks.group()) not in source.key:
        return Fault("not_found", "empty"), Span(0, 0)
    claim = read_claim(text, asked)
    early = check_standing(claim, source) or check_lapse(claim, source) or check_names(claim, source)
    if early:
        return early, Span(0, 0)
    rest, fault = _without_asides(claim, source)
    if fault:
        return fault, Span(0, 0)
    if not re.search(r"\w", rest):
        return None, _first(source)
    claim = read_claim(rest, asked)
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
    faults = [_of_rule(pair) for pair in pairs]
    holding = next((pair for pair, one in zip(pairs, faults, strict=True) if one is None), None)
    return (None, _quote(holding)) if holding else (faults[0], Span(0, 0))


def _of_rule(pair: Aligned) -> Fault | None:
    return (check_force(pair) or check_exchange(pair) or check_extent(pair) or check_actors(pair) or check_conditions(pair)
            or check_restriction(pair) or check_scope(pair) or check_year_end(pair))


def _verbatim(claim: Claim, source: Source) -> Span | None:
    """Where sentences of the clause stand word for word in the stretch, which is nothing else."""
    said = _compact(claim.key)
    for first, begin in enumerate(source.sentences):
        text = ""
        for last in source.sentences[first : first + _MOST_SENTENCES]:
            # An item may be repeated without what leads in its list.
            at = source.offset if last.start < source.offset < last.end else last.start
            text += _compact(source.key[at : last.end])
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
    homes = [_sentence(part, pair) for part in pair.parts if part.home]
    homes += [pair.source.sentences[pair.source.sentence_at(at)] for at in _numbers(pair) if pair.source.sentences]
    own = [span for span in homes if span.end > pair.source.offset]
    if not own:
        return _first(pair.source)
    return _in_clause(Span(min(span.start for span in own), max(span.end for span in own)), pair.source)


def _sentence(part: Part, pair: Aligned) -> Span:
    """The sentence of the clause that carries a part: of an English one that with most of its words and of those beside it."""
    own, key = pair.sentence_of(part.home), pair.source.key
    if not pair.claim.is_english or part.is_anchored:
        return own
    spans = [own, *(span for span in pair.source.sentences if span.end > pair.source.offset and span != own)]
    words = [*translate(part.segment.text, key.count, plain=True), *translate(pair.claim.key, key.count, plain=True)]
    held = [[any(term in span.of(key) for term in terms) for span in spans] for terms in words]
    # A word that every sentence has tells none from another.
    scores = [sum(row[at] / sum(row) for row in held if any(row)) for at in range(len(spans))]
    return spans[scores.index(max(scores))]


def _numbers(pair: Aligned) -> list[int]:
    said = (pair.claim.key[one.start : one.end].strip() for one in pair.quantities)
    return [at for words in said if (at := pair.source.key.find(words)) >= 0]


def _in_clause(span: Span, source: Source) -> Span:
    return Span(max(0, span.start - source.offset), max(0, span.end - source.offset))
