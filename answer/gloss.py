"""English glosses of the names of Chinese public bodies, put together from segments (bodies.tsv) and place names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.gazetteer import gazetteer, stem
from ingest.places_en import english_names

# Roles of segments. level: 市 Municipal; quant: 各有关 Relevant; levels: 各级; org: 人民政府, which may have parts of
# its own; topic: 财政; head: 局 Bureau; of: 厅 Department of; generic: 部门 departments; places: 各县区, at the end.
LEVEL_OF = {"省": "Provincial", "市": "Municipal", "县": "County", "区": "District", "州": "Prefectural",
            "旗": "Banner", "盟": "League"}
# Names joined by a conjunction, and `X等部门`: (pattern, English between or around the glosses of its groups).
JOINED = ((re.compile(r"^(.{2,}?)等(?:有关|相关)?部门(?:和单位)?$"), "{} and other departments"),
          (re.compile(r"^(.{2,}?)会同(.{2,})$"), "{} together with {}"),
          (re.compile(r"^(.{2,}?)(?:和|与|及|、)(.{2,})$"), "{} and {}"),
          (re.compile(r"^(各.{1,}?)(各.{1,})$"), "{} and {}"))
PARENTHESIS = re.compile(r"^([^（(]+)[（(]([^（）()]+)[)）]$")
KEEP_CASE = frozenset({"Party", "CPC", "CPPCC", "State", "Communist", "Youth", "Taiwan", "Chinese", "China"})
ENDING_ROLES = frozenset({"org", "head", "of", "generic", "places"})


@dataclass(frozen=True)
class Segment:
    """A piece of a name. english: title case, '' for a quantifier without a word of its own."""

    chinese: str
    english: str
    role: str


@lru_cache(maxsize=1)
def _segments() -> dict[str, tuple[Segment, ...]]:
    """Chinese -> segments it may be, of bodies.tsv."""
    found: dict[str, list[Segment]] = {}
    for line in files("answer").joinpath("bodies.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            chinese, english, role = line.split("\t")
            found.setdefault(chinese, []).append(Segment(chinese, english, role))
    return {chinese: tuple(segments) for chinese, segments in found.items()}


def _place(name: str) -> tuple[Segment, ...]:
    """A division as a segment: 昆山市 -> Kunshan Municipal. None when its namesakes are spelt differently."""
    divisions = gazetteer().names.get(name, ())
    spelt = {english_names(division)[:1] for division in divisions}
    if len(spelt) != 1 or not (english := spelt.pop()):
        return ()
    is_full = any(division.name == name and stem(name) != name for division in divisions)
    return (Segment(name, f"{english[0]} {LEVEL_OF.get(name[-1], '')}".strip() if is_full else english[0], "place"),)


def _fits(before: Segment | None, segment: Segment) -> bool:
    """Whether a segment may follow another: places come first, a level never ends up behind a topic."""
    if segment.role == "place":
        after_body = before is not None and before.role == "org" and segment.chinese[-1] in LEVEL_OF
        return before is None or before.role == "place" or after_body
    if segment.role == "level":
        return before is None or before.role in ("quant", "levels", "org", "place")
    if segment.role == "places":
        return before is not None and before.role in ("quant", "org", "level")
    if segment.role in ("head", "of") and len(segment.chinese) == 1:
        return before is not None and before.role in ("topic", "org", "place")
    return before is None or before.role not in ("generic", "of")


def _cost(segment: Segment) -> tuple[int, int]:
    return (1, 1 if segment.role == "place" else 0)


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[Segment, ...]:
    """The fewest segments that cover the whole name and end as a body does; empty when none do."""
    best: dict[tuple[int, Segment | None], tuple[tuple[int, int], tuple[Segment, ...]]] = {(0, None): ((0, 0), ())}
    for start in range(len(name)):
        here = [(last, value) for (at, last), value in best.items() if at == start]
        for end in range(start + 1, len(name) + 1):
            piece = name[start:end]
            options = (*_segments().get(piece, ()), *(_place(piece) if len(piece) > 1 else ()))
            for segment in options if here else ():
                if end == len(name) and segment.role not in ENDING_ROLES:
                    continue
                for last, (cost, path) in here:
                    total = tuple(a + b for a, b in zip(cost, _cost(segment), strict=True))
                    if _fits(last, segment) and total < best.get((end, segment), ((99, 99), ()))[0]:
                        best[(end, segment)] = (total, (*path, segment))
    complete = [value for (at, _), value in best.items() if at == len(name) and value[1]]
    return min(complete, key=lambda value: value[0])[1] if complete else ()


def _join(name: str) -> str | None:
    """The gloss of names joined by a conjunction, when every one of them has a gloss."""
    for pattern, english in JOINED:
        parts = pattern.match(name)
        glosses = [gloss(part) for part in parts.groups()] if parts else [None]
        if all(glosses):
            return english.format(*glosses)
    return None


def _lower(english: str) -> str:
    return " ".join(word if word in KEEP_CASE else word[:1].lower() + word[1:] for word in english.split(" "))


def _plural(english: str) -> str:
    if english.endswith("body"):
        return english[:-4] + "bodies"
    if english.endswith("s"):
        return english
    return english[:-1] + "ies" if english.endswith("y") else english + "s"


def _place_word(segment: Segment, after: tuple[Segment, ...]) -> str:
    """Its English; a place before another place goes without its level: Chongqing Qijiang District."""
    if segment.role == "place" and after and after[0].role == "place":
        return segment.english.rsplit(" ", 1)[0]
    return segment.english


def _proper(segments: tuple[Segment, ...]) -> str:
    """A name in title case: Municipal Finance Bureau, Jiangsu Provincial Department of Justice."""
    words = [_place_word(segment, segments[index + 1:]) for index, segment in enumerate(segments)]
    for index, segment in enumerate(segments):
        if segment.role == "of":
            first = index
            while first and segments[first - 1].role == "topic":
                first -= 1
            words[first:index + 1] = [words[index], *words[first:index]]
    return " ".join(filter(None, words))


def _described(segments: tuple[Segment, ...]) -> str:
    """A description in lower case, its quantifiers in front: relevant municipal departments."""
    quantifiers = [_lower(s.english) for s in segments if s.role == "quant" and s.english]
    words = []
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment.role in ("quant", "levels"):
            continue
        word = _place_word(segment, segments[index + 1:]) if segment.role == "place" else _lower(segment.english)
        if segment.role == "topic" and word.count(" ") == 1 and not last and segments[-1].role == "generic":
            word = word.replace(" ", "-")
        several = any(s.role in ("quant", "levels") for s in segments)
        words.append(_plural(word) if last and several else word)
    at_all_levels = ["at all levels"] if any(s.role == "levels" for s in segments) else []
    return " ".join([*quantifiers, *words, *at_all_levels])


def gloss(body: str) -> str | None:
    """English gloss of a body's name in Simplified script, None when some part of the name is unknown.

    市财政局 -> Municipal Finance Bureau; 各县区政府 -> county and district governments. Official names may differ.
    """
    name = re.sub(r"\s+", "", body)
    noted = PARENTHESIS.match(name)
    if noted and not _split(name):
        outer, inner = gloss(noted.group(1)), gloss(noted.group(2))
        return f"{outer} ({inner})" if outer and inner else None
    segments = _split(name)
    if not segments:
        return _join(name)
    if segments[-1].role in ("generic", "places") or any(s.role in ("quant", "levels") for s in segments):
        return _described(segments)
    return _proper(segments)
