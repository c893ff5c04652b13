"""Cases and right answers to them, for the tests of the evaluation."""

from __future__ import annotations

import json

from answer.model import Answer, Citation, Filters, Searched, ValidityNote
from eval.cases import Case
from eval.predict import Backing, Found, Prediction, Source, Versions

VERSIONS = Versions(code="0+test", prompts="none", embedder="none", engine="extractive", corpus="none")
GOLD = {"doc": "notice", "address": "七、（十八）"}
LINE = {"id": "a", "question": "由谁牵头？", "lang": "zh-Hans", "type": "lead", "answerable": True,
        "facts": [["法制机构"]], "citations": [GOLD]}


def write_set(folder, *lines):
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


def numbered_case(n):
    return Case.model_validate_json(json.dumps(LINE | {"id": f"case-{n}", "question": f"问题{n}？"}))


def right_prediction(case):
    """What a faultless engine gives: the first gold clause of each notice, every fact, the warning that is due."""
    text = "；".join(fact[0] for fact in case.facts)
    golds = list({gold.doc: gold for gold in reversed(case.citations)}.values()) if case.answerable else []
    validity = ValidityNote(status="repealed" if case.flags else "unknown")
    citations = tuple(
        Citation(n=n, doc_id=gold.doc, title="", issuer="", doc_no="", issued="", region="", validity=validity,
                 clause_id="", address=gold.address, text=text, quote=text, start=0, end=len(text), verified=True)
        for n, gold in enumerate(golds, 1))
    found = tuple(Found(doc=gold.doc, address=gold.address, probability=0.9) for gold in case.citations)
    answer = Answer(answer=text + "".join(f"[{each.n}]" for each in citations), refused=not case.answerable,
                    engine="extractive", lang=case.lang, citations=citations,
                    warnings=("該文件已宣布失效",) if case.flags else (),
                    searched=Searched(documents=5, filters=Filters()))
    blank = Prediction(id=case.id, asked=case.asked, answer=answer, backing=Backing(found=found), ms=1.0, versions=VERSIONS)
    return answered(blank, answer, text)


def answered(prediction, answer, text=None):
    """The prediction with another answer; the index still holds what it held."""
    before = prediction.backing
    text = before.sources[0].text if text is None and before.sources else text or ""
    sources = tuple(Source(doc=each.doc_id, text=text) for each in answer.citations)
    return prediction.model_copy(update={"answer": answer, "backing": before.model_copy(update={"sources": sources})})
