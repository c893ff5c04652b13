"""Issuing bodies (发文机关) that a question names as such: 国务院办公厅印发的, 昆山市司法局的规定, "issued by the State Council".

A body asked about (连云港市司法局负责什么) is none: what follows the name, or goes before it, tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.cedict import entries
from ingest.issuer import normal_issuer
from ingest.places import Mention
from ingest.places_en import english_names, find_places_en
from ingest.region import NATIONAL, NATIONAL_BODIES, NATIONAL_FORM, region_of_issuer

_END = (
    "(?:(?<!法治)(?<!数字)(?<!责任)(?<!服务型)(?:人民)?政府(?!建设|采购|信息|购买|职能|部门|机关|投资|性|定价|债券)|办公[厅室]|委员会|人大常委会|总局|总署|[局厅署](?![面势部长名])|部(?![门队分署长])|委(?![托员任派办])|院(?![校长系内])"
    "|法院|检察院|总工会)"
)
_NAME = re.compile(rf"(?:(?![的由对就关在负于被把将])[\u3400-\u9fff]){{0,14}}?{_END}(?:办公[厅室])?")
_OWN = re.compile(rf"(?:(?<![\u3400-\u9fff])|(?<=[由了在及和与]))[省市县区州]{_NAME.pattern}")
_CENTRAL = re.compile(
    rf"(?:中华人民共和国)?(?:{'|'.join(sorted(NATIONAL_BODIES, key=len, reverse=True))})(?:办公[厅室])?"
    rf"|(?:{NATIONAL_FORM.pattern})(?:{_NAME.pattern})?|(?:中共)?中央(?:办公厅)?(?=[、和与印发])"
)
_ISSUES = "(?:联合|共同|新)?(?:印发|发布|颁布|公布|出台|制定|下发|转发|批转|发文|发的|签发)"
_SORTS = "规定|文件|通知|意见|办法|公告|通告|政策|要求|公文|方案|决定|条例|批复|规范性文件|解释|令"
# What follows an issuer, after the others of a joint notice and a date: its issuing, its document, what it rules on.
_AFTER = re.compile(
    rf"(?:[、，,]?(?:和|与|及|会同)?[\u3400-\u9fff]{{2,16}}{_END}){{0,3}}\s*(?:(?:在|于)?\s*(?:\d{{4}}\s*年|[今去前]年|近[一二三两几]年)[^，。？?]{{0,8}}?)?"
    rf"\s*(?:{_ISSUES}(?!机关|单位|[谁哪什几])|的?[^，。？?的谁哪什负牵职]{{0,8}}(?:{_SORTS})|关于"
    r"|(?:对|就)[^，。？?]{1,20}(?:规定|要求|说)|(?:是?怎么|是?如何|怎样)(?:规定|要求|说))"
)
_BEFORE = re.compile(rf"(?:{_ISSUES}的?(?:单位|机关)?(?:是|为)|由|(?:根据|按照|依据|依照)[《\s]*)$")
_ISSUED_AFTER = re.compile(rf"(?:联合|共同)?{_ISSUES}")
_ASKED = re.compile(r"^(?:负责|牵头|配合|协助|承担|应当?|要|须|可以|有权|职责|职能)")
_EN_ISSUED = r"(?:issued|adopted|published|released|promulgated|made|jointly)"
_EN_SORTS = r"(?:notices?|rules?|opinions?|measures|documents?|regulations?|circulars?)"
_EN_BEFORE = re.compile(rf"(?:{_EN_ISSUED}[^?.;]{{0,30}}\b(?:by|from)|\b{_EN_SORTS}\s+(?:of|by|from))\s+(?:the\s+)?$", re.I)
_EN_AFTER = re.compile(rf"(?:'s)?\s+(?:{_EN_ISSUED}|(?:[a-z]+\s+)?{_EN_SORTS})\b", re.I)
_EN_GOVERNMENT = re.compile(
    r"(?P<place>[A-Z][\w']+)(?:\s+(?:City|District|County|Province))?(?:\s+(?:Municipal|District|County|Provincial|City))?"
    r"(?:\s+People's)?\s+Government(?P<office>\s+(?:General\s+)?Office)?"
)


def issuers_in(text: str, mentions: Sequence[Mention]) -> tuple[tuple[str, int, int], ...]:
    """(name, start, end) of the bodies named as issuers in a Simplified question, titles and document numbers blanked out;
    mentions: its places.

    In the form of `Meta.issuer` as far as the question gives it: a name may lack its place (市教育局) or be short
    (市场监管总局 for 国家市场监督管理总局); `is_issuer` compares.
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(_names(text, mentions), key=lambda span: (span[1], -span[0])):
        if (not found or start >= found[-1][1]) and _is_issuer_here(text, start, end):
            found.append((start, end))
    return tuple((normal_issuer(text[start:end]), start, end) for start, end in found)


