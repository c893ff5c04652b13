"""What a question calls notices by: titles in 《》, bare titles, statutes before the number of an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial

import rjieba

from index.directory import NONE, Directory, Ids, by_identity, names_with, title_key
from index.relations import names_of
from ingest.references import DOCUMENT, KINDS
from ingest.script import search_key

# A shorter name stands in a question by chance, unless it is a statute's and its article is cited: 刑法第三条.
_SHORTEST = 6
_SHORT_STATUTE = re.compile(r".{1,4}(?<!办)法|.{1,3}法典|.{2,3}条例")
_ARTICLE = re.compile(r"(?:\([^()]{1,12}\))?的?第[一二三四五六七八九十百千零〇\d]+(?:条|章|编|节)")
_CITED = re.compile(rf"[\u3400-\u9fff]{{2,30}}(?={_ARTICLE.pattern})")
_TITLE = re.compile(r"《[^》]{2,80}》")
# What may go before the short name of a statute: parts of speech that do not belong to a longer name (合同法 in 劳动合同法).
_APART = ("p", "v", "c", "r", "d", "u", "y", "zg", "ns", "t", "q", "x", "w")
# A name that goes on is that of another document: 行政处罚法实施办法.
_GOES_ON = re.compile(r"(?:实施|施行)(?:条例|办法|细则|意见|规定|方案)|条例|办法|细则|司法解释|解释|修正案")
# Words that make no name by themselves: 实施方案, 管理办法.
_GENERIC = re.compile(rf"(?:实施|工作|管理|暂行|试行|若干|指导|有关|补充|监督|处罚|奖励|考核|发展|行动)*(?:{KINDS})?")
# What may go before a part of a title that is to mean the whole: the place, the issuer, the year.
_QUALIFIER = re.compile(r"(?:^|[省市县区州盟旗镇乡]|关于|\d年度?|政府|委员会|办公[室厅]|[局厅部院])$")
_LAW = re.compile(r"(?:法|法典|条例|办法|规定|规则|细则)$")
# A document's name by which something is asked of it: 按边防检查条例要罚多少, 车船税法规定, 宪法宣誓办法从哪天起施行.
_ASKED_OF = re.compile(
    r"[\u3400-\u9fff]{1,28}?(?:法典|(?<!办)法|条例|办法|规定|规则|细则)(?=的?规定|里|中(?!心)|要求|明确|所称|所说|说|讲|对|修[订正改]"
    r"|[从自]?(?:何时|几时|什么时候|哪[天年日]|哪一[天年日])|是?怎么|如何|有没有|有效|生效|施行|实施|失效|废止)"
    r"|(?<=[按照据违反])[\u3400-\u9fff]{2,28}?(?:法典|(?<!办)法|条例|办法|规定|规则|细则)"
)
_DISTINCTIVE = 10
_LATER = re.compile(r"(?:\([^()]{1,20}\))?$")


def mentioned(directory: Directory, text: str, of_notice: bool = False) -> tuple[str, ...]:
    """Names of notices that stand in a question outside 《》, or around one (实施《…法》办法), the longest at each place.

    A short name (刑法) counts only before the number of an article, or, with of_notice, in a question about a notice itself.
    """
    quoted = [title_key(title) for title in _TITLE.findall(text)]
    around = [name for name in _standing(directory, title_key(text), of_notice) if _is_around(name, quoted)] if quoted else []
    return tuple(dict.fromkeys((*_standing(directory, title_key(_TITLE.sub("|", text)), of_notice), *around)))


def without_inner(titles: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Titles in 《》 but those that only stand within one of the names."""
    around = tuple(names)
    return tuple(title for title in titles if not any(_is_around(name, [title_key(title)]) for name in around))


def _is_around(name: str, titles: Iterable[str]) -> bool:
    return any(title in name and title != name for title in titles)


def _standing(directory: Directory, key: str, of_notice: bool) -> list[str]:
    found, at = [], 0
    while at < len(key) - 1:
        lengths = directory.lengths.get(key[at:at + 2], ())
        held = (key[at:at + length] for length in lengths if at + length <= len(key))
        name = next((one for one in held if one in directory.by_name and _is_meant(key, at, one, of_notice)), "")
        found += [name] if name else []
        at += len(name) or 1
    return found


def _is_meant(key: str, at: int, name: str, of_notice: bool) -> bool:
    end = at + len(name)
    if _LAW.search(name) and _GOES_ON.match(key, end):
        return False
    if len(name) >= _SHORTEST:
        return True
    cited = of_notice or _ARTICLE.match(key, end)
    return bool(cited and _SHORT_STATUTE.fullmatch(name) and _stands_apart(key, at, end))


def _stands_apart(key: str, start: int, end: int) -> bool:
    """Whether words begin at `start` and end at `end`, and the one before is no part of a longer name."""
    before, ends, at = "x", set(), 0
    for word, tag in rjieba.tag(key):
        at += len(word)
        ends.add(at)
        before = tag if at == start else before
    return (not start or start in ends) and end in ends and _sets_apart(before)


