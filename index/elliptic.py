"""What a question leaves out: words that point back, words that need something else to be about, small talk."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

import rjieba

from index.glossary import STOP_WORDS, WORD
from index.query import Query
from index.words import words

# Longer than this is no fragment; it also bounds the work of the patterns that repeat.
_FRAGMENT = 14  # characters
_LONGEST_SUBJECT = 60  # characters in which a word's opposite is looked for
_SMALL_TALK = re.compile(
    r"(?:(?:好[的吧嘞呀]?|嗯|哦|噢|行|对|是|可以|明白|知道|了解|懂|收到|谢谢|多谢|感谢|辛苦|麻烦|您|你|大家|们|了|啦|啊|呀|哈|你好|您好|早上|上午|下午|晚上"
    r"|再见|拜拜|不错|很|非常|太|没问题|没事|原来如此|[的,，.。!！~、;；\s]"
    r"|ok|okay|thanks?|thank you|thx|many|great|good|perfect|got it|i see|understood|alright|all right|hello|hi|bye|very much|so much"
    r"|a lot|cheers|noted|fine|yes|nice|sure|right|that'?s|clear|morning|afternoon|for your help))+[?？]?", re.I)
_LONGEST_TALK = 40  # characters
# Asked of whoever answers, or for entertainment: no notice is spoken of.
_CHAT = re.compile(
    r"^(?:请问)?[你您](?:今年)?(?:几岁|多大|是谁|是什么[^，。]{0,6}$|叫什么|会(?:什么|唱|讲|不会)|能做什么|喜欢|累不累|吃(?:了|饭)|好吗)"
    r"|(?:讲|说|来)(?:一?个)(?:笑话|故事|段子)|写(?:一?首)(?:诗|歌)|(?:今天|明天|现在)天气|陪我聊"
    r"|\b(?:tell|give) me an? (?:joke|story|riddle|poem)|\bwho are you\b|\bhow (?:old )?are you\b"
    r"|\bwhat(?:'s| is) your (?:name|age|favou?rite)"
    r"|\bwrite (?:me )?a (?:poem|song|joke|story)|\b(?:what's|what is|how's|how is) the weather", re.I)
# An order to write or make up a text asks for nothing that a notice says; a question about writing one has a question word or a modal.
_COMPOSE = re.compile(
    r"(?:请|麻烦|帮我|帮忙|给我|替我|为我|你|您|随便|再|能不能|可以|能)*(?:写|编造?|起草|草拟|撰写|创作|杜撰|虚构|捏造|生成)一?[个篇份条首段封则]"
    r"(?!.*(?:谁|哪|什么|怎|如何|几|多少|吗|应|要|须|由))"
    r"|(?:please |can you |could you )*(?:write|draft|compose|invent|make up|fabricate|generate) (?:me |us )?(?:an?|some|another)\b"
    r"(?!.*\b(?:who|what|how|when|which|must|should|shall|required)\b)", re.I)

# What is written for a machine and holds no Chinese.
_CODE = re.compile(
    r"(?!.*[\u4e00-\u9fff])\s*(?:select\b[^?]*\bfrom\b|(?:drop|create|alter) table\b|insert into\b|delete from\b|update \w+ set\b"
    r"|(?:print|eval|exec|alert)\s*\(|import \w+\s*$|def \w+\(|(?:sudo|rm|ls|cat|curl|wget) [-/\w.:]+)", re.I)

_SECOND_THOUGHT = re.compile(r"^(?:那(?!曲|坡|些|种|个|份|条|项|一)|(?:and|but|so|then)\b)")
_PRONOUN = re.compile(
    r"它|(?<![尤与极及])其(?![他它中余实次])|这(?:个(?!月|年|季|学期)|[项份些条种]|一[条项点款份])|那(?:[个项份些条种]|一[条项点款份])|上述|前述|刚才|前面|上面"
    r"|[上下前后]一?[条项款](?![例件])|[该本此](?:通知|意见|方案|文件|办法|规定|条例|[条项款](?![例件]))|^(?:还有|另外|此外)"
    r"|\b(?:its|that|this|those|these|they|them|their|there|the (?:same|former|latter))\b"
    # `It` that stands for what follows points nowhere: is it allowed to ...
    r"|\bit\b(?! (?:is )?(?:allowed|possible|necessary|required|permitted|legal|mandatory|obligatory|compulsory|true)\b)")
_PERSONAL = re.compile(r"\b(?:it|its|they|them|their)\b")
_ELLIPTIC = re.compile(
    r"呢[?？,，]|呢$|^那(?!些|种|个|份)|^(?:换|改)[成作为]?|^(?:如果|要是|假如|若)(?:是|在|换)|也?(?:一样|这样|如此|同样)(?:吗|么|的吗)?[?？]?$"
    r"|^(?:and|but|so|then|or)\b|^(?:what|how) (?:about|of|if)\b|^the same\b|\btoo\?*$")
_SAME_AGAIN = re.compile(r"也?(?:一样|是?这样|如此|同样)(?:吗|么|的吗)[?？]?$|\b(?:the same|too)\b")
# Words of asking; 呢 and 吗 at the end of a fragment ask nothing new.
_ASKS = re.compile(
    r"谁|哪|什么|啥|怎|何(?!时$)|几[个天年月次项]|多少|\b(?:who|whom|whose|why|how(?! about)|when|which|where"
    r"|what(?! (?:about|of|if)\b))\b")
_CASE = re.compile(
    r"(?:怎么|如何|咋)(?:办|处理|算)|的(?=怎|如何|呢|吗|由|谁|要|能|可|会|是|有|罚|多少|几|[?？]?$)|(?:行|可以|能|算)(?:吗|不)[?？]?$")
_COMPARES = re.compile(
    r"[和与跟同比].{1,12}(?:相比|比较|对比|比|不同|区别|差异|差别|一样)|compared? (?:with|to)|differ(?:ent)? from|\bversus\b|\bvs\b")
_PLACES_MEANT = re.compile(
    r"(?P<two>[两二]\s?[地市县区省者家个]|两个?(?:地方|城市)|双方|both|the two)|(?P<three>三\s?[地市县区省者家个]|the three|all three)"
    r"|(?P<all>它们|他们|这些(?:地方|城市)|[这那]几[个地市]|彼此|各(?:自)?有|\bthey\b|\bthem\b|these (?:places|cities))")
_FRAME_EN = re.compile(
    r"\b(?:what|how) (?:about|of)\b|\b(?:article|item|clause|paragraph|section|chapter|annex|in force|repealed|valid)\b")
_NEXT = re.compile(
    r"(?:下|后)面?一?[条项款章节]|接下来的?一?[条项款]|\b(?:next|following) (?:article|clause|item|paragraph|one)\b|\bthe one after\b")
_PREVIOUS = re.compile(
    r"前面?一?[条项款章节](?![例件])|\b(?:previous|preceding) (?:article|clause|item|paragraph|one)\b|\bthe one before\b")
_UPPER = re.compile(r"上面?一?[条项款章节](?![例件])")


@lru_cache(maxsize=8)
def _words(sort: str) -> frozenset[str]:
    """One of the lists of elliptic.toml."""
    return frozenset(tomllib.loads(files("index").joinpath("elliptic.toml").read_text(encoding="utf-8"))[sort].split())


@lru_cache(maxsize=1)
def _contrast_lines() -> tuple[tuple[str, ...], ...]:
    text = tomllib.loads(files("index").joinpath("elliptic.toml").read_text(encoding="utf-8"))["contrast"]
    return tuple(tuple(sorted(line.split(), key=len, reverse=True)) for line in text.splitlines() if line)


def _any_of(*lists: frozenset[str]) -> re.Pattern[str]:
    """A run of words of the lists."""
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(frozenset().union(*lists), key=len, reverse=True)))})+")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What only points, what depends on something else, and what is no more than `这份文件`: each of a whole block of words."""
    pointing = _words("pointing")
    return _any_of(pointing), _any_of(pointing, _words("dependent")), _any_of(pointing, words("document"))


