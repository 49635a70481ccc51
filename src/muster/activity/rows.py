"""Rows in PostgreSQL’s own text form of COPY, written by hand: far faster than value by value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

_NULL: Final = "\\N"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""})


def text(rows: Iterable[Sequence[Any]]) -> str:
    """All rows as one text for COPY … FROM STDIN."""
    return "".join([line(row) for row in rows])


def line(row: Sequence[Any]) -> str:
    """One row. Joined first and looked at once; only a row with odd signs is escaped word by word."""
    plain = "\t".join(
        [_NULL if value is None else value if type(value) is str else str(value) for value in row]
    )
    if (
        plain.count("\\") == row.count(None)
        and plain.count("\t") == len(row) - 1
        and "\n" not in plain
        and "\r" not in plain
        and "\x00" not in plain
    ):
        return plain + "\n"
    words = [_NULL if value is None else str(value).translate(_ESCAPED) for value in row]
    return "\t".join(words) + "\n"
