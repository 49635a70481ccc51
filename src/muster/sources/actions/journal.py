"""What an import changed, field by field, kept so that an undo can be exact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from muster.people.known import Resolved
from muster.people.models import Person
from muster.sources.models import Import

Change = tuple[int, str, str, str, str]

# A second change of a field keeps what stood before the first, unless somebody else wrote in between.
MERGE = (
    "ON CONFLICT (of_id, person_number, kind, name) DO UPDATE SET after = excluded.after,"
    " before = CASE WHEN mine.after = excluded.before THEN mine.before ELSE excluded.before END"
)


def write(made: Import, results: Sequence[Resolved]) -> None:
    """Add what this batch made and changed."""
    new = {r.person_id for r in results if r.outcome == "new" and r.person_id is not None}
    before = _first_before(results, new)
    changes: list[Change] = [(number, "person", "", "", "") for number in sorted(new)]
    changes += _fields(before)
    changes += [
        (r.person_id, "key", str(key_id), "", "")
        for r in results
        if r.person_id is not None and r.person_id not in new
        for key_id in r.added_keys
    ]
    changes += [
        (number, "touched", "", "", "")
        for number in sorted(
            {r.person_id for r in results if r.outcome == "changed" and r.person_id}
        )
        if number not in new
    ]
    _insert(made, changes)


def _first_before(results: Iterable[Resolved], new: set[int]) -> dict[int, dict[str, Any]]:
    """Per person the value that stood there before the first row of this batch."""
    found: dict[int, dict[str, Any]] = {}
    for result in results:
        if result.before and result.person_id is not None and result.person_id not in new:
            held = found.setdefault(result.person_id, {})
            for name, value in result.before.items():
                held.setdefault(name, value)
    return found


def _fields(before: dict[int, dict[str, Any]]) -> list[Change]:
    now = {person.pk: person for person in Person.objects.filter(pk__in=before)}
    return [
        (number, "field", name, json.dumps(old), json.dumps(getattr(now[number], name)))
        for number, fields in sorted(before.items())
        if number in now
        for name, old in sorted(fields.items())
    ]


def _insert(made: Import, changes: Sequence[Change]) -> None:
    if not changes:
        return
    columns = "of_id, person_number, kind, name, before, after"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE import_changes ON COMMIT DROP AS"
            f" SELECT {columns} FROM sources_importchange WITH NO DATA"
        )
        with cursor.copy(f"COPY import_changes ({columns}) FROM STDIN") as copy:
            for change in changes:
                copy.write_row((made.pk, *change))
        cursor.execute(
            f"INSERT INTO sources_importchange AS mine ({columns})"
            f" SELECT {columns} FROM import_changes {MERGE}"
        )
        cursor.execute("DROP TABLE import_changes")
