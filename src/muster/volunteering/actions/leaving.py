"""Gives a place up, or says that one will come. A free place goes to whoever waits, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from muster.audit import actions as audit
from muster.kit.actors import Doer, system
from muster.kit.scope import Scope, entered
from muster.volunteering import errors
from muster.volunteering.actions import seats
from muster.volunteering.actions.rows import hold_shift, hold_sign_up, must_be_coming
from muster.volunteering.models import Shift, SignUp

BY: Final = system("volunteering")


@transaction.atomic
def leave(*, sign_up: SignUp, why: str = "", by: Doer, at: datetime) -> list[SignUp]:
    """Give a place up, or stop waiting for one. Returns who moved up."""
    with entered(Scope.EVERYONE):
        shift, held = hold_sign_up(sign_up)
        must_be_coming(shift, at)
        was_in = held.is_in
        seats.part(held, why=why, by=by, at=at)
        if not was_in:
            return []
        seats.count(shift, -1)
        return seats.move_up(shift, by=by, at=at)


def seat_who_waits(*, at: datetime) -> int:
    """Fill free places whose line was passed since somebody was elsewhere then. Returns for how many."""
    waits = SignUp.objects.filter(shift=OuterRef("pk"), left_at=None, place=SignUp.Place.WAITING)
    open_ = Shift.objects.filter(
        Exists(waits), called_off_at=None, starts_at__gt=at, taken__lt=F("slots")
    )
    seated = 0
    for number in open_.order_by("pk").values_list("pk", flat=True):
        # Each shift by itself: whoever holds one waits for no other.
        with transaction.atomic(), entered(Scope.EVERYONE):
            seated += len(seats.move_up(hold_shift(number), by=BY, at=at))
    return seated


@transaction.atomic
def confirm(*, sign_up: SignUp, by: Doer, at: datetime) -> SignUp:
    """Say that one will come; saying it again changes nothing."""
    with entered(Scope.EVERYONE):
        shift, held = hold_sign_up(sign_up)
        if not held.is_in:
            raise errors.OnlyWaiting
        if shift.called_off_at is not None:
            raise errors.CalledOff
        if at >= shift.ends_at:
            raise errors.Begun
        if held.confirmed_at is None:
            held.confirmed_at = at
            held.save(update_fields=["confirmed_at"])
            audit.record(by=by, verb="shift.confirmed", subject=str(shift), at=at, key=held.key_id)
    return held
