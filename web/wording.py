"""Warnings, refusals and notes on validity put into the language of the page, where an answer is in another.

What an answer itself says stays as it is: nobody has checked a translation against the clauses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from answer.model import Lang
from answer.phrases import phrase
from answer.shown import show

# Of `answer.phrases`, those that stand around what an answer says. One that begins with what is filled in comes last.
_WHOLE = (
    "warn_repealed", "warn_expired", "warn_inferred", "warn_machine", "warn_instructs", "warn_damaged", "warn_corrected",
    "warn_absent", "warn_above", "note_failed", "note_replaced", "note_cut", "note_declined", "note_part", "note_listed", "refuse",
    "refuse_within", "refuse_searched", "refuse_near", "refuse_try", "refuse_absent", "refuse_talk", "refuse_empty", "refuse_address",
    "refuse_filtered", "refuse_absent_doc", "warn_absent_doc")
_REASONS = tuple(f"reason_{name}" for name in (
    "term", "plan", "year", "marked", "within", "planned", "until", "not_yet", "edition", "amended", "trial", "silent", "repealed"))
_LISTED = {"names": (), "places": (), "notes": tuple(f"damage_{name}" for name in ("pinyin", "quotes", "date", "bytes")),
           "filters": tuple(f"filter_{name}" for name in ("since", "until", "in_force", "as_of", "region"))}
"""Fields that list several things -> the phrases that each may be."""
_FIELDS = (*_LISTED, "title", "number", "note", "region", "reason", "count", "right", "wrong", "place", "part", "shown", "years", "value")
_SHAPES = {"number": "(?:（[^（）]*）)?", "count": r"\d+", "shown": r"\d+"}
_SEPARATOR: dict[Lang, str] = {"zh-Hans": "、", "zh-Hant": "、", "en": ", "}


def half(message: str, lang: Lang) -> str:
    """The words of a message `中文 / English` for a reader of `lang`. The Chinese half may go on in the English one: it stays."""
    _, _, english = message.partition(" / ")
    return english if lang == "en" and english else message


def reworded(text: str, of: Lang, to: Lang) -> str:
    """A warning or a refusal, one phrase of `answer.phrases` or several, in another language; any other text as it is."""
    said, rest = [], text.strip()
    while rest and (found := _beginning(rest, of)):
        name, match = found
        said.append(_said(name, match, of, to))
        rest = rest[match.end():].lstrip()
    return text if rest else (" " if to == "en" else "").join(said)


def reworded_reason(note: str, of: Lang, to: Lang) -> str:
    """Why a notice has its status (`answer.phrases.reason`) in another language."""
    match, by = None, ""
    if within := re.fullmatch(f"(?P<rest>{_pattern('reason_repealed', of)}){_pattern('reason_by', of, named=True)}", note, re.S):
        note, by = within["rest"], phrase("reason_by", to, value=show(within["value"], to))
    name, match = next(((each, match) for each in _REASONS if (match := _full(each, note, of))), ("", None))
    return _said(name, match, of, to) + by if match else note


def _beginning(text: str, lang: Lang) -> tuple[str, re.Match[str]] | None:
    return next(((name, match) for name in _WHOLE if (match := re.match(_pattern(name, lang, named=True), text, re.S))), None)


def _full(name: str, text: str, lang: Lang) -> re.Match[str] | None:
    return re.fullmatch(_pattern(name, lang, named=True), text, re.S)


def _said(name: str, match: re.Match[str], of: Lang, to: Lang) -> str:
    values = {field: _value(field, value, of, to) for field, value in match.groupdict().items()}
    return re.sub(r" ?[(（][)）]", "", phrase(name, to, **values))


def _value(field: str, value: str, of: Lang, to: Lang) -> str:
    if field == "note":
        return reworded_reason(value, of, to)
    if field == "reason":  # why a model failed is told in the language of the question alone
        return ""
    if field not in _LISTED:
        return show(value, to)
    more = re.search(f"{_pattern('and_more', of, named=True)}$", value)
    names = value[:more.start()] if more else value
    ended = phrase("and_more", to, count=more["count"]) if more else ""
    return _SEPARATOR[to].join(_one(each, _LISTED[field], of, to) for each in names.split(_SEPARATOR[of])) + ended


def _one(text: str, phrases: Sequence[str], of: Lang, to: Lang) -> str:
    name, match = next(((each, match) for each in phrases if (match := _full(each, text, of))), ("", None))
    return _said(name, match, of, to) if match else show(text, to)


@lru_cache(maxsize=256)
def _pattern(name: str, lang: Lang, named: bool = False) -> str:
    """The wording `name` as a regular expression, with a group for each field if `named`."""
    pieces = re.split("\0", phrase(name, lang, **{field: f"\0{field}\0" for field in _FIELDS}))
    return "".join(_field(piece, lang, named) if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))


def _field(field: str, lang: Lang, named: bool) -> str:
    reasons = (_pattern(name, lang) for name in _REASONS)
    shape = f"(?:{'|'.join(reasons)})(?:{_pattern('reason_by', lang)})?" if field == "note" else _SHAPES.get(field, ".+?")
    return f"(?P<{field}>{shape})" if named else shape
