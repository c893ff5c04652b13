"""Where the marks of Markdown stand in a line: markdown-it's own rules, each watched for the range that it takes.

markdown-it gives no positions within a line. A rule is called with the place where it stands and leaves it at the
place up to which it has read: a wrapper round each rule knows the range, and the tokens made say what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_Rule = Callable[[StateInline, bool], bool]
_RULES: dict[str, _Rule] = {
    "escape": rules_inline.escape,
    "backticks": rules_inline.backtick,
    "emphasis": rules_inline.emphasis.tokenize,
    "link": rules_inline.link,
    "image": rules_inline.image,
    "autolink": rules_inline.autolink,
    "html_inline": rules_inline.html_inline,
}
_ANY = re.compile(r"[*_`\\<\[]")
# What a link leads to, and not the end of a document number as in 财税[2008](1号).
_ADDRESS = re.compile(r"[/.#?]|^mailto:")
# Longer runs are blanks to fill in (____) or masks (****).
_LONGEST_RUN = {"*": 3, "_": 2}
# Beyond this length a line is not looked through: a mark left standing does less harm than hours of work.
_LONGEST = 20_000

_Range = tuple[int, int]


def inline_marks(line: str) -> list[_Range]:
    """Ranges of a line that are marks of Markdown: emphasis, code, tags, escapes, pictures, links but for their text."""
    if len(line) > _LONGEST or not _ANY.search(line):
        return []
    found: list[tuple[str, int, int, list[Token]]] = []
    _parser().inline.parse(_spaced_as_latin(line), _parser(), {"found": found}, [])
    runs = [(start, tokens) for name, start, _, tokens in found if name == "emphasis"]
    marks = list(_emphasis(line, [(start + n, token) for start, tokens in runs for n, token in enumerate(tokens)]))
    for name, start, end, tokens in found:
        marks += _ranges(line, name, start, end, tokens)
    return sorted(marks)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").disable("fragments_join")
    for name, rule in _RULES.items():
        parser.inline.ruler.at(name, _watched(name, rule))
    return parser


def _watched(name: str, rule: _Rule) -> _Rule:
    """The rule, noting in env["found"] what it takes; for a run of * or _ the token of each character."""

    def watched(state: StateInline, silent: bool) -> bool:
        start, made, found = state.pos, len(state.tokens), state.env["found"]
        before = len(found)
        taken = rule(state, silent)
        if taken and not silent:
            if name == "image":  # its words were parsed apart, with positions of their own
                del found[before:]
            first = len(state.tokens) - (state.pos - start) if name == "emphasis" else made
            found.append((name, start, state.pos, state.tokens[first:]))
        return taken

    return watched


def _spaced_as_latin(line: str) -> str:
    """The line with Chinese punctuation as letters.

    CommonMark lets ** end only beside a blank or punctuation, which suits scripts with blanks: in `**（一）要求。**各地`
    nothing would be strong. That this rule must not heed Chinese punctuation is what markdown-cjk-friendly amends.
    """
    wide = {char for char in set(line) if char > "\u2000" and unicodedata.category(char)[0] in "PS"}
    return line.translate({ord(char): "字" for char in wide} | {0: " "})


def _ranges(line: str, name: str, start: int, end: int, tokens: list[Token]) -> list[_Range]:
    """The marks within what a rule has taken."""
    if name == "backticks":
        code = next((token for token in tokens if token.type == "code_inline"), None)
        return [(start, start + len(code.markup)), (end - len(code.markup), end)] if code else []
    if name == "escape":
        return (
            [(start, start + 1)]
            if any(token.type == "text_special" and token.content != token.markup for token in tokens)
            else []
        )
    if name == "link":
        address = next((str(token.attrs["href"]) for token in tokens if token.type == "link_open"), "")
        close = _label_end(line, start, end)
        return [(start, start + 1), (close, end)] if _ADDRESS.search(address) and close > start else []
    if name == "image":
        return [(start, end)] if any(_ADDRESS.search(str(token.attrs.get("src", ""))) for token in tokens) else []
    if name == "autolink":
        return [(start, start + 1), (end - 1, end)]
    return [(start, end)] if name == "html_inline" else []


def _label_end(line: str, start: int, end: int) -> int:
    """Where `](` closes the text of the link line[start:end], by markdown-it's own search."""
    state = StateInline(_spaced_as_latin(line[:end]), _parser(), {"found": []}, [])
    return _parser().helpers.parseLinkLabel(state, start, True)


def _emphasis(line: str, characters: list[tuple[int, Token]]) -> Iterator[_Range]:
    """Pairs of marks among the * and _ of a line, less those that only look so."""
    opened: list[tuple[int, Token]] = []
    for at, token in sorted(characters, key=lambda pair: pair[0]):
        if token.type in ("em_open", "strong_open"):
            opened.append((at, token))
        elif token.type in ("em_close", "strong_close") and opened:
            first, _ = opened.pop()
            size = len(token.markup)
            outer, inner = first - size + 1, first + 1  # of a ** that opens, the second is the token
            if _is_emphasis(line, outer, inner, at, at + size):
                yield from ((outer, inner), (at, at + size))


def _is_emphasis(line: str, start: int, inner: int, close: int, end: int) -> bool:
    """line[start:inner] opens, line[close:end] closes: no blanks to fill in, no product, no masked name between."""
    char, words = line[start], line[inner:close]
    longest = max(len(run[0]) for run in re.finditer(re.escape(char) + "+", line[max(start - 9, 0) : end + 9]))
    between = line[start - 1 : start].isdigit() and words[:1].isdigit()
    between |= words[-1:].isdigit() and line[end : end + 1].isdigit()
    return longest <= _LONGEST_RUN[char] and not between and words[:1] not in "、，。；：！？）》」”’,;:!?)"
