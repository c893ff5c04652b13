"""An answer as the text of one chat message, for clients that know nothing of clauses: what it rests on is written below it.

Such clients render Markdown. What comes of notices is escaped as far as it could load something, lead somewhere or be taken
for markup; its words stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from answer.model import Answer, Citation, Lang
from ingest.script import traditionalise

_MARKER = re.compile(r"\[(\d{1,3})\]")
# A sentence with the markers after it: every sentence of an answer has some.
_SENTENCE = re.compile(r".+?(?:(?:\[\d{1,3}\])+\s*|\Z)", re.S)
# What makes an HTML tag, an entity, an image, the address of a link, or the definition of one.
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])|&(?=#?\w+;)|!(?=\[)|(?<=\])[(:]")
_WORDS = {
    "basis": ("依据：", "Basis:"),
    "nearest": ("最接近的条款（未必相关）：", "Nearest clauses, perhaps unrelated:"),
    "again": ("（以上未写完；以下是核对后的完整答复，以此为准。）",
              "(The above broke off. The complete, checked answer follows and takes its place.)"),
}

Link = Callable[[Citation], str]
"""Where a reader can see the notice cited."""


def said(answer: Answer) -> str:
    """The sentences of an answer with their markers, each line a paragraph."""
    return _escaped(answer.answer).replace("\n", "\n\n")


def sentences(text: str) -> list[str]:
    """Text cut after each sentence and its markers; joined, the pieces are the text."""
    return _SENTENCE.findall(text)


def again(lang: Lang) -> str:
    """What stands between a text that turned out not to be the answer and the answer."""
    return f"\n\n{_word('again', lang)}\n\n"


def below(answer: Answer) -> str:
    """What follows the sentences: warnings, and the clauses cited, or of a refusal the nearest."""
    parts = [*(f"⚠ {_escaped(warning)}" for warning in answer.warnings), *_listed(answer)]
    return "".join(f"\n\n{part}" for part in parts)


def annotations(answer: Answer, text: str, start: int, link: Link) -> list[dict[str, Any]]:
    """An annotation for each marker in `text`, the answer as `said`, that begins at character `start` of the message.

    As OpenAI's `url_citation`, with the clause cited in `clause`.
    """
    cited = {citation.n: citation for citation in answer.citations}
    return [_annotation(cited[int(marker[1])], start + marker.start(), start + marker.end(), link)
            for marker in _MARKER.finditer(text) if int(marker[1]) in cited]


def _annotation(citation: Citation, start: int, end: int, link: Link) -> dict[str, Any]:
    clause = {"clause_id", "doc_id", "address", "quote", "doc_no", "issuer", "issued", "validity", "verified"}
    return {
        "type": "url_citation",
        "url_citation": {"start_index": start, "end_index": end, "title": f"《{citation.title}》{citation.address}", "url": link(citation)},
        "clause": citation.model_dump(mode="json", include=clause),
    }


def _listed(answer: Answer) -> Iterator[str]:
    if answer.citations:
        yield "\n".join((_word("basis", answer.lang), *map(_basis, answer.citations)))
    elif answer.searched.nearest:
        near = (f"- 《{_escaped(each.title)}》{each.address}" for each in answer.searched.nearest)
        yield "\n".join((_word("nearest", answer.lang), *near))


def _basis(citation: Citation) -> str:
    number = f"（{citation.doc_no}）" if citation.doc_no else ""
    facts = (citation.issuer, citation.issued, citation.validity.note)
    about = " · ".join(filter(None, (f"《{citation.title}》{number}{citation.address}", *facts)))
    return f"- [{citation.n}] {_escaped(about)}\n  “{_escaped(' '.join(citation.quote.split()))}”"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda match: f"\\{match[0]}", text)


def _word(name: str, lang: Lang) -> str:
    simplified, english = _WORDS[name]
    return {"zh-Hans": simplified, "zh-Hant": traditionalise(simplified), "en": english}[lang]
