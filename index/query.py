"""What a question asks: its script, places, document numbers, titles, clause address, kind, and the words left to search."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rjieba

from index.kinds import Kind, MetaField, kind_of, metadata_field, without_asking
from ingest.gazetteer import Division
from ingest.header import DOC_NO, canonical_doc_no
from ingest.markers import marker_of
from ingest.places import Mention, find_places, resolve
from ingest.places_en import find_places_en
from ingest.script import Script, detect, search_key, simplify

_QUOTED = re.compile(r"[“「『\"]([^”」』\"]{2,30})[”」』\"]")
_TITLE = re.compile(r"《([^》]{2,80})》")
# A development zone is an authority of its own beside the place it is named after.
_ZONE = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:开发区|高新区|园区|新区|度假区|示范区|保税区|保税港区|自贸区|试验区)")
_ZONE_EN = re.compile(r"\b(?:(?:economic|industrial|technological|technology|high-tech|and|new)\s+){0,4}(?:development|industrial|free[- ]trade|bonded|demonstration)\s+(?:zone|park|area)\b", re.I)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年(?:度|版)?")
_NUMERAL = r"[一二三四五六七八九十百零〇\d]+"
# 七、（十八） · 第三章第十八条第二款 · 第七部分第十八项; read step by step by the grammar of markers.
_ADDRESS = re.compile(
    rf"(?:附件\d?\s*)?(?:(?:{_NUMERAL}、|[（(]{_NUMERAL}[)）]|第{_NUMERAL}(?:编|章|节|条|款|项|目|部分)|(?<!\d)\d{{1,3}}[.．](?!\d)|{_NUMERAL}是)\s*){{1,5}}")
_STEP = re.compile(rf"{_NUMERAL}、|[（(]{_NUMERAL}[)）]|第{_NUMERAL}(?:编|章|节|条|款|项|目|部分)|\d{{1,3}}[.．]|{_NUMERAL}是")
_ADDRESS_EN = re.compile(r"\b(?:(?:section|chapter|part)\s+(?P<section>\d+)\W+)?(?:article|item|clause|paragraph)\s+(?P<item>\d+)(?:\s+of\s+(?:section|chapter|part)\s+(?P<of>\d+))?", re.I)
# Parts of speech (ICTCLAS tags) that name nothing: pronouns, prepositions, conjunctions, particles, punctuation, measures.
_EMPTY_TAGS = ("r", "p", "c", "u", "y", "x", "w", "q", "o", "e")
# Words of asking, of courtesy and of modality, and those that the kind of question already stands for.
_FRAME = frozenset(
    "请问 请 麻烦 告诉 帮 帮忙 查 查询 查一下 想 想知道 知道 了解 问 说 说说 讲 看 介绍 根据 按照 依据 关于 有关 是否 能否 可否 有没有 是不是 怎么办 办 做 "
    "要 有 是 会 能 可以 应该 应当 需要 必须 规定 要求 时候 时间 情况 牵头 协助 配合 主办 承办 "
    "主要 具体 一共 总共 分别 宣布 被 现在 目前 还 都 也 就 多少 几 几个 几次 几天 几年 多久 什么 哪些 哪个 为什么 里 中 上 下 内 提出 提到 作出 进行 开展 怎样 如何 "
    "有效 失效 废止 生效 谁 地方 城市 多长 多长时间 何时 期限 时限 截止 最晚 最迟 至少 最多 比例 数量 不同 区别 比较 对比 吗 呢 吧 安排 主管 属于 包括 哪 叫 称为".split())
# What is asked for, when it follows an interrogative: 哪个部门, 什么文件.
_ASKED = frozenset("部门 单位 机关 机构 内容 方面 文件 通知 公文 人 地方 事项 问题 条件 措施 步骤 程序 材料 领域 时候 情形 情况 几家 办法 份".split())


@dataclass(frozen=True)
class Query:
    """A question as read. text: as asked; key: search key; topic: the key without places, numbers and words of asking.

    places: divisions named outside quoted titles. steps: a clause address as
    structural steps (`7`, `18`), in order. years: years named. quoted: words in quotation marks. zones: development zones named after a place (`经济开发区`). elsewhere: words that are place names but no division of the
    gazetteer (台北, 东京). expanded: for each word of an
    English question, its Chinese terms.
    """

    text: str
    lang: Script
    key: str
    topic: str
    kind: Kind
    field: MetaField | None = None
    places: tuple[Division, ...] = ()
    doc_nos: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    quoted: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    expanded: tuple[tuple[str, ...], ...] = ()


def understand(question: str, translated: Callable[[str], Sequence[tuple[str, ...]]] | None = None) -> Query:
    """Reads one question. `translated`: English question -> for each of its words or phrases the Chinese terms of the corpus (`index.glossary`)."""
    lang = detect(question)
    key = search_key(question)
    plain = simplify(question)
    doc_nos = tuple(dict.fromkeys(canonical_doc_no(match) for match in DOC_NO.finditer(plain)))
    titles = tuple(search_key(title) for title in _TITLE.findall(plain))
    outside = _TITLE.sub(lambda match: "　" * len(match.group()), plain)
    mentions = find_places(outside)
    places = tuple(dict.fromkeys((*resolve(mentions), *(find_places_en(question) if lang == "en" else ()))))
    zones = _zones(outside, mentions)
    for zone in zones:
        outside = outside.replace(zone, "　" * len(zone))
    field, asking = metadata_field(key)
    english = without_asking(_ZONE_EN.sub(" ", question) if places else question)
    expanded = tuple(translated(english)) if lang == "en" and translated else ()
    return Query(
        text=question, lang=lang, key=key, topic=" ".join(word for group in expanded for word in group) if lang == "en" else topic_of(outside, mentions, asking),
        kind=kind_of(key), field=field, places=places, doc_nos=doc_nos, titles=titles,
        steps=_steps(plain) or _steps_en(question), years=tuple(int(year) for year in _YEAR.findall(outside)),
        zones=zones, elsewhere=_other_places(outside, mentions), quoted=tuple(search_key(words) for words in _QUOTED.findall(outside)), expanded=expanded)


def topic_of(plain: str, mentions: Sequence[Mention] = (), asking: str = "") -> str:
    """The words of a Simplified question that name its subject: without places, document numbers, addresses, words of asking.

    asking: the words by which the question asks for a catalogue field, which are no part of its subject either.
    """
    characters = list(plain)
    for mention in mentions:
        characters[mention.start:mention.end] = " " * (mention.end - mention.start)
    text = "".join(characters).replace(asking, " ") if asking else "".join(characters)
    for pattern in (DOC_NO, _ADDRESS):
        text = pattern.sub(" ", text)
    tagged = rjieba.tag(text)
    before = [("", ""), *tagged]
    words = (word if _names_something(word, tag, after) else " " for (word, tag), (_, after) in zip(tagged, before, strict=False))
    return search_key("".join(words))


def _names_something(word: str, tag: str, tag_before: str) -> bool:
    if re.search(r"\d", word):
        return True
    if tag_before == "r" and word in _ASKED:
        return False
    return word not in _FRAME and not tag.startswith(_EMPTY_TAGS)


def _zones(plain: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Development zones: the words between a place and 开发区, 园区 and the like, right after the place."""
    found = (_ZONE.match(plain, mention.end) for mention in mentions)
    return tuple(match.group() for match in found if match)


