"""What a plan may not touch: whom somebody accepted, and whom somebody declined."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef

from muster.volunteering.fitness import Demand
from muster.volunteering.models import SignUp, Suggestion

Pairs = set[tuple[int, int]]


def accepted(wanted: Sequence[Demand]) -> Pairs:
    """Shift and person of everybody who was accepted and has not signed up yet: their place is kept."""
    theirs = SignUp.objects.filter(shift=OuterRef("shift"), key__person=OuterRef("key__person"))
    rows = Suggestion.objects.filter(
        ~Exists(theirs), shift__in=[one.shift_id for one in wanted], accepted_at__isnull=False
    )
    return _pairs(rows.values_list("shift_id", "key__person_id"))


def declined(wanted: Sequence[Demand]) -> Pairs:
    """Shift and person of everybody about whom the decision was no."""
    rows = Suggestion.objects.filter(
        shift__in=[one.shift_id for one in wanted], declined_at__isnull=False
    )
    return _pairs(rows.values_list("shift_id", "key__person_id"))


def within(accepted: Collection[tuple[int, int]], wanted: Sequence[Demand]) -> Pairs:
    """Those of them that are about these shifts."""
    shifts = {one.shift_id for one in wanted}
    return {(shift, person) for shift, person in accepted if shift in shifts}


def _pairs(rows: Collection[tuple[int, int | None]]) -> Pairs:
    return {(shift, person) for shift, person in rows if person is not None}
