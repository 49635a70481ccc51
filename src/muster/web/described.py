"""What the doors for machines say of themselves, gathered at start-up, since no door may ask another.

Each door adds its addresses when its own are read; ``api`` makes the one OpenAPI document of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Paths = Mapping[str, Mapping[str, Any]]
# Whoever proves nothing meets a page as anybody does, not a piece of JSON.
NO_SUCH_PAGE: Final = {
    "description": "No such address, or a call that proves nothing; both look the same.",
    "content": {"text/html": {"schema": {"type": "string"}}},
}
_paths: dict[str, Mapping[str, Any]] = {}


def add(paths: Paths) -> None:
    """A door tells its addresses; telling them twice changes nothing."""
    _paths.update(paths)


def paths() -> Paths:
    """Every address told so far, in one order on every server."""
    return dict(sorted(_paths.items()))


def answer(words: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """One answer in JSON."""
    return {"description": words, "content": {"application/json": {"schema": dict(schema)}}}
