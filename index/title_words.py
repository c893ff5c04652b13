"""Which notices the words of a question name: their titles, years and issuers by search token, so that none is read one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.directory import Ids, by_identity
from index.lexical import bigrams
from index.manifest import DocSummary
from index.terms import Term
from ingest.model import Meta


@dataclass(frozen=True, eq=False)
class _Named:
    """rows: of each notice, by doc id; holding: rows whose naming words have a token of `index.lexical.bigrams`."""

    rows: Mapping[str, int]
    holding: Mapping[str, np.ndarray]


def most_named(documents: Sequence[DocSummary], doc_ids: Ids, terms: Sequence[Term], least: float) -> list[str]:
    """Of these notices the one, or those alike, in whose naming words the most of the terms stand, each counting alike.

    documents: all, as `Index.documents` gives them. least: the share of the terms, 0 to 1, that must stand there. By doc id.
    """
    if not terms or not doc_ids:
        return []
    named = _kept(documents)
    scores = sum(_standing(named, term).astype(np.float32) for term in terms) / len(terms)
    held = sorted(doc_ids)
    shares = scores[[named.rows[doc_id] for doc_id in held]]
    enough = max(float(shares.max()) - 1e-6, least)
    return [held[at] for at in np.flatnonzero(shares >= enough)]


def _standing(named: _Named, term: Term) -> np.ndarray:
    """bool (notices,): whether any way to say the term stands in the naming words."""
    found = np.zeros(len(named.rows), bool)
    for way in term.alternatives:
        holding = [named.holding.get(token, np.zeros(0, np.int64)) for token in way]
        counted = np.bincount(np.concatenate(holding), minlength=len(found)) if holding else np.zeros(len(found))
        found |= bool(holding) & (counted == len(holding))
    return found


def _named(documents: Sequence[DocSummary]) -> _Named:
    holding: dict[str, list[int]] = defaultdict(list)
    for row, document in enumerate(documents):
        for token in set(bigrams(_naming_text(document.meta))):
            holding[token].append(row)
    return _Named({document.doc_id: row for row, document in enumerate(documents)},
                  {token: np.array(rows) for token, rows in holding.items()})


def _naming_text(meta: Meta) -> str:
    return " ".join((meta.title, meta.issued[:4], meta.issuer, *map(str, meta.plan_years or ())))


_kept: Callable[[Sequence[DocSummary]], _Named] = by_identity(_named, most=2)
