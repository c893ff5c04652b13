"""The parts of a question that asks for several kinds of thing: `每年培训多少天，考试由谁组织`, `how many attend, and who is excused`."""

from __future__ import annotations

import re

from index.kinds import ROLES, Kind, kind_of
from index.query import Query
from ingest.script import search_key

_BETWEEN = re.compile(r"[,，;；?？。]\s*(?:and\s+)?|\s+and\s+(?=(?:by |to |from )?(?:who|whom|which|what|when|where|how)\b)", re.I)
# An interrogative makes a clause ask (朱德熙《语法讲义》, 疑问代词); one that has none states a condition or a case.
_ASKS = re.compile(
    r"谁|哪|什么|啥|怎|如何|多少|多久|多长|几|何(?:时|处|种|等|以|人|地|机构|部门|单位)|\b(?:who|whom|which|what|when|where|how)\b")
# 啥手续都没办: with 都 or 也 after it, it stands for all (ibid., 任指).
_EVERY = re.compile(r"(?:谁|哪|什么|啥|怎)[^，,。；;？?]{0,4}[都也]")
# Days and numbers are of one kind: a clause gives as many as are asked for.
_NUMBER = ("figure", "deadline")
_SOUGHT = (*ROLES, *_NUMBER, "definition", "list")


def further_parts(query: Query) -> tuple[str, ...]:
    """The parts that ask for something of another kind than the question is read to; of each kind the first."""
    found: dict[Kind, str] = {}
    for part in map(str.strip, _BETWEEN.split(query.text)):
        key = search_key(part)
        kind = kind_of(key)
        if (kind in _SOUGHT or (kind == "general" and query.kind in _SOUGHT)) and _ASKS.search(_EVERY.sub("", key)):
            found.setdefault("figure" if kind == "deadline" else kind, part)
    own = "figure" if query.kind == "deadline" else query.kind
    return tuple(part for kind, part in found.items() if kind != own) if own in found else ()
