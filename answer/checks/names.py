"""Titles, document numbers and clause addresses that a sentence gives: those of the notice cited, or words of its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answer.checks.fault import Fault
from answer.checks.reading import Claim, Source
from index.address import ADDRESS, ADDRESS_EN, address_in, fit, in_taiwan
from index.relations import name_key, names_of
from ingest.docno import doc_numbers
from ingest.fold import folded
from ingest.references import DOCUMENT, TITLE, aliases_in
from ingest.script import simplify

_QUOTED_EN = re.compile(r"[“\"]([A-Z\u3400-\u9fff][^”\"]{5,120})[”\"]")
_LEAST_SHARE, _HEAD = 4, 1000
# 第一项 in a list is counted, not cited; 款 and 项 alone are looked for in the clause by words.
# An index number (索引号) of a government's catalogue: the body's code, the year, a serial number.
_INDEX_NO = re.compile(r"[0-9a-z-]{5,}/(?:19|20)\d{2}-\d{3,6}(?!\d)")
_CITES = re.compile("[条章编节]|部分|附[件表录]|[款项目]")


@dataclass(frozen=True)
class Named:
    """key[start:end] names something that is no plain word."""

    start: int
    end: int


def blanked(claim: Claim) -> str:
    """The key with titles, numbers and addresses blanked out, as long as before: what they hold is no quantity or date."""
    key = claim.key
    spans = [match.span() for match in TITLE.finditer(key)]
    spans += [(start, end) for _, start, end in doc_numbers(key)]
    spans += [match.span() for match in (*_INDEX_NO.finditer(key), *_addresses(claim))]
    if claim.is_english:
        spans += [match.span() for match in re.finditer(r"\b(?:No\.|Nos\.|Document No\.?)\s*\d+", claim.text)]
    for start, end in spans:
        key = key[:start] + " " * (end - start) + key[end:]
    return key


def check_names(claim: Claim, source: Source) -> Fault | None:
    """Every title, number and address of a sentence against the notice and the clause cited."""
    return _titles(claim, source) or _numbers(claim, source) or _places_of_clause(claim, source)


def _titles(claim: Claim, source: Source) -> Fault | None:
    own = {name_key(source.notice.meta.title), *names_of(source.notice.meta.title)}
    text = name_key(source.key)
    for match in TITLE.finditer(claim.key):
        said = name_key(match.group()[1:-1])
        short = aliases_in(source.notice.text[:6000]) if said not in text else {}
        if not (
            said in own
            or said in text
            or any(_is_short_for(said, title) for title in own)
            or said in map(name_key, short)
        ):
            return Fault("not_found", "title", match.group())
    return None


def _is_short_for(said: str, title: str) -> bool:
    """Whether a title is cut short and still the whole of its subject: its end, or without what stands around it."""
    return len(said) >= _LEAST_SHARE and (title.endswith(said) or (said in title and bool(DOCUMENT.search(said))))


def _numbers(claim: Claim, source: Source) -> Fault | None:
    meta = source.notice.meta
    judged = source.judge(source.notice.doc_id, meta)
    allowed = {number for number, _, _ in doc_numbers(f"{source.key}\n{judged.value}\n{meta.validity.by}")} | {
        meta.doc_no
    }
    for number, start, end in doc_numbers(claim.key):
        if number not in allowed and not any(one.endswith(number) for one in allowed if one):
            return Fault("not_found", "doc_no", claim.text[start:end])
    for match in _INDEX_NO.finditer(claim.key):
        if match.group() not in source.key and match.group() != folded(meta.index_no):
            return Fault("not_found", "doc_no", match.group())
    for start, end in _loose_numbers(claim):
        said = re.sub(r"\D+", "-", claim.key[start:end]).strip("-")
        if not re.search("-", said) and f"第{said}号" in source.notice.text[:_HEAD]:
            continue
        if said not in {re.sub(r"\D+", "-", one).strip("-") for one in allowed}:
            return Fault("not_found", "doc_no", claim.text[start:end])
    return None


def _loose_numbers(claim: Claim) -> Iterator[tuple[int, int]]:
    """English renderings of a number: `Lianzhengfa [2011] No. 126`."""
    if claim.is_english:
        for match in re.finditer(r"\b(?:Order|Decree|Announcement) No\.? ?\d+", claim.text):
            yield match.span()
        for match in re.finditer(r"[\[〔(](?:19|20)\d{2}[\])〕]\s*(?:No\.?\s*)?\d{1,5}\b(?!号)", claim.text):
            yield match.span()


def _addresses(claim: Claim) -> Iterator[re.Match[str]]:
    if claim.is_english:
        yield from (match for match in ADDRESS_EN.finditer(claim.text) if _is_cited_en(match))
    yield from (
        match
        for match in ADDRESS.finditer(claim.key)
        if address_in(match.group()).steps and _CITES.search(match.group() + "条")
    )


def _is_cited_en(match: re.Match[str]) -> bool:
    """`the first step` is no address; `step 1` may be counted as well."""
    unit = (match["unit"] or match["of"]).lower()
    return unit in (
        "article",
        "chapter",
        "section",
        "annex",
        "appendix",
        "attachment",
        "paragraph",
        "part",
        "item",
        "clause",
        "point",
    )


def _places_of_clause(claim: Claim, source: Source) -> Fault | None:
    clause = source.clause
    for match in _addresses(claim):
        said = match.group().strip()
        address = address_in(claim.text[match.start() : match.end()] if claim.is_english else said)
        alike = max(fit(address, clause.id, clause.address), fit(in_taiwan(address), clause.id, clause.address))
        if not alike and not _stands(said, address, source) and not _is_above(address, source):
            return Fault("not_found", "address", claim.text[match.start() : match.end()].strip())
    return None


def _stands(said: str, address, source: Source) -> bool:
    """Whether the clause itself cites that address, or its own paragraphs and items are meant, which its text holds."""
    for match in ADDRESS.finditer(source.key):
        if address_in(match.group()).steps == address.steps and (
            re.search("[条章编节项款附]", match.group()) or said[:1] in match.group()
        ):
            return True
    return bool(said) and simplify(said) in source.key


def _is_above(address, source: Source) -> bool:
    """Whether it is the address of a chapter or an article in which the clause stands."""
    path = source.clause.id.partition("#")[2]
    while "/" in path:
        path = path.rpartition("/")[0]
        parent = next((one for one in source.notice.clauses if one.id == f"{source.notice.doc_id}#{path}"), None)
        if parent and fit(address, parent.id, parent.address):
            return True
    return False