def is_small_talk(key: str) -> bool:
    """Whether a question is thanks, a greeting or assent, is about whoever answers, wants a text written or is a program: it asks
    nothing of notices. key: its search key.
    """
    talk = len(key) <= _LONGEST_TALK and (_SMALL_TALK.fullmatch(key.strip()) or _CHAT.search(key))
    return bool(talk or _COMPOSE.match(key) or _CODE.match(key))


def own_words(query: Query) -> str:
    """What the question is about by its own words, without those that only point and without dates and places; '' for nothing."""
    if query.lang == "en":
        return _own_words_en(query)
    pointing, _, document = _patterns()
    topic = re.sub(r"(?<!\d)(?:19|20)\d{2}年(?:度|版)?", " ", query.topic)
    for name in query.elsewhere:
        topic = topic.replace(name, " ")
    topic = re.sub(r"(?<=\S)呢(?!\S)", "", topic)
    topic = re.sub(r"(?<!\S)(?:那么?|其(?=\S)(?![他它中余实次])|它的?|[这该])(?=\S)", "", topic)
    blocks = [block for block in topic.split() if len(block) > _FRAGMENT or not pointing.fullmatch(block)]
    if query.of_notice and all(len(block) <= _FRAGMENT and document.fullmatch(block) for block in blocks):
        return ""
    return " ".join(blocks)


