"""What each score is called and what it means, and how numbers are written. The same in every form of the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from eval.intervals import Interval
from eval.marks import Mark
from eval.predict import Versions
from eval.report.summary import Part

NOTHING = "–"


@dataclass(frozen=True)
class Term:
    """unit: of the score. better: whether a high value is good or a low one; '' where neither is."""

    label: str
    meaning: str
    unit: Literal["share", "count", "ms"] = "share"
    better: Literal["high", "low", ""] = "high"


TERMS = {
    "exact": Term("Exact address", "answerable questions whose first citation is a right clause and which cite no other notice"),
    "hit": Term("Right clause", "answerable questions that cite a right clause, of every notice compared"),
    "facts": Term("Facts", "expected facts that stand in the answer itself"),
    "direct": Term("Answered at once", "answers from a right clause whose first sentence has one of the facts"),
    "precision": Term("Citation precision", "citations that are of a right clause"),
    "recall": Term("Citation recall", "notices that must be cited, by a right clause"),
    "verbatim": Term("Quotes verbatim", "citations whose quotation stands in the clause letter by letter"),
    "refusal_right": Term("Refused rightly", "all questions: refused when, and only when, no notice answers"),
    "refusal_precision": Term("Refusal precision", "refusals of questions that no notice answers"),
    "refusal_recall": Term("Refusal recall", "questions that no notice answers, refused"),
    "refusal_f1": Term("Refusal F1", "harmonic mean of the precision and the recall of refusing"),
    "found_1": Term("Success@1", "the clause found first is right"),
    "found_5": Term("Success@5", "a right clause is among the first five found"),
    "mrr": Term("MRR@10", "mean of one over the rank of the first right clause, up to ten"),
    "ndcg": Term("nDCG@10", "discounted gain of the first ten clauses found, of the greatest possible"),
    "false": Term("Wrong notice cited", "citations of a notice that is not a right one", better="low"),
    "stale": Term("Stale without warning", "answers citing a repealed or expired notice that do not say so", better="low"),
    "unbacked": Term("Without citation", "answers with no citation, or with a mark that leads to none", better="low"),
    "parity": Term("Language gap", "largest difference in exact address between two languages, same questions", better="low"),
    "contradicted": Term("Contradictions", "sentences that a clause they cite contradicts", "count", "low"),
    "length": Term("Answer length", "median characters of answers from a right clause to questions for one fact", "count", ""),
    "tokens": Term("Tokens", "sent to and written by a language model, a question", "count", ""),
    "p50": Term("Median time", "to a whole answer, in milliseconds", "ms", "low"),
    "p95": Term("95th percentile time", "to a whole answer, in milliseconds", "ms", "low"),
}
CITING = ("exact", "hit", "facts", "direct", "precision", "recall", "verbatim", "refusal_right")
FAULTY = ("false", "stale", "unbacked", "parity")
FINDING = ("found_1", "found_5", "mrr", "ndcg")
REFUSING = ("refusal_precision", "refusal_recall", "refusal_f1")
AMOUNTS = ("contradicted", "length", "tokens", "p50", "p95")
MAIN = ("exact", "facts", "refusal_right")

CAUSE_MEANINGS = {
    "retrieval": "no right clause was found",
    "reading": "a right clause was found, but another was chosen, or it was read wrongly",
    "verification": "a right clause was found, and a drafted sentence was cut by the check",
    "refusal": "refused what the notices answer, or answered what they do not",
}


def number(name: str, value: float | None) -> str:
    """A score as it is written: a share in per cent with one decimal, milliseconds and counts in whole numbers."""
    if value is None:
        return NOTHING
    return f"{100 * value:.1f}" if TERMS[name].unit == "share" else f"{value:.0f}"


def span(name: str, interval: Interval | None) -> str:
    """The 95 % interval of a score, '' where there is none."""
    return f"{number(name, interval.low)}–{number(name, interval.high)}" if interval else ""


def row(part: Part, names: Iterable[str]) -> list[tuple[str, str]]:
    """(value, interval) of each score, as written."""
    return [(number(name, part.values.get(name)), span(name, part.intervals.get(name)))
            if name in part.values else (NOTHING, "") for name in names]


def version_line(versions: Versions, engines: Iterable[str]) -> str:
    """What the answers depend on, as `eval.predict.Versions` has it; engines: of the answers themselves."""
    return (f"code {versions.code} · prompts {versions.prompts} · embedder {versions.embedder} · engine {', '.join(engines)} · "
            f"notices {versions.corpus}")


def cited(mark: Mark) -> list[dict[str, str]]:
    """`doc`, `address` and `quote` of each citation."""
    answer, sources = mark.prediction.answer, mark.prediction.backing.sources
    return [{"doc": source.doc or citation.doc_id, "address": citation.address, "quote": citation.quote}
            for citation, source in zip(answer.citations, sources, strict=True)]
