"""Where in a notice an address leads, as a reference gives it: 第十条第二款, 前款, 附件2, 第七部分第十八项."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.markers import Marker, marker_of
from ingest.model import Clause, Notice
from ingest.numerals import value_of

_NUMERAL = "[一二三四五六七八九十百千零两]+"
_STEP = re.compile(
    rf"第(?P<n>{_NUMERAL})(?P<unit>分编|编|章|节|条|款|项|目|部分)(?:之(?P<sub>{_NUMERAL}))?"
    r"|(?P<back>前|本)(?P<count>[两二三四五]?)(?P<which>条|款|项|章|节)|附(?P<sort>件|表|录)(?P<annex>\d*)"
)
# The markers that may number each unit, the likeliest first: notices without articles number by 一、 and （一）.
_KINDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "编": (("part",),), "分编": (("part",),), "部分": (("part",), ("cn",)), "章": (("chapter",), ("cn",)), "节": (("section",),),
    "条": (("article",), ("cn",)), "项": (("cn_paren",), ("arabic_paren",), ("arabic",), ("cn",)),
    "目": (("arabic",), ("arabic_paren",), ("circled",)),
}  # fmt: skip
_PARAGRAPH = re.compile(rf"第({_NUMERAL})款$")


@dataclass(frozen=True)
class Tree:
    """The clauses of a notice with their markers by id. is_taiwan: its statutes are divided 條, 項, 款."""

    clauses: Sequence[Clause]
    by_id: dict[str, Clause]
    markers: dict[str, Marker]
    is_taiwan: bool

    def line(self, clause: Clause) -> list[Clause]:
        """The clause and those it stands in, the nearest first."""
        found = [clause]
        while found[-1].parent:
            found.append(self.by_id[found[-1].parent])
        return found

    def under(self, clause: Clause | None) -> Sequence[Clause]:
        return self.clauses if clause is None else [one for one in self.clauses if clause in self.line(one)[1:]]

    def upper(self, clause: Clause, kind: str) -> Clause | None:
        return next((one for one in self.line(clause) if one.id in self.markers and self.markers[one.id].kind == kind), None)


def clause_at(tree: Tree, address: str, here: str) -> str | None:
    """Id of the clause at `address`, canonical as in Reference; None when there is none or there are several.

    here: id of the clause in which the address is cited, '' from another notice: 前款 and the numbers of an annex depend on it.
    A 款 or 项 that is no clause by itself is found in the clause that holds it. In Taiwan's statutes 項 are paragraphs.
    """
    at = tree.by_id.get(here)
    found: Clause | None = None
    for match in _STEP.finditer(address):
        found = _relative(tree, match, at) if match["back"] else _annex(tree, match) if match["sort"] else _step(tree, match, found, at)
        if found is None:
            return None
    return found.id if found else None


def tree_of(notice: Notice) -> Tree:
    """What `clause_at` reads of a notice; worth keeping while several addresses are looked up in it."""
    markers = {one.id: marker for one in notice.clauses if one.kind in _NUMBERED and (marker := marker_of(one.text.lstrip()[:80]))}
    return Tree(notice.clauses, {one.id: one for one in notice.clauses}, markers, is_taiwan(notice))


def is_taiwan(notice: Notice) -> bool:
    """Whether a notice is Taiwan's, whose statutes are divided 條, 項, 款."""
    region = notice.meta.region
    return bool(region and region.adcodes[:1] == ("710000",)) or (notice.meta.script == "zh-Hant" and "民國" in notice.text)


_NUMBERED = frozenset(("item", "heading", "row"))


def _step(tree: Tree, match: re.Match[str], above: Clause | None, at: Clause | None) -> Clause | None:
    number, unit = value_of(match["n"]), match["unit"]
    if above is None and at and unit in ("款", "项", "目"):
        above = tree.upper(at, "article")
    if unit == "款" and not tree.is_taiwan or unit == "项" and tree.is_taiwan:
        return _paragraph(tree, above, number) if above else None
    unit = "项" if unit == "款" else unit
    sub = value_of(match["sub"]) if match["sub"] else 0
    for kinds in _KINDS[unit]:
        of_kind = [one for one in tree.under(above) if one.id in tree.markers and tree.markers[one.id].kind in kinds]
        found = [one for one in of_kind if (tree.markers[one.id].number, tree.markers[one.id].sub) == (number, sub)]
        if found:
            return _only(tree, found, at)
        if of_kind:
            return None
    return above if unit in ("项", "目") else None


def _only(tree: Tree, found: list[Clause], at: Clause | None) -> Clause | None:
    """The one clause found; of several, the one in the same part of the document as the reference."""
    if len(found) > 1 and at:
        root = tree.line(at)[-1]
        found = [one for one in found if tree.line(one)[-1] is root] or found
    if len(found) > 1:
        least = min(len(tree.line(one)) for one in found)
        found = [one for one in found if len(tree.line(one)) == least]
    return found[0] if len(found) == 1 else None


def _paragraph(tree: Tree, article: Clause, number: int) -> Clause:
    """The clause that holds the paragraph of an article: its own, or the article's."""
    later = (tree.by_id[child] for child in article.children if tree.by_id[child].kind == "closing")
    return next((one for one in later if (label := _PARAGRAPH.search(one.address)) and value_of(label[1]) == number), article)


def _relative(tree: Tree, match: re.Match[str], at: Clause | None) -> Clause | None:
    if at is None:
        return None
    unit, back = match["which"], match["back"] == "前"
    article = tree.upper(at, "article")
    if unit == "项" and not tree.is_taiwan:
        return _item(tree, at, back)
    if unit in ("款", "项"):
        return _own_paragraph(tree, at, article, back) if article else None
    kind = {"条": "article", "章": "chapter", "节": "section"}[unit]
    own = tree.upper(at, kind)
    if own is None or not back:
        return own
    alike = [one for one in tree.clauses if one.id in tree.markers and tree.markers[one.id].kind == kind]
    place = alike.index(own)
    return alike[place - 1] if place and tree.line(alike[place - 1])[-1] is tree.line(own)[-1] or place and kind == "article" else None


def _own_paragraph(tree: Tree, at: Clause, article: Clause, back: bool) -> Clause:
    """The paragraph in which a reference stands, or the one before it; the article where that has no clause of its own."""
    own = next((one for one in tree.line(at) if one.kind == "closing" and one.parent == article.id), None)
    label = _PARAGRAPH.search(own.address) if own else None
    if own is None or label is None:
        return article
    return _paragraph(tree, article, value_of(label[1]) - 1) if back else own


def _item(tree: Tree, at: Clause, back: bool) -> Clause | None:
    if at.id not in tree.markers or at.parent is None:
        return None
    siblings = tree.by_id[at.parent].children
    place = siblings.index(at.id) - back
    return tree.by_id[siblings[place]] if place >= 0 else None


def _annex(tree: Tree, match: re.Match[str]) -> Clause | None:
    """The annex of that number; `附件` alone is the only one there is."""
    annexes = [one for one in tree.clauses if one.kind == "annex" and one.address.startswith(f"附{match['sort']}")]
    annexes = annexes or [one for one in tree.clauses if one.kind == "annex" and one.address.startswith("附")]
    wanted = [one for one in annexes if not match["annex"] or _annex_number(one.address) == match["annex"]]
    return wanted[0] if len(wanted) == 1 else None


def _annex_number(address: str) -> str:
    match = re.match(rf"附.\s*(?:(?P<d>\d+)|(?P<cn>{_NUMERAL}))?", address)
    if match and match["cn"]:
        return str(value_of(match["cn"]))
    return (match["d"] or "1") if match else ""
