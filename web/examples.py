"""Questions to start from, made of what the notices on file say, so that each has an answer there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from answer.model import Lang
from ingest.model import Clause, Notice
from ingest.script import simplify, traditionalise

# English questions name clauses by number: a Chinese heading inside one would read as a Chinese question.
_FORMS: dict[str, dict[Lang, str]] = {
    "validity": {"zh-Hans": "{doc_no}现在还有效吗？", "en": "Is {doc_no} still in force?"},
    "lead": {"zh-Hans": "“{heading}”由哪个部门牵头？", "en": "Which body leads under {address} of {doc_no}?"},
    "responsible": {"zh-Hans": "“{heading}”的责任部门是谁？", "en": "Who is responsible under {address} of {doc_no}?"},
    "content": {"zh-Hans": "“{heading}”有哪些要求？", "en": "What does {address} of {doc_no} require?"},
}
_HEADING = re.compile(r"[\u3400-\u9fff、]{6,16}")


def example_questions(notices: Sequence[Notice], lang: Lang) -> list[str]:
    """At most one question of each form in the given language, as far as possible each about another notice."""
    numbered = [notice for notice in notices if notice.meta.doc_no]
    used: set[str] = set()
    questions: list[str] = []
    for form, wordings in _FORMS.items():
        fresh = [notice for notice in numbered if notice.doc_id not in used]
        words = next(_fillings([*fresh, *numbered], form), None)
        if words:
            used.add(words["doc_id"])
            questions.append(_in_script(wordings["en" if lang == "en" else "zh-Hans"].format(**words), lang))
    return questions


def _fillings(notices: Sequence[Notice], form: str) -> Iterator[dict[str, str]]:
    """The words that make a form a question, notice by notice; those known to be void first for their validity."""
    if form == "validity":
        notices = sorted(notices, key=lambda notice: notice.meta.validity.status == "unknown")
    for notice in notices:
        named = {"doc_id": notice.doc_id, "doc_no": notice.meta.doc_no, "heading": "", "address": ""}
        if form == "validity":
            yield named
            continue
        for clause in notice.clauses:
            if clause.kind == "item" and _HEADING.fullmatch(clause.heading) and _fits(clause, form):
                yield {**named, "heading": clause.heading, "address": clause.address}


def _fits(clause: Clause, form: str) -> bool:
    return form == "content" or any(fact.kind == form for fact in clause.facts)


def _in_script(question: str, lang: Lang) -> str:
    return {"zh-Hans": simplify, "zh-Hant": traditionalise, "en": str}[lang](question)
