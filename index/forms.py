"""Questions for what has a form of its own: a person's name, an address, a telephone number, the members of a body, leave (`forms.toml`).

The expected answer type (Li and Roth 2002, Learning Question Classifiers): a clause without anything of that form does not answer,
however much else it has of the question. Numbers, dates and roles have types of their own (`index.measures`, `index.strength`).
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from index.kinds import kind_of


def has_form(asked: str, searched: str) -> bool:
    """Whether a text has something of the form asked for; true of a question for none. asked: the question's search key; searched:
    as `index.lexical.runs` gives it.
    """
    return all(form.states.search(searched) for form in _asked(asked))


def asks_form(asked: str) -> bool:
    """Whether a question, by its search key, asks for what a cell of a table may have: a name, a number."""
    return any(not form.kinds for form in _asked(asked))


class _Form(NamedTuple):
    """What asks for it, in questions of these kinds (() for any), and what states it."""

    asks: re.Pattern[str]
    states: re.Pattern[str]
    kinds: tuple[str, ...]


@lru_cache(maxsize=256)
def _asked(asked: str) -> tuple[_Form, ...]:
    kind = kind_of(asked)
    return tuple(form for form in _forms() if form.asks.search(asked) and (not form.kinds or kind in form.kinds))


@lru_cache(maxsize=1)
def _forms() -> tuple[_Form, ...]:
    rows = tomllib.loads(files("index").joinpath("forms.toml").read_text(encoding="utf-8"))["form"]
    return tuple(_Form(re.compile("|".join(row["asks"])), re.compile(row["states"]), tuple(row.get("kinds", ()))) for row in rows)
