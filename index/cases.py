"""Questions for the case in which something must or may be done (什么时候要注销登记), which a case answers as a day does.

Of a rule the conditions (假定) come before what it commands (张文显《法理学》, 法律规则的逻辑结构): 遇有下列情形之一时，应当申请注销登记.
"""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"(?<![到最])(?<!最[晚迟])(?:什么时候|什么时间|何时|几时)(?:才|就|需要|需|要|应|必须|可以|能|该|会|不)"
    r"|(?<!by )(?<!since )(?<!until )\bwhen (?:must|should|may|can|shall|is|are|do|does)\b")
_BY_WHEN = re.compile(
    r"最[晚迟]|截止|(?:什么时候|什么时间|何时|几时)[^，。？]{0,6}(?:完成?|好|到位|成|之?前)"
    r"|(?:要|应|得|必须)[^，。？]{0,8}(?:什么时候|何时)|\b(?:by when|deadline)\b")
# Not 目前, 提前, 之前: words of their own; nor a date, which is a fact.
BEFORE_EVENT = re.compile("[\u4e00-\u9fff](?<![目提当此日以之先空史年月])前(?=[ ，,；;。]|[要应须将尽全]|必须|基本|完成|出台|公布|报)")
_TELLS = re.compile("情形|情况|[时后前的] |之日|届满|期间")


def asks_case(asked: str) -> bool:
    """Whether a question asks when something must or may be done. asked: its search key."""
    return bool(_ASKS.search(asked))


def tells_case(searched: str) -> bool:
    """Whether a text, as `index.lexical.runs` gives it, tells a case."""
    return bool(_TELLS.search(searched))


def has_event(asked: str, searched: str) -> bool:
    """Whether a question asks by when, and a text sets the end by an event: 毕业生离校前要出台办法."""
    return bool(_BY_WHEN.search(asked) and BEFORE_EVENT.search(searched))
