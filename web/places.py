"""The filters of a question as the reader sets them: the tree of places on file, years, the day on which validity is judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from answer.model import Filters, Lang
from answer.shown import show
from index.scope import Limits, check_limits
from ingest.errors import TiaoliError
from ingest.gazetteer import gazetteer
from ingest.model import Region
from ingest.places_en import english_names
from web.render import labels

# An em space: an option's blanks at its beginning are kept, and are no part of what is searched for.
_INDENT = "\u2003"
_YEAR = re.compile(r"(?:19|20)\d\d")


def place_choices(regions: Iterable[Region | None], lang: Lang) -> list[tuple[str, str]]:
    """The places of notices with the divisions they lie in, as a tree: (label, full name), province by province.

    A label is indented by its level and says how many notices are from the place or from within it.
    """
    counts = Counter(region.adcodes[:depth] for region in regions if region for depth in range(1, len(region.adcodes) + 1))
    divisions = gazetteer().by_code
    return [(f"{_INDENT * (len(path) - 1)}{_named(path[-1], lang)} ({counts[path]})", divisions[path[-1]].full_name)
            for path in sorted(counts)]


def read_filters(region: str, in_force: bool, since: str, until: str, as_of: str, lang: Lang) -> Filters:
    """The filters as set. since, until: years, both included; as_of: an ISO date; '' for none.

    Raises TiaoliError('bad_filter') with a message in `lang`.
    """
    words = labels()[lang]
    since, until, as_of = since.strip(), until.strip(), as_of.strip()
    for year in (since, until):
        if year and not _YEAR.fullmatch(year):
            raise TiaoliError("bad_filter", words["bad_year"].format(value=year))
    if since and until and since > until:
        raise TiaoliError("bad_filter", words["bad_order"].format(since=since, until=until))
    try:
        check_limits(Limits(as_of=as_of))
    except TiaoliError as error:
        raise TiaoliError("bad_filter", words["bad_day"].format(value=as_of)) from error
    return Filters(region=region, in_force=in_force, as_of=as_of,
                   since=f"{since}-01-01" if since else "", until=f"{until}-12-31" if until else "")


def dates_said(filters: Filters, lang: Lang) -> str:
    """What is set of years and day, as the heading of these filters."""
    words = labels()[lang]
    since, until = filters.since[:4], filters.until[:4]
    period = "period" if since and until else "period_since" if since else "period_until"
    said = [words[period].format(since=since, until=until)] if since or until else []
    said += [words["as_of_said"].format(as_of=filters.as_of)] if filters.as_of else []
    return (", " if lang == "en" else "，").join(said) or words["more_filters"]


def _named(adcode: str, lang: Lang) -> str:
    division = gazetteer().by_code[adcode]
    english = next(iter(english_names(division)), "") if lang == "en" else ""
    return f"{english} {division.name}" if english else show(division.name, lang)