def _other_places(plain: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Place names by part of speech (ns) that the gazetteer does not have."""
    characters = list(plain)
    for mention in mentions:
        characters[mention.start:mention.end] = " " * (mention.end - mention.start)
    return tuple(word for word, tag in rjieba.tag("".join(characters)) if tag == "ns" and len(word) > 1)


def _steps(plain: str) -> tuple[str, ...]:
    """Steps of the longest clause address in the question, as in structural paths; 附件 is `a1`. A lone `2.` is no address."""
    found: tuple[str, ...] = ()
    for match in _ADDRESS.finditer(plain):
        steps = tuple(step for part in _STEP.findall(match.group()) if (step := _step(part)))
        if match.group().startswith("附件"):
            steps = ("a1", *steps)
        if len(steps) > len(found) and (len(steps) > 1 or re.match(rf"第{_NUMERAL}(条|章|部分)|[（(]{_NUMERAL}[)）]", match.group())):
            found = steps
    return found


def _step(part: str) -> str:
    marker = marker_of(part + " ")
    if marker:
        return marker.path
    numeral = re.match(rf"第({_NUMERAL})(项|款|目|部分)", part)
    inner = marker_of(f"（{numeral[1]}）") if numeral else None
    return inner.path if inner else ""


def _steps_en(question: str) -> tuple[str, ...]:
    match = _ADDRESS_EN.search(question)
    if not match:
        return ()
    section = match["section"] or match["of"]
    return (section, match["item"]) if section else (match["item"],)
