"""Clauses -> LlamaIndex nodes: stable ids, flat metadata, so that they fit any LlamaIndex vector store."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.leadin import lead_in
from ingest.model import Clause, Meta, Notice
from ingest.script import simplify
from ingest.sentences import sentences

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

# The embedder takes 512 tokens. Statutes (600 windows of 300 laws) have 1.6 characters a token, 1.37 at the 1st percentile:
# 650 characters are 475 tokens then, which leaves room for the headings above.
PIECE = 650
_SENTENCE_END = re.compile(r"[。！？!?；;][”’」』）)]*|\n")
_CLAUSE_END = re.compile(r"[，、,：:]|\s")


def heading_path(clauses: Mapping[str, Clause], clause: Clause) -> tuple[str, ...]:
    """The headings above a clause, from the top, and what leads in the list it is an item of; its own heading is part of its text.
    clauses: those of the notice, by id.
    """
    path: list[str] = []
    above = clause.parent
    while above is not None:
        over = clauses[above]
        leads = lead_in(over) if above == clause.parent and clause.kind != "closing" else None
        if heading := leads.of(over.text).strip() if leads else over.heading.strip():
            path.append(heading)
        above = over.parent
    return tuple(reversed(path))


@dataclass(frozen=True)
class Part:
    """A clause, or a part of a long one, as it is searched. headings: those above it, from the top.

    node_id: the clause id for the first part, then `…#7/18@2`, `…#7/18@3`; ids of clauses hold no `@`.
    """

    node_id: str
    clause: Clause
    headings: tuple[str, ...]
    text: str

    @property
    def embed_text(self) -> str:
        """What is embedded: the headings and the text, Simplified. Not the notice's title."""
        return simplify("\n".join((*self.headings, self.text.strip())))

    @property
    def text_sha(self) -> str:
        """Key of its vector: what is embedded alike has one."""
        return text_sha(self.embed_text)


def parts(notice: Notice) -> Iterator[Part]:
    """All of a notice as it is searched, in text order. A later part also stands under its clause's own heading."""
    clauses = {clause.id: clause for clause in notice.clauses}
    for clause in notice.clauses:
        above = heading_path(clauses, clause)
        within = (*above, *filter(None, (clause.heading.strip(),)))
        for number, text in enumerate(pieces(clause.text), start=1):
            if number == 1:
                yield Part(clause.id, clause, above, text)
            else:
                yield Part(f"{clause.id}@{number}", clause, within, text)


def sentence_texts(clause: Clause) -> list[str]:
    """What is embedded of each of a clause's sentences (`ingest.sentences`), in text order."""
    return [simplify(span.of(clause.text)) for span in sentences(clause.text)]


def clause_of(node_id: str) -> str:
    """The id of the clause that a node is, or is a part of."""
    return node_id.partition("@")[0]


def count_nodes(notice: Notice) -> int:
    """How many nodes a notice has."""
    return sum(1 for clause in notice.clauses for _ in pieces(clause.text))


def pieces(text: str) -> list[str]:
    """A text cut at sentence ends into pieces of at most PIECE characters; a longer sentence at a comma, else anywhere.

    Joined they give the text. A short text is one piece.
    """
    found, at, end = [], 0, len(text.rstrip())
    while end - at > PIECE:
        window = text[at:at + PIECE]
        # Not before a third of the room, or a run of short lines would make very small pieces.
        ends = [match.end() for match in _SENTENCE_END.finditer(window)] or \
            [match.end() for match in _CLAUSE_END.finditer(window)]
        cut = ends[-1] if ends and ends[-1] > PIECE // 3 else PIECE
        found.append(text[at:at + cut])
        at += cut
    return [*found, text[at:]]


def nodes(notice: Notice) -> list[TextNode]:
    """One node a clause, in text order: id_ is the clause id, text the clause's own text in original script.

    Metadata is flat (str and int). text_sha: of what is embedded, the key under which a vector may be kept;
    node_sha: of all that is stored of the node. No metadata is mixed into what LlamaIndex embeds or shows a model.
    """
    clauses = {clause.id: clause for clause in notice.clauses}
    return [_whole(notice, clauses, clause) for clause in notice.clauses]


def node_of(notice: Notice, clause: Clause) -> TextNode:
    """The node of one clause of a notice, as `nodes` gives it, without building the others."""
    return _whole(notice, {one.id: one for one in notice.clauses}, clause)


def _whole(notice: Notice, clauses: Mapping[str, Clause], clause: Clause) -> TextNode:
    return _node(notice, Part(clause.id, clause, heading_path(clauses, clause), clause.text))


def part_nodes(notice: Notice) -> list[TextNode]:
    """As `nodes`, but a node for each of `parts`: as the vectors are stored."""
    return [_node(notice, part) for part in parts(notice)]


def _node(notice: Notice, part: Part) -> TextNode:
    # llama_index takes seconds to import and is needed by writing only.
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    clause = part.clause
    metadata = {"doc_id": notice.doc_id, **_metadata(notice.meta, clause)}
    metadata["text_sha"] = part.text_sha
    metadata["node_sha"] = _sha256(part.text, *(f"{key}={value}" for key, value in metadata.items()))
    relations = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=notice.doc_id)}
    if clause.parent:
        relations[NodeRelationship.PARENT] = RelatedNodeInfo(node_id=clause.parent)
    # The template leaves metadata out of what is embedded or shown. Lists of excluded keys would do so too, but make a node's
    # JSON longer than the 1,000 bytes that SQLite keeps of it in one piece: Chroma's file was three times as large.
    return TextNode(id_=part.node_id, text=part.text, metadata=metadata, relationships=relations,
                    text_template="{content}")


def _metadata(meta: Meta, clause: Clause) -> dict[str, str | int]:
    """issued: as the number yyyymmdd, 0 when unknown; adcode1, adcode2, …: from the province down."""
    region = meta.region
    adcodes = enumerate(region.adcodes if region else (), start=1)
    return {
        "clause_id": clause.id, "title": meta.title, "address": clause.address, "kind": clause.kind, "parent": clause.parent or "",
        "issued": int(meta.issued.replace("-", "") or 0), "status": meta.validity.status,
        "region": region.name if region else "", **{f"adcode{level}": code for level, code in adcodes},
    }


def title_text(notice: Notice) -> str:
    """What is embedded of a notice as a whole."""
    return simplify(notice.meta.title)


def text_sha(embedded: str) -> str:
    """Key under which the vector of a text is kept."""
    return _sha256(embedded)


def _sha256(*parts: str) -> str:
    """128 bits of a digest of texts, hexadecimal; texts are told apart from each other's concatenation."""
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()[:32]
