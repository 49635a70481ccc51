"""The one table matching works on: a line for every face of a record, in folded words.

A record with two e-mail addresses has two faces, and so has one that was joined of two. What is
missing is missing; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pyarrow as pa

from muster.kit.text import fold

# ``person`` says whose face a line is; two faces of one person are never compared.
COLUMNS: Final = (
    "given", "family", "birth", "postcode", "place", "street", "email", "phone", "number",
)  # fmt: skip
SCHEMA: Final = pa.schema([("person", pa.int64()), *((name, pa.string()) for name in COLUMNS)])
_NAMES: Final = frozenset({"given", "family", "place", "street"})


def table(records: Iterable[Mapping[str, object]]) -> pa.Table:
    """A table of records as anybody wrote them, made comparable."""
    rows = [
        {"person": record["person"], **{name: said(name, record.get(name)) for name in COLUMNS}}
        for record in records
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def said(name: str, value: object) -> str | None:
    """One value as it is compared, or None where there is none."""
    text = str(value or "")
    if name in _NAMES:
        return fold(text) or None
    return "".join(text.split()).lower() or None
