"""Lines of the import’s own log, written many at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from muster.people.known import Resolved
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import

COLUMNS = "of_id, line, outcome, person_number, code, detail, extra"
Line = tuple[int, str, int | None, str, str, str | None]


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
    """Add lines. The table is behind a row policy, so COPY goes beside it and is taken over."""
    if not lines:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE import_lines ON COMMIT DROP AS"
            f" SELECT {COLUMNS} FROM sources_importrow WITH NO DATA"
        )
        with cursor.copy(f"COPY import_lines ({COLUMNS}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row((made.pk, *line))
        cursor.execute(
            f"INSERT INTO sources_importrow ({COLUMNS}) SELECT {COLUMNS} FROM import_lines"
        )
        cursor.execute("DROP TABLE import_lines")


def _json(extra: dict[str, Any]) -> str | None:
    return json.dumps(extra, ensure_ascii=False) if extra else None
