"""The people of a selection, as a SELECT of their ids: by key, so whoever holds it now."""

from __future__ import annotations

from typing import Any, Final

from muster.delivery.models import Selection

_PEOPLE: Final = """
SELECT DISTINCT k.person_id AS id
  FROM delivery_selected AS s
  JOIN people_identitykey AS k ON k.id = s.key_id
 WHERE s.selection_id = %s AND k.person_id IS NOT NULL"""


def people(selection: Selection) -> tuple[str, list[Any]]:
    """Those whom it holds."""
    return _PEOPLE, [selection.pk]


def about(selection: Selection) -> str:
    """What kind of thing they were chosen for: “conversation”, “suggestion”, “drive”."""
    found = selection.people.order_by("id").values_list("about", flat=True).first()
    return (found or "").partition(":")[0]
