"""What an import changed, field by field, kept so that an undo can be exact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from muster.people.actions import bulk
from muster.people.known import Resolved
from muster.people.models import Person
from muster.sources.models import Import

Change = tuple[int, str, str, str, str]

# A second change of a field keeps what stood before the first, unless somebody else wrote in between.
MERGE = (
    "ON CONFLICT (of_id, person_number, kind, name) DO UPDATE SET after = excluded.after,"
    " before = CASE WHEN mine.after = excluded.before THEN mine.before ELSE excluded.before END"
)


def write(made: Import, results: Sequence[Resolved], *, gave: set[int]) -> None:
    """Add what this batch changed of people there were; those it made, its own lines name.

    Whoever ``gave`` was touched too, even where the row told nothing else that was new.
    """
    new = {r.person_id for r in results if r.outcome == "new" and r.person_id is not None}
    before = _first_before(results, new)
    changes: list[Change] = _fields(before)
    changes += [
        (r.person_id, "key", str(key_id), "", "")
        for r in results
        if r.person_id is not None and r.person_id not in new
        for key_id in r.added_keys
    ]
    changes += [
        (number, "touched", "", "", "")
        for number in sorted(
            gave | {r.person_id for r in results if r.outcome == "changed" and r.person_id}
        )
        if number not in new
    ]
    bulk.insert(
        "sources_importchange",
        ("person_number", "kind", "name", "before", "after"),
        changes,
        same={"of_id": made.pk},
        conflict=MERGE,
    )


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
