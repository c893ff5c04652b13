"""Homes that tests copy."""

from __future__ import annotations

from pathlib import Path


def unopened(home: Path) -> Path:
    """The home with the five notices as it was before any process opened it: of one that is being opened no copy is whole."""
    return home.with_name(f"{home.name}-unopened")
