"""A code for cameras as a picture from the server: black modules on a quiet margin, nothing fetched."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class Code:
    """``path`` draws it inside a square of ``size``; ``address`` is what it opens."""

    address: str
    path: str
    size: int


def of(address: str) -> Code:
    """The code that opens an address."""
    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(
        f"M{x + 1} {y + 1}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return Code(address, path, len(rows) + 2)
