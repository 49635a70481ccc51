"""The log of a room: lines are added, each with who and when, and never changed."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import errors
from muster.crisis.models import LogEntry, Room

Kind = LogEntry.Kind
LONGEST = 4_000


def locked(room: Room) -> Room:
    """Return the room as it stands now, locked until the caller’s transaction ends; raises RoomClosed."""
    found = Room.objects.select_for_update(of=("self",)).select_related("lead").get(pk=room.pk)
    if not found.open:
        raise errors.RoomClosed
    return found


def write(room: Room, kind: str, words: str, *, by: Staff | None, at: datetime) -> LogEntry:
    """Add a line inside the caller’s transaction; without ``by`` Muster itself noted it."""
    return LogEntry.objects.create(room=room, kind=kind, words=words[:LONGEST], by=by, at=at)


@transaction.atomic
def note(*, room: Room, words: str, by: Staff, at: datetime) -> LogEntry:
    """Write down what somebody saw or did."""
    said = words.strip()
    if not said:
        raise errors.NothingSaid
    written = write(locked(room), Kind.NOTE, said, by=by, at=at)
    audit.record(by=by, verb="room.noted", subject=str(room), at=at, entry=written.pk)
    return written
