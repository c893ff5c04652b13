"""What follows the breach of a rule. In a statute it stands apart, under legal liability, and often names the rule by its number alone:
违反本条例第三十四条规定的，处…罚款 (全国人大常委会法工委《立法技术规范（试行）（一）》, 法律责任).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.query import Query
from index.relations import clause_at, tree_of
from index.store import Index
from ingest.model import Notice
from ingest.script import simplify

_ASKS = re.compile(
    r"罚|处分|后果|法律责任|追究|吊销|没收|\b(?:fine[ds]?|penalt(?:y|ies)|punish\w*|sanction\w*|liab(?:le|ility))\b")
_SANCTION = re.compile("罚款|处分|吊销|没收|警告|拘留|责令|追究[^，。；]{0,12}责任")
_BREACH = re.compile("违反[^，。；]{0,30}$")


def asks_sanction(query: Query) -> bool:
    """Whether a question asks what follows a breach."""
    return bool(_ASKS.search(query.key))


def sanctions(index: Index, rules: Iterable[str]) -> dict[str, str]:
    """Clauses that punish the breach of one of these clauses of the same notice -> that clause, by id; the first of several. None for a
    clause that punishes by itself.
    """
    found: dict[str, str] = {}
    for rule in rules:
        notice, clause = index.clause(rule)
        if not _SANCTION.search(simplify(clause.text)):
            for breached, punishing in _breaches(notice):
                if _is_within(rule, breached) or _is_within(breached, rule):
                    found.setdefault(punishing, rule)
    return found


def _breaches(notice: Notice) -> list[tuple[str, str]]:
    """(rule, clause that says 违反 of it)."""
    own = [one for one in notice.references if one.address and not (one.title or one.doc_no)
           and _BREACH.search(simplify(notice.text[max(0, one.span.start - 30):one.span.start]))]
    tree = tree_of(notice) if own else None
    ends = ((clause_at(tree, one.address, one.clause), one.clause) for one in own)
    return [(breached, punishing) for breached, punishing in ends if breached and breached != punishing]


def _is_within(clause_id: str, other: str) -> bool:
    return clause_id == other or clause_id.startswith(f"{other}/")
