"""What a check finds wrong with a sentence, in words for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.script import Script, traditionalise

Verdict = Literal["supported", "contradicted", "not_found"]

_WORDS = {
    "uncited": ("这句话没有注明依据哪一条", "the sentence cites no clause"),
    "out_of_range": ("没有编号为[{value}]的条款", "there is no clause numbered [{value}]"),
    "empty": ("这句话没有可核对的内容", "the sentence says nothing that can be checked"),
    "number": (
        "“{value}”与所引条款的数字或其范围不符",
        "“{value}” differs from the figure of the clause or from its bounds",
    ),
    "number_other": ("“{value}”在所引条款中说的是另一件事", "“{value}” stands in the clause for something else"),
    "date": ("所引条款中没有“{value}”这一日期", "the clause does not give the date “{value}”"),
    "place": ("“{value}”不是该公文的地域", "“{value}” is not the place of the notice"),
    "level": ("所引条款说的不是“{value}”", "the clause does not speak of “{value}”"),
    "address": ("所引的不是“{value}”", "the clause cited is not “{value}”"),
    "title": ("所引公文不是“{value}”", "the notice cited is not “{value}”"),
    "doc_no": ("所引公文的文号不是“{value}”", "“{value}” is not the number of the notice cited"),
    "body": ("所引条款中没有“{value}”", "the clause does not name “{value}”"),
    "role": ("所引条款没有让“{value}”担任这一角色", "the clause does not give “{value}” this role"),
    "actor": ("所引条款中这样做的不是“{value}”", "in the clause it is not “{value}” that does this"),
    "modality": (
        "语气与所引条款不同：条款中是“{value}”",
        "the force differs from that of the clause, which says “{value}”",
    ),
    "negation": ("肯定与否定同所引条款相反：“{value}”", "the clause says the opposite on “{value}”"),
    "exception": ("漏了所引条款的例外：“{value}”", "it leaves out the exception “{value}”"),
    "condition": ("漏了所引条款的条件：“{value}”", "it leaves out the condition “{value}”"),
    "direction": ("所引条款中的对象不是“{value}”", "in the clause this is not done to “{value}”"),
    "content": ("所引条款没有说到“{value}”", "the clause does not say “{value}”"),
    "merged": ("“{value}”把不同条款的内容合在了一起", "“{value}” joins what different rules say"),
    "validity": ("该公文的时效并非如此", "this is not how the notice stands"),
    "field": ("与该公文所载的不符：“{value}”", "the notice's own record says otherwise: “{value}”"),
    "spoken_of": ("所引条款其实写到了：“{value}”", "the clause does say so: “{value}”"),
}


@dataclass(frozen=True)
class Fault:
    """verdict: never 'supported'; name: of the wording; value: the words at fault."""

    verdict: Verdict
    name: str
    value: str = ""

    def said(self, lang: Script) -> str:
        """The reason in the reader's language."""
        chinese, english = _WORDS[self.name]
        if lang == "en":
            return english.format(value=self.value)
        text = chinese.format(value=self.value)
        return traditionalise(text) if lang == "zh-Hant" else text
