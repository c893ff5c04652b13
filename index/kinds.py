"""What kind of thing a question asks for, and which notices it wants asked, from its words (`kinds.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from ingest.references import KINDS
from ingest.script import HAN

Kind = Literal["validity", "compare", "lead", "assisting", "responsible", "deadline", "figure", "definition", "yesno", "list", "general"]
ROLES: tuple[Kind, ...] = ("lead", "responsible", "assisting")
MakingField = Literal["adopted", "approved", "amended"]
MetaField = Literal["doc_no", "index_no", "published", "issued", "issuer", "effective", "addressees", "title"]
# What it repeals, and on what grounds it was made.
ActField = Literal["repeals", "grounds"]
Field = MetaField | MakingField | ActField
Wish = Literal["in_force", "everywhere"]

# 什么时候公布, 谁制定: asks for a field only of a document, named or meant (学区划分什么时候公布 does not).
_ASKS_OF = re.compile("(?:从|自|由|到底|究竟)*(?:什么时|何时|哪(?!一?号)|几时|几月|谁)")
_DOCUMENT = re.compile(
    # 昆山的是哪天印发的: with 的 a name stands for what is its (朱德熙《语法讲义》, “的”字结构).
    rf"(?P<bare>^|[，,。；、\s])?(?(bare)|(?:[》”」)号]|(?:^|[，,。；、\s])那?[\u3400-\u9fff]{{2,5}}的(?=[是由在])|它|这|那|(?:该|此|本)?"
    rf"(?:{KINDS}|文件|公文|政策|要点|汇报|总结|批复|请示|文|新规|规范性文件|告示|启事|须知|指引|手册)))"
    r"(?:(?:修订|修改|修正|公布|发布|通过|印发)(?:以后|之后|后)|[，,]?又?都?是|在|于|的|之|由|究竟|到底|最早|最初|最近|首次|这份|这个)*$"
)
_MAKING = get_args(MakingField)
_OF_NAMED = (*_MAKING, "grounds")
_DATES = (*_MAKING, "published", "issued", "effective")
# What is done to a notice when a field of its catalogue is asked for: no word of its subject.
_DONE = re.compile(
    r"\b(?:last |first |latest )?(?:issued|dated|released|promulgated|published|adopted|passed|enacted|approved|amended|revised)\b"
)
_COLLOQUIAL = re.compile("甚么|啥|咋")
# So are these when it is asked whether its period is over.
_OVER = re.compile(r"\b(?:cover|covered|set|laid down|ended|over|run out|lapsed|expired)\b")
# A tag at the end of a statement asks whether it is so, and names nothing (Quirk et al. 1985, 11.8-11.13).
_TAG = re.compile(
    r",\s*(?:(?:is|am) (?:that|this|it|i) )?(?:right|correct|true)\s*\?*$|,\s*[a-z]+n't (?:it|they|he|she|there|we|you)\s*\?*$", re.I)
# Before 吗 at the end an interrogative is indefinite (来玩几天, 哪天不想干了), unless it is what one knows or tells
# (朱德熙《语法讲义》, 疑问代词的非疑问用法).
_INDEFINITE = re.compile(
    r"^(?!.*(?:还|仍然?|现在)[^,，]{0,4}有效)(?!.*(?:知道|清楚|晓得|了解|请问|告诉|说说|查一?下|查查))[^\n]*(?:几|多少|哪[天年月日]|什么时|何时)[^\n?？]*[吗么]\s*[?？]*$")
# So is a question word within an English question of yes or no (In Beijing, may the two agree how much it is worth?), unless it
# asks to be told (Quirk et al. 1985, chapter 11).
_POLAR = re.compile(
    r"(?:(?:in|under|for|if|when|at|on|by|with|according to)\b[^,?]{1,60}, )?(?:can|could|may|must|should|will|would|shall|does|do|did)\b"
    r"(?! (?:you|we|i|anyone|somebody) (?:please )?(?:tell|say|explain|list|show|know|give|name|find|see))"
    r"[^?]*(?<!and )(?<!or )\b(?:how (?:much|many|long)|when|what (?:share|amount|percentage))\b")
# An English question that begins so asks whether a notice is in force.
_WHETHER = re.compile(r"(?:is|are|was|were|do|does|did|has|have)\b")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """For `kind`, `field`, `beside` (a field) and `wish`: (name, pattern) in the order in which they are tried."""
    table = tomllib.loads(files("index").joinpath("kinds.toml").read_text(encoding="utf-8"))

    def compiled(*ways: str) -> re.Pattern[str]:
        # The marks of a search key are those of ASCII.
        return re.compile("|".join(ways).replace("@when", table["when"]).replace("，。？", "，,。？?"))

    rows = {
        sort: tuple((row["name"], compiled(*row["zh"], rf"\b(?:{'|'.join(row['en'])})\b")) for row in table[sort])
        for sort in ("kind", "field", "wish")
    }
    return rows | {"beside": tuple((row["name"], compiled(*row["beside"])) for row in table["field"] if "beside" in row)}


def kind_of(key: str) -> Kind:
    """The kind of question; `general` when no question word tells."""
    key = _COLLOQUIAL.sub(lambda match: "怎么" if match.group() == "咋" else "什么", key)
    if _TAG.search(key) or _INDEFINITE.search(key) or _POLAR.match(key):
        return "yesno"
    return next((name for name, pattern in _patterns()["kind"] if pattern.search(key)), "general")


def metadata_field(key: str) -> tuple[Field | None, tuple[str, ...]]:
    """Which catalogue field the question asks for, and the words by which it asks for that and others; (None, ()) for none."""
    found = _fields(key)
    return (found[0][0] if found else None), tuple(match.group() for _, match in found)


def metadata_fields(key: str) -> tuple[Field, ...]:
    """All catalogue fields that the question asks for (谁印发的、哪天成文), in its order."""
    return tuple(name for name, _ in sorted(_fields(key), key=lambda found: found[1].start()))


def _fields(key: str) -> list[tuple[Field, re.Match[str]]]:
    """In the order of the table. Where one field is asked of a document, so are the others."""
    found = [(name, match) for name, pattern in _patterns()["field"] if (match := pattern.search(key))]
    if not any(_is_of_document(key, name, match) for name, match in found):
        return []
    if any(name in _DATES for name, _ in found):
        return found
    beside = ((name, pattern.search(key)) for name, pattern in _patterns()["beside"])
    return found + [(name, match) for name, match in beside if match]


def _is_of_document(key: str, name: Field, match: re.Match[str]) -> bool:
    """Whether the words ask for it of a document: by themselves (文号), or by what goes just before. A licence or a plan may be
    adopted, approved and amended too, so that these must have the document's name or kind before them.
    """
    before = _DOCUMENT.search(key[: match.start()])
    if name in _OF_NAMED and HAN.search(match.group()):
        named = before is not None and before["bare"] is None
        if name == "grounds":  # what is legislated is a statute; 规范性文件 are documents of a kind
            return "立法" in match.group() or (named and "规范性文件" not in before.group())
        return named
    return not _ASKS_OF.match(match.group()) or before is not None


def wishes_in(key: str) -> dict[Wish, str]:
    """The wishes that a question states, with the words by which it does: for notices in force, for every place there is."""
    found = ((name, pattern.search(key)) for name, pattern in _patterns()["wish"])
    return {name: match.group() for name, match in found if match and not (name == "in_force" and _WHETHER.match(key))}


def without_asking(question: str) -> str:
    """An English question without the words that ask whether it is so, whether a notice is in force, or for a catalogue field."""
    key = _TAG.sub("", question.lower())
    asked = bool(_fields(key))
    if _patterns()["kind"][0][1].search(key):
        key = _OVER.sub(" ", key)
    for _, pattern in (_patterns()["kind"][0], *_patterns()["field"], *_patterns()["beside"], *_patterns()["wish"]):
        key = pattern.sub(" ", key)
    return _DONE.sub(" ", key) if asked else key
