"""The one switch: everything sent to many stands still, by delivery’s own stop and its own halts.

There is no second mechanism here and no state of its own. Lifting lets nothing go on that was halted: each send is
resumed by itself, by somebody who may approve it.
"""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.broadcasts import actions as broadcasts
from muster.crisis import access, errors, queries
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import Hold, Room
from muster.delivery import queries as delivery
from muster.delivery.actions import halts, stops
from muster.delivery.models import Release


@transaction.atomic
def hold(*, room: Room, by: Staff, at: datetime) -> Hold:
    """Hold all scheduled and running sends from this commit on."""
    if not by.may(access.LEAD):
        raise errors.CannotLead(by.name)
    row = locked(room)
    # Whoever stopped everything before is joined, not overruled: one stop holds.
    stop = stops.stop_or_join(by=by, reason=row.title)
    if (standing := queries.standing_hold()) is not None:
        raise errors.HeldAlready(standing.room.title)
    made = Hold.objects.create(room=row, stop=stop, by=by, at=at)
    halted = _halt_running(row, by=by)
    made.halted.set(halted)
    made.starts = broadcasts.call_off_starts(why=errors.HeldByARoom(row.title), by=by)
    made.save(update_fields=["starts"])
    write(row, Kind.HELD, "", by=by, at=at)
    audit.record(
        by=by, verb="room.held", subject=str(row), at=at, stop=stop.pk,
        halted=[one.pk for one in halted], starts=made.starts,
    )  # fmt: skip
    return made


@transaction.atomic
def lift(*, room: Room, by: Staff, authenticated_at: datetime | None, at: datetime) -> Hold:
    """Let new sends go again. What was halted stays halted, what was called off stays called off."""
    row = locked(room)
    standing = queries.standing_hold()
    if standing is None or standing.room_id != row.pk:
        raise errors.NotHeld
    standing.stop = broadcasts.lift_stop(by=by, authenticated_at=authenticated_at)
    write(row, Kind.LIFTED, "", by=by, at=at)
    audit.record(by=by, verb="room.lifted", subject=str(row), at=at, stop=standing.stop_id)
    return standing


def _halt_running(room: Room, *, by: Staff) -> list[Release]:
    halted = []
    for release in delivery.unfinished(Release.State.SENDING):
        try:
            halts.halt(release=release, by=by, reason=room.title)
        except halts.NotSending:
            # Its last message left at this very moment, or somebody was faster.
            continue
        halted.append(release)
    return halted
