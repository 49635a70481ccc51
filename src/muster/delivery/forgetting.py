"""What delivery hands out of a person, and what it forgets: addresses go, counts stay (S1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from muster.delivery.actions import erasure
from muster.delivery.models import Direct, Outcome, Recipient
from muster.people.models import Person


def export(person: Person) -> Mapping[str, Any]:
    """Every message we made for this person, and how each ended."""
    return {
        "messages": [
            {
                "subject": row.snapshot.subject,
                "address": row.address,
                "values": row.merge,
                "outcomes": list(
                    Outcome.objects.filter(recipient=row).order_by("at", "id").values("kind", "at")
                ),
            }
            for row in _recipients(person)
        ],
        "answers": list(
            Direct.objects.filter(person_id=person.pk)
            .order_by("id")
            .values("subject", "address", "kind", "created_at")
        ),
    }


def forget(person: Person) -> None:
    """Blank what names the person; who was written to how often stays countable."""
    erasure.blank(person_id=person.pk)


def _recipients(person: Person) -> list[Recipient]:
    found = (
        Recipient.objects.of_any_snapshot().filter(person_id=person.pk).select_related("snapshot")
    )
    return list(found.order_by("id"))
