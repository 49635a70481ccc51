"""Gives a place up, or says that one will come. A free place goes to whoever waits, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.volunteering import errors
from muster.volunteering.actions import seats
from muster.volunteering.actions.rows import hold_sign_up, must_be_coming
from muster.volunteering.models import SignUp


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