def _own_words_en(query: Query) -> str:
    key = query.key
    for name in (*(place.name for place in query.places), *query.elsewhere, *query.doc_nos, *query.titles):
        key = key.replace(name.lower(), " ")
    key = _FRAME_EN.sub(" ", key)
    return " ".join(word for word in WORD.findall(key) if word not in STOP_WORDS and word not in _words("pointing_en"))


def depends(own: str, lang: str) -> bool:
    """Whether the words name only a step, an amount or a consequence, and so need a matter: `期限`, `怎么申请`, `the fine`."""
    if lang == "en":
        return len(own) <= 60 and all(word in _words("dependent_en") for word in own.split())
    return len(own) <= _FRAGMENT and all(_patterns()[1].fullmatch(block) for block in own.split())


def is_elliptic(query: Query) -> bool:
    """Whether the question leaves its asking to the one before: `昆山呢`, `what about Kunshan`, `北京也一样吗`."""
    return bool(_ELLIPTIC.search(query.key)) and not asks_something(query)


def asks_something(query: Query) -> bool:
    """Whether the question itself says what it asks for."""
    if _SAME_AGAIN.search(query.key):
        return False
    return query.kind != "general" or query.field is not None or bool(_ASKS.search(query.key))


def is_second_thought(key: str) -> bool:
    """Whether it goes on from what was said: 那 …, and …"""
    return bool(_SECOND_THOUGHT.search(key))


def has_own_case(key: str) -> bool:
    """Whether it puts a case of the same matter: 那没休完的怎么办."""
    return bool(_CASE.search(key))


def points_back(key: str) -> bool:
    """Whether it points to what was said before by a pronoun or the like, or goes on from it."""
    return bool(_PRONOUN.search(key)) or is_second_thought(key) or bool(_ELLIPTIC.search(key))


def lacks_antecedent(key: str, own: str) -> bool:
    """Whether an English question has a pronoun or goes on from the one before, with hardly a matter of its own."""
    matters = sum(word not in _words("dependent_en") for word in own.split())
    return points_back(key) and matters <= (2 if _PERSONAL.search(key) else 1)


