"""What a language model is shown: the clauses as numbered data within a budget, the question, and what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from answer.evidence_list import Evidence
from answer.injection import instructions_of, without_instructions
from answer.model import Lang
from answer.phrases import reason
from answer.shown import show
from index.prompts import filled
from index.relations import Judge
from ingest.model import Clause, Notice, Span
from ingest.script import search_key, traditionalise
from ingest.sentences import sentences

NO_BASIS = "NO_BASIS"
EVIDENCE_BUDGET = 6000
_QUESTION_BUDGET, _EARLIER_BUDGET = 2000, 600
# Characters of a clause: all of it if everything fits, else the longest of these with which everything does.
_CLAUSE_LIMITS = (EVIDENCE_BUDGET, 1500, 900, 600, 400)
_LONGEST_FIELD = 200
_SCRIPTS: dict[Lang, str] = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
# The fences of the prompt and the marks of an answer: no text that is put in may hold their signs.
_SIGNS = str.maketrans("<>[]［］", "＜＞〔〕〔〕")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff\x00-\x08\x0b-\x1f\x7f]+")
# A sentence that limits the one before it, and goes where that goes.
_LIMITS = re.compile(r"(?:但|除|其中|前款|上述|前述|不适用|不包括|例外|不受|however|except|unless)", re.I)

One = TypeVar("One")


class Cited(NamedTuple):
    """A clause as an answer cites it. n: its number there; title: of the notice."""

    n: int
    title: str
    address: str
    text: str


def answer_prompt(question: str, evidence: Sequence[Evidence], judge: Judge, lang: Lang, earlier: Sequence[str] = ()) -> str:
    """The prompt for an answer in `lang` from the clauses that `evidence_shown` names; the model writes NO_BASIS where they do
    not answer. earlier: the questions before, the latest last; answers are not shown, since nothing in them is checked anew.

    Same arguments, same prompt. Raises TiaoliError('bad_prompt') when the file of the prompt is damaged.
    """
    fitting, said = _fitting(question, evidence, judge, lang), _earlier(earlier)
    return _filled("", lang, {
        "evidence": "\n".join(block for _, block in fitting), "marks": " ".join(f"[{one.n}]" for one, _ in fitting),
        "question": _bounded(question, _QUESTION_BUDGET), "no_basis": NO_BASIS,
        "earlier": _filled("earlier", lang, {"questions": said}) + "\n" if said else "",
    } | ({} if lang == "en" else {"script": _SCRIPTS[lang]}))


def evidence_shown(question: str, evidence: Sequence[Evidence], judge: Judge, lang: Lang) -> tuple[Evidence, ...]:
    """The clauses that `answer_prompt` has room for: no other may be cited. The last ones are dropped first."""
    return tuple(one for one, _ in _fitting(question, evidence, judge, lang))


def judge_prompt(question: str, answer: str, clauses: Sequence[Cited]) -> str:
    """The prompt for two words: whether `answer` (with its marks) follows from the clauses it cites, and whether it answers.

    Raises TiaoliError('bad_prompt') when the file of the prompt is damaged.
    """
    texts = [without_instructions(one.text) for one in clauses]
    blocks = _within_budget(f"{question}\n{answer}", clauses, texts, _judged)
    # The marks of an answer are its own, and stay.
    return filled("judge", {"evidence": "\n".join(block for _, block in blocks), "question": _bounded(question, _QUESTION_BUDGET),
                            "answer": _unfenced(answer)}, "prompt").rstrip("\n")


def _judged(one: Cited, text: str) -> str:
    values = {"n": str(one.n), "title": _field(one.title, "zh-Hans"), "where": _field(one.address, "zh-Hans"), "text": as_data(text)}
    return filled("judge", values, "clause").rstrip("\n")


def _filled(part: str, lang: Lang, values: dict[str, str]) -> str:
    """A part of prompts/answer.md for a reader of `lang`; Traditional is converted from Simplified, as all fixed wording is."""
    name = "_".join(filter(None, (part, "en" if lang == "en" else "zh")))
    return filled("answer", values, name, traditionalise if lang == "zh-Hant" else str).rstrip("\n")


def _fitting(question: str, evidence: Sequence[Evidence], judge: Judge, lang: Lang) -> tuple[tuple[Evidence, str], ...]:
    texts = [_cleared(one.notice, one.clause) for one in evidence]
    return _within_budget(question, evidence, texts, lambda one, text: _block(one, text, judge, lang))


def _within_budget(question: str, clauses: Sequence[One], texts: Sequence[str],
                   shown: Callable[[One, str], str]) -> tuple[tuple[One, str], ...]:
    """The clauses that fit into the budget, each as it is shown: long ones shortened first, whole ones dropped last."""
    blocks: list[tuple[One, str]] = []
    for limit in _CLAUSE_LIMITS:
        blocks = [(one, shown(one, _excerpt(text, question, limit))) for one, text in zip(clauses, texts, strict=True)]
        if sum(len(block) + 1 for _, block in blocks) <= EVIDENCE_BUDGET:
            return tuple(blocks)
    return tuple(_while_they_fit(blocks))


def _while_they_fit(blocks: Sequence[tuple[One, str]]) -> Iterator[tuple[One, str]]:
    left = EVIDENCE_BUDGET
    for one, block in blocks:
        left -= len(block) + 1
        if left < 0:
            return
        yield one, block


def _block(one: Evidence, text: str, judge: Judge, lang: Lang) -> str:
    notice, clause = one.notice, one.clause
    meta = notice.meta
    unsaid = {"zh-Hans": "未写明", "zh-Hant": "未寫明", "en": "not stated"}[lang]
    fields = {
        "title": meta.title, "doc_no": meta.doc_no, "issuer": meta.issuer, "issued": meta.issued,
        "place": meta.region.name if meta.region else "", "where": " › ".join(_path(notice, clause)),
    }
    shown = {name: _field(value, lang) or unsaid for name, value in fields.items()}
    validity = as_data(reason(judge(notice.doc_id, meta), lang))
    return _filled("clause", lang, {"n": str(one.n), "validity": validity, "text": as_data(show(text, lang)), **shown})


def _path(notice: Notice, clause: Clause) -> list[str]:
    """The address, then the headings from the outermost down to the clause's own."""
    held, headings, at = {one.id: one for one in notice.clauses}, [], clause
    while at:
        if at.heading and at.heading != notice.meta.title:
            headings.append(at.heading)
        at = held.get(at.parent or "")
    return [one for one in (clause.address, *reversed(headings)) if one]


