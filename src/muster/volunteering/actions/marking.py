"""Says of somebody who was in whether they came. It is said once, since it is counted; what was wrong is corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from django.db import connection, transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.kit.text import clean
from muster.volunteering import errors
from muster.volunteering.actions import coming, seats
from muster.volunteering.actions.rows import hold_sign_up
from muster.volunteering.models import Shift, SignUp

Outcome = Literal["done", "missed"]
CORRECTED: Final = "shift.corrected"
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
        _mark(shift, held, outcome, by=by, at=at)
        coming.note(held.key.person_id, at=at, by=by)
        audit.record(by=by, verb=_KINDS[outcome], subject=str(shift), at=at, key=held.key_id)
    return held


@transaction.atomic
def correct(*, sign_up: SignUp, reason: str, by: Doer, at: datetime) -> SignUp:
    """Turn a mark that was wrong into the other one. The log says that, and no longer what was wrong."""
    why = clean(reason)[:500]
    if not why:
        raise errors.NoReasonToCorrect
    with entered(Scope.EVERYONE):
        shift, held = hold_sign_up(sign_up)
        if held.done_at is None and held.missed_at is None:
            raise errors.NotMarked
        outcome: Outcome = "missed" if held.done_at is not None else "done"
        _lift(held)
        held.done_at = held.missed_at = None
        _mark(shift, held, outcome, by=by, at=at)
        data = {"title": shift.task.title, "shift": shift.pk, "now": outcome, "why": why}
        told = NewFact(CORRECTED, held.key_id, at, seats.SOURCE, ref=str(shift.task), data=data)
        activity.append([told])
        audit.record(
            by=by, verb=CORRECTED, subject=str(shift), at=at, key=held.key_id, now=outcome, why=why
        )
    return held


def _mark(shift: Shift, held: SignUp, outcome: Outcome, *, by: Doer, at: datetime) -> None:
    if outcome == "done":
        held.done_at = at
    else:
        held.missed_at = at
    held.marked_by = by.actor
    held.save(update_fields=["done_at", "missed_at", "marked_by"])
    data = {"title": shift.task.title, "minutes": shift.task.minutes, "shift": shift.pk}
    # It happened when the shift did, whenever somebody finds the time to say so.
    when, ref = min(shift.ends_at, at), str(shift.task)
    fact = NewFact(_KINDS[outcome], held.key_id, when, seats.SOURCE, ref=ref, data=data)
    activity.append([fact])


def _lift(held: SignUp) -> None:
    """Take the facts of a mark out of the log, so that nothing counts them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT volunteering_lift_mark(%s)", [held.pk])