def is_predicate(own: str, before: str) -> bool:
    """Whether the words say something of the subject before and lack their own: what is not or not done (不发怎么办), or verbs and
    nouns of it (共享单车停放 … 乱停怎么处罚). 行政复议 after 行政调解 is a matter of its own.
    """
    if re.match("[不没未]", own):
        return True
    parts = [(word, tag) for block in own.split() for word, tag in rjieba.tag(block)]
    news = [word for word, tag in parts if tag.startswith(("n", "j", "l", "i")) and word not in before and not depends(word, "zh")]
    if news or _is_matter(own.split()[-1]) or (parts[0][0] == rjieba.cut(before or " ")[0] and len(parts) > 1):
        return False
    said = {character for word, _ in parts if not depends(word, "zh") for character in word}
    return bool(said & set(before))


def compares_with(key: str) -> bool:
    """Whether what it names is to be compared with what was named before: 与昆山相比, compared to Kunshan."""
    return bool(_COMPARES.search(key))


def how_many_places(query: Query, heard: int) -> int:
    """How many of the places heard so far it speaks of together: 两地, 三市, they; 0 when of none or one."""
    match = _PLACES_MEANT.search(query.key)
    if match:
        return 2 if match["two"] else 3 if match["three"] else heard
    return heard if query.kind == "compare" and len(own_words(query).replace(" ", "")) <= 2 else 0


def next_or_last(query: Query, own: str) -> int:
    """1 for the next clause, -1 for the one before, 0 for none; 再下一条 is next to the one just asked for.

    上一条 is the one before only where nothing is asked but its content (上一条呢, 上一条讲什么).
    """
    if _NEXT.search(query.key):
        return 1
    content = not own.replace("内容", "").strip() and query.kind == "general" and not re.search("谁|哪|为|怎|why|who", query.key)
    return -1 if _PREVIOUS.search(query.key) or (_UPPER.search(query.key) and content) else 0


def substitute(before: str, new: str) -> str:
    """The subject before with `new` in the place of what it stands against: 职工医保缴费 + 居民医保 -> 居民医保缴费.

    A word of procedure or amount adds to the subject (行政复议 + 期限), and so does one that stands against no word of it:
    a subject too many finds more than one too few.
    """
    if not new.strip() or not before.strip() or depends(new, "zh") or len(before) > _LONGEST_SUBJECT or len(new) > _LONGEST_SUBJECT:
        return f"{before} {new}"
    blocks = before.split()
    for at, block in enumerate(blocks):
        for start, end in (_same_head(block, new), _same_start(block, new), _contrasts(block, new)):
            if end:
                return " ".join((*blocks[:at], block[:start] + new + block[end:], *blocks[at + 1:]))
    if _is_matter(blocks[0]) and _is_matter(new):
        return " ".join((new, *blocks[1:]))
    return f"{before} {new}"


def _same_head(block: str, new: str) -> tuple[int, int]:
    """Where a block has words of the length of `new` that end in the same word or character: 婚假, 产假."""
    pieces, head = [word for word, _ in rjieba.tag(block)], rjieba.cut(new)[-1]
    for count in range(len(pieces), 0, -1):
        last = pieces[count - 1]
        if (last == head or last[-1] == new[-1]) and not depends(last, "zh"):
            start = count - 1
            while start and len("".join(pieces[start:count])) < len(new):
                start -= 1
            return len("".join(pieces[:start])), len("".join(pieces[:count]))
    return 0, 0


def _same_start(block: str, new: str) -> tuple[int, int]:
    """Two characters at the start of a block against two that begin alike: 养犬, 养猫."""
    return (0, 2) if len(new) == 2 <= len(block) and block[0] == new[0] else (0, 0)


def _contrasts(block: str, new: str) -> tuple[int, int]:
    """Where a block has a word that `new` is known to stand against, as elliptic.toml lists them."""
    for line in _contrast_lines():
        if new in line and (found := next((word for word in line if word != new and word in block), "")):
            return block.index(found), block.index(found) + len(found)
    return 0, 0


def _is_matter(words_: str) -> bool:
    return words_.endswith(tuple(_words("matter")))
