"""Closes a room: with what was learned, or as a false alarm with the reason. Nothing is lifted or kept by that."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import errors, queries
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import Room
from muster.kit.text import fold


@transaction.atomic
def close(*, room: Room, outcome: str, lesson: str, by: Staff, at: datetime) -> Room:
    """End it with what was done and what it taught; it stands in the library from here on."""
    if not lesson.strip():
        raise errors.NoLesson
    return _end(room, outcome, lesson, false_alarm=False, by=by, at=at)


@transaction.atomic
def call_off(*, room: Room, reason: str, by: Staff, at: datetime) -> Room:
    """End it as a false alarm; why it was one helps the next lead."""
    if not reason.strip():
        raise errors.NoReason
    return _end(room, reason, "", false_alarm=True, by=by, at=at)


def _end(
    room: Room, outcome: str, lesson: str, *, false_alarm: bool, by: Staff, at: datetime
) -> Room:
    row = locked(room)
    standing = queries.standing_hold()
    if standing is not None and standing.room_id == row.pk:
        raise errors.StillHolds
    if row.promises.filter(ended_at=None).exists():
        raise errors.StillPromised
    row.closed_at, row.closed_by, row.false_alarm = at, by, false_alarm
    row.outcome, row.lesson = outcome.strip()[:4_000], lesson.strip()[:4_000]
    row.find_key = fold(f"{row.title} {row.what} {row.outcome} {row.lesson}")
    row.save(
        update_fields=["closed_at", "closed_by", "false_alarm", "outcome", "lesson", "find_key"]
    )
    write(row, Kind.CLOSED, row.lesson or row.outcome, by=by, at=at)
    audit.record(by=by, verb="room.closed", subject=str(row), at=at, false_alarm=false_alarm)
    return row
