"""Shifts that members of a team were in, for whoever leads it: names as members show them, and nothing else of anybody.

A leader sees no record but their own, so these questions look beyond their scope and hand out only what is named here.
Nobody says of themselves that they came: it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery

from muster.groups.leading import Lead
from muster.groups.models import Membership
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.volunteering.models import Shift, SignUp

RIGHT: Final = "welcome"
# Later it is staff who know.
BACK: Final = timedelta(days=14)
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A member of the team in a shift that has begun, and whether they came, once somebody said."""

    number: int
    shift: Shift
    shown_as: str
    came: bool | None


def marks(lead: Lead, *, at: datetime) -> Sequence[Mark]:
    """Who was in a shift lately: those nobody has said anything of first, then the latest."""
    with entered(Scope.EVERYONE):
        rows = _theirs(lead, at).select_related("shift__task__region")
        found = list(rows.order_by("-shift__starts_at", "shift", "at", "id")[:MOST])
    every = [Mark(one.pk, one.shift, one.name or "", _came(one)) for one in found]  # type: ignore[attr-defined]
    return sorted(every, key=lambda one: one.came is not None)


def mark(number: int, lead: Lead, *, at: datetime) -> SignUp:
    """One of these places, or ``NotFound``."""
    with entered(Scope.EVERYONE):
        found = _theirs(lead, at).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def _theirs(lead: Lead, at: datetime) -> QuerySet[SignUp]:
    """Places of those who were members by then and still are; not the leader’s own."""
    member = Membership.objects.filter(
        group=lead.group,
        left_at=None,
        key__person=OuterRef("key__person"),
        joined_at__lte=OuterRef("shift__ends_at"),
    ).order_by("joined_at", "id")
    places = SignUp.objects.filter(
        left_at=None,
        place=SignUp.Place.IN,
        shift__called_off_at=None,
        shift__starts_at__lte=at,
        shift__starts_at__gt=at - BACK,
    ).exclude(key__person=lead.person.pk)
    of_team = places.annotate(
        membership=Subquery(member.values("pk")[:1]), name=Subquery(member.values("shown_as")[:1])
    )
    return of_team.filter(membership__isnull=False)


def _came(sign_up: SignUp) -> bool | None:
    if sign_up.done_at is None and sign_up.missed_at is None:
        return None
    return sign_up.done_at is not None
