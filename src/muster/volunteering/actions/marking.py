"""Says of somebody who was in whether they came. It is said once, since it is counted."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from django.db import transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.volunteering import errors
from muster.volunteering.actions import coming, seats
from muster.volunteering.actions.rows import hold_sign_up
from muster.volunteering.models import SignUp

Outcome = Literal["done", "missed"]
_KINDS: Final = {"done": "shift.done", "missed": "shift.missed"}


@transaction.atomic
def finish(*, sign_up: SignUp, outcome: Outcome, by: Doer, at: datetime) -> SignUp:
    """Mark a place as done or missed, once the shift has begun."""
    with entered(Scope.EVERYONE):
        shift, held = hold_sign_up(sign_up)
        if not held.is_in:
            raise errors.OnlyWaiting
        if shift.called_off_at is not None:
            raise errors.CalledOff
        if at < shift.starts_at:
            raise errors.NotBegun
        if held.done_at is not None or held.missed_at is not None:
            raise errors.AlreadyMarked
        if outcome == "done":
            held.done_at = at
        else:
            held.missed_at = at
        held.marked_by = by.actor
        held.save(update_fields=["done_at", "missed_at", "marked_by"])
        data = {"title": shift.task.title, "minutes": shift.task.minutes, "shift": shift.pk}
        kind = _KINDS[outcome]
        ref = str(shift.task)
        # It happened when the shift did, whenever somebody finds the time to say so.
        when = min(shift.ends_at, at)
        activity.append([NewFact(kind, held.key_id, when, seats.SOURCE, ref=ref, data=data)])
        coming.note(held.key.person_id, at=at, by=by)
        audit.record(by=by, verb=kind, subject=str(shift), at=at, key=held.key_id)
    return held
