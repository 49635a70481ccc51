"""Adds shifts to a task, one or one a week; changes them, and calls them off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.kit.text import clean
from muster.volunteering import errors, series
from muster.volunteering.actions import coming, seats, telling
from muster.volunteering.actions.rows import hold_shift
from muster.volunteering.models import Shift, SignUp, Task


@transaction.atomic
def add_shifts(
    *, task: Task, spans: Sequence[series.Span], slots: int, by: Doer, at: datetime
) -> list[Shift]:
    """Add a shift for each stretch of time, each for so many people."""
    if task.state == "ended":
        raise errors.NotOpen
    if not 1 <= len(spans) <= series.MOST_WEEKS:
        raise errors.TooManyShifts(series.MOST_WEEKS)
    if any(ends <= starts for starts, ends in spans):
        raise errors.EndsTooSoon
    made = [
        Shift.objects.create(task=task, starts_at=starts, ends_at=ends, slots=slots)
        for starts, ends in spans
    ]
    audit.record(by=by, verb="shifts.added", subject=str(task), at=at, count=len(made))
    return made


@transaction.atomic
def change_slots(*, shift: Shift, slots: int, by: Doer, at: datetime) -> Shift:
    """Want more people, or fewer; nobody who is in is put out, and who waits moves up."""
    with entered(Scope.EVERYONE):
        held = hold_shift(shift.pk)
        if held.called_off_at is not None:
            raise errors.CalledOff
        if slots < held.taken:
            raise errors.TooFewSlots(held.taken)
        held.slots = slots
        held.save(update_fields=["slots"])
        audit.record(by=by, verb="shift.resized", subject=str(held), at=at, slots=slots)
        seats.move_up(held, by=by, at=at)
    return held


@transaction.atomic
def call_off(*, shift: Shift, reason: str, by: Doer, at: datetime) -> Shift:
    """Call a shift off; everybody on it, waiting or in, is told why. No reminder goes out any more."""
    words = clean(reason)[:500]
    if not words:
        raise errors.NoReason
    with entered(Scope.EVERYONE):
        held = hold_shift(shift.pk)
        if held.called_off_at is not None:
            raise errors.CalledOff
        if at >= held.ends_at:
            raise errors.Begun
        held.called_off_at, held.call_off_reason = at, words
        held.sequence += 1
        held.save(update_fields=["called_off_at", "call_off_reason", "sequence"])
        told = SignUp.objects.filter(shift=held, left_at=None).select_related("key__person")
        for sign_up in told.order_by("id"):
            sign_up.shift = held
            telling.tell("shift-called-off", sign_up, once=f"off:{sign_up.pk}", reason=words)
            coming.note(sign_up.key.person_id, at=at, by=by)
        audit.record(by=by, verb="shift.called_off", subject=str(held), at=at)
    return held
