"""What stands behind an answer in the index: the clauses cited and found, and whether the answer agrees with them."""

from __future__ import annotations

from pathlib import Path

from answer.evidence_list import Evidence
from answer.model import Citation
from answer.service import Reply
from answer.verify import check
from eval.predict import Backing, Found, Source, Tokens
from index.manifest import DocSummary
from index.store import Index
from ingest.model import Clause
from ingest.script import search_key

_FOUND = 10


def backing_of(index: Index, reply: Reply) -> Backing:
    """What stands behind a whole answer, looked up in the index that gave it."""
    held = {document.doc_id: stem(document) for document in index.documents()}
    cited = [_clause(index, citation) for citation in reply.answer.citations]
    sources = [Source(doc=held.get(citation.doc_id, ""), text=clause.text if clause else "")
               for citation, clause in zip(reply.answer.citations, cited, strict=True)]
    evidence = [Evidence(citation.n, index.notice(citation.doc_id), clause)
                for citation, clause in zip(reply.answer.citations, cited, strict=True) if clause]
    return Backing(sources=tuple(sources), found=_found(index, reply), contradicted=_contradicted(reply, evidence),
                   cut=len(reply.written.cut) if reply.written else 0, tokens=_tokens(reply))


def stem(document: DocSummary) -> str:
    """The name by which question sets call a notice: of its file, without the suffix."""
    return Path(document.source).stem


def _clause(index: Index, citation: Citation) -> Clause | None:
    """None for a clause that the index does not have: then the quotation is not verbatim."""
    clauses = index.notice(citation.doc_id).clauses
    return next((clause for clause in clauses if clause.id == citation.clause_id), None)


def _found(index: Index, reply: Reply) -> tuple[Found, ...]:
    """The clauses at an address asked for, or of the catalogue, then those of the search, best first."""
    reading = reply.reading
    drafted = reading.drafted
    named = [(claim.notice.doc_id, claim.clause.address) for claim in reading.claims if drafted.way in ("catalogue", "address")]
    searched = [(one.card.clause_id.partition("#")[0], index.clause(one.card.clause_id)[1].address, one.probability)
                for one in drafted.found]
    ranked = {(doc, address): 1.0 for doc, address in named}
    for doc, address, probability in searched:
        ranked.setdefault((doc, address), probability)
    return tuple(Found(doc=stem(index.summary(doc)), address=address, probability=round(probability, 4))
                 for (doc, address), probability in list(ranked.items())[:_FOUND])


def _contradicted(reply: Reply, evidence: list[Evidence]) -> int:
    """Sentences as shown, checked once more against what they cite: composing could have broken them. What is said of a clause's
    silence is not in the clause.
    """
    asked = reply.reading.asked
    silent = {search_key(claim.text) for claim in reply.reading.claims if claim.relation in ("absence", "unsaid")}
    findings = check(reply.answer.answer, evidence, asked.judge, asked.query)
    return sum(finding.verdict == "contradicted" and search_key(finding.text) not in silent for finding in findings)


def _tokens(reply: Reply) -> Tokens:
    if not reply.written:
        return Tokens()
    from llama_index.core.utils import count_tokens

    return Tokens(prompt=count_tokens(reply.written.prompt), completion=count_tokens(reply.written.text))
