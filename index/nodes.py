"""Clauses -> LlamaIndex nodes: stable ids, flat metadata, so that they fit any LlamaIndex vector store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ingest.model import Clause, Meta, Notice
from ingest.script import simplify

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode


def heading_path(clauses: Mapping[str, Clause], clause: Clause) -> tuple[str, ...]:
    """The headings above a clause, from the top; its own is part of its text. clauses: those of the notice, by id."""
    path: list[str] = []
    above = clause.parent
    while above is not None:
        if heading := clauses[above].heading.strip():
            path.append(heading)
        above = clauses[above].parent
    return tuple(reversed(path))


def embed_text(headings: tuple[str, ...], clause: Clause) -> str:
    """What is embedded for a clause: the headings above it and its own text, Simplified. Not the notice's title."""
    return simplify("\n".join((*headings, clause.text.strip())))


def embed_texts(notice: Notice) -> list[str]:
    """`embed_text` of each clause, in text order."""
    clauses = {clause.id: clause for clause in notice.clauses}
    return [embed_text(heading_path(clauses, clause), clause) for clause in notice.clauses]


def nodes(notice: Notice) -> list[TextNode]:
    """One node a clause, in text order: id_ is the clause id, text the clause's own text in original script.

    Metadata is flat (str and int). text_sha: of `embed_text`, the key under which a vector may be kept;
    node_sha: of all that is stored of the clause. No metadata is mixed into what LlamaIndex embeds or shows a model.
    """
    return [_node(notice, clause, text) for clause, text in zip(notice.clauses, embed_texts(notice), strict=True)]


def _node(notice: Notice, clause: Clause, text: str) -> TextNode:
    # llama_index takes seconds to import and is needed by writing only.
    from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

    metadata = {"doc_id": notice.doc_id, **_metadata(notice.meta, clause)}
    metadata["text_sha"] = _sha256(text)
    metadata["node_sha"] = _sha256(clause.text, *(f"{key}={value}" for key, value in metadata.items()))
    relations = {NodeRelationship.SOURCE: RelatedNodeInfo(node_id=notice.doc_id)}
    if clause.parent:
        relations[NodeRelationship.PARENT] = RelatedNodeInfo(node_id=clause.parent)
    return TextNode(id_=clause.id, text=clause.text, metadata=metadata, relationships=relations,
                    excluded_embed_metadata_keys=list(metadata), excluded_llm_metadata_keys=list(metadata))


def _metadata(meta: Meta, clause: Clause) -> dict[str, str | int]:
    """issued: as the number yyyymmdd, 0 when unknown; adcode1, adcode2, …: from the province down."""
    region = meta.region
    adcodes = enumerate(region.adcodes if region else (), start=1)
    return {
        "title": meta.title, "address": clause.address, "kind": clause.kind, "parent": clause.parent or "",
        "issued": int(meta.issued.replace("-", "") or 0), "status": meta.validity.status,
        "region": region.name if region else "", **{f"adcode{level}": code for level, code in adcodes},
    }


def _sha256(*parts: str) -> str:
    """Hexadecimal digest of texts, told apart from each other's concatenation."""
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()
