"""Names of bodies, and the roles that a clause gives them."""

from __future__ import annotations

import re
from functools import lru_cache

from answer.checks.reading import Source
from ingest.fold import folded
from ingest.model import FactKind
from ingest.places import find_official_places

_LEVEL = re.compile(r"^(?:各级|各|本|该|全|所在地|有关|相关)?(?:[省市县区州旗镇乡]{1,3}级?)?(?:人民)?(?:各)?")
ROLE_WORDS = {
    "lead": "牵头|主办|主责|总牵头",
    "responsible": "责任|负责|承办|落实|主管|实施|主体",
    "assisting": "协助|配合|参与|支持|协同|协办|参加",
}


def roles_of(source: Source) -> dict[str, set[FactKind]]:
    """Body -> the roles that the clause gives it; names folded."""
    found: dict[str, set[FactKind]] = {}
    for fact in source.clause.facts:
        if fact.kind in ROLE_WORDS:
            found.setdefault(folded(fact.value), set()).add(fact.kind)
    return found


@lru_cache(maxsize=4096)
def core(name: str) -> str:
    """A body's name without its place and level: 连云港市信访局 -> 信访局, 区财政局 -> 财政局; the whole where that leaves a bare 局."""
    places = find_official_places(name)
    bare = name[places[-1].end :] if places and places[0].start == 0 else name
    bare = _LEVEL.sub("", bare)
    return bare if len(bare) > 1 else name
