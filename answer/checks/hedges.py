"""Hedges and limits inside a part of the clause that a sentence leaves out: 原则上, 必要时, 在试用期内, 因违法行政导致."""

from __future__ import annotations

import re

from answer.checks.alignment import Aligned, Part
from answer.checks.fault import Fault
from answer.checks.reading import Segment, pairs_of
from answer.checks.terms import covered, terms_of

_HEDGES = (
    (re.compile("倾向于|初步(?:认为|判断|认定)"),
     re.compile("倾向|初步|可能|大概|likely|probab|prelimin|appear|seem|tend|incline|suggest", re.I)),
    (re.compile("原则上"), re.compile("原则|in principle|generally|normally|as a rule|usually", re.I)),
    (re.compile("必要时|确有必要|确需|有必要"), re.compile("必要|确需|需要|necessary|necessity|need", re.I)),
    (re.compile("情节(?:特别)?严重|情节较重|情节恶劣"), re.compile("严重|较重|恶劣|serious|grave|severe|gross|aggravat", re.I)),
    (re.compile("情节(?:显著)?轻微|情节较轻"), re.compile("轻微|较轻|minor|slight|petty|light", re.I)),
    (re.compile("逾期|拒不|仍不"), re.compile("逾期|拒|仍|不改|不履行|未改|期满|到期|overdue|fail|refus|late"
                                              "|not (?:correct|pay|rectif|compl|made)|time limit|expir|deadline", re.I)),
    (re.compile("有条件的"), re.compile("条件|具备|condition|able|possible|capab|qualif", re.I)),
    (re.compile("特殊情况|特殊原因|特殊困难"), re.compile("特殊|special|exceptional|particular", re.I)),
    (re.compile("造成.{0,6}后果|后果严重|造成.{0,6}损失"), re.compile("后果|造成|损失|consequence|caus|loss|damage|result", re.I)),
    (re.compile("首次|初次"), re.compile("首次|初次|第一次|first", re.I)),
    (re.compile("擅自"), re.compile("擅自|未经|随意|自行|任意|without|unauthori[sz]ed|arbitrar|own|at will", re.I)),
    (re.compile("未经"), re.compile("未经|未获|没有|没经|擅自|经|without|unapproved|unless|not (?:been )?(?:approved"
                                    "|obtain)|prior|approv|consent|permi|authori", re.I)),
    (re.compile("经[^，；。（]{1,24}?(?:批准|同意|审批|核准|许可|审核|审查|审议|备案|认定|验收)"),
     re.compile("批准|同意|审批|核准|许可|审核|审查|审议|备案|认定|验收|approv|consent|permi|review|examin"
                "|record|accept|authori|agree|recogni|certif|verif", re.I)),
)  # fmt: skip
# 在试用期内: a time to which a rule is limited.
_WHILE = re.compile("在([^，。；、]{1,10}?(?:期间|期内|时(?!间)))")
# 因违法行政导致…的, 因公共利益需要…的: of what may have several causes, the one that the rule is about.
_CAUSE = re.compile("因([^，。；]{2,30}?)而?(?:导致|造成|引起|引发|致使|(?:确有)?需要|确需)")
_SAYS_CAUSE = re.compile(r"caus|due to|because|result|owing|\b(?:lead|leads|led|leading) to\b|from", re.I)


def check_hedges(pair: Aligned, part: Part) -> Fault | None:
    """What limits the segment of the clause that carries a part must be said with it, or have been asked."""
    limit = _WHILE.search(part.home.text)
    if limit and not pair.claim.is_english and len(pairs_of(limit[1]) & pairs_of(said_with(pair))) == 0:
        return Fault("not_found", "condition", limit.group())
    run = "，".join(one.text for one in pair.run_of(part.home))
    cause = _CAUSE.search(run)
    if cause and not (_SAYS_CAUSE.search(pair.claim.key) if pair.claim.is_english else _named(cause[1], said_with(pair))):
        return Fault("not_found", "condition", cause.group())
    for hedge, said in _HEDGES:
        match = hedge.search(run)
        if match and not said.search(said_with(pair)) and not _is_listed(pair, run, match):
            return Fault("not_found", "condition", match.group())
    return None


def said_with(pair: Aligned) -> str:
    """The sentence and its question: what that states an answer need not repeat."""
    return f"{pair.claim.key}\n{pair.claim.asked}"


def _named(cause: str, said: str) -> bool:
    """Whether most of a cause's pairs of characters are said."""
    pairs = pairs_of(cause)
    return len(pairs & pairs_of(said)) > len(pairs) / 2


def _is_listed(pair: Aligned, run: str, match: re.Match[str]) -> bool:
    """Whether the hedge stands in one member of a list, of which the sentence says nothing."""
    begin = max(run.rfind(mark, 0, match.start()) for mark in "、，")
    end = min(at if at >= 0 else len(run) for at in (run.find(mark, match.end()) for mark in "、，"))
    if "、" not in (run[begin : begin + 1], run[end : end + 1]):
        return False
    rest = run[begin + 1 : match.start()] + " " + run[match.end() : end]
    return covered(terms_of(Segment(0, len(rest), rest, 0), (), rest), said_with(pair)) < 0.75
