"""Columns of numbers as PostgreSQL reads them: one text for a thousand values, not a value a thousand times."""

from __future__ import annotations

from collections.abc import Iterable


def integers(numbers: Iterable[int]) -> str:
    """The literal of an integer array, for a parameter that is cast to ``bigint[]`` or ``int[]``."""
    return str(list(numbers)).replace("[", "{", 1).replace("]", "}", 1)
