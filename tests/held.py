"""Notices held in memory as an index gives them, for what reads no other store."""

from __future__ import annotations

from collections.abc import Mapping

from index.manifest import DocSummary
from ingest.model import Clause, Notice
from ingest.parse import parse


class Held:
    """Answers `documents`, `notice` and `clause` as `index.store.Index` does. loaded: the notices asked for, in order."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._notices = {name: parse(text.encode(), name, f"/{name}.md") for name, text in texts.items()}
        self._documents = tuple(DocSummary(name, one.source, one.sha256, "", len(one.clauses), len(one.warnings), one.meta, one.acts)
                                for name, one in sorted(self._notices.items()))
        self.loaded: list[str] = []

    def documents(self) -> tuple[DocSummary, ...]:
        return self._documents

    def notice(self, doc_id: str) -> Notice:
        self.loaded.append(doc_id)
        return self._notices[doc_id]

    def clause(self, clause_id: str) -> tuple[Notice, Clause]:
        notice = self.notice(clause_id.partition("#")[0])
        return notice, next(one for one in notice.clauses if one.id == clause_id)
