"""Nobody is in two places at once: who holds a place in another shift at the time of this one.

It is asked under the person’s own lock, always after the lock of the shift: two presses at once cannot both find them
free, and two actions never wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.people.models import IdentityKey
from muster.volunteering.models import Shift, SignUp


def hold_people(numbers: Collection[int]) -> None:
    """Lock these people’s time, in the order of their numbers, until the transaction ends."""
    with connection.cursor() as cursor:
        for number in sorted(set(numbers)):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"time of {number}"]
            )


def of(key: IdentityKey, shift: Shift) -> Shift | None:
    """The shift they hold a place in while this one lasts, by whichever of their keys."""
    whose = Q(key__person=key.person_id) if key.person_id else Q(key=key)
    held = _while(shift).filter(whose).select_related("shift__task")
    found = held.order_by("shift__starts_at", "id").first()
    return found.shift if found else None


def first_free(line: QuerySet[SignUp], shift: Shift, places: int) -> list[SignUp]:
    """The first of a line who can come. Whoever is elsewhere then keeps waiting: that other place may end."""
    elsewhere = _while(shift).filter(key__person=OuterRef("key__person"))
    able = line.filter(~Exists(elsewhere))
    first = list(able[:places])
    hold_people([one.key.person_id for one in first if one.key.person_id])
    # Somebody may have taken another shift just before they were locked; the next in the line has the place then.
    still = set(able.filter(pk__in=[one.pk for one in first]).values_list("pk", flat=True))
    kept = [one for one in first if one.pk in still]
    return kept if len(kept) == len(first) else first_free(line, shift, places)


def _while(shift: Shift) -> QuerySet[SignUp]:
    """Places held in other shifts that overlap this one; what ends as this one begins does not."""
    return SignUp.objects.filter(
        left_at=None,
        place=SignUp.Place.IN,
        shift__called_off_at=None,
        shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    ).exclude(shift=shift)
