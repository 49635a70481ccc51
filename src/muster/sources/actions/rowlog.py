"""Lines of the import’s own log, written many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Final

from muster.people.actions import bulk
from muster.people.known import Resolved
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import

COLUMNS: Final = ("line", "outcome", "person_number", "code", "detail", "extra")
Line = tuple[int, str, int | None, str, str, str | None]
_quoted_label = lru_cache(maxsize=2_000)(encode_basestring)


def refused(entry: Entry) -> Line:
    """A row that was not taken, with its reason."""
    return (entry.line, "refused", None, entry.problem, entry.detail, _json(entry.extra))


def turned_away(entry: Entry, result: Resolved) -> Line:
    """A good row that people would not have: somebody erased."""
    return (entry.line, "refused", None, "turned_away", " ".join(result.held)[:200], None)


def taken(entry: Entry, result: Resolved) -> Line:
    """A row that was taken, with what was left out of it and every cell without a field."""
    code, detail = entry.caution, entry.detail
    if not code and result.held:
        code, detail = "held", " ".join(result.held)[:200]
    return (entry.line, result.outcome, result.person_id, code, detail, _json(entry.extra))


def write(made: Import, lines: Sequence[Line]) -> None:
    """Add lines."""
    bulk.insert("sources_importrow", COLUMNS, lines, same={"of_id": made.pk})


def _json(extra: Mapping[str, str]) -> str | None:
    """A flat table of words as JSON, by hand: it is written for every row there is."""
    if not extra:
        return None
    said = [f"{_quoted_label(label)}: {encode_basestring(text)}" for label, text in extra.items()]
    return "{" + ", ".join(said) + "}"
