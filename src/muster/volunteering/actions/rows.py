"""Rows as actions hold them: the shift first, then its sign-ups, so that two actions never wait for each other."""

from __future__ import annotations

from datetime import datetime

from muster.people.models import IdentityKey
from muster.volunteering import errors
from muster.volunteering.models import Shift, SignUp


def hold_shift(number: int) -> Shift:
    """Lock one shift; whoever takes or leaves a place of it waits for this transaction."""
    # The task is fetched apart: a join would lock it as well.
    return Shift.objects.select_for_update(of=("self",)).select_related("task").get(pk=number)


def hold_sign_up(sign_up: SignUp) -> tuple[Shift, SignUp]:
    """Lock the shift of a sign-up, then read the sign-up anew; it must not have been given up."""
    shift = hold_shift(sign_up.shift_id)
    held = SignUp.objects.select_for_update().get(pk=sign_up.pk)
    if held.left_at is not None:
        raise errors.NotIn
    held.shift = shift
    return shift, held


def must_be_coming(shift: Shift, at: datetime) -> None:
    """Nobody signs up for, or leaves, what was called off or has begun."""
    if shift.called_off_at is not None:
        raise errors.CalledOff
    if at >= shift.starts_at:
        raise errors.Begun


def present(shift: Shift, key: IdentityKey) -> SignUp | None:
    """The sign-up of this person for a shift, by whichever of their keys."""
    theirs = SignUp.objects.filter(shift=shift, left_at=None)
    if key.person_id is None:
        return theirs.filter(key=key).first()
    return theirs.filter(key__person=key.person_id).first()