def cited_bare(directory: Directory, text: str) -> tuple[str, ...]:
    """Titles without 《》 right before the number of an article (依据劳动法第三条): the longest that means a notice on file, else as
    far as the parts of speech show where it begins.
    """
    found = []
    for match in _CITED.finditer(_TITLE.sub("。", search_key(text))):
        words = rjieba.tag(match.group())
        first = 1 + max((at for at, (_, tag) in enumerate(words) if _sets_apart(tag)), default=-1)
        own = "".join(word for word, _ in words[first:]).removeprefix("新")
        if _LAW.search(own) and not _GENERIC.fullmatch(own):
            longer = ("".join(word for word, _ in words[at:]) for at in range(first))
            found.append(next((title for title in longer if called(directory, title)), own))
    return tuple(dict.fromkeys(found))


def asked_of(directory: Directory, text: str) -> tuple[tuple[str, Ids], ...]:
    """(name, the notices on file that it means) of each bare title of which a question asks something: in full, or its end
    from a word on, where all titles that end so are alike.
    """
    found: dict[str, Ids] = {}
    key = _TITLE.sub("。", search_key(text))
    for match in (one for one in _ASKED_OF.finditer(key) if not _GOES_ON.match(key, one.end())):
        words = [word for word, _ in rjieba.tag(match.group())]
        ways = ("".join(words[at:]) for at in range(len(words)))
        found |= next(({name: held} for name in ways if (held := called(directory, name) or _ending(directory, name))), {})
    return tuple(found.items())


def _ending(directory: Directory, name: str) -> Ids:
    """The notices whose titles end in a part of a title, where one title does in each place."""
    key = title_key(name)
    if len(key) < _SHORTEST or _GENERIC.fullmatch(key):
        return NONE
    fitting = {one for one in names_with(directory, key) if _LATER.fullmatch(one.rpartition(key)[2])}
    return directory.by_name[fitting.pop()] if len(fitting) == 1 else NONE


def _sets_apart(tag: str) -> bool:
    return tag.startswith(_APART) and tag != "vn"


def called(directory: Directory, title: str) -> Ids:
    """Notices that a title in 《》 means: of exactly that title, 中华人民共和国 and the edition aside; else those of whose title it is
    a part, in each place those of the shortest; else the one that it abbreviates (《市容条例》). A statute's title does not mean
    another document about it, such as 《…法实施办法》.
    """
    return _lookup(directory)(title)


def _called(directory: Directory, title: str) -> Ids:
    key = title_key(title)
    if exact := directory.by_name.get(key):
        return exact
    plain = title_key(names_of(title)[0])
    if plain != key and (held := directory.by_name.get(plain)):
        # An edition is asked for: one on file under another is not it.
        return frozenset(one for one in held if _has_no_edition(directory.meta(one).title))
    return _containing(directory, key) or _abbreviated(directory, key)[0]


# A question's titles are looked up several times on the way to its answer.
_lookup: Callable[[Directory], Callable[[str], Ids]] = by_identity(lambda directory: lru_cache(256)(partial(_called, directory)))


def is_unfiled(directory: Directory, title: str) -> bool:
    """Whether a title in 《》 is that of a document not on file, as far as can be told."""
    key = title_key(title)
    if called(directory, title):
        return False
    if _GENERIC.fullmatch(key) or not DOCUMENT.search(key):
        return key not in directory.joined
    return not _abbreviated(directory, key)[1]


def _has_no_edition(title: str) -> bool:
    return title_key(names_of(title)[0]) == title_key(title)


def _containing(directory: Directory, key: str) -> Ids:
    if len(key) < 4 or _GENERIC.fullmatch(key):
        return NONE
    shortest: dict[tuple[str, ...] | None, tuple[int, set[str]]] = {}
    for name in names_with(directory, key):
        for doc_id in directory.by_name[name] if _is_part(key, name) else ():
            region = directory.meta(doc_id).region
            place = region.adcodes if region else None
            length, ids = shortest.get(place, (len(name), set()))
            if len(name) <= length:
                shortest[place] = (len(name), ids | {doc_id} if len(name) == length else {doc_id})
    return NONE.union(*(ids for _, ids in shortest.values()))


def _is_part(key: str, name: str) -> bool:
    before, _, after = name.rpartition(key)
    if not DOCUMENT.search(key):
        return len(key) >= _SHORTEST
    is_law = bool(_LAW.search(key)) and len(key) < _DISTINCTIVE
    return bool(_LATER.fullmatch(after)) and bool(_QUALIFIER.search(before) or (len(key) >= _SHORTEST and not is_law))


def _abbreviated(directory: Directory, key: str) -> tuple[Ids, bool]:
    """The notices of the one title that `key` abbreviates: its subject comes first, its kind last; and whether there is any such.

    The name of a law is not shortened so: 《劳动法》 is not 《劳动合同法》.
    """
    kind = DOCUMENT.search(key)
    subject = key[:kind.start()] if kind else ""
    if kind is None or kind.group() in ("法", "法典") or len(subject) < 2 or _GENERIC.fullmatch(subject):
        return NONE, False
    fitting = {name for name in names_with(directory, subject)
               if name.endswith(kind.group()) and _QUALIFIER.search(name.partition(subject)[0])}
    held = {directory.by_name[name] for name in fitting}
    return (held.pop() if len(held) == 1 else NONE), bool(fitting)
