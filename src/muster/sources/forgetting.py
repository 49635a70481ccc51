"""What sources holds of one person: rows of imports that named them, handed out or forgotten."""

from __future__ import annotations

from typing import Any

from muster.people.models import Person
from muster.sources.actions import erasing
from muster.sources.models import ImportRow


def export(person: Person) -> dict[str, Any]:
    """Which files named them, where, and what stood there that no field had room for."""
    rows = ImportRow.objects.filter(person_number=person.pk).select_related("of__source")
    return {
        "imports": [
            {
                "source": row.of.source.name,
                "uploaded": row.of.uploaded_at.isoformat(),
                "line": row.line,
                "extra": row.extra or {},
            }
            for row in rows.order_by("id")
        ]
    }


def forget(person: Person) -> None:
    """The line and what became of it stay as a count; who it was and what it said go."""
    erasing.forget(person)
