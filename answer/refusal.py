"""What is said when nothing answers: what was searched, and what to try."""

from __future__ import annotations

from collections.abc import Sequence

from answer.model import Lang, NearestClause
from answer.phrases import filters_said, phrase
from answer.shown import listed
from index.manifest import DocSummary
from index.question import Asked
from index.store import Index

_MOST_PLACES = 5


def refused(index: Index, asked: Asked, nearest: Sequence[NearestClause]) -> str:
    """That none of the notices searched answers, of which places and years these are, which filters they passed, what to try."""
    lang = asked.query.lang
    held = [document for document in index.documents() if document.doc_id in asked.scope.allowed]
    filters = filters_said(asked.limits, lang)
    said = (phrase("refuse_within" if filters else "refuse", lang, count=len(held), filters=filters), _searched(held, lang),
            phrase("refuse_near" if nearest else "refuse_try", lang))
    return (" " if lang == "en" else "").join(filter(None, said))


def _searched(held: Sequence[DocSummary], lang: Lang) -> str:
    """Places and years of issue of the notices, where they are known."""
    places = list(dict.fromkeys(one.meta.region.name for one in held if one.meta.region))
    years = sorted({one.meta.issued[:4] for one in held if one.meta.issued})
    if not places or not years:
        return ""
    more = phrase("and_more", lang, count=len(places)) if len(places) > _MOST_PLACES else ""
    return phrase("refuse_searched", lang, places=listed(places[:_MOST_PLACES], lang) + more,
                  years=years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}")
