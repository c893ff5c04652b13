"""Whether a question asks for what a list lists: by the noun that leads it in (哪些情形, 下列情形), or by the verb (包括哪些, 包括：).

The noun after an interrogative and the one after 下列 name the same class (朱德熙《语法讲义》, 疑问代词作定语).
"""

from __future__ import annotations

import re

from ingest.script import simplify

# Chinese nouns that lead lists in, with the English ones that ask for them.
_NOUNS = (
    ("情形|情况", "circumstances|cases|situations"),
    ("条件", "conditions|requirements"),
    ("材料|文件|证件|资料", "materials|documents|papers"),
    ("职责|职能|责任", "duties|responsibilities|functions|powers"),
    ("义务", "duties|obligations"),
    ("权利", "rights"),
    ("行为|活动", "acts|actions|activities|conduct|behaviou?rs?|things"),
    ("事项|内容", "matters|items|contents?|information|particulars|details"),
    ("要求|标准|规定", "requirements|standards|criteria|rules"),
    ("程序|步骤", "steps|procedures"),
    ("措施|方式", "measures|ways|means"),
    ("方面|理由", "aspects|respects|grounds|reasons"),
    ("任务|原则", "tasks|principles"),
    ("人员|单位", "people|persons|bodies|units|entities|who"),
    ("项目|费用|范围", "projects|fees|costs|expenses|areas"),
)
_BY_NOUN = tuple(
    (re.compile(rf"(?:哪些|哪几[种类项个道条]|什么|何种)[^，,。？?]{{0,4}}?(?:{zh})|(?:{zh})(?:都|分别)?(?:有|是)?(?:哪些|什么)"
                rf"|\b(?:what|which)\b[^?,]{{0,40}}?\b(?:{en})\b"),
     re.compile(rf"(?:下列|以下|如下)[^，,。；：:]{{0,6}}?(?:{zh})"))
    for zh, en in _NOUNS
)
# What a noun after 等 closes is of the class that it names: 公众参与、专家论证、合法性审查等程序 (吕叔湘《现代汉语八百词》, 等).
_CLOSED = tuple((asks, re.compile(rf"(?:[\u4e00-\u9fff]{{2,12}} ){{2,}}[\u4e00-\u9fff]{{2,16}}等[^ ]{{0,6}}?(?:{zh})"))
                for (asks, _), (zh, _) in zip(_BY_NOUN, _NOUNS, strict=True))
_BY_VERB = (re.compile(r"(?:包括|是指|包含)(?:了|有)?(?:哪|什么)|\binclude[sd]?\b"), re.compile("(?:包括|是指|包含)[：:]?$"))


def asks_what_is_listed(asked: str, leads: str) -> bool:
    """asked: the search key of a question; leads: the words that lead a list in."""
    said = simplify(leads).strip()
    return any(asks.search(asked) and tells.search(said) for asks, tells in (*_BY_NOUN, _BY_VERB))


def names_all_asked(asked: str, searched: str) -> bool:
    """Whether a clause names things of the class asked for in a row that the class closes. searched: as `index.lexical.runs` gives it."""
    return any(asks.search(asked) and closed.search(searched) for asks, closed in _CLOSED)
