"""Questions for the notices themselves: which are on file, of a place or a year, about something, in force."""

from __future__ import annotations

import re
from functools import reduce

from index.query import Query

_NOTICES = "(?:公文|文件|通知|通告|公告)"
_ASKS = re.compile(
    rf"(?:哪些|哪几|什么|几[份个件]|多少|有没有|有无|列出|列举|最新)[^，,。？?]{{0,12}}?{_NOTICES}"
    rf"|{_NOTICES}(?:都|一?共|分别|现在|还|又|有|是)*(?:哪|什么|多少|几[份个件])"
    r"|\b(?:what|which|how many|list|show)\b[^?]{0,40}\b(?:notices?|documents?|circulars?)\b")
# Papers that somebody has to hand in are none of these.
_DUTY = re.compile(r"需(?!求)|必?须|应[当该]|[提上]交|携带|要(?!点|闻)|\b(?:must|needs?|required?|should|have to|shall)\b")
# What is left of such a question for its subject: words of keeping and issuing, and of documents.
_NO_SUBJECT = re.compile(
    r"(?:库[里中内]?|系统|收录|收入|入库|公文|规范性|文件|通知|通告|公告|列出|列举|目录|(?:\d{4})?年|印发|发布|出台|已经|现在|目前|现行|有效"
    r"|失效|最新|一?共|份|\s)*")
_NO_SUBJECT_EN = frozenset(re.findall(r"\w+", """
    what which how many list show me all any the a of there is are do does you have has we on file in force still currently now valid
    invalid notice notices document documents circular circulars issued published released promulgated by from for after before
    since until between and or to no longer repealed expired abolished effective applicable hold held database system
    collection library government municipal provincial city county district province
"""))
_ABOUT = re.compile(
    rf"(?:关于|有关|涉及)([\u3400-\u9fff]{{2,24}}?)的?{_NOTICES}|{_NOTICES}(?:是|和|与)?(?:关于|有关|涉及)([\u3400-\u9fff]{{2,24}}?)(?:的|[?？]?$)")


def asks_catalogue(query: Query) -> bool:
    """Whether a question asks which notices there are, and nothing of what they say."""
    named = query.steps or query.titles or query.doc_nos or query.field or query.earlier
    if named or not _ASKS.search(query.key) or _DUTY.search(query.key):
        return False
    if query.lang == "en":
        return _NO_SUBJECT_EN.issuperset(re.findall("[a-z]+", _without_places(query)))
    return bool(_NO_SUBJECT.fullmatch(query.topic) or _ABOUT.search(query.key))


def _without_places(query: Query) -> str:
    """The search key of an English question: what is left of its topic says nothing where the notices on file have no word for it."""
    return reduce(lambda key, place: key.replace(place.name.lower(), " "), query.places, query.key)


def named_subject(query: Query) -> str:
    """What the notices asked for are to be about; '' where it is not said."""
    match = _ABOUT.search(query.key)
    return match[1] or match[2] if match else ""
