"""Force of a statement: must, may, must not, need not, is encouraged to, not; and over which words it reaches.

The words are those of the Technical Rules of Legislation (立法技术规范（试行）（一）: 应当, 必须, 不得, 禁止, 可以) with their kin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from answer.checks.reading import Segment

Kind = Literal["mustnot", "neednot", "may", "encourage", "must", "neg", "none"]

_ZH: tuple[tuple[Kind, str], ...] = (
    ("must", "只能|仅能|只可以?|仅可|仅限|只限|只准|(?<![一双各对甲乙丙某三多])方可(?!以)|方能|不得不|不能不|有义务|有责任|不可不"),
    ("neednot", "不需要?|无需|无须|毋需|毋须|不必|不用(?!途|品)|可以不|可不|不再要求|不要求|免予|免于"),
    ("neg", "不(?:得|应|应当)?(?:高于|低于|少于|超过|多于|大于|小于|超出)"),
    ("mustnot", "严禁|禁止|不得|不准|不许|不允许|不可以|不能|不可(?!抗|避|分|缺|逆|靠|少|持|行|移|或)|切勿"
                "|请勿|勿|不应当?|不宜|杜绝|绝不|决不|无权|严控"),
    ("may", "可以|有权|允许|准许|自愿(?=[\u3400-\u9fff]{2})(?!的|原则|基础|平等|和|协商)|"
            "(?<![许认不尽两])可(?!能|行|获|享|得|领|持|靠|再|追|控|视|比|操|信|见|观"
            "|用|以|复|燃|降|采|疑|回|溶|移|证|及)|酌情|(?<![不获取使觉所求值显必难懂记免认可赢觅心])得(?![到以出分知失奖票力当益"
            "的起了体])"),
    ("encourage", "鼓励|提倡|倡导|力争|争取|探索(?!性)"),
    ("must", "应当|必须|务必|(?<![相供适反响效对呼因感回一])应(?![急用对诉聘届答收税邀付考征变激])|(?<![必无所])须(?!知)"
             "|(?<![不无所供急必据按])需要?(?!求)"
             "|(?<![主重需必纲摘纪概首扼不还])要(?![求点素件领闻么害约道])|(?<!不)要求(?=[^，。；、：的])|有义务"),
    ("neg", "(?<![之])未(?![成来遂必])|没有|没(?!收)|不再|不予|拒绝|拒不|不(?!作为|[动断同仅但服足良当正利定特限少超低高满得法论管便明"
            "久免时止幸慎实多大小])"
            "|无(?![证照障人偿效关形线论产数锡线为烟害])|并非|非(?![法公税遗常农机营])"),
)  # fmt: skip
_EN: tuple[tuple[Kind, str], ...] = (
    ("must", r"(?:may|can|could) (?:\w+ ){0,6}only"),
    ("neednot", r"need not|needn't|not (?:be )?(?:required|obliged|necessary)|(?:do|does|did) not (?:need|have"
                r"|require)|don't have|doesn't have|no need|exempt\w*"),
    ("neg", r"(?:must |shall |may |should )?(?:not|no) (?:be )?(?:higher|lower|less|fewer|more|exceed\w*|above|below)(?: than)?"),
    ("mustnot", r"(?:must|shall|may|should|can) not|cannot|can't|mustn't|(?:is|are|be) (?:not|never) (?:allowed"
                r"|permitted)|not (?:allowed|permitted)|(?:strictly )?(?:prohibit|forbid|forbade|ban)\w*"
                r"|(?:nobody|no one|no (?:\w+ ){1,3}?)(?:may|shall|can|must)"
                r"|(?:must|shall|may) (?:never|under no circumstances)"),
    ("may", r"may|can|could|might|allowed|permitted|permits?|allows?|entitled|(?:has|have) the right|optional(?:ly)?|voluntar\w+"
            r"|discretion"),
    ("encourage", r"encourag\w+|strives?|aims? to|advocat\w+|explor\w+|seeks? to"),
    ("must", r"must|shall|should|(?:is|are|be) to|required?|requires|requiring|needs? to|ha(?:s|ve) to|obliged"
             r"|obligat\w+|mandatory|compulsory"),
    ("neg", r"not|never|no longer|no|neither|nor|refus\w+"
            r"|un(?:punished|penali[sz]ed|affected|restricted|limited|paid|charged)"),
)  # fmt: skip
_PATTERNS = {
    english: re.compile("|".join(f"(?P<{kind}_{number}>{words})" if not english else rf"(?P<{kind}_{number}>\b(?:{words})\b)"
                                 for number, (kind, words) in enumerate(table)), re.I)
    for english, table in ((False, _ZH), (True, _EN))
}  # fmt: skip
# 具备下列条件的，可以…：the items are conditions, of which none is itself permitted.
_ON_CONDITIONS = re.compile("(?:具备|符合|满足)(?:下列|以下)[^。；：:]*条件")
# What the right-hand kind of the clause may be said as.
_SAID_AS: dict[Kind, frozenset[Kind]] = {
    "must": frozenset(("must", "none")),
    "none": frozenset(("none", "must")),
    "mustnot": frozenset(("mustnot", "neg")),
    "neg": frozenset(("neg", "mustnot", "neednot")),
    "neednot": frozenset(("neednot", "neg")),
    "may": frozenset(("may",)),
    "encourage": frozenset(("encourage",)),
}


@dataclass(frozen=True)
class Operator:
    """key[start:end] gives what follows its force."""

    kind: Kind
    start: int
    end: int


@lru_cache(maxsize=4096)
def operators(text: str, is_english: bool = False) -> tuple[Operator, ...]:
    """The operators of a folded text in order."""
    found: list[Operator] = []
    for match in _PATTERNS[is_english].finditer(text):
        # In 不得要求劳动者… what is forbidden is to require.
        is_verb = match.group() == "要求" and found and not re.search("[，；。：]", text[found[-1].end : match.start()])
        if not is_verb:
            found.append(Operator(match.lastgroup.partition("_")[0], match.start(), match.end()))
    return tuple(found)


def agree(said: Kind, meant: Kind) -> bool:
    """Whether a sentence may say in force `said` what the clause says in force `meant`. A rule in plain words binds as one
    with 应当 does; 不得 and 不, 不 and 无需 are told apart by no reader.
    """
    return said in _SAID_AS[meant]


def forces_at(at: int, segments: Sequence[Segment], found: Sequence[Operator], key: str) -> frozenset[Kind]:
    """The forces that may reach the word at a position: that of the last operator before it in its segment; else none, or what
    the segments before in its sentence hand on; in a list, what leads in the list.
    """
    number = next((n for n, one in enumerate(segments) if one.start <= at < one.end), None)
    if number is None:
        return frozenset(("none",))
    here = segments[number]
    own = [one for one in found if here.start <= one.start and one.end <= at]
    if own:
        # A denial inside what ends in 的 reaches no further: 没有依据的证明事项一律取消.
        kind, between = own[-1].kind, key[own[-1].end : at]
        refuses = key[own[-1].start : own[-1].end] in ("拒绝", "拒不")
        if kind == "neg" and "的" in between and not refuses:
            return frozenset(("none",))
        return frozenset((kind, "none")) if kind == "neg" and re.search("和|以及|的", between) else frozenset((kind,))
    handed: set[Kind] = {"none"}
    for one in reversed(segments[:number]):
        inside = [op for op in found if one.start <= op.start and op.end <= one.end]
        leads = key[one.end : one.end + 1] in (":", "：")
        if leads and inside and _ON_CONDITIONS.search(key, 0, one.end):
            return frozenset((*handed, inside[-1].kind))
        if leads and inside:
            return frozenset((inside[-1].kind,)) if handed == {"none"} else frozenset(handed)
        if inside and one.group == here.group:
            return frozenset((*handed, inside[-1].kind))
    return frozenset(handed)
