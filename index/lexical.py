"""The lexical index: BM25 over character bigrams of search keys, on disk, with exact filters (tantivy)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from index.faults import guarded
from ingest.script import search_key

# Weight of a match by field: the clause's own words count most, then the headings above it, then the notice's title.
BOOSTS = {"body": 1.0, "headings": 0.4, "title": 0.3}

FOLDER = "lexical"

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A decimal number, but not a dotted date · a run of Han · a word of any other script, with its digits.
_TOKEN = re.compile(rf"(?<![0-9a-z.])\d+\.\d+(?!\.?[0-9a-z])|[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONGEST_WORD = 64
_ANALYZER = "premade"
_WRITER_BYTES = 30_000_000
_SEGMENT_FILE = re.compile(r"[0-9a-f]{32}(\.\w+)+")


@dataclass(frozen=True)
class LexicalDocument:
    """A clause, or a part of a long one, as it is searched by words.

    node_id: as in `index.nodes`. headings: those above it, from the top; all in original script.
    """

    node_id: str
    doc_id: str
    body: str
    headings: str
    title: str


def bigrams(text: str) -> list[str]:
    """Search tokens in text order: overlapping character pairs of Han runs, lone characters, other words whole.

    `12,000元` and `12000元` give the same tokens, as do Traditional and Simplified. Words are cut at 64 characters.
    """
    tokens: list[str] = []
    for run in _runs(text):
        if len(run) > 1 and _IS_HAN.match(run):
            tokens.extend(run[at:at + 2] for at in range(len(run) - 1))
        else:
            tokens.append(run)
    return tokens


def runs(text: str) -> str:
    """A text as it is searched: its runs of Han and its other words, a blank on either side of each (`stands_in`)."""
    return f" {' '.join(_runs(text))} "


def as_it_stands(token: str) -> str:
    """A token of `bigrams` as it is found in `runs`: a pair of Han anywhere, another as a word of its own."""
    return token if len(token) == 2 and _IS_HAN.match(token) else f" {token} "


def _runs(text: str) -> list[str]:
    key = _THOUSANDS.sub("", search_key(_storable(text)))
    return [run if _IS_HAN.match(run) else run[:_LONGEST_WORD] for run in _TOKEN.findall(key)]


class LexicalIndex:
    """An open tantivy index. Raises TiaoliError('index_corrupt') wherever its files are damaged."""

    def __init__(self, index: tantivy.Index, home: Path) -> None:
        self._index, self._home = index, home

    def count(self) -> int:
        """Nodes held."""
        return self._index.searcher().num_docs

    def doc_freq(self, tokens: Iterable[str]) -> dict[str, int]:
        """For each token, in how many nodes it stands: in their text, headings or title, whichever is most."""
        with guarded(self._home, ValueError, OSError):
            searcher = self._index.searcher()
            return {token: max(searcher.doc_freq(field, _storable(token)) for field in BOOSTS) for token in tokens}

    def search(self, tokens: Iterable[str], k: int, doc_ids: frozenset[str] | None = None) -> list[tuple[str, float]]:
        """The k best (node id, BM25 score) that share any token, best first; doc_ids: only in these notices."""
        query = self._query(list(dict.fromkeys(map(_storable, tokens))), doc_ids)
        if k < 1:
            return []
        with guarded(self._home, ValueError, OSError):
            searcher = self._index.searcher()
            hits = searcher.search(query, k, count=False).hits
            found = [(searcher.doc(address)["node_id"][0], float(score)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def replace(self, doc_ids: Sequence[str], documents: Iterable[LexicalDocument]) -> None:
        """Removes all nodes of the notices doc_ids and adds `documents`, in one commit: all of it or nothing."""
        with guarded(self._home, ValueError, OSError):
            writer = self._index.writer(_WRITER_BYTES, num_threads=1)
            writer.delete_documents_by_query(Query.term_set_query(self._index.schema, "doc_id", list(doc_ids)))
            for document in documents:
                writer.add_document(_tantivy_document(document))
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def _query(self, tokens: list[str], doc_ids: frozenset[str] | None) -> Query:
        """Built from terms, never parsed from text, so that no character of a question has a meaning of its own."""
        schema = self._index.schema
        words = Query.boolean_query([
            (Occur.Should, Query.boost_query(Query.term_query(schema, field, token, "freq"), boost))
            for token in tokens for field, boost in BOOSTS.items()
        ])
        if doc_ids is None:
            return words
        allowed = Query.const_score_query(Query.term_set_query(schema, "doc_id", sorted(doc_ids)), 0.0)
        return Query.boolean_query([(Occur.Must, words), (Occur.Must, allowed)])


def written_once(file: Path) -> bool:
    """Whether a file belongs to a segment of a lexical index: such files are never changed, only deleted."""
    return file.parent.name == FOLDER and bool(_SEGMENT_FILE.fullmatch(file.name))


def open_lexical(folder: Path, home: Path, *, create: bool) -> LexicalIndex:
    """Opens the index in `folder`; with create, an empty one is made where there is none. home: for messages."""
    with guarded(home, ValueError, OSError):
        if create and not (folder / "meta.json").exists():
            folder.mkdir(exist_ok=True)
            index = tantivy.Index(_schema(), path=str(folder))
        else:
            index = tantivy.Index.open(str(folder))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer(_ANALYZER, analyzer)
        index.config_reader(reload_policy="manual")
        return LexicalIndex(index, home)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("node_id", "doc_id"):
        builder.add_text_field(name, stored=name == "node_id", tokenizer_name="raw", index_option="basic")
    for name in BOOSTS:
        builder.add_text_field(name, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _tantivy_document(document: LexicalDocument) -> tantivy.Document:
    words = {name: " ".join(bigrams(getattr(document, name))) for name in BOOSTS}
    return tantivy.Document(node_id=document.node_id, doc_id=document.doc_id, **words)


def _storable(text: str) -> str:
    """Without lone surrogates, which JSON can carry into a question but UTF-8 cannot hold."""
    return text.encode("utf-8", "ignore").decode("utf-8")