def _field(value: str, lang: Lang) -> str:
    return _bounded(show(without_instructions(value), lang), _LONGEST_FIELD)


def _cleared(notice: Notice, clause: Clause) -> str:
    return without_instructions(clause.text, instructions_of(notice, clause))


def _excerpt(text: str, question: str, limit: int) -> str:
    """At most `limit` characters of a text in whole sentences, those with the question's words first; at least one sentence.

    … stands for what is left out.
    """
    if len(text) <= limit:
        return text
    units = _units(text)
    asked = _pairs(question)
    ranked = sorted(range(len(units)), key=lambda at: (-len(asked & _pairs(units[at].of(text))), at))
    chosen: set[int] = set(ranked[:1])
    room = limit - sum(len(units[at].of(text)) for at in chosen)
    for at in ranked[1:]:
        length = units[at].end - units[at].start
        if length <= room:
            chosen.add(at)
            room -= length
    pieces, last = [], -1
    for at in sorted(chosen):
        pieces.append(("" if at == last + 1 else "…") + units[at].of(text))
        last = at
    return "".join(pieces) + ("" if last == len(units) - 1 else "…")


def _units(text: str) -> list[Span]:
    """Sentences, each with those after it that limit it: 但…除外 says nothing without what it excepts from."""
    units: list[Span] = []
    for span in sentences(text):
        if units and _LIMITS.match(span.of(text)):
            units[-1] = Span(units[-1].start, span.end)
        else:
            units.append(span)
    return units


def _pairs(text: str) -> set[str]:
    """Pairs of neighbouring Han characters, and words and numbers, of the search key."""
    key = search_key(text)
    han = re.findall("[\u3400-\u9fff]+", key)
    return {run[at:at + 2] for run in han for at in range(len(run) - 1)} | set(re.findall(r"[a-z]{3,}|\d+", key))


def _earlier(questions: Sequence[str]) -> str:
    """The questions before, one a line, as many of the latest as the budget allows."""
    kept: list[str] = []
    left = _EARLIER_BUDGET
    for one in reversed(questions):
        line = re.sub(r"\s+", " ", as_data(one)).strip()
        left -= len(line) + 1
        if left < 0:
            break
        kept.append(line)
    return "\n".join(reversed(kept))


def _bounded(text: str, length: int) -> str:
    data = as_data(text).strip()
    return data if len(data) <= length else f"{data[:length - 1]}…"


def _unfenced(text: str) -> str:
    return _HIDDEN.sub("", text).translate({ord("<"): "＜", ord(">"): "＞"})


def as_data(text: str) -> str:
    """A text that can be no fence, mark, control token or refusal of the prompt: < > [ ] in other forms, nothing invisible."""
    return re.sub("no_basis", "NO BASIS", _HIDDEN.sub("", text).translate(_SIGNS), flags=re.I)