def is_issuer(name: str, issuer: str) -> bool:
    """Whether a body as a question names it is one of a notice's issuers (joined by 、): the same, or short for it, every
    character in its order from the first word on (市场监管总局, 发改委, 昆山市政府 for 昆山市人民政府办公室).
    """
    return any(_is_short(name, one) for one in issuer.split("、"))


def _is_short(name: str, full: str) -> bool:
    at = 0
    for character in name:
        at = full.find(character, at) + 1
        if not at:
            return False
    return True


def _names(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Stretches that are names of bodies: of a central one, of a place's, of 市教育局."""
    for pattern in (_CENTRAL, _OWN):
        yield from (match.span() for match in pattern.finditer(text))
    for mention in mentions:
        if match := _NAME.match(text, mention.end):
            yield mention.start, match.end()


def _is_issuer_here(text: str, start: int, end: int) -> bool:
    if _ASKED.match(text[end:]):
        return False
    before = text[max(0, start - 16) : start]
    if before.endswith("由"):
        return bool(_ISSUED_AFTER.match(text, end))
    return bool(_AFTER.match(text, end) or _BEFORE.search(before))


def issuers_in_english(question: str) -> tuple[str, ...]:
    """The same of an English question: central bodies by their names in CC-CEDICT, and governments of places."""
    found: dict[str, None] = {}
    for match in re.finditer(r"(?:General Office of the )?[A-Z][\w']+(?:(?: |, )(?:and |of |the |for )*[A-Z][\w'-]+)+", question):
        for start, end, name in _named_en(match.group(), match.start()):
            if _EN_BEFORE.search(question[:start]) or _EN_AFTER.match(question, end):
                found[name] = None
    return tuple(found)


def _named_en(words: str, offset: int) -> Iterator[tuple[int, int, str]]:
    office = "General Office of the "
    bare = words.removeprefix("The ")
    start, end = offset + len(words) - len(bare), offset + len(words.removesuffix("'s"))
    bare = bare.removesuffix("'s")
    central = _central_names().get(bare.removeprefix(office).lower())
    if central:
        yield start, end, central + ("办公厅" if bare.startswith(office) else "")
    elif government := _EN_GOVERNMENT.fullmatch(bare):
        for division in find_places_en(government["place"]):
            if government["place"] in english_names(division):
                yield start, end, f"{division.name}人民政府{'办公室' if government['office'] else ''}"


@lru_cache(maxsize=1)
def _central_names() -> dict[str, str]:
    """English name in lower case -> Chinese name, of the central bodies in CC-CEDICT."""
    names: dict[str, str] = {}
    for word, pinyin, glosses in entries():
        if pinyin[:1].isupper() and re.search("[部局委院署会行办]$", word) and region_of_issuer(word) == NATIONAL:
            for gloss in glosses.split("/"):
                name = re.split(r"[(,;]", gloss)[0].strip().lower()
                if name and not re.search(r"\(USA\)|^(?:abbr|US|see) ", gloss):
                    names.setdefault(re.sub(r"^(?:the |prc )|,? (?:of the )?prc$", "", name), word)
    return names
